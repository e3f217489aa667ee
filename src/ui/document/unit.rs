//! The tables of one unit (单位): what is shown while a unit is chosen on the left. Changes are made in the
//! department's budget all the same; only what is seen is the unit's.

use super::Document;
use crate::calc::{Book, Figures, of_unit};
use crate::model::Budget;
use crate::session::Session;

/// One unit's part of a budget in a state of it.
#[derive(Debug)]
pub(in crate::ui) struct UnitPart {
    unit: (String, String),
    revision: u64,
    budget: Budget,
    figures: Figures,
}

impl UnitPart {
    fn fits(&self, session: &Session, unit: Option<&(String, String)>) -> bool {
        self.revision == session.revision() && Some(&self.unit) == unit
    }
}

/// What is looked at: the unit's part where a unit is chosen and its part is at hand, else the whole.
pub(super) fn seen<'a>(
    session: &'a Session,
    part: Option<&'a UnitPart>,
    unit: Option<&(String, String)>,
) -> Book<'a> {
    let whole = session.book();
    match part.filter(|part| part.fits(session, unit)) {
        Some(part) => Book { budget: &part.budget, figures: &part.figures, ..whole },
        None => whole,
    }
}

impl Document {
    /// The tables as they are looked at: the chosen unit's, or the department's.
    pub fn book(&self) -> Book<'_> {
        seen(&self.session, self.part.as_ref(), self.unit.as_ref())
    }

    /// Has the part of the chosen unit at hand.
    pub(in crate::ui) fn settle_unit(&mut self) {
        let Some(unit) = &self.unit else {
            self.part = None;
            return;
        };
        if self.part.as_ref().is_some_and(|part| part.fits(&self.session, self.unit.as_ref())) {
            return;
        }
        let format = self.session.format();
        let budget = of_unit(self.session.budget(), format, &unit.0, &unit.1);
        let figures = Figures::compute(&budget, format);
        let revision = self.session.revision();
        self.part = Some(UnitPart { unit: unit.clone(), revision, budget, figures });
    }

    /// Shows the tables of one unit, or of all (`None`).
    pub(in crate::ui) fn show_unit(&mut self, unit: Option<(String, String)>) {
        if self.unit != unit {
            self.unit = unit;
            self.settle_unit();
            self.look_changed();
        }
    }
}
