//! Blocks of cells: copied, pasted, filled. `crate::blocks` reads and writes the forms in which spreadsheets
//! exchange them; `clipboard` is where they lie meanwhile. `place` says where a pasted block goes, `paste` puts it
//! there, and has it asked what to do where not all of it can be taken.

mod clipboard;
mod condition;
mod copy;
mod fill;
mod notes;
mod paste;
mod place;

pub use clipboard::{Clipboard, NativeClipboard, TextOnly};
pub(in crate::ui) use condition::Condition;
pub(crate) use copy::Copied;
pub(in crate::ui) use notes::replaced_in_words;
