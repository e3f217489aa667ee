//! Every rule and how it ended, place by place, so that nothing is silently skipped: “which rules were applied to this table, and
//! how did they end”. Sorted by the heads; a click on a rule, or Enter, lists its places below it, one on a place leads there.
//!
//! Which rules there are and how they end is said by the verdicts.

use std::collections::BTreeSet;

use eframe::egui::{Align, Color32, Label, Layout, RichText, Role, Sense, Ui, WidgetInfo};
use egui_extras::{Column, TableRow};

use crate::model::CellAddress;
use crate::rules::{Outcome, PlaceEnd, PlaceVerdict, RuleVerdict};
use crate::schema::Severity;
use crate::ui::dialogs::sounds::finds;
use crate::ui::document::Document;
use crate::ui::look::heads;
use crate::ui::look::lines::Lines;
use crate::ui::look::style::{self, LINE_HEIGHT, Palette};
use crate::ui::table::grid::cell::place_in_words;

/// Places beyond this are not listed one by one.
const MOST_PLACES: usize = 300;

/// The columns: title, width, and what they sort by.
const COLUMNS: [(&str, f32, Option<SortBy>); 5] = [
    ("结果", 80.0, Some(SortBy::Outcome)),
    ("规则", 380.0, Some(SortBy::Title)),
    ("处数", 64.0, Some(SortBy::Places)),
    ("未通过", 70.0, Some(SortBy::Violated)),
    ("说明", f32::INFINITY, None),
];

/// The most of the room that the names of rules have.
const MOST_TITLE: f32 = 0.45;

const LEAST_COLUMN: f32 = 40.0;

/// Which rules are listed.
pub(crate) struct Wanted<'a> {
    /// How they ended, if that is said.
    pub outcome: Option<Outcome>,
    /// Whether only those of the shown table are.
    pub this_table: bool,
    /// What stands in their names.
    pub search: &'a str,
}

impl Wanted<'_> {
    fn takes(&self, outcome: Outcome, title: &str, id: &str) -> bool {
        // By the initials of its sounds, too, as everywhere.
        let is_found = self.search.is_empty()
            || title.contains(self.search)
            || id.contains(self.search)
            || self.search.is_ascii() && finds(self.search, title);
        is_found && self.outcome.is_none_or(|wanted| wanted == outcome)
    }
}

/// What rules are sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum SortBy {
    Outcome,
    Title,
    Places,
    Violated,
}

/// What is remembered of the list.
#[derive(Clone, Debug, Default)]
pub(crate) struct RulesList {
    sort: Option<(SortBy, bool)>,
    /// The rules whose places are listed, by their ids.
    opened: BTreeSet<String>,
}

/// A line of the list.
enum Line<'a> {
    /// A rule, by its position in the verdicts.
    Rule(&'a RuleVerdict),
    /// On what one is based.
    Basis(&'a RuleVerdict),
    /// A place where it was applied.
    Place(PlaceVerdict),
    /// How many more places there are.
    More(usize),
    /// A rule that could not be asked for want of what it speaks of: its title, and what is not there.
    NotAsked { title: &'a str, lacks: &'a str },
}

/// What was asked for in a frame.
enum Asked {
    Fold(String),
    Jump(CellAddress),
}

impl RulesList {
    /// Draws the list; the panel's filters apply.
    pub(crate) fn ui(&mut self, ui: &mut Ui, document: &mut Document, wanted: &Wanted<'_>) {
        let lines = self.lines(document, wanted);
        let asked = table_ui(ui, document, &lines, &mut self.sort, &self.opened);
        match asked {
            Some(Asked::Fold(id)) if self.opened.remove(&id) => {}
            Some(Asked::Fold(id)) => drop(self.opened.insert(id)),
            Some(Asked::Jump(to)) => document.jump_to_type(&to),
            None => {}
        }
    }

    /// What is listed, in its order.
    fn lines<'a>(&self, document: &'a Document, wanted: &Wanted<'_>) -> Vec<Line<'a>> {
        let table = document.table_key().filter(|_| wanted.this_table);
        let verdicts = document.session.verdicts();
        let mut rules: Vec<(usize, &RuleVerdict)> = verdicts.rules().iter().enumerate().collect();
        rules.retain(|(_, ended)| {
            let rule = &ended.rule;
            let is_here = table.as_ref().is_none_or(|table| rule.tables.contains(table));
            is_here && wanted.takes(ended.outcome, &rule.title, &rule.id)
        });
        if let Some((by, down)) = self.sort {
            rules.sort_by(|(_, one), (_, other)| {
                let order = match by {
                    SortBy::Outcome => rank(one).cmp(&rank(other)),
                    SortBy::Title => one.rule.title.cmp(&other.rule.title),
                    SortBy::Places => one.places.cmp(&other.places),
                    SortBy::Violated => one.violated.cmp(&other.violated),
                };
                if down { order.reverse() } else { order }
            });
        }
        let mut lines = Vec::new();
        for (at, ended) in rules {
            lines.push(Line::Rule(ended));
            if self.opened.contains(&ended.rule.id) {
                lines.push(Line::Basis(ended));
                lines.extend(verdicts.places(at).take(MOST_PLACES).map(Line::Place));
                let more = ended.places.saturating_sub(MOST_PLACES);
                lines.extend((more > 0).then_some(Line::More(more)));
            }
        }
        // They speak of no table that is there.
        for rule in document.file.not_asked.iter().filter(|_| table.is_none()) {
            if wanted.takes(Outcome::NotChecked, &rule.title, &rule.id) {
                lines.push(Line::NotAsked { title: &rule.title, lacks: &rule.lacks });
            }
        }
        lines
    }
}

/// The worst first.
fn rank(ended: &RuleVerdict) -> usize {
    match ended.outcome {
        Outcome::Violated => 0,
        Outcome::Passed if ended.has_hints() => 1,
        Outcome::NotChecked => 2,
        Outcome::Passed => 3,
        Outcome::NotApplicable => 4,
    }
}

fn table_ui(
    ui: &mut Ui,
    document: &Document,
    lines: &[Line<'_>],
    sort: &mut Option<(SortBy, bool)>,
    opened: &BTreeSet<String>,
) -> Option<Asked> {
    if lines.is_empty() {
        ui.label("没有符合筛选的规则。");
        // The panel keeps its height: the field above is still being typed into.
        ui.allocate_space(ui.available_size());
        return None;
    }
    let list = Lines::begin_of(ui, "规则列表", lines.len(), None);
    let most = ui.available_width() * MOST_TITLE;
    let mut table = heads::table(ui, ("rules", most as u32)).striped(true).sense(Sense::CLICK);
    for (_, width, _) in COLUMNS {
        let column = if width.is_finite() { Column::initial(width.min(most)) } else { Column::remainder() };
        table = table.column(column.at_least(LEAST_COLUMN).clip(true));
    }
    if let Some(at) = list.gone_to() {
        table = table.scroll_to_row(at, None);
    }
    let header = table.header(LINE_HEIGHT, |mut header| {
        for (title, _, by) in COLUMNS {
            // What heads figures stands where they do.
            let side = match by {
                Some(SortBy::Places | SortBy::Violated) => Layout::right_to_left(Align::Center),
                _ => Layout::left_to_right(Align::Center),
            };
            header.col(|ui| drop(ui.with_layout(side, |ui| heads::sort_ui(ui, title, by, sort))));
        }
    });
    let (mut asked, mut at) = (None, None);
    header.body(|body| {
        body.rows(LINE_HEIGHT, lines.len(), |mut row| {
            let index = row.index();
            let Some(line) = lines.get(index) else {
                return;
            };
            line.ui(&mut row, document, &mut asked);
            let response = row.response();
            let is_open = matches!(line, Line::Rule(ended) if opened.contains(&ended.rule.id));
            response.widget_info(|| {
                WidgetInfo::selected(Role::ListBoxOption, true, is_open, line.name(document))
            });
            if response.clicked() || list.entered() == Some(index) {
                asked = asked.take().or_else(|| line.asked());
            }
            if list.is_at(index) {
                at = Some(response);
            }
        });
    });
    if let Some(at) = at {
        list.mark_row(ui, &at);
    }
    list.end(ui);
    asked
}

impl Line<'_> {
    /// What a click does.
    fn asked(&self) -> Option<Asked> {
        match self {
            Self::Rule(ended) => Some(Asked::Fold(ended.rule.id.clone())),
            Self::Place(place) => place.at.clone().map(Asked::Jump),
            Self::Basis(_) | Self::More(_) | Self::NotAsked { .. } => None,
        }
    }

    /// What it is called for those who do not see it.
    fn name(&self, document: &Document) -> String {
        match self {
            Self::Rule(ended) => {
                format!("规则 {}，{}，{} 处", ended.rule.title, ended.outcome.label(), ended.places)
            }
            Self::Basis(ended) => format!("{}，依据 {}", ended.rule.id, ended.rule.basis),
            Self::Place(place) => {
                let name = cell_name(document, place).unwrap_or_else(|| "全表".to_owned());
                format!("{}　{name}", sign(place.end))
            }
            Self::More(more) => format!("另有 {more} 处"),
            Self::NotAsked { title, lacks } => format!("规则 {title}，未检查，{lacks}"),
        }
    }

    fn ui(&self, row: &mut TableRow<'_, '_>, document: &Document, asked: &mut Option<Asked>) {
        let mut texts = [(); COLUMNS.len()].map(|()| (String::new(), None));
        let mut link = None;
        let [end, title, places, violated, why] = &mut texts;
        match self {
            Self::Rule(ended) => {
                let (word, colour) = outcome(ended);
                *end = (word.to_owned(), Some(colour));
                title.0.clone_from(&ended.rule.title);
                places.0 = ended.places.to_string();
                violated.0 = if ended.violated > 0 { ended.violated.to_string() } else { String::new() };
                let hints = ended.has_hints().then(|| format!("提示 {} 处", ended.hints));
                let said: Vec<String> = hints.into_iter().chain(Some(ended.reason.clone())).collect();
                why.0 = said.join("　").trim().to_owned();
            }
            Self::Basis(ended) => {
                *title = (format!("　{}", ended.rule.id), Some(Paint::Faint));
                *why = (format!("依据：{}", ended.rule.basis), Some(Paint::Faint));
            }
            Self::Place(place) => {
                *end = (format!("　{}", sign(place.end)), Some(Paint::of(place.end)));
                link = cell_name(document, place).zip(place.at.as_ref());
                title.0 = if link.is_some() { String::new() } else { "　全表".to_owned() };
                *why = (place.why.clone(), Some(Paint::Faint));
            }
            Self::More(more) => title.0 = format!("　… 另有 {more} 处"),
            Self::NotAsked { title: name, lacks } => {
                *end = ("○ 未检查".to_owned(), Some(Paint::Open));
                (*name).clone_into(&mut title.0);
                (*lacks).clone_into(&mut why.0);
            }
        }
        for (at, (text, paint)) in texts.into_iter().enumerate() {
            let is_number = matches!(COLUMNS.get(at), Some((_, _, Some(SortBy::Places | SortBy::Violated))));
            row.col(|ui| {
                if let Some((name, to)) = link.as_ref().filter(|_| at == 1) {
                    let book = document.session.book();
                    let whole = book.cell(to).map(|cell| place_in_words(&cell)).unwrap_or_default();
                    ui.label("　");
                    if ui.link(name).on_hover_text(whole).clicked() {
                        *asked = Some(Asked::Jump((*to).clone()));
                    }
                    return;
                }
                if text.is_empty() {
                    return;
                }
                let colour = paint.map_or(ui.visuals().text_color(), |paint: Paint| paint.colour(ui));
                let label = Label::new(RichText::new(text).color(colour)).truncate().selectable(false);
                match is_number {
                    true => drop(ui.with_layout(Layout::right_to_left(Align::Center), |ui| ui.add(label))),
                    false => drop(ui.add(label)),
                }
            });
        }
    }
}

/// The colour in which how something ended is said.
#[derive(Clone, Copy)]
enum Paint {
    Good,
    Bad(Severity),
    Open,
    Faint,
}

impl Paint {
    fn of(end: PlaceEnd) -> Self {
        match end {
            PlaceEnd::Passed => Self::Good,
            PlaceEnd::Hint => Self::Bad(Severity::Hint),
            PlaceEnd::Violated => Self::Bad(Severity::Error),
            PlaceEnd::NotChecked => Self::Open,
            PlaceEnd::NotApplicable => Self::Faint,
        }
    }

    fn colour(self, ui: &Ui) -> Color32 {
        let palette: Palette = style::palette(ui.visuals());
        match self {
            Self::Good => palette.good,
            Self::Bad(severity) => style::severity_colour(severity, ui.visuals()),
            Self::Open => palette.involved,
            Self::Faint => palette.faint,
        }
    }
}

fn outcome(ended: &RuleVerdict) -> (&'static str, Paint) {
    match ended.outcome {
        _ if ended.has_hints() => ("△ 有提示", Paint::Bad(Severity::Hint)),
        Outcome::Passed => ("✓ 通过", Paint::Good),
        Outcome::Violated => ("× 未通过", Paint::Bad(ended.rule.severity)),
        Outcome::NotChecked => ("○ 未检查", Paint::Open),
        Outcome::NotApplicable => ("－ 不适用", Paint::Faint),
    }
}

fn cell_name(document: &Document, place: &PlaceVerdict) -> Option<String> {
    let book = document.session.book();
    let cell = book.cell(place.at.as_ref()?)?;
    Some(format!("{} {}", cell.row.name(), cell.column.title()))
}

fn sign(end: PlaceEnd) -> &'static str {
    match end {
        PlaceEnd::Passed => "✓",
        PlaceEnd::Hint => "△",
        PlaceEnd::Violated => "×",
        PlaceEnd::NotChecked => "○",
        PlaceEnd::NotApplicable => "－",
    }
}
