//! What a text typed into a cell brings for the cells beside it: a code written together with its name
//! (2210201住房公积金), as official forms have them, a whole code where 类, 款 and 项 have columns of their own, the name of
//! a unit whose code is typed, or its code where its name is.
//!
//! Texts come in and texts go out: what they mean in their cells is read afterwards, as if each had been typed.

use super::Session;
use crate::calc::SheetRow;
use crate::codes::{Scheme, same_name};
use crate::model::{CellAddress, ColumnKey, KindKey, TableKey};
use crate::schema::{CodeColumns, ColumnKind, Role, RowShape, SectionSchema};
use crate::text::{is_invisible, narrow, squeezed};

/// So many names that do not agree are told in a sentence, more are counted.
const MOST_NAMED: usize = 3;

/// What is to be known of it.
#[derive(Debug, Default)]
pub(super) struct Told {
    filled: Vec<String>,
    unlike: Vec<String>,
}

impl Told {
    /// In sentences.
    pub(super) fn said(self) -> Vec<String> {
        let mut said = Vec::new();
        match self.filled.as_slice() {
            [] => {}
            [only] => said.push(format!("按预算单位表填上{only}")),
            [first, ..] => said.push(format!("按预算单位表填上 {} 格（{first} 等）", self.filled.len())),
        }
        if !self.unlike.is_empty() {
            let more = self.unlike.len().saturating_sub(MOST_NAMED);
            let more = if more > 0 { format!("；还有 {more} 处") } else { String::new() };
            let named = self.unlike.iter().take(MOST_NAMED).cloned().collect::<Vec<_>>().join("；");
            said.push(format!("请核对：{named}{more}"));
        }
        said
    }
}

/// A row that is typed into, or added.
pub(super) struct TypedRow<'r> {
    pub table: &'r TableKey,
    pub kind: &'r KindKey,
    pub section: &'r SectionSchema,
    pub shape: &'r RowShape<'r>,
    /// As it stands; `None` for one that is added.
    pub now: Option<&'r SheetRow<'r>>,
}

impl TypedRow<'_> {
    fn takes(&self, column: &ColumnKey) -> bool {
        self.section.column(column).is_some_and(|column| self.shape.role(column) == Role::Input)
    }

    fn now(&self, column: &ColumnKey) -> &str {
        self.now.map_or("", |row| row.text(column).trim())
    }
}

/// The texts of a row.
type Texts = Vec<(ColumnKey, String)>;

impl Session {
    /// The texts for cells, with what they bring for the cells beside them.
    pub(super) fn with_beside(
        &self,
        entries: &[(CellAddress, String)],
        told: &mut Told,
    ) -> Vec<(CellAddress, String)> {
        let book = self.book();
        let mut all = Vec::with_capacity(entries.len());
        for entries in
            entries.chunk_by(|(one, _), (next, _)| (&one.table, &one.row) == (&next.table, &next.row))
        {
            let first = entries.first().map(|(address, _)| address);
            let row = first.and_then(|address| Some((address, book.cell(address)?.row)));
            let brings =
                |(address, _): &(CellAddress, String)| self.may_bring(&address.table, &address.column);
            let Some((address, row)) = row.filter(|_| entries.iter().any(brings)) else {
                all.extend_from_slice(entries);
                continue;
            };
            let typed = entries.iter().map(|(address, text)| (address.column.clone(), text.clone()));
            let of_row = TypedRow {
                table: &address.table,
                kind: row.row.kind(),
                section: row.section,
                shape: &row.shape,
                now: Some(&row),
            };
            let texts = self.texts_beside(&of_row, typed.collect(), told);
            all.extend(
                texts.into_iter().map(|(column, text)| (CellAddress { column, ..address.clone() }, text)),
            );
        }
        all
    }

    /// The same for the texts of one row.
    pub(super) fn texts_beside<'s>(&'s self, row: &TypedRow<'s>, typed: Texts, told: &mut Told) -> Texts {
        let mut texts = self.parted(row, typed, told);
        self.name_unit(row, &mut texts, told);
        texts
    }

    /// Whether what is typed into a column may bring anything: most columns are passed over.
    fn may_bring(&self, table: &TableKey, column: &ColumnKey) -> bool {
        let sections = self.format.table(table).map(|table| table.sections.as_slice()).unwrap_or_default();
        let is_code = |section: &SectionSchema| {
            section.column(column).is_some_and(|column| column.kind == ColumnKind::Code)
        };
        sections.iter().any(is_code)
            || sections.iter().any(|section| {
                let mut names = section.free.iter().filter_map(|free| {
                    self.format.unit_columns(table, section, &free.kind).map(|(_, name)| name)
                });
                names.any(|name| name == column)
            })
    }

    /// Parts codes from the names that stand behind them, and whole codes into their columns.
    fn parted<'s>(&'s self, row: &TypedRow<'s>, typed: Texts, told: &mut Told) -> Texts {
        let mut texts: Texts = Vec::with_capacity(typed.len());
        for (at, (column, text)) in typed.iter().enumerate() {
            let is_code = row.section.column(column).is_some_and(|column| column.kind == ColumnKind::Code);
            let codes = row.takes(column).then(|| self.codes_in(row, column)).flatten();
            let is_unit = self.units_in(row).is_some_and(|(code, _)| code == column);
            let written = if is_code && (codes.is_some() || is_unit) { code_and_name(text) } else { None };
            // What is no code by its form is for the column to refuse.
            let is_formed =
                |(code, _): &(String, Option<String>)| codes.is_none_or(|codes| is_formed(codes, code));
            let Some((code, name)) = written.filter(is_formed) else {
                put(&mut texts, column, text.clone());
                continue;
            };
            // What comes for the cell of the name in its own cell goes before what stands behind the code.
            let given = |of: &ColumnKey| {
                let others = typed
                    .iter()
                    .enumerate()
                    .filter(|(nth, (key, text))| *nth != at && key == of && !text.trim().is_empty());
                others.map(|(_, (_, text))| text.trim()).next()
            };
            let (column_of_name, listed);
            match codes {
                Some(codes) => {
                    let before = codes.parts.iter().take_while(|part| *part != column);
                    let own: Vec<ColumnKey> =
                        codes.parts.iter().skip(before.clone().count()).cloned().collect();
                    let parts = split(&code, codes.parts.len(), before.clone().count());
                    let starts = if parts.is_some() {
                        String::new()
                    } else {
                        before.map(|part| given(part).unwrap_or_else(|| row.now(part))).collect()
                    };
                    let whole = format!("{starts}{code}");
                    let parts = match parts {
                        // The whole code, typed where the last part of it stands.
                        Some(parts) if parts.len() == codes.parts.len() => {
                            codes.parts.iter().cloned().zip(parts).collect()
                        }
                        Some(parts) => own.into_iter().zip(parts).collect(),
                        None => vec![(column.clone(), code.clone())],
                    };
                    let last = parts.last().map(|(part, _)| part.clone());
                    for (part, text) in parts {
                        put(&mut texts, &part, text);
                    }
                    let is_whole = last.as_ref() == codes.parts.last();
                    column_of_name = codes.name.clone().filter(|_| is_whole);
                    listed = self.listed(codes.scheme, &whole);
                }
                None => {
                    put(&mut texts, column, code.clone());
                    column_of_name = self.units_in(row).map(|(_, name)| name.clone());
                    listed = self.unit_of_code(&code).map(|name| vec![name]).unwrap_or_default();
                }
            }
            let Some(name) = name else { continue };
            let agrees = listed.iter().any(|listed| same_name(listed, &name));
            let beside = column_of_name.filter(|column| row.takes(column) && given(column).is_none());
            match (beside, listed.first()) {
                (Some(beside), _) if agrees => put(&mut texts, &beside, name),
                (Some(beside), None) => {
                    let now = row.now(&beside);
                    if now.is_empty() {
                        put(&mut texts, &beside, name);
                    } else if !same_name(now, &name) {
                        told.unlike.push(format!("“{code}”后写的是“{name}”，名称栏里是“{now}”，没有改"));
                    }
                }
                (_, Some(listed)) if !agrees => {
                    told.unlike.push(format!("“{code}”是“{listed}”，来源里写的是“{name}”，只录入了编码"));
                }
                (None, None) => {
                    told.unlike.push(format!("“{code}”不在科目表里，其后的名称“{name}”没有录入"));
                }
                _ => {}
            }
        }
        texts
    }

    fn units_in<'s>(&'s self, row: &TypedRow<'s>) -> Option<(&'s ColumnKey, &'s ColumnKey)> {
        self.format.unit_columns(row.table, row.section, row.kind)
    }

    fn codes_in(&self, row: &TypedRow<'_>, column: &ColumnKey) -> Option<&CodeColumns> {
        self.format.codes.iter().find(|codes| {
            codes.kind == *row.kind && codes.tables.contains(row.table) && codes.parts.contains(column)
        })
    }

    /// The names of a listed code: its own, and a former one.
    fn listed(&self, scheme: Scheme, code: &str) -> Vec<String> {
        let book = self.book();
        let found = book.classification().lookup(scheme, code);
        let names =
            found.into_iter().flat_map(|code| std::iter::once(code.name.as_str()).chain(code.former_name()));
        names.map(str::to_owned).collect()
    }

    /// The name of the only unit that has a code.
    fn unit_of_code(&self, code: &str) -> Option<String> {
        only(self.units().into_iter().filter(|(of, _)| of == code).map(|(_, name)| name))
    }

    /// Fills in the name of a unit beside its code, or the code beside its name, where that is blank, or said the unit that
    /// stood there before.
    fn name_unit<'s>(&'s self, row: &TypedRow<'s>, texts: &mut Texts, told: &mut Told) {
        let Some((code, name)) = self.units_in(row) else {
            return;
        };
        if !row.takes(code) || !row.takes(name) {
            return;
        }
        let typed = |column: &ColumnKey| {
            let own = texts.iter().rfind(|(key, _)| key == column);
            own.map(|(_, text)| squeezed(text).into_owned())
        };
        let (own, other, is_code) = match (typed(code), typed(name)) {
            (Some(own), other) if !own.is_empty() && other.as_ref().is_none_or(String::is_empty) => {
                (own, other, true)
            }
            (other, Some(own)) if !own.is_empty() && other.as_ref().is_none_or(String::is_empty) => {
                (own, other, false)
            }
            _ => return,
        };
        let (of, beside) = if is_code { (code, name) } else { (name, code) };
        if squeezed(row.now(of)) == own {
            return;
        }
        let units = self.units();
        let across = |own: &str| {
            let found = units.iter().map(|(code, name)| if is_code { (code, name) } else { (name, code) });
            only(found.filter(|(one, _)| squeezed(one) == own).map(|(_, other)| other.clone()))
        };
        let Some(known) = across(&own).filter(|known| !known.is_empty()) else {
            return;
        };
        let now = row.now(beside);
        // A blank that comes along, as from a block of two columns, is no other unit.
        let is_free = now.is_empty()
            || other.is_some()
            || across(&squeezed(row.now(of))).is_some_and(|before| before == now);
        let title = row.section.column(beside).map_or(beside.as_str(), |column| column.title());
        if is_free {
            told.filled.push(format!("{title}“{known}”"));
            put(texts, beside, known);
        } else if squeezed(now) != squeezed(&known) {
            told.unlike.push(format!("“{own}”在预算单位表里是“{known}”，{title}栏里是“{now}”，没有改"));
        }
    }
}

/// The only one of several that are all alike.
fn only(mut all: impl Iterator<Item = String>) -> Option<String> {
    let first = all.next()?;
    all.all(|other| other == first).then_some(first)
}

/// Whether a code has the form of its classification, or of a part of it.
fn is_formed(codes: &CodeColumns, code: &str) -> bool {
    let is_part = codes.parts.len() > 1 && code.len() < 4;
    (is_part || codes.scheme.lengths().contains(&code.len()))
        && code.bytes().skip(usize::from(code.starts_with('L'))).all(|byte| byte.is_ascii_digit())
}

fn put(texts: &mut Texts, column: &ColumnKey, text: String) {
    match texts.iter_mut().find(|(key, _)| key == column) {
        Some((_, own)) => *own = text,
        None => texts.push((column.clone(), text)),
    }
}

/// The code that a text begins with, and the name behind it, if there is one: `2210201住房公积金`, `2210201-住房公积金`,
/// `[2210201]住房公积金`. `None` for what is no code.
pub(super) fn code_and_name(text: &str) -> Option<(String, Option<String>)> {
    let text: String = text.trim().chars().filter(|c| !is_invisible(*c)).collect();
    let begins = text.char_indices().find(|(_, c)| narrow(*c).is_alphabetic() && !narrow(*c).is_ascii());
    let begins = begins.map(|(at, _)| at);
    let (head, name) = text.split_at_checked(begins.unwrap_or(text.len()))?;
    let head: String = head.chars().map(narrow).collect();
    let marks = |c: char| c.is_whitespace() || "-:._、[]()【】".contains(c);
    let code: String = head.trim_matches(marks).chars().filter(|c| !c.is_whitespace()).collect();
    let is_code = code.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
        && code.contains(|c: char| c.is_ascii_digit());
    // A bracket before the name is the name's, where another closes it.
    let name = if head.trim_end().ends_with('(') { name.trim_end_matches([')', '）']) } else { name };
    let name = Some(name.trim()).filter(|name| !name.is_empty()).map(str::to_owned);
    (is_code && (name.is_some() || marks_none(&head, &code))).then_some((code, name))
}

/// Whether a text is a code and blanks, and nothing else.
fn marks_none(head: &str, code: &str) -> bool {
    head.chars().filter(|c| !c.is_whitespace()).eq(code.chars())
}

/// The parts of a code of which the columns are 类, 款, 项: all of it wherever it is typed, or 类 and 款 from the first column
/// on. `None` for one that is no more than its own column takes.
fn split(code: &str, columns: usize, from: usize) -> Option<Vec<String>> {
    const LENGTHS: [usize; 4] = [3, 2, 2, 2];
    let lengths = LENGTHS.get(..columns).filter(|_| columns > 1)?;
    let whole: usize = lengths.iter().sum();
    let is_split = code.bytes().all(|byte| byte.is_ascii_digit())
        && (code.len() == whole || from == 0 && code.len() > 3 && code.len() < whole && code.len() % 2 == 1);
    if !is_split {
        return None;
    }
    let mut rest = code;
    let mut parts = Vec::new();
    for length in lengths {
        let Some((part, left)) = rest.split_at_checked(*length) else { break };
        parts.push(part.to_owned());
        rest = left;
    }
    Some(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_parted_from_its_name() {
        for (text, code, name) in [
            ("2210201住房公积金", "2210201", Some("住房公积金")),
            (" 2210201　住房公积金 ", "2210201", Some("住房公积金")),
            ("2210201-住房公积金", "2210201", Some("住房公积金")),
            ("[2210201]住房公积金", "2210201", Some("住房公积金")),
            ("2210201（住房公积金）", "2210201", Some("住房公积金")),
            ("２２１０２０１住房公积金", "2210201", Some("住房公积金")),
            ("30239其他交通费用（公务用车）", "30239", Some("其他交通费用（公务用车）")),
            ("221 02 01 住房公积金", "2210201", Some("住房公积金")),
            ("2210201", "2210201", None),
            ("L01", "L01", None),
            ("901-001", "901-001", None),
        ] {
            assert_eq!(code_and_name(text), Some((code.to_owned(), name.map(str::to_owned))), "{text}");
        }
        for text in ["住房公积金", "住房公积金2210201", "（空）", "", "1,234.00", "12.5万元", "2210201①"]
        {
            assert_eq!(code_and_name(text), None, "{text}");
        }
    }

    #[test]
    fn whole_codes_go_into_their_columns() {
        for (code, columns, from, parts) in [
            ("2210201", 3, 0, Some("221 02 01")),
            ("2210201", 3, 2, Some("221 02 01")),
            ("22102", 3, 0, Some("221 02")),
            ("22102", 3, 1, None),
            ("221", 3, 0, None),
            ("02", 3, 1, None),
            ("2210201", 1, 0, None),
            ("221020", 3, 0, None),
            ("221020101", 3, 0, None),
        ] {
            let found = split(code, columns, from).map(|parts| parts.join(" "));
            assert_eq!(found.as_deref(), parts, "{code} {columns} {from}");
        }
    }
}
