//! A table as people see it: header groups, spans, stacked sections, levels and folding, and which rows are seen in
//! which order. The window draws it and documents are written from it; neither is known here, nor is any figure
//! computed.

pub mod groups;
pub mod layout;
pub mod levels;
pub mod view;
pub mod wrap;

/// The size of the text for which columns are wide enough, in points.
pub const TEXT_SIZE: f32 = 13.5;
