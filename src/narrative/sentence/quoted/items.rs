//! Items that the text quotes with a figure: 行政运行（2010801）5万元, …（款）行政运行（项）2026年预算数为5万元, or by the name of a
//! row alone. One is accused only where others beside it are quoted rightly: else the text speaks of other tables.

use super::super::super::FigureKind;
use super::super::super::called::essence;
use super::super::super::extract::Token;
use super::super::change::is_said;
use super::super::digits::{digits, is_slip};
use super::super::phrase::{clause, is_last_years, printed, subject, words_before, years};
use super::super::running::Running;
use super::super::{Slip, SlipKind};
use super::changed::{Elsewhere, are_changed, changed_about};
use super::more::is_of_more;
use super::side::Side;
use super::{Figures, Known, exact, is_of_others};
use crate::pattern::Pattern;
use crate::text::{is_subtotal_label, is_total_label, unnumbered};

/// How many figures beside it must be quoted rightly.
const WITNESSES: usize = 3;

/// How many of them suffice in the sentence itself, or in a section where no other is wrong.
const NEIGHBOURS: usize = 2;

/// How many of them for each that is under another name, or named alone: these may be of other money.
const FOR_EACH: usize = 4;

/// How many digits show that a figure that the tables have is no chance.
const QUOTED: usize = 4;

/// How many digits show that the only wrong figure of a section is wrong by a slip of the hand.
const SLIPPED: usize = 4;

/// What may stand between an item and its figure.
const FILLER: &str = "(?:方面)?(?:支出)?(?:科目)?(?:20[0-9][0-9]年)?度?(?:年初)?(?:财政拨款)?(?:支出)?(?:预算)?(?:支出)?(?:安排)?数?(?:支出)?(?:为|是|共|共计|合计)?";

/// An item before its figure: 行政运行（2010801）, 行政运行（科目编码2010801）, …（款）行政运行（项）科目, “住房保障支出”科目.
pub(super) static ITEM: Pattern = Pattern::made(
    || {
        let item = "(?:(?P<coded>[^，。；：、（）0-9]{2,})（(?:科目)?(?:编码|代码)?：?(?P<code>[0-9]{3}|[0-9]{5}|[0-9]{7})）|(?:(?:（类）|^|[，。；：、.）-])(?P<above>[^，。；：、（）0-9-]{2,})（款）|（[款类]）|^|[，。；：、.）-])(?P<leaf>[^，。；：、（）0-9-]{2,}(?:（[^（）类款项]{1,6}）[^，。；：、（）0-9-]*)?)（[类款项]）|(?:[-.、：，]|^)(?P<listed>[^，。；：、（）0-9-]{2,})科目)";
        // …（项）。年初预算为5万元.
        format!("{item}(?:支出)?[：。]?{FILLER}$")
    },
    &["（", "科目"],
);

/// What stands behind a name alone.
static BEHIND: Pattern = Pattern::made(|| format!("：?{FILLER}$"), &[]);

/// How what a thing is used for begins.
const USED: [&str; 7] = ["主要用于", "主要包括", "主要是", "其中", "用于", "包括", "安排"];

/// Words behind which a name begins.
const VERBS: [&str; 4] = ["有", "是", "为", "安排"];

/// Names that are said of more than one thing.
const VAGUE: [&str; 8] = ["基本", "项目", "人员", "公用", "其他", "财政拨款", "人员经费", "公用经费"];

/// How the quotation of an item ends.
enum Quotation<'f> {
    Right,
    /// The tables have no such figure; nothing is told where it is not near that of its row.
    Wrong(Option<Slip>),
    /// All tables that have the name have nothing under it.
    OfNothing(Option<Slip>),
    /// The tables have it, but not under this name: these are those of the name.
    Elsewhere(Vec<&'f Known>),
}

/// Where a quotation stands: its paragraph and the sentence in it.
type Sentence = (usize, usize);

/// How the quotations of a section end.
#[derive(Default)]
struct Account {
    right: Vec<Sentence>,
    wrong: Vec<(Sentence, Slip)>,
}

impl Account {
    /// Those that are wrong in a sentence that quotes others rightly, and no other wrongly: it speaks of these tables.
    fn alone_in_sentence(self) -> impl Iterator<Item = Slip> {
        let Self { right, wrong } = self;
        let count = |all: &[Sentence], own: Sentence| all.iter().filter(|at| **at == own).count();
        let wrongs: Vec<Sentence> = wrong.iter().map(|(at, _)| *at).collect();
        wrong.into_iter().filter_map(move |(at, slip)| {
            let is_alone = count(&right, at) >= NEIGHBOURS && count(&wrongs, at) == 1;
            is_alone.then_some(slip)
        })
    }
}

/// The rows of an item that is quoted.
struct Item<'f> {
    rows: Vec<&'f Known>,
    /// Whether its name stands alone, without a code and without 类, 款 or 项.
    is_bare: bool,
}

/// Whether the sentence parts an item into basic expenditure and projects, and a figure is not said to be of the first: 会议费22万元，其中
/// 基本支出安排9万元，项目支出安排13万元.
fn is_of_projects_too(text: &Running, token: &Token) -> bool {
    let sentence = text.sentence(token.range.start);
    let before = text.part(sentence.start..token.range.start);
    let basic = before.rfind("基本支出");
    text.part(sentence).contains("项目支出") && basic.is_none_or(|at| before.rfind("项目支出") > Some(at))
}

impl Figures {
    /// Judges the items of a section.
    pub(super) fn items(&self, texts: &[Running], year: i32) -> Vec<Slip> {
        let (mut known, mut bare) = (Account::default(), Account::default());
        let (mut elsewhere, mut beside): (Vec<Elsewhere<'_, '_>>, Vec<Elsewhere<'_, '_>>) =
            Default::default();
        let mut nothing: Vec<Slip> = Vec::new();
        // What all is spent on by economic classification is more than what the table of basic expenditure has of it.
        let words = ["基本支出", "人员经费", "公用经费"];
        let is_basic = texts.iter().any(|text| words.iter().any(|word| text.text().contains(word)));
        for (paragraph, text) in texts.iter().enumerate() {
            for (at, token) in text.tokens.iter().enumerate() {
                let Some(mut item) = self.item(text, at, token, year) else { continue };
                let is_basic = is_basic && !is_of_projects_too(text, token);
                item.rows.retain(|known| is_basic || !known.is_basic);
                if item.rows.is_empty() {
                    continue;
                }
                let account = if item.is_bare { &mut bare } else { &mut known };
                let sentence = (paragraph, text.sentence(token.range.start).start);
                match self.quotation(text, token, item.rows) {
                    Quotation::Right => account.right.push(sentence),
                    Quotation::Wrong(slip) => account.wrong.extend(slip.map(|slip| (sentence, slip))),
                    Quotation::OfNothing(slip) => nothing.extend(slip),
                    Quotation::Elsewhere(rows) => {
                        let all = if item.is_bare { &mut beside } else { &mut elsewhere };
                        all.push(Elsewhere { text, token, rows });
                    }
                }
            }
        }
        let right_bare = bare.right.len();
        let changed = changed_about(&beside);
        // Where hardly any is right, the tables are of something else.
        let is_many = |right: usize, wrong: usize, each: usize| right >= WITNESSES && right >= wrong * each;
        let right = known.right.len();
        let mut told = changed_about(&elsewhere);
        if is_many(right, elsewhere.len() + known.wrong.len(), FOR_EACH) {
            let is_alone = |one: &&Elsewhere<'_, '_>| !elsewhere.iter().any(|other| are_changed(one, other));
            told.extend(elsewhere.iter().filter(is_alone).filter_map(|quoted| self.of_another(quoted)));
        }
        told.extend(known.wrong.into_iter().map(|(_, slip)| slip));
        let is_alone = told.len() == 1 && right >= NEIGHBOURS;
        let mut slips = Vec::new();
        if is_many(right, told.len(), 2) || is_alone {
            slips.extend(told);
        }
        if is_many(right + bare.right.len(), bare.wrong.len(), FOR_EACH) {
            slips.extend(bare.wrong.into_iter().map(|(_, slip)| slip));
        } else if let ([(_, slip)], true) = (bare.wrong.as_slice(), right + right_bare >= NEIGHBOURS)
            && slip.expected.zip(slip.stated).is_some_and(|(right, stated)| is_slip(right, stated, SLIPPED))
        {
            // The only one that is wrong, by a slip of the hand.
            slips.push(slip.clone());
        } else {
            slips.extend(bare.alone_in_sentence());
        }
        if changed.is_empty() && right + right_bare >= NEIGHBOURS {
            slips.extend(self.only_other(&beside));
        }
        if is_many(right + right_bare, changed.len(), 1) || changed.len() == 1 && right + right_bare > 0 {
            slips.extend(changed);
        }
        // A section that quotes these tables says of them what they have not.
        if self.quotes(texts) {
            slips.extend(nothing);
        }
        slips
    }

    /// Whether a section has figures of these tables.
    fn quotes(&self, texts: &[Running]) -> bool {
        let amounts = texts.iter().flat_map(|text| &text.tokens);
        let is_theirs = |token: &&Token| {
            token.kind == FigureKind::Amount && digits(exact(token)).len() >= QUOTED && self.has(token)
        };
        amounts.filter(is_theirs).count() >= NEIGHBOURS
    }

    /// How the quotation of an item ends.
    fn quotation<'f>(&'f self, text: &Running, token: &Token, rows: Vec<&'f Known>) -> Quotation<'f> {
        if self.is_one_of(&rows, token) {
            Quotation::Right
        } else if self.has(token) {
            Quotation::Elsewhere(rows)
        } else if rows.iter().all(|known| known.yuan.is_zero()) {
            Quotation::OfNothing(of_nothing(text, token, &rows))
        } else {
            Quotation::Wrong(self.wrong(text, token, &rows))
        }
    }

    /// The item whose figure one is; nothing where none is quoted.
    fn item(&self, text: &Running, at: usize, token: &Token, year: i32) -> Option<Item<'_>> {
        let is_amount = token.kind == FigureKind::Amount && !token.number.is_zero();
        if !is_amount || is_said(text, at) || is_of_others(text, token) {
            return None;
        }
        let before = words_before(text, token);
        let own = clause(text, token);
        if is_last_years(own, None) || years(own).iter().any(|named| *named != year) {
            return None;
        }
        let found = ITEM.captures(before);
        let is_bare = found.is_none();
        let rows = match found {
            Some(found) => match found.name("code") {
                Some(code) => self.by_code.get(code.as_str()),
                None => {
                    let name = essence(found.name("leaf").or(found.name("listed"))?.as_str());
                    let above = found.name("above").map(|above| (essence(above.as_str()), name.clone()));
                    above.and_then(|path| self.by_path.get(&path)).or_else(|| self.by_name.get(&name))
                }
            },
            None => {
                let name = named(before).filter(|name| !VAGUE.contains(&name.as_str()))?;
                // 绩效管理的项目有防汛5万元: the row is what stands behind the verb.
                let behind = || VERBS.iter().find_map(|verb| self.by_name.get(name.rsplit_once(verb)?.1));
                let income = || self.by_name.get(&format!("{name}收入"));
                self.by_name.get(&name).or_else(behind).or_else(income).or_else(|| self.empty_column(&name))
            }
        };
        // Items are what money is spent on, unless it is said to be income.
        let side = if own.contains("收入") { Side::of(own) } else { Some(Side::Spending) };
        let all = rows?;
        let mut rows: Vec<&Known> = all.iter().filter(|known| Side::meets(known.side, side)).collect();
        // 财政专户管理资金 is neither by its name: where there is none of it, there is none on either side.
        if rows.is_empty() && !own.contains("支出") && all.iter().all(|known| known.yuan.is_zero()) {
            rows = all.iter().collect();
        }
        // What the table of income has under its name is this year's money without what is carried over.
        let of_both: Vec<&Known> = all.iter().collect();
        if !self.is_one_of(&rows, token) && self.is_one_of(&of_both, token) {
            return None;
        }
        // 商品和服务支出9万元，占支出总额的50%: more than what basic expenditure has of it.
        if is_of_more(text, at) {
            rows.retain(|known| !known.is_basic);
        }
        (!rows.is_empty()).then_some(Item { rows, is_bare })
    }

    /// What columns of a name have in their totals, where that is nothing in any table: 对附属单位补助支出.
    fn empty_column(&self, name: &str) -> Option<&Vec<Known>> {
        let bare = || self.by_column.get(name.strip_suffix("收入")?);
        let found = self.by_column.get(name).or_else(bare)?;
        found.iter().all(|known| known.yuan.is_zero()).then_some(found)
    }

    /// Of figures under names alone that stand under another the only one whose name has one figure in several tables.
    fn only_other(&self, quoted: &[Elsewhere<'_, '_>]) -> Option<Slip> {
        let is_one = |quoted: &&Elsewhere<'_, '_>| {
            let mut rows = quoted.rows.iter().filter(|known| !known.is_before);
            let Some(first) = rows.next() else { return false };
            let mut is_several = false;
            let are_like = rows.all(|known| {
                is_several |= known.cell.table != first.cell.table;
                known.yuan == first.yuan
            });
            are_like && is_several && !first.yuan.is_zero()
        };
        let mut found = quoted.iter().filter(is_one);
        let only = found.next().filter(|_| found.next().is_none())?;
        self.of_another(only)
    }

    /// An item with a figure that stands under another name, where all that its own name has is one figure.
    fn of_another(&self, quoted: &Elsewhere<'_, '_>) -> Option<Slip> {
        let first = quoted.rows.iter().find(|known| !known.yuan.is_zero())?;
        let figure = printed(quoted.text, quoted.token);
        let message = format!(
            "“{}”写作 {figure}，{}列示为 {}；{figure} 是别的项目的数。",
            subject(quoted.text, quoted.token),
            first.row,
            super::in_unit_of(first.yuan, quoted.token)?
        );
        let is_one = quoted.rows.iter().all(|known| known.yuan.is_zero() || known.yuan == first.yuan);
        is_one.then(|| Slip {
            cells: vec![first.cell.clone()],
            subject: subject(quoted.text, quoted.token),
            expected: Some(first.yuan),
            stated: Some(exact(quoted.token)),
            ..Slip::new(SlipKind::Quote, quoted.text.place(&quoted.token.range), message)
        })
    }
}

/// A figure of what all tables that name it have nothing of: 事业收入3万元.
fn of_nothing(text: &Running, token: &Token, rows: &[&Known]) -> Option<Slip> {
    let first = rows.first()?;
    let message = format!(
        "“{}”写作 {}，{}列示为 0；各表里没有 {} 这个数。",
        subject(text, token),
        printed(text, token),
        first.row,
        printed(text, token)
    );
    Some(Slip {
        cells: vec![first.cell.clone()],
        subject: subject(text, token),
        stated: Some(exact(token)),
        ..Slip::new(SlipKind::Quote, text.place(&token.range), message)
    })
}

/// The name of the item that words before a figure end with, where they call it one: 住房公积金（项）, 行政运行（2010801）.
pub(super) fn called_item(before: &str) -> Option<String> {
    let found = ITEM.captures(before)?;
    let name = ["coded", "leaf", "listed"].iter().find_map(|group| found.name(group))?;
    Some(essence(unnumbered(name.as_str())))
}

/// The name of a row that words before a figure end with, as it is compared: 其中：办公费, 水利（款）防汛（项）2026年预算数为. Of an
/// item all that is above it is left out.
pub(super) fn named(before: &str) -> Option<String> {
    let end = BEHIND.find(before).map_or(before.len(), |behind| behind.start());
    let own = before.get(..end)?;
    let own = ["（类）", "（款）", "（项）"].iter().find_map(|level| own.strip_suffix(level)).unwrap_or(own);
    let own = own.rsplit(['，', '。', '；', '：', '、', '（', '）', '\n']).next()?;
    let own = unnumbered(own).trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    let own = ["本年", "当年"].iter().find_map(|year| own.strip_prefix(year)).unwrap_or(own);
    let name = essence(USED.iter().fold(own, |name, word| name.strip_prefix(word).unwrap_or(name)));
    let is_clear = name.chars().count() > 1 && !is_total_label(&name) && !is_subtotal_label(&name);
    is_clear.then_some(name)
}
