//! Last year's text as that of a new budget, to be rewritten: where no template says how the text is written, people begin
//! with what they wrote the year before. Its years move on; its amounts and shares are places to be filled in, so that none
//! of last year's figures stands there as this year's. Where the tables have last year's amounts, too, these stay; what the
//! text says of changes, of the year before that and of the reasons cannot be true any more, nor can a day to come.

use std::ops::Range;

use crate::calc::Book;
use crate::model::{Budget, Section};
use crate::narrative::{Extracted, FigureKind, OPEN, Template, extract, write_anew};
use crate::pattern::Pattern;
use crate::text::{narrow, squeezed, years_moved};

/// The text of last year's budget for a budget of `year`; `figures` says whether last year's figures stay, as where the
/// tables have them, too.
pub(super) fn rewritten(last: &Budget, year: i32, figures: bool) -> Vec<Section> {
    let moved = Moved { last: last.year, by: year.saturating_sub(last.year), figures };
    let section = |section: &Section| Section {
        key: section.key.clone(),
        title: moved.years(&section.title),
        paragraphs: section.paragraphs.iter().map(|text| moved.paragraph(text)).collect(),
    };
    last.narrative.iter().map(section).collect()
}

/// The text of a budget whose format says by a template how it is written: what people wrote in it last year (职责, 用途, sections
/// of their own) stays, and everything else is told anew. Whatever of last year's cannot be true any more is left open, as
/// in [`rewritten`].
pub(super) fn written(template: &Template, book: &Book<'_>, last: &Budget, figures: bool) -> Vec<Section> {
    let year = book.budget.year;
    let moved = Moved { last: last.year, by: year.saturating_sub(last.year), figures };
    let before = last.narrative.iter().filter(|section| squeezed(&section.title) != CONTENTS);
    let before = before.map(|section| Section { title: moved.years(&section.title), ..section.clone() });
    write_anew(template, book, &before.collect::<Vec<_>>(), &|text| moved.paragraph(text)).sections
}

/// What the list of contents is called that a published document brings along.
const CONTENTS: &str = "目录";

/// Of what sentences say why something changed.
static REASON: Pattern =
    Pattern::new("(?:主要)?原因(?:是|为|系)?[：:]?|主要(?:是|系|为)(?:由于)?|主要由于", &["原因", "主要"]);
/// Of these the words that say so wherever they stand.
static WHY: Pattern = Pattern::new("(?:主要)?原因(?:是|为|系)?[：:]?|主要由于", &["原因", "主要由于"]);
/// As of which day something is told.
static AS_OF: Pattern =
    Pattern::new("截[至止](?P<day>(?P<year>20[0-9]{2})年[0-9]{1,2}月(?:[0-9]{1,2}日|底|末)?)", &["截"]);

/// How far the number of a change may stand behind its word, and its percentage behind the number.
const BEHIND: usize = 4;

/// From which year to which.
struct Moved {
    last: i32,
    by: i32,
    figures: bool,
}

impl Moved {
    fn years(&self, text: &str) -> String {
        years_moved(text, self.last, self.by)
    }

    /// A paragraph in which what is last year's is to be filled in.
    fn paragraph(&self, text: &str) -> String {
        if is_date(text) {
            return format!("{OPEN}：日期，上年为{}〕", text.trim());
        }
        let letters: Vec<char> = text.chars().collect();
        let part = |range: Range<usize>| -> String { letters.get(range).into_iter().flatten().collect() };
        let mut open = self.open(text, &letters);
        open.sort_by_key(|range| (range.start, std::cmp::Reverse(range.end)));
        let mut out = String::new();
        let mut from = 0;
        for range in open.into_iter().filter(|range| !range.is_empty()) {
            if range.start < from {
                continue;
            }
            out += &self.years(&part(from..range.start));
            // The brackets of a place to fill end it.
            let words = part(range.clone()).replace('〔', "[").replace('〕', "]");
            out += &format!("{OPEN}：上年文字为{words}〕");
            from = range.end;
        }
        out + &self.years(&part(from..letters.len()))
    }

    /// What of a paragraph is to be filled in, by the positions of its characters.
    fn open(&self, text: &str, letters: &[char]) -> Vec<Range<usize>> {
        let found = extract(text);
        let changes = changes(&found, letters);
        let mut open: Vec<Range<usize>> =
            changes.iter().filter_map(|change| reason(letters, change.end)).collect();
        open.extend(told_reasons(text));
        open.extend(self.days(text));
        let figures = found.iter().filter(|one| matches!(one.kind, FigureKind::Amount | FigureKind::Percent));
        if self.figures {
            let of_before = figures.filter(|one| self.is_of_the_year_before(letters, one.span.start));
            open.extend(of_before.map(|one| number(letters, one)));
            open.extend(changes);
        } else {
            open.extend(figures.map(|one| number(letters, one)));
        }
        open
    }

    /// Days of last year's own that the text tells something as of: moved on, they would be still to come.
    fn days(&self, text: &str) -> Vec<Range<usize>> {
        let is_own = |found: &regex::Captures<'_>| {
            found.name("year").is_some_and(|year| year.as_str() == self.last.to_string())
        };
        let days = AS_OF.captures_iter(text).filter(is_own).filter_map(|found| {
            let day = found.name("day")?;
            let start = text.get(..day.start())?.chars().count();
            Some(start..start + day.as_str().chars().count())
        });
        days.collect()
    }

    /// Whether a figure is told as that of the year before: 比2023年预算数1,224.50万元增加….
    fn is_of_the_year_before(&self, letters: &[char], at: usize) -> bool {
        let before: String = letters.get(..at).unwrap_or_default().iter().collect();
        let clause = before.rsplit(['，', '。', '；', '、', '：']).next().unwrap_or_default();
        let year = format!("{}年", self.last.saturating_sub(1));
        [year.as_str(), "上年", "去年"].iter().any(|word| {
            clause
                .rsplit_once(word)
                .is_some_and(|(_, rest)| !rest.contains(|c: char| narrow(c).is_ascii_digit()))
        })
    }
}

/// The digits of a figure.
fn number(letters: &[char], figure: &Extracted) -> Range<usize> {
    let is_of_number = |c: &&char| narrow(**c).is_ascii_digit() || ",.-".contains(narrow(**c));
    let printed = letters.get(figure.span.start..figure.span.end).unwrap_or_default();
    let digits = printed.iter().take_while(is_of_number).count();
    figure.span.start..figure.span.start + digits
}

/// The changes that a text tells, with their words: 增加10万元，增长8.5%.
fn changes(found: &[Extracted], letters: &[char]) -> Vec<Range<usize>> {
    let mut changes: Vec<Range<usize>> = Vec::new();
    for pair in found.windows(2) {
        let [word, figure] = pair else { continue };
        let is_change = word.kind == FigureKind::Direction
            && matches!(figure.kind, FigureKind::Amount | FigureKind::Percent)
            && figure.span.start.saturating_sub(word.span.end) <= BEHIND;
        let stops = ['，', '。', '；'];
        let gap = letters.get(word.span.end..figure.span.start).unwrap_or_default();
        if !is_change || gap.iter().any(|c| stops.contains(c)) {
            continue;
        }
        match changes.last_mut() {
            // Its percentage is the same change.
            Some(last)
                if letters
                    .get(last.end..word.span.start)
                    .is_some_and(|between| matches!(between, ['，' | '、'])) =>
            {
                last.end = figure.span.end;
            }
            _ => changes.push(word.span.start..figure.span.end),
        }
    }
    changes
}

/// Whether a paragraph is the day of a document and nothing else, as covers have it: 二〇二三年二月.
fn is_date(text: &str) -> bool {
    let text = squeezed(text);
    let is_digit = |c: char| c.is_ascii_digit() || "〇○零一二三四五六七八九十".contains(c);
    let parts: Vec<&str> = text.split_inclusive(['年', '月', '日']).collect();
    let is_part = |(part, sign): (&&str, char)| {
        part.strip_suffix(sign).is_some_and(|number| !number.is_empty() && number.chars().all(is_digit))
    };
    (2..=3).contains(&parts.len()) && parts.iter().zip(['年', '月', '日']).all(is_part)
}

/// Reasons of changes of which no figure is told: 收支总计有所增加，主要原因是人员增加.
fn told_reasons(text: &str) -> Vec<Range<usize>> {
    let mut open = Vec::new();
    let mut at = 0;
    for sentence in text.split_inclusive(['。', '；']) {
        let length = sentence.chars().count();
        if let Some(found) = WHY.find(sentence) {
            let (before, _) = sentence.split_at(found.start());
            if ["增", "减", "升", "降", "变动"].iter().any(|word| before.contains(word)) {
                let begin = before.chars().count() + found.as_str().chars().count();
                let end = length - sentence.chars().rev().take_while(|c| ['。', '；'].contains(c)).count();
                open.push(at + begin..at + end);
            }
        }
        at += length;
    }
    open
}

/// The reason that is given behind a change: in its sentence, or as the next.
fn reason(letters: &[char], from: usize) -> Option<Range<usize>> {
    let is_end = |c: &char| ['。', '；'].contains(c);
    let rest: String = letters.get(from..)?.iter().collect();
    let own_end = rest.chars().position(|c| is_end(&c)).unwrap_or(rest.chars().count());
    let found = REASON.find(&rest)?;
    let start = rest.get(..found.start())?.chars().count();
    if start > own_end + 1 {
        return None;
    }
    let begin = from + start + found.as_str().chars().count();
    let length = letters.get(begin..)?.iter().position(is_end).unwrap_or(letters.len() - begin);
    Some(begin..begin + length)
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
    }

    /// With last year's amounts in the tables what cannot be true any more is open all the same.
    #[test]
    fn changes_reasons_and_days_to_come_are_left_open() {
        for (text, expected) in [
            (
                "2024年收入总计1,234.50万元，比2023年增加10万元，增长8.5%，主要原因是人员增加。其中：其他收入5万元，占0.41%。",
                "2025年收入总计1,234.50万元，比2024年〔请填写：上年文字为增加10万元，增长8.5%〕，主要原因是\
                 〔请填写：上年文字为人员增加〕。其中：其他收入5万元，占0.41%。",
            ),
            (
                "支出比上年预算数1,224.50万元减少3万元。主要原因：2023年购车。",
                "支出比上年预算数〔请填写：上年文字为1,224.50〕万元〔请填写：上年文字为减少3万元〕。主要原因：\
                 〔请填写：上年文字为2023年购车〕。",
            ),
            (
                "与2023年相比，总计有所增加，主要原因是建设档案馆。增加人手；经费不足的原因是补助少。",
                "与2024年相比，总计有所增加，主要原因是〔请填写：上年文字为建设档案馆〕。增加人手；经费不足的原因是补助少。",
            ),
            ("二〇二四年二月", "〔请填写：日期，上年为二〇二四年二月〕"),
            ("2024年2月3日", "〔请填写：日期，上年为2024年2月3日〕"),
            ("2024年预算", "2025年预算"),
            ("截至2024年12月31日，共有车辆3辆。", "截至〔请填写：上年文字为2024年12月31日〕，共有车辆3辆。"),
            // The day before the year, and figures and words that are of no change.
            (
                "截至2023年12月31日，共有车辆3辆。收入主要是财政拨款5万元。",
                "截至2024年12月31日，共有车辆3辆。收入主要是财政拨款5万元。",
            ),
        ] {
            let sections = vec![Section { paragraphs: vec![text.into()], ..Section::default() }];
            let last = Budget { year: 2024, narrative: sections, ..Budget::default() };
            let kept = rewritten(&last, 2025, true);
            assert_eq!(kept.first().unwrap().paragraphs, [expected], "{text}");
        }
    }
}
