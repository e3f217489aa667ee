//! What sources of money come to beside their whole. One that may be within another is added and left out, in every way, and
//! only where none gives the whole is it accused. Knows no form.

use rust_decimal::Decimal;

use crate::calc::Cell;
use crate::money::MoneyUnit;
use crate::pattern::Pattern;

/// A source of money; `within` where it may be part of another one.
static SOURCE: Pattern = Pattern::new(
    "^(?:(?P<part>其中)[:：]?)?(?:[0-9一二三四五六七八九十]{1,2}[.、．])?[（(]?(?:(?P<within>一般公共预算|政府性基金|国有资本经营|中央|省级|市级|区级|县级|本级|上级|当年|上年结转)|财政|其他|其它|自筹|单位|社会|专户|事业|经营|非财政)[^0-9]{0,16}$",
    &[
        "财政", "其他", "其它", "自筹", "单位", "社会", "专户", "事业", "经营", "预算", "基金", "级", "当年",
        "上年",
    ],
);

/// More that may be within others are not tried.
const MOST_WITHIN: usize = 8;

/// A source with its money; `None` where nothing is printed.
#[derive(Clone)]
pub(super) struct Source<'a> {
    pub cell: Cell<'a>,
    pub value: Option<Decimal>,
    pub is_within: bool,
}

/// Whether a label is a source's, and whether that may be within another; below a whole 其中 says nothing of it.
pub(super) fn is_source(label: &str) -> Option<bool> {
    let found = SOURCE.captures(label)?;
    Some(found.name("within").is_some())
}

/// The same beside others, where 其中 is of the one before.
pub(super) fn is_source_beside(label: &str) -> Option<bool> {
    let found = SOURCE.captures(label)?;
    Some(found.name("within").is_some() || found.name("part").is_some())
}

/// What sources come to, if not to the whole in any way; nothing where none of them is printed.
pub(super) fn other_sum(whole: Decimal, sources: &[Source<'_>], in_yuan: Decimal) -> Option<Decimal> {
    let printed: Vec<&Source<'_>> = sources.iter().filter(|source| source.value.is_some()).collect();
    let (within, alone): (Vec<&Source<'_>>, Vec<&Source<'_>>) =
        sources.iter().partition(|source| source.is_within);
    if printed.is_empty() || within.len() > MOST_WITHIN {
        return None;
    }
    let sum = |of: &mut dyn Iterator<Item = &Source<'_>>| {
        of.filter_map(|source| source.value).fold(Decimal::ZERO, Decimal::saturating_add)
    };
    let base = sum(&mut alone.iter().copied());
    let off = |sum: Decimal| whole.saturating_sub(sum).abs();
    let all = printed.iter().filter_map(|source| source.value).chain([whole]);
    let most = tolerance(all, in_yuan);
    let fits = (0_u32..1 << within.len()).any(|chosen| {
        let mut own =
            within.iter().enumerate().filter(|(at, _)| chosen & (1 << at) != 0).map(|(_, own)| *own);
        off(base.saturating_add(sum(&mut own))) <= most
    });
    if fits {
        return None;
    }
    match (sources, printed.as_slice()) {
        // One source alone is a part: only more than the whole is wrong.
        ([_], [only]) => only.value.filter(|value| value.saturating_sub(whole) > most),
        _ if alone.is_empty() => Some(sum(&mut within.iter().copied())),
        _ => Some(base),
    }
}

/// By how much figures may part that are rounded to the last digit that any of them prints. In 元 none is, and whole numbers
/// are what they say.
pub(super) fn tolerance(figures: impl Iterator<Item = Decimal> + Clone, in_yuan: Decimal) -> Decimal {
    let digits = figures.clone().map(|figure| figure.scale()).max().unwrap_or(0);
    if digits == 0 || in_yuan == MoneyUnit::Yuan.in_yuan() {
        return Decimal::ZERO;
    }
    Decimal::new(5, digits + 1).saturating_mul(Decimal::from(figures.count()))
}
