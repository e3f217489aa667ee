//! Whether several files are versions of one budget, so that they may be merged: of one year and one department.
//! A department that was renamed, or got its code corrected, is still the same; one of which a file says nothing
//! may be any. What the versions hold is not looked at.

use crate::model::{Budget, Department};

/// Files that are no versions of one budget.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotOneBudget {
    /// Other years.
    #[error("不是同一年的预算，不能合并：{}。若只是抬头填错了年度，请先改成一致再合并", of_each(.0))]
    Year(Vec<(String, String)>),
    /// Other departments.
    #[error("不是同一个部门的预算，不能合并：{}。若只是抬头填错了部门，请先改成一致再合并；汇总各单位请用“汇入单位”（merge-units）", of_each(.0))]
    Department(Vec<(String, String)>),
}

fn of_each(of: &[(String, String)]) -> String {
    of.iter().map(|(file, what)| format!("{file}是 {what}")).collect::<Vec<_>>().join("，")
}

/// Whether all are of one year and one department. Each goes with what to call it, e.g. 我方.
///
/// # Errors
/// When they are not: what each of them is.
pub fn one_budget(versions: &[(&str, &Budget)]) -> Result<(), NotOneBudget> {
    let said = |what: fn(&Budget) -> String| {
        versions.iter().map(|(name, budget)| ((*name).to_owned(), what(budget))).collect::<Vec<_>>()
    };
    let every_pair = |same: fn(&Budget, &Budget) -> bool| {
        versions
            .iter()
            .enumerate()
            .all(|(at, (_, one))| versions.iter().skip(at + 1).all(|(_, other)| same(one, other)))
    };
    if !every_pair(|one, other| one.year == other.year) {
        return Err(NotOneBudget::Year(said(Budget::year_in_words)));
    }
    if !every_pair(|one, other| same_department(&one.department, &other.department)) {
        return Err(NotOneBudget::Department(said(|budget| called(&budget.department))));
    }
    Ok(())
}

fn called(department: &Department) -> String {
    let names = [&department.full_name, &department.name, &department.code];
    let name = names.into_iter().find(|name| !name.trim().is_empty());
    name.map_or_else(|| "没有写部门".to_owned(), |name| format!("“{}”", name.trim()))
}

/// Names come first: many departments of other places bear the same code. One name may be the other's short form.
fn same_department(one: &Department, other: &Department) -> bool {
    let names = |of: &Department| -> Vec<String> {
        let names = [&of.full_name, &of.name].into_iter().map(|name| name.trim().to_owned());
        names.filter(|name| !name.is_empty()).collect()
    };
    let (ones, others) = (names(one), names(other));
    let same_code = one.code.trim() == other.code.trim();
    if ones.is_empty() || others.is_empty() {
        return same_code || one.code.trim().is_empty() || other.code.trim().is_empty();
    }
    let alike = |one: &String, other: &String| {
        one.contains(other.as_str()) || other.contains(one.as_str()) || (same_code && nearly(one, other))
    };
    ones.iter().any(|one| others.iter().any(|other| alike(one, other)))
}

/// Whether one name is the other with a letter corrected, so that at most one place in the middle differs.
fn nearly(one: &str, other: &str) -> bool {
    let [one, other]: [Vec<char>; 2] = [one, other].map(|name| name.chars().collect());
    let before = one.iter().zip(&other).take_while(|(a, b)| a == b).count();
    let behind = one.iter().rev().zip(other.iter().rev()).take_while(|(a, b)| a == b).count();
    let longest = one.len().max(other.len());
    before + behind + 1 >= longest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn budget(year: i32, (code, name, full_name): (&str, &str, &str)) -> Budget {
        let department = Department { code: code.into(), name: name.into(), full_name: full_name.into() };
        Budget { year, department, ..Budget::default() }
    }

    #[test]
    fn versions_are_of_one_year_and_one_department() {
        let ours = (2026, ("101", "市委办", "中共某市委员会办公室"));
        for (year, other, fits) in [
            (2026, ("101", "市委办", "中共某市委员会办公室"), true),
            // Renamed, corrected, or never written.
            (2026, ("101", "市委办公室", "中国共产党某市委员会办公室"), true),
            (2026, ("102", "市委办", "中共某市委员会办公室"), true),
            (2026, ("101", "市委办", ""), true),
            (2026, ("101", "", ""), true),
            (2026, ("", "", ""), true),
            (2026, ("101", "市蓼办", "中共某市委员会办公厅"), true),
            (2025, ("101", "市委办", "中共某市委员会办公室"), false),
            (2026, ("101", "市教育局", "某市教育局"), false),
            (2026, ("102", "市教育局", "某市教育局"), false),
            (2026, ("102", "", ""), false),
            (2026, ("", "", "某市教育局"), false),
        ] {
            let [one, other] = [budget(ours.0, ours.1), budget(year, other)];
            for pair in [[("我方", &one), ("对方", &other)], [("我方", &other), ("对方", &one)]] {
                assert_eq!(one_budget(&pair).is_ok(), fits, "{year} {:?}", other.department);
            }
        }
        let [one, other] = [budget(2026, ours.1), budget(2027, ("9", "", "某市教育局"))];
        let said = one_budget(&[("旧稿", &one), ("我方", &one), ("对方", &other)]).unwrap_err().to_string();
        assert!(said.contains("旧稿是 2026 年，我方是 2026 年，对方是 2027 年"), "{said}");
    }
}
