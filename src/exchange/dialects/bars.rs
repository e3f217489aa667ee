//! Tables drawn with bars: Markdown with or without edges, in quotes, lists and code fences, and grids of
//! lines, also of full-width bars or box characters. A run of lines is a table if one of them begins with a bar
//! or is a rule, or if bars stand in several of them; a bar in a sentence is none.

use super::{Line, inline, row};
use crate::exchange::words::is_amount;

/// A line, as far as it could be part of a table.
struct Candidate<'t> {
    number: u32,
    /// As it stands there.
    whole: &'t str,
    /// Without the marks of quotes and lists.
    bare: &'t str,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// No bar.
    Text,
    /// Begins with a bar.
    Edged,
    /// Has so many bars.
    Barred(usize),
    /// Parts rows: `|---|:-:|`, `+---+---+`, `├──┼──┤`.
    Rule,
    /// The mark of a code fence.
    Fence,
}

/// Rules of more columns than this are not believed.
const MOST: usize = 200;

const BARS: [char; 7] = ['|', '｜', '│', '┃', '║', '￨', '┆'];

/// What rules are drawn with.
fn is_stroke(c: char) -> bool {
    matches!(c, '-' | '=' | '－' | '—' | '─' | '━' | '═' | '┄' | '┈')
}

/// What else stands in a rule.
fn is_joint(c: char) -> bool {
    matches!(
        c,
        '+' | ':'
            | '：'
            | '┌'
            | '┬'
            | '┐'
            | '├'
            | '┼'
            | '┤'
            | '└'
            | '┴'
            | '┘'
            | '╔'
            | '╦'
            | '╗'
            | '╠'
            | '╬'
            | '╣'
            | '╚'
            | '╩'
            | '╝'
            | '┏'
            | '┳'
            | '┓'
            | '┣'
            | '╋'
            | '┫'
            | '┗'
            | '┻'
            | '┛'
    ) || BARS.contains(&c)
        || c.is_whitespace()
}

impl<'t> Candidate<'t> {
    fn of(number: u32, whole: &'t str) -> Self {
        let bare = unquoted(whole);
        Self { number, whole, bare, kind: kind(bare) }
    }

    fn is_barred(&self) -> bool {
        matches!(self.kind, Kind::Edged | Kind::Barred(_))
    }
}

fn kind(bare: &str) -> Kind {
    let text = bare.trim();
    if text.starts_with("```") || text.starts_with("~~~") {
        return Kind::Fence;
    }
    let bars = cut(text).len().saturating_sub(1);
    let joints =
        text.chars().filter(|c| is_joint(*c) && !c.is_whitespace() && !matches!(c, ':' | '：')).count();
    if joints > 0 && text.chars().any(is_stroke) && text.chars().all(|c| is_stroke(c) || is_joint(c)) {
        return Kind::Rule;
    }
    match bars {
        0 => Kind::Text,
        _ if text.starts_with(BARS) => Kind::Edged,
        // Tabs part cells already.
        _ if bare.contains('\t') => Kind::Text,
        bars => Kind::Barred(bars),
    }
}

/// A line without the marks of quotes, and of the list that a table stands in. What is compared (`> 25 次`) is
/// no quote.
fn unquoted(line: &str) -> &str {
    let mut rest = line;
    while let Some(inner) = rest.trim_start().strip_prefix('>') {
        let is_quote = inner.is_empty() || inner.starts_with([' ', '>', '|', '｜', '│']);
        if !is_quote || inner.trim_start().starts_with(|c: char| c.is_ascii_digit()) {
            break;
        }
        rest = inner.strip_prefix(' ').unwrap_or(inner);
    }
    let text = rest.trim_start();
    let behind = match text.strip_prefix(['-', '*', '+']) {
        Some(behind) => behind,
        None => {
            let digits = text.trim_start_matches(|c: char| c.is_ascii_digit());
            if digits.len() == text.len() {
                return rest;
            }
            digits.strip_prefix(['.', ')']).unwrap_or_default()
        }
    };
    if behind.starts_with(' ') && behind.trim_start().starts_with(BARS) { behind.trim_start() } else { rest }
}

/// A line cut at its bars; one behind a backslash is none.
fn cut(text: &str) -> Vec<&str> {
    let of = BARS.into_iter().find(|bar| bars(text, *bar).next().is_some()).unwrap_or('|');
    let mut cells = Vec::new();
    let mut from = 0;
    for at in bars(text, of) {
        cells.push(text.get(from..at).unwrap_or_default());
        from = at + of.len_utf8();
    }
    cells.push(text.get(from..).unwrap_or_default());
    cells
}

fn bars(text: &str, bar: char) -> impl Iterator<Item = usize> {
    let escaped = |at: usize| {
        let before = text.get(..at).unwrap_or_default();
        (before.len() - before.trim_end_matches('\\').len()) % 2 == 1
    };
    text.match_indices(bar).map(|(at, _)| at).filter(move |at| !escaped(*at))
}

/// Reads lines, of which none is HTML.
pub(super) fn read(lines: Vec<(u32, &str)>, out: &mut Vec<Line>) {
    let lines: Vec<Candidate<'_>> =
        lines.into_iter().map(|(number, text)| Candidate::of(number, text)).collect();
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        let run = lines.iter().skip(at).take_while(|line| line.is_barred() || line.kind == Kind::Rule);
        let run: Vec<&Candidate<'_>> = run.collect();
        if is_table(&run) {
            at += run.len();
            match folded(&run) {
                Some(rows) => out.extend(rows.iter().map(|(number, cells)| row(*number, cells))),
                None if is_copied(&run) => out.extend(run.iter().map(|line| words_of(line))),
                None => table(&run, out),
            }
            continue;
        }
        at += 1;
        let text = match line.kind {
            Kind::Fence => "",
            _ => line.bare,
        };
        // A line of strokes alone is a line of the document, not of a table.
        let text = if line.kind == Kind::Rule { line.whole } else { text };
        for text in inline::plain(text).split('\n') {
            out.push(Line { number: line.number, text: text.to_owned(), typed: None });
        }
    }
}

fn is_table(run: &[&Candidate<'_>]) -> bool {
    let edged = run.iter().any(|line| line.kind == Kind::Edged);
    let rule = run.iter().any(|line| line.kind == Kind::Rule);
    let several = |line: &&&Candidate<'_>| matches!(line.kind, Kind::Barred(bars) if bars > 1);
    edged || (rule && run.iter().any(|line| line.is_barred())) || run.iter().filter(several).count() > 1
}

/// So many figures alone in their lines are those of a table that was copied cell by cell.
const COPIED: usize = 3;

/// Whether lines are the cells of a table that was copied cell by cell, each with a bar behind it: figures stand alone, and
/// nothing says in which row and column.
fn is_copied(run: &[&Candidate<'_>]) -> bool {
    let filled = |line: &Candidate<'_>| -> Vec<String> {
        cut(line.bare).iter().map(|cell| cell.trim().to_owned()).filter(|cell| !cell.is_empty()).collect()
    };
    let lines: Vec<Vec<String>> = run.iter().map(|line| filled(line)).collect();
    let (figures, others): (Vec<_>, Vec<_>) = lines
        .iter()
        .filter(|cells| !cells.is_empty())
        .partition(|cells| cells.iter().any(|cell| is_amount(cell)));
    run.iter().all(|line| line.kind != Kind::Rule)
        && figures.len() >= COPIED
        && figures.iter().all(|cells| cells.len() == 1)
        && others.iter().filter(|cells| cells.len() > 1).count() * 4 <= others.len()
}

/// A line without its bars.
fn words_of(line: &Candidate<'_>) -> Line {
    let words: Vec<String> =
        cut(line.bare).iter().map(|cell| plain(cell)).filter(|cell| !cell.is_empty()).collect();
    Line { number: line.number, text: words.join(" "), typed: None }
}

/// The rows of a table whose every cell stands on a line of its own, a bar behind it: a line of bars alone is as many blank
/// cells, with which a row ends. `None` where rows are not all as wide.
fn folded(run: &[&Candidate<'_>]) -> Option<Vec<(u32, Vec<String>)>> {
    let is_bars = |text: &str| text.chars().all(|c| BARS.contains(&c));
    let mut rows: Vec<(u32, Vec<String>)> = Vec::new();
    let mut width = None;
    let mut is_open = false;
    for line in run {
        let text = line.bare.trim();
        let cell = text.strip_suffix(BARS)?;
        if !is_open {
            rows.push((line.number, Vec::new()));
        }
        let (_, cells) = rows.last_mut()?;
        if is_bars(text) {
            cells.extend(text.chars().map(|_| String::new()));
            width = width.or(Some(cells.len()));
        } else {
            let is_cell = !cell.contains(BARS) && !cell.trim().is_empty();
            cells.push(is_cell.then(|| inline::plain(&unescaped(cell.trim())))?);
        }
        is_open = width != Some(cells.len());
        // A row that is longer is another table's, or none.
        if width.is_some_and(|width| cells.len() > width) {
            return None;
        }
    }
    let is_whole = !is_open && rows.len() > 1 && width.is_some_and(|width| width > 2);
    let is_filled = rows.iter().all(|(_, cells)| cells.iter().any(|cell| !cell.is_empty()));
    (is_whole && is_filled).then_some(rows)
}

fn table(run: &[&Candidate<'_>], out: &mut Vec<Line>) {
    let rules: Vec<&Candidate<'_>> = run.iter().filter(|line| line.kind == Kind::Rule).copied().collect();
    // How many cells the rule under the header has, and whether it has a left edge.
    let rule = rules.iter().find(|line| line.bare.contains(BARS) && !line.bare.contains(['+', '┼']));
    let edged = match rule {
        Some(rule) => rule.bare.trim().starts_with(BARS),
        None => run.iter().all(|line| matches!(line.kind, Kind::Edged | Kind::Rule)),
    };
    let widest = || run.iter().filter(|line| line.is_barred()).map(|line| cut(line.bare.trim()).len()).max();
    let width = match rule {
        Some(rule) => Some(trimmed(&cut(rule.bare.trim()), true, None).len()),
        None => widest().filter(|_| !edged),
    };
    let mut groups: Vec<Vec<(u32, Vec<String>)>> = vec![Vec::new()];
    for line in run {
        if line.kind == Kind::Rule {
            groups.push(Vec::new());
            continue;
        }
        let text = line.bare.trim();
        let cells = trimmed(&cut(text), edged || width.is_none(), width);
        let mut cells: Vec<String> =
            cells.iter().map(|cell| if is_joined(cell) { String::new() } else { plain(cell) }).collect();
        // What is left out at the end is blank.
        cells.resize(cells.len().max(width.unwrap_or(0).min(MOST)), String::new());
        if let Some(group) = groups.last_mut() {
            group.push((line.number, cells));
        }
    }
    groups.retain(|group| !group.is_empty());
    // In a grid a rule stands below every row, whose text may take several lines.
    let is_grid = rules.iter().any(|line| line.bare.contains('+') && line.bare.contains('='));
    let drawn = rules.iter().filter(|line| !line.bare.contains('|')).count();
    for group in groups {
        // A total may have a blank first cell: what goes on without figures only is no row of its own.
        let goes_on = |(_, cells): &(u32, Vec<String>)| {
            !cells.iter().any(|cell| cell.chars().any(|c| c.is_ascii_digit()))
        };
        let is_one = is_grid || drawn > 3 && group.iter().skip(1).all(goes_on);
        if is_one && group.len() > 1 {
            out.extend(joined(group));
        } else {
            out.extend(group.iter().map(|(number, cells)| row(*number, cells)));
        }
    }
}

/// What a cell says.
fn plain(cell: &str) -> String {
    inline::plain(&unescaped(cell.trim()))
}

/// Whether a cell only says that it is one with that at its left, or above it: `| 预算数 | < |` above `| ^ | 合计 |`.
fn is_joined(cell: &str) -> bool {
    matches!(cell.trim(), "<" | "<<" | "^" | "^^")
}

/// Cells without the empty ones outside the edges. Where the rule has no left edge, a bar at the beginning may
/// stand behind an empty first cell: then the number of cells decides.
fn trimmed<'t>(cells: &[&'t str], edged: bool, width: Option<usize>) -> Vec<&'t str> {
    let mut cells = cells.to_vec();
    let blank = |cell: Option<&&str>| cell.is_some_and(|cell| cell.trim().is_empty());
    if cells.len() > 1 && blank(cells.first()) && (edged || width.is_none_or(|width| cells.len() > width)) {
        cells.remove(0);
    }
    if cells.len() > 1 && blank(cells.last()) && (edged || width.is_none_or(|width| cells.len() > width)) {
        cells.pop();
    }
    cells
}

/// Lines of one row, cell by cell.
fn joined(group: Vec<(u32, Vec<String>)>) -> Option<Line> {
    let mut lines = group.into_iter();
    let (number, mut cells) = lines.next()?;
    for (_, more) in lines {
        for (at, text) in more.into_iter().enumerate() {
            match cells.get_mut(at) {
                Some(cell) if cell.is_empty() => *cell = text,
                Some(cell) if !text.is_empty() => {
                    cell.push('\n');
                    cell.push_str(&text);
                }
                Some(_) => {}
                None => cells.push(text),
            }
        }
    }
    Some(row(number, &cells))
}

/// Markdown's backslashes taken off, except within `$…$`, where they are commands.
fn unescaped(cell: &str) -> String {
    if !cell.contains('\\') {
        return cell.to_owned();
    }
    let mut out = String::with_capacity(cell.len());
    let mut chars = cell.chars().peekable();
    let mut math = false;
    while let Some(c) = chars.next() {
        if c == '\\' && chars.peek().is_some_and(|next| *next == '|' || (!math && is_mark(*next))) {
            out.extend(chars.next());
            continue;
        }
        math ^= c == '$';
        out.push(c);
    }
    out
}

fn is_mark(c: char) -> bool {
    matches!(
        c,
        '*' | '_' | '`' | '~' | '<' | '>' | '[' | ']' | '(' | ')' | '#' | '+' | '-' | '.' | '!' | '\\'
    )
}
