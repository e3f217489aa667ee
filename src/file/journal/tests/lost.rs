//! A file that is another, a journal that is gone, a place that takes nothing: nothing is applied where it does
//! not belong, nothing is thrown away, and the user is told.

use std::fs;

use super::{Desk, extras, first_cell, type_into};
use crate::file::journal::{Journal, look_for, look_for_gone, look_for_unsaved, places};
use crate::file::{from_text, load, save, to_text};
use crate::schema::Formats;
use crate::session::Session;

#[test]
fn a_journal_of_another_content_is_kept_and_not_applied() {
    let mut desk = Desk::new();
    type_into(&mut desk, "1");
    let mut other = desk.session.budget().clone();
    other.year = 1999;
    save(&desk.path, &other, &extras()).unwrap();
    desk.let_go();
    // It can be done again to what it began with, which is another budget then.
    let loaded = load(&desk.path, &Formats::embedded()).unwrap();
    let found = look_for(&desk.path, &loaded.stamp, Some(&desk.data)).found.remove(0);
    assert!(found.is_apart() && !found.fits(&loaded.budget, &extras()));
    let base = from_text(&found.base().unwrap(), &Formats::embedded()).unwrap();
    let mut apart = Session::unsaved(base.budget, base.format);
    assert!(found.fits(apart.budget(), &extras()));
    apart.replay(found.done()).unwrap();
    assert_eq!(apart.budget(), desk.session.budget());
    assert!(look_for_gone(&desk.path, Some(&desk.data)).found[0].is_apart());
    // Without that, it cannot.
    fs::remove_file(places::base_of(desk.journal.place().unwrap())).unwrap();
    let (session, looked) = desk.crash_and_look();
    assert!(looked.found.is_empty());
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
    drop(journal);
    let found = look_for_unsaved(&desk.data).found;
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
    drop(journal);
    let looked = look_for(&path, &desk.stamp, None);
    assert_eq!(looked.found[0].done().len(), 1);
}

#[test]
fn a_strange_journal_in_the_place_is_left_alone() {
    let mut desk = Desk::new();
    let place = places::of_file(&desk.path, None).remove(0);
    fs::write(&place, "anything").unwrap();
    type_into(&mut desk, "1");
    // Nobody knows whose it is.
    assert_eq!(fs::read_to_string(&place).unwrap(), "anything");
    assert!(desk.journal.place().unwrap().starts_with(&desk.data));
    let (session, looked) = desk.crash_and_look();
    assert_eq!(session.budget(), desk.session.budget());
    assert!(looked.notices[0].contains("没有套用"), "{:?}", looked.notices);
    assert!(desk.journals()[0].contains(".journal.orphan-"), "{:?}", desk.journals());
}
