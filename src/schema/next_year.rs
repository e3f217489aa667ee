//! The format of a document as that of a later year's (下一年): the years in its headers move on, and a column of the year
//! before (上年预算数, 2023年预算数) keeps what the column of the year itself held.

use std::collections::BTreeMap;

use super::header_year::parted;
use super::{Column, ColumnKey, Format};
use crate::text::years_moved;

impl Format {
    /// The same for the budget of `year`, where it was made for one of the year `last`.
    pub fn moved_on(&self, last: i32, year: i32) -> Self {
        let mut moved = self.clone();
        let by = year.saturating_sub(last);
        for table in &mut moved.tables {
            for text in [&mut table.title, &mut table.short] {
                *text = years_moved(text, last, by);
            }
            for section in &mut table.sections {
                pair_years(&mut section.columns, last);
                section.title = years_moved(&section.title, last, by);
                let words = section.columns.iter_mut().flat_map(|column| &mut column.header);
                words.for_each(|word| *word = years_moved(word, last, by));
            }
        }
        moved
    }
}

/// Says of the columns of the year before which columns' figures they are of.
fn pair_years(columns: &mut [Column], last: i32) {
    if columns.iter().any(|column| column.last_year_of.is_some()) {
        return;
    }
    let mut known: BTreeMap<String, [Vec<ColumnKey>; 2]> = BTreeMap::new();
    for column in columns.iter().filter(|column| column.kind.is_number()) {
        if let (Some(is_before), rest) = parted(&column.header.join("\n"), last) {
            let [this, before] = known.entry(rest).or_default();
            if is_before {
                before.push(column.key.clone())
            } else {
                this.push(column.key.clone())
            };
        }
    }
    let pairs: BTreeMap<ColumnKey, ColumnKey> = known
        .into_values()
        .filter_map(|of| match of {
            [this, before] if this.len() == 1 && before.len() == 1 => {
                Some((before.into_iter().next()?, this.into_iter().next()?))
            }
            _ => None,
        })
        .collect();
    let sums: BTreeMap<ColumnKey, Vec<ColumnKey>> =
        columns.iter().map(|column| (column.key.clone(), column.sum.clone())).collect();
    for column in columns {
        let Some(this) = pairs.get(&column.key) else { continue };
        column.last_year_of = Some(this.clone());
        // What is a sum this year was one in the last.
        let parts = sums.get(this).map(Vec::as_slice).unwrap_or_default();
        let of_before = |part: &ColumnKey| pairs.iter().find(|(_, this)| *this == part);
        let before: Option<Vec<ColumnKey>> =
            parts.iter().map(|part| Some(of_before(part)?.0.clone())).collect();
        if column.sum.is_empty() {
            column.sum = before.unwrap_or_default();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{ColumnKind, SectionSchema, TableSchema};

    #[test]
    fn a_column_of_the_year_before_keeps_what_the_year_itself_had() {
        let column = |key: &str, header: &[&str], sum: &[&str]| Column {
            key: key.into(),
            header: header.iter().map(|word| (*word).to_owned()).collect(),
            kind: ColumnKind::Amount,
            sum: sum.iter().map(|key| (*key).into()).collect(),
            ..Column::default()
        };
        let columns = vec![
            column("a", &["2025年预算数", "合计"], &[]),
            column("b", &["2025年预算数", "接待费"], &[]),
            column("c", &["2026年预算数", "合计"], &["d"]),
            column("d", &["2026年预算数", "接待费"], &[]),
            column("e", &["2026年比2025年增减"], &[]),
            column("f", &["上年执行数"], &[]),
        ];
        let sections = vec![SectionSchema { columns, ..SectionSchema::default() }];
        let table =
            TableSchema { title: "2026年部门预算表".to_owned(), sections, ..TableSchema::default() };
        let format = Format { tables: vec![table], ..Format::default() };
        let moved = format.moved_on(2026, 2027);
        let table = moved.tables.first().unwrap();
        assert_eq!(table.title, "2027年部门预算表");
        let columns = &table.sections.first().unwrap().columns;
        let told: Vec<(String, Option<&str>, usize)> = columns
            .iter()
            .map(|column| {
                let of = column.last_year_of.as_ref().map(|key| key.as_str());
                (column.header.join(" "), of, column.sum.len())
            })
            .collect();
        let told: Vec<(&str, Option<&str>, usize)> =
            told.iter().map(|(header, of, sum)| (header.as_str(), *of, *sum)).collect();
        assert_eq!(
            told,
            [
                ("2026年预算数 合计", Some("c"), 1),
                ("2026年预算数 接待费", Some("d"), 0),
                ("2027年预算数 合计", None, 1),
                ("2027年预算数 接待费", None, 0),
                ("2027年比2026年增减", None, 0),
                ("上年执行数", None, 0),
            ]
        );
    }
}
