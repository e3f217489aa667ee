//! Going to a place by typing where: an address (`T3!2013101!合计`), a table (`表3`, `三公`), the text, or part of a
//! row's name or code, in the shown table first. Names are found by the initials of their sounds, too.

use eframe::egui::Context;
use rustc_hash::FxHashMap;

use crate::calc::{Sheet, SheetRow};
use crate::model::{CellAddress, Coverage, KindKey, NoteKind, TableKey};
use crate::schema::{ColumnKind, Layout, TableSchema};
use crate::text::fold;
use crate::ui::commands::{Command, entry_of};
use crate::ui::dialogs::search_list::{Choice, Chosen, SearchList};
use crate::ui::dialogs::sounds::finds;
use crate::ui::document::{Document, NARRATIVE, Page};
use crate::ui::look::adding::added_in_words;

/// More places than these are not listed.
const MOST: usize = 60;

/// Where one can go.
#[derive(Clone, Debug, PartialEq)]
enum Target {
    Table(TableKey),
    Page(Page),
    Cell(CellAddress),
    /// A part of a table that has no row yet: one of a kind is added there.
    Begin(TableKey, KindKey),
}

/// The list, while it is open.
#[derive(Clone, Debug, Default)]
pub(crate) struct Goto {
    chooser: SearchList,
    /// The text for which the list was made.
    made_for: Option<String>,
    targets: Vec<Target>,
    choices: Vec<Choice>,
}

impl Goto {
    /// Draws the list; what it is, as long as it stays open.
    pub(crate) fn show(mut self, ctx: &Context, document: &mut Document) -> Option<Self> {
        if self.made_for.as_ref() != Some(&self.chooser.text) {
            let found = targets(document, &self.chooser.text);
            (self.targets, self.choices) = found.into_iter().unzip();
            self.made_for = Some(self.chooser.text.clone());
        }
        let hint = "表3，科目或项目的名称、编码、拼音首字母";
        match self.chooser.ui(ctx, "转到", hint, &self.choices) {
            Chosen::Not => return Some(self),
            Chosen::Nothing => {}
            Chosen::Line(at) => match self.targets.get(at) {
                Some(Target::Table(key)) => document.look.page = Page::Table(key.clone()),
                Some(Target::Page(page)) => document.look.page = page.clone(),
                Some(Target::Cell(cell)) => document.jump(cell),
                Some(Target::Begin(key, kind)) => {
                    document.look.page = Page::Table(key.clone());
                    document.add_row(kind);
                }
                None => {}
            },
        }
        None
    }
}

fn targets(document: &Document, typed: &str) -> Vec<(Target, Choice)> {
    let typed = fold(typed.trim());
    let shown = document.table_key();
    let book = document.session.book();
    let mut found = Vec::new();
    if let Some((table, rest)) = typed.split_once('!') {
        let (row, column) = rest.split_once('!').unwrap_or((rest, ""));
        let mut wanted = Wanted::new(row, false);
        for sheet in book.sheets().filter(|sheet| names_table(sheet.schema, table, true)) {
            rows(&sheet, &mut wanted, column, document, &mut found);
        }
        return found;
    }
    for schema in document.session.format().tables.iter().filter(|table| names_table(table, &typed, false)) {
        found.push((Target::Table(schema.key.clone()), table_choice(schema)));
    }
    // What is spelled out is meant; what only sounds so may be a row as well, and rows are what is mostly gone to.
    let is_meant = |page: &Page, title: &str| {
        *page == Page::Narrative || !typed.is_empty() && fold(title).contains(&typed)
    };
    let pages = pages(document).into_iter().filter(|(_, title)| finds(&typed, title));
    let (meant, others): (Vec<_>, Vec<_>) = pages.partition(|(page, title)| is_meant(page, title));
    found.extend(meant.into_iter().map(of_page));
    if !typed.is_empty() {
        let mut wanted = Wanted::new(&typed, true);
        let here = |sheet: &Sheet<'_>| Some(&sheet.schema.key) == shown.as_ref();
        for sheet in book.sheets().filter(|sheet| here(sheet)) {
            rows(&sheet, &mut wanted, "", document, &mut found);
            parts_without_rows(&sheet, &typed, &mut found);
        }
        for sheet in book.sheets().filter(|sheet| !here(sheet)) {
            rows(&sheet, &mut wanted, "", document, &mut found);
            parts_without_rows(&sheet, &typed, &mut found);
        }
    }
    found.extend(others.into_iter().map(of_page));
    found
}

/// Parts of a table below each other that have no row: what is typed is found in their titles.
fn parts_without_rows(sheet: &Sheet<'_>, typed: &str, found: &mut Vec<(Target, Choice)>) {
    let is_there = sheet.coverage() != Coverage::Absent && !sheet.is_derived;
    if !is_there || sheet.schema.layout != Layout::Stacked || found.len() >= MOST {
        return;
    }
    for (at, section) in sheet.schema.sections.iter().enumerate() {
        let is_meant = !section.title.is_empty() && finds(typed, &section.title);
        let has_rows = || sheet.rows().any(|row| row.section_index == at);
        let kind = section.kinds_after(None).first().map(|free| free.kind.clone());
        if let Some(kind) = kind.filter(|_| is_meant && !has_rows()) {
            let title = format!("{}　还没有行，{}", section.title, added_in_words(&kind, 1));
            let detail = sheet.schema.short.clone();
            found.push((
                Target::Begin(sheet.schema.key.clone(), kind),
                Choice { title, detail, disabled: false },
            ));
        }
    }
}

fn of_page((page, title): (Page, &'static str)) -> (Target, Choice) {
    let detail = if page == Page::Narrative { "说明" } else { "页" };
    (Target::Page(page), Choice { title: title.to_owned(), detail: detail.to_owned(), disabled: false })
}

/// The pages beside the tables that the budget has, by what they are called on the left and in the menus.
fn pages(document: &Document) -> Vec<(Page, &'static str)> {
    let budget = document.session.budget();
    let title = |command| entry_of(command).map_or("", |entry| entry.title.trim_end_matches('…'));
    let has_notices =
        !document.file.notices.is_empty() || budget.notes.keys().any(|key| key.kind == NoteKind::Import);
    let asked = [
        (!budget.narrative.is_empty(), Page::Narrative, NARRATIVE),
        (has_notices, Page::Notices, "读入时的说明"),
        (!budget.unplaced.is_empty(), Page::Unplaced, "未归位的文字"),
        (document.has_standards(), Page::Reckoning, title(Command::Reckon)),
        (true, Page::Comments, title(Command::ListComments)),
        (true, Page::Proposals, title(Command::Propose)),
        (true, Page::Reconcile, title(Command::Reconcile)),
        (true, Page::Printing, title(Command::PrintPreview)),
        (true, Page::Rules, title(Command::EditRules)),
    ];
    asked.into_iter().filter(|(is_there, ..)| *is_there).map(|(_, page, title)| (page, title)).collect()
}

/// Whether a text means a table: by key, number or name; by part of its name where it need not be the whole.
fn names_table(schema: &TableSchema, text: &str, whole: bool) -> bool {
    let number = schema.number.map(|number| number.to_string()).unwrap_or_default();
    let digits = text.trim_start_matches('表').trim();
    if fold(schema.key.as_str()) == text
        || fold(&schema.short) == text
        || (!number.is_empty() && number == digits)
    {
        return true;
    }
    !whole && (finds(text, &schema.title) || finds(text, &schema.short))
}

fn table_choice(schema: &TableSchema) -> Choice {
    let number = schema.numbered().map(|number| format!("{number}　")).unwrap_or_default();
    Choice { title: format!("{number}{}", schema.title), detail: "表".to_owned(), disabled: false }
}

/// What rows are asked for.
pub(super) struct Wanted<'a> {
    /// The text, folded.
    text: &'a str,
    /// Whether it may be how a name sounds: only letters are.
    sounds: bool,
    /// The texts already looked at, most of which many rows share.
    known: FxHashMap<String, bool>,
}

impl<'a> Wanted<'a> {
    pub(super) fn new(text: &'a str, by_sound: bool) -> Self {
        let sounds = by_sound && text.chars().all(|c| c.is_ascii_alphabetic());
        Self { text, sounds, known: FxHashMap::default() }
    }

    /// Whether a text of a row is one of those asked for.
    fn is(&mut self, text: &str) -> bool {
        if text.is_empty() {
            return false;
        }
        if let Some(known) = self.known.get(text) {
            return *known;
        }
        let is = fold(text).contains(self.text) || self.sounds && finds(self.text, text);
        self.known.insert(text.to_owned(), is);
        is
    }

    /// Whether a row is, by its key or by any of its texts.
    pub(super) fn is_row(&mut self, row: &SheetRow<'_>, key: &str) -> bool {
        key.contains(self.text)
            || row
                .section
                .columns
                .iter()
                .filter(|column| !column.kind.is_number())
                .any(|column| self.is(row.text(&column.key)))
    }
}

/// The cells of the rows asked for, in columns whose name has `column` in it;
/// without one in the column that the cursor is in.
fn rows(
    sheet: &Sheet<'_>,
    wanted: &mut Wanted<'_>,
    column: &str,
    document: &Document,
    found: &mut Vec<(Target, Choice)>,
) {
    let mut exact = Vec::new();
    let mut others = Vec::new();
    for at in sheet.rows() {
        let key = fold(at.row.key().as_str());
        if key == wanted.text {
            exact.push(at);
        } else if wanted.is_row(&at, &key) {
            others.push(at);
        }
        if exact.len() + others.len() >= MOST {
            break;
        }
    }
    let cursor = document.cursor().filter(|cursor| cursor.table == sheet.schema.key);
    for at in exact.into_iter().chain(others) {
        let shown = at.section.columns.iter().filter(|column| !column.hidden);
        let columns: Vec<_> = if column.is_empty() {
            let same = cursor.as_ref().and_then(|cursor| at.section.column(&cursor.column));
            same.or_else(|| shown.clone().next()).into_iter().collect()
        } else {
            let whole: Vec<_> = shown
                .clone()
                .filter(|one| fold(one.key.as_str()) == column || fold(one.title()) == column)
                .collect();
            let part = |one: &&crate::schema::Column| fold(&one.full_title()).contains(column);
            if whole.is_empty() { shown.filter(part).collect() } else { whole }
        };
        for one in columns {
            if found.len() >= MOST {
                return;
            }
            let cell = CellAddress::new(&sheet.schema.key, at.row.key(), &one.key);
            let name = at.name();
            let mut texts = at.section.columns.iter().map(|one| (one.kind, at.text(&one.key)));
            let code = texts.find(|(kind, text)| *kind == ColumnKind::Code && !text.is_empty());
            let name = match code {
                Some((_, code)) if code != name => format!("{name}　{code}"),
                _ => name,
            };
            let title = if column.is_empty() { name } else { format!("{name}　{}", one.full_title()) };
            found.push((
                Target::Cell(cell),
                Choice { title, detail: sheet.schema.short.clone(), disabled: false },
            ));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::schema::Formats;
    use crate::session::Session;

    #[test]
    fn the_text_is_found_beside_the_tables() {
        let path = Path::new("assets/samples/焦作市委办公室-2023.ron");
        let loaded = crate::file::load(path, &Formats::embedded()).unwrap();
        let without = crate::model::Budget { narrative: Vec::new(), ..loaded.budget.clone() };
        let [document, without] = [loaded.budget, without]
            .map(|budget| Document::new(Session::new(budget, loaded.format.clone()), None));
        for typed in ["", "说明", "预算情况说明", "qksm"] {
            let leads = |document| {
                targets(document, typed).iter().any(|(to, _)| *to == Target::Page(Page::Narrative))
            };
            assert!(leads(&document), "{typed}");
            assert!(!leads(&without), "{typed}");
        }
        // Pages that stand on the left or in a menu are found as well.
        for (typed, page) in [("自定", Page::Rules), ("批注", Page::Comments), ("dyyl", Page::Printing)] {
            let found = targets(&document, typed);
            assert!(found.iter().any(|(to, _)| *to == Target::Page(page.clone())), "{typed}");
        }
        assert!(targets(&document, "三公").iter().all(|(to, _)| *to != Target::Page(Page::Narrative)));
    }
}
