//! The kinds of difference, and what each is called.

/// What kind of difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChangeKind {
    /// Another amount.
    Changed,
    /// An amount where there was none.
    New,
    /// No amount where there was one.
    Gone,
    /// A row that only the newer budget has.
    RowAdded,
    /// A row that only the older budget has.
    RowRemoved,
    /// A row that the older form has not: what stands there may stand in others of the older one.
    NotInOlderForm,
    /// A row that the newer form has not.
    NotInNewerForm,
    /// Another text.
    Text,
    /// A remark that was written, changed, settled or deleted.
    Comment,
}

impl ChangeKind {
    /// For programs.
    pub fn id(self) -> &'static str {
        match self {
            Self::Changed => "changed",
            Self::New => "new",
            Self::Gone => "gone",
            Self::RowAdded => "row_added",
            Self::RowRemoved => "row_removed",
            Self::NotInOlderForm => "row_not_in_older_form",
            Self::NotInNewerForm => "row_not_in_newer_form",
            Self::Text => "text",
            Self::Comment => "comment",
        }
    }

    /// In the interface's words.
    pub fn label(self) -> &'static str {
        match self {
            Self::Changed => "增减",
            Self::New => "新增",
            Self::Gone => "归零",
            Self::RowAdded => "新增行",
            Self::RowRemoved => "减少行",
            Self::NotInOlderForm => "旧表式没有此行",
            Self::NotInNewerForm => "新表式没有此行",
            Self::Text => "文字",
            Self::Comment => "批注",
        }
    }
}
