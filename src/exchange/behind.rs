//! What stands behind the rows of a table: the text that goes on there, and units that are those of the table above. What the
//! rows are is not looked at.

use super::dress::{is_continuation, is_number, is_page};
use super::patterns::Patterns;
use super::split::{Line, Part, introduces, is_short};
use super::units;
use super::words::unmark;
use crate::outline::{Level, is_heading, is_sentence, level, may_be_heading};
use crate::text::is_ideograph;

/// Tables without the text that goes on behind them: from the first heading on, or the first sentence that is no note; where a
/// text comes next, from the first line on that may be its heading.
pub(super) fn part_texts<'t, 'f>(parts: Vec<Part<'t, 'f>>, patterns: &Patterns) -> Vec<Part<'t, 'f>> {
    let mut out: Vec<Part<'t, 'f>> = Vec::with_capacity(parts.len());
    let mut parts = parts.into_iter().peekable();
    while let Some(mut part) = parts.next() {
        let is_text_next = matches!(parts.peek(), Some(Part::Text(_)));
        let mut text = match &mut part {
            Part::Table(_, _, lines) => {
                let from = text_behind(lines, is_text_next, patterns);
                lines.split_off(from).into_iter().map(Line::alone).collect()
            }
            _ => Vec::new(),
        };
        out.push(part);
        if text.is_empty() {
            continue;
        }
        if let Some(Part::Text(next)) = parts.next_if(|part| matches!(part, Part::Text(_))) {
            text.extend(next);
        }
        out.push(Part::Text(text));
    }
    out
}

/// Where the text begins that goes on behind a table's rows.
fn text_behind(lines: &[Line<'_>], is_text_next: bool, patterns: &Patterns) -> usize {
    // In a workbook a line of text is a row with one cell.
    let is_row = |line: &Line<'_>| line.cells().is_some() && line.only_text().is_none() && !line.is_blank();
    // Of a table without rows the note is the last that is its own.
    let is_note = |line: &Line<'_>| patterns.is_note(line.only_text().unwrap_or_default());
    let last = lines.iter().rposition(is_row);
    let Some(last) = last.or_else(|| lines.iter().position(is_note)?.checked_sub(1)) else {
        return lines.len();
    };
    // Below a table that stands within the text the text goes on.
    if lines.first().is_some_and(introduces) {
        return lines.iter().skip(last).position(|line| !is_row(line)).map_or(lines.len(), |at| last + at);
    }
    let mut noted = false;
    let mut heading = None;
    for (at, line) in lines.iter().enumerate().skip(last + 1).filter(|(_, line)| !line.is_blank()) {
        let text = &unmark(line.only_text().unwrap_or(line.text)).0;
        noted |= patterns.is_note(text);
        if line.cells().is_some() {
            // So is a label without figures; a heading is one that leads to a sentence.
            if level(text) == Some(Level::Part) && may_be_heading(text) || is_sentence(text) && !noted {
                return heading.unwrap_or(at);
            }
            heading = (is_heading(text) && !noted).then_some(at);
            continue;
        }
        let is_head = units::stated(text).is_some() && is_short(text) || is_number(text) || is_page(text);
        let is_part = level(text) == Some(Level::Part);
        let begins = is_heading(text) && (is_part || !noted) || is_sentence(text) && !noted;
        let is_named = text.starts_with(is_ideograph);
        let leads = is_text_next && is_named && may_be_heading(text) && !noted;
        if !is_head && !is_continuation(text) && (is_part && may_be_heading(text) || begins || leads) {
            return at;
        }
    }
    lines.len()
}

/// What stands between two tables states the unit of the second. Where no table has its unit between its title and its
/// rows, nor the first above its title, but the last below its rows, all have it below.
pub(super) fn return_units(parts: &mut [Part<'_, '_>]) {
    let states = |line: &Line<'_>| line.only_text().is_some_and(|text| units::stated(text).is_some());
    let is_row = |line: &&Line<'_>| line.cells().is_some() && line.only_text().is_none();
    let mut tables = parts.iter().filter_map(|part| match part {
        Part::Table(_, lead, lines) => Some((lead, lines)),
        _ => None,
    });
    let says_above = |lines: &Vec<Line<'_>>| lines.iter().take_while(|line| !is_row(line)).any(states);
    let has_lead = tables.clone().next().is_none_or(|(lead, _)| lead.iter().any(states));
    let ends = |lines: &Vec<Line<'_>>| lines.iter().rev().take_while(|line| !is_row(line)).any(states);
    if has_lead
        || tables.clone().any(|(_, lines)| says_above(lines))
        || !tables.next_back().is_some_and(|(_, lines)| ends(lines))
    {
        return;
    }
    for at in 1..parts.len() {
        let Some((before, after)) = parts.split_at_mut_checked(at) else { continue };
        if let (Some(Part::Table(_, _, lines)), Some(Part::Table(_, lead, _))) =
            (before.last_mut(), after.first_mut())
        {
            lines.append(lead);
        }
    }
}
