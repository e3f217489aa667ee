//! Which columns stay on the left while the others scroll, and how wide they are there: they leave room to scroll in. Where
//! one types amounts line by line, the amount stays beside what it is for, as far as there is room.

use super::GridColumn;

/// How much of the room columns that stay may take, and how much with the amount beside them.
const SHARE: f32 = 0.6;
const SHARE_WITH_AMOUNT: f32 = 0.7;

/// A column is not narrowed below this.
const LEAST: f32 = 96.0;

/// By so much the room changes until widths follow it: a long table is not laid out anew for each point.
const STEP: f32 = 24.0;

/// The columns that stay: how many, and how wide.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Frozen {
    pub count: usize,
    pub widths: Vec<f32>,
    /// Whether one of them is narrower than it was made.
    pub is_narrowed: bool,
}

/// Fits the first `count` columns into a room; with `amount`, the one behind them stays, too, where there is room for it.
pub(super) fn fit(columns: &[GridColumn], count: usize, amount: bool, room: f32) -> Frozen {
    let room = (room / STEP).floor() * STEP;
    let narrow = |count: usize, share: f32| {
        let made: Vec<f32> = columns.iter().take(count).map(|column| column.width).collect();
        let spare = columns.iter().take(count).map(|column| match column.amounts {
            true => 0.0,
            false => (column.width - LEAST).max(0.0),
        });
        let spare: Vec<f32> = spare.collect();
        let (over, all) = (made.iter().sum::<f32>() - room * share, spare.iter().sum::<f32>());
        let part = if all > 0.0 { (over / all).clamp(0.0, 1.0) } else { 0.0 };
        let widths: Vec<f32> =
            made.iter().zip(&spare).map(|(width, spare)| (width - spare * part).floor()).collect();
        let fits = widths.iter().sum::<f32>() <= room * share;
        (fits, Frozen { count, is_narrowed: part > 0.0, widths })
    };
    if amount && let (true, with_amount) = narrow(count + 1, SHARE_WITH_AMOUNT) {
        return with_amount;
    }
    narrow(count, SHARE).1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(width: f32, amounts: bool) -> GridColumn {
        GridColumn { header: Vec::new(), name: String::new(), width, amounts }
    }

    #[test]
    fn columns_that_stay_leave_room_and_keep_the_amount_where_they_can() {
        let columns =
            [(80.0, false), (170.0, false), (150.0, false), (170.0, false), (110.0, true), (110.0, true)];
        let columns = columns.map(|(width, amounts)| column(width, amounts));
        for (room, count, is_narrowed) in
            [(1300.0, 5, false), (843.0, 5, true), (660.0, 4, true), (300.0, 4, true)]
        {
            let frozen = fit(&columns, 4, true, room);
            assert_eq!((frozen.count, frozen.is_narrowed), (count, is_narrowed), "{room}: {frozen:?}");
            let all: f32 = frozen.widths.iter().sum();
            assert!(room < 660.0 || all <= room * SHARE_WITH_AMOUNT, "{room}: {all}");
            assert!(frozen.widths.iter().zip(&columns).all(|(is, made)| *is >= LEAST.min(made.width)));
        }
        assert_eq!(fit(&columns, 4, false, 1300.0).count, 4, "only where an amount is kept");
    }
}
