//! What is known of the names in a section's template: a statement's figure, share, change and list, or a word of the
//! budget. Money is written with the format's decimals and without separators, as narratives are.

use rust_decimal::Decimal;

use super::words::Turn;
use crate::calc::{Book, Figure, SheetRow};
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
            "比上年" => self.change(statement).map(|change| change.in_words).unwrap_or_default(),
            "分栏" => self.columns(statement).unwrap_or_default(),
            "所列" => self.items(statement),
            "逐项" => self.each(statement),
            _ => return None,
        })
    }

    /// Whether a statement's figure is other than zero; `None` where it is not known.
    pub(super) fn is_some(&self, name: &str) -> Option<bool> {
        if name == SUBORDINATES {
            return match self.unit_names().len() {
                0 => None,
                count => Some(count > 1),
            };
        }
        let value = self.statement(name).and_then(|statement| self.first(&statement.value, None))?;
        Some(!value.value.is_zero())
    }

    /// Whether a figure changed so much that it is to be said why.
    pub(super) fn needs_reason(&self, name: &str) -> bool {
        let change = self.statement(name).and_then(|statement| self.change(statement));
        change.is_some_and(|change| change.is_said)
    }

    /// Which way a figure went, as far as that is printed; `None` where last year's is not known.
    pub(super) fn turn(&self, name: &str) -> Option<Turn> {
        self.statement(name).and_then(|statement| self.change(statement)).map(|change| change.turn)
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
        let found = formulas.printed(&self.book, own).ok()?.into_iter().next()?;
        // That there is nothing is said by its own table alone: elsewhere may stand a part of it.
        (!found.value.is_zero() || formulas.is_answered(&self.book, own)).then_some(found)
    }

    fn figure(&self, statement: &Bound, value: Decimal) -> String {
        match statement.kind {
            QuoteKind::Count => money::in_full(value, 0),
            QuoteKind::Amount => amount(value, self.book.decimals()),
        }
    }

    /// `占88.65%`; nothing of a whole that is zero or not known, and of what is below zero.
    fn share(&self, statement: &Bound, value: &Quantity, own: Option<SheetRow<'_>>) -> Option<String> {
        let whole = self.first(&statement.whole, own)?;
        if value.value.is_sign_negative() || whole.value.is_sign_negative() {
            return None;
        }
        Some(format!("占{}%", percent(value.value, whole.value)?))
    }

    /// `比2022年减少566.72万元，下降16.31%`; nothing where last year's figure is not known.
    fn change(&self, statement: &Bound) -> Option<Change> {
        let value = self.first(&statement.value, None)?;
        let last = statement.last.first_printed(&self.book, None).ok()?;
        let year = self.book.budget.year - 1;
        let change = value.value.checked_sub(last.value)?;
        let rate = percent(change.abs(), last.value);
        // What is printed as nothing is no change that anybody could look at.
        let is_slight = self.is_nothing(change) || rate.as_deref() == Some("0.00");
        if is_slight {
            let roughly = if change.is_zero() { "" } else { "基本" };
            let in_words = format!("与{year}年{roughly}持平");
            return Some(Change { in_words, is_said: false, turn: Turn::Flat });
        }
        let (turn, up, grown) = match change.is_sign_positive() {
            true => (Turn::Up, "增加", "增长"),
            false => (Turn::Down, "减少", "下降"),
        };
        let unit = self.book.format.unit.label();
        let words = format!("比{year}年{up}{}{unit}", amount(change.abs(), self.book.decimals()));
        // Of next to nothing a percentage tells nothing either: 增长107900.00%.
        let is_told = |rate: &Decimal| *rate < Decimal::from(MOST_PERCENT);
        let told = change.abs().checked_mul(Decimal::ONE_HUNDRED).and_then(|it| it.checked_div(last.value));
        let in_words = match rate {
            Some(_) if !told.is_some_and(|rate| is_told(&rate.abs())) => words,
            Some(percent) => format!("{words}，{grown}{percent}%"),
            // Of nothing there is no percentage.
            None => format!("{words}（{year}年没有安排）"),
        };
        Some(Change { in_words, is_said: true, turn })
    }

    /// Whether an amount is printed as zero.
    fn is_nothing(&self, value: Decimal) -> bool {
        money::round(value, self.book.decimals()).is_zero()
    }

    /// The names of the rows that have money.
    fn items(&self, statement: &Bound) -> String {
        let Some((rows, list)) = &statement.items else { return String::new() };
        if self.first(&statement.value, None).is_some_and(|value| self.is_nothing(value.value)) {
            return String::new();
        }
        let mut names: Vec<String> = Vec::new();
        for row in rows.of(&self.book).unwrap_or_default() {
            let name = row.text(&list.name).trim();
            if !name.is_empty() && names.iter().all(|known| known != name) {
                names.push(name.to_owned());
            }
        }
        names.join("、")
    }

    /// The columns that the figure is the sum of, each with its figure and share; nothing where one is not known.
    fn columns(&self, statement: &Bound) -> Option<String> {
        let value = self.first(&statement.value, None)?;
        let cell = self.book.cell(value.cells.first()?)?;
        let unit = self.book.format.unit.label();
        let mut said = Vec::new();
        for key in &cell.column.sum {
            let part = cell.row.cell_by(key)?;
            let amount = match (part.printed(), part.figure()) {
                (Some(printed), _) | (None, Figure::Known { value: printed, .. }) => printed,
                (None, Figure::Blank) => Decimal::ZERO,
                (None, Figure::Unknown(_)) => return None,
            };
            if self.is_nothing(amount) {
                continue;
            }
            let share = percent(amount, value.value).filter(|_| amount.is_sign_positive());
            let share = share.map(|share| format!("，占{share}%")).unwrap_or_default();
            said.push(format!("{}{}{unit}{share}", part.column.title(), self.figure(statement, amount)));
        }
        Some(said.join("；"))
    }

    /// Each row that has money with its figure and share.
    fn each(&self, statement: &Bound) -> String {
        let Some((rows, each)) = &statement.each else { return String::new() };
        let unit = self.book.format.unit.label();
        let rows = rows.of(&self.book).unwrap_or_default().into_iter();
        let said = rows.filter_map(|row| {
            let value =
                self.first(&statement.value, Some(row)).filter(|value| !self.is_nothing(value.value))?;
            let name = format!("{}支出", bare_name(row.text(&each.name)));
            let share = self.share(statement, &value, Some(row)).map(|share| format!("，{share}"));
            Some(format!("{name}{}{unit}{}", self.figure(statement, value.value), share.unwrap_or_default()))
        });
        said.collect::<Vec<_>>().join("；")
    }

    /// The names of the budget's units.
    fn unit_names(&self) -> Vec<&'a str> {
        let list = self.book.format.units.as_ref();
        let table = list.and_then(|list| Some((list, self.book.budget.table(&list.table)?)));
        let names =
            table.into_iter().flat_map(|(list, table)| table.rows().iter().map(|row| row.text(&list.name)));
        names.filter(|name| !name.is_empty()).collect()
    }

    /// `1. 甲；2. 乙`, or the one unit's name; nothing where no unit is entered.
    fn units(&self) -> String {
        let names = self.unit_names();
        match names.as_slice() {
            [only] => (*only).to_owned(),
            _ => {
                let numbered =
                    (1..).zip(&names).map(|(number, name): (usize, _)| format!("{number}. {name}"));
                numbered.collect::<Vec<_>>().join("；")
            }
        }
    }
}

/// How a figure stands to last year's.
struct Change {
    in_words: String,
    /// Whether an amount is said, of which people ask why.
    is_said: bool,
    turn: Turn,
}

/// A percentage from here on is left out.
const MOST_PERCENT: u32 = 10_000;

/// By this name a template asks whether there are units besides the department itself.
const SUBORDINATES: &str = "所属单位";

/// An amount with its decimals and without separators.
fn amount(value: Decimal, decimals: u32) -> String {
    money::in_full(money::round(value, decimals), decimals)
}

/// A part of a whole in percent, with two decimals; `None` of a whole that is zero.
fn percent(part: Decimal, whole: Decimal) -> Option<String> {
    let share = part.checked_div(whole)?.checked_mul(Decimal::ONE_HUNDRED)?;
    Some(amount(share, 2))
}
