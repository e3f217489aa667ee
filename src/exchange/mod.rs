//! Documents in: the text form of a published budget (Markdown or plain text, table rows parted by
//! tabs) into a [`Budget`] as submitted.
//!
//! ```text
//! source ─ lines ─ split ─► text ─────── narrative ─► sections ────────┐
//!                        └► tables ─ table ◄─ run, row ◄─ columns,     ├─ facts ─► budget + report
//!                                     │           align, codes, units  │
//!                                     └─ finish ─► rows, doubts ───────┘
//! ```
//!
//! `source` makes lines of any dialect; `columns` says by the header which column is which; `align` puts back
//! what lost its place; `doubts` are what a person should look at, and stay beside the budget.
//!
//! What tables, headings, units and facts there are comes from the [`Format`] alone: nothing in this
//! module knows a region, a table or a code. Nothing is lost: what finds no place is kept as unplaced
//! text, and every repair is reported with its line. No figure is judged or corrected; that a total is
//! wrong is for `rules` to find.

mod account;
mod align;
mod behind;
mod broken;
mod captions;
mod choose;
mod codes;
mod columns;
mod contents;
mod continued;
mod derive;
mod dialects;
mod doubts;
mod dress;
mod facts;
mod file;
mod file_kind;
mod finish;
mod general_unit;
mod headed;
mod header;
mod heads;
mod kind;
mod labels;
mod listed;
mod loose;
pub mod mapping;
mod marks;
mod narrative;
mod numbered;
pub mod origin;
mod pages;
mod parts;
mod past;
mod patterns;
mod proof;
mod report;
mod row;
mod run;
mod sets;
mod several;
mod sheets;
mod shift;
mod sideways;
pub mod source;
mod split;
mod table;
mod together;
mod unit_row;
mod unit_tables;
pub(crate) mod units;
mod words;

pub use choose::{
    Documents, Fit, Progress, import_files, import_files_with, import_files_with_any, import_with_any,
};
pub(crate) use derive::Known;
pub(crate) use file::RECOGNISED;
pub use file::{ImportError, import_file};
pub use file_kind::{FileKind, file_kind, is_document, misnamed};
pub use kind::{DocumentKind, Stage, Whose, unlike};
pub use parts::parts_together;
pub use report::{ImportNote, ImportReport, NoteKind, Outcome, SectionReport, TableReport};
pub use together::together;

use std::sync::Arc;

use self::origin::Origin;
use crate::model::Budget;
use crate::schema::Format;

/// A budget as a document gives it, and the account of how it was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Imported {
    /// The budget.
    pub budget: Budget,
    /// What was read, mended and left.
    pub report: ImportReport,
    /// Which lines of the text it came from.
    marks: marks::Marks,
    /// The formats that were tried, and how well each fits.
    pub fits: Vec<Fit>,
    /// The documents, and where in them each cell stands; `None` of a bare text.
    pub origin: Option<Arc<Origin>>,
    /// The units whose sets of tables the document has, where it has several; this is the budget of one of them.
    pub sets: Vec<String>,
}

/// Reads a document's text. `source` is its name, for people.
pub fn import_text(text: &str, source: &str, format: &Format) -> Imported {
    pages::Import::new(format, source).read(text)
}
