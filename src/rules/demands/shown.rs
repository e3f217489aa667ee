//! What a document shows of what is demanded: its tables by their titles, its text, its codes and indicators.

use std::collections::BTreeSet;

use super::{Part, THIS_TABLE, Words, bare};
use crate::calc::{Book, Sheet};
use crate::model::Coverage;
use crate::schema::ColumnKind;

/// How one part ended: it is there, it is missing under a name, nobody could look, or there is nothing to look for.
pub(super) enum End {
    There,
    Missing(String),
    Unknown(String),
    Idle,
}

/// What a document shows.
pub(super) struct Shown<'a> {
    /// The titles of its tables, without blanks and quotation marks, with the tables.
    pub tables: Vec<(String, Sheet<'a>)>,
    /// Whether a table of it was not read: what it is, is not known.
    pub has_unread: bool,
    /// Its text.
    pub text: String,
    /// The texts in its tables.
    pub cells: String,
}

impl<'a> Shown<'a> {
    pub(super) fn of(book: &Book<'a>) -> Self {
        let mut shown =
            Self { tables: Vec::new(), has_unread: false, text: String::new(), cells: String::new() };
        for sheet in book.sheets().filter(|sheet| sheet.schema.number.is_some()) {
            match sheet.coverage() {
                Coverage::Absent => continue,
                Coverage::Unread => shown.has_unread = true,
                Coverage::Full | Coverage::Partial | Coverage::Derived => {}
            }
            shown.cells.push_str(&bare(&sheet.schema.title));
            for column in sheet.schema.sections.iter().flat_map(|section| &section.columns) {
                shown.cells.push('\n');
                shown.cells.push_str(&bare(column.title()));
            }
            shown.cells.push('\n');
            for row in sheet.rows() {
                for cell in row.cells().filter(|cell| !cell.column.kind.is_number()) {
                    shown.cells.push_str(&bare(row.text(&cell.column.key)));
                    shown.cells.push('\n');
                }
            }
            // What people said a table is (逐表对应) is its key.
            shown.tables.push((bare(&sheet.schema.title), sheet));
            let key = bare(sheet.schema.key.as_str());
            if shown.tables.last().is_some_and(|(title, _)| *title != key) {
                shown.tables.push((key, sheet));
            }
        }
        for section in &book.budget.narrative {
            for text in std::iter::once(&section.title).chain(&section.paragraphs) {
                shown.text.push_str(&bare(text));
                shown.text.push('\n');
            }
        }
        shown
    }

    pub(super) fn table(&self, title: &Words, not: &Words) -> Option<&Sheet<'a>> {
        let found = self.tables.iter().find(|(of, _)| title.fit(of) && !not.fit(of));
        found.map(|(_, sheet)| sheet)
    }
}

impl Part {
    pub(super) fn end(&self, shown: &Shown<'_>) -> End {
        let no_tables = || End::Unknown("这份文件里没有读出表".to_owned());
        match self {
            Self::ByHand { why } => End::Unknown(why.clone()),
            Self::Table { title, not } => match shown.table(title, not) {
                Some(_) => End::There,
                None if shown.tables.is_empty() => no_tables(),
                None if shown.has_unread => End::Unknown("有的表没有读出来".to_owned()),
                None => End::Missing(THIS_TABLE.to_owned()),
            },
            Self::Depth { title, not, digits, name } => match shown.table(title, not) {
                None if shown.tables.is_empty() => no_tables(),
                None => End::Unknown("没有这张表".to_owned()),
                Some(sheet) => depth(sheet, *digits, name),
            },
            Self::Indicators { title } => {
                let fits = shown.tables.iter().filter(|(of, _)| title.fit(of)).map(|(_, sheet)| sheet);
                let mut bare: Vec<&str> = fits
                    .filter(|sheet| lacks_indicators(sheet))
                    .map(|sheet| sheet.schema.short.as_str())
                    .collect();
                bare.dedup();
                if bare.is_empty() { End::Idle } else { End::Missing(bare.join("、")) }
            }
            Self::Text { words, name } => {
                if words.fit(&shown.text) || words.fit(&shown.cells) {
                    End::There
                } else if shown.text.is_empty() {
                    End::Unknown("这份文件里没有说明文字".to_owned())
                } else {
                    End::Missing(name.clone())
                }
            }
        }
    }
}

/// Whether a table of performance targets has money and not one indicator's value.
pub(super) fn lacks_indicators(sheet: &Sheet<'_>) -> bool {
    let is_full = matches!(sheet.coverage(), Coverage::Full | Coverage::Derived);
    let cells = || sheet.rows().flat_map(|row| row.cells());
    let of = |kind: ColumnKind| cells().filter(move |cell| cell.column.kind == kind);
    let mut columns = sheet.schema.sections.iter().flat_map(|section| &section.columns);
    let has_money =
        || of(ColumnKind::Amount).any(|cell| cell.number().is_some_and(|number| !number.is_zero()));
    is_full
        && columns.any(|column| column.kind == ColumnKind::Indicator)
        && of(ColumnKind::Indicator).all(|cell| cell.text().trim().is_empty())
        && has_money()
}

/// Whether a table has codes of so many digits.
pub(super) fn depth(sheet: &Sheet<'_>, digits: usize, name: &str) -> End {
    let mut longest = 0;
    // 类, 款 and 项 may stand in columns of their own, each in a row of its own.
    let mut short: BTreeSet<&str> = BTreeSet::new();
    let mut is_filled = false;
    for row in sheet.rows() {
        let texts: Vec<&str> = row.texts().collect();
        let is_code = |text: &&&str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
        let of_column = row.cells().filter(|cell| !cell.column.kind.is_number());
        short.extend(of_column.filter_map(|cell| {
            let text = row.text(&cell.column.key).trim();
            let is_short = matches!(text.len(), 2 | 3) && text.chars().all(|c| c.is_ascii_digit());
            is_short.then_some(cell.column.key.as_str())
        }));
        // A code stands in one column, or in three: 201 31 01.
        let whole: usize = texts.iter().filter(is_code).map(|text| text.len()).sum();
        // 2013101行政运行, [2013101]行政运行.
        let before = |text: &&str| {
            let bare = text.trim_start_matches(['[', '［', '（', '(']);
            bare.chars().take_while(char::is_ascii_digit).count()
        };
        let before = texts.iter().map(before).max().unwrap_or(0);
        longest = longest.max(if whole == 0 { before } else { whole });
        is_filled |= row
            .cells()
            .any(|cell| cell.column.kind.is_number() && cell.number().is_some_and(|of| !of.is_zero()));
    }
    if short.len() >= 2 {
        longest = longest.max(short.len() * 2 + 1);
    }
    match longest {
        _ if !is_filled => End::Unknown("表里没有数".to_owned()),
        0 | 1 => End::Unknown("表里没有编码，看不出到哪一级".to_owned()),
        longest if longest >= digits => End::There,
        _ => End::Missing(name.to_owned()),
    }
}
