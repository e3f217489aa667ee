//! What is known of a list by its words: whether it has all parts of its whole, and whether none of its parts holds another.

use rust_decimal::Decimal;

use super::super::super::FigureKind;
use super::super::number::{Span, exact};
use super::super::phrase::{clause, subject};
use super::{List, Running, Slip, SlipKind, Token, name, unit, unlike};
use crate::codes::{Classification, Scheme};
use crate::money;
use crate::pattern::Pattern;

/// Lists that are complete by their nature: what the whole is called, and what each part is called.
pub(in super::super) const COMPLETE: [(&str, &[&str]); 20] = [
    ("采购", &["货物", "工程", "服务"]),
    ("采购", &["集中采购", "分散采购"]),
    ("三公", &["出国", "用车", "接待"]),
    ("三公", &["出国", "购置", "运行", "接待"]),
    ("用车", &["购置", "运行"]),
    ("基本支出", &["人员", "公用"]),
    ("支出", &["基本支出", "项目支出"]),
    ("预算", &["基本支出", "项目支出"]),
    ("拨款", &["基本支出", "项目支出"]),
    ("项目支出", &["运转类", "特定目标类"]),
    ("支出", &["当年", "结转"]),
    ("支出", &["本年", "结转"]),
    ("收入", &["当年", "结转"]),
    ("收入", &["本年", "结转"]),
    ("编制", &["行政", "事业"]),
    ("编制", &["行政编制", "行政附属编制", "事业编制"]),
    ("编制", &["行政", "事业", "工勤"]),
    ("实有", &["行政", "事业"]),
    ("实有", &["在职", "离休", "退休"]),
    ("在职", &["行政", "事业", "工勤"]),
];

/// What the rest is called behind the parts that have a name: with it a list is complete.
const REST: [&str; 13] = [
    "其他",
    "其余",
    "其他资金",
    "其他项目",
    "其他费用",
    "其他经费",
    "其他人员",
    "其他资产",
    "其他固定资产",
    "其他设备",
    "其他用车",
    "其他车辆",
    "其他用房",
];

/// Kinds of income, by a word of their names; a name that has several words is of the first kind. The last of each hold
/// those that stand beside them.
const INCOME: [(&str, &[&str]); 14] = [
    ("一般公共预算", &[]),
    ("政府性基金", &[]),
    ("国有资本", &[]),
    ("专户", &[]),
    ("经营收入", &[]),
    ("事业收入", &[]),
    ("上级补助", &[]),
    ("附属单位", &[]),
    ("结转", &[]),
    ("结余", &[]),
    ("单位资金", &["经营收入", "事业收入", "上级补助", "附属单位", "其他收入"]),
    ("非财政拨款", &["专户", "经营收入", "事业收入", "上级补助", "附属单位", "其他收入"]),
    ("其他收入", &[]),
    ("财政拨款", &["一般公共预算", "政府性基金", "国有资本"]),
];

/// How many kinds of cars are all there are.
const KINDS_OF_CARS: usize = 3;

/// How a name says of which level it is.
const LEVELS: [&str; 3] = ["（类）", "（款）", "（项）"];

/// How many digits the code of a category has.
const CATEGORY: usize = 3;

/// Whether two names are of parts that make one whole: 基本支出 and 项目支出.
pub(super) fn are_siblings(one: &str, other: &str) -> bool {
    let of = |name: &str, parts: &[&str]| {
        let mut named = (0..parts.len()).filter(|at| parts.get(*at).is_some_and(|part| name.contains(part)));
        named.next().filter(|_| named.next().is_none())
    };
    let are_other =
        |parts: &[&str]| of(one, parts).zip(of(other, parts)).is_some_and(|(one, other)| one != other);
    COMPLETE.iter().any(|(_, parts)| are_other(parts))
}

/// What parts two parts of a list, behind what the first is for: 甲5万元，主要用于…；乙3万元.
fn behind_use(gap: &str) -> &str {
    let said = gap.strip_prefix('，').unwrap_or_default();
    let is_use = ["主要用于", "用于", "具体用于", "全部用于"].iter().any(|word| said.starts_with(word));
    let end =
        said.find('；').filter(|end| is_use && !said.get(..*end).is_some_and(|use_| use_.contains('。')));
    end.and_then(|end| said.get(end..)).unwrap_or(gap)
}

impl List<'_> {
    /// Whether its words say that it is complete.
    pub(in super::super) fn is_complete(&self) -> bool {
        if self.is_open {
            return false;
        }
        if unit(self.text, self.whole) == "辆" {
            let last = self.parts.last().map(|(text, last)| name(text, last)).unwrap_or_default();
            let own = clause(self.text, self.whole);
            return (own.contains("车辆") || own.contains("用车")) && last.contains("其他用车");
        }
        self.has_all_categories()
            || self.has_all_of_economy()
            || self.has_rest()
            || self.is_all_income()
            || self.is_closed()
    }

    /// 车辆5辆，其中：机要通信用车1辆、应急保障用车2辆、执法执勤用车1辆: cars are told by their kinds, of which three and more are all
    /// that there are of what is had (共有), unless the words leave some out. Of those kept for use (保有量) some may be told.
    pub(super) fn short_of_cars(&self, sum: Decimal) -> Option<Slip> {
        let last = self.parts.last().filter(|_| self.parts.len() >= KINDS_OF_CARS && !self.is_open)?;
        let is_kind = |(text, part): &(&Running, &Token)| {
            let name = name(text, part);
            name.ends_with("用车") && !name.contains(['等', '万', '套'])
        };
        let own = clause(self.text, self.whole);
        let behind = last.0.part(last.1.range.end..last.0.text().len());
        let is_whole = self.whole.kind == FigureKind::Count
            && unit(self.text, self.whole) == "辆"
            && own.contains("共有")
            && (own.contains("车辆") || own.contains("用车"));
        let is_all = self.parts.iter().all(is_kind) && !behind.starts_with('等');
        (is_whole && is_all && sum < exact(self.whole) && !self.is_complete()).then(|| Slip {
            kind: SlipKind::Counted,
            ..unlike((self.text, self.whole), &self.parts, "各类", sum)
        })
    }

    /// Whether it has each part of a list that has no others.
    pub(super) fn is_closed(&self) -> bool {
        let own = clause(self.text, self.whole);
        COMPLETE.iter().any(|(whole, parts)| {
            let is_named =
                |word: &&str| self.parts.iter().any(|(text, part)| name(text, part).contains(*word));
            own.contains(whole) && parts.len() == self.parts.len() && parts.iter().all(is_named)
        })
    }

    /// Whether the last of its parts is the rest: 甲70万元、乙20万元、其他10万元.
    fn has_rest(&self) -> bool {
        let last = self.parts.last().filter(|_| self.parts.len() > 2);
        last.is_some_and(|(text, part)| REST.contains(&name(text, part).trim_end_matches("支出")))
    }

    /// Whether its parts stand side by side, so that none of them holds another: 甲5万元、乙3万元、丙2万元. A comma may also part a
    /// part from what it holds, and does where names or figures say so.
    pub(super) fn is_even(&self) -> bool {
        let is_of_projects = subject(self.text, self.whole).contains("项目支出");
        let is_parted = |marks: &[char]| {
            self.parts.windows(2).all(|pair| {
                let [(text, one), (of, other)] = pair else { return false };
                let gap = text.part(one.range.end..other.range.start);
                // What one project is for may be money for several things.
                let gap = || if is_of_projects { behind_use(gap) } else { gap };
                std::ptr::eq(*text, *of)
                    && one.range.end <= other.range.start
                    && gap().starts_with(marks)
                    && (marks.contains(&'、') || gap().matches(['、', '，', '；', '。']).count() == 1)
                    && !["其中", "含", "包括"].iter().any(|word| gap().contains(word))
            })
        };
        is_parted(&['、'])
            || !self.speaks_of_others() && (is_parted(&['；']) || is_parted(&['，']) && !self.may_nest())
    }

    /// Whether one of its parts may be no part at all, but what the sentence goes on with: a total, or what has its own words.
    fn speaks_of_others(&self) -> bool {
        const OTHERS: [&str; 9] = ["总", "合计", "预算", "采购", "企业", "收入", "年", "本部门", "本单位"];
        let own = |(text, part): &(&Running, &Token)| {
            let name = name(text, part).trim_start_matches("其中").trim_start_matches('：');
            name.is_empty() || name.chars().count() > 16 || OTHERS.iter().any(|word| name.contains(word))
        };
        self.parts.iter().any(own)
    }

    /// Whether one of its parts may hold those behind it: they make it, or are of a lower level by name. All of one kind are
    /// called so (…经费, …支出).
    fn may_nest(&self) -> bool {
        let values: Vec<Decimal> = self.parts.iter().map(|(_, part)| exact(part)).collect();
        let holds = |at: usize| {
            let Some(own) = values.get(at).filter(|own| !own.is_zero()) else { return false };
            let mut left = *own;
            values.iter().skip(at + 1).any(|next| {
                left = left.saturating_sub(*next);
                left.is_zero()
            })
        };
        let names: Vec<&str> = self.parts.iter().map(|(text, part)| name(text, part)).collect();
        let list = Classification::latest_shipped();
        let level = |name: &&str| {
            let name = name.trim_start_matches("其中").trim_start_matches('：').trim_end_matches("预算");
            list.named(Scheme::Function, name).map(|entry| entry.code.len()).min()
        };
        let mut levels = names.iter().map(level);
        let first = levels.next().flatten();
        let ending = |name: &&str| name.chars().rev().take(2).collect::<String>();
        let mut endings = names.iter().map(ending);
        let kind = endings.next();
        (0..values.len()).any(holds)
            || levels.any(|level| level != first)
            || endings.any(|other| Some(other) != kind)
            || names.iter().any(|name| INCOME.iter().any(|(kind, _)| name.contains(kind)))
    }

    /// Whether its parts are some of those of a complete list, each once: none of them holds another.
    pub(super) fn are_apart(&self) -> bool {
        let own = subject(self.text, self.whole);
        let is_one_of = |(whole, names): &(&str, &[&str])| {
            let of = |name: &&str| {
                self.parts.iter().filter(|(text, part)| self::name(text, part).contains(*name)).count()
            };
            let counts = names.iter().map(of);
            own.contains(whole)
                && counts.clone().all(|count| count <= 1)
                && counts.sum::<usize>() == self.parts.len()
        };
        COMPLETE.iter().any(is_one_of) || self.is_of_income() || self.is_of_one_level()
    }

    /// Whether all its parts say of themselves that they are of one level, 款 or 项.
    fn is_of_one_level(&self) -> bool {
        let level = |(text, part): &(&Running, &Token)| {
            let name = name(text, part).trim_end_matches(['为', '是']).trim_end_matches("支出");
            LEVELS.into_iter().find(|level| name.ends_with(level))
        };
        let first = self.parts.first().and_then(level);
        first.is_some() && self.parts.len() > 1 && self.parts.iter().all(|part| level(part) == first)
    }

    /// Whether it lists kinds of income, each once and none that holds another. Behind a kind of income others may stand
    /// that are no part of it.
    fn is_of_income(&self) -> bool {
        let own = subject(self.text, self.whole);
        let is_kind = INCOME.iter().any(|(kind, _)| own.contains(kind));
        if is_kind || !own.contains("收入") {
            return false;
        }
        let kind = |(text, part): &(&Running, &Token)| {
            INCOME.iter().find(|(kind, _)| name(text, part).contains(kind))
        };
        let Some(kinds) = self.parts.iter().map(kind).collect::<Option<Vec<_>>>() else { return false };
        let some: Vec<_> = kinds
            .iter()
            .zip(&self.parts)
            .filter(|(_, (_, part))| !part.number.is_zero())
            .map(|(kind, _)| kind)
            .collect();
        some.iter().enumerate().all(|(at, (kind, holds))| {
            let is_held = |other: &&(&str, &[&str])| holds.contains(&other.0);
            !some.iter().skip(at + 1).any(|other| other.0 == *kind)
                && !some.iter().any(|other| is_held(other))
        })
    }

    /// Whether it parts all income, beginning with what the state pays.
    fn is_all_income(&self) -> bool {
        static ALL: Pattern = Pattern::new(
            "(?:收入(?:总?预算|总计|合计|总额|预算总计|预算合计|预算总额)|预算收入|总收入)(?:安排)?(?:为|是|共|共计|数)?$",
            &["收入"],
        );
        let first = self.parts.first().map(|(text, part)| name(text, part)).unwrap_or_default();
        let is_paid =
            ["财政拨款", "一般公共预算"].iter().any(|word| first.contains(word)) && !first.contains("非财政");
        let some = self.parts.iter().filter(|(_, part)| !part.number.is_zero()).count();
        is_paid
            && some > 1
            && self.is_nearly_all()
            && ALL.is_match(clause(self.text, self.whole))
            && self.is_of_income()
    }

    /// Whether it lists kinds of income and says of some that there is nothing of them: then there are no others.
    pub(in super::super) fn names_nothing(&self) -> bool {
        let is_nothing = |(_, part): &(&Running, &Token)| part.number.is_zero();
        self.whole.kind == FigureKind::Amount
            && self.parts.len() > 2
            && self.parts.iter().any(is_nothing)
            && subject(self.text, self.whole).contains("收入")
            && self.are_apart()
    }

    /// Whether it lists spending by categories (类) up to the last that every department has, 住房保障支出: then nearly all is
    /// all.
    fn has_all_categories(&self) -> bool {
        let has_last = self.parts.iter().any(|(text, part)| name(text, part).contains("住房保障支出"));
        self.whole.kind == FigureKind::Amount
            && self.parts.len() > 2
            && self.is_nearly_all()
            && has_last
            && self.is_of_categories()
    }

    /// Whether its words say that it parts spending by economy (按经济分类), and it names such categories: then nearly all is all.
    fn has_all_of_economy(&self) -> bool {
        let first = self.parts.first().map_or(0, |(_, part)| part.range.start);
        let opening = self.text.part(self.whole.range.end.min(first)..first);
        let list = Classification::latest_shipped();
        let is_category = |(text, part): &(&Running, &Token)| {
            let name = name(text, part).trim_end_matches("预算");
            let name = name.rsplit(['：', '，']).next().unwrap_or(name);
            list.named(Scheme::DepartmentEconomic, name).any(|entry| entry.code.len() == CATEGORY)
        };
        self.whole.kind == FigureKind::Amount
            && self.parts.len() > 2
            && opening.contains("经济")
            && ["分类", "科目", "划分"].iter().any(|word| opening.contains(word))
            && self.is_nearly_all()
            && self.parts.iter().all(is_category)
    }

    /// Whether no more than a tenth is missing.
    fn is_nearly_all(&self) -> bool {
        let sum = money::sum(self.parts.iter().map(|(_, part)| exact(part))).unwrap_or_default();
        sum.saturating_mul(Decimal::TEN) >= exact(self.whole).saturating_mul(Decimal::from(9))
    }

    /// Whether all its parts are categories (类) of spending.
    pub(super) fn is_of_categories(&self) -> bool {
        let list = Classification::latest_shipped();
        self.parts.iter().all(|(text, part)| {
            let name = name(text, part).trim_start_matches("其中").trim_start_matches('：');
            let name = name.trim_end_matches("预算");
            list.named(Scheme::Function, name).any(|entry| entry.code.len() == CATEGORY)
        })
    }

    /// Whether some of the parts make the whole: the others are parts of those.
    pub(super) fn has_subset(&self) -> bool {
        if self.parts.len() > 12 {
            return true;
        }
        let whole = Span::of(self.whole);
        let is_counted = self.whole.kind == FigureKind::Count;
        (1_u32..1 << self.parts.len()).any(|chosen| {
            if is_counted {
                let own = self.parts.iter().enumerate().filter(|(at, _)| chosen & (1 << at) != 0);
                return money::sum(own.map(|(_, (_, part))| part.number)) == Some(self.whole.number);
            }
            let zero = Span { low: Decimal::ZERO, high: Decimal::ZERO };
            let own = self.parts.iter().enumerate().filter(|(at, _)| chosen & (1 << at) != 0);
            own.fold(zero, |sum, (_, (_, part))| sum.plus(Span::of(part))).meets(whole)
        })
    }
}
