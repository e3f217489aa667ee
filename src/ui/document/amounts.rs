//! How the amounts of a document are shown, and the rounding that is shown with them: computed beside the window where
//! the budget is long.

use std::sync::mpsc::{Receiver, TryRecvError, channel};

use eframe::egui::Context;

use super::Document;
use crate::calc::Book;
use crate::rounding::{Balanced, Precision};
use crate::ui::look::amounts::{Showing, Shown};

/// Budgets of more rows than this are balanced beside the window, which goes on meanwhile.
const AT_ONCE: usize = 600;

/// Of which state of the budget a rounding is: its revision, to what it is rounded, and whose tables.
type Of = (u64, Precision, Option<(String, String)>);

/// A balanced budget, and one on its way.
#[derive(Default)]
pub(super) struct Balancing {
    done: Option<(Of, Balanced)>,
    awaited: Option<(Of, Receiver<Balanced>)>,
}

impl Balancing {
    /// The rounding of the present state, if it is at hand.
    pub(super) fn done(&self) -> Option<&Balanced> {
        self.done.as_ref().map(|(_, balanced)| balanced)
    }

    /// Takes in what has arrived; whether anything has.
    fn receive(&mut self) -> bool {
        let Some((of, awaited)) = &self.awaited else {
            return false;
        };
        match awaited.try_recv() {
            Ok(done) => self.done = Some((of.clone(), done)),
            Err(TryRecvError::Empty) => return false,
            Err(TryRecvError::Disconnected) => {}
        }
        self.awaited = None;
        true
    }
}

impl Document {
    /// Shows amounts as chosen: once in every frame, before anything is drawn.
    pub(in crate::ui) fn show_amounts(&mut self, showing: Showing, context: &Context) {
        self.settle_unit();
        let precision = showing.precision(self.session.book().precision());
        self.session.type_in(precision.unit);
        let mut changed = self.look.showing != showing;
        self.look.showing = showing;
        if showing.balanced {
            changed |= self.cache.balancing.receive();
            let of = (self.session.revision(), precision, self.look.unit.clone());
            if self.cache.balancing.done.as_ref().is_none_or(|(known, _)| *known != of) {
                changed = true;
                self.cache.balancing.done = None;
                self.balance(of, context);
            }
        } else {
            self.cache.balancing = Balancing::default();
        }
        if changed {
            self.look_changed();
        }
    }

    /// Amounts as they are shown.
    pub fn shown(&self) -> Shown<'_> {
        Shown::new(self.look.showing, &self.session.book(), self.cache.balancing.done())
    }

    /// The rounding that is shown, if amounts are balanced and it is at hand.
    pub fn balanced(&self) -> Option<&Balanced> {
        self.cache.balancing.done()
    }

    /// Balances the present state: at once where that is quick, else beside the window, one after the other.
    fn balance(&mut self, of: Of, context: &Context) {
        let rows = self.session.budget().tables.values().map(|table| table.rows().len()).sum::<usize>();
        if rows <= AT_ONCE {
            let balanced = Balanced::compute(&self.book(), of.1);
            self.cache.balancing.done = Some((of, balanced));
            return;
        }
        if self.cache.balancing.awaited.is_some() {
            return;
        }
        let (sender, awaited) = channel();
        let book = self.book();
        let (budget, figures) = (book.budget.clone(), book.figures.clone());
        let (format, context) = (self.session.format().clone(), context.clone());
        let precision = of.1;
        std::thread::spawn(move || {
            let book = Book { format: &format, budget: &budget, figures: &figures };
            // Nobody waits for it any more where the budget was closed meanwhile.
            drop(sender.send(Balanced::compute(&book, precision)));
            context.request_repaint();
        });
        self.cache.balancing.awaited = Some((of, awaited));
    }
}
