//! Words that should not stand in a document any more: what its template offers to choose from, notes to its author,
//! gaps that nobody filled in; and marks and signs that are doubled or missing. Knows no figures but whether they
//! stand where they must.

use std::ops::Range;

use rust_decimal::Decimal;

use super::super::extract::Token;
use super::super::{FigureKind, Place};
use super::change::is_either;
use super::number::exact;
use super::phrase::years;
use super::running::{Running, begins_item, is_heading};
use super::told::changed;
use super::{Slip, SlipKind};
use crate::formula::Span;
use crate::model::Section;
use crate::pattern::Pattern;

/// A note in brackets that tells the author what to do.
static NOTE: Pattern = Pattern::made(
    || {
        let told = "请[^（）]{0,12}(?:删除|填写|填列|补充|说明|修改|核实|自行)|公开时[^（）]{0,8}删|(?:据实|如实|自行)(?:填写|填列|说明)|情况(?:填写|填列)|实际情况说明|支出事项填写|事项填写|可删除|此处填|(?:没有|如无|若无|如没有)[^（）]{0,20}(?:请|删除|填写|则)";
        let in_brackets = format!(
            "（[^（）]*(?:{told})[^（）]*）|[【［\\[][^】］\\]]*(?:{told}|填写说明|填报说明|填列说明)[^】］\\]]*[】］\\]]"
        );
        format!("{in_brackets}|公开时请删除|请在?公开(?:时|前)删除")
    },
    &["请", "公开时", "填", "可删除", "（没有", "（如", "（若", "情况", "则"],
);
/// Gaps: XX, 某某, ____, 待填写. What stands before and behind is asked of the text.
static GAP: Pattern = Pattern::new(
    "[XＸxｘ×]{2,}|[某](?:某)(?:局|委|办|单位|部门|项目|年|县|市|区|中心|同志)?|_{2,}|＿{2,}|○{2,}|待(?:填写|补充|填列|核实后填)",
    &[],
);
/// What this program's templates leave to people.
static TO_FILL: Pattern = Pattern::new("〔请填写[^〕]*〕?", &["请填写"]);
/// 减少万元，下降%。: the figures are wanting.
static BLANK: Pattern = Pattern::made(
    || {
        let word = "(?:增加|减少|增长|下降|上升|降低)(?:了)?";
        format!("(?P<blank>{word}(?:万元|%)(?:，{word}%)?)(?:[，。；]|$)")
    },
    &["增加", "减少", "增长", "下降", "上升", "降低"],
);
/// 公务接待费万元，: likewise, of the figure itself.
static UNFILLED: Pattern = Pattern::new(
    "(?P<blank>(?:费|预算|支出|收入|经费|拨款|总额|资金)(?:共|共计|为|是|合计|安排)?万元)[，。；]",
    &["万元"],
);
static PERCENT: Pattern = Pattern::new(
    "(?:(?:占[^，。；、0-9]{0,20}|增长|下降|上升)(?P<number>[0-9]+\\.[0-9]{1,2})|元，占(?P<whole>[0-9]{1,2}))(?:[，。；、）]|$)",
    &["占", "增长", "下降", "上升"],
);
static NO_REASON: Pattern = Pattern::new(
    "(?:主要)?原因(?:是|为|系)?[：:]?(?:[。；]|其中[：:，])|原因是?(?:为|是)?：?(?:是|为)[。；]",
    &["原因"],
);
static ENDS_IN_REASON: Pattern = Pattern::new("原因(?:是|为)?[：，]?$", &["原因"]);
static SAME_YEAR: Pattern = Pattern::new(
    "(?:比|较|与|和|同)(?P<year>20[0-9][0-9])年(?:度)?(?:年初)?(?:部门)?(?P<budget>预算(?:数|安排)?)?(?:相比)?[，]?(?:(?:收入|支出|收、支|收支|总计|总额|预算|和|、|均|各|总)*)(?:增加|减少|增长|下降|基本持平|持平|一致)",
    &["年"],
);
/// 12,34.56万元, 8.0.0万元: what may be meant is not known, and a reader takes a part of it for the whole.
static MALFORMED: Pattern =
    Pattern::new("(?:^|[^0-9,.])(?P<number>[0-9]+(?:[,.][0-9]+)+)(?:万元|亿元|元|%)", &["元", "%"]);
/// 200万元，占%。
static NO_SHARE: Pattern =
    Pattern::new("[0-9]万?元[，（]?(?P<blank>占[^，。；、（）0-9]{0,20}%)[，。；）]", &["占"]);
/// As figures are printed.
static WELL_FORMED: Pattern =
    Pattern::new("^(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,4}(?:,[0-9]{4})+)(?:[.][0-9]+)?$", &[]);
/// 下降-10%: less of less is more.
static TWICE_LESS: Pattern = Pattern::new(
    "(?:减少|下降|降低|压减)(?:了)?-[0-9][0-9,.]*(?:万元|元|%)",
    &["减少", "下降", "降低", "压减"],
);

static UNDIRECTED: Pattern = Pattern::new(
    "(?:比|较)(?:上年|去年|20[0-9][0-9]年)(?:年初)?(?:预算)?(?:数)?[0-9][0-9,.]*万?元[，。]",
    &["比", "较"],
);

/// Judges the words of a section.
pub(super) fn judge(year: i32, texts: &[Running], section: &Section, index: usize, slips: &mut Vec<Slip>) {
    let heading = Section { paragraphs: vec![section.title.clone()], ..Section::default() };
    for text in Running::of(index, &heading) {
        let mut left = Vec::new();
        choices(&text, &mut left);
        notes(&text, &mut left);
        gaps(&text, &mut left);
        slips.extend(left.into_iter().map(|slip| Slip { place: Place::paragraph(index, 0), ..slip }));
    }
    for (at, text) in texts.iter().enumerate() {
        choices(text, slips);
        notes(text, slips);
        gaps(text, slips);
        blanks(text, slips);
        unfilled(text, slips);
        percent_signs(text, slips);
        no_reasons(text, texts.get(at + 1), slips);
        same_years(year, text, slips);
        directions(text, slips);
        for found in TWICE_LESS.find_iter(text.text()) {
            let message = format!("“{}”：减少已经写了，后面的数又是负数。", around(text, &found.range()));
            slips.push(Slip::new(SlipKind::Direction, text.place(&found.range()), message));
        }
    }
    for (paragraph, text) in section.paragraphs.iter().enumerate() {
        marks(text, index, paragraph, slips);
        malformed(text, index, paragraph, slips);
    }
}

/// Some characters around a range: from the begin of its clause, if that is near.
fn around(text: &Running, range: &Range<usize>) -> String {
    /// A clause of more letters is cut in its middle.
    const CLAUSE: usize = 24;
    const CUT: usize = 12;
    let letters: Vec<char> = text.part(0..range.start).chars().rev().take(CLAUSE + 1).collect();
    let is_mark = |c: &char| matches!(c, '，' | '。' | '；' | '：' | '\n');
    let (length, dots) = match letters.iter().skip(1).position(is_mark) {
        Some(mark) => (mark + 1, ""),
        None if letters.len() <= CLAUSE => (letters.len(), ""),
        None => (CUT, "…"),
    };
    let before: String = letters.iter().take(length).rev().collect();
    let before = format!("{dots}{before}");
    let behind: String = text.part(range.end..text.text().len()).chars().take(8).collect();
    format!("{before}{}{behind}", text.part(range.clone()))
}

/// 增加（减少）5万元: one of both had to be chosen.
fn choices(text: &Running, slips: &mut Vec<Slip>) {
    for (at, word) in text.tokens.iter().enumerate() {
        let Some(next) = text.tokens.get(at + 1) else { continue };
        let pair = [word.kind, next.kind] == [FigureKind::Direction; 2] && word.number != next.number;
        // 下降（以下简称“增长或下降”）5% says which.
        let is_named = text.part(0..word.range.start).trim_end_matches('“').ends_with("简称");
        if !pair || !is_either(text, at) || is_named {
            continue;
        }
        let Some(figure) = text.tokens.get(at + 2) else { continue };
        let gap = text.part(next.range.end..figure.range.start);
        let follows = matches!(gap, "" | "）" | "了" | "）了" | "）：" | "：");
        if follows && matches!(figure.kind, FigureKind::Amount | FigureKind::Percent) {
            let range = word.range.start..figure.range.end;
            let message = format!("“{}”：增加还是减少，没有选定。", text.part(range.clone()));
            slips.push(Slip::new(SlipKind::Choice, text.place(&range), message));
        }
    }
}

fn notes(text: &Running, slips: &mut Vec<Slip>) {
    for found in NOTE.find_iter(text.text()) {
        let shown: String = found.as_str().chars().take(60).collect();
        let message = format!("给编制人的提示“{shown}”留在了正文里，公开前应当删去。");
        slips.push(Slip::new(SlipKind::Note, text.place(&found.range()), message));
    }
}

fn gaps(text: &Running, slips: &mut Vec<Slip>) {
    for found in TO_FILL.find_iter(text.text()) {
        let message = format!("“{}”没有填写。", found.as_str());
        slips.push(Slip::new(SlipKind::Gap, text.place(&found.range()), message));
    }
    for found in GAP.find_iter(text.text()) {
        let before = text.part(0..found.start()).chars().next_back();
        let behind = text.part(found.end()..text.text().len()).chars().next();
        let latin = |c: Option<char>| {
            c.is_some_and(|c| {
                c.is_ascii_alphanumeric() && !c.is_ascii_digit() || matches!(c, '/' | '.' | '@' | ':' | '-')
            })
        };
        // 20XX年 is one; a word in Latin letters, a size or a product is none.
        let is_word = latin(before) || latin(behind);
        let is_letters = found.as_str().chars().all(|c| matches!(c, 'X' | 'x'));
        let chinese = |c: Option<char>| {
            c.is_some_and(|c| {
                crate::text::is_ideograph(c) || c == '%' || matches!(c, '，' | '。' | '“' | '”')
            })
        };
        let stands_alone = !chinese(behind) && !chinese(before);
        if is_word || is_letters && stands_alone {
            continue;
        }
        let range = found.range();
        let message = format!("“{}”里的“{}”没有填写。", around(text, &range), found.as_str());
        slips.push(Slip::new(SlipKind::Gap, text.place(&range), message));
    }
}

/// 比上年减少万元，下降%。 Only in a sentence that compares: a header says 比上年增长% too.
fn blanks(text: &Running, slips: &mut Vec<Slip>) {
    for found in BLANK.captures_iter(text.text()) {
        let Some(blank) = found.name("blank") else { continue };
        let sentence = text.sentence(blank.start());
        let before = text.part(sentence.start..blank.start());
        let has_amount = text.tokens.iter().any(|token| {
            token.kind == FigureKind::Amount
                && token.range.start >= sentence.start
                && token.range.end <= blank.start()
        });
        let compares = ["比", "较", "相比"].iter().any(|word| before.contains(word));
        if has_amount && compares {
            let message = format!("“{}”里的数没有填写。", around(text, &blank.range()));
            slips.push(Slip::new(SlipKind::Gap, text.place(&blank.range()), message));
        }
    }
}

/// 公务接待费万元，比上年….
fn unfilled(text: &Running, slips: &mut Vec<Slip>) {
    let of = |pattern: &'static Pattern| pattern.captures_iter(text.text());
    for blank in of(&UNFILLED).chain(of(&NO_SHARE)).filter_map(|found| found.name("blank")) {
        let message = format!("“{}”里的数没有填写。", around(text, &blank.range()));
        slips.push(Slip::new(SlipKind::Gap, text.place(&blank.range()), message));
    }
}

fn percent_signs(text: &Running, slips: &mut Vec<Slip>) {
    for found in PERCENT.captures_iter(text.text()) {
        let Some(number) = found.name("number").or_else(|| found.name("whole")) else { continue };
        let message = format!("“{}”：{} 后面缺少“%”。", around(text, &number.range()), number.as_str());
        slips.push(Slip::new(SlipKind::PercentSign, text.place(&number.range()), message));
    }
}

/// 主要原因是。 And 主要原因是： where the next paragraph is about something else.
fn no_reasons(text: &Running, next: Option<&Running>, slips: &mut Vec<Slip>) {
    let message = |range: &Range<usize>| format!("“{}”：没有写出原因。", around(text, range));
    for found in NO_REASON.find_iter(text.text()) {
        // 说明原因。 asks for one, 增减原因 is a heading.
        let before = text.part(0..found.start());
        let sentence = text.part(text.sentence(found.start().saturating_sub(1)).start..found.start());
        let moved = ["增", "减", "升", "降", "主要"]
            .iter()
            .any(|word| sentence.contains(word) || found.as_str().starts_with(word));
        let asked =
            ["说明", "分析", "查找", "变动", "变化", "什么", "等"].iter().any(|word| before.ends_with(word));
        let has_word = ["是", "为", "系", "："].iter().any(|word| found.as_str().contains(word))
            || found.as_str().contains("主要");
        if moved && !asked && has_word && before.contains("元") {
            slips.push(Slip::new(SlipKind::NoReason, text.place(&found.range()), message(&found.range())));
        }
    }
    let Some(found) = ENDS_IN_REASON.find(text.text()) else { return };
    let told = text.part(0..found.start()).contains("元");
    // 一是…, 1.… and ①… give it; the last words of a section, and those before a heading, give nothing.
    let other = next.is_none_or(|next| {
        let amount = next.tokens.iter().find(|token| token.kind == FigureKind::Amount);
        let near = |token: &Token| next.part(0..token.range.start).chars().count() <= 24;
        is_heading(next.text()) || !begins_item(next.text()) && amount.is_some_and(near)
    });
    if told && other {
        slips.push(Slip::new(SlipKind::NoReason, text.place(&found.range()), message(&found.range())));
    }
}

/// 2026年预算…比2026年预算增加…, and …比2024年预算增加….
fn same_years(own_year: i32, text: &Running, slips: &mut Vec<Slip>) {
    for found in SAME_YEAR.captures_iter(text.text()) {
        let (Some(all), Some(year)) = (found.get(0), found.name("year")) else { continue };
        let own = text
            .tokens
            .iter()
            .enumerate()
            .rev()
            .find(|(_, token)| token.kind == FigureKind::Amount && token.range.end <= all.start());
        // A change is of two years.
        let Some((_, own)) = own.filter(|(at, _)| !changed(text, *at)) else { continue };
        let sentence = text.sentence(own.range.start);
        let from = sentence.start.min(own.range.start);
        let said = text.part(from..own.range.start);
        let is_budget =
            said.contains("预算") && !["决算", "执行", "调整", "实际"].iter().any(|word| said.contains(word));
        let between = text.part(own.range.end..all.start()).chars().count() <= 30;
        // 2025年5万元，2026年预算比2025年…: what is compared may have its year anew.
        let again = years(text.part(own.range.end..all.start())).last().copied();
        let said = again.or_else(|| years(said).last().copied());
        let (Some(said), Ok(compared)) = (said, year.as_str().parse::<i32>()) else {
            continue;
        };
        if !is_budget || !between {
            continue;
        }
        let message = if said == compared {
            format!("“{}”：同一年的预算不能与自己比较。", all.as_str())
        } else if said == own_year && compared < own_year - 1 {
            format!("“{}”：{own_year} 年的预算应当与 {} 年比较。", all.as_str(), own_year - 1)
        } else {
            continue;
        };
        slips.push(Slip::new(SlipKind::SameYear, text.place(&all.range()), message));
    }
}

/// 比上年5万元，: more or less?
fn directions(text: &Running, slips: &mut Vec<Slip>) {
    for found in UNDIRECTED.find_iter(text.text()) {
        // 比上年5万元，增加3万元: what it is compared with. Before a percentage that is so where it is of the size of this year's.
        let figure = |token: &&Token| token.kind == FigureKind::Amount;
        let own = text.tokens.iter().rev().filter(|token| token.range.end <= found.start()).find(figure);
        let base = text.tokens.iter().filter(|token| token.range.start >= found.start()).find(figure);
        let is_near = own.zip(base).is_some_and(|(own, base)| {
            let ratio = exact(own).checked_div(exact(base)).unwrap_or_default();
            ratio > Decimal::new(2, 1) && ratio < Decimal::from(5)
        });
        let mut behind = text.tokens.iter().filter(|token| token.range.start >= found.end());
        let is_base = behind.next().is_some_and(|next| next.kind == FigureKind::Direction)
            && behind.next().is_some_and(|next| match next.kind {
                FigureKind::Amount => true,
                FigureKind::Percent => is_near,
                _ => false,
            });
        if is_base {
            continue;
        }
        let message = format!("“{}”：没有写增加还是减少。", around(text, &found.range()));
        slips.push(Slip::new(SlipKind::NoDirection, text.place(&found.range()), message));
    }
}

/// As the document prints them: a comma that parts no thousands is read as one that parts words.
fn malformed(text: &str, section: usize, paragraph: usize, slips: &mut Vec<Slip>) {
    for number in MALFORMED.captures_iter(text).filter_map(|found| found.name("number")) {
        // 3,5万元 is three or five, 12.50,13.50万元 are two figures.
        let is_choice = number.as_str().split(',').all(|part| part.len() < 2)
            || number.as_str().split(',').all(|part| part.contains('.') && WELL_FORMED.is_match(part));
        if is_choice || WELL_FORMED.is_match(number.as_str()) {
            continue;
        }
        let start = text.get(..number.start()).unwrap_or_default().chars().count();
        let place = Place { section, paragraph, span: Span { start, end: start + number.len() } };
        let message = format!("“{}”的千分位或小数点写得不对。", number.as_str());
        slips.push(Slip::new(SlipKind::Malformed, place, message));
    }
}

/// Two marks where one should stand. Quotation marks between them are none.
fn marks(text: &str, section: usize, paragraph: usize, slips: &mut Vec<Slip>) {
    let is_mark = |c: char| matches!(c, '，' | '。' | '、' | '；' | '：' | ',');
    let kept: Vec<(usize, char)> = text.chars().enumerate().filter(|(_, c)| !c.is_whitespace()).collect();
    let mut from = 0;
    while let Some((start, first)) = kept.get(from).copied() {
        let length = kept.iter().skip(from).take_while(|(_, c)| is_mark(*c)).count();
        if length == 0 {
            from += 1;
            continue;
        }
        let found: String = kept.iter().skip(from).take(length).map(|(_, c)| *c).collect();
        // Three and more are a row of dots.
        let doubled = length == 2 && first != ',' && !found.ends_with(',');
        let heads = from > 0;
        if doubled && heads {
            let before: String =
                kept.iter().take(from).skip(from.saturating_sub(10)).map(|(_, c)| *c).collect();
            let end = kept.get(from + 1).map_or(start + 1, |(at, _)| at + 1);
            let place = Place { section, paragraph, span: Span { start, end } };
            let message = format!("“{before}{found}”：标点重复。");
            slips.push(Slip::new(SlipKind::Marks, place, message));
        }
        from += length;
    }
}
