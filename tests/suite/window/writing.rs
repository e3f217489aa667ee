//! The text (说明) is written in the window: by keyboard and mouse, with an input method, and nothing of it is lost.

use eframe::egui::{Event, ImeEvent, Key, Modifiers, Role};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use yusuan::model::NoteKind;
use yusuan::session::Passage;
use yusuan::ui::{App, Page};

use super::{TOTAL, app, click, fill, press, show, type_text};

const NONE: Modifiers = Modifiers::NONE;
const CTRL: Modifiers = Modifiers::COMMAND;

/// The sample with its text in front.
pub(super) fn text_in_front() -> Harness<'static, App> {
    let mut harness = app();
    harness.state_mut().document_mut().unwrap().look.page = Page::Narrative;
    harness.run();
    harness
}

/// The sample with its text in front, after the total of table 3 was selected.
pub(super) fn text_after_the_total() -> Harness<'static, App> {
    let mut harness = app();
    show(&mut harness, "3 支出预算");
    click(&mut harness, TOTAL);
    harness.state_mut().document_mut().unwrap().look.page = Page::Narrative;
    harness.run();
    harness
}

pub(super) fn paragraphs(harness: &Harness<'_, App>, section: usize) -> Vec<String> {
    harness.state().document().unwrap().session.budget().narrative[section].paragraphs.clone()
}

pub(super) fn chosen(harness: &Harness<'_, App>) -> Option<Passage> {
    harness.state().document().unwrap().look.passage
}

pub(super) fn choose(harness: &mut Harness<'_, App>, section: usize, paragraph: usize) {
    harness.state_mut().document_mut().unwrap().look.passage =
        Some(Passage { section, paragraph: Some(paragraph) });
    harness.run();
}

/// The first section with several paragraphs.
pub(super) fn several(harness: &Harness<'_, App>) -> usize {
    let sections = &harness.state().document().unwrap().session.budget().narrative;
    sections.iter().position(|section| section.paragraphs.len() > 2).unwrap()
}

fn preedit(harness: &mut Harness<'_, App>, text: &str) {
    let text = text.to_owned();
    harness.event(Event::Ime(ImeEvent::Preedit { text, active_range_chars: None }));
    harness.run();
}

#[test]
fn a_paragraph_is_written_by_keyboard_alone() {
    let mut harness = text_in_front();
    let section = several(&harness);
    choose(&mut harness, section, 1);
    let before = paragraphs(&harness, section);
    // Into the list, down one, open, write behind what stands there, a second paragraph below.
    press(&mut harness, NONE, Key::ArrowDown);
    assert_eq!(chosen(&harness), Some(Passage { section, paragraph: Some(2) }));
    press(&mut harness, NONE, Key::F2);
    type_text(&mut harness, "另有说明。");
    press(&mut harness, NONE, Key::Enter);
    type_text(&mut harness, "新的一段");
    assert_eq!(paragraphs(&harness, section), before, "it is taken when it is done");
    press(&mut harness, NONE, Key::Escape);
    let after = paragraphs(&harness, section);
    assert_eq!(after.len(), before.len() + 1);
    assert_eq!((after[2].as_str(), after[3].as_str()), (&*format!("{}另有说明。", before[2]), "新的一段"));
    // One step back, and the list goes on where it was.
    press(&mut harness, CTRL, Key::Z);
    assert_eq!(paragraphs(&harness, section), before);
    press(&mut harness, CTRL, Key::Y);
    assert_eq!(paragraphs(&harness, section), after);
    press(&mut harness, NONE, Key::Enter);
    assert!(harness.query_by_label("修改说明文字").is_some());
    // In the field undo is the field's.
    type_text(&mut harness, "！");
    press(&mut harness, CTRL, Key::Z);
    assert!(harness.query_by_label("修改说明文字").is_some());
    assert_eq!(paragraphs(&harness, section), after);
}

#[test]
fn paragraphs_are_added_moved_and_taken_out() {
    let mut harness = text_in_front();
    let section = several(&harness);
    choose(&mut harness, section, 0);
    let before = paragraphs(&harness, section);
    press(&mut harness, CTRL, Key::Enter);
    type_text(&mut harness, "加的一段");
    press(&mut harness, NONE, Key::Escape);
    assert_eq!(paragraphs(&harness, section)[1], "加的一段");
    press(&mut harness, Modifiers::ALT | Modifiers::SHIFT, Key::ArrowDown);
    assert_eq!(paragraphs(&harness, section)[2], "加的一段");
    press(&mut harness, Modifiers::ALT | Modifiers::SHIFT, Key::ArrowUp);
    press(&mut harness, Modifiers::ALT | Modifiers::SHIFT, Key::ArrowUp);
    assert_eq!(paragraphs(&harness, section)[0], "加的一段");
    press(&mut harness, CTRL, Key::Delete);
    assert_eq!(paragraphs(&harness, section), before);
    // Whatever was left open without a word adds nothing.
    press(&mut harness, CTRL, Key::Enter);
    press(&mut harness, NONE, Key::Escape);
    assert_eq!(paragraphs(&harness, section), before);
    // A paragraph that is emptied is gone, which is said; text that is pasted becomes paragraphs.
    press(&mut harness, NONE, Key::Enter);
    press(&mut harness, CTRL, Key::A);
    press(&mut harness, NONE, Key::Backspace);
    press(&mut harness, NONE, Key::Escape);
    assert_eq!(paragraphs(&harness, section).len(), before.len() - 1);
    assert!(harness.state().document().unwrap().message.clone().unwrap().contains("删空"));
    press(&mut harness, CTRL, Key::Z);
    harness.event(Event::Paste("甲\r\n\r\n　　乙\n".to_owned()));
    harness.run();
    let now = paragraphs(&harness, section);
    let at = chosen(&harness).unwrap().paragraph.unwrap();
    assert_eq!((now[at].as_str(), now[at + 1].as_str()), ("甲", "乙"), "what was pasted is chosen");
}

#[test]
fn a_click_opens_a_passage_and_another_one_takes_it() {
    let mut harness = text_in_front();
    let section = several(&harness);
    let before = paragraphs(&harness, section);
    let plain = |text: &&String| !text.chars().any(|c| c.is_ascii_digit());
    let text = before.iter().find(plain).unwrap().clone();
    let nodes = harness
        .query_all_by(|node| node.label().as_deref() == Some(&*text) && node.role() == Role::Paragraph);
    nodes.into_iter().next().unwrap().click();
    harness.run();
    assert!(harness.query_by_label("修改说明文字").is_some());
    press(&mut harness, CTRL, Key::End);
    type_text(&mut harness, "改");
    // Leaving the page takes it.
    show(&mut harness, "3 支出预算");
    assert!(paragraphs(&harness, section).contains(&format!("{text}改")));
}

#[test]
fn what_an_input_method_has_not_settled_is_not_entered() {
    let mut harness = text_in_front();
    let section = several(&harness);
    choose(&mut harness, section, 1);
    let before = paragraphs(&harness, section);
    press(&mut harness, NONE, Key::F2);
    preedit(&mut harness, "yu");
    preedit(&mut harness, "yusuan");
    harness.event(Event::Ime(ImeEvent::Commit("预算".to_owned())));
    harness.run();
    preedit(&mut harness, "d");
    show(&mut harness, "3 支出预算");
    assert_eq!(paragraphs(&harness, section)[1], format!("{}预算", before[1]));
}

#[test]
fn a_figure_is_put_in_by_its_cell_and_goes_on_quoting_it() {
    let mut harness = text_after_the_total();
    let section = several(&harness);
    choose(&mut harness, section, 1);
    let bindings = |harness: &Harness<'_, App>| {
        let notes = &harness.state().document().unwrap().session.budget().notes;
        let of_text = notes.iter().filter(|(key, _)| key.kind == NoteKind::Binding);
        of_text.map(|(key, note)| (key.place.clone(), key.of.clone(), note.text.clone())).collect::<Vec<_>>()
    };
    let known = bindings(&harness);
    press(&mut harness, CTRL, Key::Enter);
    type_text(&mut harness, "本年安排=");
    assert!(harness.query_all_by_label_contains("刚才选中的").next().is_some());
    press(&mut harness, NONE, Key::Enter);
    type_text(&mut harness, "。");
    press(&mut harness, NONE, Key::Escape);
    assert_eq!(paragraphs(&harness, section)[2], "本年安排2907.50万元。");
    let new: Vec<_> = bindings(&harness).into_iter().filter(|one| !known.contains(one)).collect();
    let [(place, of, cell)] = new.as_slice() else { panic!("{new:?}") };
    assert!(place.ends_with("·3"), "{place}");
    assert_eq!((of.as_str(), cell.as_str()), ("2907.50万元·1", "T3!合计!合计"));
    // It goes where its paragraph goes.
    press(&mut harness, Modifiers::ALT | Modifiers::SHIFT, Key::ArrowUp);
    let moved: Vec<_> = bindings(&harness).into_iter().filter(|one| !known.contains(one)).collect();
    assert!(moved[0].0.ends_with("·2"), "{moved:?}");
    // Found by name, by amount; left without a choice, what was typed goes on.
    press(&mut harness, CTRL, Key::Enter);
    type_text(&mut harness, "甲=");
    type_text(&mut harness, "2907.5");
    assert!(harness.query_all_by_label_contains("2907.50万元").next().is_some());
    press(&mut harness, NONE, Key::Escape);
    type_text(&mut harness, "乙");
    press(&mut harness, NONE, Key::Escape);
    assert!(paragraphs(&harness, section).contains(&"甲乙".to_owned()));
}

#[test]
fn the_text_is_searched_and_replaced_and_the_place_is_marked() {
    let mut harness = text_in_front();
    let all =
        |harness: &Harness<'_, App>| harness.state().document().unwrap().session.budget().narrative.clone();
    let before = all(&harness);
    press(&mut harness, CTRL, Key::H);
    type_text(&mut harness, "主要原因");
    press(&mut harness, NONE, Key::Enter);
    let first = chosen(&harness).unwrap();
    let text = harness.state().document().unwrap().session.passage(first).unwrap().to_owned();
    assert!(text.contains("主要原因"), "{text}");
    press(&mut harness, NONE, Key::Enter);
    assert!(chosen(&harness) > Some(first));
    fill(&mut harness, "替换为", "变动原因");
    click(&mut harness, "全部替换");
    let is_left =
        all(&harness).iter().flat_map(|section| &section.paragraphs).any(|text| text.contains("主要原因"));
    assert!(!is_left);
    press(&mut harness, CTRL, Key::Z);
    assert_eq!(all(&harness), before);
}

/// A finding in the text leads to its passage, which stays marked, and what it is about stands beside it.
#[test]
fn a_finding_leads_to_its_passage() {
    let mut harness = text_in_front();
    for _ in 0..30 {
        press(&mut harness, NONE, Key::F8);
        let document = harness.state().document().unwrap();
        let finding = document.selected_finding().unwrap();
        if let Some(place) = finding.sentence {
            assert_eq!(document.look.page, Page::Narrative);
            assert_eq!(document.look.passage, Some(Passage::from(place)));
            harness.run();
            assert!(harness.query_all_by_label_contains(&finding.message).count() > 1, "{}", finding.message);
            return;
        }
    }
    panic!("no finding in the text");
}

/// Notes on a paragraph go with it, and a figure that is written otherwise is still the same figure.
#[test]
fn what_is_noted_on_a_paragraph_goes_with_it() {
    let mut harness = text_in_front();
    let document = harness.state_mut().document_mut().unwrap();
    let session = &mut document.session;
    let figure = session.verdicts().narrative().unbound().next().unwrap().clone();
    let key = yusuan::narrative::binding_key(session.verdicts().narrative(), &figure, session.budget());
    let note = yusuan::model::Note { text: "T3!合计!合计".to_owned(), ..Default::default() };
    session.note(key.clone(), Some(note), "对应").unwrap();
    let at = Passage::from(figure.place);
    let text = session.passage(at).unwrap().to_owned();
    let bound = |session: &yusuan::session::Session| {
        let notes = session.budget().notes.keys().filter(|key| key.kind == NoteKind::Binding);
        notes.map(|key| (key.place.clone(), key.of.clone())).collect::<Vec<_>>()
    };
    let number = |place: &str| place.rsplit_once('·').unwrap().1.parse::<usize>().unwrap();
    let known = bound(session);
    // A paragraph above it, a figure before it, another figure in its place.
    let first = Passage { section: at.section, paragraph: None };
    session.add_passage(first, "上面一段", &[]).unwrap();
    let moved = bound(session);
    assert_eq!(number(&moved[0].0), number(&known[0].0) + 1);
    let at = Passage { paragraph: at.paragraph.map(|at| at + 1), ..at };
    session.write_passage(at, &format!("先有77.77万元。\n{text}"), &[]).unwrap();
    assert_eq!(number(&bound(session)[0].0), number(&known[0].0) + 2);
    let at = Passage { paragraph: at.paragraph.map(|at| at + 1), ..at };
    session.write_passage(at, &text.replacen(&figure.text, "88.88万元", 1), &[]).unwrap();
    assert!(bound(session)[0].1.starts_with("88.88万元·"), "{:?}", bound(session));
    session.take_out_passage(at).unwrap();
    assert!(bound(session).is_empty());
    for _ in 0..4 {
        session.undo().unwrap();
    }
    assert_eq!(bound(session), known);
}

/// A paragraph is commented like a cell; the comment leads back to it, and stays with it.
#[test]
fn a_paragraph_is_commented() {
    let mut harness = text_in_front();
    let section = several(&harness);
    choose(&mut harness, section, 1);
    fill(&mut harness, "新批注", "请补充依据");
    click(&mut harness, "添加批注");
    press(&mut harness, NONE, Key::Escape);
    press(&mut harness, Modifiers::ALT | Modifiers::SHIFT, Key::ArrowUp);
    assert_eq!(chosen(&harness), Some(Passage { section, paragraph: Some(0) }));
    harness.state_mut().document_mut().unwrap().look.page = Page::Comments;
    harness.run();
    harness.state_mut().document_mut().unwrap().look.passage = None;
    harness.query_all_by_label_contains("[未处理]").next().unwrap().click();
    harness.run();
    assert_eq!(chosen(&harness), Some(Passage { section, paragraph: Some(0) }));
    assert!(harness.query_all_by_label_contains("请补充依据").next().is_some());
    // Cut and pasted elsewhere it takes its comment with it; pasted once more it is a copy without.
    let text = paragraphs(&harness, section)[0].clone();
    harness.event(Event::Cut);
    harness.run();
    harness.run();
    assert_eq!(several_comments(&harness), 0);
    for comments in [1, 1] {
        harness.event(Event::Paste(text.clone()));
        harness.run();
        assert_eq!(several_comments(&harness), comments);
    }
    let pasted = chosen(&harness).unwrap();
    let document = harness.state().document().unwrap();
    assert_eq!(document.session.passage(pasted), Some(text.as_str()));
}

fn several_comments(harness: &Harness<'_, App>) -> usize {
    let notes = &harness.state().document().unwrap().session.budget().notes;
    notes.keys().filter(|key| key.kind == NoteKind::Comment).count()
}

/// However many keys come at once because a frame was slow, each goes where it would have gone one by one.
#[test]
fn keys_that_come_at_once_go_where_they_belong() {
    let mut harness = text_in_front();
    let section = several(&harness);
    choose(&mut harness, section, 0);
    let before = paragraphs(&harness, section);
    let text = |harness: &mut Harness<'_, App>, text: &str| {
        text.chars().for_each(|c| harness.event(Event::Text(c.to_string())));
    };
    let key = |harness: &mut Harness<'_, App>, key| harness.key_press_modifiers(NONE, key);
    key(&mut harness, Key::F2);
    text(&mut harness, "甲乙");
    key(&mut harness, Key::Enter);
    text(&mut harness, "丙");
    key(&mut harness, Key::Escape);
    key(&mut harness, Key::ArrowDown);
    key(&mut harness, Key::Enter);
    text(&mut harness, "丁");
    key(&mut harness, Key::Escape);
    harness.run_steps(80);
    harness.run();
    let after = paragraphs(&harness, section);
    let expected = [format!("{}甲乙", before[0]), "丙丁".to_owned(), before[1].clone()];
    assert_eq!(after[..3], expected);
    // And from a table into the text.
    show(&mut harness, "3 支出预算");
    harness.key_press_modifiers(CTRL, Key::G);
    text(&mut harness, "预算情况说明");
    key(&mut harness, Key::Enter);
    key(&mut harness, Key::F2);
    text(&mut harness, "戊");
    key(&mut harness, Key::Escape);
    harness.run_steps(80);
    harness.run();
    assert!(paragraphs(&harness, section).iter().any(|text| text.ends_with('戊')));
}

/// What is being written when its place goes away is kept, and nobody is held on the page by it.
#[test]
fn a_passage_whose_place_is_gone_holds_nobody() {
    let mut harness = text_in_front();
    let section = several(&harness);
    choose(&mut harness, section, 1);
    press(&mut harness, NONE, Key::F2);
    type_text(&mut harness, "还没写完");
    // As when the file is read again that somebody else has changed.
    let edit = yusuan::edit::Edit::SetNarrative(Vec::new());
    let session = &mut harness.state_mut().document_mut().unwrap().session;
    session.apply(yusuan::edit::Batch::one("重新读入文件".to_owned(), edit)).unwrap();
    harness.run();
    show(&mut harness, "3 支出预算");
    let document = harness.state().document().unwrap();
    assert_ne!(document.look.page, Page::Narrative);
    assert!(
        document.file.notices.iter().any(|notice| notice.contains("还没写完")),
        "{:?}",
        document.file.notices
    );
}

/// A correction does not go under in what is being written in the same paragraph, nor that in the correction.
#[test]
fn what_is_open_is_taken_before_a_correction() {
    let mut harness = text_in_front();
    let document = harness.state_mut().document_mut().unwrap();
    let findings = document.session.verdicts().findings();
    let is_in_text = |at: &usize| findings.get(*at).is_some_and(|found| found.sentence.is_some());
    let finding =
        (0..findings.len()).find(|at| is_in_text(at) && document.session.fix(*at).is_some()).unwrap();
    let at = Passage::from(findings.get(finding).unwrap().sentence.unwrap());
    let before = document.session.passage(at).unwrap().to_owned();
    document.look.passage = Some(at);
    harness.run();
    press(&mut harness, NONE, Key::F2);
    type_text(&mut harness, "另注。");
    let document = harness.state_mut().document_mut().unwrap();
    document.fix(finding);
    assert_eq!(document.session.passage(at).unwrap(), format!("{before}另注。"));
    assert!(document.message.clone().unwrap().contains("再改正一次"));
    document.fix(finding);
    let after = document.session.passage(at).unwrap().to_owned();
    assert!(after != before && after.ends_with("另注。"), "{after}");
}
