//! The header of a file of lines: in which row it stands, which field each of its cells is, by whatever of its names, and in
//! which unit its amounts stand.

use rust_decimal::Decimal;

use super::mapping::{Field, Mapping, Source};
use super::record::Record;
use crate::exchange::units;
use crate::model::ColumnKey;
use crate::schema::TableSchema;
use crate::text::{narrow, squeezed};

/// The header stands among so many rows.
const AMONG: usize = 12;

/// A column of a file.
#[derive(Clone, Debug)]
pub(super) struct Title {
    /// The field.
    pub field: Field,
    /// How it is written in the file.
    pub written: String,
    /// How many 元 its unit is, where the file itself says so.
    pub yuan: Option<Decimal>,
    /// Whether it is called by its own name in the mapping, which says its unit.
    pub by_name: bool,
}

/// The header of a file.
#[derive(Clone, Debug, Default)]
pub(super) struct Titles {
    /// The columns; none where a cell is no field.
    pub columns: Vec<Option<Title>>,
    /// What the cells are that are none.
    pub left: Vec<String>,
    /// How many rows stand before the first line.
    pub below: usize,
    /// How wide it is.
    pub width: usize,
}

impl Titles {
    /// The row, or two rows, that know most fields.
    pub(super) fn find(rows: &[Record], schema: &TableSchema, mapping: &Mapping) -> Self {
        let mut best = Self { below: 1, ..Self::default() };
        // One row before two: a title above the header is none of it.
        for height in 1..=2 {
            for at in 0..rows.len().min(AMONG) {
                let Some(head) = rows.get(at..at.saturating_add(height)) else { continue };
                let found = Self::of(head, schema, mapping);
                if found.known() > best.known() {
                    let said = rows.iter().take(at).flat_map(|row| &row.cells);
                    let yuan = said.filter_map(|cell| units::stated(cell)).next();
                    best = Self { below: at + height, ..found.stated(yuan) };
                }
            }
        }
        if best.known() == 0
            && let Some(first) = rows.first()
        {
            best = Self { below: 1, ..Self::of(std::slice::from_ref(first), schema, mapping) };
        }
        best
    }

    fn of(head: &[Record], schema: &TableSchema, mapping: &Mapping) -> Self {
        let width = head.iter().map(|row| row.cells.len()).max().unwrap_or(0);
        let mut titles = Self::default();
        for at in 0..width {
            let mut words: Vec<&str> =
                head.iter().filter_map(|row| Some(row.cells.get(at)?.trim())).collect();
            words.retain(|word| !word.is_empty());
            words.dedup();
            let field = title(&words, schema, mapping);
            let whole = words.join("/");
            if field.is_none() && !whole.is_empty() {
                titles.left.push(whole.clone());
            }
            if !whole.is_empty() {
                titles.width = at + 1;
            }
            titles.columns.push(field);
        }
        titles
    }

    /// What a line above the header says of all amounts.
    fn stated(mut self, yuan: Option<Decimal>) -> Self {
        for title in self.columns.iter_mut().flatten() {
            title.yuan = title.yuan.or(yuan);
        }
        self
    }

    /// How many fields are known.
    pub(super) fn known(&self) -> usize {
        self.columns.iter().flatten().count()
    }

    /// Whether a column of the lines is there.
    pub(super) fn has(&self, column: &ColumnKey) -> bool {
        let mut columns = self.columns.iter().flatten();
        columns.any(|title| matches!(&title.field.source, Source::Column(of) if of == column.as_str()))
    }

    /// Whether the columns are there without which there is no line.
    pub(super) fn has_needed(&self, schema: &TableSchema) -> bool {
        let mut free = schema.sections.iter().flat_map(|section| &section.free);
        free.next().is_some_and(|free| free.needs.iter().all(|column| self.has(column)))
    }
}

/// A name as it is compared: of any width and case, without blanks.
fn folded(name: &str) -> String {
    squeezed(&name.chars().map(narrow).collect::<String>()).to_lowercase()
}

/// The field that words of a header mean.
fn title(words: &[&str], schema: &TableSchema, mapping: &Mapping) -> Option<Title> {
    let last = *words.last()?;
    let whole = words.concat();
    let said = words.iter().rev().find_map(|word| units::of_word(word));
    let bare = |word: &str| folded(&units::without(word).unwrap_or_else(|| word.to_owned()));
    let (plain, last_bare, whole_bare) = (folded(last), bare(last), bare(&whole));
    let is = |name: &str| {
        let name = folded(name);
        name == plain || name == last_bare || name == whole_bare
    };
    let written = words.join("/");
    let make = |field: Field, by_name| Some(Title { field, written: written.clone(), yuan: said, by_name });
    if let Some(field) = mapping.fields.iter().find(|field| is(&field.name)) {
        return make(field.clone(), true);
    }
    if let Some(field) = mapping.fields.iter().find(|field| {
        field.aliases.iter().any(|alias| is(alias))
            || names(&field.source, schema).iter().any(|name| is(name))
    }) {
        return make(field.clone(), false);
    }
    // What the mapping leaves out may be there under the name that the table has for it.
    let columns = schema.sections.iter().flat_map(|section| &section.columns);
    let mut sources = columns.map(|column| Source::Column(column.key.to_string())).chain([Source::Remark]);
    let source = sources.find(|source| names(source, schema).iter().any(|name| is(name)))?;
    make(Field { name: last.to_owned(), source, unit: None, aliases: Vec::new(), codes: Vec::new() }, false)
}

/// What a field is called in Chinese.
fn names(source: &Source, schema: &TableSchema) -> Vec<String> {
    let own = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    match source {
        Source::Year => own(&["年度", "预算年度", "年份"]),
        Source::DepartmentCode => own(&["部门代码", "部门编码"]),
        Source::DepartmentName => own(&["部门名称", "部门"]),
        Source::Remark => own(&["备注"]),
        Source::Words(_) => Vec::new(),
        Source::Column(key) => {
            let mut columns = schema.sections.iter().flat_map(|section| &section.columns);
            let column = columns.find(|column| column.key.as_str() == key);
            let header = column.map(|column| column.header.concat());
            let last = column.and_then(|column| column.header.last().cloned());
            // A word that several columns end in names none of them.
            let alike = |word: &String| {
                let columns = schema.sections.iter().flat_map(|section| &section.columns);
                columns.filter(|column| column.header.last() == Some(word)).count() == 1
            };
            std::iter::once(key.clone()).chain(header).chain(last.filter(alike)).collect()
        }
    }
}
