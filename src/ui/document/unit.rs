//! The tables of one unit (单位): what is shown while a unit is chosen on the left. Changes are made in the
//! department's budget all the same; only what is seen is the unit's.

use super::Document;
use crate::calc::{Book, UnitPart};
use crate::session::Session;

/// One unit's part of a budget in a state of it.
#[derive(Debug)]
pub(in crate::ui) struct SeenPart {
    part: UnitPart,
    revision: u64,
}

impl SeenPart {
    fn is_of(&self, unit: Option<&(String, String)>) -> bool {
        unit.is_some_and(|(code, name)| self.part.unit() == (code, name))
    }

    /// Takes in what was changed since; `None` where the part has to be made anew.
    fn follow(&mut self, session: &Session) -> Option<()> {
        for touched in session.touched_since(self.revision)? {
            self.part.follow(session.budget(), session.format(), touched)?;
        }
        self.revision = session.revision();
        Some(())
    }
}

/// What is looked at: the unit's part where a unit is chosen and its part is at hand, else the whole.
pub(super) fn seen<'a>(
    session: &'a Session,
    seen: Option<&'a SeenPart>,
    unit: Option<&(String, String)>,
) -> Book<'a> {
    let whole = session.book();
    match seen.filter(|seen| seen.is_of(unit) && seen.revision == session.revision()) {
        Some(SeenPart { part, .. }) => Book { budget: part.budget(), figures: part.figures(), ..whole },
        None => whole,
    }
}

impl Document {
    /// The tables as they are looked at: the chosen unit's, or the department's.
    pub fn book(&self) -> Book<'_> {
        seen(&self.session, self.cache.part.as_ref(), self.look.unit.as_ref())
    }

    /// Has the part of the chosen unit at hand.
    pub(in crate::ui) fn settle_unit(&mut self) {
        let Some((code, name)) = &self.look.unit else {
            self.cache.part = None;
            return;
        };
        let at_hand = self.cache.part.as_mut().filter(|part| part.is_of(self.look.unit.as_ref()));
        if at_hand.is_some_and(|part| part.follow(&self.session).is_some()) {
            return;
        }
        let part = UnitPart::of(self.session.budget(), self.session.format(), code, name);
        self.cache.part = Some(SeenPart { part, revision: self.session.revision() });
    }

    /// Shows the tables of one unit, or of all (`None`).
    pub(in crate::ui) fn show_unit(&mut self, unit: Option<(String, String)>) {
        if self.look.unit != unit {
            self.look.unit = unit;
            self.settle_unit();
            self.look_changed();
        }
    }
}
