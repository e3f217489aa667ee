//! Where the headers of a pasted block say that its columns go: by the words of the table, by other names under which files
//! of budget lines have its columns, and by words much like them. What no word names goes where its cells can only belong.
//!
//! Knows no rows. Which other names there are is data, and said by who asks.

use std::collections::BTreeSet;

use super::ways::Block;
use super::{Columns, Known, LinedUp, SURE};
use crate::blocks::Given;
use crate::codes::Scheme;
use crate::model::ColumnKey;
use crate::schema::{Column, ColumnKind};
use crate::session::recognise::{is_like, is_total, plain};

/// How a word names a column: the surer ways go before the others.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    /// As the table does.
    Own,
    /// As files of budget lines do.
    Other,
    /// By a word for totals, over the amount of lines or the only amount.
    Total,
    /// By a word much like it.
    Like,
}

impl Known<'_> {
    /// Where a line of headers says that the columns go.
    pub(super) fn by_headers(&self, columns: Columns<'_, '_>, lines: &[Vec<Given>]) -> Option<LinedUp> {
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
        let said = head.iter().filter(|cell| !cell.is_blank()).count();
        let mut sure = 0;
        for way in [Way::Own, Way::Other, Way::Total, Way::Like] {
            for (nth, cell) in head.iter().enumerate().filter(|(_, cell)| !cell.is_blank()) {
                if chosen.get(nth).copied().flatten().is_some() {
                    continue;
                }
                let text = plain(&cell.text);
                let free = open.iter().copied().filter(|at| !taken.contains(at));
                let mut found = free.filter(|at| {
                    let column = columns.section.columns.get(*at);
                    column.is_some_and(|column| self.is_named(columns, column, &text, way))
                });
                if let (Some(only), None) = (found.next(), found.next())
                    && let Some(own) = chosen.get_mut(nth)
                {
                    taken.insert(only);
                    *own = Some(only);
                    sure += usize::from(way != Way::Like);
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
        let block = Block::of(below);
        for (nth, own) in chosen.iter_mut().enumerate().filter(|(_, own)| own.is_none()) {
            let free = open.iter().copied().filter(|at| !taken.contains(at));
            let mut fitting = free.filter(|at| {
                let column = columns.section.columns.get(*at);
                let column = column.filter(|column| column.kind == ColumnKind::Code);
                let fit = column.and_then(|column| self.fit(columns, column, &block, nth));
                fit.is_some_and(|fit| fit >= SURE)
            });
            if let (Some(only), None) = (fitting.next(), fitting.next()) {
                taken.insert(only);
                *own = Some(only);
            }
        }
        let names = self.names_beside_codes(columns, &block);
        let is_filled =
            |nth: usize| below.iter().any(|line| line.get(nth).is_some_and(|cell| !cell.is_blank()));
        let is_open = |nth: &usize| chosen.get(*nth).is_some_and(Option::is_none);
        let names = names.of(&(0..width).filter(is_open).collect());
        let without = (0..width).filter(|nth| is_open(nth) && is_filled(*nth) && !names.has(*nth));
        let title = |nth: usize| head.get(nth).map(|cell| cell.text.trim().to_owned()).unwrap_or_default();
        let without: Vec<(usize, String)> = without.map(|nth| (nth, title(nth))).collect();
        Some(LinedUp { without, ..self.lined_up(columns, chosen, ("表头", Some(at)), &names) })
    }

    /// Whether a word names a column in that way.
    fn is_named(&self, columns: Columns<'_, '_>, column: &Column, text: &str, way: Way) -> bool {
        match way {
            Way::Own => self.is_called(columns, column, text),
            Way::Other => self.is_called_otherwise(columns, column, text),
            Way::Total => is_total(text) && self.is_the_amount(columns, column),
            Way::Like => is_like(column, text),
        }
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

    /// Whether files of budget lines call it so: the lines' own columns, the codes of the same classification, and the only
    /// amount of a table.
    fn is_called_otherwise(&self, columns: Columns<'_, '_>, column: &Column, text: &str) -> bool {
        let is_code = column.kind == ColumnKind::Code;
        let text = bare(text, is_code);
        let names = |key: &ColumnKey| {
            let known = self.names.iter().find(|(of, _)| of == key);
            known.is_some_and(|(_, names)| names.iter().any(|name| bare(&plain(name), is_code) == text))
        };
        let table = &columns.table.key;
        if self.format.has_lines(table) {
            return names(&column.key) || bare(&plain(&column.full_title()), is_code) == text;
        }
        let Some(lines) = self.format.lines.first() else {
            return false;
        };
        let codes = self.codes_of(columns.table, |codes| codes.parts.first() == Some(&column.key));
        match codes.map(|codes| codes.scheme) {
            Some(scheme) => {
                let of_lines = match scheme {
                    Scheme::Function => &lines.function,
                    Scheme::DepartmentEconomic => &lines.department,
                    Scheme::GovernmentEconomic => &lines.government,
                    Scheme::Income => &None,
                };
                of_lines.as_ref().is_some_and(names)
            }
            None => self.is_the_amount(columns, column) && names(&lines.amount),
        }
    }

    /// Whether a column is the amount of lines, or the only amount that a table has.
    fn is_the_amount(&self, columns: Columns<'_, '_>, column: &Column) -> bool {
        match self.format.lines_of(&columns.table.key) {
            Some(lines) => lines.amount == column.key,
            None => {
                let amounts = columns.section.columns.iter().filter(|column| column.kind.is_number());
                column.kind.is_number() && amounts.count() == 1
            }
        }
    }
}

/// A header without its year, and one of codes without the words for a code.
fn bare(text: &str, is_code: bool) -> String {
    let year = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let text = match text.len() - year.len() {
        4 => year.trim_start_matches("年度").trim_start_matches('年'),
        _ => text,
    };
    let text = if is_code {
        let text = text.trim_end_matches("编码").trim_end_matches("代码");
        text.trim_end_matches("科目")
    } else {
        text
    };
    text.to_owned()
}
