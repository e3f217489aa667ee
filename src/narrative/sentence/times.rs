//! Years that are those of another document: a heading with last year's number, a project whose time is over before the
//! year begins. Of final accounts headings alone are asked: they speak of the past.

use super::super::Place;
use super::phrase::years;
use super::running::Running;
use super::{Slip, SlipKind};
use crate::formula::Span;
use crate::model::Budget;
use crate::pattern::Pattern;

/// A heading that names the document or its tables by their year.
static HEADING: Pattern = Pattern::new(
    r"^\s*(?:第[一二三四五六七八九十]+部分|[一二三四五六七八九十]{1,3}\s*、|[（(][一二三四五六七八九十]{1,3}[)）])?\s*[^，。；：0-9]{0,24}(?P<year>20[0-9][0-9])\s*年(?:度)?(?:部门|单位)(?:综合)?(?P<kind>预算|决算)[^，。；：0-9]{0,16}(?:表|说明|情况|公开)\s*$",
    &["预算", "决算"],
);
/// The document's own title.
static TITLE: Pattern = Pattern::new(
    r"^\s*[^，。；：0-9]{0,30}(?P<year>20[0-9][0-9])\s*年(?:度)?[^，。；：0-9]{2,40}(?:部门|单位)(?:综合)?(?:预算|决算)(?:公开|草案|书|说明|编制说明|公开说明|情况说明)?\s*$",
    &["预算", "决算"],
);
/// When a project begins and ends.
static PERIOD: Pattern = Pattern::new(
    r"(?:项目周期|项目期限|实施周期|实施期限|项目实施期|起止时间|起止年限|项目起止)[^。；]{0,16}?20[0-9][0-9]年?[^。；]{0,12}?(?:至|-|—|~|～|到)[^。；0-9]{0,4}(?P<year>20[0-9][0-9])",
    &["周期", "期限", "实施期", "起止"],
);

/// Judges the years of a budget's text.
pub(super) fn judge(budget: &Budget, sections: &[Vec<Running>], slips: &mut Vec<Slip>) {
    let headings: Vec<(Place, i32, String)> = headings(budget);
    let is_own = |text: &str| {
        let found = TITLE.captures(text);
        found.and_then(|found| found.name("year")?.as_str().parse().ok()) == Some(budget.year)
    };
    let has_title = || {
        budget
            .narrative
            .iter()
            .flat_map(|section| section.paragraphs.iter().chain([&section.title]))
            .any(|text| is_own(text))
    };
    let has_own = headings.iter().any(|(_, year, _)| *year == budget.year) || has_title();
    let is_accounts = budget.is_accounts();
    let speaks_of_others =
        || !is_accounts && sections.iter().flatten().any(|text| text.text().contains("部门决算"));
    if !has_own || speaks_of_others() {
        return;
    }
    for (place, year, heading) in headings.into_iter().filter(|(_, year, _)| *year != budget.year) {
        // Last year's may be told beside it; the year before that by nobody.
        let kind = budget.kind();
        let message = format!("标题“{heading}”写的是 {year} 年，这份文件是 {} 年的{kind}。", budget.year);
        slips.push(Slip::new(SlipKind::Stale, place, message));
    }
    for text in sections.iter().flatten().filter(|_| !is_accounts) {
        for found in PERIOD.captures_iter(text.text()) {
            let year = found.name("year").and_then(|year| year.as_str().parse::<i32>().ok());
            let (Some(all), Some(year)) = (found.get(0), year) else { continue };
            if year < budget.year && years(text.text()).iter().all(|named| *named < budget.year) {
                let message = format!("“{}”：项目在 {} 年之前已经结束。", all.as_str().trim(), budget.year);
                slips.push(Slip::new(SlipKind::Stale, text.place(&all.range()), message));
            }
        }
    }
}

/// The headings that name their year: of sections, and paragraphs that read as one.
fn headings(budget: &Budget) -> Vec<(Place, i32, String)> {
    let kind = if budget.is_accounts() { "决算" } else { "预算" };
    let year = |text: &str| {
        let found =
            HEADING.captures(text).filter(|found| found.name("kind").is_some_and(|of| of.as_str() == kind));
        found.and_then(|found| found.name("year")?.as_str().parse::<i32>().ok())
    };
    let mut out = Vec::new();
    for (section, of) in budget.narrative.iter().enumerate() {
        if let Some(year) = year(&of.title) {
            out.push((Place::paragraph(section, 0), year, of.title.trim().to_owned()));
        }
        for (paragraph, text) in of.paragraphs.iter().enumerate() {
            if let Some(year) = year(text) {
                let span = Span { start: 0, end: text.chars().count() };
                out.push((Place { section, paragraph, span }, year, text.trim().to_owned()));
            }
        }
    }
    out
}
