//! A journal gives back what was done, to the last complete line, whatever became of its end.

use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use tempfile::TempDir;

use super::disk::{Change, Line};
use super::{Journal, Looked, lines, look_for, look_for_unsaved, places};
use crate::edit::tests::{Act, act, blank, step};
use crate::edit::{Batch, Edit, Logged};
use crate::file::testing::{arbitrary_budget, arbitrary_text, arbitrary_value};
use crate::file::{Extras, Loaded, Stamp, from_text, load, save, save_since, to_text};
use crate::model::{Budget, CellAddress, Layer, Note, NoteKey, NoteKind, Value};
use crate::schema::{Formats, default_format};
use crate::session::Session;

fn extras() -> Extras {
    Extras::default()
}

/// An open budget with its file and its journal, as the window has them.
struct Desk {
    _folder: TempDir,
    path: PathBuf,
    data: PathBuf,
    session: Session,
    stamp: Stamp,
    journal: Journal,
}

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("市委办 2023.ron");
        let data = folder.path().join("data");
        let format = default_format();
        save(&path, &blank(&format), &extras()).unwrap();
        let Loaded { budget, stamp, .. } = load(&path, &Formats::embedded()).unwrap();
        let session = Session::new(budget, format);
        let journal = Journal::of_file(&path, &stamp, session.budget(), &extras(), Some(&data));
        Self { _folder: folder, path, data, session, stamp, journal }
    }

    fn record(&mut self) {
        self.journal.record(&self.session.take_log()).unwrap();
    }

    fn save(&mut self) {
        self.journal.saving(self.session.budget(), &extras()).unwrap();
        self.write();
        self.journal.saved(&self.path, &self.stamp, self.session.budget(), &extras());
    }

    fn write(&mut self) {
        let saved = save_since(&self.path, self.session.budget(), &extras(), &self.stamp).unwrap();
        self.stamp = saved.stamp;
        self.session.mark_saved();
    }

    /// What the next start finds, and the session that comes of it.
    fn crash_and_look(&self) -> (Session, Looked) {
        let loaded = load(&self.path, &Formats::embedded()).unwrap();
        let looked = look_for(&self.path, &loaded.stamp, Some(&self.data));
        let mut session = Session::new(loaded.budget, loaded.format);
        if let Some(found) = &looked.pending {
            assert!(found.fits(session.budget(), &extras()));
            session.replay(found.done()).unwrap();
        }
        (session, looked)
    }

    fn journals(&self) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(self.path.parent().unwrap())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| name.contains(".journal") && !name.ends_with(".base"))
            .collect();
        names.sort();
        names
    }
}

/// A cell that can be typed into.
fn first_cell(session: &Session) -> CellAddress {
    let book = session.book();
    book.format
        .tables
        .iter()
        .filter_map(|table| book.sheet(&table.key))
        .flat_map(|sheet| {
            sheet
                .rows()
                .flat_map(|row| row.cells().map(|cell| (cell.address(), cell.role)).collect::<Vec<_>>())
                .collect::<Vec<_>>()
        })
        .find(|(address, role)| {
            *role == crate::schema::Role::Input && book.cell(address).unwrap().column.kind.is_number()
        })
        .unwrap()
        .0
}

fn type_into(desk: &mut Desk, text: &str) {
    let cell = first_cell(&desk.session);
    desk.session.enter(&cell, text).unwrap();
    desk.record();
}

#[test]
fn what_was_done_comes_back_with_its_history() {
    let mut desk = Desk::new();
    assert!(desk.journals().is_empty(), "nothing is written before the first step");
    for text in ["1", "2", "3"] {
        type_into(&mut desk, text);
    }
    desk.session.undo().unwrap();
    desk.record();
    assert_eq!(desk.journals(), [".市委办 2023.ron.journal"]);
    let (mut session, looked) = desk.crash_and_look();
    let found = looked.pending.unwrap();
    assert_eq!(found.steps().len(), 2);
    assert_eq!(session.budget(), desk.session.budget());
    assert!(!session.is_saved());
    assert_eq!(session.history().redo_label(), desk.session.history().redo_label());
    while session.undo().unwrap().is_some() {}
    assert!(session.is_saved());
    assert_eq!(session.budget(), &load(&desk.path, &Formats::embedded()).unwrap().budget);
}

#[test]
fn saving_removes_the_journal_and_undo_goes_back_past_it() {
    let mut desk = Desk::new();
    type_into(&mut desk, "1");
    type_into(&mut desk, "2");
    desk.save();
    assert!(desk.journals().is_empty());
    // Undo of steps that are in the file, and of one that is not; then again, and something else.
    for _ in 0..2 {
        desk.session.undo().unwrap();
        desk.record();
    }
    desk.session.redo().unwrap();
    desk.record();
    let (session, looked) = desk.crash_and_look();
    assert_eq!(session.budget(), desk.session.budget());
    assert_eq!(looked.pending.unwrap().steps().len(), 3, "two steps were taken back, one again");
    desk.session.redo().unwrap();
    desk.record();
    let (session, _) = desk.crash_and_look();
    assert_eq!(session.budget(), desk.session.budget());
}

#[test]
fn a_crash_while_saving_leaves_what_is_in_the_file_and_what_is_not() {
    let mut desk = Desk::new();
    type_into(&mut desk, "1");
    desk.journal.saving(desk.session.budget(), &extras()).unwrap();
    // Before the file is replaced: all is pending.
    let (session, looked) = desk.crash_and_look();
    assert_eq!(looked.pending.unwrap().steps().len(), 1);
    assert_eq!(session.budget(), desk.session.budget());
    desk.write();
    let journal = fs::read(desk.journal.place().unwrap()).unwrap();
    // After it: nothing is, and the journal is removed.
    let (session, looked) = desk.crash_and_look();
    assert!(looked.pending.is_none());
    assert!(looked.notices.is_empty());
    assert_eq!(session.budget(), desk.session.budget());
    assert!(desk.journals().is_empty());
    // Should the journal go on all the same, what follows the saving is pending.
    fs::write(desk.path.with_file_name(".市委办 2023.ron.journal"), journal).unwrap();
    type_into(&mut desk, "5");
    let (session, looked) = desk.crash_and_look();
    assert_eq!(session.budget(), desk.session.budget());
    assert_eq!(looked.pending.unwrap().steps().len(), 1);
}

#[test]
fn a_journal_of_another_content_is_kept_and_not_applied() {
    let mut desk = Desk::new();
    type_into(&mut desk, "1");
    let mut other = desk.session.budget().clone();
    other.year = 1999;
    save(&desk.path, &other, &extras()).unwrap();
    // It can be done again to what it began with, which is another budget then.
    let loaded = load(&desk.path, &Formats::embedded()).unwrap();
    let found = look_for(&desk.path, &loaded.stamp, Some(&desk.data)).pending.unwrap();
    assert!(found.is_apart() && !found.fits(&loaded.budget, &extras()));
    let base = from_text(&found.base().unwrap(), &Formats::embedded()).unwrap();
    let mut apart = Session::unsaved(base.budget, base.format);
    assert!(found.fits(apart.budget(), &extras()));
    apart.replay(found.done()).unwrap();
    assert_eq!(apart.budget(), desk.session.budget());
    assert!(super::look_for_gone(&desk.path, Some(&desk.data)).pending.unwrap().is_apart());
    // Without that, it cannot.
    fs::remove_file(places::base_of(desk.journal.place().unwrap())).unwrap();
    let (session, looked) = desk.crash_and_look();
    assert!(looked.pending.is_none());
    assert_eq!(session.budget().year, 1999);
    assert!(looked.notices[0].contains("没有套用"), "{:?}", looked.notices);
    assert!(desk.journals()[0].contains(".journal.orphan-"), "{:?}", desk.journals());
    // Rubbish and what a newer program wrote likewise.
    for content in ["x", "0000000000000000 {}\n"] {
        fs::write(desk.path.with_file_name(".市委办 2023.ron.journal"), content).unwrap();
        let (_, looked) = desk.crash_and_look();
        assert_eq!(looked.notices.len(), 1);
    }
    assert_eq!(desk.journals().len(), 3);
}

#[test]
fn a_budget_without_a_file_is_kept_with_its_journal() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("新");
    let format = default_format();
    let mut session = Session::unsaved(blank(&format), format);
    let mut journal = Journal::of_unsaved(session.budget(), &extras(), Some(&data));
    assert!(look_for_unsaved(&data).0.is_empty());
    let cell = first_cell(&session);
    session.enter(&cell, "7").unwrap();
    journal.record(&session.take_log()).unwrap();
    let (found, notices) = look_for_unsaved(&data);
    assert!(notices.is_empty());
    let loaded = from_text(&found[0].base().unwrap(), &Formats::embedded()).unwrap();
    let mut again = Session::unsaved(loaded.budget, loaded.format);
    assert!(found[0].fits(again.budget(), &extras()));
    again.replay(found[0].done()).unwrap();
    assert_eq!(again.budget(), session.budget());
    journal.discard();
    assert!(look_for_unsaved(&data).0.is_empty());
    assert_eq!(fs::read_dir(data.join("journals")).unwrap().count(), 0);
}

#[test]
fn a_journal_that_was_deleted_or_cut_is_written_again_whole() {
    let mut desk = Desk::new();
    type_into(&mut desk, "1");
    let place = desk.journal.place().unwrap().to_owned();
    fs::remove_file(&place).unwrap();
    type_into(&mut desk, "2");
    let (session, _) = desk.crash_and_look();
    assert_eq!(session.budget(), desk.session.budget());
    // Its folder is gone too: the user's data folder takes it.
    let gone = desk.path.parent().unwrap().join("fort");
    fs::create_dir(&gone).unwrap();
    let path = gone.join("预算.ron");
    let saved = save(&path, desk.session.budget(), &extras()).unwrap();
    let mut journal =
        Journal::of_file(&path, &saved.stamp, desk.session.budget(), &extras(), Some(&desk.data));
    let cell = first_cell(&desk.session);
    desk.session.enter(&cell, "3").unwrap();
    journal.record(&desk.session.take_log()).unwrap();
    assert_eq!(journal.place().unwrap().parent(), Some(gone.as_path()));
    fs::remove_dir_all(&gone).unwrap();
    desk.session.enter(&cell, "4").unwrap();
    journal.record(&desk.session.take_log()).unwrap();
    assert!(journal.place().unwrap().starts_with(&desk.data));
    // The file is gone for good: the whole budget is kept.
    journal.detach(desk.session.budget(), &extras()).unwrap();
    let (found, _) = look_for_unsaved(&desk.data);
    assert_eq!(found[0].base().unwrap(), to_text(desk.session.budget(), &extras()));
    assert_eq!(fs::read_dir(desk.data.join("journals")).unwrap().count(), 2, "journal and base, no more");
}

#[test]
fn where_no_place_takes_it_the_user_is_told_and_it_is_tried_again() {
    let mut desk = Desk::new();
    let path = desk.path.parent().unwrap().join("没有/预算.ron");
    let mut journal = Journal::of_file(&path, &desk.stamp, desk.session.budget(), &extras(), None);
    let cell = first_cell(&desk.session);
    desk.session.enter(&cell, "3").unwrap();
    let error = journal.record(&desk.session.take_log()).unwrap_err().to_string();
    assert!(error.contains("文件夹不存在") && error.contains("请尽快保存"), "{error}");
    assert!(journal.flush().is_err());
    fs::create_dir(path.parent().unwrap()).unwrap();
    journal.flush().unwrap();
    fs::copy(&desk.path, &path).unwrap();
    let looked = look_for(&path, &desk.stamp, None);
    assert_eq!(looked.pending.unwrap().done().len(), 1);
}

#[test]
fn a_strange_journal_in_the_place_is_set_aside() {
    let mut desk = Desk::new();
    let place = places::of_file(&desk.path, None).remove(0);
    fs::write(&place, "anything").unwrap();
    type_into(&mut desk, "1");
    assert_eq!(desk.journals().len(), 2);
    let (session, _) = desk.crash_and_look();
    assert_eq!(session.budget(), desk.session.budget());
}

/// What a user does, and what becomes of it on disk.
#[derive(Clone, Debug)]
enum Deed {
    Act(Act),
    Save,
    /// The file is written, and the program goes on without having begun the journal anew.
    HalfSave,
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![12 => act().prop_map(Deed::Act), 1 => Just(Deed::Save), 1 => Just(Deed::HalfSave)]
}

/// All edits there are, made of the parts of a random budget.
fn edits_of(budget: &Budget, text: &str, value: Option<Value>) -> Vec<Edit> {
    let mut edits = vec![
        Edit::SetNarrative(budget.narrative.clone()),
        Edit::SetUnplaced(budget.unplaced.clone()),
        Edit::SetHead {
            year: budget.year,
            department: budget.department.clone(),
            source: budget.source.clone(),
        },
    ];
    for (key, table) in &budget.tables {
        let table_key = key.clone();
        edits.push(Edit::SetTable { table: table_key.clone(), content: Some(table.clone()) });
        edits.push(Edit::SetTable { table: table_key.clone(), content: None });
        edits.push(Edit::InsertRows { table: table_key.clone(), at: 3, rows: table.rows.clone() });
        edits.push(Edit::RemoveRows { table: table_key.clone(), at: usize::MAX, count: 2 });
        edits.push(Edit::MoveRows { table: table_key.clone(), from: 0, count: 1, to: 9 });
        edits.push(Edit::SetTableNote { table: table_key.clone(), note: text.to_owned() });
        edits.push(Edit::SetRowRemark {
            table: table_key.clone(),
            row: text.into(),
            remark: text.to_owned(),
        });
        edits.push(Edit::SetCoverage {
            table: table_key.clone(),
            coverage: table.coverage,
            remark: table.remark.clone(),
        });
        for layer in [Layer::Input, Layer::Stated] {
            let address = CellAddress::new(&table_key, text, text);
            edits.push(Edit::SetCell { layer, address, value: value.clone() });
        }
    }
    let kinds = [
        NoteKind::Waiver,
        NoteKind::Comment,
        NoteKind::Reason,
        NoteKind::Binding,
        NoteKind::Match,
        NoteKind::Other("豁免".to_owned()),
        NoteKind::Other(text.to_owned()),
    ];
    for kind in kinds {
        let key = NoteKey { kind, place: text.to_owned(), of: text.to_owned() };
        let note = Note { text: text.to_owned(), settled: true, ..Note::default() };
        edits.push(Edit::SetNote { key: key.clone(), note: Some(note) });
        edits.push(Edit::SetNote { key, note: None });
    }
    for (key, note) in &budget.notes {
        edits.push(Edit::SetNote { key: key.clone(), note: Some(note.clone()) });
    }
    edits
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

    #[test]
    fn every_edit_reads_back_exactly(
        budget in arbitrary_budget(),
        text in arbitrary_text(),
        value in proptest::option::of(arbitrary_value()),
    ) {
        let edits = edits_of(&budget, &text, value);
        let logged = Logged::Undone(Batch { label: text, edits });
        let mut chain = lines::Chain::default();
        let bytes = chain.line(&Line::of(&logged, "2026".to_owned()));
        prop_assert_eq!(bytes.iter().filter(|byte| **byte == b'\n').count(), 1);
        let read = lines::read(&bytes);
        prop_assert_eq!(read.length, bytes.len());
        let Some(Line::Undo(step)) = read.lines.into_iter().next() else {
            return Err(TestCaseError::fail("not an undo"));
        };
        // Equal amounts may differ in scale; what is written does not.
        let again: Vec<Change> = logged.batch().edits.iter().map(Change::from).collect();
        prop_assert_eq!(serde_json::to_string(&again).unwrap(), serde_json::to_string(&step.edits).unwrap());
        prop_assert_eq!(Logged::Undone(step.batch().0), logged);
    }

    #[test]
    fn rubbish_is_no_journal_and_no_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(lines::read(&bytes).lines.is_empty());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(12) })]

    #[test]
    fn cut_anywhere_it_gives_the_state_after_the_last_complete_line(
        deeds in proptest::collection::vec(deed(), 1..24),
    ) {
        let mut desk = Desk::new();
        // The state after each line of the journal as it is now; the first is that of the file.
        let mut states = vec![desk.session.budget().clone()];
        let mut in_file = 0;
        for deed in &deeds {
            match deed {
                Deed::Act(Act::Undo) => drop(desk.session.undo().unwrap()),
                Deed::Act(Act::Redo) => drop(desk.session.redo().unwrap()),
                Deed::Act(act) => {
                    if let Some(step) = step(desk.session.format(), desk.session.budget(), act) {
                        desk.session.apply(step).unwrap();
                    }
                }
                Deed::Save => {
                    desk.save();
                    states = vec![desk.session.budget().clone()];
                    in_file = 0;
                    continue;
                }
                Deed::HalfSave if states.len() > 1 => {
                    desk.journal.saving(desk.session.budget(), &extras()).unwrap();
                    desk.write();
                    in_file = states.len();
                    states.push(desk.session.budget().clone());
                    continue;
                }
                Deed::HalfSave => continue,
            }
            let log = desk.session.take_log();
            if !log.is_empty() {
                desk.journal.record(&log).unwrap();
                states.push(desk.session.budget().clone());
            }
        }
        let Some(place) = desk.journal.place().map(Path::to_owned) else {
            return Ok(());
        };
        let whole = fs::read(&place).unwrap();
        let mut checked = usize::MAX;
        for cut in 0..=whole.len() {
            let complete = whole[..cut].iter().filter(|byte| **byte == b'\n').count();
            prop_assert_eq!(lines::read(&whole[..cut]).lines.len(), complete);
            // A byte of the last line that is another, likewise.
            if cut > 0 && cut % 7 == 0 {
                let mut damaged = whole[..cut].to_vec();
                damaged[cut - 1] ^= 0x20;
                prop_assert!(lines::read(&damaged).lines.len() <= complete);
            }
            if complete == 0 || complete == checked || complete <= in_file {
                continue;
            }
            checked = complete;
            fs::write(&place, &whole[..cut]).unwrap();
            let (session, looked) = desk.crash_and_look();
            prop_assert!(looked.notices.is_empty(), "{:?}", looked.notices);
            prop_assert_eq!(session.budget(), &states[complete - 1], "{} lines", complete);
            prop_assert_eq!(session.verdicts().findings().len(), {
                let again = Session::new(session.budget().clone(), session.format().clone());
                again.verdicts().findings().len()
            });
        }
    }
}
