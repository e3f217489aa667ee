//! The question what becomes of work that was not saved when a program ended without asking: all that was found is
//! listed, whose it is and of when, and each is restored, kept or, by its owner, removed.

use std::cell::RefCell;
use std::path::{Path, PathBuf};

use eframe::egui::{self, Context, Modal, RichText, ScrollArea, Ui};

use crate::file::journal::{Journal, Recovery};
use crate::file::{self, Extras, LoadError, same_file};
use crate::schema::{Formats, Severity};
use crate::session::Session;
use crate::ui::dialogs::preview::{self, Change};
use crate::ui::document::Document;
use crate::ui::look::style;
use crate::ui::shell::app::App;
use crate::ui::shell::files;

/// Steps that can be done again.
pub struct Offer {
    recovery: Recovery,
    /// What they would change, once that was asked for.
    changes: Option<Result<Vec<Change>, String>>,
    /// Whether its owner is asked once more if it is to be removed.
    removing: bool,
}

impl Offer {
    /// An offer of what was found.
    pub fn new(recovery: Recovery) -> Self {
        Self { recovery, changes: None, removing: false }
    }

    /// Whether it is of the same journal.
    pub fn is_of(&self, recovery: &Recovery) -> bool {
        self.recovery.place() == recovery.place()
    }

    /// The file that the steps are done again to.
    fn file(&self) -> Option<&Path> {
        self.recovery.onto()
    }

    /// Whose budget it is, of which year and where its file is, where its name says none of that.
    fn whose(&self) -> Option<String> {
        let file = self.file().map(Path::to_owned).or_else(|| self.recovery.file().map(PathBuf::from));
        file.map(|file| format!("{}，文件 {}", self.recovery.title(), file.display()))
    }

    /// What it is called.
    fn name(&self) -> String {
        let recovery = &self.recovery;
        match self.file().and_then(Path::file_name) {
            Some(name) => name.to_string_lossy().into_owned(),
            None if recovery.file().is_none() => {
                format!("{}（未保存过的新预算，尚未存成文件）", recovery.title())
            }
            None => format!("{}（尚未存成文件）", recovery.title()),
        }
    }
}

/// What the user decided.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Decision {
    Choose(usize),
    Restore,
    Keep,
    Look,
    AskToRemove,
    Remove,
    Close,
}

/// A budget as it was when the program ended.
struct Replayed {
    before: Document,
    after: Document,
    /// What the user should know of it.
    notes: Vec<String>,
}

impl App {
    /// The question, while something is offered.
    pub(in crate::ui) fn restoring_ui(&mut self, ctx: &Context) {
        self.guard.chosen = self.guard.chosen.min(self.guard.offers.len().saturating_sub(1));
        let at = self.guard.chosen;
        let Some(offer) = self.guard.offers.get(at) else {
            return;
        };
        match ask_ui(ctx, &self.guard.offers, at) {
            None => {}
            Some(Decision::Choose(other)) => self.guard.chosen = other,
            Some(Decision::Look) => {
                let seen = self.preview(offer);
                if let Some(offer) = self.guard.offers.get_mut(at) {
                    offer.changes = Some(seen);
                }
            }
            Some(Decision::Keep) => {
                let offer = self.guard.offers.remove(at);
                self.set_aside(&offer);
            }
            Some(Decision::AskToRemove) => {
                if let Some(offer) = self.guard.offers.get_mut(at) {
                    offer.removing = true;
                }
            }
            Some(Decision::Remove) => {
                let offer = self.guard.offers.remove(at);
                match offer.recovery.delete() {
                    Ok(()) => self.say(format!("已删除 {} 未保存的修改", offer.name())),
                    Err(error) => self.errors.push(format!("{}：{error}", offer.recovery.place().display())),
                }
            }
            Some(Decision::Close) => self.guard.offers.retain(|offer| !offer.recovery.is_aside()),
            Some(Decision::Restore) => {
                let offer = self.guard.offers.remove(at);
                if let Err(reason) = self.restore(&offer) {
                    let place = offer.recovery.place();
                    self.errors.push(format!("没有恢复：{reason}（日志在 {}）", place.display()));
                }
                self.focus_grid = true;
            }
        }
    }

    fn say(&mut self, said: String) {
        match self.document_mut() {
            Some(document) => {
                document.notices.push(said.clone());
                document.message = Some(said);
            }
            None => self.errors.push(said),
        }
    }

    fn set_aside(&mut self, offer: &Offer) {
        match offer.recovery.keep() {
            Ok(place) => self.say(format!(
                "没有恢复；编辑日志已保留为 {}，“文件 → 未恢复的修改”里可以恢复或删除",
                place.display()
            )),
            Err(error) => self
                .errors
                .push(format!("编辑日志改名失败（{error}），它还在 {}", offer.recovery.place().display())),
        }
    }

    /// The document that an offer belongs to, if it is a file that is open.
    fn offered(&self, offer: &Offer) -> Option<usize> {
        let file = offer.file()?;
        let is_it = |document: &Document| document.path.as_deref().is_some_and(|path| same_file(path, file));
        self.documents.iter().position(is_it)
    }

    /// The budget as it was when the program ended, and as it was before.
    fn replayed(&self, offer: &Offer) -> Result<Replayed, String> {
        let recovery = &offer.recovery;
        if let Some(why) = recovery.useless() {
            return Err(why.to_owned());
        }
        let before = || match offer.file() {
            Some(file) => files::open(file, &self.formats),
            None => {
                let text = recovery.base().map_err(|error| error.to_string())?;
                open_base(&text, &self.formats)
            }
        };
        let (before, mut after) = (before()?, before()?);
        if !recovery.fits(before.session.budget(), &before.extras) {
            return Err("日志不是在现在这份内容上写的".to_owned());
        }
        after.session.replay(recovery.done()).map_err(|error| error.to_string())?;
        let mut notes: Vec<String> = recovery.damage().words().into_iter().collect();
        let surprised = RefCell::new(Vec::new());
        let refused = after.session.replay_fitting(recovery.later().iter().map(|step| {
            let surprised = &surprised;
            move |budget: &_| {
                surprised.borrow_mut().extend(step.surprised(budget));
                step.fit(budget)
            }
        }));
        notes.extend(refused.into_iter().map(|refused| format!("没有恢复的一步：{refused}")));
        let mut surprised = surprised.into_inner();
        surprised.dedup();
        notes.extend(
            surprised.iter().map(|cell| format!("{cell} 在读不出的步骤里也改过；现在是其后录入的数，请核对")),
        );
        Ok(Replayed { before, after, notes })
    }

    fn preview(&self, offer: &Offer) -> Result<Vec<Change>, String> {
        let Replayed { mut before, after, .. } = self.replayed(offer)?;
        // What is apart from its file is best held against what the file says now.
        if let Some(file) = offer.recovery.file().filter(|_| offer.recovery.is_apart())
            && let Ok(now) = files::open(Path::new(file), &self.formats)
        {
            before = now;
        }
        Ok(preview::changes(&before.session.book(), &after.session.book()))
    }

    fn restore(&mut self, offer: &Offer) -> Result<(), String> {
        // Another window may have the same offer.
        let claim = offer.recovery.claim()?;
        let Replayed { before, after: mut document, notes } = self.replayed(offer)?;
        let open = self.offered(offer);
        let is_free = match open.and_then(|at| self.documents.get(at)) {
            // Of two journals of one file only one can be the file's.
            Some(open) => !open.has_unsaved(),
            None => document.path.is_none() || document.lock_file(),
        };
        if !is_free {
            (document.path, document.stamp, document.read_only) = (None, None, None);
            document.session.mark_unsaved();
        }
        let data = self.guard.data.clone();
        let (budget, extras): (_, &Extras) = (before.session.budget(), &before.extras);
        let journal = match (&document.path, &document.stamp) {
            (Some(path), Some(stamp)) => Journal::of_file(path, stamp, budget, extras, data.as_deref()),
            _ => Journal::of_unsaved(budget, extras, data.as_deref()),
        };
        let (journal, kept) = journal.going_on_from(&offer.recovery, claim);
        self.guard_with(&mut document, journal);
        let mut said = vec![format!("已恢复 {} 步，还没有保存", offer.recovery.steps().len())];
        let drafts = offer.recovery.drafts();
        // What stood in a cell last, so that it is what is seen.
        for (place, text) in drafts.iter().rev() {
            document.go_on_typing(place, text);
        }
        if !drafts.is_empty() {
            said.push("未录完的内容放回了原处，格里的按 Enter 录入，Esc 放弃".to_owned());
        }
        said.extend(notes.iter().cloned());
        said.extend(kept.map(|kept| format!("原来的日志保留在 {}", kept.display())));
        if !is_free {
            said.push("它的文件已经打开着别的修改，所以恢复成一份新的、未保存的预算".to_owned());
        }
        // All at once, with what was being typed: until then the old journal is there.
        document.keep_restored();
        document.notices.extend(said.iter().skip(1).cloned());
        document.message = Some(said.join("；"));
        match open.filter(|_| is_free) {
            Some(at) => {
                self.active = at;
                if let Some(open) = self.documents.get_mut(at) {
                    document.notices.splice(0..0, open.notices.iter().cloned());
                    document.notices.dedup();
                    document.take_lock(open);
                    *open = document;
                }
            }
            None => {
                self.documents.push(document);
                self.active = self.documents.len() - 1;
            }
        }
        Ok(())
    }
}

/// Opens what a journal begins with; of a damaged text what can be read.
fn open_base(text: &str, formats: &Formats) -> Result<Document, String> {
    let error = match files::open_text(text, formats) {
        Ok(document) => return Ok(document),
        Err(error) => error,
    };
    let Err(LoadError::Damaged { recovered: Some(recovered), .. }) = file::from_text(text, formats) else {
        return Err(error);
    };
    let loaded = recovered.loaded;
    let mut document = Document::new(Session::unsaved(loaded.budget, loaded.format), None);
    document.extras = loaded.extras;
    let lost = recovered.unreadable.iter().map(ToString::to_string);
    document.notices = std::iter::once(error).chain(lost).collect();
    Ok(document)
}

fn ask_ui(ctx: &Context, offers: &[Offer], at: usize) -> Option<Decision> {
    let offer = offers.get(at)?;
    let mut decision = None;
    Modal::new(egui::Id::unique("restoring")).show(ctx, |ui| {
        ui.set_width(680.0);
        ui.heading("上次有修改没有保存");
        if offers.len() > 1 {
            decision = list_ui(ui, offers, at);
        }
        offer_ui(ui, offer);
        ui.add_space(8.0);
        ui.horizontal(|ui| {
            let is_useful = offer.recovery.useless().is_none();
            if is_useful && ui.button("恢复").clicked() {
                decision = Some(Decision::Restore);
            }
            let keep = if offer.recovery.is_own() {
                "不恢复（保留日志）"
            } else {
                "不恢复（留给本人）"
            };
            if !offer.recovery.is_aside() && ui.button(keep).clicked() {
                decision = Some(Decision::Keep);
            }
            if is_useful && offer.changes.is_none() && ui.button("先看看").clicked() {
                decision = Some(Decision::Look);
            }
            if offer.recovery.is_own() {
                if offer.removing {
                    let colour = style::severity_colour(Severity::Error, ui.visuals());
                    let title = RichText::new("确定删除，不能找回").color(colour);
                    if ui.button(title).clicked() {
                        decision = Some(Decision::Remove);
                    }
                } else if ui.button("删除…").clicked() {
                    decision = Some(Decision::AskToRemove);
                }
            }
            let is_closable = offers.iter().all(|offer| offer.recovery.is_aside());
            if is_closable
                && (ui.button("关闭").clicked() || ui.input(|input| input.key_pressed(egui::Key::Escape)))
            {
                decision = Some(Decision::Close);
            }
        });
    });
    decision
}

/// All that is offered: which budget, who, when and how many steps.
fn list_ui(ui: &mut Ui, offers: &[Offer], at: usize) -> Option<Decision> {
    let mut decision = None;
    ui.label(format!("找到 {} 份，逐份决定：", offers.len()));
    ScrollArea::vertical().id_salt("offers").max_height(140.0).show(ui, |ui| {
        for (number, offer) in offers.iter().enumerate() {
            let recovery = &offer.recovery;
            let of = offer.file().map(|_| format!("　{}", recovery.title())).unwrap_or_default();
            let title = format!(
                "{}{of}　{}　{}　{} 步",
                offer.name(),
                recovery.author(),
                recovery.last_time(),
                recovery.steps().len()
            );
            if ui.selectable_label(number == at, title).clicked() {
                decision = Some(Decision::Choose(number));
            }
        }
    });
    ui.separator();
    decision
}

/// One offer: what it is, whose, and its steps.
fn offer_ui(ui: &mut Ui, offer: &Offer) {
    let recovery = &offer.recovery;
    ui.label(format!("“{}”上次没有正常关闭，最后一步在 {}。", offer.name(), recovery.last_time()));
    if let Some(whose) = offer.whose() {
        ui.label(crate::text::visible(&whose));
    }
    if let Some(why) = recovery.useless() {
        let colour = style::severity_colour(Severity::Error, ui.visuals());
        ui.label(RichText::new(format!("不能恢复：{why}。它保留在原处。")).color(colour));
        whose_ui(ui, recovery);
        return;
    }
    if let Some(file) = recovery.file().filter(|_| recovery.is_apart()) {
        let file = PathBuf::from(file);
        ui.label(format!(
            "它的文件 {} 已被移动、删除或被别的程序改动，所以会恢复成一份新的、未保存的预算；文件不会改动。",
            file.display()
        ));
    }
    if !recovery.is_own() {
        ui.label(
            RichText::new(format!("这是 {} 的修改，不是你的；恢复它不会动他的日志。", recovery.author()))
                .font(style::strong()),
        );
    }
    if let Some(words) = recovery.damage().words() {
        let colour = style::severity_colour(Severity::Error, ui.visuals());
        ui.label(RichText::new(format!("{words}。原来的日志会另名保留。")).color(colour));
    }
    let steps = recovery.steps();
    ui.add_space(6.0);
    let heading = if steps.is_empty() && !recovery.drafts().is_empty() && !recovery.is_apart() {
        "录入的都已保存。".to_owned()
    } else if steps.is_empty() {
        "保留下来的是整份预算，没有保存的修改都在里面。".to_owned()
    } else {
        format!("共 {} 步：", steps.len())
    };
    ui.label(RichText::new(heading).font(style::strong()));
    match &offer.changes {
        None => {
            ScrollArea::vertical().id_salt("steps").max_height(220.0).show(ui, |ui| {
                for step in &steps {
                    ui.label(step);
                }
            });
        }
        Some(Ok(changes)) => {
            ui.label(format!("恢复后与现在相比，有 {} 处不同：", changes.len()));
            preview::list_ui(ui, changes, "文件里");
        }
        Some(Err(reason)) => {
            ui.label(format!("看不了：{reason}"));
        }
    }
    for (place, text) in recovery.drafts() {
        let text: String = text.chars().take(200).collect();
        ui.label(format!("未录完的内容：{place}：“{text}”"));
    }
    whose_ui(ui, recovery);
}

/// Who wrote a journal, and where it is.
fn whose_ui(ui: &mut Ui, recovery: &Recovery) {
    let palette = style::palette(ui.visuals());
    let started = recovery.program_start().map(|start| format!("，程序 {start} 启动")).unwrap_or_default();
    let whose = format!("{}{started}；日志 {}", recovery.author(), recovery.place().display());
    ui.label(RichText::new(whose).font(style::small()).color(palette.faint));
}
