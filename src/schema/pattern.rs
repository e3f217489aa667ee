//! The regular expressions of formats, each compiled once: the same headings and titles are looked for in every
//! document, and compiling them takes longer than reading a document of forty pages with them.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use regex::{Regex, RegexBuilder};

/// The most that are kept. Formats have some hundreds; files that bring formats of their own bring no end of them.
const KEPT: usize = 2_000;

static COMPILED: Mutex<Option<HashMap<String, Regex>>> = Mutex::new(None);

/// An expression of a format, `^` and `$` standing for the ends of a line.
///
/// # Errors
/// When it is none.
pub(crate) fn pattern(text: &str) -> Result<Regex, regex::Error> {
    let compiled = || COMPILED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = compiled().as_ref().and_then(|known| known.get(text)) {
        return Ok(known.clone());
    }
    // Not under the lock: others need not wait for it.
    let new = RegexBuilder::new(text).multi_line(true).build()?;
    let mut known = compiled();
    let known = known.get_or_insert_default();
    if known.len() >= KEPT {
        known.clear();
    }
    known.insert(text.to_owned(), new.clone());
    Ok(new)
}
