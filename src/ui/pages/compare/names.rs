//! What budgets that are compared are called: in full, and where there is little room.

/// What to call one of the budgets.
#[derive(Clone)]
pub(super) struct Name {
    pub(super) year: i32,
    pub(super) file: String,
    /// Where there is little room.
    pub(super) short: String,
}

impl Name {
    pub(super) fn new(year: i32, file: &str) -> Self {
        Self { year, file: file.to_owned(), short: format!("{year} 年") }
    }

    pub(super) fn full(&self) -> String {
        format!("{} 年（{}）", self.year, self.file)
    }
}

/// What they are called in full.
pub(super) fn full(names: &[Name]) -> Vec<String> {
    names.iter().map(Name::full).collect()
}

/// What they are called where there is little room.
pub(super) fn short(names: &[Name]) -> Vec<String> {
    names.iter().map(|name| name.short.clone()).collect()
}
