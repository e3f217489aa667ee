//! Last year's text as that of a new budget, to be rewritten: where no template says how the text is written, people begin
//! with what they wrote the year before. Its years move on; its amounts and shares are places to be filled in, so that none
//! of last year's figures stands there as this year's.

use crate::model::{Budget, Section};
use crate::narrative::{FigureKind, OPEN, extract};
use crate::text::{narrow, years_moved};

/// The text of last year's budget for a budget of `year`; `figures` says whether last year's figures stay, as where the
/// tables have them, too.
pub(super) fn rewritten(last: &Budget, year: i32, figures: bool) -> Vec<Section> {
    let by = year.saturating_sub(last.year);
    let moved = |text: &str| years_moved(text, last.year, by);
    let paragraph = |text: &String| moved(&if figures { text.clone() } else { left_open(text) });
    let section = |section: &Section| Section {
        key: section.key.clone(),
        title: moved(&section.title),
        paragraphs: section.paragraphs.iter().map(paragraph).collect(),
    };
    last.narrative.iter().map(section).collect()
}

/// A paragraph whose amounts and shares are to be filled in.
fn left_open(paragraph: &str) -> String {
    let letters: Vec<char> = paragraph.chars().collect();
    let is_of_number = |c: &char| narrow(*c).is_ascii_digit() || ",.-".contains(narrow(*c));
    let mut left = String::new();
    let mut from = 0;
    for figure in extract(paragraph) {
        if !matches!(figure.kind, FigureKind::Amount | FigureKind::Percent) {
            continue;
        }
        let Some(printed) = letters.get(figure.span.start..figure.span.end) else { continue };
        let number = printed.iter().take_while(|c| is_of_number(c)).count();
        let (Some(before), Some(number)) = (letters.get(from..figure.span.start), printed.get(..number))
        else {
            continue;
        };
        let number: String = number.iter().collect();
        left.extend(before);
        left += &format!("{OPEN}：上年文字为{number}〕");
        from = figure.span.start + number.chars().count();
    }
    left.extend(letters.iter().skip(from));
    left
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn last_years_text_is_left_open_where_its_figures_stood() {
        let text =
            "2024年收入总计1,234.50万元，比2023年增加 10 万元，增长8.5%。机关现有3人。自2024年1月1日起施行。";
        let sections =
            vec![Section {
                key: "收支".into(), title: "2024年度收支".into(), paragraphs: vec![text.into()]
            }];
        let last = Budget { year: 2024, narrative: sections, ..Budget::default() };
        let open = rewritten(&last, 2025, false);
        let open = open.first().unwrap();
        assert_eq!(open.title, "2025年度收支");
        let expected = "2025年收入总计〔请填写：上年文字为1,234.50〕万元，比2024年增加 〔请填写：上年文字为10〕 万元，\
                        增长〔请填写：上年文字为8.5〕%。机关现有3人。自2024年1月1日起施行。";
        assert_eq!(open.paragraphs, [expected]);
        let kept = rewritten(&last, 2025, true);
        assert!(kept.first().unwrap().paragraphs.first().unwrap().contains("2025年收入总计1,234.50万元"));
    }
}
