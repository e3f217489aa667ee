//! The description of one table: sections of columns and rows.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{self, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use crate::model::{ColumnKey, KindKey, RowKey, TableKey};

/// One table of a format.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableSchema {
    /// Stable key: `T3`, or a name for a supplementary table.
    pub key: TableKey,
    /// Printed number; a supplementary table (units, basic facts) has none.
    #[serde(default)]
    pub number: Option<u32>,
    /// How its documents write that number (公开01表, 附表3); 表1 where nothing is said.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub label: String,
    /// Title as in the contents, without year.
    pub title: String,
    /// The year that a document's own title says, where it says one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title_year: Option<i32>,
    /// A short name for lists and tabs.
    pub short: String,
    /// Other titles under which documents print the table.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Whether its sections stand beside each other (收入 | 支出) or below each other.
    #[serde(default)]
    pub layout: Layout,
    /// How many columns on the left stay while scrolling sideways.
    #[serde(default)]
    pub frozen: usize,
    /// Whether the table is often empty, and then has to be explained (政府性基金, 国有资本经营).
    #[serde(default)]
    pub may_be_empty: bool,
    /// Whether no header stands above its columns: a sheet filled in like a form, of labels and what was written beside
    /// them, often one project's below the other's.
    #[serde(default)]
    pub headless: bool,
    /// Whether budget lines fill the amounts of its entered rows, which stay entered with all their texts,
    /// instead of making the rows.
    #[serde(default)]
    pub filled: bool,
    /// Whether it is always made of budget lines: nothing is entered in it, and no file holds it.
    #[serde(default)]
    pub overview: bool,
    /// The parts of the table, each with columns and rows of its own.
    pub sections: Vec<SectionSchema>,
}

/// How the sections of a table stand to each other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Layout {
    /// Below each other, each with its own header where there are several.
    #[default]
    Stacked,
    /// Beside each other: row n of one beside row n of the next.
    Beside,
}

/// A part of a table with columns and rows of its own. Most tables have one.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SectionSchema {
    /// Heading of the section, empty where the table has only one.
    #[serde(default)]
    pub title: String,
    /// The columns from left to right. A column key is unique within its table's section.
    pub columns: Vec<Column>,
    /// Rows that always stand above the free ones.
    #[serde(default)]
    pub before: Vec<FixedRow>,
    /// The kinds of free rows, outermost first.
    #[serde(default)]
    pub free: Vec<FreeRow>,
    /// Rows that always stand below the free ones.
    #[serde(default)]
    pub after: Vec<FixedRow>,
    /// What becomes of its numbers in the next year's budget.
    #[serde(default)]
    pub next_year: NextYear,
}

/// What becomes of the numbers of a section when the next year's budget is made of this one. Its texts go on with their rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum NextYear {
    /// They are this year's money: they go on only where somebody wants this year's amounts again.
    #[default]
    Again,
    /// They are no year's own (编制, 车辆, 支出标准): they go on until somebody writes others.
    Lasting,
    /// They are of the year before (上年预算数), and of no use two years on.
    Never,
}

/// One column.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// The name of a group of columns that stands here in place of one; none once the format is read.
    #[serde(default, skip_serializing)]
    pub group: Option<String>,
    /// Stable key, unique within the section.
    #[serde(default)]
    pub key: ColumnKey,
    /// Header words from the outermost group inwards; the last one is the column's own.
    #[serde(default)]
    pub header: Vec<String>,
    /// What its cells hold.
    #[serde(default)]
    pub kind: ColumnKind,
    /// The columns of the same row whose sum it is; empty for an input column.
    #[serde(default)]
    pub sum: Vec<ColumnKey>,
    /// The column of which it is a part (其中), which it must not exceed.
    #[serde(default)]
    pub part_of: Option<ColumnKey>,
    /// The column of which it keeps last year's figure, for looking at beside this year's.
    #[serde(default)]
    pub last_year_of: Option<ColumnKey>,
    /// Width on the screen, in points at zoom 1.
    #[serde(default)]
    pub width: Option<f32>,
    /// Kept for rules and keys, not printed.
    #[serde(default)]
    pub hidden: bool,
    /// Printed once for a run of equal rows (merged cells); reading fills it down.
    #[serde(default)]
    pub merged: bool,
    /// Texts that are usually written in it, offered to choose from; others may be written too.
    #[serde(default)]
    pub offers: Vec<String>,
    /// How many columns of the widest section it spans where sections are stacked; 1 by default.
    #[serde(default)]
    pub span: Option<usize>,
}

impl Column {
    /// What the column in a place is called in which a form prints no words.
    pub fn wordless(number: usize) -> String {
        format!("第{number}栏")
    }

    /// Whether it is called so, and its form prints nothing above it.
    pub fn is_wordless(&self) -> bool {
        let key = self.key.as_str();
        let number = key.strip_prefix('第').and_then(|rest| rest.strip_suffix('栏'));
        number.is_some_and(|number| number.parse::<usize>().is_ok())
            && matches!(self.header.as_slice(), [own] if own == key)
    }
}

/// What the cells of a column hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ColumnKind {
    /// An amount in the format's unit.
    #[default]
    Amount,
    /// A whole number of persons, cars, projects.
    Count,
    /// An amount in 元 whatever the format's unit is: what is granted for a person.
    Yuan,
    /// Text.
    Text,
    /// A code: text of digits.
    Code,
    /// The value of a performance indicator (指标值): `≥98%`, `1-7人`, `明显`.
    Indicator,
}

impl ColumnKind {
    /// Whether cells hold numbers that can be summed.
    pub fn is_number(self) -> bool {
        matches!(self, Self::Amount | Self::Count | Self::Yuan)
    }
}

/// A row that every filled-in table has.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FixedRow {
    /// Stable key within the table.
    pub key: RowKey,
    /// Its kind, for sums and rules.
    pub kind: KindKey,
    /// The texts printed in it, by column.
    #[serde(default)]
    pub cells: BTreeMap<ColumnKey, String>,
    /// The rows of the section whose sum it is, by kind or by key; empty for input.
    #[serde(default)]
    pub sum: Vec<String>,
    /// Columns that stay blank in this row.
    #[serde(default)]
    pub blank: Vec<ColumnKey>,
    /// The row (by key) of which it is a part (其中), which it must not exceed.
    #[serde(default)]
    pub part_of: Option<RowKey>,
    /// The column in which the department's name stands: a new budget knows it.
    #[serde(default)]
    pub department: Option<ColumnKey>,
    /// Indentation of its label.
    #[serde(default)]
    pub indent: u8,
    /// A regular expression whose first group is its number in the document's text.
    #[serde(default)]
    pub pattern: Option<String>,
}

/// A kind of row of which there can be any number.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FreeRow {
    /// The kind.
    pub kind: KindKey,
    /// Its depth: a row belongs to the nearest row above it of a lower level.
    #[serde(default)]
    pub level: u8,
    /// The columns that make a row's key; none for rows that only continue the one above, such as a
    /// project's further indicator lines.
    #[serde(default)]
    pub key: Vec<ColumnKey>,
    /// Whether rows may have the same key: where a table names projects without their units.
    #[serde(default)]
    pub may_repeat: bool,
    /// What stands between the parts of the key.
    #[serde(default)]
    pub joiner: String,
    /// The kinds of rows below it whose sum it is; none for input. One may be written without brackets.
    #[serde(default, deserialize_with = "one_or_more", skip_serializing_if = "Vec::is_empty")]
    pub sum: Vec<KindKey>,
    /// Columns that stay blank in rows of this kind.
    #[serde(default)]
    pub blank: Vec<ColumnKey>,
    /// Columns that must be filled in for an imported row to be of this kind.
    #[serde(default)]
    pub needs: Vec<ColumnKey>,
    /// Regular expressions that a column's text must match for an imported row to be of this kind
    /// (`^$`: it must be blank). Of several kinds that fit, the one that asks for most is taken.
    #[serde(default)]
    pub patterns: BTreeMap<ColumnKey, String>,
    /// Columns by which an imported row is known to be of this kind, too, while those that have patterns are still blank: a
    /// project that has no code yet.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub needs_uncoded: Vec<ColumnKey>,
    /// Rows of another table from which an import fills this table, once for each key.
    #[serde(default)]
    pub copied: Option<CopiedRows>,
    /// A list in the document's text from which an import fills one column.
    #[serde(default)]
    pub listed: Option<ListedText>,
}

/// Where an import finds the rows of a table that is not printed, such as the units.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CopiedRows {
    /// The table they are copied from.
    pub table: TableKey,
    /// The kind of its rows.
    pub kind: KindKey,
    /// This table's column and the column it is filled from.
    pub columns: BTreeMap<ColumnKey, ColumnKey>,
}

/// A list in the document's text: `1. 甲；2. 乙。`
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListedText {
    /// The section of text it stands in.
    pub section: String,
    /// A regular expression whose first group is one item.
    pub pattern: String,
    /// The column the items go to.
    pub column: ColumnKey,
    /// The column an item is matched with: equal, or the one beginning with the other.
    pub like: ColumnKey,
}

/// What a cell is, seen from the schema alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Entered.
    Input,
    /// The sum of other columns of its row.
    SumOfColumns,
    /// The sum of other rows in its column.
    SumOfRows,
    /// The sum of budget lines.
    SumOfLines,
    /// Printed text of a fixed row.
    Label,
    /// Always blank.
    Blank,
}

impl Role {
    /// Whether the program computes the cell.
    pub fn is_computed(self) -> bool {
        matches!(self, Self::SumOfColumns | Self::SumOfRows | Self::SumOfLines)
    }
}

/// A fixed or a free row's description.
#[derive(Clone, Copy, Debug)]
pub enum RowShape<'a> {
    /// A row that always stands there.
    Fixed(&'a FixedRow),
    /// A row of a free kind.
    Free(&'a FreeRow),
}

/// Reads one name, or a list of them.
fn one_or_more<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<KindKey>, D::Error> {
    struct Names;
    impl<'de> Visitor<'de> for Names {
        type Value = Vec<KindKey>;

        fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
            out.write_str("一种行，或方括号里的几种行")
        }

        fn visit_str<E: de::Error>(self, name: &str) -> Result<Self::Value, E> {
            Ok(vec![KindKey::from(name)])
        }

        fn visit_none<E: de::Error>(self) -> Result<Self::Value, E> {
            Ok(Vec::new())
        }

        fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
            deserializer.deserialize_any(self)
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut names: A) -> Result<Self::Value, A::Error> {
            let mut all = Vec::new();
            while let Some(name) = names.next_element()? {
                all.push(name);
            }
            Ok(all)
        }
    }
    deserializer.deserialize_any(Names)
}
