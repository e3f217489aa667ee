//! A budget in no file outlives its journal; what is aside is looked at and stays where it is; a journal names its file
//! in full; line ends made anew cost nothing.

use std::fs;
use std::path::{Path, PathBuf};

use super::{Desk, extras, first_cells, type_at};
use crate::file::journal::{Journal, lines, look_for, look_for_aside, look_for_unsaved, places};
use crate::file::{Stamp, to_text};

/// A budget in no file whose program ended, and what became of its journal.
fn unsaved(ruin: impl FnOnce(&Path)) -> (Desk, PathBuf) {
    let desk = Desk::new();
    let mut journal = Journal::of_unsaved(desk.session.budget(), &extras(), Some(&desk.data));
    journal.start().unwrap();
    let place = journal.place().unwrap().to_owned();
    drop(journal);
    ruin(&place);
    (desk, place)
}

fn names(desk: &Desk) -> Vec<String> {
    let entries = fs::read_dir(places::apart(&desk.data)).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn a_budget_in_no_file_is_offered_without_its_journal() {
    let ruins: [fn(&Path); 4] = [
        |place| fs::write(place, "").unwrap(),
        |place| fs::remove_file(place).unwrap(),
        |place| fs::write(place, [0; 300]).unwrap(),
        |place| fs::write(place, b"\xff\x12rubbish\n\x00\n").unwrap(),
    ];
    for (number, ruin) in ruins.into_iter().enumerate() {
        let (desk, _) = unsaved(ruin);
        let looked = look_for_unsaved(&desk.data);
        assert_eq!(looked.found.len(), 1, "{number}: {:?}", looked.notices);
        let found = &looked.found[0];
        assert_eq!(found.base().unwrap(), to_text(desk.session.budget(), &extras()));
        assert!(found.damage().only_base && !found.is_whole());
        drop(found.claim().unwrap());
        // Kept for later, it is found there, as often as one looks, and nothing is renamed.
        found.keep().unwrap();
        assert!(look_for_unsaved(&desk.data).found.is_empty());
        let before = names(&desk);
        for _ in 0..2 {
            let aside = look_for_aside(None, Some(&desk.data));
            assert_eq!(aside.len(), 1, "{number}");
            assert_eq!(aside[0].base().unwrap(), to_text(desk.session.budget(), &extras()));
            assert_eq!(names(&desk), before);
        }
        look_for_aside(None, Some(&desk.data))[0].delete().unwrap();
        assert!(look_for_aside(None, Some(&desk.data)).is_empty());
    }
}

#[test]
fn a_journal_that_ended_leaves_nothing_to_offer() {
    let (desk, place) = unsaved(|_| ());
    places::remove(&place).unwrap();
    assert!(look_for_unsaved(&desk.data).found.is_empty());
}

#[test]
fn a_journal_that_was_deleted_and_then_discarded_leaves_no_base() {
    let desk = Desk::new();
    let mut journal = Journal::of_unsaved(desk.session.budget(), &extras(), Some(&desk.data));
    journal.start().unwrap();
    fs::remove_file(journal.place().unwrap()).unwrap();
    journal.discard();
    drop(journal);
    assert!(look_for_unsaved(&desk.data).found.is_empty());
    assert_eq!(names(&desk), Vec::<String>::new());
}

#[test]
fn an_old_header_with_a_relative_path_is_known_by_its_place_only() {
    // A name that the current folder of the tests has too.
    assert!(Path::new("Cargo.toml").exists());
    for name in ["Cargo.toml", "没有.ron"] {
        let mut desk = Desk::new();
        desk.journal.origin.path = Some(PathBuf::from(name));
        desk.journal.places.remove(0);
        fs::create_dir_all(places::apart(&desk.data)).unwrap();
        let cell = first_cells(&desk.session, 1).remove(0);
        type_at(&mut desk, &cell, "7");
        desk.let_go();
        let place = desk.journal.place().unwrap().to_owned();
        assert!(places::is_apart(&place, Some(&desk.data)));
        // At the start nobody knows of which file it is; with the file it is offered.
        let looked = look_for_unsaved(&desk.data);
        assert!(looked.found.is_empty() && looked.notices.is_empty(), "{:?}", looked.notices);
        assert!(place.is_file());
        let looked = look_for(&desk.path, &desk.stamp, Some(&desk.data));
        assert_eq!(looked.found.len(), 1, "{name}");
        assert_eq!(looked.found[0].onto(), Some(desk.path.as_path()));
        // The file of that name in the current folder is another.
        let other = Path::new(name);
        if other.exists() {
            let stamp = Stamp::read(other).unwrap();
            assert!(look_for(other, &stamp, Some(&desk.data)).found.is_empty());
        }
    }
}

#[test]
fn the_header_names_the_file_in_full() {
    let desk = Desk::new();
    let journal =
        Journal::of_file(Path::new("f.ron"), &desk.stamp, desk.session.budget(), &extras(), Some(&desk.data));
    assert!(journal.origin.path.as_ref().unwrap().is_absolute());
    let journal = Journal::of_shared(Path::new("f.ron"), desk.session.budget(), &extras(), Some(&desk.data));
    assert!(journal.origin.path.as_ref().unwrap().is_absolute());
}

#[test]
fn line_ends_made_anew_cost_no_step() {
    let mut desk = Desk::new();
    let cell = first_cells(&desk.session, 1).remove(0);
    type_at(&mut desk, &cell, "7");
    let text = fs::read_to_string(desk.journal.place().unwrap()).unwrap();
    let read = lines::read(text.replace('\n', "\r\n").as_bytes());
    assert_eq!((read.lines.len(), read.lost, read.strange, read.sound_head), (1, 0, true, true));
}
