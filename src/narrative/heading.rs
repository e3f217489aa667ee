//! Which paragraphs are headings inside a section: 一、…, （二）…, 第三部分 …, short and without a full stop.

use crate::pattern::Pattern;

/// The most characters that a heading has.
const LONGEST: usize = 40;

static NUMBERED: Pattern = Pattern::new(
    r"^\s*(?:第[一二三四五六七八九十]+(?:部分|章|节)|[一二三四五六七八九十]{1,3}\s*、|[（(][一二三四五六七八九十]{1,3}[)）])\s*\S",
    &[],
);

/// Whether a paragraph is a heading, and no line of a list of contents.
pub(super) fn is_heading(paragraph: &str) -> bool {
    let text = paragraph.trim();
    let is_short = text.chars().count() <= LONGEST;
    let is_sentence = text.contains(['。', '；']) || text.ends_with(['，', '：', '、']);
    let is_listed =
        text.ends_with(|c: char| c.is_ascii_digit()) || text.contains("...") || text.contains('…');
    is_short && !is_sentence && !is_listed && NUMBERED.is_match(text)
}

#[cfg(test)]
mod tests {
    use super::is_heading;

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
        ] {
            assert_eq!(is_heading(text), expected, "{text}");
        }
    }
}
