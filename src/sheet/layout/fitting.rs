//! How wide columns are in the room there is. Those of sections below each other are narrowed together. Of others, those that
//! stay on the left while the rest scrolls leave room to scroll in; where one types amounts line by line, the amount stays
//! beside what it is for, as far as there is room.

use super::{GridColumn, GridLayout};

/// How much of the room columns that stay may take, and how much with the amount beside them.
const SHARE: f32 = 0.6;
const SHARE_WITH_AMOUNT: f32 = 0.7;

/// Where columns that stay take more of the room than this, they scroll.
const MOST: f32 = 0.75;

/// A column is not narrowed below this.
const LEAST: f32 = 96.0;

/// By so much the room changes until widths follow it: a long table is not laid out anew for each point.
const STEP: f32 = 24.0;

/// The columns that stay: how many, and how wide.
#[derive(Clone, Debug, PartialEq)]
struct Fitted {
    count: usize,
    widths: Vec<f32>,
    /// Whether one of them is narrower than it was made.
    is_narrowed: bool,
}

/// What is asked of the columns that stay, and what became of them.
#[derive(Clone, Debug)]
pub(super) struct Staying {
    /// The width of each as it was made, and whether it holds amounts; of one more where an amount is to be kept.
    made: Vec<(f32, bool)>,
    /// How many are to stay at least.
    count: usize,
    fitted: Fitted,
}

impl Staying {
    /// Fits the first `count` columns into a room; with `amount`, the one behind them stays, too, where there is room for it.
    fn new(columns: &[GridColumn], count: usize, amount: bool, room: f32) -> Self {
        let made =
            columns.iter().take(count + usize::from(amount)).map(|column| (column.width, column.amounts));
        let made: Vec<(f32, bool)> = made.collect();
        let fitted = fit(&made, count, room);
        Self { made, count, fitted }
    }
}

impl GridLayout {
    /// Narrows columns to the width there is: all of sections below each other, down to half of what they want, and else those
    /// that stay on the left, where they would leave too little room to scroll in.
    pub(super) fn fit(&mut self, room: f32, keeps_amount: bool) {
        if self.stacked {
            let wanted: f32 = self.columns.iter().map(|column| column.width).sum();
            let share = (room / wanted).max(0.5);
            for column in self.columns.iter_mut().filter(|_| wanted > room) {
                column.width = (column.width * share).floor();
            }
            return;
        }
        let staying = Staying::new(&self.columns, self.frozen, keeps_amount, room);
        self.frozen = staying.fitted.count;
        for (column, width) in self.columns.iter_mut().zip(&staying.fitted.widths) {
            column.width = *width;
        }
        self.staying = Some(staying);
    }

    /// Whether a column is as wide as the window lets it be, and not as somebody drew it.
    pub fn follows_window(&self, column: usize) -> bool {
        let is_narrowed = self.staying.as_ref().is_some_and(|staying| staying.fitted.is_narrowed);
        self.stacked || is_narrowed && column < self.frozen
    }

    /// Whether the table is to be laid out anew in so much room.
    pub fn depends_on(&self, room: f32) -> bool {
        let is_other = |staying: &Staying| fit(&staying.made, staying.count, room) != staying.fitted;
        self.stacked || self.staying.as_ref().is_none_or(is_other)
    }
}

/// Fits columns into a room: the first `count`, and the one more there may be where there is room for it.
fn fit(made: &[(f32, bool)], count: usize, room: f32) -> Fitted {
    let room = (room / STEP).floor() * STEP;
    let narrow = |count: usize, share: f32| {
        let made = made.get(..count).unwrap_or(made);
        let spare = |(width, amounts): &(f32, bool)| if *amounts { 0.0 } else { (width - LEAST).max(0.0) };
        let over = made.iter().map(|(width, _)| width).sum::<f32>() - room * share;
        let all: f32 = made.iter().map(spare).sum();
        let part = if all > 0.0 { (over / all).clamp(0.0, 1.0) } else { 0.0 };
        let widths: Vec<f32> = made.iter().map(|own| (own.0 - spare(own) * part).floor()).collect();
        let fits = widths.iter().sum::<f32>() <= room * share;
        (fits, Fitted { count, is_narrowed: part > 0.0, widths })
    };
    if made.len() > count
        && let (true, with_amount) = narrow(count + 1, SHARE_WITH_AMOUNT)
    {
        return with_amount;
    }
    let (_, fitted) = narrow(count, SHARE);
    // Where they leave no room though they are narrow, only the first stays, and the others are what they were made.
    if fitted.widths.iter().sum::<f32>() > room * MOST { narrow(count.min(1), MOST).1 } else { fitted }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_that_stay_leave_room_and_keep_the_amount_where_they_can() {
        let columns =
            [(80.0, false), (170.0, false), (150.0, false), (170.0, false), (110.0, true), (110.0, true)];
        let columns = columns.map(|(width, amounts)| GridColumn {
            header: Vec::new(),
            name: String::new(),
            width,
            amounts,
        });
        for (room, count, is_narrowed) in
            [(1300.0, 5, false), (843.0, 5, true), (660.0, 4, true), (520.0, 4, true), (300.0, 1, false)]
        {
            let fitted = Staying::new(&columns, 4, true, room).fitted;
            assert_eq!((fitted.count, fitted.is_narrowed), (count, is_narrowed), "{room}: {fitted:?}");
            let all: f32 = fitted.widths.iter().sum();
            assert!(room < 660.0 || all <= room * SHARE_WITH_AMOUNT, "{room}: {all}");
            assert!(fitted.widths.iter().zip(&columns).all(|(is, made)| *is >= LEAST.min(made.width)));
        }
        assert_eq!(Staying::new(&columns, 4, false, 1300.0).fitted.count, 4, "only where an amount is kept");
    }
}
