//! A folder that is checked as a whole: every file in it with its findings, as the command `check` counts them, what was not
//! checked and why. The files are read beside the window. What is asked of the list is carried out by who shows it.

mod detail;
mod list;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, TryRecvError, channel};

use eframe::egui::{Button, Context, Frame, Panel, ProgressBar, RichText, Ui, vec2};

use self::list::Sort;
pub(in crate::ui) use self::list::id;
use crate::report::{self, CheckedFile};
use crate::rules::{Accepted, RuleFile};
use crate::schema::{Formats, Severity};
use crate::submitted::{self, Checking, Done, Submission};
use crate::text::visible;
use crate::ui::look::style;

/// A thread's stack.
const STACK: usize = 16 << 20;

/// How high what is said of the chosen file is, as a share of the window.
const DETAIL: f32 = 0.32;

/// What is asked of the window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::ui) enum Wish {
    /// Open the files of a row, at their findings.
    Open(Vec<PathBuf>),
    /// Ask where the list is written.
    Export,
    /// Check the folder once more.
    Again,
}

/// What the thread tells.
enum Told {
    Found(Vec<Submission>),
    Rows(usize, Vec<Done>),
    Failed(String),
}

/// Which row of the list: that of what was handed in, and which of those that it has.
type At = (usize, usize);

/// A folder being checked, or checked.
pub(in crate::ui) struct FolderCheck {
    folder: PathBuf,
    found: Vec<Submission>,
    rows: BTreeMap<usize, Vec<CheckedFile>>,
    /// What is wrong with rules of one's own, or kept the check from its end.
    wrong: BTreeSet<String>,
    /// As long as files are read.
    told: Option<Receiver<Told>>,
    stopped: Arc<AtomicBool>,
    chosen: Option<At>,
    sort: Sort,
    /// How wide the longest name of a file is.
    names: f32,
    /// The severity that the files listed have findings of.
    only: Option<Severity>,
    /// What was done with the list.
    pub message: Option<String>,
}

impl FolderCheck {
    /// Begins to check a folder.
    pub(in crate::ui) fn begin(ctx: &Context, folder: &Path, formats: Formats, accepted: Accepted) -> Self {
        let (teller, told) = channel();
        let stopped = Arc::new(AtomicBool::new(false));
        let (within, seen, wakes) = (folder.to_owned(), Arc::clone(&stopped), ctx.clone());
        let check = move || {
            // Nobody waits for one that was closed.
            let tell = |told| {
                drop(teller.send(told));
                wakes.request_repaint();
            };
            let found = submitted::find(&[within]);
            tell(Told::Found(found.clone()));
            let loaded = RuleFile::at_hand().into_iter().map(|file| RuleFile::load(&file));
            let (rules, broken): (Vec<_>, Vec<_>) = loaded.partition(Result::is_ok);
            let rules: Vec<RuleFile> = rules.into_iter().flatten().collect();
            broken
                .into_iter()
                .filter_map(Result::err)
                .for_each(|error| tell(Told::Failed(error.to_string())));
            let by =
                Checking { formats: &formats, rules: &rules, accepted: &accepted, ocr: None, stopped: &seen };
            if let Err(error) = submitted::check_all(&found, by, |at, rows| tell(Told::Rows(at, rows))) {
                tell(Told::Failed(format!("检查没有做完：{error}")));
            }
        };
        let begun = std::thread::Builder::new().name("check".to_owned()).stack_size(STACK).spawn(check);
        let wrong = begun.err().map(|error| format!("没有能开始检查：{error}"));
        Self {
            folder: folder.to_owned(),
            found: Vec::new(),
            rows: BTreeMap::new(),
            told: wrong.is_none().then_some(told),
            wrong: wrong.into_iter().collect(),
            stopped,
            chosen: None,
            sort: None,
            names: 0.0,
            only: None,
            message: None,
        }
    }

    /// The folder.
    pub(in crate::ui) fn folder(&self) -> &Path {
        &self.folder
    }

    /// What its tab says.
    pub(in crate::ui) fn title(&self) -> String {
        let name = self.folder.file_name().unwrap_or(self.folder.as_os_str()).to_string_lossy();
        format!("检查：{}", visible(&name))
    }

    /// Ends the check: no further file is begun.
    pub(in crate::ui) fn stop(&mut self) {
        self.stopped.store(true, Ordering::Relaxed);
    }

    /// Every row there is by now, in the order of the files, as the report has them.
    pub(in crate::ui) fn files(&self) -> Vec<CheckedFile> {
        self.rows.values().flatten().cloned().collect()
    }

    /// Whether files are still read.
    pub(in crate::ui) fn is_running(&self) -> bool {
        self.told.is_some()
    }

    /// Takes in what was told meanwhile.
    pub(in crate::ui) fn receive(&mut self) {
        while let Some(told) = &self.told {
            match told.try_recv() {
                Ok(Told::Found(found)) => self.found = found,
                Ok(Told::Rows(at, rows)) => {
                    self.wrong.extend(rows.iter().flat_map(|row| row.broken.iter().cloned()));
                    self.rows.insert(at, rows.into_iter().map(|row| row.file).collect());
                }
                Ok(Told::Failed(error)) => drop(self.wrong.insert(error)),
                Err(TryRecvError::Empty) => return,
                Err(TryRecvError::Disconnected) => {
                    self.told = None;
                    report::tell_duplicates(self.rows.values_mut().flatten());
                }
            }
        }
    }

    /// The row at a place.
    fn row(&self, (at, nth): At) -> Option<&CheckedFile> {
        self.rows.get(&at)?.get(nth)
    }

    /// What a file is called in the list: by its path in the folder.
    fn name(&self, file: &CheckedFile) -> String {
        let folder = self.folder.display().to_string();
        let bare = |path: &str| {
            path.strip_prefix(&folder).map_or(path, |rest| rest.trim_start_matches(['/', '\\'])).to_owned()
        };
        let names: Vec<String> = file.file.split(" + ").map(bare).collect();
        visible(&names.join(" ＋ ")).into_owned()
    }

    /// Draws it.
    pub(in crate::ui) fn ui(&mut self, ui: &mut Ui) -> Option<Wish> {
        let mut wish = None;
        let margin = Frame::new().inner_margin(vec2(14.0, 8.0));
        Panel::top("folder head")
            .show_separator_line(false)
            .frame(margin)
            .show(ui, |ui| wish = self.head_ui(ui));
        if let Some(chosen) = self.chosen
            && let Some(file) = self.row(chosen)
        {
            let (most, name) = (ui.available_height() * 0.7, self.name(file));
            let panel = Panel::bottom("folder detail").resizable(true).max_size(most);
            let height = ui.ctx().content_rect().height() * DETAIL;
            panel.default_size(height).show(ui, |ui| detail::ui(ui, file, &name));
        }
        let asked = Frame::new().inner_margin(vec2(10.0, 2.0)).show(ui, |ui| self.list_ui(ui)).inner;
        wish.or(asked)
    }

    /// Which folder, how far the check has come and what it came to.
    fn head_ui(&mut self, ui: &mut Ui) -> Option<Wish> {
        let palette = style::palette(ui.visuals());
        let mut wish = None;
        ui.horizontal(|ui| {
            ui.label(RichText::new("检查文件夹").font(style::strong()).size(18.0));
            ui.label(RichText::new(visible(&self.folder.display().to_string())).color(palette.faint));
        });
        ui.horizontal_wrapped(|ui| {
            let (done, all) = (self.rows.len(), self.found.len());
            if self.is_running() {
                let share = done as f32 / all.max(1) as f32;
                ui.add(ProgressBar::new(share).desired_width(180.0));
                ui.label(format!("正在检查，已完成 {done} 份，共 {all} 份"));
                let is_asked = self.stopped.load(Ordering::Relaxed);
                let word = if is_asked { "正在停止…" } else { "停止" };
                if ui.add_enabled(!is_asked, Button::new(word)).clicked() {
                    self.stop();
                }
            } else {
                if ui.button("重新检查").clicked() {
                    wish = Some(Wish::Again);
                }
                if ui.add_enabled(done > 0, Button::new("导出清单…")).clicked() {
                    wish = Some(Wish::Export);
                }
                if done < all {
                    let colour = style::severity_colour(Severity::Warning, ui.visuals());
                    let said = format!("已停止：还有 {} 份没有检查", all - done);
                    ui.label(RichText::new(said).color(colour));
                }
            }
            self.filter_ui(ui);
        });
        ui.label(report::totals(&self.files()));
        for wrong in &self.wrong {
            let colour = style::severity_colour(Severity::Error, ui.visuals());
            ui.label(RichText::new(visible(wrong)).color(colour));
        }
        if let Some(message) = &self.message {
            ui.label(RichText::new(visible(message)).color(palette.computed_ink));
        }
        wish
    }
}

impl Drop for FolderCheck {
    fn drop(&mut self) {
        self.stop();
    }
}
