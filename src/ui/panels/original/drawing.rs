//! Pages of PDFs as pictures, drawn on a thread of their own and kept: the window asks for a page and goes on, and
//! shows it when it is there. What was drawn for another zoom serves until then. Of pages that are asked for while one
//! is being drawn, the last is drawn next: who turns pages quickly wants the page he stops at.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;

use eframe::egui::{ColorImage, Context, TextureHandle, TextureOptions};
use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_interpret::font::FontQuery;
use hayro::hayro_syntax::Pdf;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{RenderCache, RenderSettings, render};

use crate::exchange::origin::{Origin, OriginFile};
use crate::file::content_hash;
use crate::fonts;
use crate::opening;

/// Pages that are kept as pictures.
const KEPT: usize = 8;
/// Points of a picture at most, however far it is zoomed in.
const POINTS: f32 = 12e6;
/// After so many pages the interpreter's memory of fonts and pictures begins anew.
const REMEMBERED: usize = 40;
/// The interpreter recurses as deep as a page is nested. Only what is used of it is taken.
const STACK: usize = 256 << 20;

/// Which page: the document and the page in it, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct PageKey {
    pub file: u32,
    pub page: u32,
}

/// A page to be drawn, with the picture's points to a point of the page.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Job {
    key: PageKey,
    scale: f32,
}

/// A page that was drawn, or why not.
type Done = (Job, Result<ColorImage, String>);

/// What there is of a page.
struct Ready {
    scale: f32,
    picture: Result<TextureHandle, String>,
    used: u64,
}

/// The pages of one budget's documents.
pub(super) struct Drawing {
    origin: Arc<Origin>,
    jobs: Sender<Job>,
    done: Receiver<Done>,
    pages: HashMap<PageKey, Ready>,
    /// What was asked for last and is not there yet.
    asked: Option<Job>,
    clock: u64,
}

impl Drawing {
    /// Begins to draw for a window. `None` where there is no thread to be had.
    pub(super) fn new(ctx: &Context, origin: &Arc<Origin>) -> Option<Self> {
        let (jobs, to_do) = mpsc::channel();
        let (finished, done) = mpsc::channel();
        let files = origin.files().iter().map(Source::of).collect();
        let artist = Artist { files, to_do, finished, ctx: ctx.clone() };
        let started = thread::Builder::new().name("pages".to_owned()).stack_size(STACK);
        started.spawn(move || artist.work()).ok()?;
        let origin = Arc::clone(origin);
        Some(Self { origin, jobs, done, pages: HashMap::new(), asked: None, clock: 0 })
    }

    /// Whether it draws these documents.
    pub(super) fn is_of(&self, origin: &Arc<Origin>) -> bool {
        Arc::ptr_eq(&self.origin, origin)
    }

    /// The picture of a page, as well as it is there, or why there is none; `None` while it is being drawn. `scale` is
    /// how many points of the picture are wanted to one of the page, which is `size` large.
    pub(super) fn page(
        &mut self,
        ctx: &Context,
        key: PageKey,
        scale: f32,
        size: (f32, f32),
    ) -> Option<Result<TextureHandle, String>> {
        self.take_in(ctx);
        self.clock += 1;
        let job = Job { key, scale: fitting(ctx, scale, size) };
        let clock = self.clock;
        let ready = self.pages.get_mut(&key);
        let sharp = ready.as_ref().is_some_and(|ready| ready.scale == job.scale || ready.picture.is_err());
        let shown = ready.map(|ready| {
            ready.used = clock;
            ready.picture.clone()
        });
        if !sharp && self.asked != Some(job) {
            self.asked = Some(job);
            // Without the thread there is no page, which is seen.
            let _ = self.jobs.send(job);
        }
        shown
    }

    /// Takes what has been drawn meanwhile.
    fn take_in(&mut self, ctx: &Context) {
        for (job, image) in self.done.try_iter() {
            if self.asked == Some(job) {
                self.asked = None;
            }
            let name = || format!("page {} {}", job.key.file, job.key.page);
            let picture = image.map(|image| ctx.load_texture(name(), image, TextureOptions::LINEAR));
            self.pages.insert(job.key, Ready { scale: job.scale, picture, used: self.clock });
        }
        while self.pages.len() > KEPT {
            let oldest = self.pages.iter().min_by_key(|(_, ready)| ready.used).map(|(key, _)| *key);
            oldest.map(|key| self.pages.remove(&key));
        }
    }
}

/// A scale that is not larger than a picture may be, in steps, so that a small change of the window draws nothing anew.
fn fitting(ctx: &Context, scale: f32, (width, height): (f32, f32)) -> f32 {
    let (width, height) = (width.max(1.0), height.max(1.0));
    let side = ctx.input(|input| input.max_texture_side) as f32;
    let most = (POINTS / (width * height)).sqrt().min(side / width.max(height));
    ((scale * 4.0).ceil() / 4.0).clamp(0.01, most)
}

/// Where the bytes of a document are.
struct Source {
    path: PathBuf,
    hash: u64,
    content: Option<Arc<Vec<u8>>>,
}

impl Source {
    fn of(file: &OriginFile) -> Self {
        let content = file.content.clone();
        Self { path: file.path.clone(), hash: file.original.hash, content }
    }

    fn bytes(&self) -> Result<Arc<Vec<u8>>, String> {
        if let Some(content) = &self.content {
            return Ok(Arc::clone(content));
        }
        let path = self.path.display();
        let (bytes, _) = opening::read(&self.path, opening::DOCUMENT)
            .map_err(|error| format!("{path} 打不开了：{error}"))?;
        if content_hash(&bytes) != self.hash {
            return Err(format!("{path} 已经不是导入时的内容，不画出来"));
        }
        Ok(Arc::new(bytes))
    }
}

/// Who draws.
struct Artist {
    files: Vec<Source>,
    to_do: Receiver<Job>,
    finished: Sender<Done>,
    ctx: Context,
}

impl Artist {
    fn work(self) {
        let mut next = self.next();
        while let Some(job) = next {
            next = match self.opened(job) {
                Ok(pdf) => self.draw_pages(&pdf, job),
                Err(why) => self.tell(job, Err(why)),
            };
        }
    }

    /// The last page that is asked for; waits for one. `None` when the window wants no more.
    fn next(&self) -> Option<Job> {
        let first = self.to_do.recv().ok()?;
        Some(self.to_do.try_iter().last().unwrap_or(first))
    }

    /// Gives a page out and waits for the next.
    fn tell(&self, job: Job, image: Result<ColorImage, String>) -> Option<Job> {
        self.finished.send((job, image)).ok()?;
        self.ctx.request_repaint();
        self.next()
    }

    fn opened(&self, job: Job) -> Result<Pdf, String> {
        let file = usize::try_from(job.key.file).ok().and_then(|at| self.files.get(at));
        let file = file.ok_or_else(|| "没有这份原件".to_owned())?;
        // It was read when the budget was imported, with all that was to be guarded against.
        Pdf::new(file.bytes()?).map_err(|_| format!("{} 读不出来", file.path.display()))
    }

    /// Draws pages of one document as long as they are asked for; the first of another document.
    fn draw_pages(&self, pdf: &Pdf, first: Job) -> Option<Job> {
        let mut next = Some(first);
        loop {
            let cache = RenderCache::new();
            for _ in 0..REMEMBERED {
                let job = next.filter(|job| job.key.file == first.key.file);
                let Some(job) = job else { return next };
                let drawn = catch_unwind(AssertUnwindSafe(|| draw(pdf, &cache, job)));
                let failed = drawn.is_err();
                let image = drawn.ok().flatten();
                let text = || format!("第 {} 页画不出来；读出的数照常可用，请用阅读器对照", job.key.page + 1);
                next = self.tell(job, image.ok_or_else(text));
                if failed {
                    // What the interpreter was working on is not to be trusted.
                    break;
                }
            }
        }
    }
}

fn draw<'p>(pdf: &'p Pdf, cache: &RenderCache<'p>, job: Job) -> Option<ColorImage> {
    let page = pdf.pages().get(usize::try_from(job.key.page).ok()?)?;
    let settings = InterpreterSettings { font_resolver: Arc::new(font), ..InterpreterSettings::default() };
    let of_page = RenderSettings {
        x_scale: job.scale,
        y_scale: job.scale,
        bg_color: WHITE,
        ..RenderSettings::default()
    };
    let picture = render(page, cache, &settings, &of_page);
    let size = [usize::from(picture.width()), usize::from(picture.height())];
    let bytes = picture.data_as_u8_slice();
    (bytes.len() == size.iter().product::<usize>() * 4 && !bytes.is_empty())
        .then(|| ColorImage::from_rgba_premultiplied(size, bytes))
}

/// The font for what a document does not embed: Chinese text is drawn in the window's own.
fn font(query: &FontQuery) -> Option<(hayro::hayro_interpret::font::FontData, u32)> {
    match query {
        FontQuery::Fallback(asked) if asked.character_collection.is_some() => {
            Some((Arc::new(fonts::bytes(asked.is_bold || asked.font_weight >= 600)), 0))
        }
        FontQuery::Fallback(asked) => Some(asked.pick_standard_font().get_font_data()),
        FontQuery::Standard(standard) => Some(standard.get_font_data()),
    }
}
