//! What stands in one place of a paragraph: a figure, a change, a reason; what the tables tell before what people wrote
//! there, and a place to fill where neither knows.

use super::words::{self, Free};
use super::{Writer, blank};
use crate::narrative::template::{Piece, TemplateSection};
use crate::text::quoted;

impl Writer<'_, '_> {
    pub(super) fn field(&mut self, name: &str, form: &str, free: &Free) -> String {
        if name == "序" {
            self.number += 1;
            return words::numeral(self.number);
        }
        if form == "原因" {
            return self.reason(name, free);
        }
        match self.known.say(name, form) {
            // A figure that stands nowhere is no blank between two words; one that somebody wrote there stays.
            Some(text) if text.is_empty() && form.is_empty() => match free.figure(name) {
                Some(figure) => figure.to_owned(),
                None => self.open(name),
            },
            // Nor is a change on a year of which nothing is known: the public is to be told it.
            Some(text) if text.is_empty() && form == "比上年" => self.untold_change(name, free),
            Some(text) if text.is_empty() && form == "分栏" && self.known.is_some(name) != Some(false) => {
                match free.told(name, form) {
                    Some(list) => list.to_owned(),
                    None => self.open(&format!("{}各部分的数额", quoted(name))),
                }
            }
            Some(text) if text.is_empty() && form == "所列" && name == "单位" => self.open("预算单位"),
            Some(text) => text,
            None => {
                self.written.unknown.push(format!("“{}”：{name}", self.section.key));
                blank(name)
            }
        }
    }

    /// What stands for a change that the tables do not tell. One that somebody wrote stays as long as its figure does, and that
    /// is said; of another figure it would be another one.
    fn untold_change(&mut self, name: &str, free: &Free) -> String {
        let last = self.known.say("上年", "").unwrap_or_default();
        let figure = self.known.say(name, "").unwrap_or_default();
        let is_its_own = free.figure(name).is_none_or(|was| figure.is_empty() || was == figure);
        if let Some(change) = free.told(name, "比上年").filter(|_| is_its_own) {
            let place = format!("“{}”：{}{change}", self.section.key, quoted(name));
            self.written.unproved.push(place);
            return change.to_owned();
        }
        let why = if gives_reason(self.section, name) { "和主要原因" } else { "" };
        self.open(&format!("{}与{last}年相比的增减{why}", quoted(name)))
    }

    /// Why a figure changed: what is written in the text goes before what stands beside the cell. A reason belongs to the
    /// change that it was written for: where the figure goes another way now, it is to be written anew, and the old words
    /// are kept there until somebody does, or until they are true again.
    fn reason(&mut self, name: &str, free: &Free) -> String {
        let what = format!("{}增减的主要原因", quoted(name));
        let beside = self.known.reason(name);
        let turn = self.known.turn(name);
        match free.reason(name) {
            Some(kept) if kept.is_set_aside && turn != kept.of => {
                let is_new = !beside.is_empty() && beside != kept.words;
                if is_new { beside } else { self.open(&kept.set_aside(&what)) }
            }
            Some(reason) if turn.is_some() && reason.of.is_some() && turn != reason.of => {
                self.open(&reason.set_aside(&what))
            }
            Some(reason) => reason.words.clone(),
            None if beside.is_empty() && self.known.needs_reason(name) => self.open(&what),
            None => beside,
        }
    }
}

/// Whether a section has a place for the reason of a figure's change.
fn gives_reason(section: &TemplateSection, name: &str) -> bool {
    fn has(pieces: &[Piece], name: &str) -> bool {
        pieces.iter().any(|piece| match piece {
            Piece::Field { name: of, form, .. } => of == name && form == "原因",
            Piece::If(_, inner) => has(inner, name),
            Piece::Text(_) | Piece::Free(_) => false,
        })
    }
    section.paragraphs.iter().any(|pieces| has(pieces, name))
}
