//! Sentences judged by themselves, whatever the format and whatever the tables: a change and its percentage against
//! the figures beside them, shares and parts against their whole, one thing said twice, and words that a template or
//! an author left in.
//!
//! ```text
//! section ─► running text ─► tokens ─► changes, shares, lists ─► reckoned against each other ─► Slip
//! ```
//!
//! A slip is told only where no reading of the sentence makes it right: a figure that any amount near it explains is
//! not accused, and what is reckoned from printed figures may be anything that these may be roundings of. Which cell a
//! figure quotes is not known here; severities are for `rules`.

mod above;
mod averages;
mod balanced;
#[cfg(test)]
mod cases;
mod change;
mod claimed;
mod classified;
mod counted;
mod counts;
mod digits;
mod direction;
mod flat;
mod fulfilled;
mod limits;
mod lists;
mod moved;
mod named;
mod names;
mod nothing;
mod number;
mod one_cause;
mod outline;
mod phrase;
mod procured;
mod quoted;
mod reasons;
mod reckon;
mod repeated;
mod respective;
mod running;
mod scaled;
mod share;
mod spread;
mod stale;
#[cfg(test)]
mod tests;
mod times;
mod told;
mod twice;
mod whole;
mod whose;
mod words;

#[cfg(test)]
pub(crate) use self::cases::SENTENCE_CASES;

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use self::running::Running;
use super::called;
use super::{FigureKind, Place};
use crate::calc::Book;
use crate::model::{CellAddress, Section};

/// What is wrong with a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SlipKind {
    /// A change is not the difference of the two figures it stands between.
    Change,
    /// A percentage is not that of its change.
    Rate,
    /// A percentage is cut off where it should be rounded.
    CutOff,
    /// A percentage of nothing: last year's figure is zero.
    OfZero,
    /// Words of opposite directions are said of one change.
    Direction,
    /// The reason speaks against the change.
    Reason,
    /// What is said to be fulfilled is not so many percent of what it is said of.
    Fulfilled,
    /// A share is not that of its whole.
    Share,
    /// Shares of one whole do not add up to it.
    Shares,
    /// Parts do not add up to their whole.
    Parts,
    /// One thing has two figures.
    Twice,
    /// A choice of the template is left in: 增加（减少）.
    Choice,
    /// A note to the author is left in.
    Note,
    /// A gap of the template is not filled in.
    Gap,
    /// Two marks where one should stand.
    Marks,
    /// A percentage without its sign.
    PercentSign,
    /// A figure whose digits are grouped or pointed as none is: 12,34.56万元.
    Malformed,
    /// A reason is announced and not given.
    NoReason,
    /// A year is compared with itself, or with another than the last.
    SameYear,
    /// It is not said whether it is more or less: 比上年5万元.
    NoDirection,
    /// A part is more than its whole can be.
    Exceeds,
    /// Another number is counted than is listed.
    Counted,
    /// A year is another document's.
    Stale,
    /// A name with another's code, or of another level than it is called.
    Name,
    /// A purpose or a reason is another item's.
    Copied,
    /// A change of more than a tenth without a reason.
    Unexplained,
    /// A word is written twice.
    Doubled,
    /// A figure stands in no table, though the row does that it is quoted of.
    Quote,
    /// There is said to be none of what has a figure elsewhere.
    Denied,
    /// All is said to be of one fund of which elsewhere only a part is.
    Wholly,
    /// One figure in 元 and in 万元.
    Scale,
    /// The three public expenses (三公) are more than last year.
    Risen,
    /// There is said to be no procurement, though something is bought.
    Unprocured,
    /// An item is listed of which the tables have nothing.
    Listed,
    /// The name is another department's.
    Whose,
}

impl SlipKind {
    /// What it is, in the interface's words.
    pub fn label(self) -> &'static str {
        match self {
            Self::Change => "增减额不是两数之差",
            Self::Rate => "增减百分比与增减额不符",
            Self::CutOff => "百分比没有四舍五入",
            Self::OfZero => "上年为零仍写百分比",
            Self::Direction => "增减方向矛盾",
            Self::Reason => "原因与增减方向相反",
            Self::Fulfilled => "完成百分比不符",
            Self::Share => "占比与所占的数不符",
            Self::Shares => "同一总数的各项占比加不起来",
            Self::Parts => "分项之和不等于总数",
            Self::Twice => "同一项前后两个数",
            Self::Choice => "增加（减少）没有选定",
            Self::Note => "给编制人的提示没有删去",
            Self::Gap => "空缺没有填写",
            Self::Marks => "标点重复",
            Self::PercentSign => "漏写百分号",
            Self::Malformed => "数的写法不对",
            Self::NoReason => "没有写出原因",
            Self::SameYear => "比较的年度不对",
            Self::NoDirection => "没有写增加还是减少",
            Self::Exceeds => "分项大于总数",
            Self::Counted => "所说个数与列出的不同",
            Self::Stale => "年度是另一份文件的",
            Self::Name => "名称与编码、级次不符",
            Self::Copied => "用途、原因写成另一项的",
            Self::Unexplained => "变化超过一成没有写原因",
            Self::Doubled => "字词重复",
            Self::Quote => "引用的数各表里都没有",
            Self::Denied => "说没有的，另一处有数",
            Self::Wholly => "说全部是的，另一处只是一部分",
            Self::Scale => "同一个数相差一万倍",
            Self::Risen => "“三公”经费高于上年",
            Self::Unprocured => "政府采购为零，却有购置",
            Self::Listed => "列举了没有金额的科目",
            Self::Whose => "部门名称是另一个部门的",
        }
    }
}

/// Something that is wrong with a sentence.
#[derive(Clone, Debug, PartialEq)]
pub struct Slip {
    /// What.
    pub kind: SlipKind,
    /// The figure or words that are wrong.
    pub place: Place,
    /// What it contradicts, where that stands elsewhere.
    pub other: Option<Place>,
    /// The cells that it is held against.
    pub cells: Vec<CellAddress>,
    /// What it is said of, as the text calls it.
    pub subject: String,
    /// What is wrong, in Chinese: a full sentence.
    pub message: String,
    /// What should stand there, where it is known: 元 for money, percent for a percentage.
    pub expected: Option<Decimal>,
    /// What stands there, likewise.
    pub stated: Option<Decimal>,
    /// What its figures measure, where its kind does not say that.
    pub measure: Option<FigureKind>,
    /// What probably happened, where it can be told.
    pub cause: Option<String>,
    /// Whether it is none if whole 万元 are rounded figures.
    pub may_be_rounded: bool,
}

impl Slip {
    /// One of which no more is known than what is said of it.
    fn new(kind: SlipKind, place: Place, message: String) -> Self {
        Self {
            kind,
            place,
            other: None,
            cells: Vec::new(),
            subject: String::new(),
            message,
            expected: None,
            stated: None,
            measure: None,
            cause: None,
            may_be_rounded: false,
        }
    }
}

/// What is wrong with the sentences of a budget's text, in its order.
pub fn slips(book: &Book<'_>) -> Vec<Slip> {
    let mut slips = Vec::new();
    let budget = book.budget;
    let sections = budget.narrative.iter().enumerate();
    let sections: Vec<Vec<Running>> = sections.map(|(index, section)| Running::of(index, section)).collect();
    let is_fine = quoted::is_fine(&sections);
    for (index, (texts, section)) in sections.iter().zip(&budget.narrative).enumerate() {
        of_figures(texts, &sections, is_fine, &mut slips);
        fulfilled::judge(texts, &mut slips);
        repeated::judge(texts, &mut slips);
        balanced::judge(texts, &mut slips);
        averages::judge(texts, &mut slips);
        limits::judge(texts, &mut slips);
        nothing::judge(texts, &mut slips);
        counted::judge(texts, &mut slips);
        words::judge(budget.year, texts, section, index, &mut slips);
        reasons::judge(texts, &mut slips);
    }
    slips.extend(whole::judge(&sections, &slips));
    outline::judge(&budget.narrative, &sections, &mut slips);
    named::judge(&sections, &mut slips);
    twice::judge(&sections, &mut slips);
    times::judge(budget, &sections, &mut slips);
    stale::judge(budget, &sections, &mut slips);
    claimed::judge(budget.year, &sections, &mut slips);
    scaled::judge(&sections, &mut slips);
    whose::judge(&budget.department, &names_of_tables(book), &sections, &mut slips);
    classified::judge(budget.year, book.classification(), &sections, &mut slips);
    if reads_tables(book) {
        let held = sections.into_iter().zip(&budget.narrative).filter(|(_, section)| is_held(book, section));
        let sections: Vec<Vec<Running>> = held.map(|(texts, _)| texts).collect();
        let rows = called::rows(book);
        quoted::judge(book, &rows, &sections, &mut slips);
        names::judge(&rows, &sections, &mut slips);
        slips.extend(procured::judge(&rows, &sections));
    }
    slips.sort_by_key(|slip| (slip.place.section, slip.place.paragraph, slip.place.span.start, slip.kind));
    slips.dedup_by(|one, other| one.place == other.place && one.kind == other.kind);
    folded(one_cause::fold(slips))
}

/// What the rows of all tables are called: units of a department among them.
fn names_of_tables(book: &Book<'_>) -> String {
    let rows = book.sheets().flat_map(|sheet| sheet.rows().collect::<Vec<_>>());
    let texts = rows.flat_map(|row| row.texts().map(str::to_owned).collect::<Vec<_>>());
    texts.collect::<Vec<_>>().join("\n")
}

/// What is reckoned of the figures of a section, and of what stands near it in others.
fn of_figures(texts: &[Running], sections: &[Vec<Running>], is_fine: bool, slips: &mut Vec<Slip>) {
    reckon::judge(texts, is_fine, slips);
    share::judge(texts, sections, slips);
    lists::judge(texts, slips);
    spread::judge(texts, slips);
    moved::judge(texts, slips);
    respective::judge(texts, slips);
}

/// Whether tables decide too what is wrong in a section: where the format says of no section which cells it quotes, or not
/// of this one, and in sections of people's own. Not where text and tables are of two bodies, or of two years.
fn is_held(book: &Book<'_>, section: &Section) -> bool {
    let statements = &book.format.document.statements;
    let is_bound = || statements.iter().any(|group| group.section == section.key);
    !book.budget.is_apart() && (section.key.is_empty() || !is_bound())
}

/// Whether tables decide too what is wrong in any section.
pub fn reads_tables(book: &Book<'_>) -> bool {
    book.budget.narrative.iter().any(|section| is_held(book, section))
}

/// Slips of which a document has one habit, not many: the first is told, and how often it is met.
fn folded(slips: Vec<Slip>) -> Vec<Slip> {
    let is_habit = |kind| {
        matches!(
            kind,
            SlipKind::OfZero
                | SlipKind::Note
                | SlipKind::Gap
                | SlipKind::Marks
                | SlipKind::CutOff
                | SlipKind::Unexplained
                | SlipKind::Doubled
        )
    };
    let mut counts: BTreeMap<SlipKind, usize> = BTreeMap::new();
    for slip in slips.iter().filter(|slip| is_habit(slip.kind)) {
        *counts.entry(slip.kind).or_default() += 1;
    }
    let mut out: Vec<Slip> = Vec::new();
    for mut slip in slips {
        let count = counts.get(&slip.kind).copied().unwrap_or(1);
        if count > 1 {
            if out.iter().any(|known| known.kind == slip.kind) {
                continue;
            }
            slip.message = format!("{}同样的共 {count} 处。", slip.message);
        }
        out.push(slip);
    }
    out
}
