//! The question what becomes of work that was not saved when a program ended without asking: all that was found is
//! listed, whose it is and of when, and each is restored, kept or, by its owner, removed.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use eframe::egui::{self, Context, Modal, RichText, Ui};

use crate::file::journal::Recovery;
use crate::schema::Severity;
use crate::ui::dialogs::preview::{self, Change};
use crate::ui::document::Document;
use crate::ui::look::primary;
use crate::ui::look::room;
use crate::ui::look::style;
use crate::ui::safety::drafts;

/// Steps that can be done again.
pub(crate) struct Offer {
    /// What was found.
    pub recovery: Recovery,
    /// What they would change, once that was asked for.
    pub changes: Option<Result<Vec<Change>, String>>,
    /// What the places of the text are called that something was being written in.
    passages: BTreeMap<String, String>,
    /// Whether its owner is asked once more if it is to be removed.
    removing: bool,
}

impl Offer {
    /// An offer of what was found.
    pub(crate) fn new(recovery: Recovery) -> Self {
        Self { recovery, changes: None, passages: BTreeMap::new(), removing: false }
    }

    /// Whether something of the text was being written.
    pub(crate) fn has_passages(&self) -> bool {
        self.recovery.drafts().iter().any(|(place, _)| drafts::is_passage(place))
    }

    /// From now on places of the text are called as in the budget that would be restored.
    pub(crate) fn name_passages(&mut self, document: &Document) {
        let drafts = self.recovery.drafts().iter();
        let named = drafts.filter_map(|(place, _)| Some((place.clone(), document.draft_name(place)?)));
        self.passages = named.collect();
    }

    /// Whether it is of the same journal.
    pub(crate) fn is_of(&self, recovery: &Recovery) -> bool {
        self.recovery.place() == recovery.place()
    }

    /// The file that the steps are done again to.
    pub(crate) fn file(&self) -> Option<&Path> {
        self.recovery.onto()
    }

    /// Whose budget it is, of which year and where its file is, where its name says none of that.
    fn whose(&self) -> Option<String> {
        let file = self.file().map(Path::to_owned).or_else(|| self.recovery.file().map(PathBuf::from));
        file.map(|file| format!("{}，文件 {}", self.recovery.title(), file.display()))
    }

    /// What it is called.
    pub(crate) fn name(&self) -> String {
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

/// All that was left behind and is still to be decided on.
#[derive(Default)]
pub(crate) struct Offers {
    list: Vec<Offer>,
    /// Which of them is looked at.
    chosen: usize,
}

/// What the user decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Decision {
    /// To look at another.
    Choose(usize),
    /// To have the work again.
    Restore,
    /// To have all of it again.
    RestoreAll,
    /// To leave it for later.
    Keep,
    /// To see what it would change.
    Look,
    /// To remove it, which is asked once more.
    AskToRemove,
    /// To remove it.
    Remove,
    /// To close the list of what was set aside before.
    Close,
}

impl Offers {
    /// Offers of what was found.
    pub(crate) fn new(found: Vec<Recovery>) -> Self {
        let mut offers = Self::default();
        for recovery in found {
            offers.add_one(Offer::new(recovery));
        }
        offers
    }

    /// All that is offered.
    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = &mut Offer> {
        self.list.iter_mut()
    }

    /// Offers these, too, each journal once.
    pub(crate) fn add(&mut self, others: Self) {
        others.list.into_iter().for_each(|offer| self.add_one(offer));
    }

    fn add_one(&mut self, offer: Offer) {
        if !self.list.iter().any(|there| there.is_of(&offer.recovery)) {
            self.list.push(offer);
        }
    }

    /// Whether nothing is left to decide on.
    pub(crate) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Draws the question. What was decided, and of which offer, where it is not for the list itself.
    pub(crate) fn show(&mut self, ctx: &Context) -> Option<Decision> {
        self.chosen = self.chosen.min(self.list.len().saturating_sub(1));
        let decision = ask_ui(ctx, &self.list, self.chosen)?;
        match decision {
            Decision::Choose(other) => self.chosen = other,
            Decision::AskToRemove => {
                if let Some(offer) = self.chosen() {
                    offer.removing = true;
                }
            }
            Decision::Close => self.list.retain(|offer| !offer.recovery.is_aside()),
            Decision::Restore | Decision::RestoreAll | Decision::Keep | Decision::Look | Decision::Remove => {
                return Some(decision);
            }
        }
        None
    }

    /// The offer that is looked at.
    pub(crate) fn chosen(&mut self) -> Option<&mut Offer> {
        self.list.get_mut(self.chosen)
    }

    /// Looks at the first that can be restored; whether there is one.
    pub(crate) fn choose_useful(&mut self) -> bool {
        let useful = self.list.iter().position(|offer| offer.recovery.useless().is_none());
        self.chosen = useful.unwrap_or(0);
        useful.is_some()
    }

    /// Takes out the offer that is looked at: it was decided on.
    pub(crate) fn take(&mut self) -> Option<Offer> {
        (self.chosen < self.list.len()).then(|| self.list.remove(self.chosen))
    }
}

fn ask_ui(ctx: &Context, offers: &[Offer], at: usize) -> Option<Decision> {
    let offer = offers.get(at)?;
    let mut decision = None;
    Modal::new(egui::Id::unique("restoring")).show(ctx, |ui| {
        room::width(ui, 680.0);
        ui.heading("上次有修改没有保存");
        room::body(ui, |ui| {
            if offers.len() > 1 {
                decision = list_ui(ui, offers, at);
            }
            offer_ui(ui, offer);
        });
        ui.add_space(8.0);
        ui.horizontal(|ui| {
            let is_useful = offer.recovery.useless().is_none();
            if is_useful && primary::chosen(ui, true, "恢复") {
                decision = Some(Decision::Restore);
            }
            let useful = offers.iter().filter(|offer| offer.recovery.useless().is_none()).count();
            if useful > 1 && ui.button(format!("全部恢复（{useful} 份）")).clicked() {
                decision = Some(Decision::RestoreAll);
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
    ui.scope(|ui| {
        for (number, offer) in offers.iter().enumerate() {
            let recovery = &offer.recovery;
            let of = offer.file().map(|_| format!("　{}", recovery.title())).unwrap_or_default();
            let holds = match recovery.steps().len() {
                0 if recovery.useless().is_some() => "不能恢复".to_owned(),
                0 if recovery.is_apart() => "整份预算".to_owned(),
                0 => "未录完的内容".to_owned(),
                steps => format!("{steps} 步"),
            };
            let title =
                format!("{}{of}　{}　{}　{holds}", offer.name(), recovery.author(), recovery.last_time(),);
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
    ui.label(format!("“{}”上次关闭时有修改没有保存，最后一步在 {}。", offer.name(), recovery.last_time()));
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
            ui.scope(|ui| {
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
        let place = offer.passages.get(place).cloned().unwrap_or_else(|| drafts::called(place));
        ui.label(format!("未录完的内容（{place}）：“{text}”"));
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
