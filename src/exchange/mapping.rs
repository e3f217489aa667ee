//! What a person says of a document that was not read as it should be: of which table a title is, and of which column a
//! header. It becomes a small format file (对应关系) that extends the one it was read with, good for the next document
//! of that kind. Knows no figure, and no file: where it is kept is for its caller.

use std::fmt::Write;
use std::sync::Arc;

use super::Imported;
use super::derive::{bare_title, path_of};
use super::dress::undress;
use crate::model::TableKey;
use crate::schema::{Format, Formats, TableSchema, Vocabulary};

/// What was said, one table or column after the other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mapping {
    /// A title, and the key of its table.
    tables: Vec<(String, TableKey)>,
    /// The key of a table, the path of a header in it, and the key of its column.
    columns: Vec<(TableKey, String, String)>,
}

/// What a document's tables were read as, for who is to say otherwise: by table its number, its title, its key and its
/// columns of figures, path and key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadAs {
    /// The table's number in the document's order.
    pub number: u32,
    /// Its title, number and year aside.
    pub title: String,
    /// What it was read as.
    pub key: TableKey,
    /// Whether that is one of the tables that the format knows.
    pub is_known: bool,
    /// The header paths of its columns of figures, and what each was read as.
    pub columns: Vec<(String, String)>,
}

/// What the tables of a document were read as, in its order. `base` is the format with words.
pub fn read_as(own: &Format, base: &Format) -> Vec<ReadAs> {
    let known = keys(base);
    let columns = |schema: &TableSchema| {
        let numbers = schema.sections.iter().flat_map(|section| &section.columns);
        let numbers = numbers.filter(|column| column.kind.is_number());
        numbers.map(|column| (path_of(&column.header), column.key.to_string())).collect()
    };
    own.published()
        .map(|schema| ReadAs {
            number: schema.number.unwrap_or_default(),
            title: schema.title.clone(),
            key: schema.key.clone(),
            is_known: known.contains(&&schema.key),
            columns: columns(schema),
        })
        .collect()
}

/// The format with words by which a document was read, or the one that is meant for all.
pub fn base(own: &Format, formats: &Formats) -> Option<Arc<Format>> {
    let general = || formats.iter().find(|format| format.vocabulary.is_some()).cloned();
    formats.get(&own.id).filter(|format| format.vocabulary.is_some()).or_else(general)
}

fn keys(base: &Format) -> Vec<&TableKey> {
    base.vocabulary.iter().flat_map(|words| &words.tables).map(|table| &table.key).collect()
}

/// Where the tables and the columns begin in a file that is written here.
const TABLES: &str = "tables: [\n";
const COLUMNS: &str = "columns: [\n";

impl Mapping {
    /// Takes what somebody writes: `表题=表` or `表.表头=栏`. A table of the document may be named by its number there,
    /// its title or what it was read as; a header by its words from the outermost group inwards, joined by `/`.
    ///
    /// # Errors
    /// Says in Chinese what is not understood, and what there is to choose from.
    pub fn add(&mut self, text: &str, read: &[ReadAs], base: &Format) -> Result<(), String> {
        let Some((left, right)) = text.split_once(['=', '＝']) else {
            return Err(format!("“{text}”没有等号；写作 表题=表 或 表.表头=栏"));
        };
        let (left, right) = (left.trim(), right.trim());
        match left.split_once(['.', '．']).and_then(|(table, path)| Some((find(table, read)?, path))) {
            Some((table, path)) => self.set_column(table, path, right, base),
            None => {
                let title = find(left, read).map_or_else(|| undress(left), |table| table.title.clone());
                self.set_table(&title, right, base)
            }
        }
    }

    /// Says of which table a title is.
    ///
    /// # Errors
    /// When the format knows no such table.
    pub fn set_table(&mut self, title: &str, key: &str, base: &Format) -> Result<(), String> {
        let keys = keys(base);
        let Some(key) = keys.iter().find(|known| known.as_str() == key) else {
            let keys: Vec<&str> = keys.iter().map(|key| key.as_str()).collect();
            return Err(format!("没有表“{key}”；可以写：{}", keys.join("、")));
        };
        self.tables.retain(|(known, _)| known != title);
        self.tables.push((title.to_owned(), (*key).clone()));
        Ok(())
    }

    /// Says of which column a header is.
    ///
    /// # Errors
    /// When the table has no such header, or the format knows no such column.
    pub fn set_column(&mut self, table: &ReadAs, path: &str, key: &str, base: &Format) -> Result<(), String> {
        let path = path_of(&path.split('/').map(str::to_owned).collect::<Vec<_>>());
        if !table.columns.iter().any(|(known, _)| *known == path) {
            let paths: Vec<&str> = table.columns.iter().map(|(path, _)| path.as_str()).collect();
            return Err(format!("“{}”没有表头“{path}”；它的表头有：{}", table.title, paths.join("、")));
        }
        let known = base.vocabulary.iter().flat_map(|words| &words.columns);
        let mut known: Vec<&str> = known.map(|column| column.key.as_str()).collect();
        known.dedup();
        if !known.contains(&key) {
            return Err(format!("没有栏“{key}”；可以写：{}", known.join("、")));
        }
        // A table that was given another key before is meant under that.
        let given = self.tables.iter().find(|(title, _)| *title == table.title).map(|(_, key)| key.clone());
        let table = given.unwrap_or_else(|| table.key.clone());
        self.columns.retain(|(of, known, _)| !(*of == table && *known == path));
        self.columns.push((table, path, key.to_owned()));
        Ok(())
    }

    /// Whether nothing was said.
    pub fn is_empty(&self) -> bool {
        self.tables.is_empty() && self.columns.is_empty()
    }

    /// The text of the format file that says it, onto a base.
    ///
    /// # Errors
    /// When the base knows no words.
    pub fn to_text(&self, name: &str, base: &Format) -> Result<String, String> {
        let (tables, columns) = self.words(base)?;
        let quoted = |text: &str| ron::to_string(text).map_err(|error| error.to_string());
        let (id, base) = (quoted(name)?, quoted(&base.id)?);
        Ok(format!(
            "// 对应关系：由“{}”这样的文件定下，供同样的文件使用。\n(\n    id: {id},\n    name: {id},\n    extends: {base},\n    vocabulary: (\n        {TABLES}{tables}        ],\n        {COLUMNS}{columns}        ],\n    ),\n)\n",
            name.replace('\n', " ")
        ))
    }

    /// The text of a format file that says all that `text` says, and this before it.
    ///
    /// # Errors
    /// As [`Self::to_text`], and where the text was not written by it.
    pub fn added_to_text(&self, text: &str, base: &Format) -> Result<String, String> {
        let (tables, columns) = self.words(base)?;
        let strange = || format!("“{}”不是由对应关系存成的，不能补充；请换一个名称", base.name);
        let (head, rest) = text.split_once(TABLES).ok_or_else(strange)?;
        let (middle, end) = rest.split_once(COLUMNS).ok_or_else(strange)?;
        Ok(format!("{head}{TABLES}{tables}{middle}{COLUMNS}{columns}{end}"))
    }

    /// The tables and the columns as a format file says them.
    fn words(&self, base: &Format) -> Result<(String, String), String> {
        let unwritten = || format!("表式“{}”的表是固定的，不能另外对应", base.name);
        let words: &Vocabulary = base.vocabulary.as_ref().ok_or_else(unwritten)?;
        let quoted = |text: &str| ron::to_string(text).map_err(|error| error.to_string());
        let exactly = |text: &str| quoted(&format!("^{}$", regex::escape(text)));
        let (mut tables, mut columns) = (String::new(), String::new());
        // Writing to a string cannot fail.
        for (title, key) in &self.tables {
            let known = words.tables.iter().find(|table| table.key == *key).cloned().unwrap_or_default();
            let (title, key) = (exactly(&bare_title(title))?, quoted(key.as_str())?);
            let explained = quoted(&known.explained)?;
            let _ = writeln!(
                tables,
                "            (key: {key}, titles: [{title}], usual: {}, beside: {}, may_be_empty: {}, explained: {explained}),",
                known.usual, known.beside, known.may_be_empty
            );
        }
        for (table, path, key) in &self.columns {
            let (table, path, key) = (quoted(table.as_str())?, exactly(path)?, quoted(key)?);
            let _ = writeln!(columns, "            (key: {key}, table: {table}, words: [{path}]),");
        }
        Ok((tables, columns))
    }

    /// The format that says it.
    ///
    /// # Errors
    /// As [`Self::to_text`].
    pub fn format(&self, name: &str, base: &Format, formats: &Formats) -> Result<Arc<Format>, String> {
        let text = self.to_text(name, base)?;
        formats.parse(name, &text).map(Arc::new).map_err(|error| error.to_string())
    }

    /// What was said of titles that the document does not have. `read` is what its tables were read as.
    pub fn lacking(&self, imported: &Imported, read: &[ReadAs]) -> Vec<String> {
        let is_read = |key: &TableKey| {
            let tables = imported.report.tables.iter().filter(|table| !table.coverage.is_missing());
            tables.into_iter().any(|table| table.table == *key)
        };
        // Another table may have the key: what was said of this title was heard where that one is read as it.
        let has = |title: &str, key: &TableKey| {
            is_read(key)
                && read.iter().any(|own| own.key == *key && bare_title(&own.title) == bare_title(title))
        };
        self.tables.iter().filter(|(title, key)| !has(title, key)).map(|(title, _)| title.clone()).collect()
    }
}

/// The table of the document that a name means: its number, its title or its key.
fn find<'r>(name: &str, read: &'r [ReadAs]) -> Option<&'r ReadAs> {
    let name = name.trim();
    let number = name.trim_start_matches(['表', 'T']).parse::<u32>().ok();
    let bare = bare_title(&undress(name));
    let is = |table: &&ReadAs| {
        Some(table.number) == number || table.key.as_str() == name || bare_title(&table.title) == bare
    };
    read.iter().find(is)
}
