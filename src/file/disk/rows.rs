//! Large files, read on all cores. The RON parser takes a text character by character, which is most of what
//! opening a budget of many lines costs; nearly all of such a file is rows, each on a line of its own, as this
//! program writes them. Rows are read in parts, and what is around them as a small file with a mark in their place.
//!
//! A text that is laid out in any other way, or that cannot be read, is left to be read as a whole: this only ever
//! gives what that would give. Two things see to it. The mark is new for every reading, so that no text can hold
//! it: where it is found as the key of a table's only row, the list that it stands for began there and nowhere
//! else, not in a text or a comment. And from there on every line is one whole row with its comma, so that the next
//! one can only be a row again.

use std::collections::BTreeMap;
use std::hash::{BuildHasher, RandomState};

use rayon::prelude::*;

use smol_str::SmolStr;

use super::plain::PlainRows;
use super::v1::File;
use crate::model::Row;

/// A file whose rows were read apart from it, by the key of their table.
pub(in crate::file) type RowsApart = BTreeMap<SmolStr, Vec<Row>>;

/// Shorter texts are read as a whole in no time.
const SHORTEST: usize = 1 << 20;

/// How long the parts are at least: each keeps the texts that are found in it once.
const PART: usize = 1 << 20;

/// How rows begin and end, and the list of them, as they are written.
const OPENED: &str = "            rows: [";
const ROW: (&str, &str) = ("                (", "),");
const CLOSED: &str = "            ],";

/// Reads a text that is long enough to be worth it; `None` where it has to be read as a whole.
pub(super) fn read_in_parts(text: &str) -> Option<(File, RowsApart)> {
    let part = PART.max(text.len() / (4 * rayon::current_num_threads()));
    if text.len() < SHORTEST { None } else { in_parts(text, part) }
}

fn in_parts(text: &str, part: usize) -> Option<(File, RowsApart)> {
    let mark = new_mark();
    let (rest, lists) = apart(text, &mark)?;
    let mut file: File = super::read(&rest).ok().filter(is_known)?;
    let parts: Vec<(usize, &str)> =
        lists.iter().enumerate().flat_map(|(at, list)| cut(list, part).map(move |part| (at, part))).collect();
    let read: Option<Vec<(usize, Vec<Row>)>> = parts
        .into_par_iter()
        .map(|(at, part)| {
            let mut plain = PlainRows::default();
            let rows: Option<Vec<Row>> = part.split_inclusive('\n').map(|line| plain.read(line)).collect();
            Some((at, rows?))
        })
        .collect();
    let mut rows: Vec<Vec<Row>> = lists.iter().map(|_| Vec::new()).collect();
    for (at, mut part) in read? {
        let rows = rows.get_mut(at)?;
        if rows.is_empty() {
            *rows = part;
        } else {
            rows.append(&mut part);
        }
    }
    let mut of_tables = RowsApart::new();
    for (key, table) in &mut file.tables.0 {
        let [row] = table.rows.as_slice() else {
            continue;
        };
        if let Some(at) = row.key.strip_prefix(&mark) {
            of_tables.insert(key.clone(), std::mem::take(rows.get_mut(at.parse::<usize>().ok()?)?));
            table.rows.clear();
        }
    }
    (of_tables.len() == lists.len()).then_some((file, of_tables))
}

/// What the keys of marked rows begin with. Nobody who writes a file can know what it will be.
fn new_mark() -> String {
    format!("{:016x}{:016x}-", RandomState::new().hash_one(0), RandomState::new().hash_one(1))
}

/// Whether all fields are known, but for those of rows, of which there are none unknown. Where one stands is told from the text as a whole.
fn is_known(file: &File) -> bool {
    let File { department, tables, narrative, notes, unplaced, unknown, .. } = file;
    unknown.is_empty()
        && department.unknown.is_empty()
        && tables.0.values().all(|table| table.unknown.is_empty())
        && narrative.iter().all(|section| section.unknown.is_empty())
        && notes.iter().all(|note| note.unknown.is_empty())
        && unplaced.iter().all(|line| line.unknown.is_empty())
}

/// The text with one marked row in place of each list of rows, and these lists.
fn apart<'t>(text: &'t str, mark: &str) -> Option<(String, Vec<&'t str>)> {
    let mut rest = String::new();
    let mut lists = Vec::new();
    let (mut at, mut begun) = (0, None);
    for line in text.split_inclusive('\n') {
        let content = line.trim_end();
        match begun {
            None => {
                rest.push_str(line);
                if content == OPENED {
                    begun = Some(at + line.len());
                }
            }
            Some(_) if content.starts_with(ROW.0) && content.ends_with(ROW.1) => {}
            Some(from) if content == CLOSED => {
                rest.push_str(&format!("(key: \"{mark}{}\"),\n{line}", lists.len()));
                lists.push(text.get(from..at)?);
                begun = None;
            }
            Some(_) => return None,
        }
        at += line.len();
    }
    begun.is_none().then_some((rest, lists))
}

/// A list of rows in parts of about that length, each of whole lines.
fn cut(list: &str, part: usize) -> impl Iterator<Item = &str> {
    let mut left = list;
    std::iter::from_fn(move || {
        let near =
            (part.min(left.len())..left.len()).find(|at| left.is_char_boundary(*at)).unwrap_or(left.len());
        let end = left.get(near..)?.find('\n').map_or(left.len(), |more| near + more + 1);
        let (first, rest) = left.split_at_checked(end)?;
        left = rest;
        (!first.is_empty()).then_some(first)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::file::disk::CURRENT;
    use crate::file::testing::arbitrary_budget;
    use crate::file::{Extras, Notice, Stamp, read, to_text};
    use crate::model::Budget;
    use crate::schema::Formats;

    /// What is read in parts, if it is, is what is read as a whole.
    fn agrees(text: &str) -> bool {
        let Some((file, rows)) = in_parts(text, 100) else {
            return false;
        };
        let whole: File = super::super::read(text).unwrap_or_else(|error| panic!("{error}: {text}"));
        assert_eq!(budget(file, rows), budget(whole, RowsApart::new()), "{text}");
        true
    }

    /// All that a file says, with what is noted of it.
    fn budget(file: File, rows: RowsApart) -> Option<(Budget, Vec<Notice>)> {
        let stamp = Stamp::of(&[], None);
        let loaded = read::assemble(file, rows, CURRENT, None, stamp, &Formats::embedded()).ok()?;
        Some((loaded.budget, loaded.notices))
    }

    /// Whether the rows around which nothing is written otherwise are read apart.
    #[test]
    fn what_this_program_writes_is_read_in_parts() {
        let budget =
            crate::file::load("assets/samples/示例区档案局-2023（示例）.ron".as_ref(), &Formats::embedded());
        assert!(agrees(&to_text(&budget.unwrap().budget, &Extras::default())));
    }

    /// Texts that pretend to be rows, marks and ends of lists.
    #[test]
    fn nothing_in_a_text_passes_for_a_list() {
        for name in ["parts_small.ron", "parts_comment.ron", "parts_comma.ron", "parts_key.ron"] {
            let path = format!("{}/tests/data/files/{name}", env!("CARGO_MANIFEST_DIR"));
            let text = std::fs::read_to_string(path).unwrap();
            let whole = super::super::read::<File>(&text).ok();
            assert!(in_parts(&text, 100).is_none() || whole.is_some() && agrees(&text), "{name}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

        #[test]
        fn what_is_written_is_read_in_parts_as_in_one(budget in arbitrary_budget()) {
            agrees(&to_text(&budget, &Extras::default()));
        }

        #[test]
        fn a_changed_text_is_read_as_in_one_or_not_in_parts(
            budget in arbitrary_budget(),
            line in any::<prop::sample::Index>(),
            with in prop::sample::select(vec![
                "", "            rows: [", "            ],", "                (key: \"x\"),", "/*", "*/", "\"", "// )",
                "                (key: \"x\", nobody_knows: 1),", "                (key: \"\\u{1}0\"),", "r#\"", "\"#,",
                "                (key: \"\\x010\"),", "                (key: \"x\") // ),", "                (key: \"x\") /* ),",
                "            rows: [],", "    source: r#\"", "                (key: \"x\"), ), (),", "                (key: \"x\")],[),",
            ]),
            instead: bool,
        ) {
            let text = to_text(&budget, &Extras::default());
            let mut lines: Vec<&str> = text.lines().collect();
            let at = line.index(lines.len());
            lines.splice(at..at + usize::from(instead), [with]);
            agrees(&lines.join("\n"));
        }
    }
}
