//! Cases in tables: one loop per question, one line per case.

mod added;
mod reading;

use super::*;
use CodeStatus::*;
use Scheme::*;
use UnitKind::*;

fn shipped() -> &'static Classification {
    Classification::shipped(2023)
}

#[test]
fn shipped_files_can_be_read() {
    assert_eq!(shipped().error(), None);
    let sizes = Scheme::ALL.map(|scheme| shipped().codes(scheme).count());
    assert_eq!(sizes, [968, 111, 84, 57]);
    assert_eq!(shipped().codes(DepartmentEconomic).flat_map(|c| shipped().pairs.of(&c.code)).count(), 173);
}

#[test]
fn nearest_year_not_later_else_the_earliest() {
    for (asked, got) in
        [(2017, 2023), (2022, 2023), (2023, 2023), (2024, 2024), (2025, 2025), (i32::MAX, 2026)]
    {
        assert_eq!(Classification::shipped(asked).year(), got, "{asked}");
    }
}

/// What is new in a year is known from then on, and nothing is lost.
#[test]
fn later_years_go_on_from_the_one_before() {
    for (year, scheme, code, since) in [
        (2024, DepartmentEconomic, "30210", 2024),
        (2025, Function, "22911", 2025),
        (2025, Income, "1030184", 2025),
        (2026, Function, "2149801", 2026),
        (2026, Function, "22911", 2025),
    ] {
        let list = Classification::shipped(year);
        assert_eq!(list.error(), None);
        assert_eq!(list.status(scheme, code), CodeStatus::Known, "{code}");
        assert_eq!(Classification::shipped(since - 1).lookup(scheme, code), None, "{code}");
        assert!(shipped().codes(scheme).all(|known| list.lookup(scheme, &known.code).is_some()));
        assert!(!list.is_sure_of(scheme, year));
    }
    assert!(shipped().is_sure_of(Function, 2023) && !shipped().is_sure_of(Function, 2021));
}

#[test]
fn classes_are_numbered_as_the_rows_of_table_1() {
    let classes = shipped().codes(Function).filter(|code| code.parent.is_none());
    let numbers: Vec<u32> = classes.map(|code| code.code.parse::<u32>().unwrap() - 200).collect();
    let expected: Vec<u32> = (1..=34).filter(|number| ![18, 25, 26, 28].contains(number)).collect();
    assert_eq!(numbers, expected);
}

#[test]
fn pairs_of_the_standard_table_name_listed_codes() {
    for dept in shipped().codes(DepartmentEconomic) {
        for pair in shipped().legal_pairs(&dept.code, None) {
            let gov = &pair.gov_code;
            assert!(shipped().lookup(GovernmentEconomic, gov).is_some(), "{} {gov}", dept.code);
        }
    }
}

/// Table 3 of 焦作市委办公室 2023: code and name as printed, broken cells included.
const PRINTED_FUNCTIONS: [(&str, &str); 13] = [
    ("2013101", "行政运行"),
    ("2050803", "培训支出"),
    ("2080501", "行政单位离退休"),
    ("2080505", "机关事业单位基本养老保险 缴费支出"),
    ("2080599", "其他行政事业单位养老支出"),
    ("2101101", "行政单位医疗"),
    ("2101102", "事业单位医疗"),
    ("2101103", "公务员医疗补助"),
    ("2210201", "住房公积金"),
    ("2013601", "行政运行"),
    ("2013699", "其他共产党事务支出"),
    ("2012601", "行政运行"),
    ("2012901", "行政运行"),
];

/// Table 6 of 焦作市委办公室 2023, every row: both codes with their names as printed.
const PRINTED_PAIRS: [(&str, &str, &str, &str); 37] = [
    ("30101", "基本工资", "50101", "工资奖金津补贴"),
    ("30101", "基本工资", "50501", "工资福利支出"),
    ("30102", "津贴补贴", "50101", "工资奖金津补贴"),
    ("30102", "津贴补贴", "50501", "工资福利支出"),
    ("30107", "绩效工资", "50501", "工资福利支出"),
    ("30103", "奖金", "50101", "工资奖金津补贴"),
    ("30112", "其他社会保障缴费", "50501", "工资福利支出"),
    ("30112", "其他社会保障缴费", "50102", "社会保障缴费"),
    ("30103", "奖金", "50501", "工资福利支出"),
    ("30207", "邮电费", "50201", "办公经费"),
    ("30231", "公务用车运行维护费", "50208", "公务用车运行维护费"),
    ("30202", "印刷费", "50201", "办公经费"),
    ("30201", "办公费", "50201", "办公经费"),
    ("30213", "维修(护)费", "50209", "维修(护)费"),
    ("30211", "差旅费", "50201", "办公经费"),
    ("30201", "办公费", "50502", "商品和服务支出"),
    ("30228", "工会经费", "50201", "办公经费"),
    ("30228", "工会经费", "50502", "商品和服务支出"),
    ("30229", "福利费", "50201", "办公经费"),
    ("30229", "福利费", "50502", "商品和服务支出"),
    ("30239", "其他交通费用", "50201", "办公经费"),
    ("30299", "其他商品和服务支出", "50299", "其他商品和服务支出"),
    ("30216", "培训费", "50203", "培训费"),
    ("30216", "培训费", "50502", "商品和服务支出"),
    ("30301", "离休费", "50905", "离退休费"),
    ("30108", "机关事业单位基本养老保险缴费", "50102", "社会保障缴费"),
    ("30108", "机关事业单位基本养老保险缴费", "50501", "工资福利支出"),
    ("30302", "退休费", "50905", "离退休费"),
    ("30110", "职工基本医疗保险缴费", "50102", "社会保障缴费"),
    ("30110", "职工基本医疗保险缴费", "50501", "工资福利支出"),
    ("30111", "公务员医疗补助缴费", "50102", "社会保障缴费"),
    ("30111", "公务员医疗补助缴费", "50501", "工资福利支出"),
    ("30113", "住房公积金", "50103", "住房公积金"),
    ("30113", "住房公积金", "50501", "工资福利支出"),
    ("30217", "公务接待费", "50206", "公务接待费"),
    ("30226", "劳务费", "50205", "委托业务费"),
    ("30299", "其他商品和服务支出", "50502", "商品和服务支出"),
];

#[track_caller]
fn is_called(scheme: Scheme, code: &str, printed: &str) {
    assert_eq!(shipped().status(scheme, code), Known, "{code}");
    assert_eq!(shipped().in_force(scheme, code, 2023), Some(true), "{code}");
    let found = shipped().lookup(scheme, code).unwrap();
    assert!(same_name(&found.name, printed), "{code}: {} / {printed}", found.name);
    assert!(shipped().named(scheme, printed).any(|named| named.code == code), "{code}");
}

#[test]
fn codes_of_a_published_budget_are_known_by_code_and_name() {
    for (code, name) in PRINTED_FUNCTIONS {
        is_called(Function, code, name);
    }
    for (dept_code, dept_name, gov_code, gov_name) in PRINTED_PAIRS {
        is_called(DepartmentEconomic, dept_code, dept_name);
        is_called(GovernmentEconomic, gov_code, gov_name);
    }
}

#[test]
fn pairs_of_a_published_budget_are_legal() {
    for (dept, _, gov, _) in PRINTED_PAIRS {
        let status = |kind| shipped().pair_status(dept, gov, kind);
        let (legal, other) = match gov.get(..3).unwrap() {
            "501" | "502" => (vec![Administrative, CivilServiceManaged], vec![Institution]),
            "505" => (vec![Institution], vec![Administrative, CivilServiceManaged]),
            _ => (UnitKind::ALL.to_vec(), vec![]),
        };
        assert_eq!(status(None), PairStatus::Legal, "{dept} {gov}");
        for kind in legal {
            assert_eq!(status(Some(kind)), PairStatus::Legal, "{dept} {gov} {kind}");
        }
        for kind in other {
            assert_eq!(status(Some(kind)), PairStatus::LegalForOtherKind, "{dept} {gov} {kind}");
        }
    }
}

#[test]
fn status_of_a_code() {
    let cases = [
        (Function, "201", Known),
        (Function, "20131", Known),
        (Function, "2013101", Known),
        (Function, "2013177", UnknownItem),
        (Function, "299", NotListed),
        (Function, "20177", NotListed),
        (Function, "2017701", UnknownParent),
        (Function, "29901", UnknownParent),
        (Function, "", WrongLength),
        (Function, "20", WrongLength),
        (Function, "201310", WrongLength),
        (Function, "201310101", WrongLength),
        (Function, "201 31 01", NotDigits),
        (Function, "２０１", NotDigits),
        (Function, "L01", NotDigits),
        (Function, "-01", NotDigits),
        (DepartmentEconomic, "301", Known),
        (DepartmentEconomic, "30104", NotListed),
        (DepartmentEconomic, "308", NotListed),
        (DepartmentEconomic, "30801", UnknownParent),
        (DepartmentEconomic, "3010101", WrongLength),
        (GovernmentEconomic, "50599", Known),
        (GovernmentEconomic, "50104", NotListed),
        (GovernmentEconomic, "301", NotListed),
        (Income, "L01", Known),
        (Income, "L11", Known),
        (Income, "L12", NotListed),
        (Income, "L1", NotDigits),
        (Income, "L001", NotDigits),
        (Income, "10302", Known),
        (Income, "10398", UnknownItem),
        (Income, "1030201", UnknownItem),
        (Income, "103020101", UnknownParent),
        (Income, "199", NotListed),
    ];
    for (scheme, code, expected) in cases {
        assert_eq!(shipped().status(scheme, code), expected, "{scheme:?} {code:?}");
    }
}

#[test]
fn years_a_code_is_used_in() {
    let cases = [
        (Function, "2013101", 1990, Some(true)),
        (Function, "20140", 2023, Some(false)),
        (Function, "20140", 2024, Some(true)),
        (Function, "2059803", 2024, Some(false)),
        (Function, "2059803", 2025, Some(true)),
        (Function, "21006", 2023, Some(true)),
        (Function, "21006", 2024, Some(false)),
        (Function, "2013177", 2023, None),
        (DepartmentEconomic, "39906", 2019, Some(true)),
        (DepartmentEconomic, "39906", 2020, Some(false)),
        (GovernmentEconomic, "50801", 2023, Some(false)),
        (GovernmentEconomic, "50803", 2023, Some(true)),
    ];
    for (scheme, code, year, expected) in cases {
        assert_eq!(shipped().in_force(scheme, code, year), expected, "{code} {year}");
    }
}

#[test]
fn status_of_a_pair() {
    use PairStatus::*;
    let cases = [
        ("30101", "50101", None, Legal),
        ("30101", "50101", Some(Institution), LegalForOtherKind),
        ("30101", "50501", Some(CivilServiceManaged), LegalForOtherKind),
        ("30101", "50201", None, Illegal),
        ("30101", "50102", Some(Administrative), Illegal),
        ("30301", "50905", Some(Institution), Legal),
        // Printed by 行政 units, but the standard table knows it for 事业 units only, under 50501.
        ("30107", "50101", None, ObservedOnly),
        ("30107", "50101", Some(Administrative), ObservedOnly),
        ("30107", "50101", Some(Institution), Illegal),
        // No document shows any pair of the department code.
        ("30212", "50207", Some(Administrative), Legal),
        ("30212", "50201", Some(Administrative), Unknown),
        // No pair of either code is listed.
        ("30311", "50999", None, Unknown),
        ("30201", "50599", Some(Institution), Unknown),
        // Not codes of their classification, or not 款.
        ("30104", "50101", None, Unknown),
        ("31200", "50502", Some(Institution), Unknown),
        ("30101", "50104", None, Unknown),
        ("301", "501", None, Unknown),
        ("50101", "30101", None, Unknown),
        ("", "", None, Unknown),
    ];
    for (dept, gov, kind, expected) in cases {
        assert_eq!(shipped().pair_status(dept, gov, kind), expected, "{dept} {gov} {kind:?}");
    }
}

#[test]
fn legal_pairs_are_what_to_fill_in() {
    let cases = [
        ("30201", Some(Administrative), "50201"),
        ("30201", Some(Institution), "50502"),
        ("30201", None, "50201 50502"),
        ("30107", Some(Administrative), ""),
        ("30302", Some(CivilServiceManaged), "50905"),
        ("30311", None, ""),
    ];
    for (dept, kind, expected) in cases {
        let codes: Vec<&str> = shipped().legal_pairs(dept, kind).map(|pair| &*pair.gov_code).collect();
        assert_eq!(codes.join(" "), expected, "{dept} {kind:?}");
    }
}

#[test]
fn form_of_a_code() {
    let cases = [
        ("2013101", Some("20131")),
        ("20131", Some("201")),
        ("201", None),
        ("20", None),
        ("2013", None),
        ("", None),
        ("行政运行", None),
    ];
    for (code, parent) in cases {
        if code.is_ascii() {
            assert_eq!(parent_of(code), parent, "{code}");
        }
    }
}

#[test]
fn names_as_printed() {
    let cases = [
        ("维修（护）费", "维修(护)费", true),
        ("机关事业单位基本养老保险缴费支出", "机关事业单位基本养老保险\n 缴费支出", true),
        ("基本工资", " 基 本\u{3000}工 资 ", true),
        ("基本工资", "津贴补贴", false),
        ("职工基本医疗保险缴费", "医疗保险缴费", false),
    ];
    for (listed, printed, expected) in cases {
        assert_eq!(same_name(listed, printed), expected, "{listed} / {printed}");
    }
}

#[test]
fn kinds_of_units_in_the_words_of_lists() {
    for (text, expected) in [
        ("行政", Some(Administrative)),
        ("机关", Some(Administrative)),
        ("参公", Some(CivilServiceManaged)),
        ("参照公务员法管理的事业单位", Some(CivilServiceManaged)),
        ("事业", Some(Institution)),
        ("公益一类事业单位", Some(Institution)),
        ("行政事业单位", None),
        ("企业", None),
        ("", None),
    ] {
        assert_eq!(UnitKind::named(text), expected, "{text}");
    }
}

#[test]
fn every_year_of_changes_is_shipped() {
    let of_changes: std::collections::BTreeSet<i32> = super::CHANGES.iter().map(|(year, ..)| *year).collect();
    assert_eq!(super::years_of_changes().collect::<Vec<_>>(), Vec::from_iter(of_changes));
    for year in super::years_of_changes() {
        assert_eq!(Classification::shipped(year).year(), year);
    }
    assert_eq!(Classification::shipped(2019).year(), 2023);
}
