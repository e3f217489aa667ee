//! Nothing is lost: journals, locks, backups, files changed by others, and leaving with unsaved work.

pub(in crate::ui) mod acceptance;
pub(in crate::ui) mod backups;
pub(in crate::ui) mod drafts;
pub(in crate::ui) mod ending;
pub(in crate::ui) mod leaving;
pub(in crate::ui) mod locking;
pub(in crate::ui) mod protection;
pub(in crate::ui) mod restoring;
pub(in crate::ui) mod watching;
