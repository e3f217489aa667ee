//! Any bytes are looked at as a journal, with or without a first line and lines that are sound: nothing panics, nothing is
//! deleted that was not read in full, and what is found is done again or refused in words.
//!
//! The first byte says how the rest is put on disk: as it is, behind a sound journal, in the middle of one, or as bits to
//! be flipped in one; and whether what it began with is there, or is the rest too.

#![no_main]

use std::fs;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use yusuan::file::journal::{Journal, look_for, look_for_aside, look_for_unsaved};
use yusuan::file::{self, Extras};
use yusuan::model::Budget;
use yusuan::schema::Formats;
use yusuan::session::Session;

const SAMPLE: &str = include_str!("../../tests/corpus/单一单位.ron");

static FORMATS: LazyLock<Formats> = LazyLock::new(Formats::embedded);

/// A sound journal of a few steps of the sample, and where its lines end.
static SOUND: LazyLock<(Vec<u8>, Vec<u8>)> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let loaded = file::from_text(SAMPLE, &FORMATS).unwrap();
    let mut session = Session::unsaved(loaded.budget, loaded.format);
    let mut journal = Journal::of_unsaved(session.budget(), &Extras::default(), Some(folder.path()));
    for (cell, text) in [("T1!201!支出金额", "1"), ("T1!201!支出金额", "2"), ("T1!一般公共预算!金额", "3")]
    {
        session.enter(&cell.parse().unwrap(), text).unwrap();
    }
    session.undo().unwrap();
    journal.record(&session.take_log()).unwrap();
    let place = journal.place().unwrap().to_owned();
    let base = place.with_extension("journal.base");
    (fs::read(&place).unwrap(), fs::read(base).unwrap())
});

fuzz_target!(|bytes: &[u8]| {
    let Some((how, rest)) = bytes.split_first() else {
        return;
    };
    let (sound, base) = &*SOUND;
    let journal = match how % 4 {
        0 => rest.to_vec(),
        1 => [sound.as_slice(), rest].concat(),
        2 => {
            let at = usize::from(*rest.first().unwrap_or(&0)) * sound.len() / 256;
            [&sound[..at], rest, &sound[at..]].concat()
        }
        _ => {
            let mut flipped = sound.clone();
            for place in rest.chunks_exact(2) {
                let at = usize::from(u16::from_le_bytes([place[0], place[1]])) % (flipped.len() * 8);
                flipped[at / 8] ^= 1 << (at % 8);
            }
            flipped
        }
    };
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let journals = data.join("journals");
    fs::create_dir_all(&journals).unwrap();
    let place = journals.join("unsaved-1.journal");
    let file = folder.path().join("预算.ron");
    fs::write(&file, base).unwrap();
    fs::write(&place, &journal).unwrap();
    match (how >> 2) % 3 {
        0 => fs::write(journals.join("unsaved-1.journal.base"), base).unwrap(),
        1 => fs::write(journals.join("unsaved-1.journal.base"), rest).unwrap(),
        _ => {}
    }
    // The same beside a file.
    fs::write(folder.path().join(".预算.ron.journal"), &journal).unwrap();
    let twin = folder.path().join(".预算.ron.journal.kept-1");
    fs::write(&twin, &journal).unwrap();
    fs::write(folder.path().join(".预算.ron.journal.kept-1.base"), base).unwrap();
    let stamp = file::load(&file, &FORMATS).unwrap().stamp;
    let looked = [look_for_unsaved(&data), look_for(&file, &stamp, Some(&data))];
    let aside = look_for_aside(Some(&file), Some(&data));
    // What is gone was read in full; else it is there under some name.
    let is_there = fs::read_dir(folder.path())
        .unwrap()
        .flatten()
        .map(|entry| entry.path())
        .any(|path| path != twin && fs::read(&path).is_ok_and(|bytes| bytes == journal));
    let is_whole = aside.iter().any(|found| found.place() == twin && found.is_whole());
    assert!(is_there || is_whole || journal.is_empty());
    for found in looked.iter().flat_map(|looked| &looked.found).chain(&aside) {
        let said = found.damage().words().is_some() || found.useless().is_some();
        assert!(found.is_whole() || said);
        let loaded = match found.onto() {
            Some(path) => file::load(path, &FORMATS).ok(),
            None => found.base().ok().and_then(|text| file::from_text(&text, &FORMATS).ok()),
        };
        let Some(loaded) = loaded.filter(|loaded| found.fits(&loaded.budget, &loaded.extras)) else {
            continue;
        };
        let mut session = Session::unsaved(loaded.budget, loaded.format);
        if session.replay(found.done()).is_ok() {
            session.replay_fitting(found.later().iter().map(|step| |budget: &Budget| step.fit(budget)));
        }
    }
});
