//! Function codes: tied to an economic code by the standard, or found by sums. Where the items of one name,
//! or the remaining items of one unit, are together exactly what a table prints for one function code in
//! one column, they are its items.

use std::collections::BTreeMap;

use super::columns::LineColumns;
use super::printed::{PrintedFunction, PrintedFunctions};
use super::words::{base, kind_of_pair, staff, tied};
use super::{Proposal, Sureness};
use crate::calc::Book;
use crate::codes::UnitKind;
use crate::model::{ColumnKey, Row, Value};
use crate::money::{self, Decimal};
use crate::schema::{Derivation, says};

/// The search for function codes.
struct Search<'s, 'a> {
    columns: &'s LineColumns<'a>,
    table: PrintedFunctions<'a>,
    function: ColumnKey,
    /// For each proposal the column of the table that it falls into.
    falls: Vec<Option<ColumnKey>>,
    /// For each proposal the printed cell it was given to.
    given: Vec<Option<usize>>,
    /// For each printed cell what is not given away.
    left: Vec<Decimal>,
    /// Proposals of which the code that usually goes with theirs cannot be held, and which it is.
    doubtful: BTreeMap<usize, String>,
}

/// Fills in function codes.
pub(super) fn complete(book: &Book<'_>, columns: &LineColumns<'_>, found: &mut [Proposal]) {
    let Some(function) = columns.function.clone() else {
        return;
    };
    let Some(table) = PrintedFunctions::of(book, columns) else {
        only_tied(columns, book, &function, found);
        return;
    };
    let falls = found.iter().map(|one| falls_into(columns, table.derivation, one)).collect();
    let left = table.cells.iter().map(|cell| cell.amount).collect();
    let given = vec![None; found.len()];
    let mut search = Search { columns, table, function, falls, given, left, doubtful: BTreeMap::new() };
    search.tied(book, found);
    let name = |one: &Proposal| base(one.row.text(&columns.item)).to_owned();
    let unit = |one: &Proposal| columns.text(&one.row, columns.unit.as_ref()).to_owned();
    search.groups(found, "各单位同名项目之和", true, name);
    search.groups(found, "本单位其余项目之和", true, unit);
    search.groups(found, "本单位其余项目之和", false, unit);
    search.only_one_left(found);
    search.as_the_unit(found);
    for (at, (proposal, given)) in found.iter_mut().zip(&search.given).enumerate() {
        if given.is_none() && proposal.row.text(&search.function).is_empty() {
            let doubt = search.doubtful.get(&at).cloned();
            let why = doubt.unwrap_or_else(|| format!("{}不能说明是哪个功能科目", search.table.called));
            proposal.set(&search.function, "", Sureness::Open, why);
        }
    }
}

/// The kind of unit or staff a line is about: its name says it, or its codes, or the unit.
fn kind_of(book: &Book<'_>, columns: &LineColumns<'_>, one: &Proposal) -> Option<UnitKind> {
    let lists = book.classification();
    let text = |column: &Option<ColumnKey>| columns.text(&one.row, column.as_ref()).to_owned();
    staff(one.row.text(&columns.item))
        .or_else(|| kind_of_pair(lists, &text(&columns.department), &text(&columns.government)))
        .or_else(|| columns.unit_kind(book.budget, one.row.view()))
}

/// The column of a table that a line falls into, as far as its code is known.
fn falls_into(columns: &LineColumns<'_>, derivation: &Derivation, one: &Proposal) -> Option<ColumnKey> {
    let mut row: Row = one.row.clone();
    if let Some(department) = &columns.department
        && row.text(department).is_empty()
        && !one.class.is_empty()
    {
        row.cells.insert(department.clone(), Value::from(one.class.as_str()));
    }
    let mut fits = derivation.columns.iter().filter(|(_, when)| says(row.view(), when));
    let first = fits.next()?;
    fits.next().is_none().then(|| first.0.clone())
}

/// Without a table to check with, only what the standard ties.
fn only_tied(columns: &LineColumns<'_>, book: &Book<'_>, function: &ColumnKey, found: &mut [Proposal]) {
    for one in found {
        let kind = kind_of(book, columns, one);
        if let [(code, true)] = tied(columns.text(&one.row, columns.department.as_ref()), kind).as_slice() {
            let why = format!("科目分类中，此项经济科目对应功能科目 {code}");
            one.set(function, code, Sureness::Likely, why);
        } else if one.row.text(function).is_empty() {
            one.set(function, "", Sureness::Open, "没有表可以说明是哪个功能科目");
        }
    }
}

impl Search<'_, '_> {
    fn cell(&self, at: usize) -> Option<&PrintedFunction> {
        self.table.cells.get(at)
    }

    /// The printed cells a proposal may belong to: of its column and, where units are told apart, of its unit.
    fn cells_for(&self, at: usize, one: &Proposal) -> Vec<usize> {
        let Some(Some(column)) = self.falls.get(at) else {
            return Vec::new();
        };
        let unit = self.columns.text(&one.row, self.columns.unit_code.as_ref());
        let fits = |cell: &PrintedFunction| {
            cell.column == *column && cell.unit.as_deref().is_none_or(|own| unit.is_empty() || unit == own)
        };
        (0..self.table.cells.len()).filter(|cell| self.cell(*cell).is_some_and(fits)).collect()
    }

    fn give(&mut self, at: usize, cell: usize, found: &mut [Proposal], sureness: Sureness, why: &str) {
        let Some(proposal) = found.get_mut(at) else {
            return;
        };
        if let Some(left) = self.left.get_mut(cell) {
            *left -= proposal.amount(self.columns);
        }
        if let Some(given) = self.given.get_mut(at) {
            *given = Some(cell);
        }
        if let Some(code) = self.table.cells.get(cell).map(|cell| cell.function.clone()) {
            proposal.set(&self.function, &code, sureness, why);
        }
    }

    /// What the standard ties to the economic code.
    fn tied(&mut self, book: &Book<'_>, found: &mut [Proposal]) {
        let mut given: BTreeMap<usize, Vec<(usize, bool)>> = BTreeMap::new();
        for (at, one) in found.iter().enumerate() {
            let department = self.columns.text(&one.row, self.columns.department.as_ref());
            let kind = kind_of(book, self.columns, one);
            let known = tied(department, kind);
            let cells = self.cells_for(at, one);
            let mut fitting = known.iter().filter_map(|(code, strict)| {
                let cell =
                    cells.iter().find(|cell| self.cell(**cell).is_some_and(|cell| cell.function == *code))?;
                Some((*cell, *strict))
            });
            if let Some((cell, strict)) = fitting.next()
                && fitting.next().is_none()
            {
                given.entry(cell).or_default().push((at, strict));
            }
        }
        for (cell, members) in given {
            let amounts =
                members.iter().filter_map(|(at, _)| found.get(*at)).map(|one| one.amount(self.columns));
            let Some((sum, printed)) = money::sum(amounts).zip(self.cell(cell).cloned()) else {
                continue;
            };
            if sum > printed.amount {
                let (code, amount) = (&printed.function, printed.amount);
                let doubt = format!(
                    "通常列 {code}，但同类各项共 {sum}，多于{} {code} 的 {amount}",
                    self.table.called
                );
                self.doubtful.extend(members.iter().map(|(at, _)| (*at, doubt.clone())));
                continue;
            }
            let met = sum == printed.amount;
            for (at, strict) in members {
                let (sureness, why) = if met {
                    let said = "科目对应，各项之和与";
                    (Sureness::Sure, format!("{said}{} {} 相同", self.table.called, printed.function))
                } else if strict {
                    (Sureness::Likely, format!("科目对应 {}，没有核对相符", printed.function))
                } else {
                    (Sureness::Likely, format!("通常列 {}，没有核对相符", printed.function))
                };
                self.give(at, cell, found, sureness, &why);
            }
        }
    }

    /// Groups of items that are together exactly what is left of one printed cell, and of no other; with or
    /// without the doubtful ones.
    fn groups(&mut self, found: &mut [Proposal], said: &str, all: bool, name: impl Fn(&Proposal) -> String) {
        let mut groups: BTreeMap<(String, ColumnKey), Vec<usize>> = BTreeMap::new();
        for (at, one) in found.iter().enumerate() {
            let open =
                self.given.get(at).is_some_and(Option::is_none) && (all || !self.doubtful.contains_key(&at));
            if let Some(Some(column)) = self.falls.get(at)
                && open
                && !name(one).is_empty()
            {
                groups.entry((name(one), column.clone())).or_default().push(at);
            }
        }
        for members in groups.into_values() {
            let amounts = members.iter().filter_map(|at| found.get(*at)).map(|one| one.amount(self.columns));
            let Some(sum) = money::sum(amounts) else {
                continue;
            };
            let Some(cells) = members.first().and_then(|at| Some(self.cells_for(*at, found.get(*at)?)))
            else {
                continue;
            };
            let mut exact = cells.into_iter().filter(|cell| self.left.get(*cell) == Some(&sum));
            let (Some(cell), None) = (exact.next(), exact.next()) else {
                continue;
            };
            let code = self.cell(cell).map(|cell| cell.function.clone()).unwrap_or_default();
            let why = format!("{said}与{} {code} 相同", self.table.called);
            for at in members {
                self.give(at, cell, found, Sureness::Sure, &why);
            }
        }
    }

    /// All that is open in a column, where only one printed cell of it has anything left.
    fn only_one_left(&mut self, found: &mut [Proposal]) {
        let mut open: BTreeMap<Vec<usize>, Vec<usize>> = BTreeMap::new();
        for (at, one) in found.iter().enumerate() {
            if self.given.get(at).is_some_and(Option::is_none) {
                let mut cells = self.cells_for(at, one);
                cells.retain(|cell| self.left.get(*cell).is_some_and(|left| *left > Decimal::ZERO));
                open.entry(cells).or_default().push(at);
            }
        }
        for (cells, members) in open {
            let [cell] = cells.as_slice() else {
                continue;
            };
            let amounts = members.iter().filter_map(|at| found.get(*at)).map(|one| one.amount(self.columns));
            let Some(sum) = money::sum(amounts) else {
                continue;
            };
            let left = self.left.get(*cell).copied().unwrap_or_default();
            if sum > left {
                continue;
            }
            let code = self.cell(*cell).map(|cell| cell.function.clone()).unwrap_or_default();
            let (sureness, why) = if sum == left {
                (Sureness::Sure, format!("{}此栏余下的只有 {code}，数也相同", self.table.called))
            } else {
                (Sureness::Likely, format!("{}此栏余下的只有 {code}", self.table.called))
            };
            for at in members {
                self.give(at, *cell, found, sureness, &why);
            }
        }
    }

    /// What is still open goes where other items of the unit surely are, if that has room for it.
    fn as_the_unit(&mut self, found: &mut [Proposal]) {
        let unit_of = |one: &Proposal| self.columns.text(&one.row, self.columns.unit.as_ref()).to_owned();
        let mut homes: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (one, given) in found.iter().zip(&self.given) {
            let by_unit = one
                .reasons
                .get(&self.function)
                .is_some_and(|reason| reason.sureness == Sureness::Sure && reason.why.starts_with("本单位"));
            if let Some(cell) = given.and_then(|cell| self.cell(cell)).filter(|_| by_unit) {
                let homes = homes.entry(unit_of(one)).or_default();
                if !homes.contains(&cell.function) {
                    homes.push(cell.function.clone());
                }
            }
        }
        for at in 0..found.len() {
            let open = self.given.get(at).is_some_and(Option::is_none) && !self.doubtful.contains_key(&at);
            let Some(one) = found.get(at).filter(|_| open) else {
                continue;
            };
            let unit = self.columns.text(&one.row, self.columns.unit.as_ref());
            let Some([home]) = homes.get(unit).map(Vec::as_slice) else {
                continue;
            };
            let (home, amount) = (home.clone(), one.amount(self.columns));
            let room = self.cells_for(at, one).into_iter().find(|cell| {
                self.cell(*cell).is_some_and(|cell| cell.function == home)
                    && self.left.get(*cell).is_some_and(|left| *left >= amount)
            });
            let why = format!("本单位另有项目确定是 {home}");
            match room {
                Some(cell) => self.give(at, cell, found, Sureness::Likely, &why),
                // Its column is not known, so that nothing can be checked.
                None if self.falls.get(at) == Some(&None) => {
                    if let Some(one) = found.get_mut(at) {
                        one.set(&self.function, &home, Sureness::Likely, why);
                    }
                }
                None => {}
            }
        }
    }
}
