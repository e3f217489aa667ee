//! What is known of the names in a section's template: a statement's figure, share, change and list, or a word of the
//! budget. Money is written with the format's decimals and without separators, as narratives are.

use rust_decimal::Decimal;

use crate::calc::{Book, SheetRow};
use crate::formula::{Quantities, Quantity};
use crate::model::NoteKind;
use crate::money;
use crate::narrative::Reader;
use crate::narrative::compile::{Bound, bare_name};
use crate::schema::QuoteKind;

/// What is known in one section.
pub(super) struct Known<'a> {
    book: Book<'a>,
    statements: Vec<&'a Bound>,
}

impl<'a> Known<'a> {
    /// What the format says of a section, and the template of all.
    pub(super) fn new(book: &Book<'a>, reader: &'a Reader, own: &'a [Bound], section: &str) -> Self {
        let groups = reader.groups.iter().filter(|group| group.section == section);
        Self { book: *book, statements: groups.flat_map(|group| &group.statements).chain(own).collect() }
    }

    fn statement(&self, name: &str) -> Option<&'a Bound> {
        self.statements.iter().find(|statement| statement.key == name).copied()
    }

    /// What stands for a name in a form; `None` for a name or form that nobody knows, nothing where there is nothing to
    /// say.
    pub(super) fn say(&self, name: &str, form: &str) -> Option<String> {
        let budget = self.book.budget;
        match (name, form) {
            ("年", "") => return Some(budget.year.to_string()),
            ("上年", "") => return Some((budget.year - 1).to_string()),
            ("元", "") => return Some(self.book.format.unit.label().to_owned()),
            ("部门", "") => return Some(budget.department.name.clone()),
            ("部门全称", "") => return Some(budget.department.full_name.clone()),
            ("单位", "所列") => return Some(self.units()),
            _ => {}
        }
        let statement = self.statement(name)?;
        let value = self.first(&statement.value, None);
        Some(match form {
            "" => value.map_or_else(String::new, |value| self.figure(statement, value.value)),
            "占比" => value.and_then(|value| self.share(statement, &value, None)).unwrap_or_default(),
            "比上年" => value.and_then(|value| self.change(statement, &value)).unwrap_or_default(),
            "所列" => self.items(statement),
            "逐项" => self.each(statement),
            _ => return None,
        })
    }

    /// Whether a statement's figure is other than zero.
    pub(super) fn is_some(&self, name: &str) -> bool {
        let value = self.statement(name).and_then(|statement| self.first(&statement.value, None));
        value.is_some_and(|value| !value.value.is_zero())
    }

    /// Why a figure changed, as it stands beside its cell.
    pub(super) fn reason(&self, name: &str) -> String {
        let value = self.statement(name).and_then(|statement| self.first(&statement.value, None));
        let places: Vec<String> =
            value.iter().flat_map(|value| &value.cells).map(ToString::to_string).collect();
        let notes = self.book.budget.notes.iter();
        let mut reasons =
            notes.filter(|(key, _)| key.kind == NoteKind::Reason && places.contains(&key.place));
        reasons.next().map(|(_, note)| note.text.trim().trim_end_matches('。').to_owned()).unwrap_or_default()
    }

    fn first(&self, formulas: &Quantities, own: Option<SheetRow<'_>>) -> Option<Quantity> {
        formulas.evaluate(&self.book, own).ok()?.into_iter().next()
    }

    fn figure(&self, statement: &Bound, value: Decimal) -> String {
        match statement.kind {
            QuoteKind::Count => money::in_full(value, 0),
            QuoteKind::Amount => amount(value, self.book.decimals()),
        }
    }

    /// `占88.65%`; nothing of a whole that is zero or not known.
    fn share(&self, statement: &Bound, value: &Quantity, own: Option<SheetRow<'_>>) -> Option<String> {
        let whole = self.first(&statement.whole, own)?;
        Some(format!("占{}%", percent(value.value, whole.value)?))
    }

    /// `比2022年减少566.72万元，下降16.31%`; nothing where last year's figure is not known.
    fn change(&self, statement: &Bound, value: &Quantity) -> Option<String> {
        let last = self.first(&statement.last, None)?;
        let year = self.book.budget.year - 1;
        let change = value.value.checked_sub(last.value)?;
        if change.is_zero() {
            return Some(format!("与{year}年持平"));
        }
        let (up, rate) = if change.is_sign_positive() { ("增加", "增长") } else { ("减少", "下降") };
        let unit = self.book.format.unit.label();
        let words = format!("比{year}年{up}{}{unit}", amount(change.abs(), self.book.decimals()));
        Some(match percent(change.abs(), last.value) {
            Some(percent) => format!("{words}，{rate}{percent}%"),
            // Of nothing there is no percentage.
            None => format!("{words}（{year}年没有安排）"),
        })
    }

    /// The names of the rows that have money.
    fn items(&self, statement: &Bound) -> String {
        let Some((rows, list)) = &statement.items else { return String::new() };
        let mut names: Vec<String> = Vec::new();
        for row in rows.of(&self.book).unwrap_or_default() {
            let name = row.text(&list.name).trim();
            if !name.is_empty() && names.iter().all(|known| known != name) {
                names.push(name.to_owned());
            }
        }
        names.join("、")
    }

    /// Each row that has money with its figure and share.
    fn each(&self, statement: &Bound) -> String {
        let Some((rows, each)) = &statement.each else { return String::new() };
        let unit = self.book.format.unit.label();
        let rows = rows.of(&self.book).unwrap_or_default().into_iter();
        let said = rows.filter_map(|row| {
            let value = self.first(&statement.value, Some(row)).filter(|value| !value.value.is_zero())?;
            let name = format!("{}支出", bare_name(row.text(&each.name)));
            let share = self.share(statement, &value, Some(row)).map(|share| format!("，{share}"));
            Some(format!("{name}{}{unit}{}", self.figure(statement, value.value), share.unwrap_or_default()))
        });
        said.collect::<Vec<_>>().join("；")
    }

    /// `1. 甲；2. 乙`, or the one unit's name; without any, the department's.
    fn units(&self) -> String {
        let list = self.book.format.units.as_ref();
        let table = list.and_then(|list| Some((list, self.book.budget.table(&list.table)?)));
        let names: Vec<&str> = table
            .iter()
            .flat_map(|(list, table)| table.rows().iter().map(|row| row.text(&list.name)))
            .filter(|name| !name.is_empty())
            .collect();
        match names.as_slice() {
            [] => self.book.budget.department.name.clone(),
            [only] => (*only).to_owned(),
            _ => {
                let numbered =
                    (1..).zip(&names).map(|(number, name): (usize, _)| format!("{number}. {name}"));
                numbered.collect::<Vec<_>>().join("；")
            }
        }
    }
}

/// An amount with its decimals and without separators.
fn amount(value: Decimal, decimals: u32) -> String {
    money::in_full(money::round(value, decimals), decimals)
}

/// A part of a whole in percent, with two decimals; `None` of a whole that is zero.
fn percent(part: Decimal, whole: Decimal) -> Option<String> {
    let share = part.checked_div(whole)?.checked_mul(Decimal::ONE_HUNDRED)?;
    Some(amount(share, 2))
}
