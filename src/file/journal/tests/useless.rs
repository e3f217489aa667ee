//! Journals of which nothing can be done again are listed where they were set aside, and stay until their owner has
//! them removed; a base that cannot be written is told.

use std::fs;

use super::{Desk, extras, type_into};
use crate::file::journal::disk::CURRENT;
use crate::file::journal::lines::{self, Writer};
use crate::file::journal::{Journal, look_for, look_for_aside, look_for_unsaved, places};

#[test]
fn what_cannot_be_used_is_listed_and_stays() {
    for (ruin, reason) in
        [("rubbish", "读不出任何一步"), ("newer", "更新的版本"), ("no base", "那时的内容也没有留下")]
    {
        let mut desk = Desk::new();
        type_into(&mut desk, "1");
        desk.let_go();
        let place = desk.journal.place().unwrap().to_owned();
        fs::remove_file(places::base_of(&place)).unwrap();
        match ruin {
            "rubbish" => fs::write(&place, b"\xff\x12rubbish\n").unwrap(),
            "newer" => {
                let mut header = lines::read(&fs::read(&place).unwrap()).header.unwrap().0;
                header.journal = CURRENT + 1;
                fs::write(&place, Writer::begin(&header).1).unwrap();
            }
            _ => {
                let text = fs::read_to_string(&desk.path).unwrap();
                fs::write(&desk.path, text.replace("焦作-2023", "焦作-2023 ")).unwrap();
            }
        }
        let stamp = crate::file::Stamp::read(&desk.path).unwrap();
        let looked = look_for(&desk.path, &stamp, Some(&desk.data));
        assert!(looked.found.is_empty(), "{ruin}");
        assert!(looked.notices.iter().any(|said| said.contains(reason)), "{ruin}: {:?}", looked.notices);
        for _ in 0..2 {
            let aside = look_for_aside(Some(&desk.path), Some(&desk.data));
            assert_eq!(aside.len(), 1, "{ruin}");
            assert!(
                aside[0].useless().is_some_and(|why| why.contains(reason)),
                "{ruin}: {:?}",
                aside[0].useless()
            );
            assert!(!aside[0].is_whole() && aside[0].place().exists());
        }
        look_for_aside(Some(&desk.path), None)[0].delete().unwrap();
        assert!(look_for_aside(Some(&desk.path), Some(&desk.data)).is_empty());
    }
}

#[test]
fn a_new_budget_without_its_base_says_so() {
    let mut desk = Desk::new();
    let mut journal = Journal::of_unsaved(desk.session.budget(), &extras(), Some(&desk.data));
    let cell = super::first_cell(&desk.session);
    desk.session.enter(&cell, "1").unwrap();
    journal.record(&desk.session.take_log()).unwrap();
    let place = journal.place().unwrap().to_owned();
    drop(journal);
    fs::remove_file(places::base_of(&place)).unwrap();
    let looked = look_for_unsaved(&desk.data);
    assert!(looked.found.is_empty());
    let said = looked.notices.concat();
    assert!(said.contains("还没有存成文件") && !said.contains("文件现在的内容"), "{said}");
    assert_eq!(look_for_aside(None, Some(&desk.data)).len(), 1);
}

#[test]
fn a_base_that_cannot_be_written_is_told_until_it_is() {
    let mut desk = Desk::new();
    let place = places::of_file(&desk.path, None).remove(0);
    let base = places::base_of(&place);
    // Nothing can be written where a folder stands.
    fs::create_dir_all(base.join("x")).unwrap();
    type_into(&mut desk, "1");
    assert_eq!(desk.journal.place(), Some(place.as_path()));
    assert!(desk.journal.without_base().is_some());
    fs::remove_dir_all(&base).unwrap();
    desk.journal.keep_base(&place);
    assert_eq!(desk.journal.without_base(), None);
    assert!(base.is_file());
}
