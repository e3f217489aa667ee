//! In which unit amounts are shown, and whether rounded so that they foot (舍位平衡). Only what is seen is
//! concerned: what is stored stays exact, and what is typed in the shown unit is taken exactly.

use std::borrow::Cow;

use eframe::egui::Rect;
use serde::{Deserialize, Serialize};

use crate::calc::{Book, Cell};
use crate::model::{CellAddress, ValueView};
use crate::money::{self, Decimal, MoneyUnit};
use crate::rounding::{Adjusted, Balanced, Precision};
use crate::schema::{ColumnKind, Role};

/// What the user has chosen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct Showing {
    /// The unit and the decimals; `None` for those in which the budget is printed.
    pub precision: Option<Precision>,
    /// Whether amounts are rounded so that they foot.
    pub balanced: bool,
}

impl Showing {
    /// The unit and the decimals of amounts of a budget that is printed so.
    pub fn precision(self, printed: Precision) -> Precision {
        self.precision.unwrap_or(printed)
    }
}

/// Amounts as they are shown.
#[derive(Clone, Copy, Debug)]
pub struct Shown<'a> {
    showing: Showing,
    precision: Precision,
    kept: MoneyUnit,
    balanced: Option<&'a Balanced>,
    printed: Option<Book<'a>>,
}

impl<'a> Shown<'a> {
    /// Amounts of a book, rounded as `balanced` says where that is at hand.
    pub fn new(showing: Showing, book: &Book<'a>, balanced: Option<&'a Balanced>) -> Self {
        let printed = balanced.map(|balanced| balanced.book(book.format));
        let precision = showing.precision(book.precision());
        Self { showing, precision, kept: book.format.unit, balanced, printed }
    }

    /// Whether amounts are shown as the format prints them, each by itself.
    pub fn is_plain(&self) -> bool {
        self.showing == Showing::default() && self.precision.unit == self.kept
    }

    /// The unit and the decimals.
    pub fn precision(&self) -> Precision {
        self.precision
    }

    /// Whether the shown unit needs more room than the one the table was made for.
    pub fn is_wide(&self) -> bool {
        (self.precision.unit, self.kept) == (MoneyUnit::Yuan, MoneyUnit::WanYuan)
    }

    /// The number that a cell shows, in the unit in which amounts are kept.
    pub fn number(&self, cell: &Cell<'_>) -> Option<Decimal> {
        let printed = self.printed.and_then(|book| book.cell(&cell.address()));
        number_of(printed.as_ref().filter(|_| is_amount(cell)).unwrap_or(cell))
    }

    /// What a cell shows.
    pub fn text(&self, cell: &Cell<'_>) -> String {
        if self.is_plain() {
            return cell.text();
        }
        match self.number(cell).filter(|_| is_amount(cell)) {
            Some(number) => self.amount(number),
            None if cell.role == Role::Label => self.words(&cell.text()).into_owned(),
            None => cell.text(),
        }
    }

    /// An amount as it is shown.
    pub fn amount(&self, value: Decimal) -> String {
        self.precision.text(value, self.kept)
    }

    /// Any number of a cell's column as it is shown: what the document states, a difference.
    pub fn number_like(&self, value: Decimal, cell: &Cell<'_>) -> String {
        if is_amount(cell) { self.amount(value) } else { money::display(value, cell.decimals()) }
    }

    /// A cell's number in full and with its unit, where what is shown is not all of it.
    pub fn exact(&self, cell: &Cell<'_>) -> Option<String> {
        let exact = number_of(cell).filter(|_| is_amount(cell))?;
        let whole = Some(exact) == self.number(cell) && self.precision.round(exact, self.kept) == exact;
        (!whole).then(|| self.in_full(exact))
    }

    /// What a rounded amount is in full and how it was adjusted; nothing where it is shown in full.
    pub fn explained(&self, cell: &Cell<'_>) -> Option<String> {
        let exact = self.exact(cell)?;
        Some(match self.adjusted(&cell.address()) {
            Some(adjusted) => format!(
                "精确数 {exact}\n四舍五入 {}，舍位平衡 {}（{}）",
                self.amount(adjusted.ordinary),
                self.amount(adjusted.printed),
                self.signed(adjusted.difference())
            ),
            None => format!("精确数 {exact}"),
        })
    }

    /// A difference as it is shown, with its sign.
    pub fn signed(&self, value: Decimal) -> String {
        let sign = if value.is_sign_negative() { "" } else { "+" };
        format!("{sign}{}", self.amount(value))
    }

    /// An amount in full and with its unit.
    pub fn in_full(&self, value: Decimal) -> String {
        let exact = self.precision.converted(value, self.kept);
        format!("{} {}", money::in_full(exact, self.precision.decimals), self.precision.unit.label())
    }

    /// The number that goes out when a cell is copied: all of it where amounts are shown as the format
    /// prints them, else what is shown.
    pub fn to_copy(&self, cell: &Cell<'_>) -> Option<String> {
        let number = cell.number().filter(|_| cell.column.kind.is_number())?;
        if self.is_plain() || !is_amount(cell) {
            return Some(money::in_full(number, cell.decimals()));
        }
        Some(self.amount(self.number(cell).unwrap_or(number)).replace(',', ""))
    }

    /// The exact amount of a cell in 元, where another is shown, or in another unit, than the format says.
    pub fn in_yuan(&self, cell: &Cell<'_>) -> Option<String> {
        let exact = cell.number().filter(|_| is_amount(cell) && !self.is_plain())?;
        Some(Precision::YUAN.converted(exact, self.kept).normalize().to_string())
    }

    /// How a cell was adjusted, if it was.
    pub fn adjusted(&self, cell: &CellAddress) -> Option<&'a Adjusted> {
        self.balanced?.adjustment(cell)
    }

    /// Printed words of the form, such as `项目金额（万元）`, with the unit that is shown.
    pub fn words<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let (kept, shown) = (self.kept.label(), self.precision.unit.label());
        if self.kept == self.precision.unit || !text.contains(kept) {
            return Cow::Borrowed(text);
        }
        let named = text.replace(&format!("（{kept}）"), &format!("（{shown}）"));
        Cow::Owned(named.replace(&format!("({kept})"), &format!("({shown})")))
    }

    /// What the head of a table says: `单位：万元`, with how amounts are rounded where the format does not
    /// say it.
    pub fn heading(&self) -> String {
        let unit = format!("单位：{}", self.precision.unit.label());
        let rounding = match (self.precision.decimals, self.showing.precision) {
            (0, Some(_)) => "取整",
            _ => "",
        };
        let balanced = match (self.showing.balanced, self.balanced) {
            (true, Some(_)) => "舍位平衡",
            (true, None) => "正在舍位平衡…",
            (false, _) => "",
        };
        let more: Vec<&str> = [rounding, balanced].into_iter().filter(|part| !part.is_empty()).collect();
        if more.is_empty() { unit } else { format!("{unit}（{}）", more.join("，")) }
    }
}

fn is_amount(cell: &Cell<'_>) -> bool {
    cell.column.kind == ColumnKind::Amount
}

/// The number in a cell: where rows are missing, the stated one.
fn number_of(cell: &Cell<'_>) -> Option<Decimal> {
    match cell.role {
        Role::Label | Role::Blank => None,
        Role::Input | Role::SumOfLines => cell.entered().and_then(ValueView::amount),
        Role::SumOfColumns | Role::SumOfRows if cell.lacks_rows() => {
            cell.stated().and_then(ValueView::amount)
        }
        Role::SumOfColumns | Role::SumOfRows => cell.number(),
    }
}

/// Whether a figure is seen in part only, at the edge of what scrolls: its last digits alone would be read as another figure.
pub(in crate::ui) fn is_cut(seen: Rect, left: f32, right: f32) -> bool {
    right > left && (left < seen.left() - 0.5 || right > seen.right() + 0.5)
}
