//! How the window looks, whatever it shows: sizes and colours, fonts, column widths, the unit of amounts.

pub(in crate::ui) mod adding;
pub(in crate::ui) mod amounts;
pub(in crate::ui) mod focus;
pub(in crate::ui) mod fonts;
pub(in crate::ui) mod heads;
pub(in crate::ui) mod held_up;
pub(in crate::ui) mod lines;
pub(in crate::ui) mod list;
pub(in crate::ui) mod named;
pub(in crate::ui) mod panes;
pub(in crate::ui) mod paper;
pub(in crate::ui) mod primary;
pub(in crate::ui) mod rendering;
pub(in crate::ui) mod room;
pub(in crate::ui) mod settings;
pub(in crate::ui) mod sizes;
pub(in crate::ui) mod style;
pub(in crate::ui) mod widths;
