//! Lists and asides within a list: what stands in brackets, and behind 其中 or 包括. Only where it ends is known here.

use std::ops::Range;

use super::Running;
use crate::pattern::Pattern;

/// Where the brackets end in which words begin.
pub(super) fn closing(words: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, c) in words.char_indices() {
        match c {
            '（' => depth += 1,
            '）' if depth == 0 => return Some(at),
            '）' => depth -= 1,
            '。' => return None,
            _ => {}
        }
    }
    None
}

/// What a share is said to be of is told in no more.
const LONGEST_SHARE: usize = 30;

/// What may stand between a whole and its list: 支出9万元，收支平衡。其中：…, 项目支出9万元，共8个项目，其中：….
static ASIDE: Pattern = Pattern::new(
    "^[，。](?:收支(?:总体)?(?:平衡|相等|持平)|(?:共|共计|涉及)(?:安排)?[0-9]{1,3}个项目)",
    &["收支", "项目"],
);

/// Behind the brackets that say what is included, where the list stands behind them: 支出9万元（含上年结转1万元），其中：….
pub(super) fn behind_aside(text: &Running, end: usize) -> usize {
    let end = end + ASIDE.find(text.part(end..text.text().len())).map_or(0, |aside| aside.end());
    let behind = text.part(end..text.text().len());
    let aside = behind.strip_prefix('（').and_then(|rest| rest.split_once('）'));
    let Some((inside, rest)) = aside.filter(|(inside, _)| inside.starts_with(['含', '不', '包'])) else {
        return end;
    };
    let opens =
        ["其中", "包括"].iter().any(|word| rest.trim_start_matches(['，', '。', '：']).starts_with(word));
    if opens && !inside.contains(['（', '。']) { end + inside.len() + '（'.len_utf8() * 2 } else { end }
}

/// Behind the share that a figure is said to be of something, where the list stands behind it: 拨款9万元，占收入的90%，其中：….
pub(super) fn behind_share(text: &Running, end: usize) -> usize {
    let behind = text.part(end..text.text().len());
    let said = behind.strip_prefix('，').unwrap_or(behind);
    let share = said.split_once('%').map(|(share, _)| share).filter(|share| {
        share.starts_with('占')
            && share.chars().count() <= LONGEST_SHARE
            && !share.contains(['，', '。', '；'])
    });
    share.map_or(end, |share| end + (behind.len() - said.len()) + share.len() + 1)
}

/// The lists within a list: behind 其中, 包括 or 主要 up to the next of its parts, where ；parts them. None where it is not
/// clear which figures belong together. Names alone are no list.
pub(super) fn nested(text: &Running, list: Range<usize>) -> Option<Vec<Range<usize>>> {
    let inside = text.part(list.clone());
    let mut out: Vec<Range<usize>> = Vec::new();
    for word in ["其中", "（含", "包括", "主要"] {
        for (at, _) in inside.match_indices(word) {
            let rest = inside.get(at..)?;
            // 主要领导干部用车 is a name.
            if rest.starts_with("主要领导") || rest.starts_with("主要负责") {
                continue;
            }
            // （其中购置费5万元、运行费3万元）: up to the bracket's end.
            let bracketed = inside.get(..at).filter(|before| before.ends_with('（')).and(closing(rest));
            let own = list.start + at
                ..list.start + at + bracketed.or_else(|| rest.find('；')).unwrap_or(rest.len());
            if !text.tokens.iter().any(|token| token.is_number() && own.contains(&token.range.start)) {
                continue;
            }
            if !inside.contains('；') && bracketed.is_none() {
                return None;
            }
            out.push(own);
        }
    }
    Some(out)
}
