//! What a format says of its budget lines (明细): which tables hold them, and what stands in their columns. Everything
//! that makes, reads, proposes or reckons lines asks here; nothing else knows what a column of theirs is called.

use serde::{Deserialize, Serialize};

use super::{ColumnKind, Format, SectionSchema};
use crate::model::{ColumnKey, KindKey, TableKey};

/// A table of budget lines. What a format leaves out, its lines do not say.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LineTable {
    /// The table.
    pub table: TableKey,
    /// Which of its rows are lines.
    pub kind: KindKey,
    /// The column of their amount.
    pub amount: ColumnKey,
    /// The code of the unit (单位代码).
    #[serde(default)]
    pub unit_code: Option<ColumnKey>,
    /// The name of the unit.
    #[serde(default)]
    pub unit: Option<ColumnKey>,
    /// What the money is for (项目): the column that calls the line by its name.
    #[serde(default)]
    pub item: Option<ColumnKey>,
    /// The type of spending (支出类型).
    #[serde(default)]
    pub spending: Option<ColumnKey>,
    /// The function code (功能分类科目).
    #[serde(default)]
    pub function: Option<ColumnKey>,
    /// The department's economic code (部门预算支出经济分类科目).
    #[serde(default)]
    pub department: Option<ColumnKey>,
    /// The government's economic code (政府预算支出经济分类科目).
    #[serde(default)]
    pub government: Option<ColumnKey>,
    /// Where the money comes from (资金来源).
    #[serde(default)]
    pub source: Option<ColumnKey>,
    /// The formula that the amount is reckoned by (测算公式).
    #[serde(default)]
    pub formula: Option<ColumnKey>,
}

impl LineTable {
    /// The columns with which one begins a line: what the money is for, by name and by code.
    pub fn asked_first(&self) -> impl Iterator<Item = &ColumnKey> {
        [&self.item, &self.function, &self.department, &self.government].into_iter().flatten()
    }

    /// All columns that it names.
    pub fn columns(&self) -> impl Iterator<Item = &ColumnKey> {
        let optional = [
            &self.unit_code,
            &self.unit,
            &self.item,
            &self.spending,
            &self.function,
            &self.department,
            &self.government,
            &self.source,
            &self.formula,
        ];
        std::iter::once(&self.amount).chain(optional.into_iter().flatten())
    }
}

impl Format {
    /// What a table of lines holds; `None` for any other table.
    pub fn lines_of(&self, table: &TableKey) -> Option<&LineTable> {
        self.lines.iter().find(|lines| lines.table == *table)
    }

    /// The columns of a section that say whose a row of a kind is: the code of a unit of the list of units, and its name. `None` where
    /// there is no such pair, and in the list itself.
    pub fn unit_columns<'f>(
        &'f self,
        table: &TableKey,
        section: &'f SectionSchema,
        kind: &KindKey,
    ) -> Option<(&'f ColumnKey, &'f ColumnKey)> {
        let list = self.units.as_ref().filter(|list| list.table != *table)?;
        if let Some(lines) = self.lines_of(table) {
            return lines.unit_code.as_ref().zip(lines.unit.as_ref());
        }
        let code = section.column(&list.code).filter(|column| column.kind == ColumnKind::Code)?;
        // Where units have rows of their own, they are called in the column of names.
        let free = section.free_kind(kind)?;
        let is_keyed = free.key.as_slice() == std::slice::from_ref(&code.key);
        let mut names = section.columns.iter().filter(|column| column.kind == ColumnKind::Text);
        let name = names.find(|column| is_keyed || column.key == list.name)?;
        Some((&code.key, &name.key))
    }

    /// Fills in what derivations and standards leave to be said by the tables of lines.
    pub(super) fn settle_lines(&mut self) {
        for derivation in &mut self.derivations {
            let Some(lines) = self.lines.iter().find(|lines| lines.table == derivation.lines) else {
                continue;
            };
            if derivation.kind.as_str().is_empty() {
                derivation.kind = lines.kind.clone();
            }
            if derivation.amount.as_str().is_empty() {
                derivation.amount = lines.amount.clone();
            }
        }
        if let Some(list) = &mut self.standards
            && let Some(lines) = self.lines.iter().find(|lines| lines.table == list.lines)
        {
            list.amount = lines.amount.clone();
            list.line_item = lines.item.clone().unwrap_or_default();
            list.formula = lines.formula.clone().unwrap_or_default();
        }
    }

    /// Whether tables of lines have the kinds and columns that are said of them.
    pub(super) fn check_lines(&self) -> Result<(), String> {
        for lines in &self.lines {
            let schema = self.table(&lines.table).ok_or_else(|| format!("没有表“{}”", lines.table))?;
            let section = schema.sections.iter().find(|section| section.free_kind(&lines.kind).is_some());
            let section = section.ok_or_else(|| format!("“{}”没有行类“{}”", schema.title, lines.kind))?;
            if let Some(column) = lines.columns().find(|column| section.column(column).is_none()) {
                return Err(format!("“{}”没有栏“{column}”", schema.title));
            }
        }
        Ok(())
    }
}
