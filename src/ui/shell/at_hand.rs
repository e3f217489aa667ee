//! What the buttons above tables and above the text do, as commands: by key or by name they do the same, and where there is
//! nothing to do they say so.

use crate::model::Coverage;
use crate::narrative::Place;
use crate::ui::commands::Command;
use crate::ui::document::{Document, Page};

/// Carries out one of them; whether it is one.
pub(super) fn run(document: &mut Document, command: Command) -> bool {
    match command {
        Command::EditPassage if document.look.page == Page::Narrative => document.open_chosen_passage(),
        Command::EditPassage => say(document, "先打开“预算情况说明”，选中要改的一段；表里的格按 F2 修改"),
        Command::FillInNext => {
            document.look.page = Page::Narrative;
            if document.places_to_fill_in().is_empty() {
                say(document, "说明文字里没有要填写的了");
            } else {
                document.fill_in_next(true);
            }
        }
        Command::NextUnbound => {
            let next = document.next_unbound(document.look.read_to);
            read_on(document, next, "说明里没有未认出的数");
        }
        Command::NextAside => {
            let next = document.next_aside();
            read_on(document, next, "说明里的各段都与表相符，或者都照模板写");
        }
        Command::AddWanted => match document.table_key() {
            Some(key) if !document.kinds_wanted(&key).is_empty() => document.add_wanted_rows(&key),
            _ => say(document, "这张表不按明细补行；绩效目标表可以"),
        },
        Command::NoteBelow => match shown(document).filter(|(.., is_printed)| *is_printed) {
            Some(_) => document.drafts.note_asked = true,
            None => say(document, "这张表不印出来，没有表注"),
        },
        Command::SumFromLines => sum_from_lines(document),
        Command::MarkPartial => mark_partial(document),
        Command::StartTable => match document.table_key() {
            Some(key) if document.lacks(&key) && document.session.format().has_lines(&key) => {
                document.start_lines(&key);
            }
            Some(key) if document.lacks(&key) => document.start_table(&key),
            _ => say(document, "这份预算里已经有这张表"),
        },
        _ => return false,
    }
    true
}

fn say(document: &mut Document, what: &str) {
    document.message = Some(what.to_owned());
}

/// Shows a place of the text, or says that there is none.
fn read_on(document: &mut Document, next: Option<Place>, none: &str) {
    document.look.page = Page::Narrative;
    match next {
        Some(place) => {
            document.look.read_to = Some(place);
            document.show_passage(place.into());
        }
        None => say(document, none),
    }
}

/// The table shown, if the budget has it: its key, how it comes about, what was said of that, and whether it is printed.
fn shown(document: &Document) -> Option<(crate::model::TableKey, Coverage, String, bool)> {
    let key = document.table_key().filter(|key| !document.lacks(key))?;
    let table = document.session.budget().table(&key)?;
    let is_printed = document.session.format().table(&key)?.number.is_some();
    let (coverage, remark) = (table.coverage, table.remark.clone());
    Some((key, coverage, remark, is_printed))
}

fn sum_from_lines(document: &mut Document) {
    match shown(document) {
        Some((key, Coverage::Derived, ..)) => document.set_coverage(&key, Coverage::Full, String::new()),
        Some((key, _, remark, _)) if document.session.format().derives(&key) => {
            document.set_coverage(&key, Coverage::Derived, remark);
        }
        _ => say(document, "这张表不由明细汇总"),
    }
}

fn mark_partial(document: &mut Document) {
    match shown(document) {
        Some((key, Coverage::Partial, ..)) => document.set_coverage(&key, Coverage::Full, String::new()),
        Some((key, Coverage::Full, remark, _)) => document.set_coverage(&key, Coverage::Partial, remark),
        _ => say(document, "这张表由明细汇总，或者没有读出来，不标为不完整"),
    }
}
