//! The codes of rows that print none, by what the classification calls them: a 类, below it its 款, below those their 项. A name
//! alone seldom says which code is meant (行政运行); below its 款 it does. Where one row is called otherwise, none is known.

use crate::codes::{Classification, Scheme};
use crate::narrative::called::essence;

const SCHEMES: [Scheme; 3] = [Scheme::Function, Scheme::DepartmentEconomic, Scheme::GovernmentEconomic];

/// The codes of rows, of which each has its [`essence`]; those without one, as totals, have none.
pub(super) fn codes(
    names: &[Option<String>],
    classification: &Classification,
) -> Option<Vec<Option<String>>> {
    let is_named = names.iter().flatten().count() > 1;
    SCHEMES.into_iter().filter(|_| is_named).find_map(|scheme| in_scheme(names, scheme, classification))
}

fn in_scheme(
    names: &[Option<String>],
    scheme: Scheme,
    classification: &Classification,
) -> Option<Vec<Option<String>>> {
    let below = |above: &str, name: &str| {
        let length = if above.is_empty() { 3 } else { above.len() + 2 };
        let mut codes = classification.codes(scheme).filter(|code| {
            code.code.len() == length && code.code.starts_with(above) && {
                let former = code.former_name().map(essence);
                essence(&code.name) == name || former.as_deref() == Some(name)
            }
        });
        codes.next().map(|code| code.code.to_string())
    };
    let mut open: Vec<String> = Vec::new();
    let mut out = Vec::new();
    for name in names {
        let Some(name) = name else {
            out.push(None);
            continue;
        };
        let (depth, code) = (0..=open.len()).rev().find_map(|depth| {
            let above = depth.checked_sub(1).and_then(|at| open.get(at)).map_or("", String::as_str);
            Some((depth, below(above, name)?))
        })?;
        open.truncate(depth);
        open.push(code.clone());
        out.push(Some(code));
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_below_its_own_has_one_code() {
        let list = Classification::shipped(2025);
        let codes_of = |names: &[&str]| {
            let names: Vec<Option<String>> =
                names.iter().map(|name| (!name.is_empty()).then(|| essence(name))).collect();
            codes(&names, list).map(|codes| codes.into_iter().flatten().collect::<Vec<_>>())
        };
        let own = |codes: &[&str]| Some(codes.iter().map(|code| (*code).to_owned()).collect::<Vec<_>>());
        for (names, expected) in [
            (
                &["", "一般公共服务支出", "商贸事务", "行政运行", "统计信息事务", "行政运行"] as &[&str],
                own(&["201", "20113", "2011301", "20105", "2010501"]),
            ),
            (
                &["工资福利支出", "基本工资", "商品和服务支出", "办公费"],
                own(&["301", "30101", "302", "30201"]),
            ),
            // Without its 款, or beside what nobody lists, a name says nothing.
            (&["一般公共服务支出", "行政运行"], None),
            (&["一般公共服务支出", "商贸事务", "某局"], None),
            (&["行政运行"], None),
        ] {
            assert_eq!(codes_of(names), expected, "{names:?}");
        }
    }
}
