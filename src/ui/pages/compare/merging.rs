//! Two people's work on one budget made one: which files, what both changed, and whose stands.

use std::path::{Path, PathBuf};

use eframe::egui::{Button, Frame, Label, RichText, Role, Ui, WidgetInfo, vec2};
use egui_extras::Column;

use super::controls::hand_on_ui;
use super::others::{Other, read};
use super::{Wish, revised};
use crate::compare::{
    Conflict, Merge, MergeLine, Piece, Resolution, Side, Version, merge_lines, merge_versions, one_budget,
};
use crate::compared::{Handout, merged};
use crate::file::Extras;
use crate::schema::{Formats, Severity};
use crate::session::Session;
use crate::ui::look::heads;
use crate::ui::look::style::{self, LINE_HEIGHT};

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
    /// Why a file could not be read.
    error: Option<String>,
    /// Why what was read cannot be merged.
    refused: Option<String>,
    made: Option<Made>,
    /// A file that was chosen and is still to be read.
    chosen: Option<PathBuf>,
}

/// A merge that was made.
struct Made {
    /// For which revision of the budget.
    revision: u64,
    /// With which decisions.
    resolution: Resolution,
    merge: Merge,
    /// What either side did.
    lines: Vec<Line>,
}

/// A place with what is shown of it, made once: texts are long, and every line's height is asked for in every frame.
struct Line {
    of: MergeLine,
    base: Vec<Piece>,
    /// What our side made of it, and the other.
    made: [Vec<Piece>; 2],
    /// How many letters its title has, and the longest of what is shown of the sides.
    letters: [usize; 2],
}

/// The width of a letter, and of the button before a side that may be taken; what the end of a line wastes is in it.
const LETTER: f32 = 15.5;
const BUTTON: f32 = 24.0;

impl Line {
    fn new(of: MergeLine) -> Self {
        let pieces =
            |text: Option<&str>| text.map(|text| revised::pieces(&of.base, text)).unwrap_or_default();
        let made = [Side::Ours, Side::Theirs].map(|side| pieces(of.of_side(side)));
        let base = revised::before(&of.base, of.ours.as_ref().or(of.theirs.as_ref()));
        let letters = |pieces: &Vec<Piece>| pieces.iter().map(|piece| piece.text.chars().count()).sum();
        let longest = made.iter().chain([&base]).map(letters).max().unwrap_or_default();
        Self { letters: [of.title.chars().count(), longest], base, made, of }
    }

    /// How high it is where titles and sides have so much room.
    fn height(&self, [titles, sides]: [f32; 2]) -> f32 {
        let rooms = [titles, sides - BUTTON].map(|room| room.max(LETTER));
        let rows = self
            .letters
            .into_iter()
            .zip(rooms)
            .map(|(letters, room)| (letters as f32 * LETTER / room).ceil());
        (rows.fold(1.0, f32::max) * 20.0 + 5.0).min(HIGHEST)
    }
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
        make(merging, session, extras);
        for error in [&merging.error, &merging.refused].into_iter().flatten() {
            ui.label(RichText::new(error).color(style::severity_colour(Severity::Error, ui.visuals())));
        }
        let Some(Made { merge: made, lines, .. }) = &merging.made else {
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
        let is_open = |conflict: &&Conflict| !resolution.decided.contains_key(&conflict.place);
        let undecided = match made.conflicts.iter().filter(is_open).count() {
            0 => String::new(),
            count => format!("，其中 {count} 处没有逐条决定的冲突取{}", resolution.otherwise.label()),
        };
        ui.horizontal_wrapped(|ui| {
            if conflicts > 0 {
                for side in [Side::Ours, Side::Theirs] {
                    if ui.button(format!("冲突全部取{}", side.label())).clicked() {
                        resolution = Resolution { otherwise: side, ..Resolution::default() };
                    }
                }
            }
            if ui.add_enabled(!step.edits.is_empty() || fields, Button::new("合并到本文件")).clicked() {
                wishes.push(Wish::Apply(step, made.extras.clone(), undecided.clone()));
            }
            if !undecided.is_empty() {
                ui.label(format!("将合并{undecided}"));
            }
            wishes.extend(hand_on_ui(ui, || {
                let lines: Vec<MergeLine> = lines.iter().map(|line| line.of.clone()).collect();
                Handout::of("合并清单", vec![merged(&lines)])
            }));
        });
        panes_ui(ui, lines, &mut resolution, wishes);
        merging.resolution = resolution;
    });
}

/// Which files are merged.
fn files_ui(ui: &mut Ui, merging: &mut Merging, saved: Option<&Path>) {
    for (part, title) in [(Part::Theirs, "对方的文件"), (Part::Base, "共同的旧稿")] {
        ui.horizontal_wrapped(|ui| {
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

/// The panes. What both began with stands between what each made of it.
const PANES: [&str; 5] = ["项目", "我方", "共同的旧稿", "对方", "结果"];
/// The widths of titles and of results, and the parts of a narrow window that they take at most.
const TITLES: (f32, f32) = (260.0, 0.24);
const RESULTS: (f32, f32) = (200.0, 0.18);
/// The least width of a pane.
const LEAST: f32 = 60.0;
/// Longer texts are lines of their own height.
const HIGHEST: f32 = 6.0 * LINE_HEIGHT;

/// What either side did, in three panes; what both changed is decided by a click on the one that is to stand.
fn panes_ui(ui: &mut Ui, lines: &[Line], resolution: &mut Resolution, wishes: &mut Vec<Wish>) {
    // All panes stand in the window, whatever its width.
    let between = ui.spacing().item_spacing.x * PANES.len() as f32;
    let all = (ui.available_width() - between - ui.spacing().scroll.bar_width).max(0.0);
    let [titles, results] = [TITLES, RESULTS].map(|(width, part)| width.min(all * part));
    let sides = (all - titles - results) / 3.0;
    // Widths that somebody gave belong to the width of the window for which they were given.
    let mut table = heads::table(ui, ("merge", all as u32)).striped(true);
    for width in [titles, sides, sides, sides] {
        table = table.column(Column::initial(width).at_least(LEAST).clip(true));
    }
    let header =
        table.column(Column::remainder().at_least(LEAST).clip(true)).header(LINE_HEIGHT, |mut row| {
            for title in PANES {
                row.col(|ui| drop(ui.label(RichText::new(title).font(style::strong()))));
            }
        });
    header.body(|body| {
        body.heterogeneous_rows(lines.iter().map(|line| line.height([titles, sides])), |mut row| {
            let Some(Line { of: line, base, made: [ours, theirs], .. }) = lines.get(row.index()) else {
                return;
            };
            row.col(|ui| drop(ui.add(Label::new(&line.title).wrap())));
            row.col(|ui| side_ui(ui, line, (Side::Ours, ours), resolution));
            row.col(|ui| {
                ui.add(Label::new(revised::job(ui, base)).wrap()).on_hover_text(&line.base);
            });
            row.col(|ui| side_ui(ui, line, (Side::Theirs, theirs), resolution));
            row.col(|ui| {
                let result = match (line.taken, &line.conflict) {
                    (Some(side), Some(_)) => format!("冲突，取{}", side.label()),
                    (Some(side), None) => format!("取{}", side.label()),
                    (None, _) => "两方相同".to_owned(),
                };
                let colour = match line.conflict {
                    Some(_) => style::severity_colour(Severity::Error, ui.visuals()),
                    None => style::palette(ui.visuals()).faint,
                };
                ui.label(RichText::new(result).color(colour));
                if let Some(cell) = &line.cell
                    && ui.link("到此单元格").clicked()
                {
                    wishes.push(Wish::Go(cell.clone()));
                }
            });
        });
    });
}

/// What a side made of a place: where both did, a choice.
fn side_ui(ui: &mut Ui, line: &MergeLine, (side, pieces): (Side, &[Piece]), resolution: &mut Resolution) {
    let Some(text) = line.of_side(side) else {
        ui.label(RichText::new("未改").color(style::palette(ui.visuals()).faint));
        return;
    };
    if let Some(place) = &line.conflict {
        let button = ui.radio(line.taken == Some(side), "");
        button.widget_info(|| {
            let name = format!("{}：{text}", side.label());
            WidgetInfo::selected(Role::RadioButton, true, line.taken == Some(side), name)
        });
        if button.clicked() {
            resolution.decided.insert(place.clone(), side);
        }
    }
    ui.add(Label::new(revised::job(ui, pieces)).wrap()).on_hover_text(text);
}

/// Merges, if everything is at hand and something changed.
fn make(merging: &mut Merging, session: &Session, extras: &Extras) {
    let (Some(theirs), Some(base)) = (&merging.theirs, &merging.base) else {
        return;
    };
    let versions = [("共同的旧稿", &base.budget), ("本文件", session.budget()), ("对方", &theirs.budget)];
    if let Err(error) = one_budget(&versions) {
        (merging.refused, merging.made) = (Some(error.to_string()), None);
        return;
    }
    let (revision, resolution) = (session.revision(), &merging.resolution);
    let is_made = |made: &Made| made.revision == revision && made.resolution == *resolution;
    if merging.made.as_ref().is_some_and(is_made) {
        return;
    }
    let [old, new] = [base, theirs].map(|one| Version { budget: &one.budget, extras: &one.extras });
    let ours = Version { budget: session.budget(), extras };
    match merge_versions(session.format(), old, ours, new, resolution) {
        Ok(merge) => {
            let lines = merge_lines(&base.book(), &session.book(), &theirs.book(), &merge);
            let lines = lines.into_iter().map(Line::new).collect();
            merging.made = Some(Made { revision, resolution: resolution.clone(), merge, lines });
            merging.refused = None;
        }
        Err(error) => merging.refused = Some(error.to_string()),
    }
}
