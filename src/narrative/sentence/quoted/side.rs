//! Whether money comes in or goes out, as words say.

/// What money is of: income is never held against spending, though both may go by the same codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Income,
    Spending,
}

impl Side {
    /// Which of both words speak of, if of one alone.
    pub(super) fn of(words: &str) -> Option<Self> {
        match (words.contains("收入"), words.contains("支出")) {
            (true, false) => Some(Self::Income),
            (false, true) => Some(Self::Spending),
            _ => None,
        }
    }

    /// Whether what is of one side may be held against what is of another.
    pub(super) fn meets(one: Option<Self>, other: Option<Self>) -> bool {
        one.zip(other).is_none_or(|(one, other)| one == other)
    }
}
