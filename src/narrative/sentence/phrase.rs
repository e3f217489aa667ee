//! The words before a figure: what it is said of, and whether it is this year's. Reckons nothing.

use rust_decimal::Decimal;

use super::super::FigureKind;
use super::super::extract::Token;
use super::running::Running;
use crate::money;
use crate::text::unnumbered;
pub(super) use crate::text::years;

/// How many characters of a subject are shown.
const SHOWN: usize = 40;
/// What is no longer than this is no level of a name.
const LEVEL: usize = 4;

/// The clause that a figure ends: from the last mark before it.
pub(super) fn clause<'t>(text: &'t Running, token: &Token) -> &'t str {
    let before = text.part(0..token.range.start);
    let mark = |c: char| matches!(c, '。' | '；' | '，' | '：');
    let from = before.rfind(mark).map_or(0, |at| at + '，'.len_utf8());
    before.get(from..).unwrap_or_default()
}

/// The words between the number or word of direction before a figure and the figure itself.
pub(super) fn words_before<'t>(text: &'t Running, token: &Token) -> &'t str {
    let last = text.tokens.iter().rev().find(|other| other.range.end <= token.range.start);
    text.part(last.map_or(0, |last| last.range.end)..token.range.start)
}

/// What a figure is said of, in the text's own words.
pub(super) fn subject(text: &Running, token: &Token) -> String {
    let clause = clause(text, token);
    let bare = unnumbered(clause);
    let bare = bare.trim_start_matches("其中").trim_start_matches('、').trim_start_matches("经比较");
    let bare = bare.rsplit_once('、').map_or(bare, |(_, last)| last);
    let bare = bare.trim_start_matches("相应").trim_end_matches(['为', '是', '：']);
    let bare = bare.strip_prefix("安排").filter(|rest| rest.chars().count() > 2).unwrap_or(bare);
    let mut bare = ["共计", "合计", "共"].iter().find_map(|word| bare.strip_suffix(word)).unwrap_or(bare);
    let in_full = bare;
    // 一般公共预算 is a name, and so is 收支总预算.
    let is_whole =
        |name: &str| !["公共", "基金", "经营", "资本", "总"].iter().any(|word| name.ends_with(word));
    for ending in
        ["年初预算数", "年初预算", "预算安排", "预算数", "预算总额", "支出预算", "安排", "预算", "合计"]
    {
        let shorter = bare.strip_suffix(ending).filter(|shorter| shorter.chars().count() > 2);
        if let Some(shorter) = shorter.filter(|shorter| is_whole(shorter)) {
            bare = shorter;
            break;
        }
    }
    let used = used_for(text.part(token.range.end..text.text().len()));
    if let Some(used) = used.filter(|_| bare.is_empty()) {
        return used.to_owned();
    }
    // Where the clause only gives the year, the paragraph begins with what it speaks of.
    if !has_name(bare) {
        let first = text.tokens.iter().find(|token| token.kind == FigureKind::Amount);
        return match first.filter(|first| first.range.start < token.range.start) {
            Some(first) => subject(text, first),
            None => announced(text, clause).unwrap_or(in_full).to_owned(),
        };
    }
    shown(bare)
}

/// The end of a long name that is shown: the last levels of it (类, 款, 项) that have room.
fn shown(name: &str) -> String {
    let count = name.chars().count();
    let behind = name.match_indices('）').filter_map(|(at, mark)| name.get(at + mark.len()..));
    let mut whole = behind.filter(|rest| (LEVEL..=SHOWN).contains(&rest.chars().count()));
    match whole.next().filter(|_| count > SHOWN) {
        Some(rest) => rest.to_owned(),
        None => name.chars().skip(count.saturating_sub(SHOWN)).collect(),
    }
}

/// What the words behind a figure say that it is for: 5万元用于人员经费，….
pub(super) fn used_for(behind: &str) -> Option<&str> {
    let used = behind.strip_prefix("用于")?.split(['，', '。', '；', '、', '（']).next()?;
    (!used.is_empty() && used.chars().count() <= SHOWN && !used.chars().any(|c| c.is_ascii_digit()))
        .then_some(used)
}

/// What stands before a colon and the clause behind it: （二）支出预算：2026年年初预算数5万元.
fn announced<'t>(text: &'t Running, clause: &str) -> Option<&'t str> {
    let before = text.text().split_once(clause)?.0.strip_suffix('：')?;
    let name = unnumbered(before.rsplit(['。', '；', '，']).next()?);
    (!name.is_empty() && name.chars().count() <= SHOWN).then_some(name)
}

/// Whether words are more than a year.
fn has_name(words: &str) -> bool {
    words.chars().filter(|c| !c.is_ascii_digit() && !matches!(c, '年' | '度')).count() > 1
}

/// Whether a clause says that its figure is last year's: 2025年执行数为, 上年预算数.
pub(super) fn is_last_years(clause: &str, this_year: Option<i32>) -> bool {
    let of_last = clause.contains("上年") || clause.contains("去年");
    let named = years(clause).first().copied().zip(this_year).is_some_and(|(year, this)| year + 1 == this);
    let is_figure =
        ["执行数", "预算", "决算", "完成数", "安排", "支出"].iter().any(|word| clause.contains(word));
    let compares = ["比", "较", "相比", "增", "减", "结转", "结余"].iter().any(|word| clause.contains(word));
    (of_last || named) && is_figure && !compares
}

/// A figure as the text prints it.
pub(super) fn printed(text: &Running, token: &Token) -> String {
    text.part(token.range.clone()).to_owned()
}

/// An amount in the unit in which another is printed.
pub(super) fn in_unit(yuan: Decimal, like: &Token) -> String {
    let value = yuan.checked_div(like.in_yuan).unwrap_or(yuan);
    format!("{} {}", money::display(value, like.number.scale().max(2)), money::unit_name(like.in_yuan))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subject_is_whole() {
        for (sentence, expected) in [
            ("2024年收支总预算919.73万元。", "2024年收支总预算"),
            ("2024年财政拨款收支总预算为919.73万元。", "2024年财政拨款收支总预算"),
            ("2024年收入总预算919.73万元。", "2024年收入总预算"),
            ("相应安排支出预算1360.93万元。", "支出预算"),
            ("2024年会议费预算5.00万元。", "2024年会议费"),
            (
                "社会保障和就业支出（类）行政事业单位养老支出（款）机关事业单位基本养老保险缴费支出（项）77.51万元。",
                "行政事业单位养老支出（款）机关事业单位基本养老保险缴费支出（项）",
            ),
        ] {
            let section =
                crate::model::Section { paragraphs: vec![sentence.to_owned()], ..Default::default() };
            let texts = Running::of(0, &section);
            let text = texts.first().unwrap();
            let token = text.tokens.iter().find(|token| token.kind == FigureKind::Amount).unwrap();
            assert_eq!(subject(text, token), expected, "{sentence}");
        }
    }
}
