//! Whatever is done to the text, what people wrote beside it stays with it.

use proptest::prelude::*;
use proptest::sample::Index;

use super::*;
use crate::model::{Budget, NoteKind};
use crate::schema::default_format;
use crate::session::{comment_place, commented};

/// What a user may do with the text.
#[derive(Clone, Debug)]
enum Deed {
    Write(Index),
    Part(Index),
    Add(Index),
    Section(Index),
    TakeOut(Index),
    Move(Index, bool),
    /// Cuts a paragraph and puts it elsewhere.
    Carry(Index, Index),
}

fn deed() -> impl Strategy<Value = Deed> {
    let at = any::<Index>;
    prop_oneof![
        at().prop_map(Deed::Write),
        at().prop_map(Deed::Part),
        at().prop_map(Deed::Add),
        at().prop_map(Deed::Section),
        at().prop_map(Deed::TakeOut),
        (at(), any::<bool>()).prop_map(|(at, down)| Deed::Move(at, down)),
        (at(), at()).prop_map(|(from, to)| Deed::Carry(from, to)),
    ]
}

/// Three sections, two of them without a key under one heading; on every paragraph its own words as a comment,
/// and on a figure of the last what it says as its cell.
fn commented_text() -> Session {
    let section = |key: &str, title: &str, paragraphs: &[&str]| Section {
        key: key.to_owned(),
        title: title.to_owned(),
        paragraphs: paragraphs.iter().map(|text| (*text).to_owned()).collect(),
    };
    let format = default_format();
    let narrative = vec![
        section("三公", "九、“三公”经费", &["甲1.00万元。", "乙", "丙"]),
        section("", "附", &["丁"]),
        section("", "附", &["戊", "己2.00万元。"]),
    ];
    let mut session =
        Session::new(Budget { narrative, format: format.id.clone(), ..Budget::default() }, format);
    for at in session.passages() {
        let Some(place) = comment_place(session.budget(), at) else { continue };
        let text = session.passage(at).unwrap().to_owned();
        let key = NoteKey { kind: NoteKind::Comment, place, of: "001".to_owned() };
        session.note(key, Some(Note { text, ..Note::default() }), "批注").unwrap();
    }
    let figure = Passage { section: 2, paragraph: Some(1) };
    let place = comment_place(session.budget(), figure).unwrap();
    let key = NoteKey { kind: NoteKind::Binding, place, of: "2.00万元·1".to_owned() };
    session.note(key, Some(Note { text: "2.00万元".to_owned(), ..Note::default() }), "对应").unwrap();
    session
}

proptest! {
    /// Whatever is done to the text, a comment stays with its paragraph as long as that is there, a binding with its
    /// figure, and all is taken back step by step.
    #[test]
    fn comments_stay_with_their_paragraphs(deeds in proptest::collection::vec(deed(), 0..12)) {
        let mut session = commented_text();
        let (before, known) = (session.budget().clone(), session.history().undo_label().map(str::to_owned));
        for deed in &deeds {
            let passages = session.passages();
            let pick = |at: &Index| *at.get(&passages);
            // What is refused changes nothing, which the end shows.
            let _ = match deed {
                Deed::Write(at) => {
                    let text = format!("{}改", session.passage(pick(at)).unwrap());
                    session.write_passage(pick(at), &text, &[])
                }
                Deed::Part(at) => {
                    let text = format!("{}\n新", session.passage(pick(at)).unwrap());
                    session.write_passage(pick(at), &text, &[])
                }
                Deed::Add(at) => session.add_passage(pick(at), "新\n\n　新", &[]),
                Deed::Section(at) => session.add_section(Some(pick(at).section), "新节\n新", &[]),
                Deed::TakeOut(at) => session.take_out_passage(pick(at)),
                Deed::Move(at, down) => session.move_passage(pick(at), *down).map(drop),
                Deed::Carry(from, to) => {
                    let from = pick(from);
                    let text = session.passage(from).unwrap().to_owned();
                    let notes = session.notes_on_passage(from);
                    match from.paragraph.map(|_| session.take_out_passage(from)) {
                        Some(Ok(())) => {
                            let left = session.passages();
                            session.put_passage(*to.get(&left), &text, &notes)
                        }
                        _ => Ok(()),
                    }
                }
            };
            if session.passages().is_empty() {
                break;
            }
        }
        for (key, note) in &session.budget().notes {
            let at = commented(session.budget(), &key.place).unwrap();
            let text = session.passage(at).unwrap();
            match key.kind {
                NoteKind::Binding => prop_assert!(text.contains(&note.text), "{}", text),
                _ => prop_assert_eq!(text.trim_end_matches('改'), &note.text),
            }
        }
        let text = session.budget().narrative.iter().flat_map(|section| &section.paragraphs);
        let is_there = text.into_iter().any(|text| text.contains("2.00万元"));
        let is_bound = session.budget().notes.keys().any(|key| key.kind == NoteKind::Binding);
        prop_assert_eq!(is_there, is_bound);
        while session.history().undo_label().map(str::to_owned) != known {
            session.undo().unwrap();
        }
        prop_assert_eq!(session.budget(), &before);
    }
}
