//! What makes it doubtful which figure of a table without ruled lines stands in which column. Found by those who lay out
//! pages; what is made of it, and what answers it, is for those who read tables.

use std::collections::{BTreeMap, BTreeSet};

/// Which columns of a grid are doubtful, and why.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ColumnDoubts(BTreeMap<ColumnDoubt, Option<BTreeSet<usize>>>);

impl ColumnDoubts {
    /// All columns are.
    pub fn all(&mut self, why: ColumnDoubt) {
        self.0.insert(why, None);
    }

    /// These columns are, from 0; where there are none, nothing is doubtful.
    pub fn of(&mut self, why: ColumnDoubt, columns: impl IntoIterator<Item = usize>) {
        for column in columns {
            if let Some(own) = self.0.entry(why).or_insert_with(|| Some(BTreeSet::new())) {
                own.insert(column);
            }
        }
    }

    /// The same of all columns.
    pub fn of_all(self) -> Self {
        Self(self.0.into_keys().map(|why| (why, None)).collect())
    }

    /// None is for that reason.
    pub fn drop(&mut self, why: ColumnDoubt) {
        self.0.remove(&why);
    }

    /// Whether any is for that reason.
    pub fn has(&self, why: ColumnDoubt) -> bool {
        self.0.contains_key(&why)
    }

    /// Whether none is.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Every reason with its columns, from 0; `None` where it concerns all.
    pub fn iter(&self) -> impl Iterator<Item = (ColumnDoubt, Option<&BTreeSet<usize>>)> {
        self.0.iter().map(|(why, columns)| (*why, columns.as_ref()))
    }
}

/// Why columns are doubtful.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ColumnDoubt {
    /// Few rows tell little of how wide their columns are, and words and figures do not stand one below the other.
    FewRows,
    /// Words of a name reach up to those of a group, as they do where their cell was too small: some may be lost.
    LostWords,
    /// Figures of one column fall into several.
    Astray,
    /// Figures may as well stand in the column beside.
    Beside,
    /// There are other numbers of columns than columns.
    Numbering,
    /// Words of the header do not stand in the middle of columns.
    OffCentre,
    /// Words of the header stand above no column.
    AboveNone,
    /// Words of the header are printed over each other.
    CrowdedHeader,
    /// Words are printed over figures, or over the numbers of columns.
    Crowded,
    /// Columns have no words above them.
    Nameless,
    /// No column has.
    NoHeader,
    /// The header has more lines than headers have.
    TallHeader,
    /// Several figures stand in one cell.
    SeveralFigures,
    /// Several texts do.
    SeveralTexts,
    /// A figure is joined to the words beside it.
    Joined,
    /// A figure stands alone and looks like the year of a header.
    Years,
}

impl ColumnDoubt {
    /// Whether words that stand in such a column may be wrong as well as the place of figures.
    pub fn is_of_words(self) -> bool {
        matches!(
            self,
            Self::Astray | Self::Crowded | Self::SeveralFigures | Self::SeveralTexts | Self::Joined
        )
    }

    /// In Chinese, as part of a sentence.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::FewRows => "这一页上行太少",
            Self::LostWords => "表头可能没有印全",
            Self::Astray => "有的数伸到旁边的栏里",
            Self::Beside => "有的数可能属于旁边的栏",
            Self::Numbering => "栏号和栏数不符",
            Self::OffCentre => "表头不在各栏中间",
            Self::AboveNone => "有的表头不在任何一栏上",
            Self::CrowdedHeader => "表头的字印在一起",
            Self::Crowded => "有的字印在一起",
            Self::Nameless => "有的栏没有表头",
            Self::NoHeader => "上面没有表头",
            Self::TallHeader => "表头太高",
            Self::SeveralFigures => "有的格里有几个数",
            Self::SeveralTexts => "有的格里有几段字",
            Self::Joined => "有的数和旁边的字连在一起",
            Self::Years => "有的数可能是表头里的年份",
        }
    }
}
