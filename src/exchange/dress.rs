//! How a title can be dressed: with its table's number before, behind or around it, with a year and whose it is, and with
//! words that say that it goes on. Knows no title and no table.

use super::words::squeeze;

/// What stands around the digits of a table's number: `附件1`, `表3`, `公开03表`, `部门预算01表`.
const LABELS: [&str; 22] = [
    "附件",
    "附表",
    "附",
    "表",
    "公开",
    "公开表",
    "公开附表",
    "预算表",
    "预算公开表",
    "部门预算表",
    "单位预算表",
    "部门公开表",
    "单位公开表",
    "部门表",
    "单位表",
    "部门预算公开表",
    "单位预算公开表",
    "财预表",
    "部预表",
    "预表",
    "决算表",
    "财决公开表",
];

/// The numerals that a number is written with.
pub(super) const NUMERALS: &str = "〇零一二三四五六七八九十百";

/// Whether a line is the number of a table: `附件1`, `表3`, `公开03表`, `附件1-3`.
pub(super) fn is_number(text: &str) -> bool {
    let text = squeeze(text);
    if text.chars().count() > 12 {
        return false;
    }
    let rest: String = text.chars().filter(|c| !c.is_ascii_digit()).collect();
    let is_edge = |c: char| NUMERALS.contains(c) || "第:.-()".contains(c);
    let rest: String = rest.trim_matches(is_edge).replace('-', "");
    LABELS.contains(&rest.as_str()) || {
        // A numeral between the words: `公开三表`.
        let bare: String = rest.chars().filter(|c| !NUMERALS.contains(*c)).collect();
        bare.len() < rest.len() && bare.ends_with('表') && LABELS.contains(&bare.as_str())
    }
}

/// Whether a line says that a table goes on from the page before: `续表`, `（续）`, `续表3`, `接上表`.
pub(super) fn is_continuation(text: &str) -> bool {
    if !text.contains(['续', '接']) || text.len() > 60 {
        return false;
    }
    let squeezed = squeeze(text);
    let bare = squeezed.trim_matches(|c: char| "()[]【】〔〕<>《》.。:-—".contains(c));
    let bare = bare.trim_end_matches(|c: char| c.is_ascii_digit() || c == '之' || NUMERALS.contains(c));
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

/// A title without its number and year, and without the words that it goes on: `部门支出预算表（续）`, `续表3 部门支出预算表`.
pub(super) fn bare(title: &str) -> String {
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
    let title = title.trim();
    let numbered = title.split_once(char::is_whitespace).filter(|(number, _)| is_number(number));
    let title = numbered.map_or(title, |(_, rest)| rest);
    let numbered = title.rsplit_once(char::is_whitespace).filter(|(_, number)| is_number(number));
    let title = squeeze(numbered.map_or(title, |(rest, _)| rest));
    let title = unmarked(&title).unwrap_or(title);
    let mut rest = strip_number(strip_number_behind(&title));
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
    strip_number(strip_number_behind(rest)).to_owned()
}

/// A title without the book marks around it: `(一)《收支总表》(续)`. Where words stand before them, those speak of it.
fn unmarked(title: &str) -> Option<String> {
    let (before, rest) = title.split_once('《')?;
    let (inner, behind) = rest.split_once('》')?;
    let is_bare = before.is_empty() || is_number(before) || before.ends_with(['、', ')', '.', ':']);
    let ends = behind.is_empty() || behind.starts_with(['(', '[']);
    (is_bare && ends && !inner.contains('《')).then(|| format!("{before}{inner}{behind}"))
}

/// A title's number in brackets behind it (`(公开03表)`, `[附件1-3]`) taken off.
fn strip_number_behind(title: &str) -> &str {
    // The end of a title that is too long for its page is not printed.
    let inner = title.strip_suffix([')', ']', '】', '〕']).unwrap_or(title);
    let parted = inner.rfind(['(', '[', '【', '〔']).map(|at| (inner, at));
    let behind = parted.filter(|(inner, at)| {
        inner.get(*at..).is_some_and(|number| is_number(number.trim_start_matches(['(', '[', '【', '〔'])))
    });
    behind.and_then(|(_, at)| title.get(..at)).filter(|rest| !rest.is_empty()).unwrap_or(title)
}

/// A title's number (`三、`, `表3`, `附表三：`, `公开表3`, `(三)`) taken off.
fn strip_number(title: &str) -> &str {
    let word = |title: &str| {
        let mut before = [
            "部门预算公开",
            "单位预算公开",
            "部门预算",
            "单位预算",
            "预算公开",
            "公开附",
            "公开",
            "预算",
            "附",
        ]
        .iter();
        before.find_map(|word| title.strip_prefix(word).map(str::len)).map_or(0, |left| title.len() - left)
    };
    let body = title.get(word(title)..).unwrap_or(title);
    let labelled =
        body.strip_prefix('表').or_else(|| body.strip_prefix('件').filter(|_| title.starts_with('附')));
    let from = labelled.unwrap_or(body).trim_start_matches(['(', '-']);
    // One or the other: in `表5一般公共预算支出表` 一 is no part of the number.
    let digits = from.trim_start_matches(|c: char| c.is_ascii_digit());
    let rest = if digits.len() < from.len() { digits } else { behind_numeral(from) };
    if rest.len() == from.len() {
        return title;
    }
    if rest.starts_with('年') && from.len() - rest.len() == 4 {
        return if labelled.is_some() { from } else { title };
    }
    // `1-3`, and `01表`.
    let parts = |rest: &str| {
        let next =
            rest.strip_prefix(['-', '.']).map(|next| next.trim_start_matches(|c: char| c.is_ascii_digit()));
        next.filter(|next| next.len() + 1 < rest.len() && !next.starts_with('年')).map(str::len)
    };
    let rest = parts(rest).and_then(|left| rest.get(rest.len() - left..)).unwrap_or(rest);
    let ends = rest.strip_prefix('表').filter(|_| body.len() < title.len() && labelled.is_none());
    let bare = ends.unwrap_or(rest).trim_start_matches([')', '、', '.', ':', '-']);
    if labelled.is_some() || ends.is_some() || bare.len() < rest.len() { bare } else { title }
}

/// Words of titles that begin with a numeral.
const NUMBERED: [&str; 2] = ["一般公共", "三公经费"];

/// What stands behind a numeral (三, 十二, 二十): no more of it than makes one. In `表九一般公共预算` 一 is no part of it,
/// nor 三 in `表十三公经费`.
fn behind_numeral(text: &str) -> &str {
    let digit = |text: &str| text.starts_with(|c: char| "一二三四五六七八九".contains(c));
    let next = |text: &'_ str| text.chars().next().map_or(0, char::len_utf8);
    let skip = |text: &str, from: usize| text.get(from..).map_or(0, next) + from;
    let mut at = if text.starts_with(['〇', '零']) { skip(text, 0) } else { 0 };
    let tail = |at: usize| text.get(at..).unwrap_or_default();
    if digit(tail(at)) {
        at = skip(text, at);
    }
    if tail(at).starts_with('十') {
        at = skip(text, at);
        if digit(tail(at)) && !NUMBERED.iter().any(|word| tail(at).starts_with(word)) {
            at = skip(text, at);
        }
    }
    tail(at)
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
            ("表九一般公共预算支出表", "一般公共预算支出表"),
            ("表十一般公共预算支出表", "一般公共预算支出表"),
            ("表十一收入总表", "收入总表"),
            ("表十三公经费支出表", "三公经费支出表"),
            ("表十三三公经费支出表", "三公经费支出表"),
            ("表十三公用经费支出表", "公用经费支出表"),
            ("表九三公经费支出表", "三公经费支出表"),
            ("十二、收入总表", "收入总表"),
            ("附件1-3 2023年部门支出预算表", "部门支出预算表"),
            ("附件3：部门支出预算表", "部门支出预算表"),
            ("公开03表 部门支出预算表", "部门支出预算表"),
            ("预算03表：部门支出预算表", "部门支出预算表"),
            ("部门支出预算表（公开03表）", "部门支出预算表"),
            ("部门支出预算表（2023年）（表三）", "部门支出预算表"),
            ("部门支出预算表（公开05表", "部门支出预算表"),
            ("部门支出预算表（公开06", "部门支出预算表"),
            ("一般公共预算支出表（按功能", "一般公共预算支出表(按功能"),
            ("部门支出预算表　附件1-3", "部门支出预算表"),
            ("表1-1 部门收支总表", "部门收支总表"),
            ("预算支出表", "预算支出表"),
            ("附属单位补助支出表", "附属单位补助支出表"),
            ("公开发行支出表", "公开发行支出表"),
            ("一般公共预算支出表（按功能科目）", "一般公共预算支出表(按功能科目)"),
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
        for (text, expected) in [
            ("附件1", true),
            ("附件1-3", true),
            ("公开03表", true),
            ("公开三表", true),
            ("部门预算01表", true),
            ("（表三）", true),
            ("收支总表", false),
            ("三公经费表", false),
            ("附件", true),
        ] {
            assert_eq!(is_number(text), expected, "{text}");
        }
    }
}
