//! Codes as documents print them: in full width, joined with their name or in one cell for all levels, parted
//! into columns without leading zeros, or only where they are new. Made what the format's columns hold: digits,
//! each level in its column. That a code exists is for the rules to say.

use super::align::Grid;
use super::columns::Target;
use super::table::{RawRow, Reader};
use super::words::Printed;
use crate::model::ColumnKey;
use crate::schema::{CodeColumns, ColumnKind, FreeRow};

/// Where a code and its name stand in a row.
struct Places {
    /// By level the printed position, and how many digits the level has.
    parts: Vec<(usize, usize)>,
    name: Option<usize>,
    /// Whether a row may leave out what stands above it.
    goes_on: bool,
}

/// Completes the codes of rows; what was done, by line.
pub(super) fn complete(rows: &mut [RawRow], grid: &Grid<'_>, reader: &mut Reader<'_>) -> Vec<(u32, String)> {
    let mut told = Vec::new();
    // 213 03 01 is one code wherever codes stand.
    let slots = grid.slots.iter().enumerate().filter(|(_, slot)| slot.column.kind == ColumnKind::Code);
    let columns: Vec<usize> = slots.filter_map(|(slot, _)| printed_at(grid, slot)).collect();
    for raw in rows.iter_mut() {
        for at in &columns {
            let spaced = raw.cells.get(*at).filter(|cell| cell.digits && cell.text != cell.squeezed);
            if let Some(code) = spaced.map(|cell| cell.squeezed.clone()) {
                put(&mut raw.cells, *at, &code);
                told.push((raw.line, format!("读作 {code}")));
            }
        }
    }
    let places: Vec<Places> = reader.codes.iter().filter_map(|codes| places(codes, grid)).collect();
    reader.codes_above.resize(places.len().max(reader.codes_above.len()), Vec::new());
    for (of, above) in places.iter().zip(&mut reader.codes_above) {
        for raw in rows.iter_mut() {
            if let Some(code) = of.complete(&mut raw.cells, above) {
                told.push((raw.line, format!("读作 {code}")));
            }
        }
    }
    told
}

/// Which printed cell a column stands in.
fn printed_at(grid: &Grid<'_>, slot: usize) -> Option<usize> {
    match &grid.layout {
        None => Some(slot),
        Some(layout) => layout.targets.iter().position(|target| *target == Target::Slot(slot)),
    }
}

fn places(codes: &CodeColumns, grid: &Grid<'_>) -> Option<Places> {
    let position = |key: &ColumnKey| {
        let slot = grid.slots.iter().position(|slot| slot.column.key == *key)?;
        printed_at(grid, slot)
    };
    let lengths = codes.scheme.lengths();
    let mut before = 0;
    let mut parts = Vec::new();
    for (at, key) in codes.parts.iter().enumerate() {
        let to = if codes.parts.len() == 1 { 0 } else { *lengths.get(at)? };
        parts.push((position(key)?, to - before));
        before = to;
    }
    let free = grid.parts.iter().flat_map(|part| &part.schema.free);
    // Where the format itself prints only what is new, nothing is to be filled in.
    let is_stepped = |free: &FreeRow| {
        let first = codes.parts.first();
        let first_is_blank =
            first.is_some_and(|key| free.patterns.get(key).is_some_and(|pattern| pattern == "^$"));
        first_is_blank && codes.parts.iter().skip(1).any(|key| free.needs.contains(key))
    };
    let goes_on = codes.parts.len() > 1 && !free.into_iter().any(is_stepped);
    Some(Places { parts, name: codes.name.as_ref().and_then(position), goes_on })
}

impl Places {
    /// Completes the code of one row; the code, if anything was changed. `above` is the one above.
    fn complete(&self, cells: &mut Vec<Printed>, above: &mut Vec<String>) -> Option<String> {
        let text =
            |cells: &[Printed], at: usize| cells.get(at).map_or(String::new(), |cell| cell.squeezed.clone());
        let printed: Vec<String> = self.parts.iter().map(|(at, _)| text(cells, *at)).collect();
        let filled: Vec<&String> = printed.iter().filter(|text| !text.is_empty()).collect();
        let name = self.name.map(|at| text(cells, at)).unwrap_or_default();
        let joined = match filled.as_slice() {
            [] => self.name.and_then(|at| cells.get(at)).map(|cell| cell.text.clone()),
            [_] => self
                .parts
                .iter()
                .find_map(|(at, _)| cells.get(*at).filter(|cell| !cell.is_blank()))
                .map(|cell| cell.text.clone()),
            _ => None,
        };
        if let Some((code, rest)) = joined.as_deref().and_then(|text| self.parted(text)) {
            // A lone code in the column of names stays, as does one that is in its only column already.
            let alone = rest.is_empty() && filled.is_empty();
            let is_there = self.parts.len() == 1 && rest.is_empty() && printed.concat() == code.concat();
            if !alone
                && !is_there
                && (rest.is_empty() || filled.is_empty() || name.is_empty() || name == rest)
            {
                self.put(cells, &code);
                if let Some(at) = self.name.filter(|_| !rest.is_empty()) {
                    put(cells, at, rest);
                }
                above.clone_from(&code);
                return Some(code.concat());
            }
        }
        if self.parts.len() < 2 || filled.is_empty() || !filled.iter().all(|text| is_digits(text)) {
            return None;
        }
        let mut code: Vec<String> = Vec::new();
        let mut is_new = false;
        for ((nth, (_, length)), own) in self.parts.iter().enumerate().zip(&printed) {
            let before = code.concat();
            let own = match own.as_str() {
                // What stands above goes on only before something new.
                "" if self.goes_on
                    && !is_new
                    && printed.iter().skip(nth + 1).any(|text| !text.is_empty()) =>
                {
                    above.get(nth).cloned().unwrap_or_default()
                }
                "" => String::new(),
                // Each level printed in full: 201, 20131, 2013101.
                own if own.len() == before.len() + length && nth > 0 && own.starts_with(&before) => {
                    is_new = true;
                    own.get(before.len()..).unwrap_or_default().to_owned()
                }
                own if own.len() < *length && nth > 0 => {
                    is_new = true;
                    format!("{own:0>length$}")
                }
                own => {
                    is_new = true;
                    own.to_owned()
                }
            };
            // A figure that stands here because the row is moved is no code.
            if !own.is_empty() && own.len() != *length {
                return None;
            }
            code.push(own);
        }
        let until = code.iter().position(String::is_empty).unwrap_or(code.len());
        if code.first().is_none_or(String::is_empty) || code.iter().skip(until).any(|part| !part.is_empty()) {
            return None;
        }
        above.clone_from(&code);
        let is_changed = code != printed;
        self.put(cells, &code);
        is_changed.then(|| code.concat())
    }

    /// A code that is printed in one piece, by levels, and the name behind it.
    fn parted<'t>(&self, text: &'t str) -> Option<(Vec<String>, &'t str)> {
        let text = text.trim();
        let body = text.trim_start_matches(['[', '【', '［', '(', '（', '〔']);
        let is_bracketed = body.len() < text.len();
        let digit =
            |c: char| super::words::squeeze(&c.to_string()).chars().next().filter(char::is_ascii_digit);
        let mut groups: Vec<String> = vec![String::new()];
        let mut end = 0;
        for (at, c) in body.char_indices() {
            if let Some(digit) = digit(c) {
                groups.last_mut().into_iter().for_each(|group| group.push(digit));
                end = at + c.len_utf8();
            } else if matches!(c, '-' | '.' | '·' | ' ' | '－' | '．')
                && at == end
                && groups.len() < self.parts.len()
            {
                groups.push(String::new());
            } else {
                break;
            }
        }
        groups.retain(|group| !group.is_empty());
        let rest = body.get(end..)?;
        let rest =
            if is_bracketed { rest.strip_prefix([']', '】', '］', ')', '）', '〕'])? } else { rest };
        let rest = rest.trim().trim_start_matches(['-', '－', '—', ':', '：', '.', '、', '·', ' ']).trim();
        let by_length = |digits: &str| {
            if self.parts.len() == 1 {
                return matches!(digits.len(), 3 | 5).then(|| vec![digits.to_owned()]);
            }
            let mut from = 0;
            let mut code: Vec<String> = Vec::new();
            for (_, length) in &self.parts {
                let part = digits.get(from..from + length).unwrap_or_default();
                from += part.len();
                code.push(part.to_owned());
            }
            let levels = code.iter().take_while(|part| !part.is_empty()).count();
            (from == digits.len() && levels > 0).then_some(code)
        };
        let code = match groups.as_slice() {
            // One level alone in the first column is as it should be.
            [digits] if self.parts.len() > 1 && digits.len() == self.parts.first()?.1 && rest.is_empty() => {
                None
            }
            [digits] => by_length(digits),
            [] => None,
            groups => {
                let padded =
                    groups.iter().zip(&self.parts).map(|(group, (_, length))| format!("{group:0>length$}"));
                let first = groups.first()?.len() == self.parts.first()?.1;
                first.then(|| padded.collect::<String>()).and_then(|digits| by_length(&digits))
            }
        };
        // A name that begins with a year or a number is no code.
        let is_name = |rest: &str| rest.chars().next().is_none_or(|c| c.is_ascii() || !c.is_numeric());
        code.filter(|_| {
            is_name(rest) && (is_bracketed || !rest.starts_with(['年', '月', '%', '个', '人', '号']))
        })
        .map(|code| (code, rest))
    }

    fn put(&self, cells: &mut Vec<Printed>, code: &[String]) {
        for ((at, _), part) in self.parts.iter().zip(code) {
            put(cells, *at, part);
        }
    }
}

fn put(cells: &mut Vec<Printed>, at: usize, text: &str) {
    if cells.len() <= at && !text.is_empty() {
        cells.resize(at + 1, Printed::default());
    }
    if let Some(cell) = cells.get_mut(at).filter(|cell| cell.text != text) {
        let own = if text.is_empty() { Printed::default() } else { Printed::new(text.to_owned()) };
        *cell = own.from(cell.from);
    }
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

impl Reader<'_> {
    /// The code of a row that stops above the last level.
    pub(super) fn code_of<'c>(
        &self,
        cells: impl Iterator<Item = (&'c ColumnKey, &'c str)>,
    ) -> Option<String> {
        let cells: Vec<_> = cells.collect();
        let columns = self.codes.iter().find(|codes| codes.parts.len() > 1)?;
        let parts = columns
            .parts
            .iter()
            .map(|key| cells.iter().find(|(of, _)| *of == key).map_or("", |(_, text)| text));
        let parts: Vec<&str> = parts.collect();
        let code: String = parts.iter().take_while(|part| !part.is_empty()).copied().collect();
        let lengths = columns.scheme.lengths();
        let is_above = lengths.contains(&code.len()) && parts.last().is_some_and(|part| part.is_empty());
        (is_above && is_digits(&code)).then_some(code)
    }
}
