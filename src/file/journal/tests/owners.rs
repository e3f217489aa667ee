//! Journals of several people, of files that are gone, of one file by several paths: all are offered, none is removed
//! but by its owner.

use std::fs;
use std::path::{Path, PathBuf};

use super::{Desk, extras, first_cell, type_into};
use crate::file::journal::disk::Header;
use crate::file::journal::lines::{self, Writer};
use crate::file::journal::{Journal, look_for, look_for_aside, look_for_gone, look_for_unsaved, places};
use crate::file::{load, save};
use crate::schema::Formats;
use crate::session::Session;

/// Writes a journal anew with another first line.
fn rewrite(place: &Path, change: impl FnOnce(&mut Header)) {
    let read = lines::read(&fs::read(place).unwrap());
    let mut header = read.header.unwrap().0;
    change(&mut header);
    let (mut writer, mut bytes) = Writer::begin(&header);
    for sound in read.lines {
        bytes.extend(writer.line(&sound.line));
    }
    fs::write(place, bytes).unwrap();
}

fn of_a_colleague(header: &mut Header) {
    header.process.user = "同事".to_owned();
    header.process.host = "财政局-3".to_owned();
    header.process.born = "elsewhere".to_owned();
    // It is another journal.
    header.started.push('7');
}

/// A desk whose program ended, with the journal beside the file.
fn crashed() -> Desk {
    let mut desk = Desk::new();
    type_into(&mut desk, "1");
    type_into(&mut desk, "2");
    let other = Desk::new();
    drop(std::mem::replace(&mut desk.journal, other.journal));
    desk
}

fn look(desk: &Desk) -> crate::file::journal::Looked {
    let stamp = load(&desk.path, &Formats::embedded()).unwrap().stamp;
    look_for(&desk.path, &stamp, Some(&desk.data))
}

fn beside(desk: &Desk) -> PathBuf {
    places::of_file(&desk.path, None).remove(0)
}

/// A second journal of the same file, with more steps, in the data folder.
fn longer_in_data(desk: &mut Desk) -> PathBuf {
    let mut journal =
        Journal::of_file(&desk.path, &desk.stamp, desk.session.budget(), &extras(), Some(&desk.data));
    desk.session =
        Session::new(load(&desk.path, &Formats::embedded()).unwrap().budget, desk.session.format().clone());
    let cell = first_cell(&desk.session);
    for text in ["5", "6", "7"] {
        desk.session.enter(&cell, text).unwrap();
    }
    journal.record(&desk.session.take_log()).unwrap();
    let place = journal.place().unwrap().to_owned();
    assert!(
        place.starts_with(&desk.data),
        "the place beside the file is taken by what waits there: {place:?}"
    );
    place
}

#[test]
fn of_two_journals_both_are_offered_and_none_is_removed() {
    let mut desk = crashed();
    rewrite(&beside(&desk), of_a_colleague);
    let in_data = longer_in_data(&mut desk);
    let looked = look(&desk);
    assert!(looked.notices.is_empty(), "{:?}", looked.notices);
    let said: Vec<(bool, String, usize)> =
        looked.found.iter().map(|found| (found.is_own(), found.author(), found.steps().len())).collect();
    assert_eq!(said.len(), 2);
    assert_eq!((said[0].0, said[0].2), (true, 3));
    assert_eq!(said[1], (false, "同事（电脑 财政局-3）".to_owned(), 2));
    assert!(beside(&desk).is_file() && in_data.is_file());
    // The colleague's is neither removed nor renamed by anybody else, also when it is restored.
    let theirs = &looked.found[1];
    assert!(theirs.delete().unwrap_err().contains("同事"));
    assert_eq!(theirs.keep().unwrap(), beside(&desk));
    let budget = load(&desk.path, &Formats::embedded()).unwrap().budget;
    let journal = Journal::of_file(&desk.path, &desk.stamp, &budget, &extras(), Some(&desk.data));
    let (mut journal, kept) = journal.going_on_from(theirs, theirs.claim().unwrap());
    journal.record(theirs.done()).unwrap();
    assert_eq!(kept, Some(beside(&desk)));
    journal.discard();
    assert!(beside(&desk).is_file());
    looked.found[0].delete().unwrap();
    assert_eq!(look(&desk).found.len(), 1);
}

#[test]
fn a_copy_of_a_journal_that_goes_on_elsewhere_is_not_offered_twice() {
    let desk = crashed();
    let place = beside(&desk);
    let shorter: String = fs::read_to_string(&place).unwrap().split_inclusive('\n').take(3).collect();
    fs::create_dir_all(places::apart(&desk.data)).unwrap();
    let in_data = places::of_file(&desk.path, Some(&desk.data)).remove(1);
    fs::write(&in_data, shorter).unwrap();
    let looked = look(&desk);
    assert_eq!(looked.found.len(), 1);
    assert_eq!(looked.found[0].steps().len(), 2);
    assert!(place.is_file() && !in_data.exists(), "all that it holds is in the other");
}

#[test]
fn the_journal_of_a_file_that_was_renamed_goes_with_it() {
    let desk = crashed();
    let renamed = desk.path.with_file_name("改了名.ron");
    fs::rename(&desk.path, &renamed).unwrap();
    let loaded = load(&renamed, &Formats::embedded()).unwrap();
    let found = look_for(&renamed, &loaded.stamp, Some(&desk.data)).found.remove(0);
    assert!(!found.is_apart() && found.onto() == Some(renamed.as_path()));
    let mut session = Session::new(loaded.budget, loaded.format);
    assert!(found.fits(session.budget(), &extras()));
    session.replay(found.done()).unwrap();
    assert_eq!(session.budget(), desk.session.budget());
    // Opened by its old name it is gone, and its work is offered all the same.
    assert!(look_for_gone(&desk.path, Some(&desk.data)).found[0].is_apart());
    // Beside a file with another content it is offered as a budget of its own.
    let other = desk.path.with_file_name("别的.ron");
    let mut budget = session.budget().clone();
    budget.year = 1999;
    let saved = save(&other, &budget, &extras()).unwrap();
    fs::remove_file(&renamed).unwrap();
    assert!(look_for(&other, &saved.stamp, Some(&desk.data)).found[0].is_apart());
}

#[test]
fn the_journal_in_the_data_folder_of_a_file_that_is_gone_is_offered_at_the_start() {
    let mut desk = crashed();
    longer_in_data(&mut desk);
    assert!(look_for_unsaved(&desk.data).found.is_empty(), "it is offered with its file");
    fs::remove_file(&desk.path).unwrap();
    let found = look_for_unsaved(&desk.data).found;
    assert_eq!(found.len(), 1);
    assert!(found[0].is_apart() && found[0].steps().len() == 3);
}

#[test]
fn one_file_is_one_whatever_path_leads_to_it() {
    use crate::file::{lock, same_file};
    let mut desk = Desk::new();
    let folder = desk.path.parent().unwrap().to_owned();
    let name = desk.path.file_name().unwrap().to_owned();
    let mut paths = vec![folder.join(".").join(&name), folder.join("data/..").join(&name)];
    fs::create_dir(folder.join("data")).unwrap();
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(&desk.path, folder.join("链接.ron")).unwrap();
        std::os::unix::fs::symlink(&folder, folder.join("文件夹")).unwrap();
        fs::hard_link(&desk.path, folder.join("data/硬链接.ron")).unwrap();
        paths.extend([
            folder.join("链接.ron"),
            folder.join("文件夹").join(&name),
            folder.join("data/硬链接.ron"),
        ]);
    }
    let lock = lock::acquire(&desk.path).unwrap().unwrap();
    type_into(&mut desk, "3");
    for path in &paths {
        assert!(same_file(&desk.path, path), "{path:?}");
        assert!(lock::acquire(path).is_err(), "{path:?} is locked");
        let stamp = load(path, &Formats::embedded()).unwrap().stamp;
        let looked = look_for(path, &stamp, Some(&desk.data));
        assert!(looked.found.is_empty());
    }
    drop(lock);
    for path in &paths {
        assert!(lock::acquire(path).unwrap().is_some());
    }
    assert!(!same_file(&desk.path, &folder.join("没有.ron")));
}

#[test]
fn what_is_restored_by_one_cannot_be_restored_by_another_at_once() {
    let desk = crashed();
    let (one, other) = (look(&desk).found.remove(0), look(&desk).found.remove(0));
    let claim = one.claim().unwrap();
    assert!(other.claim().unwrap_err().contains("正由"));
    let budget = load(&desk.path, &Formats::embedded()).unwrap().budget;
    let journal = Journal::of_file(&desk.path, &desk.stamp, &budget, &extras(), Some(&desk.data));
    let (mut journal, kept) = journal.going_on_from(&one, claim);
    assert!(kept.is_none());
    journal.record(one.done()).unwrap();
    assert!(other.claim().is_err(), "it is another journal by now");
    drop(journal);
    assert_eq!(look(&desk).found.len(), 1);
}

#[test]
fn what_was_not_restored_is_kept_until_its_owner_removes_it() {
    let desk = crashed();
    let found = look(&desk).found.remove(0);
    found.keep().unwrap();
    assert!(look(&desk).found.is_empty(), "it is not offered again");
    let kept = look_for_aside(Some(&desk.path), Some(&desk.data));
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[0].steps().len(), 2);
    assert!(!kept[0].is_apart(), "it still goes with the file");
    kept[0].delete().unwrap();
    assert!(look_for_aside(Some(&desk.path), Some(&desk.data)).is_empty());
    assert_eq!(fs::read_dir(desk.path.parent().unwrap()).unwrap().count(), 1, "the file itself");
}

#[test]
fn two_journals_follow_each_other_and_the_later_one_counts() {
    let desk = crashed();
    let found = look(&desk).found.remove(0);
    let place = beside(&desk);
    // Restored into another place, and killed before the first was removed.
    let first = fs::read(&place).unwrap();
    let budget = load(&desk.path, &Formats::embedded()).unwrap().budget;
    let journal = Journal::of_unsaved(&budget, &extras(), Some(&desk.data));
    let (mut journal, _) = journal.going_on_from(&found, found.claim().unwrap());
    journal.record(found.done()).unwrap();
    let second = journal.place().unwrap().to_owned();
    drop(journal);
    fs::write(places::apart(&desk.data).join("unsaved-0.journal"), first).unwrap();
    let looked = look_for_unsaved(&desk.data);
    assert_eq!(looked.found.len(), 1);
    assert_eq!(looked.found[0].place(), second);
    assert!(!places::apart(&desk.data).join("unsaved-0.journal").exists());
}

#[test]
fn a_name_of_255_bytes_has_a_journal_and_a_lock() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    for name in [
        format!("{}a.ron", "预".repeat(83)),
        format!("{}.ron", "x".repeat(251)),
        format!("{}.ron", "预".repeat(75)),
    ] {
        let path = folder.path().join(&name);
        let mut desk = Desk::new();
        fs::copy(&desk.path, &path).unwrap();
        let stamp = load(&path, &Formats::embedded()).unwrap().stamp;
        desk.journal = Journal::of_file(&path, &stamp, desk.session.budget(), &extras(), Some(&data));
        type_into(&mut desk, "4");
        let place = desk.journal.place().unwrap().to_owned();
        assert_eq!(place.parent(), Some(folder.path()), "{name}");
        let lock = crate::file::lock::acquire(&path).unwrap().unwrap();
        assert!(crate::file::lock::acquire(&path).is_err());
        drop(lock);
        drop(desk);
        let found = look_for(&path, &stamp, Some(&data)).found.remove(0);
        assert_eq!(found.steps().len(), 1);
        found.keep().unwrap();
        assert_eq!(look_for_aside(Some(&path), Some(&data)).len(), 1);
        fs::read_dir(folder.path()).unwrap().flatten().for_each(|entry| {
            let _ = fs::remove_file(entry.path());
        });
    }
}

#[test]
fn a_saving_to_another_file_ends_the_journal_of_the_first() {
    let mut desk = Desk::new();
    type_into(&mut desk, "1");
    let elsewhere = desk.path.with_file_name("另存.ron");
    desk.journal.saving(&elsewhere, desk.session.budget(), &extras()).unwrap();
    let (session, looked) = desk.crash_and_look();
    assert_eq!(looked.found.len(), 1, "it was not written yet");
    assert_eq!(session.budget(), desk.session.budget());
    save(&elsewhere, desk.session.budget(), &extras()).unwrap();
    let (_, looked) = desk.crash_and_look();
    assert!(looked.found.is_empty() && looked.notices.is_empty(), "all of it is in the other file");
    assert!(!beside(&desk).exists());
}

#[test]
fn the_journal_of_a_new_budget_ends_with_its_first_save_at_whatever_moment_it_is_cut() {
    let mut desk = Desk::new();
    let journal = Journal::of_unsaved(desk.session.budget(), &extras(), Some(&desk.data));
    desk.journal = journal;
    desk.journal.start().unwrap();
    type_into(&mut desk, "1");
    let place = desk.journal.place().unwrap().to_owned();
    let first = desk.path.with_file_name("第一次.ron");
    desk.journal.saving(&first, desk.session.budget(), &extras()).unwrap();
    let before = fs::read(&place).unwrap();
    // It goes on as if it had not been told that the file is written.
    let in_file = desk.session.budget().clone();
    type_into(&mut desk, "2");
    let behind = fs::read(&place).unwrap();
    let base = fs::read(places::base_of(&place)).unwrap();
    let Desk { journal, data, session, _folder, .. } = desk;
    drop(journal);
    let put = |journal: &[u8]| {
        fs::write(&place, journal).unwrap();
        fs::write(places::base_of(&place), &base).unwrap();
        look_for_unsaved(&data)
    };
    let found = put(&before).found;
    assert!(found[0].is_apart() && found[0].steps().len() == 1, "the file was not written yet");
    save(&first, &in_file, &extras()).unwrap();
    assert!(put(&before).found.is_empty(), "all of it is in the file");
    assert_eq!(fs::read_dir(places::apart(&data)).unwrap().count(), 0);
    let found = put(&behind).found;
    assert_eq!(found[0].onto(), Some(crate::file::places::real(&first).as_path()));
    let loaded = load(&first, &Formats::embedded()).unwrap();
    let mut again = Session::new(loaded.budget, loaded.format);
    assert!(found[0].fits(again.budget(), &extras()));
    again.replay(found[0].done()).unwrap();
    assert_eq!(again.budget(), session.budget());
}

#[test]
fn what_is_being_typed_is_in_a_journal_before_saving_removes_the_other() {
    let mut desk = Desk::new();
    desk.journal = Journal::of_unsaved(desk.session.budget(), &extras(), Some(&desk.data));
    type_into(&mut desk, "1");
    let comment = vec![("批注 T1!201!支出金额".to_owned(), "请附测算表".to_owned())];
    while desk.journal.draft(comment.clone()).unwrap().is_some() {
        std::thread::yield_now();
    }
    desk.save();
    assert_eq!(desk.journals(), [".市委办 2023.ron.journal"]);
    assert_eq!(fs::read_dir(places::apart(&desk.data)).unwrap().count(), 0);
    let (_, looked) = desk.crash_and_look();
    assert_eq!(looked.found[0].drafts(), comment);
    assert!(looked.found[0].steps().is_empty());
}

#[test]
fn the_first_letter_is_kept_at_once_and_steps_taken_back_are_nothing() {
    let mut desk = Desk::new();
    let typed = |text: &str| vec![("T1!201!支出金额".to_owned(), text.to_owned())];
    assert!(desk.journal.draft(typed("1")).unwrap().is_none(), "nothing is waited for");
    assert_eq!(desk.crash_and_look().1.found[0].drafts(), typed("1"));
    let mut desk = Desk::new();
    type_into(&mut desk, "1");
    desk.session.undo().unwrap();
    desk.record();
    let (_, looked) = desk.crash_and_look();
    assert!(looked.found.is_empty(), "all was taken back: the file has it");
    assert!(desk.journals().is_empty());
}
