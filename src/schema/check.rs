//! Reads a format and refuses one that contradicts itself, before any budget meets it.

use std::collections::BTreeSet;
use std::sync::Arc;

use ron::extensions::Extensions;

use super::extend::Extension;
use super::{
    ColumnKind, Derivation, DerivedRow, Format, RowOrder, SectionSchema, TableSchema, TransferLines,
};
use crate::model::ColumnKey;
use crate::pattern::Pattern;

/// Why a format cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("格式文件 {file} {place}：{message}")]
pub struct FormatError {
    /// The file.
    pub file: String,
    /// Line and column, or the table and row concerned.
    pub place: String,
    /// What is wrong, in Chinese.
    pub message: String,
}

impl Format {
    /// Reads a format from RON and checks it.
    ///
    /// # Errors
    /// Names the line and column of a text that is not a format, or the table of one that is not
    /// sound: keys used twice, sums of unknown or text columns, sums in a circle.
    pub fn parse(file: &str, text: &str) -> Result<Self, FormatError> {
        Self::parse_with(file, text, |_| None)
    }

    /// The same for a text that may name a base (`extends`), which `base` knows by its id.
    ///
    /// # Errors
    /// As [`Format::parse`], and where the base is not known.
    pub fn parse_with(
        file: &str,
        text: &str,
        base: impl Fn(&str) -> Option<Arc<Self>>,
    ) -> Result<Self, FormatError> {
        let format = Self::read_with(file, text, base)?;
        format.check(file)?;
        Ok(format)
    }

    /// The same for a text that is known to be sound: checking it takes much longer than reading it, since every
    /// expression is compiled.
    pub(super) fn read_with(
        file: &str,
        text: &str,
        base: impl Fn(&str) -> Option<Arc<Self>>,
    ) -> Result<Self, FormatError> {
        let mut format: Self = match base_of(text) {
            None => from_ron(file, text)?,
            Some(_) => {
                let extension: Extension = from_ron(file, text)?;
                let id = extension.extends.clone();
                let fail =
                    |message| FormatError { file: file.to_owned(), place: "extends".to_owned(), message };
                let base = base(&id).ok_or_else(|| {
                    fail(format!("没有“{id}”这个格式，或者它又以本格式为基础；请检查 extends 的写法"))
                })?;
                extension.onto(&base).map_err(fail)?
            }
        };
        let settled = format.settle_names();
        settled.map_err(|(place, message)| FormatError { file: file.to_owned(), place, message })?;
        format.settle_lines();
        Ok(format)
    }

    /// Refuses what contradicts itself.
    fn check(&self, file: &str) -> Result<(), FormatError> {
        let format = self;
        let fail = |place: String, message: String| FormatError { file: file.to_owned(), place, message };
        let mut keys = BTreeSet::new();
        for table in &format.tables {
            let place = format!("表“{}”", table.key);
            if !keys.insert(&table.key) {
                return Err(fail(place, "表的键重复".to_owned()));
            }
            check_table(table).map_err(|message| fail(place, message))?;
        }
        format
            .check_patterns()
            .map_err(|(pattern, message)| fail(format!("正则表达式“{pattern}”"), message))?;
        if let Some(senses) = format.indicators.as_ref().and_then(|indicators| indicators.senses.as_ref()) {
            for pattern in [&senses.ratio, &senses.count, &senses.smaller_is_better] {
                if let Err(error) = Pattern::read(pattern) {
                    return Err(fail("indicators".to_owned(), format!("正则表达式“{pattern}”不对：{error}")));
                }
            }
        }
        format.check_lines().map_err(|message| fail("lines".to_owned(), message))?;
        check_standards(format).map_err(|message| fail("standards".to_owned(), message))?;
        check_derivations(format).map_err(|(place, message)| fail(place, message))?;
        check_transfers(format).map_err(|message| fail("transfers".to_owned(), message))?;
        let mut ids = BTreeSet::new();
        if let Some(rule) = format.rules.iter().find(|rule| !ids.insert(&rule.id)) {
            return Err(fail(format!("规则“{}”", rule.id), "规则编号重复".to_owned()));
        }
        if let Some(group) = format.document.statements.iter().find(|group| !ids.insert(&group.id)) {
            return Err(fail(format!("规则“{}”", group.id), "规则编号重复".to_owned()));
        }
        Ok(())
    }
}

/// Whether a text names a base, outside of comments.
pub(super) fn base_of(text: &str) -> Option<&str> {
    let mut lines = text.lines().filter_map(|line| line.split("//").next());
    lines.find_map(|line| line.split_once("extends:"))?.1.split('"').nth(1)
}

/// A value from RON, or where its text goes wrong.
fn from_ron<T: serde::de::DeserializeOwned>(file: &str, text: &str) -> Result<T, FormatError> {
    ron::Options::default().with_default_extension(Extensions::IMPLICIT_SOME).from_str(text).map_err(
        |error| FormatError {
            file: file.to_owned(),
            place: format!("第 {} 行第 {} 列", error.span.start.line, error.span.start.col),
            message: error.code.to_string(),
        },
    )
}

impl Format {
    /// The format as RON that [`Format::parse`] reads; `None` only where a value cannot be written.
    pub fn to_text(&self) -> Option<String> {
        ron::Options::default().with_default_extension(Extensions::IMPLICIT_SOME).to_string(self).ok()
    }

    /// Tries every regular expression, so that an import need not.
    fn check_patterns(&self) -> Result<(), (String, String)> {
        let document = &self.document;
        let mut patterns: Vec<&String> =
            [&document.year, &document.department, &document.full_name, &document.unit]
                .into_iter()
                .flatten()
                .chain(&document.note)
                .chain(&document.contents)
                .chain(document.sections.iter().map(|heading| &heading.pattern))
                .collect();
        for section in self.tables.iter().flat_map(|table| &table.sections) {
            patterns.extend(section.fixed_rows().filter_map(|row| row.pattern.as_ref()));
            for free in &section.free {
                patterns.extend(free.patterns.values());
                patterns.extend(free.listed.as_ref().map(|listed| &listed.pattern));
            }
        }
        if let Some(words) = &self.vocabulary {
            patterns.push(&words.place);
            patterns.extend(
                words
                    .tables
                    .iter()
                    .flat_map(|table| table.titles.iter().chain([&table.not, &table.explained])),
            );
            let named = words.columns.iter().chain(&words.rows).chain(&words.sides);
            patterns.extend(named.flat_map(|named| &named.words));
            patterns.extend([&words.codes, &words.texts, &words.names, &words.counts].into_iter().flatten());
            patterns.extend(
                [&words.totals, &words.sums, &words.apart, &words.forms, &words.money, &words.withheld]
                    .into_iter()
                    .flatten(),
            );
        }
        for pattern in patterns {
            Pattern::read(pattern).map_err(|error| (pattern.clone(), error.to_string()))?;
        }
        Ok(())
    }
}

/// Whether the standards name tables and columns that there are.
fn check_standards(format: &Format) -> Result<(), String> {
    let Some(list) = &format.standards else {
        return Ok(());
    };
    let facts = list.facts.as_ref().map(|facts| (&facts.table, vec![&facts.number]));
    let named = [
        (&list.table, vec![&list.item, &list.unit_kind, &list.rate, &list.usual]),
        (&list.lines, vec![&list.line_item, &list.formula, &list.amount]),
    ];
    for (table, columns) in named.into_iter().chain(facts) {
        let schema = format.table(table).ok_or_else(|| format!("没有表“{table}”"))?;
        let known = |column: &&&ColumnKey| schema.sections.iter().any(|one| one.column(column).is_some());
        if let Some(column) = columns.iter().find(|column| !known(column)) {
            return Err(format!("“{}”没有栏“{column}”", schema.title));
        }
    }
    Ok(())
}

/// Whether derivations name tables, kinds and columns that there are.
fn check_derivations(format: &Format) -> Result<(), (String, String)> {
    for derivation in &format.derivations {
        let place = format!("“{}”的汇总", derivation.table);
        let fail = |message: String| (place.clone(), message);
        let table = |key| format.table(key).ok_or_else(|| fail(format!("没有表“{key}”")));
        let (target, lines) = (table(&derivation.table)?, table(&derivation.lines)?);
        let of_lines = lines.sections.iter().find(|section| section.free_kind(&derivation.kind).is_some());
        let of_lines = of_lines.ok_or_else(|| fail(format!("没有行类“{}”", derivation.kind)))?;
        if let Some(column) = derivation.reads().find(|column| of_lines.column(column).is_none()) {
            return Err(fail(format!("“{}”没有栏“{column}”", lines.title)));
        }
        let known =
            |column: &ColumnKey| target.sections.iter().any(|section| section.column(column).is_some());
        if let Some(column) = derivation.columns.keys().find(|column| !known(column)) {
            return Err(fail(format!("没有栏“{column}”")));
        }
        if let RowOrder::ByLines(column) = &derivation.order
            && !matches!(derivation.rows.last(), Some(DerivedRow::Free(_, cells)) if cells.contains_key(column))
        {
            return Err(fail(format!("按“{column}”排列，汇总出的行却不写这一栏")));
        }
        for row in &derivation.rows {
            if let DerivedRow::Free(kind, cells) = row {
                let section = target.sections.iter().find(|section| section.free_kind(kind).is_some());
                let section = section.ok_or_else(|| fail(format!("没有行类“{kind}”")))?;
                if let Some(column) = cells.keys().find(|column| section.column(column).is_none()) {
                    return Err(fail(format!("没有栏“{column}”")));
                }
            }
        }
    }
    Ok(())
}

/// Whether lines can say that they are transfers, and a table shows what is left out.
fn check_transfers(format: &Format) -> Result<(), String> {
    let Some(transfers) = &format.transfers else {
        let only = |derivation: &Derivation| derivation.transfers == TransferLines::Only;
        let without = format.derivations.iter().find(|derivation| only(derivation));
        return without.map_or(Ok(()), |derivation| {
            Err(format!("“{}”只汇总内部往来，格式里却没有 transfers", derivation.table))
        });
    };
    if format.table(&transfers.table).is_none_or(|table| !table.overview) {
        return Err(format!("“{}”不是一张总由明细汇总的表（overview）", transfers.table));
    }
    for table in format.tables.iter().filter(|table| format.has_lines(&table.key)) {
        let has = |column| table.sections.iter().any(|section| section.column(column).is_some());
        if let Some(column) = [&transfers.own, &transfers.other].into_iter().find(|column| !has(column)) {
            return Err(format!("“{}”没有栏“{column}”", table.title));
        }
    }
    Ok(())
}

fn check_table(table: &TableSchema) -> Result<(), String> {
    let mut rows = BTreeSet::new();
    let mut kinds = BTreeSet::new();
    for section in &table.sections {
        for fixed in section.fixed_rows() {
            if !rows.insert(&fixed.key) {
                return Err(format!("固定行“{}”重复", fixed.key));
            }
        }
        for free in &section.free {
            if !kinds.insert(&free.kind) {
                return Err(format!("行类“{}”重复", free.kind));
            }
        }
        check_columns(section)?;
        check_rows(section)?;
    }
    Ok(())
}

fn check_columns(section: &SectionSchema) -> Result<(), String> {
    let mut keys = BTreeSet::new();
    for column in &section.columns {
        if !keys.insert(&column.key) {
            return Err(format!("栏“{}”重复", column.key));
        }
        if column.header.is_empty() {
            return Err(format!("栏“{}”没有表头", column.key));
        }
        for part in &column.sum {
            match section.column(part) {
                None => return Err(format!("栏“{}”合计的“{part}”不存在", column.key)),
                Some(part) if !part.kind.is_number() => {
                    return Err(format!("栏“{}”合计的“{}”不是金额", column.key, part.key));
                }
                Some(_) => {}
            }
        }
        if let Some(whole) = &column.part_of
            && section.column(whole).is_none()
        {
            return Err(format!("栏“{}”的上级“{whole}”不存在", column.key));
        }
        if let Some(own) = &column.last_year_of
            && section.column(own).is_none_or(|own| own.kind != column.kind)
        {
            return Err(format!("栏“{}”记的是“{own}”的上年数，但没有这样一栏", column.key));
        }
        let mut reached = BTreeSet::new();
        let mut open = vec![column];
        while let Some(next) = open.pop() {
            for part in next.sum.iter().filter_map(|part| section.column(part)) {
                if part.key == column.key {
                    return Err(format!("栏“{}”的合计绕回了自己", column.key));
                }
                if reached.insert(&part.key) {
                    open.push(part);
                }
            }
        }
        if !column.sum.is_empty() && column.kind != ColumnKind::Amount && column.kind != ColumnKind::Count {
            return Err(format!("栏“{}”不是金额，不能是合计", column.key));
        }
    }
    Ok(())
}

fn check_rows(section: &SectionSchema) -> Result<(), String> {
    let known_column = |owner: &str, key: &crate::model::ColumnKey| match section.column(key) {
        Some(_) => Ok(()),
        None => Err(format!("行“{owner}”用到的栏“{key}”不存在")),
    };
    for fixed in section.fixed_rows() {
        for key in fixed.cells.keys().chain(&fixed.blank) {
            known_column(fixed.key.as_str(), key)?;
        }
        if let Some(whole) = &fixed.part_of
            && section.fixed(whole).is_none()
        {
            return Err(format!("行“{}”的上级“{whole}”不存在", fixed.key));
        }
        let mut open: Vec<&str> = fixed.sum.iter().map(String::as_str).collect();
        let mut reached = BTreeSet::new();
        while let Some(name) = open.pop() {
            let fixed_rows: Vec<_> = section
                .fixed_rows()
                .filter(|row| row.key.as_str() == name || row.kind.as_str() == name)
                .collect();
            if fixed_rows.is_empty() && !section.free.iter().any(|free| free.kind.as_str() == name) {
                return Err(format!("行“{}”合计的“{name}”既不是行也不是行类", fixed.key));
            }
            if fixed_rows.iter().any(|row| row.key == fixed.key) {
                return Err(format!("行“{}”的合计绕回了自己", fixed.key));
            }
            if reached.insert(name) {
                open.extend(fixed_rows.iter().flat_map(|row| row.sum.iter().map(String::as_str)));
            }
        }
    }
    for free in &section.free {
        let needs = free.needs.iter().chain(&free.needs_uncoded);
        for key in free.key.iter().chain(&free.blank).chain(needs).chain(free.patterns.keys()) {
            known_column(free.kind.as_str(), key)?;
        }
        for kind in &free.sum {
            match section.free_kind(kind) {
                Some(below) if below.level > free.level => {}
                Some(_) => return Err(format!("行类“{}”只能合计比它低的行类，“{kind}”不是", free.kind)),
                None => return Err(format!("行类“{}”合计的行类“{kind}”不存在", free.kind)),
            }
        }
    }
    Ok(())
}
