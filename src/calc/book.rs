//! One view of a budget for all who read it: format, inputs and derived figures side by side.

use std::collections::BTreeSet;

use super::cell::Cell;
use super::sums::{below, number};
use super::{Figures, TableFigures};
use crate::codes::Classification;
use crate::model::{
    Budget, CellAddress, ColumnKey, Coverage, KindKey, NoteKey, RowKey, RowView, Table, TableKey, ValueView,
};
use crate::money::Precision;
use crate::schema::{Column, ColumnKind, Format, Role, RowShape, SectionSchema, TableSchema};

/// A budget with its format and its derived figures.
#[derive(Clone, Copy, Debug)]
pub struct Book<'a> {
    /// The format that describes its tables.
    pub format: &'a Format,
    /// The inputs.
    pub budget: &'a Budget,
    /// What is derived from them.
    pub figures: &'a Figures,
}

/// One table of a book.
#[derive(Clone, Copy, Debug)]
pub struct Sheet<'a> {
    /// Its description.
    pub schema: &'a TableSchema,
    /// Its inputs; `None` where the budget lacks the table.
    pub table: Option<&'a Table>,
    /// Whether all of it is summed from budget lines, its rows too.
    pub is_derived: bool,
    /// Whether its rows are entered and budget lines fill their amounts.
    pub is_filled: bool,
    /// The book it is in.
    pub(super) book: Book<'a>,
    /// Printed decimals.
    pub decimals: u32,
    figures: Option<&'a TableFigures>,
}

/// One row of a sheet that the format describes.
#[derive(Clone, Copy, Debug)]
pub struct SheetRow<'a> {
    /// The sheet.
    pub sheet: Sheet<'a>,
    /// The inputs of the whole table.
    pub table: &'a Table,
    /// Its position in the table.
    pub index: usize,
    /// Its inputs.
    pub row: RowView<'a>,
    /// The section it stands in.
    pub section: &'a SectionSchema,
    /// The position of that section.
    pub section_index: usize,
    /// Its description.
    pub shape: RowShape<'a>,
}

impl<'a> Book<'a> {
    /// The classifications that its codes are looked up in: those of its year.
    pub fn classification(&self) -> &'a Classification {
        self.format.classification(self.budget.year)
    }

    /// The table under `key`, if the format has it.
    pub fn sheet(&self, key: &TableKey) -> Option<Sheet<'a>> {
        Some(self.sheet_of(self.format.table(key)?))
    }

    /// All tables in printed order.
    pub fn sheets(&self) -> impl Iterator<Item = Sheet<'a>> + use<'a> {
        let book = *self;
        book.format.tables.iter().map(move |schema| book.sheet_of(schema))
    }

    fn sheet_of(&self, schema: &'a TableSchema) -> Sheet<'a> {
        let derived = self.figures.derived.get(&schema.key).map(|derived| &derived.table);
        Sheet {
            schema,
            table: derived.or_else(|| self.budget.tables.get(&schema.key)),
            is_derived: derived.is_some() && !schema.filled,
            is_filled: derived.is_some() && schema.filled,
            book: *self,
            decimals: self.decimals(),
            figures: self.figures.tables.get(&schema.key),
        }
    }

    /// In which unit and with how many decimals it is printed: as it was published, else as the format says.
    pub fn precision(&self) -> Precision {
        let published = self.budget.notes.get(&NoteKey::published());
        published.and_then(|note| Precision::of_words(&note.text)).unwrap_or_else(|| self.own_precision())
    }

    /// In which unit and with how many decimals its format prints it.
    pub fn own_precision(&self) -> Precision {
        Precision { unit: self.format.unit, decimals: self.format.decimals }
    }

    /// The decimals of its amounts in the unit of the format: those that it is printed with, if it is in that unit.
    pub fn decimals(&self) -> u32 {
        let printed = self.precision();
        if printed.unit == self.format.unit { printed.decimals } else { self.format.decimals }
    }

    /// The cell at an address.
    pub fn cell(&self, address: &CellAddress) -> Option<Cell<'a>> {
        self.sheet(&address.table)?.row_by_key(&address.row)?.cell_by(&address.column)
    }
}

impl<'a> Sheet<'a> {
    /// Whether the import doubts of any column whether its figures stand in it.
    pub fn is_doubted(&self) -> bool {
        self.doubted().is_some()
    }

    /// Of which it does; none of them where it is all.
    pub fn doubted(&self) -> Option<BTreeSet<&'a ColumnKey>> {
        self.book.budget.doubted(&self.schema.key)
    }

    /// How much of the table the document gives.
    pub fn coverage(&self) -> Coverage {
        self.table.map_or(Coverage::Absent, |table| table.coverage)
    }

    /// Whether it is described by a format that was made of its own document.
    pub fn is_own(&self) -> bool {
        !self.book.budget.own_format.is_empty()
    }

    /// The format that describes it.
    pub fn format(&self) -> &'a Format {
        self.book.format
    }

    /// The classifications of the year of its budget.
    pub fn classification(&self) -> &'a Classification {
        self.book.classification()
    }

    /// What is derived for it.
    pub(super) fn figures(&self) -> Option<&'a TableFigures> {
        self.figures
    }

    /// The row at a position, if the format describes it.
    pub fn row(&self, index: usize) -> Option<SheetRow<'a>> {
        let table = self.table?;
        let row = table.rows().get(index)?;
        let (section_index, shape) = self.schema.shape(row)?;
        let section = self.schema.sections.get(section_index)?;
        Some(SheetRow { sheet: *self, table, index, row, section, section_index, shape })
    }

    /// The row under a key.
    pub fn row_by_key(&self, key: &RowKey) -> Option<SheetRow<'a>> {
        self.row(self.table?.position(key)?)
    }

    /// The year of the budget, by whose classifications its codes are read.
    pub fn year(&self) -> i32 {
        self.book.budget.year
    }

    /// The rows that the format describes, in order.
    pub fn rows(&self) -> impl Iterator<Item = SheetRow<'a>> + use<'a> {
        let sheet = *self;
        (0..self.table.map_or(0, |table| table.rows().len())).filter_map(move |index| sheet.row(index))
    }

    /// The rows of a kind, in order.
    pub fn rows_of(&self, kind: &KindKey) -> impl Iterator<Item = SheetRow<'a>> + use<'a> {
        let sheet = *self;
        let kind = kind.clone();
        let rows = self.table.map(|table| table.rows()).unwrap_or_default();
        rows.iter()
            .enumerate()
            .filter(move |(_, row)| *row.kind() == kind)
            .filter_map(move |(index, _)| sheet.row(index))
    }
}

impl<'a> SheetRow<'a> {
    /// The cell in a column.
    pub fn cell(&self, column_index: usize) -> Option<Cell<'a>> {
        let column = self.section.columns.get(column_index)?;
        let derived = self
            .sheet
            .figures
            .filter(|figures| figures.numbers.section(self.index) == Some(self.section_index))
            .map(|figures| number(self.shape, column, (self.index, column_index), self.row, &figures.numbers))
            .unwrap_or_default();
        let role = match self.shape.role(column) {
            Role::Input if self.sheet.is_derived => Role::SumOfLines,
            Role::Input
                if self.sheet.is_filled && self.sheet.format().fills(self.sheet.schema, &column.key) =>
            {
                Role::SumOfLines
            }
            role => role,
        };
        Some(Cell { row: *self, column, column_index, role, derived })
    }

    /// The cell in the column under a key.
    pub fn cell_by(&self, key: &ColumnKey) -> Option<Cell<'a>> {
        self.cell(self.section.column_index(key)?)
    }

    /// The cells from left to right.
    pub fn cells(&self) -> impl Iterator<Item = Cell<'a>> + use<'a> {
        let row = *self;
        (0..self.section.columns.len()).filter_map(move |column| row.cell(column))
    }

    /// The text in a column: entered, or printed in a fixed row.
    pub fn text(&self, column: &ColumnKey) -> &'a str {
        match self.row.cells().get(column) {
            Some(ValueView::Text(text)) => text,
            _ => self.shape.label(column).unwrap_or_default(),
        }
    }

    /// What stands in its columns of text, from left to right, without blanks around it.
    pub fn texts(&self) -> impl DoubleEndedIterator<Item = &'a str> + use<'a> {
        let row = *self;
        self.section
            .columns
            .iter()
            .filter(|column| !column.kind.is_number())
            .map(move |column| row.text(&column.key).trim())
    }

    /// What stands in columns that only the document has (本地栏), which are kept, but not reckoned with.
    pub fn local(&self) -> impl Iterator<Item = (&'a ColumnKey, ValueView<'a>)> + use<'a> {
        let (row, section) = (self.row, self.section);
        row.cells().iter().filter(move |(key, _)| section.column(key).is_none())
    }

    /// The nearest row above of a lower level, which it belongs to.
    pub fn parent(&self) -> Option<SheetRow<'a>> {
        self.sheet.row(self.sheet.figures?.parent(self.index)?)
    }

    /// The nearest row above of a lower level and of `kind`: the unit of a project, say.
    pub fn ancestor(&self, kind: &KindKey) -> Option<SheetRow<'a>> {
        let figures = self.sheet.figures?;
        let mut at = self.index;
        loop {
            at = figures.parent(at)?;
            let row = self.sheet.row(at)?;
            if *row.row.kind() == *kind {
                return Some(row);
            }
        }
    }

    /// The rows that belong to this one.
    pub fn descendants(&self) -> impl Iterator<Item = SheetRow<'a>> + use<'a> {
        let sheet = self.sheet;
        let (section, table, index) = (self.section, self.table, self.index);
        self.shape
            .level()
            .into_iter()
            .flat_map(move |level| below(section, table, index, level))
            .filter_map(move |(at, _)| sheet.row(at))
    }

    /// Whether a merged column only repeats the text of the row above, as a form prints it once.
    pub fn repeats(&self, column: &Column) -> bool {
        let above = self.index.checked_sub(1).and_then(|index| self.sheet.row(index));
        let Some(above) = above.filter(|above| column.merged && above.row.kind() == self.row.kind()) else {
            return false;
        };
        // A merged cell ends where one further left ends.
        let merged = self.section.columns.iter().filter(|other| other.merged);
        let up_to = merged.take_while(|other| other.key != column.key).chain([column]);
        up_to.into_iter().all(|other| self.text(&other.key) == above.text(&other.key))
    }

    /// What to call the row: its own name or, where nothing is written in it, which of its table it is.
    pub fn name(&self) -> String {
        self.own_name().unwrap_or_else(|| match self.shape {
            // The format's word for it: 合计, though the form prints nothing there.
            RowShape::Fixed(fixed) => fixed.key.to_string(),
            RowShape::Free(_) => format!("第 {} 行", self.index + 1),
        })
    }

    /// The name of the project whose row goes by its kind: a table may put the kind (特定目标类) before it.
    fn project_of_kind(&self, key: Option<&ColumnKey>) -> Option<&'a str> {
        let is_kind = |title: &str| ["类型", "类别", "性质"].iter().any(|word| title.contains(word));
        self.section.column(key?).filter(|column| is_kind(column.title()))?;
        let mut names = self.section.columns.iter().filter(|column| column.title().ends_with("目名称"));
        let name = names.next().map(|column| self.text(&column.key).trim())?;
        (!name.is_empty()).then_some(name)
    }

    /// The last text that its key is made of, else its first text that is no number, else its code; for a row that only continues
    /// another, that one's name.
    pub fn own_name(&self) -> Option<String> {
        if let RowShape::Free(free) = self.shape {
            let of_key = |key: &&ColumnKey| {
                self.section.column(key).is_some_and(|column| column.kind == ColumnKind::Text)
            };
            let text = free.key.iter().rev().find(of_key).map(|key| self.text(key)).unwrap_or_default();
            if !text.is_empty() {
                return Some(self.project_of_kind(free.key.last()).unwrap_or(text).to_owned());
            }
            // A row that only continues the one above goes by its name.
            let above = self.section.free.iter().rev().find_map(|kind| self.ancestor(&kind.kind));
            if let Some(above) = above.filter(|_| free.key.is_empty()) {
                return Some(above.name());
            }
        }
        let (mut code, mut number) = ("", "");
        for column in &self.section.columns {
            let text = self.text(&column.key);
            // What only numbers the rows names none.
            let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
            match column.kind {
                ColumnKind::Text if text.is_empty() || column.merged => {}
                ColumnKind::Text if !is_number => return Some(text.to_owned()),
                ColumnKind::Text if number.is_empty() => number = text,
                ColumnKind::Code if code.is_empty() => code = text,
                _ => {}
            }
        }
        [code, number].into_iter().find(|text| !text.is_empty()).map(str::to_owned)
    }
}
