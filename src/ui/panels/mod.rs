//! What stands around the middle: navigation, inspector, findings, search, status.

pub(in crate::ui) mod comments;
mod demands_list;
pub(in crate::ui) mod find;
pub(in crate::ui) mod findings;
pub(in crate::ui) mod inspector;
pub(in crate::ui) mod navigation;
pub(in crate::ui) mod original;
pub(in crate::ui) mod passage;
pub(in crate::ui) mod printing;
pub(in crate::ui) mod rules_list;
pub(in crate::ui) mod status;
pub(in crate::ui) mod trace;
