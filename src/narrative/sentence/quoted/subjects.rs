//! Money that text and tables call by the same name (机关运行经费, 政府采购, 会议费, 基本支出 …), each against what the tables
//! have under it. What such a name takes in differs by place and by paragraph, so nothing is said where the text gives a
//! table's figure under that name anywhere: others are of parts or of other years then.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;

use super::super::Slip;
use super::super::change::is_said;
use super::super::number::exact;
use super::super::phrase::{clause, years};
use super::super::running::Running;
use super::super::told::outside;
use super::changed::{Elsewhere, changed_about};
use super::more::Whole;
use super::{Figures, Known, SLIPPED, as_printed, is_any, is_near, is_of_others, is_slip};
use crate::calc::Cell;
use crate::money;
use crate::narrative::FigureKind;
use crate::narrative::extract::Token;
use crate::text::{is_subtotal_label, is_total_label};

/// A name, and how a clause ends that gives its figure.
struct Subject {
    name: &'static str,
    said: &'static str,
    /// Whether a table of that title is about nothing else.
    titles: bool,
    /// Words of the titles of tables in which alone it is looked for; blank for all.
    within: &'static str,
    /// Words of the titles of tables of other money, in which it is not looked for.
    beside: &'static [&'static str],
}

const OTHER_MONEY: &[&str] = &["基金", "国有资本", "上年", "结转"];

const ENDS: &str = "(?:支出|预算|安排|经费|财政拨款|合计|共计|总额|金额|总计|年初|数|为|共|是)*$";

const SUBJECTS: [Subject; 10] = [
    Subject {
        name: "机关运行经费",
        said: "机关(?:机构|（机构）)?运行经费",
        titles: true,
        within: "",
        beside: OTHER_MONEY,
    },
    Subject { name: "政府采购", said: "政府采购", titles: true, within: "", beside: OTHER_MONEY },
    Subject { name: "会议费", said: "会议费", titles: false, within: "三公", beside: OTHER_MONEY },
    Subject { name: "培训费", said: "培训费", titles: false, within: "三公", beside: OTHER_MONEY },
    Subject {
        name: "基本支出",
        said: "(?:^|年|年度|本部门|本单位|我部门|我单位|，|其中|、|[0-9][.．、]|）)基本支出",
        titles: false,
        within: "",
        beside: OTHER_MONEY,
    },
    Subject {
        name: "项目支出",
        said: "(?:^|年|年度|本部门|本单位|我部门|我单位|，|其中|、|[0-9][.．、]|）)项目(?:支出|经费)",
        titles: false,
        within: "",
        beside: OTHER_MONEY,
    },
    Subject {
        name: "人员经费",
        said: "(?:^|年|年度|本部门|本单位|我部门|我单位|，|其中|：|等|、|[0-9][.．、]|）)人员经费",
        titles: false,
        within: "",
        beside: OTHER_MONEY,
    },
    Subject {
        name: "公用经费",
        said: "(?:^|年|年度|本部门|本单位|我部门|我单位|，|其中|：|等|[0-9][.．、]|）)(?:日常)?公用经费",
        titles: false,
        within: "",
        beside: OTHER_MONEY,
    },
    Subject {
        name: "政府性基金预算支出",
        said: "(?:^|年|年度|本部门|本单位|我部门|我单位|，|使用)政府性基金(?:预算)?(?:财政拨款|拨款)?(?:安排的?)?支出",
        titles: true,
        within: "",
        beside: &["国有资本", "上年", "结转"],
    },
    Subject {
        name: "一般公共预算支出",
        said: "(?:^|年|年度|本部门|本单位|我部门|我单位|，)一般公共预算(?:财政拨款|拨款|当年拨款)?支出",
        titles: true,
        within: "",
        beside: &["基金", "国有资本", "上年", "结转", "基本支出", "项目"],
    },
];

static SAID: LazyLock<Vec<Option<Regex>>> = LazyLock::new(|| {
    SUBJECTS.iter().map(|subject| Regex::new(&format!("{}{ENDS}", subject.said)).ok()).collect()
});

/// Words of columns and rows that are not this year's money, or not all of it.
const OTHERS: [&str; 9] = ["上年", "去年", "增减", "执行", "决算", "结转", "人数", "其中", "%"];

/// The name under which a cell is all that there is of it, by position.
pub(super) fn of_cell(cell: &Cell<'_>, year: i32) -> Option<usize> {
    let title = &cell.row.sheet.schema.title;
    let header = cell.column.full_title();
    let row = cell.row.name();
    let mut texts = cell.row.cells().filter(|of| !of.column.kind.is_number());
    let is_labelled = texts.any(|of| is_total_label(cell.row.text(&of.column.key)));
    let is_whole = is_labelled || cell.row.cells().all(|of| of.column.kind.is_number());
    let is_other = OTHERS.iter().any(|word| header.contains(word) || row.contains(word))
        || years(&header).iter().any(|named| *named != year);
    let named = |subject: &Subject| {
        let leaf =
            cell.column.header.iter().rev().find(|word| !is_subtotal_label(word) && !is_total_label(word));
        let of_column = is_whole && leaf.is_some_and(|word| word.contains(subject.name));
        let of_table = subject.titles && is_whole && title.contains(subject.name) && !title.contains("三公");
        let of_row = row.trim_end_matches("支出") == subject.name;
        let is_beside = subject.beside.iter().any(|word| title.contains(word));
        !is_beside
            && title.contains(subject.within)
            && (of_column || of_table || of_row && !subject.within.is_empty())
    };
    SUBJECTS.iter().position(named).filter(|_| !is_other)
}

/// Judges all sections together.
pub(super) fn judge(figures: &Figures, sections: &[Vec<Running>]) -> Vec<Slip> {
    let mut slips = Vec::new();
    for (at, said) in SAID.iter().enumerate() {
        let known: Vec<&Known> = figures
            .subjects
            .iter()
            .filter(|(subject, known)| *subject == at && !known.yuan.is_zero())
            .map(|(_, known)| known)
            .collect();
        let summed = of_all_columns(&known);
        if let (Some(said), false) = (said, known.is_empty()) {
            slips.extend(of_subject(figures, sections, said, (&known, &summed)));
        }
    }
    slips.extend(sections.iter().flatten().flat_map(|text| changed(figures, text)));
    slips
}

/// Subjects of a paragraph that have each other's figures: 人员经费 that of 公用经费. Both stand in the tables, so that neither is
/// wrong by itself.
fn changed(figures: &Figures, text: &Running) -> Vec<Slip> {
    let mut elsewhere: Vec<Elsewhere<'_, '_>> = Vec::new();
    for (at, said) in SAID.iter().enumerate() {
        let own = figures.subjects.iter().filter(|(subject, known)| *subject == at && !known.yuan.is_zero());
        let rows: Vec<&Known> = own.map(|(_, known)| known).collect();
        let Some(said) = said.as_ref().filter(|_| !rows.is_empty()) else { continue };
        let is_wrong = |(nth, token): &(usize, &Token)| {
            !is_said(text, *nth)
                && outside(text, *nth) == *nth
                && is_own(text, token, said)
                && !is_any(&rows, token)
        };
        let wrong = text.tokens.iter().enumerate().filter(is_wrong);
        elsewhere.extend(wrong.map(|(_, token)| Elsewhere { text, token, rows: rows.clone() }));
    }
    changed_about(&elsewhere)
}

/// What the columns of a row have together: of several units each has its own column of the name.
fn of_all_columns(known: &[&Known]) -> Vec<Known> {
    let mut rows: BTreeMap<_, BTreeMap<_, &Known>> = BTreeMap::new();
    for known in known {
        let of = rows.entry((&known.cell.table, &known.cell.row)).or_default();
        of.entry(&known.cell.column).or_insert(known);
    }
    let several = rows.into_values().filter(|columns| columns.len() > 1);
    let summed = several.filter_map(|columns| {
        let yuan = money::sum(columns.values().map(|known| known.yuan))?;
        Some(Known { yuan, ..(*columns.values().next()?).clone() })
    });
    summed.collect()
}

fn of_subject(
    figures: &Figures,
    sections: &[Vec<Running>],
    said: &Regex,
    known: (&[&Known], &[Known]),
) -> Vec<Slip> {
    let all: Vec<(bool, Vec<(Slip, bool)>)> =
        sections.iter().map(|texts| of_section(figures, texts, said, known)).collect();
    let is_told = all.iter().any(|(is_told, _)| *is_told);
    // Where it stands right elsewhere, one is wrong that differs by a slip of the hand.
    let all = all.into_iter().flat_map(|(_, wrong)| wrong);
    all.filter(|(_, is_slipped)| !is_told || *is_slipped).map(|(slip, _)| slip).collect()
}

/// Whether a section has a table's figure under a name, and those that are not, each with whether it differs by a slip of
/// the hand.
fn of_section(
    figures: &Figures,
    texts: &[Running],
    said: &Regex,
    (known, summed): (&[&Known], &[Known]),
) -> (bool, Vec<(Slip, bool)>) {
    let (mut is_told, mut slips) = (false, Vec::new());
    let whole = Whole::of(figures, known);
    for (paragraph, text) in texts.iter().enumerate() {
        if text.text().contains("决算") || text.text().contains("执行") {
            continue;
        }
        for (nth, token) in text.tokens.iter().enumerate() {
            // In the brackets of an item it is the item's: 商品和服务支出9万元（其中：基本支出5万元，项目支出4万元）.
            if is_said(text, nth) || outside(text, nth) != nth || !is_own(text, token, said) {
                continue;
            }
            if is_any(known, token) {
                is_told = true;
                continue;
            }
            if summed.iter().any(|sum| is_any(&[sum], token)) {
                continue;
            }
            let near: Vec<&Known> =
                known.iter().copied().filter(|known| is_near(known.yuan, exact(token))).collect();
            if !figures.has(token) && !near.is_empty() && !whole.is_exceeded(texts, (paragraph, nth)) {
                let is_slipped = |right| is_slip(as_printed(right, token), exact(token), SLIPPED);
                let wrong = figures.wrong(text, token, &near);
                slips.extend(wrong.map(|slip| {
                    let is_slipped = slip.expected.is_some_and(is_slipped);
                    (slip, is_slipped)
                }));
            }
        }
    }
    (is_told, slips)
}

/// Whether a figure is this year's under a name.
fn is_own(text: &Running, token: &Token, said: &Regex) -> bool {
    let own = clause(text, token);
    let other = ["上年", "去年", "比", "较", "结转"].iter().any(|word| own.contains(word));
    let is_amount = token.kind == FigureKind::Amount && !token.number.is_zero();
    is_amount && said.is_match(own) && !other && !is_of_others(text, token)
}
