//! Names of items (科目) against the classification, where no table of the document says what they are called: a name with
//! another's code, and a 项 below a 款 that it is not of. Only names that one code alone bears are judged: 行政运行 is below
//! many, and of many the lists do not have all.

use super::running::Running;
use super::{Slip, SlipKind};
use crate::codes::{Classification, Code, Scheme};
use crate::narrative::called::essence;
use crate::pattern::Pattern;

/// 培训支出（2050803）, 培训支出（2050803项）.
static CODED: Pattern = Pattern::new(
    "(?P<whole>(?P<name>[^，。；：、（）“”0-9①-⑳]{3,})（(?P<code>[0-9]{5}|[0-9]{7})[款项]?）)",
    &["（"],
);
/// 2050803培训支出80.60万元.
static BEFORE: Pattern = Pattern::new(
    "(?:^|[^0-9,])(?P<whole>(?P<code>[0-9]{7}|[0-9]{5})(?P<name>[^，。；：、（）“”.,0-9①-⑳]{3,}))",
    &[],
);
/// 住房改革支出（款）住房公积金（项）.
static BELOW: Pattern = Pattern::made(
    || {
        let name = "[^，。；：、（）“”0-9]{2,40}";
        format!("(?:（类）|^|[，。；：、）.“-])(?P<above>{name})（款）(?P<name>{name})（项）")
    },
    &["（款）"],
);

/// A shorter name may be one of many, of which the lists have only this: 专项业务.
const LEAST: usize = 5;

/// Judges the names of all sections.
pub(super) fn judge(year: i32, list: &Classification, sections: &[Vec<Running>], slips: &mut Vec<Slip>) {
    for text in sections.iter().flatten() {
        for found in CODED.captures_iter(text.text()).chain(BEFORE.captures_iter(text.text())) {
            let (Some(name), Some(code)) = (found.name("name"), found.name("code")) else { continue };
            let bare = essence(named(name.as_str()));
            let Some(scheme) = Scheme::of_expenditure(code.as_str()) else { continue };
            let Some(printed) = list.lookup(scheme, code.as_str()) else { continue };
            let bears = |code: &Code| {
                essence(&code.name) == bare || code.former_name().is_some_and(|name| essence(name) == bare)
            };
            let own = list.bearer(scheme, code.as_str(), year, bears);
            let own = own.or_else(|| only(list, scheme, name.as_str(), code.as_str().len(), year));
            let Some(own) = own.filter(|own| own.code != printed.code && !bears(printed)) else { continue };
            let message = format!(
                "“{}”：科目表中 {} 是“{}”，“{}”是 {}，名称与编码不符。",
                found.name("whole").map_or(name.as_str(), |whole| whole.as_str()),
                printed.code,
                printed.name,
                own.name,
                own.code
            );
            slips.push(Slip {
                subject: own.name.to_string(),
                ..Slip::new(SlipKind::Name, text.place(&code.range()), message)
            });
        }
        for found in BELOW.captures_iter(text.text()) {
            let (Some(above), Some(name)) = (found.name("above"), found.name("name")) else { continue };
            let Some(own) = only(list, Scheme::Function, name.as_str(), 7, year) else { continue };
            if own.name.chars().count() < LEAST {
                continue;
            }
            let of = own.parent.as_deref().and_then(|parent| list.lookup(Scheme::Function, parent));
            // A 款 that is not listed may have it.
            let is_listed = list.named(Scheme::Function, above.as_str()).any(|code| code.code.len() == 5);
            let Some(of) = of.filter(|of| is_listed && !of.is_called(above.as_str())) else { continue };
            let message = format!(
                "“{}（款）{}（项）”：科目表中“{}”（{}）是“{}”款的项。",
                above.as_str(),
                name.as_str(),
                own.name,
                own.code,
                of.name
            );
            slips.push(Slip {
                subject: own.name.to_string(),
                ..Slip::new(SlipKind::Name, text.place(&(above.start()..name.end())), message)
            });
        }
    }
}

/// The code of so many digits that alone bears a name, if budgets of the year use it.
fn only<'a>(
    list: &'a Classification,
    scheme: Scheme,
    name: &'a str,
    length: usize,
    year: i32,
) -> Option<&'a Code> {
    let mut all = list.named(scheme, name).filter(|code| code.code.len() == length);
    let first = all.next()?;
    (all.next().is_none() && list.in_force(scheme, &first.code, year) == Some(true)).then_some(first)
}

/// A name without the words between it and its figure.
fn named(name: &str) -> &str {
    let words = ["预算数", "预算", "安排", "为", "是", "共"];
    let mut name = name;
    while let Some(shorter) = words.iter().find_map(|word| name.strip_suffix(word)) {
        name = shorter;
    }
    name
}
