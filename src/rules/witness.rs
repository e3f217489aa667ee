//! Which of the figures of a sum is wrong, where nothing but the sum itself tells that one is. What would be right in
//! the place of each is reckoned; it is likelier where that figure stands in the budget once more, and where a slip of
//! the hand makes what is printed of it: two digits changed about, one digit another, the point one place off.

use std::collections::BTreeMap;
use std::sync::Arc;

use rust_decimal::Decimal;
use rustc_hash::FxHashMap;

use super::found::Found;
use super::verdict::Finding;
use crate::calc::{Book, Cell, Sheet};
use crate::model::{CellAddress, Table, ValueView};
use crate::schema::Severity;

/// Of more parts than this too many are likely by chance.
const MOST_PARTS: usize = 12;

/// For more findings than this nobody asks.
const MOST_FINDINGS: usize = 500;

/// In a table of more rows than this a figure stands twice by chance.
const MOST_ROWS: usize = 2_000;

/// Puts a finding into words.
type Tell<'a> = dyn Fn(&Found) -> Option<Finding> + 'a;

/// Names the suspect of findings that stand alone or whose suspects are none or several.
pub(super) fn name_suspects(
    found: &[Arc<Found>],
    lead: &FxHashMap<usize, usize>,
    tell: &Tell<'_>,
    book: &Book<'_>,
    suspects: &mut BTreeMap<usize, Vec<CellAddress>>,
) {
    let is_open = |at: usize, found: &Found| {
        let named = suspects.get(&at).is_some_and(|named| named.len() == 1);
        found.severity != Severity::Hint && found.address.is_some() && !lead.contains_key(&at) && !named
    };
    let asked: Vec<usize> = (0..)
        .zip(found)
        .filter(|(at, found)| is_open(*at, found))
        .map(|(at, _)| at)
        .take(MOST_FINDINGS)
        .collect();
    if asked.is_empty() {
        return;
    }
    let printed = Printed::of(book);
    for at in asked {
        let finding = found.get(at).and_then(|found| tell(found));
        if let Some(suspect) = finding.and_then(|finding| printed.suspect(&finding, book)) {
            let named = suspects.entry(at).or_default();
            named.retain(|cell| *cell != suspect);
            named.insert(0, suspect);
        }
    }
}

/// How often each figure is printed.
struct Printed(FxHashMap<Decimal, usize>);

impl Printed {
    fn of(book: &Book<'_>) -> Self {
        let mut counts: FxHashMap<Decimal, usize> = FxHashMap::default();
        // Asked anew after each edit, so not of lines: they are many, and are not printed.
        let is_printed = |sheet: &Sheet<'_>| {
            let rows = sheet.table.map_or(0, Table::len);
            !sheet.is_derived && !book.format.has_lines(&sheet.schema.key) && rows <= MOST_ROWS
        };
        let tables = book.sheets().filter(is_printed).filter_map(|sheet| sheet.table);
        for row in tables.flat_map(Table::rows) {
            let both = row.cells().values().chain(row.stated().values());
            for value in both.filter_map(ValueView::amount).filter(|value| !value.is_zero()) {
                *counts.entry(value.normalize()).or_default() += 1;
            }
        }
        Self(counts)
    }

    /// The cell of a printed total or of its parts that is likeliest wrong, if any is likelier than the others.
    fn suspect(&self, finding: &Finding, book: &Book<'_>) -> Option<CellAddress> {
        let total = book.cell(finding.address.as_ref()?)?;
        let (right, stated, difference) = (finding.expected?, finding.actual?, finding.difference?);
        if !finding.is_of_printed(&total) {
            return None;
        }
        let parts: Vec<(Cell<'_>, Decimal)> = total
            .addends()
            .into_iter()
            .filter_map(|part| Some((part, part.number().filter(|number| !number.is_zero())?)))
            .collect();
        if parts.len() > MOST_PARTS {
            return None;
        }
        // A figure that only the sum itself prints is no witness: the single part of a total is that total.
        let own = |value: Decimal| {
            usize::from(value == stated) + parts.iter().filter(|(_, part)| *part == value).count()
        };
        let likely = |from: Decimal, to: Decimal| {
            let others = self.0.get(&to.normalize()).copied().unwrap_or(0).saturating_sub(own(to));
            (others.min(1), usize::from(is_slip(from, to)) + usize::from(is_shifted(from, to)))
        };
        let mut ranked: Vec<((usize, usize), CellAddress)> = vec![(likely(stated, right), total.address())];
        for (part, value) in &parts {
            let to = value.checked_add(difference)?;
            ranked.push((likely(*value, to), part.address()));
        }
        let best = ranked.iter().map(|(worth, _)| *worth).max()?;
        let mut first = ranked.iter().filter(|(worth, _)| *worth == best && best > (0, 0));
        let suspect = first.next()?;
        first.next().is_none().then(|| suspect.1.clone())
    }
}

/// Whether a figure is what a shifted point makes of another: the place that was left holds a zero.
fn is_shifted(from: Decimal, to: Decimal) -> bool {
    let is_tenfold = to.checked_mul(Decimal::TEN) == Some(from);
    is_tenfold && from.scale() > 0 && from.scale() >= to.scale() && from.mantissa() % 10 == 0
}

/// Whether a slip of the hand makes one figure of another.
fn is_slip(from: Decimal, to: Decimal) -> bool {
    if from.is_zero() || to.is_zero() || from.is_sign_negative() != to.is_sign_negative() {
        return false;
    }
    let scale = from.scale().max(to.scale());
    let digits = |value: Decimal| {
        let mut value = value;
        value.rescale(scale);
        value.mantissa().unsigned_abs().to_string().into_bytes()
    };
    let (a, b) = (digits(from), digits(to));
    let ten = Decimal::TEN;
    if from.checked_mul(ten) == Some(to) || to.checked_mul(ten) == Some(from) {
        return true;
    }
    if a.len() != b.len() {
        return false;
    }
    let off: Vec<usize> = (0..a.len()).filter(|at| a.get(*at) != b.get(*at)).collect();
    match off.as_slice() {
        [_] => true,
        [one, other] => other - one == 1 && a.get(*one) == b.get(*other) && a.get(*other) == b.get(*one),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::is_slip;

    #[test]
    fn a_slip_of_the_hand_is_told_from_another_figure() {
        for (from, to, expected) in [
            ("15.86", "51.86", true),
            ("15.86", "15.96", true),
            ("15.86", "158.60", true),
            ("15.86", "16.68", false),
            ("15.86", "-15.86", false),
            ("0.50", "5.00", true),
            ("100.00", "200.01", false),
        ] {
            assert_eq!(is_slip(from.parse().unwrap(), to.parse().unwrap()), expected, "{from} {to}");
        }
    }
}
