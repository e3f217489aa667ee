//! Tables as data. A format (`assets/formats/*.ron`) says for each table of a region and year its
//! title, grouped column headers, fixed and free rows, which cells are input and which are sums of
//! what, how row keys are made, how the document's text is recognised, and which rules hold.
//!
//! A second region's format is a new file. Nothing here knows a table by name, computes a figure, or
//! reads a document; it only describes, and checks that a description is sound.

mod check;
mod derivation;
mod document;
mod extend;
mod header_year;
mod items;
mod library;
mod lines;
mod links;
mod named;
mod next_year;
mod rows;
mod rule;
mod statement;
mod table;
mod vocabulary;

pub(crate) use self::header_year::{is_of_year_before, parted, year_in};
pub use check::FormatError;
pub use derivation::{
    Conditions, Derivation, DerivedRow, Piece, RowOrder, TransferColumns, TransferLines, says,
};
pub use document::{Disclosure, DocumentSchema, Heading, RequiredSection, Term};
pub use items::{ItemCheck, ItemRule};
pub use library::{Formats, default_format};
pub use lines::LineTable;
pub use links::{CodeColumns, IndicatorColumns, IndicatorSenses, IndicatorTables, PairColumns};
pub use rule::{Condition, RuleText, Severity};
pub use statement::{EmptyStatement, ItemList, NamedRows, QuoteKind, Statement, StatementGroup};
pub use table::{
    Column, ColumnKind, CopiedRows, FixedRow, FreeRow, Layout, ListedText, NextYear, Role, RowShape,
    SectionSchema, TableSchema,
};

pub use vocabulary::{KnownTable, Named, Vocabulary};

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::codes::{Classification, Classifications, UnitKind};
use crate::model::{Budget, ColumnKey, RowView, TableKey};
use crate::money::MoneyUnit;

/// Where a format comes from that is not embedded in the program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormatSource {
    /// The file.
    pub file: String,
    /// Whether it took the place of another of the same id.
    pub replaces: bool,
}

/// The tables of one region and year.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Format {
    /// The id by which a budget file names its format, e.g. `焦作-2023`.
    pub id: String,
    /// For people: region, year, what kind of document.
    pub name: String,
    /// The budget year whose classification and form this is.
    pub year: i32,
    /// The unit in which amounts are printed and kept.
    pub unit: MoneyUnit,
    /// Printed decimals.
    pub decimals: u32,
    /// Bases of rules (依据) under names, to be said once: a rule's basis that is such a name stands for its words.
    #[serde(default, skip_serializing)]
    pub bases: BTreeMap<String, String>,
    /// Columns under names, for tables that have them alike: a column that is such a group stands for all of them.
    #[serde(default, skip_serializing)]
    pub columns: BTreeMap<String, Vec<Column>>,
    /// The tables in printed order, supplementary ones (units, basic facts) behind them.
    pub tables: Vec<TableSchema>,
    /// The file it was read from; `None` for one embedded in the program.
    #[serde(skip)]
    pub source: Option<FormatSource>,
    /// The classifications that were at hand when it was read: in them its codes are looked up.
    #[serde(skip)]
    pub classifications: Classifications,
    /// By what words the tables of any place are known; a format that has it has no tables of its own, and one is
    /// made of each document by it.
    #[serde(default)]
    pub vocabulary: Option<Vocabulary>,
    /// Where the department's units are listed.
    #[serde(default)]
    pub units: Option<UnitList>,
    /// How the rest of a document is read: sections of text and the facts quoted in them.
    #[serde(default)]
    pub document: DocumentSchema,
    /// The tables of budget lines, and what their columns hold.
    #[serde(default)]
    pub lines: Vec<LineTable>,
    /// How budget lines make the other tables.
    #[serde(default)]
    pub derivations: Vec<Derivation>,
    /// How budget lines say that they are transfers between units.
    #[serde(default)]
    pub transfers: Option<TransferColumns>,
    /// What is granted for a person, and the lines that are reckoned by it.
    #[serde(default)]
    pub standards: Option<StandardList>,
    /// Columns that hold codes of the year's classifications.
    #[serde(default)]
    pub codes: Vec<CodeColumns>,
    /// Columns that hold pairs of economic codes.
    #[serde(default)]
    pub pairs: Vec<PairColumns>,
    /// Tables in which the same performance indicator can stand.
    #[serde(default)]
    pub indicators: Option<IndicatorTables>,
    /// The id of the rule that says whether income and expenditure balance, for the status bar.
    #[serde(default)]
    pub balance: Option<String>,
    /// The rules between and within the tables, in the rule language.
    #[serde(default)]
    pub rules: Vec<RuleText>,
    /// What must hold of the rows of one item in several tables.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub item_rules: Vec<ItemRule>,
}

/// The supplementary table that lists the budget units (预算单位) of the department.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnitList {
    /// The table.
    pub table: TableKey,
    /// Its column of unit codes.
    pub code: ColumnKey,
    /// Its column of unit names, as the other tables print them.
    pub name: ColumnKey,
    /// Its column of the kind of unit (行政, 参公, 事业).
    #[serde(default)]
    pub kind: Option<ColumnKey>,
    /// Its column of how many serve there (在职人数).
    #[serde(default)]
    pub heads: Option<ColumnKey>,
}

impl UnitList {
    /// The kind of a unit of the list, where it is given and understood.
    pub fn kind_of(&self, unit: RowView<'_>) -> Option<UnitKind> {
        UnitKind::named(unit.text(self.kind.as_ref()?))
    }
}

/// The supplementary table of standards per head (费用标准), and the lines whose amounts are reckoned by them.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StandardList {
    /// The table.
    pub table: TableKey,
    /// Its column of items, as lines name them.
    pub item: ColumnKey,
    /// Its column of the kind of unit that a standard is for; blank for all.
    pub unit_kind: ColumnKey,
    /// Its column of amounts per head, in 元.
    pub rate: ColumnKey,
    /// Its column of the formula that lines of the item usually have.
    pub usual: ColumnKey,
    /// The table of lines.
    pub lines: TableKey,
    /// Their column of items, as `lines` of the format says it.
    #[serde(skip)]
    pub line_item: ColumnKey,
    /// Their column of formulas, such as `=在职人数×标准×12`, as `lines` of the format says it.
    #[serde(skip)]
    pub formula: ColumnKey,
    /// Their column of amounts, as `lines` of the format says it.
    #[serde(skip)]
    pub amount: ColumnKey,
    /// A table of the whole department's numbers, which formulas may name by their rows.
    #[serde(default)]
    pub facts: Option<FactList>,
}

/// A table of numbers of the whole department: a row for each.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FactList {
    /// The table.
    pub table: TableKey,
    /// Its column of numbers.
    pub number: ColumnKey,
}

impl StandardList {
    /// The id of the rule that holds amounts of lines against their formulas.
    pub fn rule(&self) -> String {
        format!("{}-算法", self.lines)
    }
}

/// A rule that was left out, and what the document lacks for it.
#[derive(Clone, Debug)]
pub struct LeftOut<'f> {
    /// The rule.
    pub rule: &'f RuleText,
    /// What is not there, in Chinese.
    pub lacks: String,
}

impl Format {
    /// The classifications in which codes of a budget of `year` are looked up.
    pub fn classification(&self, year: i32) -> &Classification {
        self.classifications.for_year(year)
    }

    /// The table under `key`.
    pub fn table(&self, key: &TableKey) -> Option<&TableSchema> {
        self.tables.iter().find(|table| table.key == *key)
    }

    /// The table a person means by `name`: its number, key or title.
    pub fn table_by_name(&self, name: &str) -> Option<&TableSchema> {
        let name = name.trim();
        let digits = name.trim_start_matches(['T', 't', '表']);
        self.tables.iter().find(|table| {
            table.key.as_str() == name
                || table.title == name
                || table.number.is_some_and(|number| digits == number.to_string())
        })
    }

    /// Whether a table can be made of budget lines.
    pub fn derives(&self, key: &TableKey) -> bool {
        self.derivations.iter().any(|derivation| derivation.table == *key)
    }

    /// Whether a column of a table whose rows are entered is filled from budget lines.
    pub fn fills(&self, schema: &TableSchema, column: &ColumnKey) -> bool {
        let mut here = self.derivations.iter().filter(|derivation| derivation.table == schema.key);
        schema.filled && here.any(|derivation| derivation.columns.contains_key(column))
    }

    /// Whether a table holds budget lines.
    pub fn has_lines(&self, key: &TableKey) -> bool {
        self.lines_of(key).is_some() || self.derivations.iter().any(|derivation| derivation.lines == *key)
    }

    /// What is not asked of a budget, in Chinese: nobody may take silence for agreement. `whole` is the format from
    /// which this one was made for a document, or this one.
    pub fn not_asked(&self, whole: &Self, budget: &Budget) -> Vec<String> {
        let mut told = Vec::new();
        let mut text = budget.narrative.iter().flat_map(|section| &section.paragraphs);
        let has_figures = |text: &String| text.contains(|c: char| c.is_ascii_digit());
        if self.document.statements.is_empty() && text.any(has_figures) {
            told.push(
                "说明文字里的数字只在文内、并按名称与表核对：表式没有写明它们引自哪些单元格".to_owned(),
            );
        }
        let left_out: Vec<String> = self
            .left_out(whole)
            .iter()
            .map(|left| format!("{}（{}）", left.rule.title, left.lacks))
            .collect();
        if !left_out.is_empty() {
            let count = left_out.len();
            told.push(format!(
                "有 {count} 条规则因文件没有相应的表、行或栏而没有检查：{}",
                left_out.join("；")
            ));
        }
        told
    }

    /// The rules of the format from which this one was made that a document has not the tables, rows or columns for.
    pub fn left_out<'w>(&self, whole: &'w Self) -> Vec<LeftOut<'w>> {
        let is_left_out = |rule: &&RuleText| self.rules.iter().all(|own| own.id != rule.id);
        let of = |rule: &'w RuleText| LeftOut {
            rule,
            lacks: rule.lacks(&self.tables).unwrap_or_else(|| "没有相应的表、行或栏".to_owned()),
        };
        whole.rules.iter().filter(is_left_out).map(of).collect()
    }

    /// The published tables, without the supplementary ones.
    pub fn published(&self) -> impl Iterator<Item = &TableSchema> {
        self.tables.iter().filter(|table| table.number.is_some())
    }
}
