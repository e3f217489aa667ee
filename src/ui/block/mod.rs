//! Blocks of cells: copied, pasted, filled. `text` and `html` are the two forms in which spreadsheets
//! exchange them; `clipboard` is where they lie meanwhile.

mod clipboard;
mod copy;
mod fill;
mod html;
mod paste;
mod text;

pub use clipboard::{Clipboard, NativeClipboard, TextOnly};
pub use copy::Copied;

/// A cell as another program gives it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Given {
    /// As it is shown.
    pub text: String,
    /// The number behind it, unrounded, where the program tells.
    pub exact: Option<String>,
}

impl From<&str> for Given {
    fn from(text: &str) -> Self {
        Self { text: text.to_owned(), exact: None }
    }
}
