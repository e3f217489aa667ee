//! Years that a header's rows part from their words: `2026` above `年预算数`, in whatever way the table was written. They are
//! put where they belong, so that nobody reads them as amounts. Knows no words but the one for a year.

use super::Line;
use crate::text::{is_year, squeezed};

/// Joins the years of a row with the words below them that they begin.
pub(super) fn join(lines: &mut [Line]) {
    for at in 1..lines.len() {
        if let Some([above, below]) = lines.get_mut(at - 1..=at)
            && let Some((rest, whole)) = joined(&above.text, &below.text)
        {
            (above.text, below.text) = (rest, whole);
        }
    }
}

/// The two rows with the years of the first in the second, if all its figures are years and words go on with each of them.
fn joined(above: &str, below: &str) -> Option<(String, String)> {
    let is_figure =
        |cell: &str| cell.chars().any(|c| c.is_numeric()) && !cell.chars().any(char::is_alphabetic);
    let mut rest: Vec<&str> = above.split('\t').collect();
    let mut whole: Vec<String> = below.split('\t').map(str::to_owned).collect();
    let figures: Vec<usize> =
        (0..rest.len()).filter(|at| rest.get(*at).is_some_and(|cell| is_figure(cell))).collect();
    for at in &figures {
        let (year, word) = (rest.get_mut(*at)?, whole.get_mut(*at)?);
        if !is_year(&squeezed(year)) || !squeezed(word).starts_with('年') {
            return None;
        }
        *word = format!("{}{}", year.trim(), word.trim());
        *year = "";
    }
    (!figures.is_empty() && !whole.iter().any(|cell| is_figure(cell)))
        .then(|| (rest.join("\t"), whole.join("\t")))
}
