//! The narrative of the sample and of the published document, figure by figure, and small texts that
//! show one thing each.

use std::fmt::Write;
use std::path::Path;

use super::*;
use crate::calc::{Book, Figures};
use crate::model::Budget;
use crate::rules::RuleSet;
use crate::schema::{Format, Formats, default_format};

const GOLDEN: &str = "src/narrative/sample.golden";

fn repository(path: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn sample() -> Budget {
    let path = repository("assets/samples/焦作市委办公室-2023.ron");
    let mut budget = crate::file::load(&path, &Formats::embedded()).unwrap().budget;
    complete(&mut budget, &default_format());
    budget
}

fn complete(budget: &mut Budget, format: &Format) {
    for schema in &format.tables {
        if let Some(table) = budget.tables.get_mut(&schema.key) {
            schema.complete(table);
        }
    }
}

fn with_book<T>(budget: &Budget, then: impl FnOnce(&Book<'_>) -> T) -> T {
    let format = default_format();
    let figures = Figures::compute(budget, &format);
    then(&Book { format: &format, budget, figures: &figures })
}

/// A reading as text, a line each: section, state, figure, what it is, what it should be.
fn shown(budget: &Budget, reading: &Reading) -> String {
    let mut out = String::new();
    for figure in &reading.figures {
        let section = &budget.narrative[figure.place.section].key;
        let state = match &figure.state {
            State::Agrees => "=".to_owned(),
            State::Rounding => "≈".to_owned(),
            State::Differs => "≠".to_owned(),
            State::NotChecked(why) => format!("?（{why}）"),
            State::Unbound => "未绑定".to_owned(),
        };
        let role = figure.role.map_or("", Role::label);
        write!(out, "{section} {} {state} {} {role}", figure.text, figure.subject).unwrap();
        if let (State::Rounding | State::Differs, Some(expected)) = (&figure.state, figure.expected) {
            write!(out, " 应为 {expected}").unwrap();
        }
        out.push('\n');
    }
    for wrong in reading.remarks.iter().filter_map(|remark| remark.wrong.as_ref()) {
        writeln!(out, "! {wrong}").unwrap();
    }
    out
}

/// The findings about the narrative.
fn findings(budget: &Budget) -> Vec<String> {
    let verdicts = with_book(budget, |book| RuleSet::compile(book.format).0.run(book));
    verdicts
        .findings
        .iter()
        .filter(|finding| finding.sentence.is_some())
        .map(|finding| {
            let cause = finding.cause.as_ref().map(|cause| format!("（{cause}）")).unwrap_or_default();
            format!("{} {} {}{cause}", finding.severity.label(), finding.rule.id, finding.message)
        })
        .collect()
}

fn read(book: &Book<'_>) -> Reading {
    Reader::compile(book.format).0.read(book)
}

#[test]
fn every_figure_of_the_sample_is_judged() {
    let budget = sample();
    let mut actual = with_book(&budget, |book| shown(&budget, &read(book)));
    actual.push('\n');
    actual.push_str(&findings(&budget).join("\n"));
    actual.push('\n');
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(repository(GOLDEN), &actual).unwrap();
    }
    let expected = std::fs::read_to_string(repository(GOLDEN)).unwrap_or_default();
    assert!(expected == actual, "{GOLDEN} differs; run with UPDATE_GOLDEN=1 if it is right:\n{actual}");
}

#[test]
fn the_published_words_give_the_same_findings() {
    let path = repository("../shared/documents/焦作市委办公室-2023年度部门预算.md");
    if !path.is_file() {
        eprintln!("skipped: {} is not there", path.display());
        return;
    }
    let mut published = crate::exchange::import_file(&path, &default_format()).unwrap().budget;
    complete(&mut published, &default_format());
    assert_eq!(findings(&published), findings(&sample()));
    with_book(&published, |book| eprintln!("{}", shown(&published, &read(book))));
}

#[test]
fn every_statement_of_the_embedded_formats_can_be_looked_for() {
    for format in Formats::embedded().iter() {
        let errors = Reader::compile(format).1;
        assert!(errors.is_empty(), "{errors:?}");
    }
}

/// The findings and figures of the sample with one text put in place of another.
fn after(section: &str, from: &str, to: &str) -> (Vec<String>, String) {
    let mut budget = sample();
    let of = budget.narrative.iter_mut().find(|of| of.key == section).unwrap();
    let paragraph = of.paragraphs.iter_mut().find(|paragraph| paragraph.contains(from));
    let paragraph = paragraph.unwrap_or_else(|| panic!("{from}"));
    *paragraph = paragraph.replace(from, to);
    let before = findings(&sample());
    let new = findings(&budget).into_iter().filter(|finding| !before.contains(finding)).collect();
    (new, with_book(&budget, |book| shown(&budget, &read(book))))
}

#[test]
fn one_change_in_the_text_is_one_finding() {
    for (section, from, to, expected) in [
        ("收支总体", "减少16.31%", "减少16.13%", "“支出总计”的增减百分比写作 16.13%，应为 减少 16.31%"),
        ("收支总体", "各减少566.72万元", "各增加566.72万元", "增减方向写反"),
        ("收支总体", "主要原因：", "其中：", "没有说明原因"),
        ("收支总体", "主要原因：", "其中：收支总计减少566.72万元，主要原因：", ""),
        ("支出", "占88.65%", "占88.56%", "应为 88.65%"),
        ("一般公共预算支出", "教育支出8.86万元", "教育支出8.68万元", "颠倒"),
        ("政府性基金", "未安排政府性基金预算支出", "政府性基金预算支出见附表", "没有说明"),
        ("三公", "公务接待费3.84万元", "公务接待费38400元", ""),
        ("三公", "公务接待费3.84万元", "公务接待费38400万元", "一万倍"),
        ("三公", "下降0.32%", "下降0.3%", ""),
        ("三公", "减少0.16万元，下降0.32%", "减少0.16万元（0.32%）", ""),
        ("运行经费", "减少42.58万元，降低18.67%", "持平", "应为 减少 42.58"),
        ("绩效", "项目28个", "项目27个", "应为 28"),
        ("国有资产", "一般公务用车16辆", "一般公务用车15辆", "列示为 16"),
        ("主要职能", "行政编制 91 人", "行政编制 19 人", "列示为 91"),
        ("基本支出", "福利费、", "福利费、工会经费、", ""),
        ("基本支出", "其他交通费用", "其它交通费用", ""),
        ("基本支出", "万元，包括：基本工资、", "万元。主要包括：", "没有列出有金额的科目：基本工资"),
        ("基本支出", "办公费、", "", "没有列出有金额的科目：办公费、工会经费"),
        (
            "三公",
            "公务接待费3.84万元，用于接待上级调研等公务活动，比2022年减少0.16万元，下降0.04%",
            "公务接待费3.84万元，比2022年决算数减少1.16万元，下降23.20%",
            "",
        ),
        ("运行经费", "主要原因：一般性开支压减", "因人员减少", ""),
        ("运行经费", "减少42.58万元，降低18.67%", "与上年预算数一致", "应为 减少 42.58"),
        ("运行经费", "主要原因：一般性开支压减", "此项为本年新增科目", ""),
        ("政府采购", "安排0万元", "安排5万元", "为 0.00"),
    ] {
        let (new, _) = after(section, from, to);
        let fits =
            if expected.is_empty() { new.is_empty() } else { new.iter().any(|one| one.contains(expected)) };
        assert!(fits, "{from} → {to}: {new:?}");
    }
}

#[test]
fn the_same_figure_said_again_is_bound_again_and_counts_once() {
    let (new, shown) = after("支出", "，占11.35%。", "，占11.35%。基本支出2577.62万元。");
    assert!(new.is_empty(), "{new:?}");
    assert_eq!(shown.matches("支出 2577.62万元 = 基本支出 数额").count(), 2, "{shown}");
}

#[test]
fn another_region_needs_data_only() {
    let path = repository("tests/data/formats/示例区-2024-元.ron");
    let mut format = Format::parse("示例区", &std::fs::read_to_string(path).unwrap()).unwrap();
    let group = r#"(id: "说明-支出", section: "编制说明", severity: Error, title: "支出", basis: "", statements: [
        (key: "支出预算", subject: "支出预算", value: ["T3[合计].合计"]),
    ])"#;
    let options = ron::Options::default().with_default_extension(ron::extensions::Extensions::IMPLICIT_SOME);
    format.document.statements.push(options.from_str(group).unwrap());
    let text = repository("tests/data/import/示例区-2024.txt");
    let mut budget = crate::exchange::import_file(&text, &format).unwrap().budget;
    for (stated, state) in [("1,234.50", State::Agrees), ("1,234.05", State::Differs)] {
        for section in &mut budget.narrative {
            for paragraph in &mut section.paragraphs {
                *paragraph = paragraph.replace("1,234.50", stated);
            }
        }
        let figures = Figures::compute(&budget, &format);
        let reading = read(&Book { format: &format, budget: &budget, figures: &figures });
        let states: Vec<&State> = explained(&reading, &budget).map(|figure| &figure.state).collect();
        assert_eq!(states, [&state], "the table is in 元, the text in 万元");
    }
}

/// The figures of a text of 示例区, whose tables are in 元: state and what it is said of.
fn in_yuan(statements: &str, text: &str, last: Option<&str>) -> Vec<(State, String)> {
    let path = repository("tests/data/formats/示例区-2024-元.ron");
    let mut format = Format::parse("示例区", &std::fs::read_to_string(path).unwrap()).unwrap();
    let group = format!(
        r#"(id: "说明-支出", section: "编制说明", severity: Error, title: "支出", basis: "", statements: [{statements}])"#
    );
    let options = ron::Options::default().with_default_extension(ron::extensions::Extensions::IMPLICIT_SOME);
    format.document.statements.push(options.from_str(&group).unwrap());
    let budget = |total: &str| {
        let document = std::fs::read_to_string(repository("tests/data/import/示例区-2024.txt")).unwrap();
        let document = document.replace("345,000", total).replace("12,345,000", "12,000,000");
        let mut budget = crate::exchange::import_text(&document, "示例区", &format).budget;
        let section = budget.narrative.iter_mut().find(|section| section.key == "编制说明").unwrap();
        section.paragraphs = vec![text.to_owned()];
        budget
    };
    let (now, last) = (budget("345,040"), last.map(budget));
    let figures = Figures::compute(&now, &format);
    let book = Book { format: &format, budget: &now, figures: &figures };
    let reader = Reader::compile(&format).0;
    let reading = match &last {
        None => reader.read(&book),
        Some(last) => {
            let figures = Figures::compute(last, &format);
            reader.read_beside(&book, &Book { format: &format, budget: last, figures: &figures })
        }
    };
    explained(&reading, &now).map(|figure| (figure.state.clone(), figure.subject.clone())).collect()
}

/// The figures of the section that says how the budget was made. Those of sections that no statement speaks of are read
/// too, and stand nowhere.
fn explained<'a>(reading: &'a Reading, budget: &Budget) -> impl Iterator<Item = &'a BoundFigure> {
    let section = budget.narrative.iter().position(|section| section.key == "编制说明");
    reading.figures.iter().filter(move |figure| Some(figure.place.section) == section)
}

#[test]
fn a_row_is_known_by_what_it_belongs_to() {
    let statement = r#"(key: "各项", subject: "{上级}(?:事务)?（款）{名称}(?:事务)?（项）", value: ["本行.合计"],
        each: (rows: "T3.项", name: "名称", within: "款"))"#;
    for (text, expected) in [
        ("群众团体事务（款）一般行政管理事务（项）34.50万元", State::Agrees),
        ("城乡社区管理事务（款）行政运行（项）34.50万元", State::Differs),
        ("城乡社区管理事务（款）一般行政管理事务（项）34.50万元", State::Unbound),
    ] {
        let states: Vec<State> = in_yuan(statement, text, None).into_iter().map(|(state, _)| state).collect();
        assert_eq!(states, [expected], "{text}");
    }
}

#[test]
fn a_paragraph_takes_its_subject_up_again() {
    let statement = r#"(key: "群团", subject: "群众团体", again: "2024年预算安排", value: ["SUM(T3.款[款 = \"29\"].合计)"])"#;
    for (text, expected) in [
        ("群众团体34.50万元。2023年执行30.00万元，2024年预算安排34.50万元。", "= 未绑定 ="),
        ("群众团体34.50万元。2024年预算安排35.40万元，比2023年执行数增加18.00%。", "= ≠ ?"),
        ("2024年预算安排34.50万元。", "未绑定"),
    ] {
        let shown = in_yuan(statement, text, None).into_iter().map(|(state, _)| match state {
            State::Agrees => "=",
            State::Differs => "≠",
            State::NotChecked(_) => "?",
            _ => "未绑定",
        });
        assert_eq!(shown.collect::<Vec<_>>().join(" "), expected, "{text}");
    }
}

#[test]
fn a_rate_that_fits_a_wrong_change_is_wrong_beside_last_years_budget() {
    let statement = r#"(key: "群团", subject: "群众团体", value: ["SUM(T3.款[款 = \"29\"].合计)"])"#;
    // 345,040 beside 300,460: 4.46 more, 14.84 %.
    for (said, expected) in [
        ("增加8.90万元，增长34.77%", [State::Agrees, State::Differs, State::Differs]),
        ("增加4.46万元，增长14.84%", [State::Agrees, State::Agrees, State::Agrees]),
    ] {
        let text = format!("群众团体34.50万元，比上年{said}");
        let states: Vec<State> =
            in_yuan(statement, &text, Some("300,460")).into_iter().map(|(state, _)| state).collect();
        assert_eq!(states, expected, "{said}");
    }
}

#[test]
fn a_change_is_often_that_of_the_printed_figures() {
    let statement = r#"(key: "群团", subject: "群众团体", value: ["SUM(T3.款[款 = \"29\"].合计)"])"#;
    // 345,040 − 300,460 is 4.458; the figures are printed as 34.50 and 30.05.
    for (change, expected) in [("4.46", State::Agrees), ("4.45", State::Rounding), ("4.44", State::Differs)] {
        let text = format!("群众团体34.50万元，比上年增加{change}万元");
        let states: Vec<State> =
            in_yuan(statement, &text, Some("300,460")).into_iter().map(|(state, _)| state).collect();
        assert_eq!(states, [State::Agrees, expected], "{change}");
    }
}

#[test]
fn what_is_not_understood_is_listed_and_raises_nothing() {
    for (section, from, to, unbound) in [
        ("收支总体", "2023年收入总计", "另有存量12.34万元。2023年收入总计", "12.34万元"),
        ("三公", "分项如下：", "人均0.30万元。", "0.30万元"),
        ("支出", "项目支出329.88万元", "项目支出329.88万元（其中市本级300.00万元）", "300.00万元"),
        (
            "一般公共预算支出",
            "；住房保障支出107.83万元",
            "；其他教育支出1.11万元；住房保障支出107.83万元",
            "1.11万元",
        ),
        (
            "一般公共预算支出",
            "；住房保障支出107.83万元",
            "；教育支出（类）培训（款）2.22万元；住房保障支出107.83万元",
            "2.22万元",
        ),
        ("支出", "，占11.35%。", "，占11.35%。2021年基本支出1.00万元。", "1.00万元"),
    ] {
        let (new, shown) = after(section, from, to);
        assert!(new.is_empty(), "{to}: {new:?}");
        assert!(shown.contains(&format!("{section} {unbound} 未绑定")), "{to}: {shown}");
    }
}

static SAMPLE: std::sync::LazyLock<Budget> = std::sync::LazyLock::new(sample);

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config::with_cases(64))]
    #[test]
    fn arbitrary_text_is_read_without_panic(
        text in "([0-9０-９.,，%％万元人个辆占减少增加下降持平。；、：（）“”公务接待费教育支出收入总计主要原因包括 ]|\\PC){0,200}",
    ) {
        let mut budget = SAMPLE.clone();
        for section in &mut budget.narrative {
            section.paragraphs = vec![text.clone()];
        }
        let length = text.chars().count();
        for one in extract(&text) {
            assert!(one.span.start < one.span.end && one.span.end <= length);
        }
        with_book(&budget, |book| {
            for figure in read(book).figures {
                assert!(figure.place.span.end <= length && !figure.text.is_empty());
            }
        });
    }
}
