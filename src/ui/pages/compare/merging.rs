//! Two people's work on one budget made one: which files, what both changed, and whose stands.

use std::path::{Path, PathBuf};

use eframe::egui::{Button, Frame, RichText, ScrollArea, Ui, vec2};

use super::Wish;
use super::others::{Other, read};
use crate::compare::{Conflict, Merge, Resolution, Side, Version, merge_versions};
use crate::file::Extras;
use crate::schema::{Formats, Severity};
use crate::session::Session;
use crate::ui::look::style;

/// A merge being prepared.
#[derive(Default)]
pub(super) struct Merging {
    /// What the other person made of the budget.
    theirs: Option<Other>,
    /// What both began with.
    base: Option<Other>,
    /// Which of the two is asked for.
    asked: Option<Part>,
    resolution: Resolution,
    error: Option<String>,
    /// The merge for a revision of the budget and a resolution.
    made: Option<(u64, Resolution, Merge)>,
    /// A file that was chosen and is still to be read.
    chosen: Option<PathBuf>,
}

/// Which file is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Theirs,
    Base,
}

impl Merging {
    /// A file that was chosen for the part asked for last.
    pub(super) fn take(&mut self, path: PathBuf) {
        self.chosen = Some(path);
    }

    /// The part for which the user is to be asked for a file, once.
    pub(super) fn wants_file(&self) -> bool {
        self.asked.is_some() && self.chosen.is_none()
    }

    /// The user chose no file.
    pub(super) fn give_up(&mut self) {
        self.asked = None;
    }

    fn read_chosen(&mut self, formats: &Formats) {
        // While the question is open nothing is chosen yet, and what was asked for must stay known.
        let Some((path, part)) = self.chosen.take().zip(self.asked) else {
            return;
        };
        self.asked = None;
        self.made = None;
        self.error = None;
        match (read(Path::new(&path), formats), part) {
            (Ok(other), Part::Theirs) => self.theirs = Some(other),
            (Ok(other), Part::Base) => self.base = Some(other),
            (Err(error), _) => self.error = Some(error),
        }
    }
}

pub(super) fn ui(
    ui: &mut Ui,
    merging: &mut Merging,
    (session, extras): (&Session, &Extras),
    saved: Option<&Path>,
    formats: &Formats,
    wishes: &mut Vec<Wish>,
) {
    merging.read_chosen(formats);
    Frame::new().inner_margin(vec2(14.0, 6.0)).show(ui, |ui| {
        ui.label("两人各自在同一份旧稿上修改。选对方的文件和共同的旧稿；没有改到同一格的自动合并，都改了的逐条决定。结果是一步，可以撤销。");
        files_ui(ui, merging, saved);
        if let Some(error) = &merging.error {
            ui.label(RichText::new(error).color(style::severity_colour(Severity::Error, ui.visuals())));
        }
        make(merging, session, extras);
        let Some((_, _, made)) = &merging.made else {
            return;
        };
        let step = match made.step(session.budget()) {
            Ok(step) => step,
            Err(error) => {
                ui.label(error.to_string());
                return;
            }
        };
        ui.separator();
        let conflicts = made.conflicts.len();
        let fields = made.extras != *extras;
        let fields_too = if fields { "，另有本程序不认识的字段一并带入" } else { "" };
        ui.label(format!("对本文件要改 {} 处{fields_too}；{conflicts} 处冲突。", step.edits.len()));
        let mut resolution = merging.resolution.clone();
        ui.horizontal(|ui| {
            if conflicts > 0 {
                for side in [Side::Ours, Side::Theirs] {
                    if ui.button(format!("冲突全部取{}", side.label())).clicked() {
                        resolution = Resolution { otherwise: side, ..Resolution::default() };
                    }
                }
            }
            if ui.add_enabled(!step.edits.is_empty() || fields, Button::new("合并到本文件")).clicked() {
                wishes.push(Wish::Apply(step, made.extras.clone()));
            }
        });
        conflicts_ui(ui, &made.conflicts, &mut resolution, wishes);
        merging.resolution = resolution;
    });
}

/// Which files are merged.
fn files_ui(ui: &mut Ui, merging: &mut Merging, saved: Option<&Path>) {
    for (part, title) in [(Part::Theirs, "对方的文件"), (Part::Base, "共同的旧稿")] {
        ui.horizontal(|ui| {
            ui.label(title);
            let known = if part == Part::Theirs { &merging.theirs } else { &merging.base };
            if let Some(known) = known {
                ui.label(RichText::new(&known.name).font(style::strong()));
            }
            if ui.button(format!("选择{title}…")).clicked() {
                merging.asked = Some(part);
            }
            // Who was sent the file has what both began with on disk.
            if part == Part::Base
                && let Some(path) = saved
                && ui.button("以已保存的版本为共同的旧稿").clicked()
            {
                merging.asked = Some(part);
                merging.chosen = Some(path.to_owned());
            }
        });
    }
}

/// What both changed, to be decided one by one.
fn conflicts_ui(ui: &mut Ui, conflicts: &[Conflict], resolution: &mut Resolution, wishes: &mut Vec<Wish>) {
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        for conflict in conflicts {
            ui.horizontal_wrapped(|ui| {
                ui.label(RichText::new(&conflict.title).font(style::strong()));
                ui.label(format!("原来 {}", conflict.base));
                for (side, text) in [(Side::Ours, &conflict.ours), (Side::Theirs, &conflict.theirs)] {
                    let title = format!("{}：{text}", side.label());
                    if ui.radio(conflict.taken == side, title).clicked() {
                        resolution.decided.insert(conflict.place.clone(), side);
                    }
                }
                if let Some(cell) = &conflict.cell
                    && ui.link("到此单元格").clicked()
                {
                    wishes.push(Wish::Go(cell.clone()));
                }
            });
        }
    });
}

/// Merges, if everything is at hand and something changed.
fn make(merging: &mut Merging, session: &Session, extras: &Extras) {
    let (Some(theirs), Some(base)) = (&merging.theirs, &merging.base) else {
        return;
    };
    let (revision, resolution) = (session.revision(), &merging.resolution);
    if merging.made.as_ref().is_some_and(|(at, with, _)| *at == revision && with == resolution) {
        return;
    }
    let [base, theirs] = [base, theirs].map(|one| Version { budget: &one.budget, extras: &one.extras });
    let ours = Version { budget: session.budget(), extras };
    match merge_versions(session.format(), base, ours, theirs, resolution) {
        Ok(made) => merging.made = Some((revision, resolution.clone(), made)),
        Err(error) => merging.error = Some(error.to_string()),
    }
}
