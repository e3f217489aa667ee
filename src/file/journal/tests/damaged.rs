//! A damaged journal costs what is damaged and nothing else: every other step is done again where it fits, what cannot
//! be read is counted, and the original is kept.

use std::fs;
use std::path::Path;

use proptest::prelude::*;

use super::{Desk, extras, first_cells, type_at};
use crate::edit::{Batch, Edit, Logged, delete_rows, new_row};
use crate::file::journal::disk::Line;
use crate::file::journal::{Looked, Recovery, lines, look_for, look_for_unsaved, places};
use crate::file::stamp::{FNV, fnv};
use crate::file::{from_text, load};
use crate::model::{Budget, Layer, RowKey, RowView, TableKey, ValueView};
use crate::schema::Formats;
use crate::session::Session;

/// Changes one bit in the middle of a line of a file.
fn flip(path: &Path, line: usize) {
    let mut bytes = fs::read(path).unwrap();
    let ends: Vec<usize> =
        bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at).collect();
    let begin = if line == 0 { 0 } else { ends[line - 1] + 1 };
    let middle = (begin + ends[line]) / 2;
    bytes[middle] ^= 1;
    fs::write(path, bytes).unwrap();
}

/// Does again what was found, as the window does.
fn restore(found: &Recovery, session: &mut Session) -> Vec<String> {
    session.replay(found.done()).unwrap();
    session.replay_fitting(found.later().iter().map(|step| |budget: &Budget| step.fit(budget)))
}

fn look(desk: &Desk) -> (Session, Looked) {
    desk.let_go();
    let loaded = load(&desk.path, &Formats::embedded()).unwrap();
    let looked = look_for(&desk.path, &loaded.stamp, Some(&desk.data));
    (Session::new(loaded.budget, loaded.format), looked)
}

/// Six cells typed into, one after the other.
fn six() -> Desk {
    let mut desk = Desk::new();
    let cells = first_cells(&desk.session, 6);
    for (number, cell) in cells.iter().enumerate() {
        type_at(&mut desk, cell, &format!("{}", number + 1));
    }
    desk
}

#[test]
fn a_bit_in_the_head_costs_nothing() {
    let desk = six();
    let place = desk.journal.place().unwrap().to_owned();
    let whole = fs::read(&place).unwrap();
    for (lines, exact) in [(vec![0], true), (vec![1], true), (vec![0, 1], false)] {
        fs::write(&place, &whole).unwrap();
        for line in lines {
            flip(&place, line);
        }
        let (mut session, looked) = look(&desk);
        assert!(looked.notices.is_empty(), "{:?}", looked.notices);
        let found = &looked.found[0];
        assert_eq!(found.steps().len(), 6);
        assert!(!found.is_whole() && found.damage().head, "so that the journal is kept");
        assert_eq!(found.title().contains("2023"), exact);
        assert!(found.fits(session.budget(), &extras()));
        assert_eq!(restore(found, &mut session), Vec::<String>::new());
        assert_eq!(session.budget(), desk.session.budget());
    }
    assert!(place.is_file() && places::base_of(&place).is_file(), "nothing is removed");
}

#[test]
fn a_bit_in_a_line_costs_that_line() {
    let desk = six();
    let cells = first_cells(&desk.session, 6);
    let place = desk.journal.place().unwrap().to_owned();
    let whole = fs::read(&place).unwrap();
    for lost in 0..6 {
        fs::write(&place, &whole).unwrap();
        flip(&place, 2 + lost);
        let (mut session, looked) = look(&desk);
        let found = &looked.found[0];
        assert_eq!((found.steps().len(), found.damage().lines), (5, 1), "line {lost}");
        assert!(found.damage().words().unwrap().contains("1 行读不出来"));
        let before = session.budget().clone();
        assert_eq!(restore(found, &mut session), Vec::<String>::new());
        for (at, cell) in cells.iter().enumerate() {
            let of = if at == lost { &before } else { desk.session.budget() };
            let value = |budget: &Budget| budget.value(Layer::Input, cell).map(ValueView::to_value);
            assert_eq!(value(session.budget()), value(of), "line {lost}, cell {at}");
        }
    }
}

#[test]
fn typing_over_one_cell_again_and_again_ends_in_what_was_typed_last() {
    let mut desk = Desk::new();
    let cell = first_cells(&desk.session, 1).remove(0);
    for text in ["1", "2", "3", "4", "5", "6"] {
        type_at(&mut desk, &cell, text);
    }
    flip(desk.journal.place().unwrap(), 4);
    let (mut session, looked) = look(&desk);
    let found = &looked.found[0];
    let surprised = found.later()[0].surprised(session.budget());
    assert_eq!(restore(found, &mut session), Vec::<String>::new());
    assert_eq!(session.budget(), desk.session.budget());
    assert_eq!(surprised, [cell], "the user is told of it");
    // Each step can be taken back.
    let mut undone = 0;
    while session.undo().unwrap().is_some() {
        undone += 1;
    }
    assert_eq!(undone, 5);
    assert_eq!(session.budget(), &load(&desk.path, &Formats::embedded()).unwrap().budget);
}

#[test]
fn what_rests_on_rows_that_are_not_known_is_not_done_and_said() {
    let mut desk = Desk::new();
    let format = desk.session.format().clone();
    let schema = format.tables.iter().find(|table| {
        table.sections.iter().any(|section| !section.free.is_empty())
            && desk.session.budget().table(&table.key).is_some()
    });
    let schema = schema.unwrap();
    let kind = schema.sections.iter().flat_map(|section| &section.free).next().unwrap().kind.clone();
    let add = |desk: &mut Desk| {
        let table = desk.session.budget().table(&schema.key).unwrap();
        let (step, key) = new_row(schema, table, None, &kind).unwrap();
        desk.session.apply(step).unwrap();
        desk.record();
        key
    };
    add(&mut desk);
    let second = add(&mut desk);
    let delete = |desk: &mut Desk, key: &RowKey| {
        let table = desk.session.budget().table(&schema.key).unwrap();
        let at = table.position(key).unwrap();
        let step = delete_rows(schema, table, &[at]).unwrap();
        desk.session.apply(step).unwrap();
        desk.record();
    };
    delete(&mut desk, &second);
    let cell = first_cells(&desk.session, 1).remove(0);
    type_at(&mut desk, &cell, "77");
    // The first row put in is lost: the second goes where it went, the deletion finds its row or none.
    flip(desk.journal.place().unwrap(), 2);
    let (mut session, looked) = look(&desk);
    let rows_before = session.budget().table(&schema.key).unwrap().rows().len();
    let refused = restore(&looked.found[0], &mut session);
    assert_eq!(session.budget().value(Layer::Input, &cell), desk.session.budget().value(Layer::Input, &cell));
    let rows = session.budget().table(&schema.key).unwrap().rows().len();
    assert!(rows >= rows_before, "no row goes but one that the steps put in");
    for reason in &refused {
        assert!(reason.contains("说不准") || reason.contains("不在"), "{reason}");
    }
    let fixed = |budget: &Budget, key: &TableKey| {
        budget
            .table(key)
            .unwrap()
            .rows()
            .iter()
            .filter(|row| *row.kind() != kind)
            .map(RowView::to_row)
            .collect::<Vec<_>>()
    };
    let opened = load(&desk.path, &Formats::embedded()).unwrap().budget;
    assert_eq!(fixed(session.budget(), &schema.key), fixed(&opened, &schema.key));
}

#[test]
fn a_row_that_has_become_another_takes_no_amount() {
    let mut desk = Desk::new();
    let format = desk.session.format().clone();
    let cell = first_cells(&desk.session, 1).remove(0);
    type_at(&mut desk, &cell, "1");
    // The table is put anew, with another text beside the cell; this step is lost.
    let mut table = desk.session.budget().table(&cell.table).unwrap().clone();
    let schema = format.table(&cell.table).unwrap();
    let text =
        schema.sections[0].columns.iter().find(|column| column.key != cell.column).unwrap().key.clone();
    let at = table.position(&cell.row).unwrap();
    table.set(at, Layer::Input, &text, Some("另一个项目".into()));
    let step = Batch::one("换表", Edit::SetTable { table: cell.table.clone(), content: Some(table) });
    desk.session.apply(step).unwrap();
    desk.record();
    type_at(&mut desk, &cell, "2");
    flip(desk.journal.place().unwrap(), 3);
    let (mut session, looked) = look(&desk);
    let refused = restore(&looked.found[0], &mut session);
    assert!(refused[0].contains("另一行"), "{refused:?}");
    assert_eq!(session.budget().value(Layer::Input, &cell).unwrap().amount(), Some(1.into()));
}

#[test]
fn a_damaged_base_is_kept_and_read_as_far_as_it_can_be() {
    let mut desk = Desk::new();
    let cell = first_cells(&desk.session, 1).remove(0);
    type_at(&mut desk, &cell, "5");
    desk.journal.detach(desk.session.budget(), &extras()).unwrap();
    type_at(&mut desk, &cell, "6");
    let place = desk.journal.place().unwrap().to_owned();
    let base = places::base_of(&place);
    let text = fs::read_to_string(&base).unwrap();
    drop(std::mem::replace(&mut desk.journal, Desk::new().journal));
    for damaged in [text.replacen("\"5\"", "\"7\"", 1), text.replacen("format", "fXrmat", 0) + "\u{0}"] {
        fs::write(&base, damaged).unwrap();
        let looked = look_for_unsaved(&desk.data);
        assert!(looked.notices.is_empty(), "{:?}", looked.notices);
        let found = &looked.found[0];
        assert!(found.damage().base && !found.is_whole());
        assert!(found.damage().words().unwrap().contains("逐项核对"));
        if let Ok(loaded) = from_text(&found.base().unwrap(), &Formats::embedded()) {
            let mut session = Session::unsaved(loaded.budget, loaded.format);
            assert_eq!(restore(found, &mut session), Vec::<String>::new());
            assert_eq!(session.budget().value(Layer::Input, &cell).unwrap().amount(), Some(6.into()));
        }
    }
    assert!(place.is_file() && base.is_file());
}

/// A journal as version 1 of its layout has it.
fn first_version(journal: &[u8]) -> Vec<u8> {
    let read = lines::read(journal);
    let mut header = read.header.unwrap().0;
    header.journal = 1;
    let mut check = FNV;
    let lines = std::iter::once(Line::Header(header)).chain(read.lines.into_iter().map(|sound| sound.line));
    lines
        .flat_map(|line| {
            // What version 1 lacks is left out, as it is where it is not known.
            let json = serde_json::to_value(&line).unwrap();
            let json = without(json, &["was", "below", "keys", "follows"]).to_string();
            check = fnv(check, json.as_bytes());
            format!("{check:016x} {json}\n").into_bytes()
        })
        .collect()
}

fn without(value: serde_json::Value, keys: &[&str]) -> serde_json::Value {
    use serde_json::Value;
    match value {
        Value::Object(map) => Value::Object(
            map.into_iter()
                .filter(|(key, _)| !keys.contains(&key.as_str()))
                .map(|(key, value)| (key, without(value, keys)))
                .collect(),
        ),
        Value::Array(values) => Value::Array(values.into_iter().map(|value| without(value, keys)).collect()),
        other => other,
    }
}

#[test]
fn journals_of_version_1_are_read_and_damaged_ones_likewise() {
    let desk = six();
    let place = desk.journal.place().unwrap().to_owned();
    let old = first_version(&fs::read(&place).unwrap());
    fs::write(&place, &old).unwrap();
    let (mut session, looked) = look(&desk);
    assert!(looked.found[0].is_whole());
    assert_eq!(restore(&looked.found[0], &mut session), Vec::<String>::new());
    assert_eq!(session.budget(), desk.session.budget());
    for line in 0..7 {
        fs::write(&place, &old).unwrap();
        flip(&place, line);
        let (mut session, looked) = look(&desk);
        let found = &looked.found[0];
        let steps = if line == 0 { 6 } else { 5 };
        assert_eq!(found.steps().len(), steps, "line {line}: {:?}", found.damage());
        assert!(!found.is_whole());
        assert_eq!(restore(found, &mut session), Vec::<String>::new());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(24) })]

    /// Whatever single bit is another, in the journal of either version: at most one step is lost.
    #[test]
    fn one_bit_costs_one_line_at_most(bit in any::<prop::sample::Index>(), old: bool) {
        let desk = six();
        let place = desk.journal.place().unwrap().to_owned();
        let mut bytes = fs::read(&place).unwrap();
        if old {
            bytes = first_version(&bytes);
        }
        let bit = bit.index(bytes.len() * 8);
        bytes[bit / 8] ^= 1 << (bit % 8);
        fs::write(&place, &bytes).unwrap();
        let (mut session, looked) = look(&desk);
        // The check of one line of version 1 is what the next one is told by.
        let least = if old { 4 } else { 5 };
        prop_assert!(looked.found[0].steps().len() >= least, "{:?}", looked.found[0].damage());
        // A line end that is another costs nothing: what it joins can be told apart.
        prop_assert!(!looked.found[0].is_whole() || looked.found[0].steps().len() == 6);
        prop_assert_eq!(restore(&looked.found[0], &mut session), Vec::<String>::new());
    }

    /// Several lines gone, at any places: those that are left are all there, and those that are not are counted.
    #[test]
    fn what_is_missing_is_counted(gone in prop::collection::btree_set(0_usize..5, 0..4)) {
        let desk = six();
        let place = desk.journal.place().unwrap().to_owned();
        let text = fs::read_to_string(&place).unwrap();
        let left: String = text
            .split_inclusive('\n')
            .enumerate()
            .filter(|(at, _)| at.checked_sub(2).is_none_or(|step| !gone.contains(&step)))
            .map(|(_, line)| line)
            .collect();
        fs::write(&place, left).unwrap();
        let (_, looked) = look(&desk);
        let found = &looked.found[0];
        prop_assert_eq!((found.steps().len(), found.damage().lines), (6 - gone.len(), gone.len()));
    }
}

/// What was done says what it found, so that it can be told where it fits.
#[test]
fn each_step_is_logged_with_what_it_found() {
    let mut desk = Desk::new();
    let cell = first_cells(&desk.session, 1).remove(0);
    desk.session.enter(&cell, "8").unwrap();
    let log: Vec<Logged> = desk.session.take_log();
    assert_eq!(log[0].found.len(), log[0].batch.edits.len());
}
