//! What decides how a formula ends at a row: where only texts do, and of amounts only whether they are above, at or below
//! nought, rows that say the same are asked once. What a formula asks of its own row is read off the formula.

use super::{ColumnName, Expression, Path};
use crate::calc::{Figure, Sheet, SheetRow};
use crate::model::{ColumnKey, ColumnView, Coverage, KindKey, Layer, Table};
use crate::schema::SectionSchema;

/// What a rule asks of its own row, or of a row of a kind above it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Asks(Vec<Ask>);

#[derive(Clone, Debug)]
struct Ask {
    above: Option<KindKey>,
    column: ColumnName,
    /// Whether it is only compared with nought, to the last digit.
    is_sign: bool,
}

impl Asks {
    /// What a condition and what must hold under it ask.
    pub(crate) fn of(when: Option<&Expression>, check: &Expression) -> Self {
        let mut asks = Self::default();
        when.into_iter().for_each(|when| asks.read(when));
        check.each_conjunct(&mut |part| match part {
            // What is compared by itself is judged with regard to rounding: then the amount matters.
            Expression::Binary(operator, left, right, _) if operator.compares() => {
                asks.read(left);
                asks.read(right);
            }
            _ => asks.read(part),
        });
        asks
    }

    fn read(&mut self, expression: &Expression) {
        match expression {
            Expression::Own(path) => self.note(path, false),
            Expression::Binary(operator, left, right, _) if operator.compares() => {
                match (left.as_ref(), right.as_ref()) {
                    (Expression::Own(path), Expression::Number(nought))
                    | (Expression::Number(nought), Expression::Own(path))
                        if nought.is_zero() =>
                    {
                        self.note(path, true);
                    }
                    (left, right) => {
                        self.read(left);
                        self.read(right);
                    }
                }
            }
            _ => expression.each_part(&mut |part| self.read(part)),
        }
    }

    fn note(&mut self, path: &Path, is_sign: bool) {
        self.0.push(Ask { above: path.above.clone(), column: path.column.clone(), is_sign });
    }

    /// What decides at the rows of a kind, for the columns that a rule is applied to; `None` where amounts do.
    pub(crate) fn told<'a>(
        &'a self,
        sheet: Sheet<'a>,
        kind: &KindKey,
        columns: &'a [ColumnKey],
    ) -> Option<Asked<'a>> {
        let mut facts: Vec<(Option<&KindKey>, Fact<'a>)> = Vec::new();
        for ask in &self.0 {
            let keys = match &ask.column {
                ColumnName::Named(key) => std::slice::from_ref(key),
                ColumnName::Current => columns,
            };
            for key in keys {
                let fact = match sheet.schema.has_numbers(key) {
                    false => Fact::Text(key),
                    true if is_unused(&sheet, key) => continue,
                    true if ask.is_sign => Fact::Sign(key),
                    true => return None,
                };
                if !facts.contains(&(ask.above.as_ref(), fact)) {
                    facts.push((ask.above.as_ref(), fact));
                }
            }
        }
        Asked::of(sheet, Some(kind), facts)
    }
}

/// Whether an entered column of numbers stands blank in all rows, so that it tells no row from another.
fn is_unused(sheet: &Sheet<'_>, key: &ColumnKey) -> bool {
    let is_entered =
        |table: &&Table| table.coverage == Coverage::Full && !sheet.is_derived && !sheet.is_filled;
    let is_sum = |section: &SectionSchema| section.column(key).is_some_and(|column| !column.sum.is_empty());
    !sheet.schema.sections.iter().any(is_sum)
        && sheet.table.filter(is_entered).is_some_and(|table| table.column(Layer::Input, key).is_blank())
}

/// What of a column decides.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Fact<'a> {
    /// The text.
    Text(&'a ColumnKey),
    /// Whether the amount is above, at or below nought, or not known.
    Sign(&'a ColumnKey),
}

/// What is asked of the rows of a table.
pub(crate) struct Asked<'a> {
    sheet: Sheet<'a>,
    table: &'a Table,
    /// Columns of the row, or of the row of a kind above it; those of texts as they are kept.
    facts: Vec<(Option<&'a KindKey>, Fact<'a>, ColumnView<'a>)>,
}

impl<'a> Asked<'a> {
    /// Some facts of the rows of a kind, or of any, or of the rows above them. `None` where one of the texts is not in the
    /// table: the form prints it, or it is the key of the row.
    pub(crate) fn of(
        sheet: Sheet<'a>,
        kind: Option<&KindKey>,
        facts: impl IntoIterator<Item = (Option<&'a KindKey>, Fact<'a>)>,
    ) -> Option<Self> {
        let table = sheet.table?;
        let is_printed = |above: Option<&KindKey>, column: &ColumnKey| {
            let fixed = sheet.schema.sections.iter().flat_map(|section| section.fixed_rows());
            let mut of_kind = fixed.filter(|row| above.or(kind).is_none_or(|kind| row.kind == *kind));
            of_kind.any(|row| row.cells.contains_key(column))
        };
        let kept = |(above, fact)| {
            let key = match fact {
                Fact::Text(key) if is_printed(above, key) || !sheet.schema.has_column(key) => return None,
                Fact::Text(key) | Fact::Sign(key) => key,
            };
            Some((above, fact, table.column(Layer::Input, key)))
        };
        let facts = facts.into_iter().map(kept).collect::<Option<_>>()?;
        Some(Self { sheet, table, facts })
    }

    /// What the row at a position says: by numbers, the same for the same.
    pub(crate) fn says(&self, row: usize) -> impl Iterator<Item = Option<u32>> {
        self.facts.iter().map(move |(above, fact, column)| {
            let at = match above {
                Some(kind) => self.sheet.row(row)?.ancestor(kind)?.index,
                None => row,
            };
            match fact {
                Fact::Text(_) => (at < self.table.len()).then(|| column.text_number(at)),
                Fact::Sign(key) => Some(sign(self.sheet.row(at)?, key)),
            }
        })
    }
}

/// By number whether an amount is above, at or below nought, or not known.
fn sign(row: SheetRow<'_>, column: &ColumnKey) -> u32 {
    match row.cell_by(column).map(|cell| cell.figure()) {
        None | Some(Figure::Blank) => 0,
        Some(Figure::Known { value, .. }) if value.is_zero() => 0,
        Some(Figure::Known { value, .. }) => 1 + u32::from(value.is_sign_negative()),
        Some(Figure::Unknown(_)) => 3,
    }
}
