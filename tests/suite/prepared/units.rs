//! Units put together into their department (汇总): their lines are taken in, and what they pay each other is left
//! out.

use yusuan::calc::UnitPart;
use yusuan::file;
use yusuan::model::CellAddress;
use yusuan::money::Decimal;
use yusuan::schema::Formats;
use yusuan::session::Session;

use super::{number, open, run, sample};
use crate::support::repository;

#[test]
fn a_departments_budget_is_put_together_from_its_units() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let text = std::fs::read_to_string(sample()).unwrap();
    let keep = |wanted: &dyn Fn(&str) -> bool| -> String {
        text.lines().filter(|line| wanted(line)).map(|line| format!("{line}\n")).collect()
    };
    // The archive's own file, with a line raised; and a department that has nothing of the archive yet.
    let is_archive = |line: &str| line.contains("\"901002\"");
    let is_unit = |line: &str| line.contains("单位代码") && line.contains("\"90100");
    std::fs::write(
        path("馆.ron"),
        keep(&|line| !is_unit(line) || is_archive(line)).replace("\"66.20\"", "\"67.20\""),
    )
    .unwrap();
    std::fs::write(path("部门.ron"), keep(&|line| !is_unit(line) || !is_archive(line))).unwrap();
    let (code, said) = run(&["merge-units", &path("部门.ron"), &path("馆.ron"), "-o", &path("汇总.ron")]);
    assert_eq!(code, Some(0), "{said}");
    let loaded = file::load(std::path::Path::new(&path("汇总.ron")), &Formats::embedded()).unwrap();
    let merged = Session::new(loaded.budget, loaded.format);
    let whole = open();
    assert_eq!(number(&merged, "T3!合计!合计"), number(&whole, "T3!合计!合计") + Decimal::ONE);
    assert_eq!(number(&merged, "T3!901002!合计"), number(&whole, "T3!901002!合计") + Decimal::ONE);
    // Once more: nothing changes, and no line is there twice.
    let (_, said) = run(&["merge-units", &path("汇总.ron"), &path("馆.ron"), "-o", &path("汇总.ron")]);
    assert!(said.contains("没有变化"), "{said}");
    let (code, said) = run(&[
        "merge-units",
        &path("部门.ron"),
        "assets/samples/焦作市委办公室-2023.ron",
        "-o",
        &path("x.ron"),
    ]);
    assert_eq!(code, Some(2));
    assert!(said.contains("没有预算明细"), "{said}");
}

/// What is split off holds the unit's lines and no others; taken in again nothing changes, and what was filled in meanwhile
/// is what the department has then.
#[test]
fn a_units_part_is_split_off_and_taken_in_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let (department, part) = (path("部门.ron"), path("馆.ron"));
    std::fs::copy(sample(), &department).unwrap();
    let (code, said) = run(&["split-unit", &department, "--unit", "901002", "-o", &part]);
    assert_eq!(code, Some(0), "{said}");
    let load = |path: &str| file::load(std::path::Path::new(path), &Formats::embedded()).unwrap();
    let loaded = load(&part);
    let whole = load(&department);
    let own = Session::new(loaded.budget, loaded.format);
    let unit = UnitPart::of(&whole.budget, &whole.format, "901002", "示例区档案馆");
    let total = |book: yusuan::calc::Book<'_>| {
        book.cell(&"T3!合计!合计".parse::<CellAddress>().unwrap()).and_then(|cell| cell.number())
    };
    let of_unit =
        yusuan::calc::Book { budget: unit.budget(), figures: unit.figures(), format: &whole.format };
    assert!(total(own.book()).is_some_and(|total| !total.is_zero()));
    assert_eq!(total(own.book()), total(of_unit));
    assert!(own.budget().narrative.is_empty());
    let (_, said) = run(&["merge-units", &department, &part, "-o", &department]);
    assert!(said.contains("没有变化"), "{said}");
    assert_eq!(load(&department).budget, whole.budget);
    // By its name as well; filled in and taken in.
    let (code, said) = run(&["split-unit", &department, "--unit", "示例区档案馆", "-o", &part, "--force"]);
    assert_eq!(code, Some(0), "{said}");
    let text = std::fs::read_to_string(&part).unwrap();
    std::fs::write(&part, text.replace("\"66.20\"", "\"67.20\"")).unwrap();
    let (_, said) = run(&["merge-units", &department, &part, "-o", &department]);
    assert!(said.contains("1 处改动") && said.contains("预算明细：原 "), "{said}");
    // Its projects go along with their targets, each below its kind.
    let text = std::fs::read_to_string(&part).unwrap();
    assert!(text.contains("≥98%") && text.contains("≥30万页") && !text.contains("≥5000卷"), "{text}");
    std::fs::write(&part, text.replace("≥30万页", "≥31万页")).unwrap();
    let targets = || {
        let text = std::fs::read_to_string(&department).unwrap();
        let (_, table) = text.split_once("\"T15\": (").unwrap();
        table.split_once("\"单位\": (").unwrap().0.to_owned()
    };
    let before = targets();
    let (_, said) = run(&["merge-units", &department, &part, "-o", &department]);
    assert!(said.contains("1 处改动"), "{said}");
    assert_eq!(targets(), before.replace("≥30万页", "≥31万页"));
    // A line that goes is told, with what it comes to; one of another unit would take the place of all of that.
    let text = std::fs::read_to_string(&part).unwrap();
    let line = text.lines().find(|line| line.contains("\"67.20\"")).unwrap();
    std::fs::write(&part, text.replace(line, "")).unwrap();
    let (code, said) = run(&["merge-units", &department, &part, "-o", &path("少一行.ron")]);
    assert!(code == Some(1) && said.contains("！预算明细：原 "), "{said}");
    std::fs::write(&part, text.replace(line, &line.replace("901002", "901001"))).unwrap();
    let (code, said) = run(&["merge-units", &department, &part, "-o", &path("别的单位.ron")]);
    assert!(code == Some(2) && said.contains("有 1 行是单位 901001 的"), "{said}");
    for (unit, place, force, words) in [
        ("901009", &part, true, "901002 示例区档案馆"),
        ("901002", &department, true, "另取文件名"),
        // The way out is no --force.
        ("901002", &department, false, "另取文件名"),
    ] {
        let mut arguments = vec!["split-unit", &department, "--unit", unit, "-o", place];
        arguments.extend(force.then_some("--force"));
        let (code, said) = run(&arguments);
        assert!(code == Some(2) && said.contains(words) && !said.contains("加 --force"), "{said}");
    }
}

/// A line that says whose it is by the unit's name alone goes out with the unit and comes back. What is the department's is
/// named where it was changed in the part, and only there.
#[test]
fn a_part_is_printed_under_its_units_name() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let department = sample().display().to_string();
    for (unit, name) in [("901002", "示例区档案馆"), ("901003", "示例区档案服务中心")] {
        let (part, printed) = (path("单位.ron"), path("单位.md"));
        assert_eq!(run(&["split-unit", &department, "--unit", unit, "-o", &part, "--force"]).0, Some(0));
        let (code, said) = run(&["export", &part, "-o", &printed, "--force"]);
        assert!(matches!(code, Some(0 | 1)), "{said}");
        let text = std::fs::read_to_string(&printed).unwrap();
        assert!(text.starts_with(&format!("{name}\n\n2023年度")), "{unit}");
        assert!(text.contains(&format!("部门名称：{name}")) && !text.contains("非真实部门"), "{unit}");
    }
}

/// Whose file is taken in is known before anything is: another department's is not, nor one unit's twice.
#[test]
fn files_that_do_not_belong_together_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let department = sample().display().to_string();
    let (part, again, other) = (path("馆.ron"), path("馆2.ron"), path("别的.ron"));
    assert_eq!(run(&["split-unit", &department, "--unit", "901002", "-o", &part]).0, Some(0));
    let text = std::fs::read_to_string(&part).unwrap();
    std::fs::write(&again, text.replace("\"66.20\"", "\"67.20\"")).unwrap();
    std::fs::write(&other, text.replace("(code: \"901\"", "(code: \"905\"")).unwrap();
    // One unit under another code would be counted twice.
    let turned = path("错码.ron");
    std::fs::write(&turned, text.replace("\"901002\"", "\"901020\"")).unwrap();
    for (units, parts) in [
        (&[&part, &again][..], &["馆.ron", "馆2.ron", "901002", "只写一个"][..]),
        (&[&other], &["别的.ron", "905", "901"]),
        (&[&turned], &["示例区档案馆", "901020", "901002"]),
    ] {
        let out = path("汇总.ron");
        let mut arguments = vec!["merge-units", department.as_str()];
        arguments.extend(units.iter().map(|unit| unit.as_str()));
        let (code, said) = run(&[&arguments[..], &["-o", &out]].concat());
        assert_eq!(code, Some(2), "{said}");
        for part in parts {
            assert!(said.contains(part), "{part}: {said}");
        }
        assert!(!std::path::Path::new(&out).exists());
    }
}

#[test]
fn a_line_without_a_code_is_its_units_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let (department, part) = (path("部门.ron"), path("馆.ron"));
    let coded = "\"单位\": \"示例区档案馆\", \"单位代码\": \"901002\", \"支出类型\": \"人员类\"";
    let uncoded = "\"单位\": \"示例区档案馆\", \"支出类型\": \"人员类\"";
    let paper = "    notes: [(kind: \"纸张\", place: \"T3\", text: \"A3横向\")],\n)";
    let text = std::fs::read_to_string(sample()).unwrap();
    assert!(text.contains(coded) && !text.contains("notes: ["));
    let whole = text.trim_end().strip_suffix(')').unwrap().replacen(coded, uncoded, 1);
    std::fs::write(&department, format!("{whole}{paper}")).unwrap();
    let load = |path: &str| file::load(std::path::Path::new(path), &Formats::embedded()).unwrap().budget;
    let before = load(&department);
    let (code, said) = run(&["split-unit", &department, "--unit", "901002", "-o", &part]);
    assert_eq!(code, Some(0), "{said}");
    let (_, said) = run(&["merge-units", &department, &part, "-o", &department]);
    assert!(said.contains("没有变化") && !said.contains("没有带入"), "{said}");
    assert_eq!(load(&department), before);
    let saved = std::fs::read_to_string(&department).unwrap();
    // The amount of that line, a standard, and a line of a unit that nobody knows.
    let own = std::fs::read_to_string(&part).unwrap();
    let own = own.replace("\"66.20\"", "\"67.20\"").replace("\"800.00\"", "\"900.00\"");
    let strange =
        "(key: \"甲\", kind: \"明细\", text: {\"单位\": \"局机关\"}, amounts: {\"金额\": \"1\"}),\n";
    let (head, lines) = own.split_once("\"预算明细\"").unwrap();
    let lines = lines.replacen("rows: [\n", &format!("rows: [\n{strange}"), 1);
    std::fs::write(&part, format!("{head}\"预算明细\"{lines}")).unwrap();
    let (_, said) = run(&["merge-units", &department, &part, "-o", &department]);
    for words in ["1 处改动", "没有带入：支出标准 印刷费（与部门文件里的不同）", "没有带入：1 行明细"]
    {
        assert!(said.contains(words), "{said}");
    }
    assert_eq!(said.matches("没有带入").count(), 2, "{said}");
    assert_eq!(std::fs::read_to_string(&department).unwrap(), saved.replace("\"66.20\"", "\"67.20\""));
}

/// A unit without a name has no lines but those of its code.
#[test]
fn a_unit_without_a_name_has_no_lines_of_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let (department, part) = (path("部门.ron"), path("馆.ron"));
    let text = std::fs::read_to_string(sample()).unwrap();
    let named = "\"单位代码\": \"901002\", \"单位名称\": \"示例区档案馆\"";
    let of_nobody =
        text.replace("\"单位\": \"示例区档案馆\", \"单位代码\": \"901002\", \"支出类型\"", "\"支出类型\"");
    assert!(of_nobody.contains(named) && of_nobody != text);
    std::fs::write(&department, of_nobody.replace(named, "\"单位代码\": \"901002\"")).unwrap();
    let (code, said) = run(&["split-unit", &department, "--unit", "901002", "-o", &part]);
    assert_eq!(code, Some(0), "{said}");
    let part = file::load(std::path::Path::new(&part), &Formats::embedded()).unwrap().budget;
    for table in ["预算明细", "收入明细"] {
        let mut rows = part.tables[&table.into()].rows().iter();
        let strange =
            rows.find(|row| row.kind().as_str() != "合计" && row.text(&"单位代码".into()) != "901002");
        let strange = strange.map(|row| row.to_row());
        assert!(strange.is_none(), "{table}: {strange:?}");
    }
}

#[test]
fn what_units_pay_each_other_is_left_out_and_reported() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let corpus = repository("tests/corpus/内部往来.ron");
    let text = std::fs::read_to_string(&corpus).unwrap();
    let without = |code: &str| -> String {
        let is_of = |line: &str| line.contains("单位代码") && line.contains(&format!("\"{code}\""));
        text.lines().filter(|line| !is_of(line)).map(|line| format!("{line}\n")).collect()
    };
    std::fs::write(path("部门.ron"), without("901002")).unwrap();
    std::fs::write(path("中心.ron"), without("901001")).unwrap();
    let (code, said) = run(&["merge-units", &path("部门.ron"), &path("中心.ron"), "-o", &path("汇总.ron")]);
    assert_eq!(code, Some(0), "{said}");
    let reported = "抵销内部往来 某中心→某局：付款单位的支出 4.00，收款单位的收入 4.00";
    assert!(said.contains(reported) && !said.contains("两方不等"), "{said}");
    let load = |path: &str| {
        let loaded = file::load(std::path::Path::new(path), &Formats::embedded()).unwrap();
        Session::new(loaded.budget, loaded.format)
    };
    let merged = load(&path("汇总.ron"));
    // The corpus has no targets.
    let findings = merged.verdicts().findings();
    assert!(findings.iter().all(|finding| finding.rule.id == "绩效目标填写"));
    // The department has neither side; each unit by itself has its own.
    for (cell, expected) in [
        ("T1!收入总计!金额", 49),
        ("T1!支出总计!支出金额", 49),
        ("T1!附属单位上缴!金额", 0),
        ("内部往来!合计!付款方支出", 4),
    ] {
        assert_eq!(number(&merged, cell), Decimal::from(expected), "{cell}");
    }
    for (code, name, total) in [("901001", "某局", 37), ("901002", "某中心", 16)] {
        let part = UnitPart::of(merged.budget(), merged.format(), code, name);
        let own = Session::new(part.budget().clone(), merged.format().clone());
        for cell in ["T1!收入总计!金额", "T1!支出总计!支出金额", "T2!合计!合计", "T3!合计!合计"]
        {
            assert_eq!(number(&own, cell), Decimal::from(total), "{name} {cell}");
        }
    }
    // What is left out opens into its lines, and says so where the units disagree.
    let cell: CellAddress = "内部往来!某中心→某局!付款方支出".parse().unwrap();
    let lines = merged.book().cell(&cell).unwrap().addends();
    assert_eq!(lines.len(), 1);
    assert!(lines[0].address().row.as_str().contains("上缴上级支出"));
    std::fs::write(path("中心.ron"), without("901001").replace("{\"金额\": \"4\"}", "{\"金额\": \"3\"}"))
        .unwrap();
    let (_, said) = run(&["merge-units", &path("汇总.ron"), &path("中心.ron"), "-o", &path("汇总.ron")]);
    assert!(said.contains("付款单位的支出 3.00，收款单位的收入 4.00，两方不等"), "{said}");
}

/// What somebody wrote on a line, and what a newer program wrote there, goes along with it; the rest is named.
#[test]
fn notes_and_unknown_fields_go_along_with_their_lines() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let loaded = |name: &str| file::load(std::path::Path::new(&path(name)), &Formats::embedded()).unwrap();
    let text = std::fs::read_to_string(repository("tests/corpus/内部往来.ron")).unwrap();
    let without = |code: &str| -> String {
        let is_of = |line: &str| line.contains("单位代码") && line.contains(&format!("\"{code}\""));
        text.lines().filter(|line| !is_of(line)).map(|line| format!("{line}\n")).collect()
    };
    std::fs::write(path("部门.ron"), without("901002")).unwrap();
    // A field of a newer program on every line of the unit.
    let unit = without("901001");
    let newer = unit.lines().map(|line| {
        let is_line = line.contains("单位代码") && line.contains("\"901002\"");
        let line =
            if is_line { line.replacen("(key:", "(stage: \"一上\", key:", 1) } else { line.to_owned() };
        line + "\n"
    });
    std::fs::write(path("中心.ron"), newer.collect::<String>()).unwrap();
    let mut unit = loaded("中心.ron");
    let fields = unit.extras.len();
    assert!(fields > 0);
    let rows = unit.budget.tables[&"预算明细".into()].rows();
    let row = rows.iter().find(|row| row.text(&"单位代码".into()) == "901002").unwrap().key().clone();
    let comment = |place: String| yusuan::model::NoteKey {
        kind: yusuan::model::NoteKind::Comment,
        place,
        of: "001".to_owned(),
    };
    let note = |text: &str| yusuan::model::Note { text: text.to_owned(), ..Default::default() };
    let on_line = comment(format!("预算明细!{row}!金额"));
    unit.budget.notes.insert(on_line.clone(), note("这一笔待定"));
    unit.budget.notes.insert(comment("T3!合计!合计".to_owned()), note("合计已核"));
    file::save(std::path::Path::new(&path("中心.ron")), &unit.budget, &unit.extras).unwrap();
    let mut department = loaded("部门.ron");
    department.budget.notes.insert(on_line.clone(), note("部门的话"));
    file::save(std::path::Path::new(&path("部门.ron")), &department.budget, &department.extras).unwrap();
    for _ in 0..2 {
        let (code, said) =
            run(&["merge-units", &path("部门.ron"), &path("中心.ron"), "-o", &path("部门.ron")]);
        assert_eq!(code, Some(0), "{said}");
        assert!(said.contains("没有带入：批注 T3!合计!合计：合计已核"), "{said}");
        let merged = loaded("部门.ron");
        let texts: Vec<&str> = merged.budget.notes.values().map(|note| note.text.as_str()).collect();
        assert_eq!(texts.len(), 2, "{texts:?}");
        assert!(texts.contains(&"这一笔待定") && texts.contains(&"部门的话"), "{texts:?}");
        assert_eq!(merged.extras.len(), fields);
    }
}
