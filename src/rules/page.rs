//! The page of all rules (`docs/rules.md`), made of the rules themselves and of the examples by which they are tested, and
//! held equal to them: `UPDATE_GOLDEN=1 cargo test --no-default-features --lib rules::page` writes it anew.

use std::fmt::Write;
use std::path::Path;

use super::demands;
use super::fixtures::CASES;
use super::sentences::kinds;
use super::*;
use crate::narrative::SENTENCE_CASES;
use crate::schema::{Formats, default_format};

const PAGE: &str = "docs/rules.md";

/// A text in a cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ⏎ ")
}

fn code(text: &str) -> String {
    if text.is_empty() { "–".to_owned() } else { format!("`{}`", cell(text)) }
}

/// Rules on tables of a format, one a row; those of another format are left out.
fn of_tables(rules: &RuleSet, but: &[String], page: &mut String) {
    for rule in rules.declared.iter().filter(|rule| !but.contains(&rule.head.id)) {
        let example = CASES.iter().find(|(id, ..)| *id == rule.head.id);
        let when = rule.text.when.as_ref().map_or("", |when| when.meaning.as_str());
        row(&rule.head, when, &rule.text.check, example, page);
    }
    for rule in rules.native.iter().filter(|rule| !but.contains(&rule.head.id)) {
        let example = CASES.iter().find(|(id, ..)| *id == rule.head.id);
        row(&rule.head, "", "", example, page);
    }
}

fn row(head: &RuleHead, when: &str, check: &str, example: Option<&(&str, &str, &str)>, page: &mut String) {
    let (fires, spares) = example.map_or(("", ""), |(_, fires, spares)| (*fires, *spares));
    writeln!(
        page,
        "| {} | {} | {} | {} | {} | {} | {} | {} |",
        cell(&head.id),
        head.severity.label(),
        cell(&head.title),
        if when.is_empty() { "–".to_owned() } else { cell(when) },
        code(check),
        code(fires),
        code(spares),
        cell(&head.basis)
    )
    .unwrap();
}

fn page() -> String {
    let mut page = "# 规则\n\n本页由程序按规则本身和测试用的例子生成，`UPDATE_GOLDEN=1 cargo test --no-default-features --lib rules::page`\
        重新写出；测试保证它与规则一致。\n\n“触发的例子”是在一份各表相符的小预算里改一格（表!行!栏=值），“不触发的近似例子”是与它相近而\
        不该报的改动；“–”表示没有单独的例子，由遍历各表的测试检验。\n"
        .to_owned();
    let head = "\n| 规则 | 级别 | 应当怎样 | 条件 | 公式 | 触发的例子 | 不触发的近似例子 | 依据 |\n\
        | --- | --- | --- | --- | --- | --- | --- | --- |\n";
    let own = default_format();
    let rules = RuleSet::compile(&own).0;
    writeln!(page, "\n## 表内和表间（{}）\n{}", own.name, head.trim_end()).unwrap();
    of_tables(&rules, &[], &mut page);
    let mut known: Vec<String> = rules.ids();
    for format in Formats::embedded().iter().filter(|format| format.id != own.id) {
        let rules = RuleSet::compile(format).0;
        let items: Vec<_> =
            format.item_rules.iter().filter(|rule| !known.contains(&rule.id)).cloned().collect();
        // A format without tables of its own declares rules on those it makes.
        let made: Vec<_> = match format.vocabulary {
            Some(_) => format.rules.iter().filter(|rule| !known.contains(&rule.id)).collect(),
            None => Vec::new(),
        };
        let is_known = rules.declared.iter().all(|rule| known.contains(&rule.head.id));
        if is_known && items.is_empty() && made.is_empty() {
            continue;
        }
        writeln!(page, "\n## 表间（{}）\n{}", format.name, head.trim_end()).unwrap();
        let declared = RuleSet { declared: rules.declared.clone(), ..RuleSet::default() };
        of_tables(&declared, &known, &mut page);
        for rule in made {
            let head = RuleHead {
                id: rule.id.clone(),
                title: rule.title.clone(),
                basis: rule.basis.clone(),
                severity: rule.severity,
                tables: Vec::new(),
            };
            row(&head, "", &rule.check, None, &mut page);
            known.push(rule.id.clone());
        }
        for rule in items {
            row(&super::printed::head_of(&rule), "", "", None, &mut page);
            known.push(rule.id);
        }
        known.extend(rules.ids());
    }
    writeln!(
        page,
        "\n## 印出的数\n\n按文件自己的表检查，不看表式；例子在 `tests/suite/printed.rs`。\n\n{}",
        head.trim_end()
    )
    .unwrap();
    for head in super::printed::heads() {
        row(&head, "", "", None, &mut page);
    }
    writeln!(page, "\n## 说明文字自身\n\n任何格式都检查，不看表（语句-引用除外）。\n").unwrap();
    writeln!(
        page,
        "| 规则 | 说明什么 | 触发的例子 | 不触发的近似例子 | 依据 |\n| --- | --- | --- | --- | --- |"
    )
    .unwrap();
    for (id, title, basis, tells) in kinds() {
        for kind in tells {
            let name = format!("{kind:?}");
            let at = SENTENCE_CASES.iter().position(|(_, told)| told.split(' ').any(|of| of == name));
            let fires = at.and_then(|at| SENTENCE_CASES.get(at)).map_or("", |(text, _)| text);
            let after = at.and_then(|at| SENTENCE_CASES.get(at..)).unwrap_or_default();
            let spares = after.iter().find(|(_, told)| told.is_empty()).map_or("", |(text, _)| text);
            writeln!(
                page,
                "| {id} | {title}（{}） | {} | {} | {basis} |",
                kind.label(),
                code(fires),
                code(if fires.is_empty() { "" } else { spares })
            )
            .unwrap();
        }
    }
    writeln!(page, "\n## 说明文字与表（{}）\n", own.name).unwrap();
    writeln!(page, "| 规则 | 级别 | 应当怎样 | 依据 |\n| --- | --- | --- | --- |").unwrap();
    for group in &own.document.statements {
        writeln!(
            page,
            "| {} | {} | {} | {} |",
            cell(&group.id),
            group.severity.label(),
            cell(&group.title),
            cell(&group.basis)
        )
        .unwrap();
    }
    writeln!(
        page,
        "\n## 公开要求\n\n`yusuan check --all`、报告和 JSON 对每一条给出满足、部分满足、不满足或未检查。\n"
    )
    .unwrap();
    writeln!(page, "| 要求 | 归入 | 分值 | 内容 | 依据 |\n| --- | --- | ---: | --- | --- |").unwrap();
    for (id, group, points, title, basis) in demands::listed() {
        writeln!(page, "| {id} | {} | {points} | {title} | {basis} |", group.label()).unwrap();
    }
    page
}

#[test]
fn the_page_of_rules_is_that_of_the_rules() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(PAGE);
    let made = page();
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, &made).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == made, "{PAGE} differs from the rules; run with UPDATE_GOLDEN=1 if they are right");
}

/// Whether a slip has its examples elsewhere: beside tables (`tests/suite/printed.rs`), or with its sentence.
fn has_own_test(kind: crate::narrative::SlipKind) -> bool {
    use crate::narrative::SlipKind::{Copied, Listed, Quote, Risen, Unexplained, Unprocured, Whose};
    matches!(kind, Copied | Listed | Quote | Risen | Unexplained | Unprocured | Whose)
}

/// Every sentence rule has an example that fires and one that does not, but for those that need tables.
#[test]
fn every_kind_of_slip_has_its_example() {
    for (_, _, _, tells) in kinds() {
        for kind in tells.iter().filter(|kind| !has_own_test(**kind)) {
            let name = format!("{kind:?}");
            let has = SENTENCE_CASES.iter().any(|(_, told)| told.split(' ').any(|of| of == name));
            assert!(has, "{name}");
        }
    }
}
