//! Into which columns the cells of a pasted block go, where that is not simply one beside the other: its headers say it,
//! whatever their order, or what its cells are, where it has columns that are not shown, or lacks some that are.
//!
//! Knows no rows and no places: only the columns of a section, and what the budget knows by name. Where nothing is certain
//! nothing is lined up.

mod guard;
mod headers;
mod unordered;
mod ways;

use self::unordered::NamesBeside;
use self::ways::{Block, best};
use super::beside::code_and_name;
use crate::blocks::Given;
use crate::codes::{Classification, Scheme};
use crate::model::{ColumnKey, TableKey};
use crate::money::{MoneyUnit, parse_amount};
use crate::schema::{CodeColumns, Column, ColumnKind, Format, SectionSchema, TableSchema};
use crate::text::squeezed;

/// How well the cells of a column of the block fit into a column of the table; `None` where they are something else.
type Fit = Option<i32>;

const SURE: i32 = 20;
const LIKELY: i32 = 10;
const UNLIKELY: i32 = -10;
/// What passing over a column costs, and what one lining up has to be better than another.
const PASSED: i32 = 1;
const BETTER: i32 = 5;

/// Where the columns of a block go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinedUp {
    /// For each cell of a line the column of the section; `None` for one that goes nowhere.
    pub columns: Vec<Option<usize>>,
    /// The headers over cells that no column is there for.
    pub without: Vec<(usize, String)>,
    /// The line of headers that says so.
    pub head: Option<usize>,
    /// What is to be said of it; nothing where they go one beside the other.
    pub told: Option<String>,
}

/// The columns that a block is pasted into.
#[derive(Clone, Copy)]
pub struct Columns<'c, 's> {
    /// The table.
    pub table: &'s TableSchema,
    /// Their section.
    pub section: &'s SectionSchema,
    /// Those that are seen from the cursor on, for each cell of a line.
    pub beside: &'c [Option<usize>],
    /// Those that are not seen since all rows say the same there.
    pub unseen: &'c [usize],
    /// All that are seen.
    pub seen: &'c [usize],
}

/// What a budget knows by name, to tell what a text is.
pub struct Known<'b> {
    format: &'b Format,
    lists: &'b Classification,
    units: Vec<(String, String)>,
    names: OtherNames,
}

/// Under which other names columns of budget lines are known, by their keys.
pub type OtherNames = Vec<(ColumnKey, Vec<String>)>;

impl<'b> Known<'b> {
    /// What a budget of that format and with these units knows, and under which other names its columns are known.
    pub fn new(
        format: &'b Format,
        lists: &'b Classification,
        units: Vec<(String, String)>,
        names: OtherNames,
    ) -> Self {
        Self { format, lists, units, names }
    }

    /// Where the columns of a block go that is pasted there; `None` where they go one beside the other.
    ///
    /// # Errors
    /// Says in Chinese what would land where it cannot be meant, and what to do.
    pub fn line_up(&self, columns: Columns<'_, '_>, lines: &[Vec<Given>]) -> Result<Option<LinedUp>, String> {
        if let Some(found) = self.by_headers(columns, lines) {
            return Ok(Some(found));
        }
        let block = Block::of(lines);
        let fits = |at: Option<usize>, nth: usize| match at.and_then(|at| columns.section.columns.get(at)) {
            Some(column) => self.fit(columns, column, &block, nth),
            None => Some(0).filter(|_| block.column(nth).next().is_none()),
        };
        let number = |nth: usize| {
            let at = columns.beside.get(nth).copied().flatten();
            at.and_then(|at| columns.section.columns.get(at)).filter(|column| column.kind.is_number())
        };
        // What is one column wide goes where the cursor is.
        if block.width == 1 {
            self.guard(&block, &number, false, &|| None)?;
            return Ok(None);
        }
        let here: Vec<Fit> =
            (0..block.width).map(|nth| fits(columns.beside.get(nth).copied().flatten(), nth)).collect();
        // What only says what the code beside it is called goes nowhere, where names have no column.
        let names = self.names_beside_codes(columns, &block);
        let names = if self.has_item(columns, &block, &names) { names } else { names.but_one() };
        if names.is_empty() && here.iter().all(|fit| fit.is_some_and(|fit| fit >= 0)) {
            return Ok(None);
        }
        let first = columns.beside.iter().flatten().next().copied();
        let from = columns.seen.iter().copied().filter(|at| first.is_none_or(|first| *at >= first));
        let targets: Vec<usize> = columns.unseen.iter().copied().chain(from).collect();
        let taken: Vec<usize> = (0..block.width).filter(|nth| !names.has(*nth)).collect();
        let table: Vec<Vec<Fit>> =
            taken.iter().map(|nth| targets.iter().map(|at| fits(Some(*at), *nth)).collect()).collect();
        // The first column of amounts has some; those behind it may have none, if nothing else tells.
        let is_number = |at: &usize| columns.section.columns.get(*at).is_some_and(|own| own.kind.is_number());
        let first_number = targets.iter().position(is_number);
        let passing = |at: usize| match targets.get(at).is_some_and(is_number) {
            true => Some(PASSED + BETTER).filter(|_| Some(at) != first_number),
            false => Some(PASSED),
        };
        let sum = |fits: &[Fit]| fits.iter().map(|fit| fit.unwrap_or(-SURE)).sum::<i32>();
        let in_order = best(&table, &passing, None).filter(|(score, chosen)| {
            *score > sum(&here)
                && chosen.iter().enumerate().all(|pair| {
                    best(&table, &passing, Some(pair)).is_none_or(|(other, _)| other + BETTER <= *score)
                })
        });
        let fit = |nth: usize, at: usize| table.get(nth).and_then(|row| row.get(at)).copied().flatten();
        let all_fit = |chosen: &Vec<usize>| {
            chosen.iter().enumerate().all(|(nth, at)| fit(nth, *at).is_some_and(|fit| fit >= 0))
        };
        let is_sound = in_order.as_ref().is_some_and(|(_, chosen)| all_fit(chosen));
        let in_order: Option<Vec<usize>> =
            in_order.map(|(_, chosen)| chosen.iter().filter_map(|at| targets.get(*at)).copied().collect());
        // In another order they may go left of the cursor, too, and so do the amount and what the
        // line is called by.
        let all: Vec<usize> = columns.unseen.iter().chain(columns.seen).copied().collect();
        let amount = all.iter().find(|at| is_number(at));
        let item = self.item(columns).filter(|item| {
            let column = columns.section.columns.get(*item);
            let fit = |nth: &usize| self.fit(columns, column?, &block, *nth);
            taken.iter().any(|nth| fit(nth).is_some_and(|fit| fit >= LIKELY))
        });
        let wanted: Vec<usize> = amount.copied().into_iter().chain(item).collect();
        let has_wanted =
            |chosen: &Vec<usize>| amount.is_some() && wanted.iter().all(|column| chosen.contains(column));
        let chosen = match in_order {
            Some(chosen) if is_sound && has_wanted(&chosen) => Some(chosen),
            other => {
                let table: Vec<Vec<Fit>> =
                    taken.iter().map(|nth| all.iter().map(|at| fits(Some(*at), *nth)).collect()).collect();
                let is_number = |at: usize| all.get(at).is_some_and(is_number);
                // Elsewhere amounts stand under too many heads to be told apart.
                let is_of_lines = self.format.has_lines(&columns.table.key);
                let found = unordered::one_each(&table, &is_number).filter(|_| is_of_lines);
                found.map(|found| found.iter().filter_map(|at| all.get(*at)).copied().collect()).or(other)
            }
        };
        if let Some(chosen) = chosen {
            let mut whole = vec![None; block.width];
            for (nth, at) in taken.iter().zip(chosen) {
                if let Some(own) = whole.get_mut(*nth) {
                    *own = Some(at);
                }
            }
            return Ok(Some(self.lined_up(columns, whole, ("内容", None), &names)));
        }
        self.guard(&block, &number, here.iter().any(Option::is_none), &|| self.start(columns, &block))?;
        self.refuse_misfits(columns, &block, &here)?;
        Ok(None)
    }

    fn lined_up(
        &self,
        columns: Columns<'_, '_>,
        chosen: Vec<Option<usize>>,
        (by, head): (&str, Option<usize>),
        names: &NamesBeside,
    ) -> LinedUp {
        let named = chosen.iter().enumerate().filter_map(|(nth, at)| {
            let column = columns.section.columns.get((*at)?)?;
            Some(format!("第 {} 列→{}", nth + 1, column.full_title()))
        });
        let told = format!(
            "各列按{by}对到各栏（{}），请核对{}",
            named.collect::<Vec<_>>().join("，"),
            names.in_words()
        );
        let told = Some(told).filter(|_| !names.is_empty() || !is_same(&chosen, columns.beside));
        LinedUp { columns: chosen, without: Vec::new(), head, told }
    }

    fn codes_of(&self, table: &TableSchema, of: impl Fn(&CodeColumns) -> bool) -> Option<&'b CodeColumns> {
        self.format.codes.iter().find(|codes| codes.tables.contains(&table.key) && of(codes))
    }

    /// How well the cells of a column of the block fit into a column.
    fn fit(&self, columns: Columns<'_, '_>, column: &Column, block: &Block<'_>, nth: usize) -> Fit {
        let cells: Vec<&str> = block.column(nth).collect();
        if cells.is_empty() {
            return Some(0);
        }
        let most = |is: &dyn Fn(&str) -> bool| cells.iter().filter(|cell| is(cell)).count() * 2 > cells.len();
        let is_number = |cell: &str| matches!(parse_amount(cell, MoneyUnit::WanYuan), Ok(Some(_)));
        if column.kind.is_number() {
            let any = cells.iter().any(|cell| cell.contains(|c: char| c.is_ascii_digit()) && !is_word(cell));
            return if !any || self.are_codes(&cells) {
                None
            } else {
                Some(SURE).filter(|_| most(&is_number)).or(Some(0))
            };
        }
        let (code, name) = self.unit_columns(columns).unzip();
        let is_unseen = |key: &ColumnKey| {
            columns
                .unseen
                .iter()
                .any(|at| columns.section.columns.get(*at).is_some_and(|own| own.key == *key))
        };
        if Some(&column.key) == code || Some(&column.key) == name {
            let is_of_codes = Some(&column.key) == code;
            let is_unit = |cell: &str| {
                let mut own = self.units.iter().map(|(code, name)| if is_of_codes { code } else { name });
                own.any(|own| squeezed(own) == squeezed(cell))
            };
            if most(&is_unit) {
                return Some(SURE + LIKELY);
            }
            if is_unseen(&column.key) {
                return None;
            }
        }
        if column.kind == ColumnKind::Code {
            return self.fit_of_code(columns, column, &cells);
        }
        let format = self.format;
        let known: Vec<&str> = column
            .offers
            .iter()
            .map(String::as_str)
            .chain(format.known_texts(&columns.table.key, &column.key))
            .collect();
        let lines = format.lines_of(&columns.table.key);
        let is = |own: Option<&Option<ColumnKey>>| own.and_then(Option::as_ref) == Some(&column.key);
        let is_item = is(lines.map(|lines| &lines.item));
        let is_name = self.codes_of(columns.table, |codes| codes.name.as_ref() == Some(&column.key));
        let is_worded = is_item
            || is_name.is_some()
            || name == Some(&column.key)
            || is(lines.map(|lines| &lines.formula))
            || !known.is_empty();
        if is_worded && most(&is_number) {
            return None;
        }
        if known.iter().any(|text| cells.iter().any(|cell| squeezed(cell) == squeezed(text))) {
            return Some(SURE);
        }
        if let Some(codes) = is_name {
            let lists = self.lists;
            let is_listed = |cell: &str| lists.named(codes.scheme, cell).next().is_some();
            return Some(if most(&is_listed) { SURE } else { 0 });
        }
        let is_other = !known.is_empty() || name == Some(&column.key) && !self.units.is_empty();
        Some(if is_other || self.are_codes(&cells) {
            UNLIKELY
        } else if is_item {
            LIKELY
        } else {
            0
        })
    }

    fn fit_of_code(&self, columns: Columns<'_, '_>, column: &Column, cells: &[&str]) -> Fit {
        let most = |is: &dyn Fn(&str) -> bool| cells.iter().filter(|cell| is(cell)).count() * 2 > cells.len();
        let code = |cell: &str| code_and_name(cell).map(|(code, _)| code);
        if !most(&|cell: &str| code(cell).is_some()) {
            return None;
        }
        let Some(codes) = self.codes_of(columns.table, |codes| codes.parts.contains(&column.key)) else {
            return Some(0);
        };
        let at = codes.parts.iter().position(|part| *part == column.key).unwrap_or_default();
        let lists = self.lists;
        let is_listed =
            |cell: &str| code(cell).is_some_and(|code| lists.lookup(codes.scheme, &code).is_some());
        let is_formed = |cell: &str| {
            code(cell).is_some_and(|code| match codes.parts.len() {
                1 => codes.scheme.lengths().contains(&code.len()),
                _ => {
                    code.len() == if at == 0 { 3 } else { 2 }
                        || at == 0 && codes.scheme.lengths().contains(&code.len())
                }
            })
        };
        if !most(&is_formed) {
            None
        } else if at == 0 && most(&is_listed) {
            Some(SURE)
        } else {
            Some(0)
        }
    }

    /// The columns of the code and the name of a unit.
    fn unit_columns<'s>(&'s self, columns: Columns<'_, 's>) -> Option<(&'s ColumnKey, &'s ColumnKey)> {
        let table: &TableKey = &columns.table.key;
        let format = self.format;
        columns.section.free.iter().find_map(|free| format.unit_columns(table, columns.section, &free.kind))
    }

    /// Whether the cells of a column are codes beyond doubt: they begin with 0, or all are listed, and no amounts are by chance.
    pub(super) fn are_codes(&self, cells: &[&str]) -> bool {
        let is_short = |cell: &&&str| cell.trim().len() < 5;
        let long = cells.iter().filter(|cell| !is_short(cell)).count();
        let odd = cells.iter().any(|cell| !cell.trim().ends_with('0'));
        let enough = long > 1
            || long == 1 && (cells.len() > 1 || cells.iter().any(|cell| cell.trim().len() > 6))
            || cells.len() > 2 && odd;
        cells.iter().all(|cell| self.is_code(cell))
            && (enough || cells.iter().any(|cell| begins_with_nought(cell)))
    }

    /// Whether a text may be a code: it is listed, or begins with 0.
    fn is_code(&self, text: &str) -> bool {
        let text = squeezed(text);
        let lists = self.lists;
        text.bytes().all(|byte| byte.is_ascii_digit())
            && (begins_with_nought(&text)
                || text.len() > 2 && Scheme::ALL.iter().any(|scheme| lists.lookup(*scheme, &text).is_some())
                || self.units.iter().any(|(code, _)| code.len() > 3 && *code == text))
    }
}

/// Whether a text is digits of which the first is a nought that no amount begins with: 0102, 01.
pub fn begins_with_nought(text: &str) -> bool {
    let text = text.trim();
    text.len() > 1
        && text.starts_with('0')
        && text.bytes().all(|byte| byte.is_ascii_digit())
        && text.bytes().any(|byte| byte != b'0')
}

fn is_word(text: &str) -> bool {
    text.chars().any(|c| c.is_alphabetic() && !"元万亿千百".contains(c))
}

fn is_same(one: &[Option<usize>], other: &[Option<usize>]) -> bool {
    one.iter().enumerate().all(|(nth, at)| at.is_none() || other.get(nth) == Some(at))
}
