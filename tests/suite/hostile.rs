//! Input that nobody wrote in good faith: it ends in a message or is read as it stands, without a panic, a
//! stack overflow or memory out of proportion. What the fuzz targets (`fuzz/`) have found is kept here.

use std::fmt::Write;

use yusuan::exchange::import_text;
use yusuan::file;
use yusuan::formula::{parse, parse_rows};
use yusuan::model::{Budget, Row, Value};
use yusuan::money::{Decimal, MoneyUnit, parse_amount};
use yusuan::rules::RuleFile;
use yusuan::schema::{Format, Formats, default_format};
use yusuan::session::Session;

use crate::support::repository;

const SAMPLE: &str = "assets/samples/焦作市委办公室-2023.ron";
const DEEP: usize = 100_000;

fn sample() -> Budget {
    file::load(&repository(SAMPLE), &Formats::embedded()).unwrap().budget
}

#[test]
fn deep_formulas_are_refused() {
    for (name, open, inner, close) in [
        ("brackets", "(", "1", ")"),
        ("open brackets", "(", "", ""),
        ("signs", "-", "1", ""),
        ("opposites", "非 ", "1 = 1", ""),
        ("functions", "ABS(", "1", ")"),
        ("conditions", "SUM(T3.项[", "1 = 1", "].合计)"),
        ("a chain to the right", "1 = 1 且 ", "1 = 1", ""),
        ("a chain to the left", "", "1", " + 1"),
    ] {
        let formula = format!("{}{inner}{}", open.repeat(DEEP), close.repeat(DEEP));
        let error = parse(&formula).expect_err(name);
        assert!(error.message.contains("太深") || error.message.contains("太长"), "{name}: {error}");
        assert!(parse_rows(&format!("T3.项[{formula}]")).is_err(), "{name}");
        let sum = format!("={}1{}", "(".repeat(DEEP), ")".repeat(DEEP));
        assert!(parse_amount(&sum, MoneyUnit::WanYuan).is_err());
    }
}

#[test]
fn deep_files_are_refused() {
    let formats = Formats::embedded();
    for (open, close) in [("(", ")"), ("[", "]"), ("{\"a\":", "}"), ("Some(", ")"), ("/*", "*/")] {
        let deep = format!("{}{}", open.repeat(DEEP), close.repeat(DEEP));
        for text in [
            deep.clone(),
            format!("(yusuan: 1, format: \"焦作-2023\", tables: {deep})"),
            format!("(yusuan: 1, format: \"焦作-2023\", tables: {{}}, later: {deep})"),
            format!("(yusuan: 0, format: \"焦作-2023\", tables: {deep}"),
            format!(
                "(\n    yusuan: 1,\n    format: \"焦作-2023\",\n    later: {deep},\n    tables: {{\n        \"T1\": (\n"
            ),
        ] {
            // A comment, however deep, may be sound.
            let read = file::from_text(&text, &formats);
            assert!(read.is_err() || open == "/*", "{open}");
        }
        assert!(RuleFile::parse("规则.ron", &deep).is_err() || open == "/*");
        assert!(RuleFile::parse("规则.ron", &format!("(rules: {deep})")).is_err());
        assert!(Format::parse("表式.ron", &deep).is_err());
    }
}

/// A line without end: of text, of a table, of a title, of marks that begin something.
#[test]
fn a_long_line_is_kept() {
    // Ten times as much takes ten times as long: this is what a run without optimisation can afford.
    let most = 300_000;
    for (name, piece) in [
        ("text", "没有换行的文字，"),
        ("figures", "2907.50万元，增长16.31%；"),
        ("cells", "1.00\t"),
        ("blank cells", "\t"),
        ("bars", "|"),
        ("brackets", "（（（（"),
        ("titles", "部门收支预算表"),
        ("spaces", "    "),
    ] {
        let line = piece.repeat(most / piece.len());
        for before in ["", "九、“三公”经费支出预算情况说明\n", "2023年项目支出预算表\n"]
        {
            let imported = import_text(&format!("{before}{line}\n"), name, &default_format());
            let written = file::to_text(&imported.budget, &file::Extras::default());
            // Every cell without a column is kept as a line of its own, with its reason.
            assert!(written.len() < 16 * most, "{name} in {before:?} grew to {}", written.len());
        }
    }
}

/// Amounts at the end of what can be held: sums, differences and causes stay within.
#[test]
fn amounts_beyond_all_sense_are_judged() {
    for (stated, entered) in [
        (Decimal::MAX, Decimal::MAX),
        (Decimal::MAX, Decimal::MIN),
        (Decimal::MIN, Decimal::MAX),
        (Decimal::new(1, 28), Decimal::MAX),
        (Decimal::MAX, Decimal::new(-1, 28)),
    ] {
        let mut budget = sample();
        for table in budget.tables.values_mut() {
            table.change_each(|Row { cells, stated: totals, .. }| {
                for (values, amount) in [(cells, entered), (totals, stated)] {
                    for value in values
                        .iter_mut()
                        .map(|(_, value)| value)
                        .filter(|value| matches!(value, Value::Amount(_)))
                    {
                        *value = Value::Amount(amount);
                    }
                }
            });
        }
        let session = Session::new(budget, default_format());
        assert!(!session.verdicts().findings().is_empty());
    }
}

#[test]
fn figures_beyond_all_sense_are_read_in_the_narrative() {
    let huge = "79228162514264337593543950335";
    let mut budget = sample();
    for paragraph in budget.narrative.iter_mut().flat_map(|section| &mut section.paragraphs) {
        let mut text = String::new();
        let mut digits = false;
        for c in paragraph.chars() {
            let digit = c.is_ascii_digit() || (digits && c == '.');
            if !digit {
                text.push(c);
            } else if !digits {
                write!(text, "{huge}").unwrap();
            }
            digits = digit;
        }
        *paragraph = text;
    }
    assert!(!Session::new(budget, default_format()).verdicts().findings().is_empty());
}

/// Sums that prove where figures stand go beyond what a number holds.
#[test]
fn figures_beyond_all_numbers_prove_nothing() {
    let most = "79228162514264337593543950335";
    let general = Formats::embedded().get("全国通用").unwrap();
    let cells = format!(
        "支出总表\n单位：万元\n科目编码\n科目名称\n合计\n基本支出\n项目支出\n合计\n{most}\n{most}\n{most}\n201\n一般公共服务支出\n{most}\n{most}\n{most}\n208\n社会保障和就业支出\n{most}\n{most}\n"
    );
    let spans = format!(
        "支出总表\n单位：万元\n科目编码\t科目名称\t合计\t基本支出\n\t\t\t小计\t人员经费\t公用经费\n201\t一般公共服务支出\t{most}\t{most}.0\t{most}\t{most}\n"
    );
    for text in [cells, spans] {
        import_text(&text, "某局", &general);
    }
}
