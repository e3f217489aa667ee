//! What stands in the middle of the window besides a table: the text, the comparison, proposals, rules.

pub(in crate::ui) mod adjusted;
pub(in crate::ui) mod compare;
mod empty;
pub(in crate::ui) mod folder;
pub(in crate::ui) mod imported;
pub(in crate::ui) mod narrative;
pub(in crate::ui) mod proposals;
pub(in crate::ui) mod reckoning;
pub(in crate::ui) mod reconciling;
pub(in crate::ui) mod rule_editor;
pub(in crate::ui) mod table_heading;
