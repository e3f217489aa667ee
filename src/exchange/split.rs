//! Cuts a document into text and tables. Knows how a title can be dressed (year, number, brackets);
//! which titles and headings there are it takes from the format. Does not look into rows.

use regex::Regex;

use super::words::{fold, mend, squeeze};
use super::{dialects, units};
use crate::schema::{Format, TableSchema};

/// A line of the document.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line<'t> {
    /// From 1.
    pub number: u32,
    /// Which of the lines read it is, from 0; several may come from one line of the file.
    pub at: u32,
    /// Without its end.
    pub text: &'t str,
}

impl<'t> Line<'t> {
    /// Whether nothing stands there. A form feed alone is a page's end and counts as blank.
    pub(super) fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// Its cells, if it is a table row.
    pub(super) fn cells(&self) -> Option<Vec<&'t str>> {
        self.text.contains('\t').then(|| self.text.split('\t').collect())
    }

    /// Whether it is a row of a list of tables: a table's number, and a title beside it.
    fn is_listing(&self) -> bool {
        let mut filled = self.text.split('\t').map(str::trim).filter(|cell| !cell.is_empty());
        self.cells().is_some()
            && filled.next().is_some_and(is_number)
            && filled.next().is_some_and(|title| title.contains('表'))
    }

    /// The text of a row with one filled cell, and of a line that is none.
    pub(super) fn only_text(&self) -> Option<&'t str> {
        let mut filled = self.text.split('\t').map(str::trim).filter(|cell| !cell.is_empty());
        filled.next().filter(|_| filled.next().is_none())
    }
}

/// A piece of the document.
pub(super) enum Part<'t, 'f> {
    /// Text between tables.
    Text(Vec<Line<'t>>),
    /// A table: what stands above its title and belongs to it, and its lines from the title to the next title
    /// or heading.
    Table(&'f TableSchema, Vec<Line<'t>>, Vec<Line<'t>>),
    /// Table rows before which no title stands, and what seems to be one.
    Loose(Option<&'t str>, Vec<Line<'t>>),
}

/// The format's regular expressions, ready for use.
pub(super) struct Patterns {
    /// Headings of text sections: key and expression.
    pub headings: Vec<(String, Regex)>,
    /// The unit label above a table.
    pub unit: Vec<Regex>,
    /// The department's name above a table.
    pub department: Vec<Regex>,
    /// The first line of a note.
    pub note: Option<Regex>,
    /// The heading of the contents.
    pub contents: Option<Regex>,
}

/// Compiles a pattern of the format, `^` and `$` standing for the ends of a line. Formats are checked
/// when they are read, so none is lost here.
pub(super) fn compile(pattern: &str) -> Option<Regex> {
    crate::schema::pattern(pattern).ok()
}

impl Patterns {
    /// Compiles the patterns of a format.
    pub(super) fn new(format: &Format) -> Self {
        let document = &format.document;
        let all = |patterns: &[String]| patterns.iter().filter_map(|pattern| compile(pattern)).collect();
        Self {
            headings: document
                .sections
                .iter()
                .filter_map(|heading| Some((heading.key.clone(), compile(&heading.pattern)?)))
                .collect(),
            unit: all(&document.unit),
            department: all(&document.department),
            note: document.note.as_deref().and_then(compile),
            contents: document.contents.as_deref().and_then(compile),
        }
    }

    /// The key of the section whose heading a line is.
    pub(super) fn heading(&self, line: &Line<'_>) -> Option<&str> {
        if line.is_blank() || line.text.contains('\t') {
            return None;
        }
        let text = mend(line.text).text;
        self.headings.iter().find(|(_, pattern)| pattern.is_match(&text)).map(|(key, _)| key.as_str())
    }
}

/// The lines of a document.
pub(super) fn lines(source: &[dialects::Line]) -> Vec<Line<'_>> {
    (0..).zip(source).map(|(at, line)| Line { number: line.number, at, text: &line.text }).collect()
}

/// Cuts the lines into parts. Every line that is not blank is in exactly one of them, but for titles,
/// which open a table's lines.
pub(super) fn split<'t, 'f>(
    lines: &[Line<'t>],
    format: &'f Format,
    patterns: &Patterns,
) -> Vec<Part<'t, 'f>> {
    let titles = Titles::new(format);
    let mut parts: Vec<Part<'t, 'f>> = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let is_listed = || {
            // Rows of a list of tables name one after the other.
            let before = lines.get(..at).unwrap_or_default().iter().rev().find(|line| !line.is_blank());
            let after = lines.get(at + 1..).unwrap_or_default().iter().find(|line| !line.is_blank());
            line.cells().is_some()
                && (before.is_some_and(|before| before.cells().is_some() && titles.is_named_in(before))
                    || line.is_listing() && after.is_some_and(Line::is_listing))
        };
        if let Some(table) = titles.find(line)
            && !is_listed()
            && begins_table(lines.get(at + 1..).unwrap_or_default(), &titles, patterns)
        {
            let lead = lead(parts.last_mut(), table);
            parts.push(Part::Table(table, lead, vec![*line]));
            continue;
        }
        let heading = patterns.heading(line).is_some();
        let is_row = line.cells().is_some();
        match parts.last_mut() {
            Some(Part::Table(_, _, lines)) if !heading => lines.push(*line),
            Some(Part::Text(lines)) if !is_row => lines.push(*line),
            Some(Part::Loose(_, lines)) if is_row || line.is_blank() => lines.push(*line),
            _ if is_row => {
                let title = parts.last().and_then(local_title);
                parts.push(Part::Loose(title, vec![*line]));
            }
            _ => parts.push(Part::Text(vec![*line])),
        }
    }
    parts
}

/// The lines at the end of a part that state the unit, or the department, of the table whose title comes next.
/// They are taken off the part; none are where the same table goes on.
fn lead<'t>(part: Option<&mut Part<'t, '_>>, next: &TableSchema) -> Vec<Line<'t>> {
    let in_table = matches!(part, Some(Part::Table(..)));
    let lines = match part {
        Some(Part::Table(table, _, _)) if table.key == next.key => return Vec::new(),
        Some(Part::Table(_, _, lines) | Part::Text(lines) | Part::Loose(_, lines)) => lines,
        None => return Vec::new(),
    };
    // What is said of all tables is not this one's.
    let unit = |text: &str| units::stated(text).filter(|_| units::of_all(text).is_none());
    let from = lines.iter().rposition(|line| {
        let states = line.only_text().is_some_and(|text| unit(text).is_some() && is_short(text));
        !line.is_blank() && !states && !line.only_text().is_some_and(is_number)
    });
    let from = from.map_or(0, |at| at + 1);
    let states = |line: &Line<'_>| line.only_text().is_some_and(|text| unit(text).is_some());
    if lines.get(from..).unwrap_or_default().iter().any(states) {
        return lines.split_off(from);
    }
    // The number alone, as the first row of a sheet or below a note: nothing of the table before.
    let number = lines.iter().rposition(|line| !line.is_blank() && !line.only_text().is_some_and(is_number));
    let from = number.map_or(0, |at| at + 1);
    let is_its = |line: &Line<'_>| (in_table || line.cells().is_some()) && !line.is_blank();
    if lines.get(from..).unwrap_or_default().iter().any(is_its) { lines.split_off(from) } else { Vec::new() }
}

pub(super) fn is_short(text: &str) -> bool {
    text.chars().count() <= 40
}

/// Whether a line is an item of a list, which may name a table and is no title.
pub(super) fn is_item(text: &str) -> bool {
    let text = text.trim_start();
    text.starts_with(['-', '*', '+']) && !text.starts_with("**")
}

/// Whether a line is the number of a table: `附件1`, `表3`, `公开03表`.
pub(super) fn is_number(text: &str) -> bool {
    let rest: String = squeeze(text).chars().filter(|c| !c.is_ascii_digit()).collect();
    let rest = rest.trim_matches(|c: char| "第〇零一二三四五六七八九十:.-()".contains(c));
    text.chars().count() <= 8 && matches!(rest, "附件" | "附表" | "表" | "公开表" | "预算表" | "公开")
}

/// Whether a line says that a table goes on from the page before: `续表`, `（续）`, `续表3`, `接上表`.
pub(super) fn is_continuation(text: &str) -> bool {
    if !text.contains(['续', '接']) || text.len() > 60 {
        return false;
    }
    let squeezed = squeeze(text);
    let bare = squeezed.trim_matches(|c: char| "()[]【】〔〕<>《》.。:-—".contains(c));
    let bare =
        bare.trim_end_matches(|c: char| c.is_ascii_digit() || "〇零一二三四五六七八九十之".contains(c));
    matches!(
        bare,
        "续" | "续表" | "表续" | "续上表" | "续前表" | "接上表" | "接上页" | "续上页" | "承上表" | "上接"
    ) || is_number(bare.trim_start_matches('续')) && bare.starts_with('续')
}

/// Whether a text is the number of a page: `第1页`, `第 1 页 共 3 页`.
pub(super) fn is_page(text: &str) -> bool {
    let rest: String =
        squeeze(text).chars().filter(|c| !c.is_ascii_digit() && !",/()".contains(*c)).collect();
    matches!(rest.as_str(), "第页" | "第页共页" | "共页第页")
}

/// What seems to be the title of rows that come next: the last line above them that ends as one.
fn local_title<'t>(part: &Part<'t, '_>) -> Option<&'t str> {
    let Part::Text(lines) = part else { return None };
    let last = lines.iter().rev().filter(|line| !line.is_blank()).take(4);
    let mut titles = last.filter_map(|line| {
        let text = line.text.trim();
        let bare = units::without(text).unwrap_or_else(|| text.to_owned());
        let is_title = squeeze(&bare).trim_end_matches(')').ends_with('表') && text.chars().count() <= 60;
        is_title.then_some(text)
    });
    titles.next()
}

/// Whether a table follows a title: in the contents only other titles do. Figures in lines of their own, or
/// parted by blanks, are a table, too, if one that cannot be read.
fn begins_table(following: &[Line<'_>], titles: &Titles<'_>, patterns: &Patterns) -> bool {
    for (at, line) in following.iter().filter(|line| !line.is_blank()).take(40).enumerate() {
        if titles.is_named_in(line) || patterns.heading(line).is_some() {
            return false;
        }
        if at < 12
            && (line.cells().is_some()
                || patterns.unit.iter().any(|unit| unit.is_match(line.text))
                || units::stated(line.text).is_some_and(|_| is_short(line.text)))
        {
            return true;
        }
        if looks_like_figures(line.text) {
            return true;
        }
        // Sentences that quote figures are none.
        if line.text.contains(['，', '。', '；']) {
            return false;
        }
    }
    false
}

/// Whether a line is nothing but figures, or a name with figures far apart from it.
pub(super) fn looks_like_figures(text: &str) -> bool {
    let is_amount = |word: &str| {
        let digits = word.trim_start_matches('-');
        digits.starts_with(|c: char| c.is_ascii_digit())
            && digits.contains(['.', ','])
            && digits.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ','))
            && !digits.ends_with(['.', ','])
    };
    let words: Vec<&str> = text.split_whitespace().collect();
    let amounts = words.iter().filter(|word| is_amount(word)).count();
    amounts > 0 && (amounts == words.len() || text.trim().contains("  ") || amounts > 1 && !is_sentence(text))
        || crate::model::parted(text).filter(|piece| is_amount(piece)).count() > 1
}

fn is_sentence(text: &str) -> bool {
    text.contains(['，', '。', '；', '、'])
}

/// The titles of a format's printed tables, folded, and of its budget lines: a workbook of ours has them, too.
pub(super) struct Titles<'f> {
    titles: Vec<(String, &'f TableSchema)>,
}

impl<'f> Titles<'f> {
    /// The titles of a format.
    pub(super) fn new(format: &'f Format) -> Self {
        let lines = format.tables.iter().filter(|table| format.has_lines(&table.key));
        let titles = format
            .published()
            .chain(lines)
            .flat_map(|table| {
                std::iter::once(&table.title).chain(&table.aliases).map(move |title| (fold(title), table))
            })
            .collect();
        Self { titles }
    }

    fn find(&self, line: &Line<'_>) -> Option<&'f TableSchema> {
        let mut cells = line.text.split('\t').map(str::trim).filter(|cell| !cell.is_empty());
        let text = cells.next()?;
        let is_row = line.cells().is_some();
        if line.text.len() > 400 || text.len() > 240 || is_item(text) {
            return None;
        }
        // In a row of its own, with nothing beside it but its number, its unit or whose it is.
        let mut text = text;
        let mut found = self.of(text);
        for cell in cells {
            if found.is_none() && is_number(text) {
                text = cell;
                found = self.of(cell);
            } else if units::stated(cell).is_none() && !is_number(cell) {
                return None;
            }
        }
        found.filter(|_| !is_row || !squeeze(text).is_empty())
    }

    /// Whether a line, or a cell of a row, is a title.
    fn is_named_in(&self, line: &Line<'_>) -> bool {
        self.find(line).is_some()
            || line.cells().is_some_and(|cells| cells.iter().any(|cell| self.of(cell.trim()).is_some()))
    }

    /// The table whose title a text is, number and year aside.
    pub(super) fn of(&self, text: &str) -> Option<&'f TableSchema> {
        if text.is_empty() || text.len() > 240 {
            return None;
        }
        let mended = mend(text).text;
        let mended = match units::places(&mended).first() {
            // The unit beside it, or in brackets behind it.
            Some(unit) if unit.start > 0 => mended.get(..unit.start).unwrap_or_default(),
            _ => &mended,
        };
        let bare = fold(&bare(mended));
        self.titles.iter().find(|(title, _)| *title == bare).map(|(_, table)| *table)
    }
}

/// A title without its number and year, and without the words that it goes on: `部门支出预算表（续）`, `续表3 部门支出预算表`.
fn bare(title: &str) -> String {
    let title = title.trim();
    let undressed =
        undress(title.strip_prefix('续').unwrap_or(title).trim_start_matches([':', '：', '、', '-']));
    let open = undressed.rfind(['(', '[', '-', '—']);
    let open = open.filter(|at| undressed.get(*at..).is_some_and(is_continuation));
    let end = open.unwrap_or_else(|| undressed.trim_end_matches("续表").trim_end_matches('续').len());
    match undressed.get(..end) {
        Some(bare) if !bare.is_empty() => bare.to_owned(),
        _ => undressed,
    }
}

/// A title without its number and year: `表三 2023年部门支出预算表（2023年度）` → `部门支出预算表`.
pub(super) fn undress(title: &str) -> String {
    // Where a blank parts the number from the year, they are not one number.
    let numbered = title.trim().split_once(char::is_whitespace);
    let is_number = |word: &str| word.contains('表') && strip_number(&squeeze(word)).is_empty();
    let title = squeeze(numbered.filter(|(number, _)| is_number(number)).map_or(title, |(_, rest)| rest));
    let mut rest = strip_number(&title);
    // Everything up to the last year but one at the very end: the department's name may stand before it.
    while let Some((before, after)) = split_year(rest) {
        let tail = after.trim_matches(['(', ')', '年', '度', '[', ']']);
        if tail.is_empty() {
            rest = before.trim_end_matches(['(', '[']);
            continue;
        }
        if before.contains([',', '。', ';']) {
            break;
        }
        rest = after;
    }
    strip_number(rest).to_owned()
}

/// A title's number (`三、`, `表3`, `附表三：`, `公开表3`, `(三)`) taken off.
fn strip_number(title: &str) -> &str {
    let numerals = |c: char| "〇零一二三四五六七八九十百".contains(c);
    let body = title.strip_prefix('附').or_else(|| title.strip_prefix("公开")).unwrap_or(title);
    let labelled = body.strip_prefix('表');
    let from = labelled.unwrap_or(body).trim_start_matches(['(', '-']);
    // One or the other: in `表5一般公共预算支出表` 一 is no part of the number.
    let digits = from.trim_start_matches(|c: char| c.is_ascii_digit());
    let rest = if digits.len() < from.len() { digits } else { from.trim_start_matches(numerals) };
    if rest.len() == from.len() {
        return title;
    }
    let bare = rest.trim_start_matches([')', '、', '.', ':', '-']);
    if labelled.is_some() || bare.len() < rest.len() { bare } else { title }
}

/// What stands before and behind the first `2023年` or `2023年度`.
fn split_year(text: &str) -> Option<(&str, &str)> {
    let at = text.match_indices('年').find_map(|(at, _)| {
        let digits = text.get(..at)?.bytes().rev().take_while(u8::is_ascii_digit).count();
        (digits == 4).then_some(at)
    })?;
    let before = text.get(..at - 4)?;
    let after = text.get(at..)?.trim_start_matches('年');
    Some((before, after.strip_prefix('度').unwrap_or(after)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_undressed() {
        for (title, expected) in [
            ("2023 年部门支出预算表", "部门支出预算表"),
            ("本级部门(单位)整体绩效目标表 (2023 年度)", "本级部门(单位)整体绩效目标表"),
            ("三、部门支出预算表", "部门支出预算表"),
            ("表3 部门支出预算表", "部门支出预算表"),
            ("表3 2023年部门支出预算表", "部门支出预算表"),
            ("附表13 2023年度部门支出预算表", "部门支出预算表"),
            ("公开表3部门支出预算表", "部门支出预算表"),
            ("表5一般公共预算支出表", "一般公共预算支出表"),
            ("附表三：2024年度部门支出预算表", "部门支出预算表"),
            ("某局2024年部门支出预算表", "部门支出预算表"),
            ("一般公共预算支出预算表", "一般公共预算支出预算表"),
            ("2023年", ""),
            ("2023年部门支出预算表（续）", "部门支出预算表"),
            ("部门支出预算表(续表2)", "部门支出预算表"),
            ("部门支出预算表 续", "部门支出预算表"),
            ("续：部门支出预算表", "部门支出预算表"),
            ("续表3 部门支出预算表", "部门支出预算表"),
            ("部门支出预算表-续一", "部门支出预算表"),
        ] {
            assert_eq!(bare(title), expected, "{title}");
        }
        for (text, expected) in [
            ("续", true),
            ("（续）", true),
            ("续表", true),
            ("续表 3", true),
            ("续表三", true),
            ("（续上表）", true),
            ("接上表", true),
            ("续：公开03表", true),
            ("继续教育", false),
            ("手续费", false),
            ("延续项目", false),
            ("表3", false),
        ] {
            assert_eq!(is_continuation(text), expected, "{text}");
        }
    }
}
