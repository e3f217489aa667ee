//! Keys that stand in every row and every address: of tables, columns and kinds. Each is kept once for as long as
//! the program runs, so that comparing or copying one costs no more than a word. There are as many as formats
//! name, and what files bring along beside them.

use std::cmp::Ordering;
use std::fmt;

use serde::{Deserialize, Serialize};
use ustr::Ustr;

/// A text that is kept once however often it is used: compared and copied as one word.
macro_rules! interned {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Ustr);

        impl $name {
            /// The text itself.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl<T: AsRef<str>> From<T> for $name {
            fn from(text: T) -> Self {
                Self(Ustr::from(text.as_ref()))
            }
        }

        impl From<&$name> for $name {
            fn from(key: &$name) -> Self {
                key.clone()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_tuple(stringify!($name)).field(&self.as_str()).finish()
            }
        }
    };
}
interned! {
    /// A table of the format: `T3`, or a name for a supplementary table (`单位`). Ordered as people
    /// number tables: T2 before T10.
    TableKey
}
interned! {
    /// A column within its table, e.g. `基本支出小计`.
    ColumnKey
}
interned! {
    /// A kind of row (行类), e.g. `项` or `项目`: rows of a kind have the same role in sums.
    KindKey
}

macro_rules! plain_order {
    ($($name:ident),*) => {$(
        impl PartialOrd for $name {
            fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
                Some(self.cmp(other))
            }
        }
        impl Ord for $name {
            fn cmp(&self, other: &Self) -> Ordering {
                if self == other {
                    return Ordering::Equal;
                }
                self.0.cmp(&other.0)
            }
        }
    )*};
}
plain_order!(ColumnKey, KindKey);

impl TableKey {
    /// The printed number of the table, if its key is `T` and a number.
    pub fn number(&self) -> Option<u32> {
        self.0.strip_prefix('T')?.parse().ok()
    }

    /// What it is called by its printed number, 表3, if it has one.
    pub fn numbered(&self) -> Option<String> {
        self.number().map(|number| format!("表{number}"))
    }
}

impl PartialOrd for TableKey {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for TableKey {
    fn cmp(&self, other: &Self) -> Ordering {
        if self == other {
            return Ordering::Equal;
        }
        // Tables are looked up at every cell: nearly all keys are plain numbers or no numbers at all, and need
        // not be read.
        fn digits(key: &TableKey) -> Result<Option<&str>, ()> {
            let Some(digits) = key.0.strip_prefix('T') else {
                return Ok(None);
            };
            let is_plain = (1..=9).contains(&digits.len())
                && !digits.starts_with('0')
                && digits.bytes().all(|byte| byte.is_ascii_digit());
            is_plain.then_some(Some(digits)).ok_or(())
        }
        match (digits(self), digits(other)) {
            (Ok(Some(a)), Ok(Some(b))) => return a.len().cmp(&b.len()).then_with(|| a.cmp(b)),
            (Ok(Some(_)), Ok(None)) => return Ordering::Less,
            (Ok(None), Ok(Some(_))) => return Ordering::Greater,
            (Ok(None), Ok(None)) => return self.0.cmp(&other.0),
            _ => {}
        }
        let rank = |key: &Self| key.number().unwrap_or(u32::MAX);
        rank(self).cmp(&rank(other)).then_with(|| self.0.cmp(&other.0))
    }
}
