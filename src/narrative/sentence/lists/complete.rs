//! What is known of a list by its words: whether it has all parts of its whole, and whether none of its parts holds another.

use rust_decimal::Decimal;

use super::super::super::FigureKind;
use super::super::number::{Span, exact};
use super::super::phrase::{clause, subject};
use super::{List, Running, Token, name, unit};
use crate::codes::{Classification, Scheme};
use crate::money;

/// Lists that are complete by their nature: what the whole is called, and what each part is called.
pub(in super::super) const COMPLETE: [(&str, &[&str]); 9] = [
    ("采购", &["货物", "工程", "服务"]),
    ("三公", &["出国", "用车", "接待"]),
    ("用车", &["购置", "运行"]),
    ("基本支出", &["人员", "公用"]),
    ("支出", &["基本支出", "项目支出"]),
    ("拨款", &["基本支出", "项目支出"]),
    ("编制", &["行政", "事业"]),
    ("编制", &["行政编制", "行政附属编制", "事业编制"]),
    ("实有", &["行政", "事业"]),
];

/// Kinds of income of which none holds another, by what the whole is called.
const APART: [(&str, &[&str]); 2] = [
    ("收入", &["财政拨款", "财政专户", "事业收入", "经营收入", "上级补助", "附属单位", "其他收入", "结转"]),
    (
        "收入",
        &[
            "一般公共预算",
            "政府性基金",
            "国有资本",
            "财政专户",
            "事业收入",
            "经营收入",
            "上级补助",
            "附属单位",
            "其他收入",
            "结转",
        ],
    ),
];

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
        let own = clause(self.text, self.whole);
        self.has_all_categories()
            || COMPLETE.iter().any(|(whole, parts)| {
                let is_named =
                    |word: &&str| self.parts.iter().any(|(text, part)| name(text, part).contains(*word));
                own.contains(whole) && parts.len() == self.parts.len() && parts.iter().all(is_named)
            })
    }

    /// Whether its parts are some of those of a complete list, each once: none of them holds another.
    pub(super) fn are_apart(&self) -> bool {
        let own = subject(self.text, self.whole);
        COMPLETE.iter().chain(&APART).any(|(whole, names)| {
            let of = |name: &&str| {
                self.parts.iter().filter(|(text, part)| self::name(text, part).contains(*name)).count()
            };
            let counts = names.iter().map(of);
            // Behind a kind of income others may stand that are no part of it.
            let is_kind = APART.iter().flat_map(|(_, names)| *names).any(|name| own.contains(name));
            own.contains(whole)
                && (!is_kind || *whole != "收入")
                && counts.clone().all(|count| count <= 1)
                && counts.sum::<usize>() == self.parts.len()
        })
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
        let list = Classification::for_year(i32::MAX);
        let is_category = |(text, part): &(&Running, &Token)| {
            let name = name(text, part).trim_start_matches("其中").trim_start_matches('：');
            let name = name.trim_end_matches("预算");
            list.named(Scheme::Function, name).any(|entry| entry.code.len() == CATEGORY)
        };
        let sum = money::sum(self.parts.iter().map(|(_, part)| exact(part))).unwrap_or_default();
        let is_near = sum.saturating_mul(Decimal::TEN) >= exact(self.whole).saturating_mul(Decimal::from(9));
        let has_last = self.parts.iter().any(|(text, part)| name(text, part).contains("住房保障支出"));
        self.whole.kind == FigureKind::Amount
            && self.parts.len() > 2
            && is_near
            && has_last
            && self.parts.iter().all(is_category)
    }

    /// Whether some of the parts make the whole: the others are parts of those.
    pub(super) fn has_subset(&self) -> bool {
        if self.parts.len() > 12 {
            return true;
        }
        let whole = Span::of(self.whole);
        (1_u32..1 << self.parts.len()).any(|chosen| {
            let zero = Span { low: Decimal::ZERO, high: Decimal::ZERO };
            let own = self.parts.iter().enumerate().filter(|(at, _)| chosen & (1 << at) != 0);
            own.fold(zero, |sum, (_, (_, part))| sum.plus(Span::of(part))).meets(whole)
        })
    }
}
