//! One table of a book as it is printed: every cell in its place, with its words or its number in the unit that is
//! wanted. Where cells stand, `sheet` knows.

use std::collections::{BTreeMap, BTreeSet};

use super::{Content, PrintedCell, PrintedRow, PrintedTable, Totals};
use crate::calc::{Cell, Sheet, SheetRow};
use crate::model::{CellAddress, ColumnKey, NoteKind, ValueView};
use crate::money::MoneyUnit;
use crate::rounding::Precision;
use crate::schema::{Column, ColumnKind, Role};
use crate::sheet::layout::{Arrangement, GridLayout, Line, Spot, indent};

/// Width of a column that only the document has, in points on a screen.
const LOCAL_WIDTH: f32 = 120.0;

/// How a table is printed.
pub(super) struct Printing<'a> {
    /// In which unit, with how many decimals.
    pub precision: Precision,
    /// In which unit amounts are kept.
    pub kept: MoneyUnit,
    /// What is printed for totals.
    pub totals: Totals,
    /// What people remarked on cells.
    pub comments: &'a BTreeMap<CellAddress, String>,
}

/// The cells that hide behind one that is joined with them, going down the rows.
struct Open {
    row: usize,
    cell: usize,
}

impl Printing<'_> {
    /// Rows, header and columns of a table; its heads are for the caller to write.
    pub(super) fn print(&self, sheet: &Sheet<'_>) -> PrintedTable {
        let shown = sheet.rows().map(|row| row.index).collect();
        let layout = GridLayout::new(sheet, &(shown, Vec::new()), Arrangement::default(), |_| false);
        let local = local_columns(sheet);
        let mut table = PrintedTable {
            key: sheet.schema.key.clone(),
            short: sheet.schema.short.clone(),
            widths: layout.columns.iter().map(|column| column.width).collect(),
            frozen: sheet.schema.frozen,
            header: self.header(sheet, &layout, &local),
            ..PrintedTable::default()
        };
        let own = table.widths.len();
        table.widths.extend(local.iter().map(|_| LOCAL_WIDTH));
        let mut open: BTreeMap<usize, Open> = BTreeMap::new();
        for line in 0..layout.lines.len() {
            self.print_line(sheet, &layout, line, &mut table.body, &mut open);
            if let (Some(Line::Rows(rows)), Some(printed)) = (layout.lines.get(line), table.body.last_mut())
                && let Some(row) = rows.iter().flatten().next().and_then(|row| sheet.row(*row))
            {
                printed.cells.extend(local.iter().enumerate().map(|(at, key)| PrintedCell {
                    column: own + at,
                    columns: 1,
                    rows: 1,
                    content: row.row.cells().get(key).map(|value| self.local(value)).unwrap_or_default(),
                    ..PrintedCell::default()
                }));
            }
        }
        if is_form(sheet) && local.is_empty() {
            table.body.iter_mut().for_each(|row| widen_last(row, own));
        }
        table
    }

    fn print_line(
        &self,
        sheet: &Sheet<'_>,
        layout: &GridLayout,
        line: usize,
        body: &mut Vec<PrintedRow>,
        open: &mut BTreeMap<usize, Open>,
    ) {
        let this = body.len();
        let is_head = !matches!(layout.lines.get(line), Some(Line::Rows(_)));
        let mut row = PrintedRow { cells: Vec::new(), is_head };
        let mut column = 0;
        while column < layout.columns.len() {
            let (spot, place) = layout.spot(line, column);
            let place = place.start.max(column)..place.end.min(layout.columns.len()).max(column + 1);
            let mut cell = PrintedCell { column, columns: place.len(), rows: 1, ..PrintedCell::default() };
            column = place.end;
            let section = |at: usize| sheet.schema.sections.get(at);
            match spot {
                Spot::Cell { row: at, column: of } => {
                    let Some(found) = sheet.row(at).and_then(|row| row.cell(of)) else { continue };
                    self.fill(&mut cell, &found);
                    let is_blank = cell.content == Content::Blank;
                    if found.column.merged
                        && !is_blank
                        && found.row.repeats(found.column)
                        && let Some(above) = open.get(&cell.column)
                        && let Some(above) =
                            body.get_mut(above.row).and_then(|row| row.cells.get_mut(above.cell))
                    {
                        above.rows += 1;
                        continue;
                    }
                    open.insert(cell.column, Open { row: this, cell: row.cells.len() });
                }
                Spot::Heading(at) => {
                    cell.content =
                        text(&self.in_unit(section(at).map_or("", |section| section.title.as_str())));
                }
                Spot::Header { section: at, column: of } => {
                    let column = section(at).and_then(|section| section.columns.get(of));
                    let title = column.filter(|column| !column.is_wordless()).map(Column::title);
                    cell.content = text(&self.in_unit(title.unwrap_or_default()));
                }
                Spot::Head { .. } | Spot::Empty => {
                    open.remove(&cell.column);
                }
            }
            row.cells.push(cell);
        }
        body.push(row);
    }

    fn fill(&self, printed: &mut PrintedCell, cell: &Cell<'_>) {
        printed.content = self.content(cell);
        let is_first_text = cell.row.section.columns.iter().find(|column| column.kind == ColumnKind::Text);
        if is_first_text.is_some_and(|column| column.key == cell.column.key) {
            printed.indent = indent(&cell.row);
        }
        printed.is_total = cell.role == Role::SumOfRows;
        let address = cell.address();
        if cell.role.is_computed() && !self.states_otherwise(cell) && !cell.lacks_rows() {
            printed.addends = cell.addends().iter().map(Cell::address).collect();
        }
        printed.comment = self.comments.get(&address).cloned().unwrap_or_default();
        printed.address = Some(address);
    }

    /// Whether something else is printed than the sum of what the cell adds up.
    fn states_otherwise(&self, cell: &Cell<'_>) -> bool {
        self.totals == Totals::Stated && cell.disagreement().is_some()
    }

    fn content(&self, cell: &Cell<'_>) -> Content {
        let stated = cell.stated().filter(|_| self.totals == Totals::Stated || cell.lacks_rows());
        let entered = match cell.role {
            Role::Blank => return Content::Blank,
            Role::Label => return text(&self.in_unit(cell.row.text(&cell.column.key))),
            Role::Input | Role::SumOfLines => cell.entered(),
            Role::SumOfColumns | Role::SumOfRows => stated,
        };
        match entered {
            Some(ValueView::Text(words)) => text(words),
            Some(ValueView::Amount(value)) => self.number(cell.column.kind, value),
            None if cell.role == Role::Input || cell.role == Role::SumOfLines || cell.lacks_rows() => {
                Content::Blank
            }
            None => match cell.number() {
                Some(value) => self.number(cell.column.kind, value),
                None => text(&cell.text()),
            },
        }
    }

    fn number(&self, kind: ColumnKind, value: rust_decimal::Decimal) -> Content {
        match kind {
            ColumnKind::Count => Content::Number(value, value.normalize().scale()),
            ColumnKind::Yuan => Content::Number(value, MoneyUnit::Yuan.exact_decimals()),
            ColumnKind::Amount => {
                Content::Number(self.precision.converted(value, self.kept), self.precision.decimals)
            }
            _ => Content::Number(value, self.precision.decimals),
        }
    }

    /// Words that name the unit of the amounts below or beside them name the one that is printed: `金额（万元）`.
    pub(super) fn in_unit(&self, words: &str) -> String {
        if self.precision.unit == self.kept {
            return words.to_owned();
        }
        let (was, is) = (self.kept.label(), self.precision.unit.label());
        [("（", "）"), ("(", ")"), ("单位：", ""), ("单位:", "")].iter().fold(
            words.to_owned(),
            |words, (before, after)| {
                words.replace(&format!("{before}{was}{after}"), &format!("{before}{is}{after}"))
            },
        )
    }

    fn header(&self, sheet: &Sheet<'_>, layout: &GridLayout, local: &[ColumnKey]) -> Vec<PrintedRow> {
        if is_form(sheet) && local.is_empty() {
            return Vec::new();
        }
        let columns = sheet.schema.sections.iter().flat_map(|section| &section.columns);
        let wordless: BTreeSet<&str> =
            columns.filter(|column| column.is_wordless()).map(|column| column.key.as_str()).collect();
        let mut rows = header(layout, local);
        for cell in rows.iter_mut().flat_map(|row| &mut row.cells) {
            match &mut cell.content {
                Content::Text(words) if wordless.contains(words.as_str()) => cell.content = Content::Blank,
                Content::Text(words) => *words = self.in_unit(words),
                _ => {}
            }
        }
        rows
    }

    /// What stands in a column that only the document has: its numbers are of no known unit.
    fn local(&self, value: ValueView<'_>) -> Content {
        match value {
            ValueView::Text(words) => text(words),
            ValueView::Amount(value) => Content::Number(value, value.scale()),
        }
    }
}

/// Whether a table is a form of labels and what is written beside them: it has no header.
fn is_form(sheet: &Sheet<'_>) -> bool {
    sheet.schema.sections.iter().flat_map(|section| &section.columns).all(Column::is_wordless)
}

/// Lets what is written last in a row of a form reach to its edge. A label keeps the place beside it open.
fn widen_last(row: &mut PrintedRow, width: usize) {
    let is_filled = |cell: &PrintedCell| cell.content != Content::Blank;
    let Some(last) = row.cells.iter().rposition(is_filled) else { return };
    let count = row.cells.iter().filter(|cell| is_filled(cell)).count();
    let is_label = |cell: &PrintedCell| cell.content.text().trim_end().ends_with(['：', ':']);
    if count < 2 || row.cells.get(last).is_none_or(is_label) {
        return;
    }
    row.cells.truncate(last + 1);
    if let Some(cell) = row.cells.last_mut() {
        cell.columns = width.saturating_sub(cell.column).max(1);
    }
}

fn text(words: &str) -> Content {
    if words.is_empty() { Content::Blank } else { Content::Text(words.to_owned()) }
}

/// The columns that only the document has. Where sections stand below or beside each other there is no place for them.
fn local_columns(sheet: &Sheet<'_>) -> Vec<ColumnKey> {
    if sheet.schema.sections.len() > 1 {
        return Vec::new();
    }
    let all: BTreeSet<&ColumnKey> = sheet.rows().flat_map(|row| row.local()).map(|(key, _)| key).collect();
    all.into_iter().cloned().collect()
}

/// Whether there is anything in columns for which the printed table has no place.
pub(super) fn has_lost_columns(sheet: &Sheet<'_>) -> bool {
    sheet.schema.sections.len() > 1 && sheet.rows().any(|row: SheetRow<'_>| row.local().next().is_some())
}

/// The header: words that neighbours share stand once over them, and a short one reaches down to the rows.
fn header(layout: &GridLayout, local: &[ColumnKey]) -> Vec<PrintedRow> {
    if layout.stacked {
        return Vec::new();
    }
    let depth = layout.header_rows.len();
    let mut rows = Vec::new();
    for (level, groups) in layout.header_rows.iter().enumerate() {
        let mut cells = Vec::new();
        for group in groups {
            let words =
                layout.columns.get(group.start).map(|column| column.header.as_slice()).unwrap_or_default();
            let Some(word) = words.get(level) else {
                // A header without words takes its place all the same.
                if words.is_empty() && level == 0 {
                    cells.push(head(group.start, group.len(), depth, ""));
                }
                continue;
            };
            let down = if words.len() == level + 1 { depth - level } else { 1 };
            cells.push(head(group.start, group.len(), down, word));
        }
        if level == 0 {
            let from = layout.columns.len();
            cells.extend(local.iter().enumerate().map(|(at, key)| head(from + at, 1, depth, key.as_str())));
        }
        rows.push(PrintedRow { cells, is_head: true });
    }
    rows
}

fn head(column: usize, columns: usize, rows: usize, words: &str) -> PrintedCell {
    PrintedCell { column, columns, rows, content: text(words), ..PrintedCell::default() }
}

/// What people remarked on cells, by cell.
pub(super) fn comments(budget: &crate::model::Budget) -> BTreeMap<CellAddress, String> {
    let mut found: BTreeMap<CellAddress, String> = BTreeMap::new();
    for (key, note) in budget.notes.iter().filter(|(key, _)| key.kind == NoteKind::Comment) {
        let Ok(cell) = key.place.parse() else { continue };
        let by = if note.by.is_empty() { String::new() } else { format!("{}：", note.by) };
        let all = found.entry(cell).or_default();
        let between = if all.is_empty() { "" } else { "\n" };
        all.push_str(&format!("{between}{by}{}", note.text));
    }
    found
}
