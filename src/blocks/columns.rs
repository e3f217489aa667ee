//! Which columns of a table of HTML its `col` elements hide. Knows nothing of cells.

/// Columns beyond this many are not believed.
const MOST: usize = 1000;

/// The columns of a table as its `colgroup` and `col` elements say.
#[derive(Clone, Debug, Default)]
pub(crate) struct Columns {
    /// From left to right whether each is hidden.
    hidden: Vec<bool>,
    /// A group of columns of which none has been named: how many, whether hidden.
    group: Option<(usize, bool)>,
    group_hidden: bool,
}

impl Columns {
    /// A group begins.
    pub(crate) fn start_group(&mut self, count: usize, hidden: bool) {
        self.settle();
        self.group = Some((count, hidden));
        self.group_hidden = hidden;
    }

    /// The group ends.
    pub(crate) fn end_group(&mut self) {
        self.settle();
        self.group_hidden = false;
    }

    /// Columns are named.
    pub(crate) fn add(&mut self, count: usize, hidden: bool) {
        self.group = None;
        self.push(count, hidden || self.group_hidden);
    }

    /// A group of which no column was named stands for as many as it says: to be called where rows begin.
    pub(crate) fn settle(&mut self) {
        if let Some((count, hidden)) = self.group.take() {
            self.push(count, hidden);
        }
    }

    /// Whether a column is hidden.
    pub(crate) fn is_hidden(&self, at: usize) -> bool {
        self.hidden.get(at).copied().unwrap_or(false)
    }

    /// The first column of so many that is shown: where a merged cell has its text.
    pub(crate) fn first_shown(&self, from: usize, count: usize) -> Option<usize> {
        (from..from.saturating_add(count)).find(|at| !self.is_hidden(*at))
    }

    fn push(&mut self, count: usize, hidden: bool) {
        self.hidden.resize((self.hidden.len() + count).min(MOST), hidden);
    }
}
