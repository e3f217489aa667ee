//! What a budget holds: inputs only. Units, tables as submitted, narrative, and text that found no
//! place. No total and no finding is kept here; both are derived (`calc`, `rules`).
//!
//! The model does not know what a table looks like: which rows and columns exist, and which of them
//! are sums, is the business of `schema`. It keeps whatever it was given under stable keys, also
//! what no format describes.

mod address;
mod cells;
mod cells_view;
mod columns;
mod interned;
mod note;
mod row;
mod table;
mod value;
mod values;
mod view;

use std::collections::{BTreeMap, BTreeSet};

use crate::text::narrow;

pub use address::{AddressError, CellAddress, RowKey};
pub use cells::Cells;
pub use cells_view::CellsView;
pub use interned::{ColumnKey, KindKey, TableKey};
pub use note::{DOUBTED_COLUMNS, DOUBTED_HEADER, HIDDEN_LINES, IMPORT_RULE, Note, NoteKey, NoteKind};
pub use row::{Coverage, Layer, Row};
pub use table::Table;
pub use value::{Text, Value};
pub use view::{ColumnView, RowView, Rows, RowsInOrder, ValueView};

/// The annual budget (部门预算) of one department, as entered or imported.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Budget {
    /// Which format (`assets/formats`) describes its tables.
    pub format: String,
    /// The format itself, as its text, where it was made from the headers and rows of the very document; blank
    /// where `format` names one of those at hand.
    pub own_format: String,
    /// The budget year (预算年度).
    pub year: i32,
    /// The department (部门) that owns the budget.
    pub department: Department,
    /// The document this was read from, by file name, if it was imported.
    pub source: String,
    /// The documents it was read from, as they were then.
    pub originals: Vec<Original>,
    /// The tables by key. A table that is not here is absent.
    pub tables: BTreeMap<TableKey, Table>,
    /// The document's text by sections (概况, 预算情况说明, 名词解释), in order.
    pub narrative: Vec<Section>,
    /// What people wrote beside it: waivers, comments, reasons.
    pub notes: BTreeMap<NoteKey, Note>,
    /// Text of the imported document that found no place in tables or narrative: nothing is lost.
    pub unplaced: Vec<Unplaced>,
}

/// A document that a budget was read from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Original {
    /// The name of its file.
    pub name: String,
    /// A number that its content has, to know it again.
    pub hash: u64,
}

impl Original {
    /// As it stands in a file: the hash in hexadecimal digits, a blank, the name.
    pub fn to_line(&self) -> String {
        format!("{:016x} {}", self.hash, self.name)
    }

    /// Reads such a line; one without a hash is a name, whose content is not known.
    pub fn of_line(line: &str) -> Self {
        let known = line.split_once(' ');
        let known = known.and_then(|(hash, name)| Some((u64::from_str_radix(hash, 16).ok()?, name)));
        let (hash, name) = known.unwrap_or((0, line));
        Self { name: name.to_owned(), hash }
    }
}

/// The body that owns a budget (部门).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Department {
    /// Department code, e.g. `101`.
    pub code: String,
    /// Name as printed above the tables, e.g. 市委办.
    pub name: String,
    /// Name as on the cover, e.g. 中国共产党焦作市委员会办公室.
    pub full_name: String,
}

impl Department {
    /// The name above the tables; that on the cover where none stands there.
    pub fn short(&self) -> &str {
        if self.name.is_empty() { &self.full_name } else { &self.name }
    }
}

/// One headed section of the document's text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Section {
    /// Stable key from the format, e.g. `三公`; empty for a heading the format does not know.
    pub key: String,
    /// The heading as printed.
    pub title: String,
    /// Paragraphs in order.
    pub paragraphs: Vec<String>,
}

/// What notes call the sections of a text: by their key, those that a format does not know by their heading. Of several with
/// one name all but the first bear a number: no two are called the same.
pub fn section_names(sections: &[Section]) -> Vec<String> {
    let mut names: Vec<String> = Vec::with_capacity(sections.len());
    for section in sections {
        let name = if section.key.is_empty() { &section.title } else { &section.key };
        let numbered = (2..).map(|number: u32| format!("{name}~{number}"));
        let mut candidates = std::iter::once(name.clone()).chain(numbered);
        names.extend(candidates.find(|name| !names.contains(name)));
    }
    names
}

/// A line of an imported document that could not be placed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unplaced {
    /// Line number in the document, from 1.
    pub line: u32,
    /// The line as it stands there.
    pub text: String,
    /// Why it was not placed, in Chinese.
    pub reason: String,
}

impl Unplaced {
    /// Whether amounts stand in it: numbers with decimals or separators, or behind others in a row of cells.
    pub fn has_figures(&self) -> bool {
        let text: String = self.text.chars().map(narrow).collect();
        let is_amount = |word: &str| {
            let bare = word.trim_matches(['(', ')', '（', '）', '-', '¥', '￥']);
            let digits = bare.chars().filter(char::is_ascii_digit).count();
            digits > 0
                && bare.contains(['.', ','])
                && (!bare.ends_with(['.', ',']) || digits > 3)
                && bare.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ','))
        };
        let cells = text.split('\t').map(str::trim).skip_while(|cell| {
            // Codes and numbers of rows stand first.
            cell.chars().all(|c| c.is_ascii_digit())
        });
        let in_row = cells.skip(1).any(|cell| !cell.is_empty() && cell.chars().all(|c| c.is_ascii_digit()));
        in_row || text.split_whitespace().any(is_amount) || parted(&text).any(is_amount)
    }
}

/// The cells of a line that a comma, a semicolon or a bar parts, without their quotes; none, if it is not parted
/// more than once.
pub(crate) fn parted(line: &str) -> impl Iterator<Item = &str> {
    let signs = [',', ';', '；', '|', '｜'];
    let by = signs.into_iter().find(|sign| line.matches(*sign).count() > 1);
    let cells = by.into_iter().flat_map(|sign| line.split(sign));
    cells.map(|cell| cell.trim().trim_matches(['"', '\'', '“', '”']))
}

/// A year in digits; nothing for 0, which no document is of.
pub fn year_digits(year: i32) -> String {
    if year == 0 { String::new() } else { year.to_string() }
}

/// A year in words: `2026 年`; that nobody knows it where it is 0.
pub fn year_in_words(year: i32) -> String {
    if year == 0 { "年度不详".to_owned() } else { format!("{year} 年") }
}

impl Budget {
    /// Its year in words, as [`year_in_words`].
    pub fn year_in_words(&self) -> String {
        year_in_words(self.year)
    }

    /// Its year in digits; nothing where nobody knows it: a piece of a document may tell none.
    pub fn year_digits(&self) -> String {
        year_digits(self.year)
    }

    /// What is published of it: a budget (部门预算), or final accounts (部门决算).
    pub fn kind(&self) -> &'static str {
        if self.is_accounts() { "部门决算" } else { "部门预算" }
    }

    /// The same with whose it is: one unit's (单位预算), where its document says so.
    pub fn published_kind(&self) -> &'static str {
        match (self.notes.contains_key(&NoteKey::of_unit()), self.is_accounts()) {
            (false, _) => self.kind(),
            (true, false) => "单位预算",
            (true, true) => "单位决算",
        }
    }

    /// Whether it was read from final accounts (决算).
    pub fn is_accounts(&self) -> bool {
        self.notes.contains_key(&NoteKey::accounts())
    }

    /// Whether it was read from files that are no one budget: of two years, or of two bodies.
    pub fn is_apart(&self) -> bool {
        [NoteKey::of_years(), NoteKey::of_bodies()].iter().any(|key| self.notes.contains_key(key))
    }

    /// Of which columns the import doubts whether their figures stand in them, unless somebody said that they are as read
    /// (豁免): none of them where it is all. `None` where there is no doubt.
    pub fn doubted(&self, table: &TableKey) -> Option<BTreeSet<&ColumnKey>> {
        let open = [DOUBTED_COLUMNS, DOUBTED_HEADER].into_iter().filter_map(|of| {
            let doubt =
                NoteKey { kind: NoteKind::Import, place: table.as_str().to_owned(), of: of.to_owned() };
            let rule = format!("{}{of} ", IMPORT_RULE);
            let is_answer = |key: &NoteKey| {
                key.kind == NoteKind::Waiver && key.place == doubt.place && key.of.starts_with(&rule)
            };
            let note = self.notes.get(&doubt).filter(|note| !note.settled)?;
            (!self.notes.keys().any(is_answer)).then_some(&note.columns)
        });
        let open: Vec<&Vec<ColumnKey>> = open.collect();
        let is_of_all = open.iter().any(|columns| columns.is_empty());
        (!open.is_empty()).then(|| open.into_iter().flatten().filter(|_| !is_of_all).collect())
    }

    /// The table under `key`, unless it is absent.
    pub fn table(&self, key: &TableKey) -> Option<&Table> {
        self.tables.get(key)
    }

    /// The input or stated value at an address; `None` for a blank cell.
    pub fn value(&self, layer: Layer, address: &CellAddress) -> Option<ValueView<'_>> {
        let row = self.tables.get(&address.table)?.row(&address.row)?;
        row.layer(layer).get(&address.column)
    }
}
