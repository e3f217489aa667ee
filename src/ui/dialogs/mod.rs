//! Questions that stand over the window, one after the other: to choose a file, a code, a place, a reason. What is
//! chosen is done by who asked; a dialog does not know.

pub(in crate::ui) mod binding;
pub(in crate::ui) mod desktop;
pub(in crate::ui) mod entry_list;
pub(in crate::ui) mod exporting;
pub(in crate::ui) mod filtering;
pub(in crate::ui) mod format_choice;
pub(in crate::ui) mod goto;
pub(in crate::ui) mod handing_in;
pub(in crate::ui) mod help;
pub(in crate::ui) mod line_unit;
pub(in crate::ui) mod mapping;
pub(in crate::ui) mod merge_units;
pub(in crate::ui) mod new_budget;
pub(in crate::ui) mod palette;
pub(in crate::ui) mod partly_read;
pub(in crate::ui) mod paths;
pub(in crate::ui) mod preview;
pub(in crate::ui) mod printer;
pub(in crate::ui) mod quoting;
pub(in crate::ui) mod search_list;
pub(in crate::ui) mod sounds;
pub(in crate::ui) mod system;
pub(in crate::ui) mod together;
pub(in crate::ui) mod waiving;
