//! The table in the middle: the grid, what is typed into it and what is copied and pasted, its rows and views.

pub(in crate::ui) mod block;
pub(in crate::ui) mod entry;
pub(in crate::ui) mod entry_bar;
pub(in crate::ui) mod grid;
pub(in crate::ui) mod grouping;
pub(in crate::ui) mod local;
pub(in crate::ui) mod rows;
pub(in crate::ui) mod turns;
pub(in crate::ui) mod typing;
pub(in crate::ui) mod undo;
pub(in crate::ui) mod view;
