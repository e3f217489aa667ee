//! How a document's text is divided: which lines are headings and how high each stands, and how far the list of contents
//! (目录) before the text goes. Known by numbers and wording alone; what a section is about, formats say.

use crate::text::{numeral, squeezed};

/// The most characters that a heading has.
const LONGEST_HEADING: usize = 40;
/// The most of one that ends as headings do: the name of a body within it may be long.
const LONGEST_ENDED: usize = 60;
/// How headings end.
const HEADING_ENDS: [&str; 12] =
    ["说明", "情况", "概况", "职责", "职能", "解释", "安排", "公开", "设置", "构成", "目标", "事项"];
/// The most that a line has which is no sentence.
const LONGEST_LINE: usize = 60;
/// A heading that is shorter than this is not broken over two lines.
const SHORTEST_BROKEN: usize = 16;
/// Entries of contents that are shorter are not told from other words.
const SHORTEST_ENTRY: usize = 3;
/// How many lines may stand between a heading that the contents do not have and the first sentence below it.
const MOST_ABOVE: usize = 3;

/// How high a heading stands, the highest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// 第一部分, 第二章
    Part,
    /// 一、
    Section,
    /// （一）
    Item,
}

/// The number that a line begins with: how high it stands, which it is, and what stands behind it.
fn number(line: &str) -> Option<(Level, u32, &str)> {
    let line = line.trim_start();
    let (level, rest) = match line.chars().next()? {
        '第' => (Level::Part, &line['第'.len_utf8()..]),
        c @ ('（' | '(') => (Level::Item, &line[c.len_utf8()..]),
        _ => (Level::Section, line),
    };
    let behind = rest.trim_start_matches(|c: char| "〇一二三四五六七八九十".contains(c));
    let number = numeral(&rest[..rest.len() - behind.len()])?;
    let behind = behind.trim_start();
    let ends: &[&str] = match level {
        Level::Part => &["部分", "章", "节"],
        Level::Section => &["、", ".", "．"],
        Level::Item => &["）", ")"],
    };
    let behind = ends.iter().find_map(|end| behind.strip_prefix(end))?;
    Some((level, number, behind))
}

/// How high a line stands as a heading, by its number alone.
pub fn level(line: &str) -> Option<Level> {
    number(line).map(|(level, ..)| level)
}

/// The number that a line begins with: how high it stands, and which it is.
pub fn numbered(line: &str) -> Option<(Level, u32)> {
    number(line).map(|(level, number, _)| (level, number))
}

/// Whether a line belongs to a list of contents: dots lead to the number of its page, or that stands behind it.
fn is_listed(line: &str) -> bool {
    let line = line.trim_end();
    line.ends_with(|c: char| c.is_ascii_digit()) || line.contains("...") || line.contains('…')
}

/// Whether a line is a heading: numbered, short, without a full stop, and not of a list of contents.
pub fn is_heading(line: &str) -> bool {
    let text = line.trim();
    let is_short = text.chars().count() <= LONGEST_HEADING || is_long_heading(text);
    let is_sentence =
        is_broken_off(text) || text.contains(['。', '；']) || text.ends_with(['，', ',', '：', '、']);
    // 第一部分：概况 has its own; 一、基本支出：指… explains a word.
    let said = number(text).map_or("", |(.., behind)| behind.trim_start_matches([' ', '　', '：', ':']));
    is_short && !is_sentence && !is_listed(text) && !said.is_empty() && !said.contains(['：', ':'])
}

/// Whether a line that is too long for a heading ends as one, without any comma.
fn is_long_heading(text: &str) -> bool {
    text.chars().count() <= LONGEST_ENDED && ends_as_heading(text) && !text.contains(['，', ','])
}

/// Whether words end as headings do: `…的总体情况说明`, `…情况（详见表3）`.
pub fn ends_as_heading(text: &str) -> bool {
    let bare = text.trim_end().trim_end_matches(['。', '：', ':']);
    let before = bare.ends_with(['）', ')']).then(|| bare.rfind(['（', '('])).flatten();
    let bare = before.and_then(|at| bare.get(..at)).unwrap_or(bare);
    HEADING_ENDS.iter().any(|end| bare.ends_with(end))
}

/// Whether a heading goes on in the next line: it is numbered, has no end yet, and the next line is nothing but that.
pub fn goes_on_in(heading: &str, next: &str) -> bool {
    let (heading, next) = (heading.trim(), next.trim());
    let length = next.chars().count();
    let stops = ['，', ',', '。', '；', ';', '：', ':'];
    number(heading).is_some_and(|(level, ..)| level != Level::Part)
        && heading.chars().count() >= SHORTEST_BROKEN
        && !ends_as_heading(heading)
        && !heading.contains(stops)
        && number(next).is_none()
        && length * 2 <= LONGEST_HEADING
        && !next.contains(stops)
        && ends_as_heading(next)
        && heading.chars().count() + length <= LONGEST_ENDED
}

/// Whether a line is a sentence that goes on below: 本年支出5万元，占….
pub fn is_broken_off(line: &str) -> bool {
    line.contains("元,") || line.contains("元，")
}

/// A heading without its number.
pub fn unnumbered(heading: &str) -> &str {
    number(heading).map_or(heading, |(.., behind)| behind.trim_start_matches([' ', '　', '：', ':']))
}

/// Whether a line without a number may be a heading: short, and no sentence.
pub fn may_be_heading(line: &str) -> bool {
    (line.chars().count() <= LONGEST_HEADING || is_long_heading(line))
        && !line.contains(['，', '。', '；', '：', ':', ','])
}

/// Whether a line says something, as no heading does.
pub fn is_sentence(line: &str) -> bool {
    !is_listed(line) && (line.contains(['。', '；']) || line.chars().count() > LONGEST_LINE)
}

/// What a line of contents and the heading that it leads to have in common; empty where that is too little. Where a table
/// is to be seen (详见表1) only the heading says.
pub fn entry(line: &str) -> String {
    // A list may be marked as one.
    let line = squeezed(line.trim_start().trim_start_matches(['-', '*', '•', '·']));
    let bracket = |line: &str| line.ends_with(['）', ')']).then(|| line.rfind(['（', '('])).flatten();
    let in_brackets = bracket(&line).filter(|at| line[*at..].chars().all(|c| !c.is_alphabetic()));
    let line = in_brackets.map_or(&*line, |at| &line[..at]);
    let line = line.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '-' | '—' | '–' | '－'));
    let line = line.trim_end_matches(['.', '…', '·', '．', '。', '⋯', '_', '-', '—']);
    let line = bracket(line).filter(|at| line[*at..].contains('见')).map_or(line, |at| &line[..at]);
    let entry: String = line.chars().filter(|c| !matches!(c, '：' | ':')).collect();
    if entry.chars().count() < SHORTEST_ENTRY { String::new() } else { entry }
}

/// Where a line among those that begin with a list of contents says an entry again, before the first sentence: there the text
/// begins. `None` where no list is told from a text, or there is none.
pub fn said_again(lines: &[&str]) -> Option<usize> {
    let end = lines.iter().position(|line| is_sentence(line))?;
    let entries: Vec<String> = lines.iter().take(end).map(|line| entry(line)).collect();
    entries.iter().enumerate().filter(|(_, entry)| !entry.is_empty()).find_map(|(at, entry)| {
        let again = entries.iter().skip(at + 1).position(|other| other == entry)? + at + 1;
        // Contents may list the same words twice; what follows is then still listed.
        let is_text = !lines.iter().take(end).skip(again).any(|line| is_listed(line));
        is_text.then_some(again)
    })
}

/// The heading of a part that ends the lines of contents, if it is one of their entries said again: of how many lines it
/// is, and itself. It stands on a page of its own, where it may be broken.
pub fn part_behind(lines: &[&str]) -> Option<(usize, String)> {
    [1, 2].into_iter().find_map(|count| {
        let (before, last) = lines.split_at_checked(lines.len().checked_sub(count)?)?;
        let whole = last.join(" ");
        let own = entry(&whole);
        let is_said = !own.is_empty() && before.iter().any(|line| entry(line) == own);
        (is_said && level(&whole) == Some(Level::Part)).then_some((count, whole))
    })
}

/// How many of the lines that follow the heading of a list of contents belong to it.
pub fn contents_end(lines: &[&str]) -> usize {
    if let Some(again) = said_again(lines) {
        return again;
    }
    let Some(sentence) = lines.iter().position(|line| is_sentence(line)) else {
        return lines.len() - part_behind(lines).map_or(0, |(lines, _)| lines);
    };
    // The headings above the first sentence are the text's: those that are not numbered, and the first of each level.
    let mut at = sentence;
    let mut below = None;
    while let Some(line) = at.checked_sub(1).and_then(|above| lines.get(above)) {
        let belongs = match number(line) {
            Some((level, 1, _)) => below.is_none_or(|below| level < below),
            Some(_) => false,
            None => !line.starts_with(|c: char| c.is_ascii_digit() || c == '表') && !line.ends_with('表'),
        };
        if !belongs || is_listed(line) || sentence - at == MOST_ABOVE {
            break;
        }
        below = level(line).or(below);
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_is_short_numbered_and_no_sentence() {
        for (text, expected) in [
            ("十、机关运行经费安排情况说明", true),
            ("（三）关于预算绩效管理工作开展情况说明", true),
            ("第二部分 2026年部门预算表", true),
            ("一、部门职责…………3", false),
            ("一、收入预算5万元，比上年增加1万元。", false),
            ("本部门2026年预算", false),
            ("（一）人员经费5万元，主要包括：", false),
            ("(一)教育支出 40.25 万元,占支出总", false),
            ("一般公共预算", false),
            ("三公经费", false),
            ("一、", false),
            ("第一部分：部门概况", true),
            ("四、关于某州某回族土族自治县某某镇中心卫生院2024年财政拨款收支预算情况的总体说明", true),
            ("（三）负责全市机关事务管理体制改革和后勤服务社会化工作的组织推动与指导协调以及监督检", false),
            ("一、基本支出：指为保障机构运转", false),
        ] {
            assert_eq!(is_heading(text), expected, "{text}");
        }
    }

    #[test]
    fn a_heading_goes_on_only_with_its_end() {
        for (heading, next, expected) in [
            ("四、关于某自治县某某镇中心卫生院2024年财政拨款收支预", "算情况的总体说明", true),
            ("四、关于某镇卫生院财政拨款收支预算情况说明", "总体情况", false),
            ("四、关于某镇卫生院2024年财政拨款收支预算", "五、其他情况说明", false),
            ("四、机关运行经费", "安排情况", false),
            ("（一）负责全市机关事务管理体制改革工作的", "组织推动，指导有关情况", false),
        ] {
            assert_eq!(goes_on_in(heading, next), expected, "{heading} {next}");
        }
    }

    #[test]
    fn the_text_begins_where_the_contents_end() {
        for (lines, expected) in [
            // The first entry is said again, dressed otherwise.
            ("第一部分部门概况|一、职能|第四部分名词解释|第一部分 部门概况|一、职能|1．负责督查。", 3),
            ("一、部门概况|（一）主要职能......2|二、说明...3|一、部门概况|（一）主要职能|1.承担研究。", 3),
            ("第一部分：部门概况|五、收支说明|第一部分：部门概况|一、主要职能|市审计局主管审计。", 2),
            ("一、收支说明（详见表1-3）....2|二、其他（3）|一、收支说明（详见表1-3）|收入5万元。", 2),
            ("一、收支说明....2|二、其他....3|一、收支说明（详见表1-3）|收入5万元。", 2),
            // Not the first, but the next.
            ("第一部分 概况|一、主要职能|第一部分 部门概况|一、主要职能|负责督查。", 3),
            // None is: the text's headings bear no numbers, or other words.
            ("一、主要职能……3|二、机构设置……4|某街道主要职能|某街道是派出机关。", 2),
            ("一、职能|二、情况说明|一、部门职责|某局主管审计。", 2),
            ("第一部分 概况|第二部分 说明|某局主管审计。", 2),
            ("表1 收支总表|表2 支出总表|某局主要职能|某局主管审计。", 2),
            // Nothing else than contents, or nothing.
            ("序号 报表名称|一、 收支总表|二、 收入总表", 3),
            ("一、收支总表|二、说明|一、收支总表", 3),
            // The heading of the first part, on a page of its own.
            ("第一部分部门概况|一、职责|第一部分 部门概况", 2),
            ("第一部分部门概况|一、职责|第一部分|部门概况", 2),
            ("", 0),
            // The same entry twice within them.
            ("一、绩效......2|二、绩效......3|一、绩效......9|三、其他......9|某局主管审计。", 4),
        ] {
            let lines: Vec<&str> = lines.split('|').filter(|line| !line.is_empty()).collect();
            assert_eq!(contents_end(&lines), expected, "{lines:?}");
        }
    }
}
