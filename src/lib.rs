//! `yusuan` (预算编辑器): the annual budget of a Chinese government department (部门预算) as fifteen
//! tables that must agree with each other to the 分.
//!
//! A file is read into the [`model`], which holds inputs only. [`schema`] describes the tables of a
//! format as data, [`calc`] derives every total, [`rules`] judge the whole and [`report`] writes down
//! what they found, [`rounding`] makes of it what is printed, [`sheet`] says where it stands, [`document`]
//! writes it as the published document; [`edit`] and [`session`] are the only way to
//! change it, and the window draws what a session says. Dependencies run downwards only; nothing below `ui` knows egui.

// What a room keeps to itself says so: `pub` is what others may use.
#![warn(unreachable_pub)]

pub mod blocks;
pub mod calc;
pub mod cli;
pub mod codes;
pub mod compare;
pub mod compared;
pub mod document;
pub mod edit;
mod encoding;
pub mod exchange;
pub mod file;
#[cfg(any(feature = "gui", feature = "pdf"))]
pub mod fonts;
pub mod formula;
pub mod lines;
pub mod model;
pub mod money;
pub mod narrative;
pub mod opening;
pub mod outline;
mod pattern;
pub mod propose;
pub mod report;
pub mod rounding;
pub mod rules;
pub mod schema;
pub mod session;
pub mod sheet;
pub mod standards;
pub mod submitted;
pub mod text;
#[cfg(feature = "gui")]
pub mod ui;
