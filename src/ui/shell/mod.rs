//! The window as a whole: its frame, menus and commands, and files opened and saved.

pub(in crate::ui) mod answers;
pub(in crate::ui) mod app;
pub(in crate::ui) mod arrange;
mod beside;
pub(in crate::ui) mod dialog;
pub(in crate::ui) mod exports;
pub(in crate::ui) mod file_purpose;
pub(in crate::ui) mod file_questions;
pub(in crate::ui) mod files;
pub(in crate::ui) mod handing_in;
pub(in crate::ui) mod importing;
pub(in crate::ui) mod imports;
pub(in crate::ui) mod keyboard;
pub(in crate::ui) mod leave;
pub(in crate::ui) mod lines;
mod menu_keys;
pub(in crate::ui) mod menus;
pub(in crate::ui) mod middle;
pub(in crate::ui) mod panels;
pub(in crate::ui) mod printing;
pub(in crate::ui) mod protection;
pub(in crate::ui) mod recent;
pub(in crate::ui) mod restore;
pub(in crate::ui) mod run;
pub(in crate::ui) mod templates;
pub(in crate::ui) mod units;
mod welcome;
