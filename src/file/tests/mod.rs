//! What the file promises: nothing is lost, nothing changes but what changed, nothing is overwritten
//! that cannot be read.

mod damage;
mod fields;
mod round_trip;
mod saving;

use super::{Extras, LoadError, Loaded, Recovered, from_text, to_text};
use crate::model::{Budget, Coverage, Department, Row, Section, Table, Unplaced};
use crate::schema::Formats;

/// Reads a text that must be sound.
fn read(text: &str) -> Loaded {
    from_text(text, &Formats::embedded()).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// Reads a text that must be refused as damaged.
fn damaged(bytes: &[u8]) -> (super::Position, String, Option<Recovered>) {
    match super::read::load_bytes(bytes, None, &Formats::embedded()) {
        Err(LoadError::Damaged { place, message, recovered }) => (place, message, recovered.map(|it| *it)),
        Err(other) => panic!("not damaged but: {other}"),
        Ok(_) => panic!("read in full:\n{}", String::from_utf8_lossy(bytes)),
    }
}

/// A small budget with something in every part, in tables that do not bring many fixed rows along.
fn sample() -> Budget {
    let row = |key: &str, kind: &str, cells: &[(&str, &str)]| Row {
        key: key.into(),
        kind: kind.into(),
        cells: cells
            .iter()
            .map(|(column, text)| {
                let amount = text.contains('.').then(|| text.parse().ok()).flatten();
                let value = amount.map_or_else(|| (*text).into(), crate::model::Value::Amount);
                ((*column).into(), value)
            })
            .collect(),
        ..Row::default()
    };
    let mut running =
        row("2013101", "项", &[("类", "201"), ("名称", "行政\n“运行”"), ("工资福利支出", "2907.50")]);
    running.stated.insert("合计".into(), crate::model::Value::Amount("2907.05".parse().unwrap()));
    running.stated.insert("小计".into(), "见\"附表\"".into());
    running.remark = "按附表补".to_owned();
    let spending = Table::of(
        Coverage::Partial,
        "缺第 9 页".to_owned(),
        "注：万元".to_owned(),
        vec![row("合计", "合计", &[]), row("部门", "部门", &[]), running],
    );
    let projects =
        Table::from(vec![row("101101 党刊", "项目", &[("项目名称", "党刊"), ("一般公共预算", "12.00")])]);
    let mut budget = Budget {
        format: "焦作-2023".to_owned(),
        year: 2023,
        department: Department {
            code: "101".to_owned(),
            name: "市委办".to_owned(),
            full_name: String::new(),
        },
        source: "市委办.md".to_owned(),
        narrative: [("三公", "九、“三公”经费", ["一段。", "二段。"]), ("", "附：说明", ["三段。", "四段。"])]
            .map(|(key, title, paragraphs)| Section {
                key: key.to_owned(),
                title: title.to_owned(),
                paragraphs: paragraphs.map(str::to_owned).to_vec(),
            })
            .to_vec(),
        unplaced: vec![Unplaced {
            line: 7, text: "附件".to_owned(), reason: "不属于任何表".to_owned()
        }],
        ..Budget::default()
    };
    budget.tables.insert("T3".into(), spending);
    budget.tables.insert("T12".into(), projects);
    for (key, table) in &mut budget.tables {
        if let Some(schema) = crate::schema::default_format().table(key) {
            schema.complete(table);
        }
    }
    budget
}

fn sample_text() -> String {
    to_text(&sample(), &Extras::default())
}
