//! The unit of figures of the text where the tables change theirs: what is written in the unit that they had is written in
//! the one that they get. Other units (万元 beside tables in 元, 亿元) stay: a figure is as right in them as it was.

use crate::calc::Book;
use crate::model::ValueView;
use crate::money::{self, Decimal, MoneyUnit, Precision};
use crate::narrative::{Extracted, FigureKind, extract, number_of, written_in};
use crate::schema::ColumnKind;
use crate::session::Session;
use crate::text::narrow;

/// From which unit to which.
pub(super) struct Change {
    from: MoneyUnit,
    pub to: Precision,
    /// Whether large numbers of this text are written with commas.
    has_commas: bool,
    /// Whether the tables know no more than they print: then what the text says is as fine as they are.
    is_as_printed: bool,
}

impl Change {
    /// The change of unit from how a budget is printed now, if there is one.
    pub(super) fn of(exact: &Session, to: Precision) -> Option<Self> {
        let from = exact.book().precision().unit;
        (from != to.unit).then(|| Self {
            from,
            to,
            has_commas: has_commas(exact),
            is_as_printed: is_as_printed(&exact.book()),
        })
    }

    /// What a figure that no table has is in the new unit, where that says neither more nor less.
    pub(super) fn same(&self, number: Decimal) -> Option<Decimal> {
        let value = number.checked_mul(self.from.in_yuan())?.checked_div(self.to.unit.in_yuan())?;
        (self.is_as_printed && money::round(value, self.to.decimals) == value).then_some(value)
    }

    /// Whether a figure is written in the unit that changes, and in one of its own: in `12.30、45.60万元` both are of the last one.
    pub(super) fn is_of(&self, figure: &Extracted, text: &[char]) -> bool {
        let is_between = |c: &&char| c.is_whitespace() || "、，,；;和与及或至到~～—–-−－/:：".contains(**c);
        let before = text.get(..figure.span.start).unwrap_or_default();
        let before = before.iter().rev().find(|c| !is_between(c));
        figure.in_yuan == self.from.in_yuan() && !before.is_some_and(|c| narrow(*c).is_ascii_digit())
    }

    /// A figure as it stands with another number in the new unit.
    pub(super) fn written(&self, was: &str, value: Decimal, decimals: u32) -> Option<String> {
        let number = number_of(was);
        let behind = was.strip_prefix(number)?;
        let unit = behind.trim_start();
        let blank = behind.strip_suffix(unit)?;
        let bare: String = unit.chars().filter(|c| !c.is_whitespace()).collect();
        let has_commas = number.contains([',', '，']) || self.has_commas;
        let number = written_in(number, value, decimals, has_commas);
        (bare == self.from.label()).then(|| format!("{number}{blank}{}", self.to.unit.label()))
    }
}

fn is_as_printed(book: &Book<'_>) -> bool {
    let (precision, unit) = (book.precision(), book.format.unit);
    let cells = book.sheets().flat_map(|sheet| sheet.rows()).flat_map(|row| row.cells());
    let mut amounts = cells
        .filter(|cell| cell.column.kind == ColumnKind::Amount)
        .flat_map(|cell| [cell.number(), cell.stated().and_then(ValueView::amount)])
        .flatten();
    amounts.all(|amount| precision.round(amount, unit) == amount)
}

/// Whether a text parts thousands: unless it has a number that could be parted and is not.
fn has_commas(session: &Session) -> bool {
    let paragraphs = session.budget().narrative.iter().flat_map(|section| &section.paragraphs);
    let is_plain = |paragraph: &String| {
        let letters: Vec<char> = paragraph.chars().collect();
        extract(paragraph).iter().any(|one| {
            let figure = letters.get(one.span.start..one.span.end).unwrap_or_default();
            let is_large = one.number.abs() >= Decimal::ONE_THOUSAND;
            one.kind == FigureKind::Amount && is_large && !figure.iter().any(|c| narrow(*c) == ',')
        })
    };
    !paragraphs.into_iter().any(is_plain)
}
