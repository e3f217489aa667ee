//! What the columns of a table mean beyond the table: which hold codes of which classification, and
//! where the same performance indicator can stand twice.

use serde::{Deserialize, Serialize};

use crate::codes::Scheme;
use crate::model::{ColumnKey, KindKey, TableKey};

/// Columns that hold a code of the year's classifications.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CodeColumns {
    /// The tables that have them.
    pub tables: Vec<TableKey>,
    /// The rows that have them.
    pub kind: KindKey,
    /// The classification.
    pub scheme: Scheme,
    /// The columns whose texts joined are the code: `类 款 项`.
    pub parts: Vec<ColumnKey>,
    /// The column of the code's name.
    #[serde(default)]
    pub name: Option<ColumnKey>,
}

/// Columns that hold a department and a government economic code that must pair up.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PairColumns {
    /// The tables that have them.
    pub tables: Vec<TableKey>,
    /// The rows that have them.
    pub kind: KindKey,
    /// The column of department economic codes.
    pub department: ColumnKey,
    /// The column of government economic codes.
    pub government: ColumnKey,
}

/// Columns that hold performance indicators and their values.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IndicatorColumns {
    /// The table.
    pub table: TableKey,
    /// Pairs of columns: indicator, value.
    pub columns: Vec<(ColumnKey, ColumnKey)>,
}

/// The indicators of the whole department, and those of its projects that must agree with them.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IndicatorTables {
    /// 整体绩效目标.
    pub whole: IndicatorColumns,
    /// 项目绩效目标.
    pub projects: IndicatorColumns,
    /// What an indicator's name says of its value.
    #[serde(default)]
    pub senses: Option<IndicatorSenses>,
}

/// What an indicator's name says of its value: regular expressions over names.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IndicatorSenses {
    /// Names of ratios: the value is a percentage.
    pub ratio: String,
    /// Names of counts: the value is no percentage.
    pub count: String,
    /// Names of what should be small or short: the value is no lower limit.
    pub smaller_is_better: String,
}
