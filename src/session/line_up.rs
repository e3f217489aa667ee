//! Into which columns the cells of a pasted block go, where that is not simply one beside the other: its headers say it,
//! whatever their order, or what its cells are, where it has columns that are not shown, or lacks some that are.
//!
//! Knows no rows and no places: only the columns of a section, and what the budget knows by name. Where nothing is certain
//! nothing is lined up.

mod ways;

use std::collections::BTreeSet;

use self::ways::{Block, best};
use super::beside::code_and_name;
use super::recognise::{is_like, plain};
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
    /// What is to be said of it.
    pub told: String,
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
}

impl<'b> Known<'b> {
    /// What a budget of that format and with these units knows.
    pub fn new(format: &'b Format, lists: &'b Classification, units: Vec<(String, String)>) -> Self {
        Self { format, lists, units }
    }

    /// Where the columns of a block go that is pasted there; `None` where they go one beside the other.
    ///
    /// # Errors
    /// Says in Chinese what would land where it cannot be meant, and what to do.
    pub fn line_up(&self, columns: Columns<'_, '_>, lines: &[Vec<Given>]) -> Result<Option<LinedUp>, String> {
        if let Some(found) = self.by_headers(columns, lines) {
            return Ok((!is_same(&found.columns, columns.beside)).then_some(found));
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
        if here.iter().all(|fit| fit.is_some_and(|fit| fit >= 0)) {
            return Ok(None);
        }
        let first = columns.beside.iter().flatten().next().copied();
        let from = columns.seen.iter().copied().filter(|at| first.is_none_or(|first| *at >= first));
        let targets: Vec<usize> = columns.unseen.iter().copied().chain(from).collect();
        let table: Vec<Vec<Fit>> =
            (0..block.width).map(|nth| targets.iter().map(|at| fits(Some(*at), nth)).collect()).collect();
        // The first column of amounts has some; those behind it may have none, if nothing else tells.
        let is_number = |at: &usize| columns.section.columns.get(*at).is_some_and(|own| own.kind.is_number());
        let first_number = targets.iter().position(is_number);
        let passing = |at: usize| match targets.get(at).is_some_and(is_number) {
            true => Some(PASSED + BETTER).filter(|_| Some(at) != first_number),
            false => Some(PASSED),
        };
        let sum = |fits: &[Fit]| fits.iter().map(|fit| fit.unwrap_or(-SURE)).sum::<i32>();
        if let Some((score, chosen)) = best(&table, &passing, None)
            && score > sum(&here)
            && chosen.iter().enumerate().all(|pair| {
                best(&table, &passing, Some(pair)).is_none_or(|(other, _)| other + BETTER <= score)
            })
        {
            let chosen = chosen.into_iter().map(|at| targets.get(at).copied()).collect();
            return Ok(Some(self.lined_up(columns, chosen, "内容")));
        }
        self.guard(&block, &number, here.iter().any(Option::is_none), &|| self.start(columns, &block))?;
        Ok(None)
    }

    fn lined_up(&self, columns: Columns<'_, '_>, chosen: Vec<Option<usize>>, by: &str) -> LinedUp {
        let named = chosen.iter().enumerate().filter_map(|(nth, at)| {
            let column = columns.section.columns.get((*at)?)?;
            Some(format!("第 {} 列→{}", nth + 1, column.full_title()))
        });
        let told = format!("各列按{by}对到各栏（{}），请核对", named.collect::<Vec<_>>().join("，"));
        LinedUp { columns: chosen, without: Vec::new(), told }
    }

    /// Refuses what would put codes into amounts, where the columns go one beside the other.
    ///
    /// # Errors
    /// Says in Chinese which code would land where.
    pub fn refuse_codes(&self, beside: &[Option<&Column>], lines: &[Vec<Given>]) -> Result<(), String> {
        let block = Block::of(lines);
        let number = |nth: usize| beside.get(nth).copied().flatten().filter(|column| column.kind.is_number());
        let is_worded = |nth: usize| block.column(nth).next().is_some() && block.column(nth).all(is_word);
        let is_off = (0..block.width).any(|nth| number(nth).is_some() && is_worded(nth));
        self.guard(&block, &number, is_off, &|| None)
    }

    fn guard<'c>(
        &self,
        block: &Block<'_>,
        number: &dyn Fn(usize) -> Option<&'c Column>,
        is_off: bool,
        start: &dyn Fn() -> Option<&'c Column>,
    ) -> Result<(), String> {
        let found = (0..block.width).find_map(|nth| {
            let column = number(nth)?;
            let codes: Vec<&str> = block.column(nth).collect();
            let may_be = is_off && !codes.is_empty() && codes.iter().all(|code| self.is_code(code));
            (may_be || self.are_codes(&codes)).then(|| (column, codes.first().copied().unwrap_or_default()))
        });
        let Some((column, code)) = found else {
            return Ok(());
        };
        let what = match start() {
            Some(column) => format!("这些内容像是从“{}”栏起的，请选中那一栏再粘贴", column.full_title()),
            None => "请从对应的栏开始粘贴，或者连表头一起复制，按表头对到各栏".to_owned(),
        };
        Err(format!("“{code}”像编码，却落在“{}”栏上，左右没有对齐；{what}", column.full_title()))
    }

    /// The only column from which on a block fits, one column beside the other.
    fn start<'s>(&self, columns: Columns<'_, 's>, block: &Block<'_>) -> Option<&'s Column> {
        let fits_from = |from: &usize| {
            let beside: Vec<usize> = columns.seen.iter().skip(*from).copied().collect();
            (0..block.width).all(|nth| {
                let column = beside.get(nth).and_then(|at| columns.section.columns.get(*at));
                let fit = column.and_then(|column| self.fit(columns, column, block, nth));
                fit.is_some_and(|fit| fit > 0 || block.column(nth).next().is_none())
            })
        };
        let mut starts = (0..columns.seen.len()).filter(fits_from);
        let start = starts.next().filter(|_| starts.next().is_none())?;
        columns.section.columns.get(*columns.seen.get(start)?)
    }

    /// Where a line of headers says that the columns go.
    fn by_headers(&self, columns: Columns<'_, '_>, lines: &[Vec<Given>]) -> Option<LinedUp> {
        let is_word = |cell: &&Given| cell.text.chars().any(char::is_alphabetic);
        let is_head = |line: &&Vec<Given>| {
            let said: Vec<&Given> = line.iter().filter(|cell| !cell.is_blank()).collect();
            said.len() > 1 && said.iter().all(is_word)
        };
        let at = lines.iter().position(|line| line.iter().filter(|cell| !cell.is_blank()).count() > 1)?;
        let head = lines.get(at).filter(is_head)?;
        let open: Vec<usize> = columns.seen.iter().chain(columns.unseen).copied().collect();
        let mut chosen: Vec<Option<usize>> = vec![None; head.len()];
        let mut taken = BTreeSet::new();
        // What is called exactly so comes before what is only much like it.
        let (mut sure, mut said) = (0, 0);
        for is_exact in [true, false] {
            let is_called = |column: &Column, text: &str| match is_exact {
                true => self.is_called(columns, column, text),
                false => is_like(column, text),
            };
            for (nth, cell) in head.iter().enumerate().filter(|(_, cell)| !cell.is_blank()) {
                said += usize::from(is_exact);
                if chosen.get(nth).copied().flatten().is_some() {
                    continue;
                }
                let text = plain(&cell.text);
                let free = open.iter().copied().filter(|at| !taken.contains(at));
                let mut found = free.filter(|at| {
                    columns.section.columns.get(*at).is_some_and(|column| is_called(column, &text))
                });
                if let (Some(only), None) = (found.next(), found.next())
                    && let Some(own) = chosen.get_mut(nth)
                {
                    taken.insert(only);
                    *own = Some(only);
                    sure += usize::from(is_exact);
                }
            }
        }
        // A line of content may have a word in it that heads a column.
        if sure < 2 || sure * 2 < said {
            return None;
        }
        let width = lines.iter().map(Vec::len).max().unwrap_or_default();
        chosen.resize(width, None);
        let below = lines.get(at + 1..).unwrap_or_default();
        let is_filled =
            |nth: usize| below.iter().any(|line| line.get(nth).is_some_and(|cell| !cell.is_blank()));
        let without =
            (0..width).filter(|nth| chosen.get(*nth).is_some_and(Option::is_none) && is_filled(*nth));
        let title = |nth: usize| head.get(nth).map(|cell| cell.text.trim().to_owned()).unwrap_or_default();
        let without = without.map(|nth| (nth, title(nth))).collect();
        Some(LinedUp { without, ..self.lined_up(columns, chosen, "表头") })
    }

    /// Whether a column is called so, by itself or as all parts of a code or its name are.
    fn is_called(&self, columns: Columns<'_, '_>, column: &Column, text: &str) -> bool {
        let own = column.header.last().map(String::as_str).into_iter().chain([column.key.as_str()]);
        if own.map(plain).chain([plain(&column.full_title())]).any(|own| own == text) {
            return true;
        }
        let codes = self.codes_of(columns.table, |codes| {
            codes.parts.first() == Some(&column.key) || codes.name.as_ref() == Some(&column.key)
        });
        let same = text.replace("代码", "编码");
        codes.is_some_and(|codes| match codes.parts.first() == Some(&column.key) {
            true => codes.parts.len() > 1 && same == "科目编码",
            false => same == "科目名称" || same == "名称",
        })
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
