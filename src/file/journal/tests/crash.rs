//! After a crash, what was done is there again, whatever was saved before and at whatever moment it came.

use std::fs;

use super::{Desk, extras, first_cell, type_into};
use crate::edit::tests::blank;
use crate::file::journal::{Journal, Looked, look_for_unsaved, waiting};
use crate::file::{from_text, load};
use crate::schema::{Formats, default_format};
use crate::session::Session;

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
    let found = &looked.found[0];
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
    assert_eq!(looked.found[0].steps().len(), 3, "two steps were taken back, one again");
    desk.session.redo().unwrap();
    desk.record();
    let (session, _) = desk.crash_and_look();
    assert_eq!(session.budget(), desk.session.budget());
}

#[test]
fn a_crash_while_saving_leaves_what_is_in_the_file_and_what_is_not() {
    let mut desk = Desk::new();
    type_into(&mut desk, "1");
    desk.journal.saving(&desk.path, desk.session.budget(), &extras()).unwrap();
    // Before the file is replaced: all is pending.
    let (session, looked) = desk.crash_and_look();
    assert_eq!(looked.found[0].steps().len(), 1);
    assert_eq!(session.budget(), desk.session.budget());
    desk.write();
    let journal = fs::read(desk.journal.place().unwrap()).unwrap();
    // After it: nothing is, and the journal is removed.
    let (session, looked) = desk.crash_and_look();
    assert!(looked.found.is_empty());
    assert!(looked.notices.is_empty());
    assert_eq!(session.budget(), desk.session.budget());
    assert!(desk.journals().is_empty());
    // Should the journal go on all the same, what follows the saving is pending.
    fs::write(desk.path.with_file_name(".市委办 2023.ron.journal"), journal).unwrap();
    type_into(&mut desk, "5");
    let (session, looked) = desk.crash_and_look();
    assert_eq!(session.budget(), desk.session.budget());
    assert_eq!(looked.found[0].steps().len(), 1);
}

#[test]
fn a_budget_without_a_file_is_kept_with_its_journal() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("新");
    let format = default_format();
    let mut session = Session::unsaved(blank(&format), format);
    let mut journal = Journal::of_unsaved(session.budget(), &extras(), Some(&data));
    assert!(look_for_unsaved(&data).found.is_empty());
    let cell = first_cell(&session);
    session.enter(&cell, "7").unwrap();
    journal.record(&session.take_log()).unwrap();
    assert!(look_for_unsaved(&data).found.is_empty(), "it is being written");
    journal.flush().unwrap();
    drop(journal);
    let Looked { found, notices, .. } = look_for_unsaved(&data);
    assert!(notices.is_empty());
    let loaded = from_text(&found[0].base().unwrap(), &Formats::embedded()).unwrap();
    let mut again = Session::unsaved(loaded.budget, loaded.format);
    assert!(found[0].fits(again.budget(), &extras()));
    again.replay(found[0].done()).unwrap();
    assert_eq!(again.budget(), session.budget());
    found[0].delete().unwrap();
    assert!(look_for_unsaved(&data).found.is_empty());
    assert_eq!(fs::read_dir(data.join("journals")).unwrap().count(), 0);
}

/// The first screen tells of it before the file is opened, and moves nothing by looking.
#[test]
fn what_waits_is_told_without_touching_it() {
    let mut desk = Desk::new();
    let told = |desk: &Desk| waiting(&desk.path, Some(&desk.data));
    assert_eq!(told(&desk), None);
    type_into(&mut desk, "1");
    type_into(&mut desk, "2");
    desk.let_go();
    let before = desk.journals();
    let found = told(&desk).unwrap();
    assert_eq!((found.steps, found.by), (2, None));
    assert_eq!(desk.journals(), before);
    // Steps that were all taken back are nothing.
    for _ in 0..2 {
        desk.session.undo().unwrap();
        desk.record();
    }
    assert_eq!(told(&desk), None);
    assert_eq!(desk.journals(), before);
    // A file that is another now leaves it what its journal begins with.
    type_into(&mut desk, "3");
    fs::write(&desk.path, "()").unwrap();
    assert_eq!(told(&desk).unwrap().steps, 1);
    // A journal that says nothing is not told of, and stays.
    let journal = desk.path.with_file_name(&before[0]);
    fs::write(&journal, "不是日志").unwrap();
    assert_eq!((told(&desk), desk.journals()), (None, before));
}
