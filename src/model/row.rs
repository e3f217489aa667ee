//! What tables are made of: rows of cells under stable keys, and how much of a table a document gives.

use super::value::Value;
use super::{Cells, ColumnKey, KindKey, RowKey};

/// How much of a table the document gives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Coverage {
    /// All of it (it may be empty).
    #[default]
    Full,
    /// Rows are known to be missing (缺页): sums over its rows prove nothing.
    Partial,
    /// Nothing of it (缺表).
    Absent,
    /// Its title is there, but nothing below it could be read (未读出): its figures are not known, and
    /// nothing follows from it.
    Unread,
    /// It is not taken from a document but summed from the budget lines (编制). Rows that were submitted
    /// are kept, for the way back.
    Derived,
}

impl Coverage {
    /// What a document printed from an incomplete table says of it in a note, before the remark: read again, the table
    /// is incomplete again.
    pub const PARTIAL_NOTE: &str = "本表不完整。";

    /// What is printed below an empty table of which nobody says why it is empty.
    pub const EMPTY_NOTE: &str = "本年没有这类收支，本表为空表。";

    /// In the interface's words.
    pub fn label(self) -> &'static str {
        match self {
            Self::Full => "完整",
            Self::Partial => "不完整（缺页）",
            Self::Absent => "缺表",
            Self::Unread => "未读出",
            Self::Derived => "由明细汇总",
        }
    }

    /// Whether there is nothing to go by: the document lacks the table, or nothing of it could be read.
    pub fn is_missing(self) -> bool {
        matches!(self, Self::Absent | Self::Unread)
    }
}

/// One row of a table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    /// Its stable key within the table.
    pub key: RowKey,
    /// Its kind in the format.
    pub kind: KindKey,
    /// What was entered in input cells.
    pub cells: Cells,
    /// What the document states in cells that are computed.
    pub stated: Cells,
    /// A remark on the row, such as where its figures come from when the document lacks them.
    pub remark: String,
}

/// Which of a row's two sets of values is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Layer {
    /// Values of input cells.
    Input,
    /// What the document states where the program computes.
    Stated,
}

impl Row {
    /// The values of one layer.
    pub fn layer(&self, layer: Layer) -> &Cells {
        match layer {
            Layer::Input => &self.cells,
            Layer::Stated => &self.stated,
        }
    }

    /// The values of one layer, to change them. Only `edit` does so in an open budget.
    pub fn layer_mut(&mut self, layer: Layer) -> &mut Cells {
        match layer {
            Layer::Input => &mut self.cells,
            Layer::Stated => &mut self.stated,
        }
    }

    /// The text in an input cell, empty if it is blank or an amount.
    pub fn text(&self, column: &ColumnKey) -> &str {
        self.cells.get(column).and_then(Value::text).unwrap_or_default()
    }
}
