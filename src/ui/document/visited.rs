//! The places that were looked at, to go back to and forward again. Stepping about in a table leaves no
//! place behind; going to another page, or jumping to a cell, does.

use super::{Document, Page};
use crate::model::CellAddress;

/// How many are remembered.
const MOST: usize = 100;

type Place = (Page, Option<CellAddress>);

/// Where one was.
#[derive(Clone, Debug, Default)]
pub(super) struct Places {
    back: Vec<Place>,
    forward: Vec<Place>,
    /// What was shown in the last frame.
    here: Option<Place>,
}

impl Places {
    /// Notes that a place is left for another.
    fn leave(&mut self, place: Place) {
        if self.back.last() != Some(&place) {
            self.back.push(place);
            if self.back.len() > MOST {
                self.back.remove(0);
            }
        }
        self.forward.clear();
    }
}

impl Document {
    fn place(&self) -> Place {
        (self.look.page.clone(), self.cursor())
    }

    /// Notes in every frame what is shown.
    pub fn note_place(&mut self) {
        let now = self.place();
        if let Some(before) = self.look.places.here.take().filter(|before| before.0 != now.0) {
            self.look.places.leave(before);
        }
        self.look.places.here = Some(now);
    }

    /// Notes that a jump begins here.
    pub(in crate::ui) fn leave_place(&mut self) {
        let now = self.place();
        self.look.places.leave(now);
    }

    /// Whether there is a place to go back to, or forward to.
    pub fn has_place(&self, back: bool) -> bool {
        !(if back { &self.look.places.back } else { &self.look.places.forward }).is_empty()
    }

    /// Goes to the place before, or after, this one.
    pub fn turn_back(&mut self, back: bool) {
        let now = self.place();
        let places = &mut self.look.places;
        let (from, onto) = if back {
            (&mut places.back, &mut places.forward)
        } else {
            (&mut places.forward, &mut places.back)
        };
        // A jump that led nowhere else left the same place behind.
        let Some(place) = std::iter::from_fn(|| from.pop()).find(|place| *place != now) else {
            return;
        };
        onto.push(now);
        self.look.page = place.0.clone();
        if let Some(cell) = &place.1 {
            self.show_cell(cell);
        }
        self.look.places.here = Some(self.place());
    }
}
