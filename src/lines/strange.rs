//! What stands in lines that were read and that nothing knows: a source of money that no table takes, a code of no list, a
//! unit of no name. Told once for all lines that say it, and not where lines said it before.

use std::collections::{BTreeMap, BTreeSet};

use super::listed::{MOST, numbers};
use super::read::ReadLine;
use crate::codes::{Classification, CodeStatus};
use crate::model::{Budget, ColumnKey, RowView};
use crate::schema::{Format, TableSchema};
use crate::text::shortened;

/// What nothing knows, in words.
pub(super) fn strange(
    lines: &[ReadLine],
    old: &[RowView<'_>],
    budget: &Budget,
    format: &Format,
    schema: &TableSchema,
) -> Vec<String> {
    let mut said = Vec::new();
    let known = Known { budget, format, schema };
    for column in schema.sections.iter().flat_map(|section| &section.columns) {
        let Some(test) = known.test(&column.key, old) else { continue };
        let before: BTreeSet<&str> = old.iter().map(|row| row.text(&column.key)).collect();
        let mut found: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for line in lines {
            let text = line.row.text(&column.key);
            if !before.contains(text) && !test.knows(text) {
                found.entry(text).or_default().push(line.number);
            }
        }
        for (text, at) in found.iter().take(MOST) {
            let rows = numbers(at.iter().copied());
            let (title, text) = (&column.key, shortened(text));
            let what =
                if text.is_empty() { "空着".to_owned() } else { format!("“{text}”{}", test.unknown()) };
            said.push(format!("第 {rows} 行的“{title}”{what}{}", test.those()));
        }
        if let Some(more @ 1..) = found.len().checked_sub(MOST) {
            said.push(format!("“{}”另有 {more} 种写法不认识", column.key));
        }
    }
    said
}

struct Known<'a> {
    budget: &'a Budget,
    format: &'a Format,
    schema: &'a TableSchema,
}

/// By what a column's texts are known.
enum Test<'a> {
    /// They are among these; what is blank is none of them, unless it may be.
    Among(Vec<&'a str>, bool),
    /// They are units of the department.
    Units(BTreeSet<&'a str>),
    /// They are codes.
    Codes(&'a Classification, crate::codes::Scheme),
}

impl<'a> Known<'a> {
    fn test(&self, column: &ColumnKey, old: &[RowView<'a>]) -> Option<Test<'a>> {
        let lines = self.format.lines_of(&self.schema.key)?;
        if let Some(list) = self.format.units.as_ref()
            && (lines.unit_code.as_ref() == Some(column) || lines.unit.as_ref() == Some(column))
        {
            let of = if lines.unit.as_ref() == Some(column) { &list.name } else { &list.code };
            let listed = self.budget.table(&list.table).into_iter().flat_map(|table| table.rows());
            let listed = listed.map(|row| row.text(of)).chain(old.iter().map(|row| row.text(column)));
            let units: BTreeSet<&str> = listed.filter(|text| !text.is_empty()).collect();
            return (!units.is_empty()).then_some(Test::Units(units));
        }
        let codes = self.format.codes.iter().find(|codes| {
            codes.tables.contains(&self.schema.key)
                && codes.kind == lines.kind
                && codes.parts == [column.clone()]
        });
        if let Some(codes) = codes {
            return Some(Test::Codes(self.format.classification(self.budget.year), codes.scheme));
        }
        let texts = self.format.known_texts(&self.schema.key, column);
        if !texts.is_empty() {
            return Some(Test::Among(texts, false));
        }
        let column = self.schema.sections.iter().find_map(|section| section.column(column))?;
        let offers: Vec<&str> = column.offers.iter().map(String::as_str).collect();
        (!offers.is_empty()).then_some(Test::Among(offers, true))
    }
}

impl Test<'_> {
    fn knows(&self, text: &str) -> bool {
        match self {
            Self::Among(texts, may_be_blank) => texts.contains(&text) || *may_be_blank && text.is_empty(),
            Self::Units(units) => text.is_empty() || units.contains(text),
            // The list of 项 is not complete: what it lacks is unknown, not wrong.
            Self::Codes(codes, scheme) => {
                text.is_empty()
                    || matches!(codes.status(*scheme, text), CodeStatus::Known | CodeStatus::UnknownItem)
            }
        }
    }

    fn unknown(&self) -> &'static str {
        match self {
            Self::Among(..) => "不认识",
            Self::Units(_) => "不在单位名单上",
            Self::Codes(..) => "不在科目表里",
        }
    }

    fn those(&self) -> String {
        match self {
            Self::Among(texts, _) => format!("；认识的有：{}", texts.join("、")),
            _ => String::new(),
        }
    }
}
