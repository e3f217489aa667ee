//! The content of one cell.

use rust_decimal::Decimal;
use smol_str::SmolStr;

/// What stands in a text cell: a name, a code, an indicator. A copy is the same text, not another.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Text(SmolStr);

impl Text {
    /// A text that is one already.
    pub fn of(text: SmolStr) -> Self {
        Self(text)
    }

    /// Whether copies of it share memory; shorter ones hold their characters themselves.
    pub fn is_shared(&self) -> bool {
        self.0.is_heap_allocated()
    }
}

impl std::borrow::Borrow<str> for Text {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl<T: AsRef<str>> From<T> for Text {
    fn from(text: T) -> Self {
        Self(SmolStr::new(text))
    }
}

impl std::ops::Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for Text {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// The content of one cell. A blank cell has no value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// An exact amount or count, in the unit of the table.
    Amount(Decimal),
    /// Text: a name, a code, an indicator; or, in an amount column, what could not be read as an amount.
    Text(Text),
}

impl Value {
    /// The amount, if it is one.
    pub fn amount(&self) -> Option<Decimal> {
        match self {
            Self::Amount(value) => Some(*value),
            Self::Text(_) => None,
        }
    }

    /// The text, if it is text.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Amount(_) => None,
            Self::Text(text) => Some(text),
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.into())
    }
}

impl From<Text> for Value {
    fn from(text: Text) -> Self {
        Self::Text(text)
    }
}

impl From<Decimal> for Value {
    fn from(amount: Decimal) -> Self {
        Self::Amount(amount)
    }
}
