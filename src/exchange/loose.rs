//! Figures that stand alone in their lines, in runs below the title or the unit of a table: a table copied out of a PDF cell by
//! cell. No sentence says them, so they are no text: where they are no table either, they are told as lost.

use super::split::{Line, looks_like_figures};
use super::units;
use crate::outline::{Level, level};
use crate::text::squeezed;

/// So many figures alone in their lines are a table's.
pub(super) const FEWEST: usize = 3;
/// What stands in a cell is no longer, in characters.
const LONGEST: usize = 40;
/// How many lines above the first of its cells a title or a unit may stand.
const ABOVE: usize = 3;

/// Whether a line is nothing but figures.
pub(super) fn is_figure(line: &Line<'_>) -> bool {
    line.cells().is_none() && looks_like_figures(line.text) && !line.text.chars().any(char::is_alphabetic)
}

/// How many lines are nothing but figures of a table that was copied cell by cell.
pub(super) fn figures(lines: &[Line<'_>]) -> usize {
    let lines: Vec<&Line<'_>> = lines.iter().filter(|line| !line.is_blank()).collect();
    (0..lines.len()).filter(|at| is_figure_among(*at, |at| lines.get(at).copied())).count()
}

/// The same of a line among others: a whole number is one where another stands next to it, and else may be that of a page.
fn is_figure_among<'l, 't: 'l>(at: usize, line: impl Fn(usize) -> Option<&'l Line<'t>>) -> bool {
    let is_whole = |at: usize| {
        let text = line(at).map(|line| squeezed(line.text)).unwrap_or_default();
        !text.is_empty() && text.len() <= 9 && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    let is_beside = || at.checked_sub(1).is_some_and(is_whole) || is_whole(at + 1);
    line(at).is_some_and(is_figure) || is_whole(at) && is_beside()
}

/// The lines of a text without the cells of tables that stand there one a line, and those.
pub(super) fn parted<'t>(lines: Vec<Line<'t>>) -> (Vec<Line<'t>>, Vec<Line<'t>>) {
    let mut is_lost = vec![false; lines.len()];
    let filled: Vec<usize> =
        (0..lines.len()).filter(|at| lines.get(*at).is_some_and(|line| !line.is_blank())).collect();
    let line = |nth: &usize| lines.get(*nth);
    let is_own = |nth: &usize| line(nth).is_some_and(may_be_cell);
    let follows = |one: &usize, next: &usize| {
        let at = |nth: &usize| line(nth).map_or(0, |line| line.at);
        // Between them there may have been a table that was read; of its blank lines some stand nowhere.
        is_own(one) == is_own(next)
            && at(next).saturating_sub(at(one)) <= u32::try_from(next - one).unwrap_or(1) + 2
    };
    let mut before = 0;
    for run in filled.chunk_by(follows) {
        let begin = before;
        before += run.len();
        if !run.first().is_some_and(is_own) {
            continue;
        }
        let figures: Vec<usize> =
            (0..run.len()).filter(|nth| is_figure_among(*nth, |nth| run.get(nth).and_then(line))).collect();
        let Some((first, last)) = figures.first().zip(figures.last()).filter(|_| figures.len() >= FEWEST)
        else {
            continue;
        };
        let above = filled.get(begin.saturating_sub(ABOVE)..begin + first).unwrap_or_default();
        let Some(head) = above.iter().rposition(|nth| line(nth).is_some_and(heads_table)) else { continue };
        // What stands below the title or the unit are words of the header.
        let head = (begin.saturating_sub(ABOVE) + head + 1).max(begin);
        for nth in filled.get(head..=begin + last).unwrap_or_default() {
            is_lost.get_mut(*nth).into_iter().for_each(|lost| *lost = true);
        }
    }
    let mut is_lost = is_lost.into_iter();
    lines.into_iter().partition(|_| !is_lost.next().unwrap_or(false))
}

/// Whether a line may be a cell: short, no sentence, and no part of the document begins with it.
fn may_be_cell(line: &Line<'_>) -> bool {
    let text = line.text.trim();
    line.cells().is_none()
        && text.chars().count() <= LONGEST
        && !text.contains(['。', '；', '，'])
        && level(text) != Some(Level::Part)
}

/// Whether a line is the title of a table or says its unit.
fn heads_table(line: &Line<'_>) -> bool {
    let text = squeezed(line.text);
    units::stated(&text).is_some() || text.ends_with('表') && text.chars().count() > 3
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lost(text: &str) -> Vec<String> {
        let (source, _) = crate::exchange::dialects::lines(text);
        let (_, lost) = parted(crate::exchange::split::lines(&source));
        lost.iter().map(|line| line.text.to_owned()).collect()
    }

    #[test]
    fn figures_alone_below_a_title_are_no_text() {
        let cells = "项目\n预算数\n事业收入\n12.50\n\n经营收入\n1,200.00\n总计\n13.70";
        for (text, expected) in [
            (format!("收支总表\n单位：万元\n{cells}\n一、说明如下，共13.70万元。"), 8),
            (format!("收支总表\n{cells}\n第三部分 说明"), 8),
            ("收支总表\n单位：万元\n合计\n因公出国\n5834\n100\n692\n430".to_owned(), 6),
            // A picture of figures has neither, and a text that was broken has sentences.
            (format!("2026年支出结构\n{cells}"), 0),
            ("收支总表\n共计，\n12.50\n万元，其中，\n1,200.00\n元，\n13.70\n元。".to_owned(), 0),
            ("目录\n收支总表\n3\n收入总表\n4\n支出总表\n5".to_owned(), 0),
        ] {
            assert_eq!(lost(&text).len(), expected, "{text}: {:?}", lost(&text));
        }
    }
}
