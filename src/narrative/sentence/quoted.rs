//! Figures that the text quotes under the name of a row, or under a total's: against the rows of that name in any
//! table, whatever the column. For documents whose format does not say which words name which cell. A figure is
//! accused only where it stands in no table at all, though its row does, and others beside it are quoted rightly; or where
//! two items have each other's (`changed`). What the tables print is kept by `figures`.

mod changed;
mod enumerated;
mod figures;
mod items;
mod misnamed;
mod more;
mod of_more;
mod of_year;
mod side;
mod slipped;
mod subjects;
mod targets;
mod two_years;
mod unlisted;

use rust_decimal::Decimal;

use self::changed::{Elsewhere, changed_about};
use self::figures::{Figures, Known, SHIFTED, SLIPPED, as_printed, is_any, is_near, is_printed};
use self::items::named;
use self::side::Side;
use self::two_years::TwoYears;
use super::super::FigureKind;
use super::super::called::Called;
use super::super::extract::Token;
use super::change::is_said;
use super::digits::{is_shifted, is_slip};
use super::named::{Item, quoted};
use super::number::{Span, exact};
use super::phrase::{clause, is_last_years, printed, subject, years};
use super::running::Running;
use super::{Slip, SlipKind};
use crate::calc::Book;
use crate::money;
use crate::pattern::Pattern;

/// What a document's totals are called.
static TOTAL: Pattern = Pattern::new(
    "(?:收入|支出|收支)(?:总)?预算(?:总计|合计|总额|总数)?(?:安排)?数?(?:为|共)?$|(?:^|年|年度|，)预算(?:收入|支出|收支)(?:安排|合计|总计)?(?:为|共)?$|(?:收入|支出|收支|收、支|^|年|年度)(?:决算)?总计(?:(?:年初)?预算数?|决算数?)?(?:均)?(?:为|是)?$|(?:^|年|年度|，)(?:本年)?(?:收入|支出|收支)合计(?:为)?$|(?:^|年|年度|，|部门|单位|财务|预算)总(?:收入|支出)(?:预算)?(?:为|是|共)?$",
    &["预算", "总计", "合计", "总收入", "总支出"],
);

/// What the money of a budget is called; the tables need not print it as such, so only a slip of digits is told.
static APPROPRIATED: Pattern =
    Pattern::new("一般公共预算(?:当年)?(?:财政)?拨款(?:收入|支出)?(?:预算)?$", &["一般公共预算"]);

/// What the operating cost of offices is called: what it takes in differs by place, so only a slip of digits is told.
static OPERATING: Pattern = Pattern::new(
    "机关（?(?:机构)?）?运行经费(?:财政拨款)?(?:支出|预算|安排|合计|共计|总额|为|共)*$",
    &["运行经费"],
);

/// Whose total a sentence begins with.
static HEADED: Pattern = Pattern::new(
    "(?:^|。|；)(?P<head>[^，。；：、（）0-9]{2,20})20[0-9][0-9]年度?(?:收入|支出|收支)(?:总)?预算",
    &["预算"],
);

/// Words of totals that are not of all money.
const OF_SOME: [&str; 6] = ["拨款", "公共", "基金", "国有", "基本", "项目"];

/// How many digits show that a figure in another unit is no chance.
const DIGITS: u128 = 10_000;

/// A figure in the unit in which another is printed, without its name.
fn in_unit_of(yuan: Decimal, like: &Token) -> Option<String> {
    let value = yuan.checked_div(like.in_yuan)?;
    Some(money::display(value, like.number.scale().max(2)))
}

/// Whether a sentence speaks of one of several units, or of more money than the tables of appropriations have.
fn is_of_others(text: &Running, token: &Token) -> bool {
    const UNITS: [&str; 5] = ["本级", "局机关", "委机关", "下属", "所属"];
    const MONEY: [&str; 4] = ["全口径", "全部资金", "单位资金", "自有资金"];
    // 某某中心：2026年…: the unit stands before its figures.
    const HEADS: [&str; 8] = ["中心：", "局：", "所：", "站：", "院：", "校：", "队：", "馆："];
    let lead = text.part(text.sentence(token.range.start).start..token.range.start);
    // 局机关2026年支出预算9万元…。某中心2026年支出预算2万元….
    let mut heads = HEADED.captures_iter(text.text()).filter_map(|found| found.name("head"));
    let is_first = heads.next().map(|head| head.as_str());
    if is_first.is_some_and(|first| heads.any(|head| head.as_str() != first)) {
        return true;
    }
    UNITS.iter().chain(&MONEY).chain(&HEADS).any(|word| lead.contains(word))
}

/// What a figure is said of: its clause, or before that what a colon announces: 收入预算：2026年年初预算数9万元.
fn told_of<'t>(text: &'t Running, token: &Token) -> &'t str {
    let own = clause(text, token);
    let bare = own.trim_start_matches(|c: char| c.is_ascii_digit());
    let bare = bare.strip_prefix('年').unwrap_or(bare).trim_start_matches('度');
    let bare = bare.trim_end_matches(['为', '是']);
    let before = text.part(0..token.range.start - own.len());
    let announced =
        before.strip_suffix('：').and_then(|before| before.rsplit(['，', '。', '；', '）', '：']).next());
    match announced {
        Some(name) if ["年初预算数", "年初预算", "预算数", "预算"].contains(&bare) => name,
        _ => own,
    }
}

/// How many amounts show how finely a text prints.
const PRINTED: usize = 10;

/// Whether a text prints its amounts to 分 and leaves out noughts, so that a whole amount is one.
pub(super) fn is_fine(sections: &[Vec<Running>]) -> bool {
    let amounts = sections.iter().flatten().flat_map(|text| &text.tokens);
    let amounts = amounts.filter(|token| token.kind == FigureKind::Amount && !token.number.is_zero());
    let (mut all, mut fine) = (0, 0);
    for token in amounts {
        all += 1;
        fine += usize::from(token.number.scale() > 1);
    }
    fine >= PRINTED && fine * 3 >= all
}

/// Judges the quotations of all sections.
pub(super) fn judge(book: &Book<'_>, rows: &[Called<'_>], sections: &[Vec<Running>], slips: &mut Vec<Slip>) {
    let year = book.budget.year;
    TwoYears::of(book, rows).judge(sections, year, slips);
    let Some(figures) = Figures::of(book, rows, is_fine(sections)) else { return };
    for texts in sections {
        slips.extend(figures.items(texts, year));
    }
    let mut totals: Vec<Slip> = Vec::new();
    for text in sections.iter().flatten() {
        totals.extend(figures.totals(text, year));
    }
    slips.extend(totals);
    slips.extend(subjects::judge(&figures, sections));
    for text in sections.iter().flatten() {
        slips.extend(misnamed::judge(&figures, book.classification(), text));
    }
    for text in sections.iter().flatten() {
        slips.extend(of_year::judge(&figures, text, year));
    }
    slips.extend(targets::judge(&figures, book, rows, sections));
    for text in sections.iter().flatten() {
        slips.extend(enumerated::judge(&figures, book.classification(), text));
    }
    let unlisted = sections.iter().flat_map(|texts| unlisted::judge(&figures, texts, year));
    let slipped = sections.iter().flatten().flat_map(|text| slipped::judge(&figures, text, year));
    for slip in unlisted.chain(slipped) {
        // What is told by its name already is not told again.
        if !slips.iter().any(|told| told.place == slip.place) {
            slips.push(slip);
        }
    }
}

impl Figures {
    /// A figure that stands nowhere, with the figure of its rows that it is nearest to.
    fn wrong(&self, text: &Running, token: &Token, rows: &[&Known]) -> Option<Slip> {
        // Rounded or cut off, it is the row's own.
        if rows.iter().any(|known| is_printed(known, token)) || self.is_of_more(text, token, rows) {
            return None;
        }
        let stated = exact(token);
        // What is said of this year is not last year's, where the row has both.
        let is_this = |known: &&&Known| {
            let is_beside = |other: &&&Known| !other.is_before && other.row == known.row;
            !known.is_before || !rows.iter().any(|other| is_beside(&other))
        };
        let rows: Vec<&Known> = rows.iter().filter(is_this).copied().collect();
        let off = |known: &&&Known| known.yuan.saturating_sub(stated).abs();
        let near = || rows.iter().filter(|known| !known.yuan.is_zero() && is_near(known.yuan, stated));
        let of = |known: &Known| as_printed(known.yuan, token);
        let shifted = near().find(|known| is_shifted(of(known), stated, SHIFTED));
        let slipped = near().filter(|known| is_slip(of(known), stated, SLIPPED)).min_by_key(off);
        let slipped = shifted.or(slipped);
        let nearest = slipped.or(near().min_by_key(off))?;
        // Of several figures only that one is known to be meant from which it differs by a slip of the hand.
        let is_sure = slipped.is_some() || near().all(|known| known.yuan == nearest.yuan);
        let shown = in_unit_of(nearest.yuan, token)?;
        let figure = printed(text, token);
        let message = if is_sure {
            format!(
                "“{}”写作 {figure}，{}列示为 {shown}；各表里没有 {figure} 这个数。",
                subject(text, token),
                nearest.row
            )
        } else {
            format!(
                "“{}”写作 {figure}，各表里没有这个数，{}列示的也不是。",
                subject(text, token),
                nearest.row
            )
        };
        Some(Slip {
            cells: vec![nearest.cell.clone()],
            subject: subject(text, token),
            expected: Some(nearest.yuan).filter(|_| is_sure),
            stated: Some(stated),
            cause: shifted.map(|_| "数字相同，小数点的位置不同".to_owned()),
            ..Slip::new(SlipKind::Quote, text.place(&token.range), message)
        })
    }

    /// Money under performance management (绩效管理) that is more than there is: no table has it.
    fn beyond(&self, text: &Running, token: &Token) -> Option<Slip> {
        let largest = self.totals.iter().map(|known| known.yuan).max()?;
        let stated = exact(token);
        if Span::of(token).low <= largest || stated >= largest.saturating_mul(Decimal::TEN) {
            return None;
        }
        let sentence = text.part(text.sentence(token.range.start));
        let own = clause(text, token);
        let has = |text: &str, words: &[&str]| words.iter().any(|word| text.contains(word));
        if !sentence.contains("绩效")
            || !has(own, &["涉及", "资金", "金额"])
            || has(sentence, &["转移支付", "专项资金", "全市", "全区", "累计", "年中"])
        {
            return None;
        }
        let message = format!(
            "“{}”{} 大于表中最大的合计 {} 万元。",
            subject(text, token),
            printed(text, token),
            money::display(largest.checked_div(Decimal::from(10_000))?, 2)
        );
        Some(Slip {
            subject: subject(text, token),
            stated: Some(stated),
            ..Slip::new(SlipKind::Quote, text.place(&token.range), message)
        })
    }

    /// A figure of 万元 that the tables have in 元, or the other way round: ten thousand times more than anything there,
    /// or as much less.
    fn other_unit(&self, text: &Running, token: &Token) -> Option<Slip> {
        let wan = Decimal::from(10_000);
        let largest = self.all.last().copied()?;
        let (meant, unit) = if token.in_yuan == wan && exact(token) > largest.saturating_mul(Decimal::TEN) {
            (token.number, "元")
        } else if token.in_yuan == Decimal::ONE {
            (token.number.checked_mul(wan)?, "万元")
        } else {
            return None;
        };
        if token.number.normalize().mantissa().unsigned_abs() < DIGITS
            || !self.all.contains(&meant.normalize())
        {
            return None;
        }
        let message = format!(
            "“{}”写作 {}；表中列示的是 {} {unit}，单位写错了一万倍。",
            subject(text, token),
            printed(text, token),
            money::display(token.number, token.number.scale())
        );
        Some(Slip {
            subject: subject(text, token),
            expected: Some(meant),
            stated: Some(exact(token)),
            cause: Some("元与万元混淆（相差一万倍）".to_owned()),
            ..Slip::new(SlipKind::Quote, text.place(&token.range), message)
        })
    }

    /// What cars are bought and run for, and the other expenses, where two of them have each other's figures.
    fn expenses_changed_about(&self, text: &Running) -> Vec<Slip> {
        // What the tables have this year, where that is one figure.
        let known = |item: Item| {
            let own = self.expenses.iter().filter(|(of, known)| *of == Some(item) && !known.is_before);
            let mut own = own.map(|(_, known)| known);
            let first = own.next()?;
            own.all(|other| other.yuan == first.yuan).then_some(first)
        };
        let said = quoted(text).into_iter().filter(|quoted| !is_last_years(clause(text, quoted.token), None));
        let said = said.filter_map(|quoted| {
            Some(Elsewhere { text, token: quoted.token, rows: vec![known(quoted.item)?] })
        });
        changed_about(&said.collect::<Vec<_>>())
    }

    /// The document's totals and its three public expenses.
    fn totals(&self, text: &Running, year: i32) -> Vec<Slip> {
        let mut slips = Vec::new();
        // What final accounts say of their own totals is theirs; all else that was spent is another document's.
        let is_final = ["决算", "执行"].iter().any(|word| text.text().contains(word));
        for (at, token) in text.tokens.iter().enumerate() {
            let amount = token.kind == FigureKind::Amount && !token.number.is_zero();
            let is_other = is_final && !(self.is_accounts && clause(text, token).contains("总计"));
            if !amount || is_other || is_said(text, at) || self.has(token) || is_of_others(text, token) {
                continue;
            }
            let own = told_of(text, token);
            let is_own = !["上年", "去年", "比", "较", "其中", "项目", "政府采购"]
                .iter()
                .any(|word| own.contains(word))
                && years(own).iter().all(|named| *named == year);
            let is_named = |name: &Pattern| name.is_match(own);
            // 机关运行经费支出预算 is no total.
            let is_item = || named(own).is_some_and(|name| self.by_name.contains_key(&name));
            let is_total = is_named(&TOTAL) && !own.contains("经费") && !is_item();
            let side = Side::of(own);
            // All money is held against the tables of all money, where there are any.
            let is_of_all = is_total && !OF_SOME.iter().any(|word| own.contains(word));
            let is_of_all = is_of_all && self.totals.iter().any(|known| known.is_of_all);
            // Of the columns of a total the one that has most is all of it.
            let is_most = |known: &Known| {
                let is_beside = |other: &&Known| {
                    (&other.cell.table, &other.cell.row) == (&known.cell.table, &known.cell.row)
                        && !other.is_before
                };
                self.totals.iter().filter(is_beside).all(|other| other.yuan <= known.yuan)
            };
            let meets = |known: &&Known| {
                Side::meets(known.side, side)
                    && (!is_of_all || known.is_of_all && is_most(known))
                    && (!is_total || !known.is_basic)
            };
            let slipped: Vec<&Known> = self
                .totals
                .iter()
                .filter(meets)
                .filter(|known| {
                    let known = as_printed(known.yuan, token);
                    is_slip(known, exact(token), SLIPPED) || is_shifted(known, exact(token), SHIFTED)
                })
                .collect();
            if is_own && !slipped.is_empty() && (is_total || is_named(&APPROPRIATED) || is_named(&OPERATING))
            {
                slips.extend(self.wrong(text, token, &slipped));
            } else if let Some(slip) = self.beyond(text, token).filter(|_| is_own) {
                slips.push(slip);
            } else if let Some(slip) = self.other_unit(text, token) {
                slips.push(slip);
            } else if is_own && is_total {
                let near = |known: &&Known| {
                    let ratio = known.yuan.checked_div(exact(token)).unwrap_or_default();
                    ratio > Decimal::new(5, 1) && ratio < Decimal::TWO
                };
                let totals: Vec<&Known> = self.totals.iter().filter(meets).filter(near).collect();
                slips.extend(self.wrong(text, token, &totals));
            }
        }
        if !is_final {
            slips.extend(self.expenses_changed_about(text));
        }
        let expenses = quoted(text).into_iter().filter(|quoted| {
            let own = clause(text, quoted.token);
            !is_final
                && !quoted.token.number.is_zero()
                && !self.has(quoted.token)
                && !own.contains("上年")
                && !is_of_others(text, quoted.token)
                && quoted.item != Item::Run
        });
        for quoted in expenses {
            let of = |item: Option<Item>| {
                self.expenses
                    .iter()
                    .filter(move |(of, _)| item.is_none() || *of == item)
                    .map(|(_, known)| known)
            };
            let own: Vec<&Known> = of(Some(quoted.item)).filter(|known| !known.yuan.is_zero()).collect();
            let expenses: Vec<&Known> = if own.is_empty() { of(None).collect() } else { own };
            slips.extend(self.wrong(text, quoted.token, &expenses));
        }
        slips
    }
}
