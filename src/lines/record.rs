//! A row of a file that lines are read from. What its cells mean this does not know.

/// A row of a file.
#[derive(Clone, Debug, Default)]
pub(super) struct Record {
    /// Its number where the file is looked at.
    pub number: usize,
    /// Its cells.
    pub cells: Vec<String>,
}
