//! The one test binary: the library and the window as a whole, through public doors. Documents and
//! formats they read are in `tests/data`; published documents are read from `../shared/documents` and
//! skipped where that folder is absent.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod accuracy;
mod amounts;
mod codes;
mod compare;
mod corpus;
mod document;
mod fences;
mod hostile;
mod import;
mod limits;
mod lines;
#[cfg(feature = "gui")]
mod lost;
mod mutations;
mod narrative;
mod pack;
#[cfg(feature = "gui")]
mod paste;
mod pdf;
mod pdf_reader;
mod prepared;
mod printed;
mod publish;
mod reckon;
mod report;
mod sample;
mod saving;
mod support;
mod trust;
#[cfg(feature = "gui")]
mod window;
#[cfg(feature = "gui")]
mod window_access;
#[cfg(feature = "gui")]
mod window_cursor;
#[cfg(feature = "gui")]
mod window_export;
#[cfg(feature = "gui")]
mod window_find;
#[cfg(feature = "gui")]
mod window_hand;
#[cfg(feature = "gui")]
mod window_ime;
#[cfg(feature = "gui")]
mod window_lists;
#[cfg(feature = "gui")]
mod window_menus;
#[cfg(feature = "gui")]
mod window_mouse;
#[cfg(feature = "gui")]
mod window_print;
#[cfg(feature = "gui")]
mod window_questions;
#[cfg(feature = "gui")]
mod window_room;
#[cfg(feature = "gui")]
mod window_view;
mod words;
mod wrong_figures;
