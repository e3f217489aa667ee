//! The window as a whole: its frame, menus and commands, and files opened and saved.

pub(in crate::ui) mod app;
pub(in crate::ui) mod file_questions;
pub(in crate::ui) mod files;
pub(in crate::ui) mod menus;
pub(in crate::ui) mod recent;
pub(in crate::ui) mod run;
pub(in crate::ui) mod templates;
