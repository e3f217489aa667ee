//! Codes with their names in one cell, whole codes where 类, 款 and 项 have cells of their own, and units of which a line says
//! only the code, or only the name: typed and pasted.

use yusuan::model::CellAddress;

use super::{LINES, at, blank, message, prepared, rows};

/// Typed into a new row of a table: what its cells say then, and what was said.
fn typed(table: &str, kind: &str, column: &str, texts: &[&str], columns: &[&str]) -> (String, String) {
    let mut document = blank(table, "合计", column);
    document.add_row(&kind.into());
    let key = document.session.budget().table(&table.into()).unwrap().rows().last().unwrap().key().clone();
    let mut said = Vec::new();
    for text in texts {
        let taken = document.session.enter(&CellAddress::new(table, &key, column), text);
        said.push(match taken {
            Ok(taken) => taken.told.join("；"),
            Err(reason) => format!("拒绝：{reason}"),
        });
    }
    let row = rows(&document, table, columns).pop().unwrap();
    document.session.undo().unwrap();
    (row, said.join("；"))
}

#[test]
fn a_code_is_typed_with_its_name() {
    let whole: &[&str] = &["类", "款", "项", "名称"];
    for (table, kind, column, text, columns, row, told) in [
        (LINES, "明细", "功能科目", "2210201住房公积金", &["功能科目"][..], "2210201", ""),
        (LINES, "明细", "功能科目", "2210201 住房公积金", &["功能科目"], "2210201", ""),
        (LINES, "明细", "功能科目", "2210201-住房公积金", &["功能科目"], "2210201", ""),
        (LINES, "明细", "功能科目", "2210201行政运行", &["功能科目"], "2210201", "“2210201”是“住房公积金”"),
        (LINES, "明细", "部门经济科目", "30101基本工资", &["部门经济科目"], "30101", ""),
        (LINES, "明细", "功能科目", "12万元", &["功能科目"], "·", "拒绝"),
        (LINES, "明细", "功能科目", "住房公积金", &["功能科目"], "·", "拒绝"),
        ("T13", "科目", "科目编码", "30201办公费", &["科目编码", "科目名称"], "30201|办公费", ""),
        ("T13", "科目", "科目编码", "30201印刷费", &["科目编码", "科目名称"], "30201|·", "“30201”是“办公费”"),
        ("T3", "项", "类", "2210201住房公积金", whole, "221|02|01|住房公积金", ""),
        ("T3", "项", "类", "2210201", whole, "221|02|01|·", ""),
        ("T3", "项", "项", "2210201", whole, "221|02|01|·", ""),
        ("T3", "项", "类", "22102", whole, "221|02|·|·", ""),
        ("T3", "项", "类", "221住房保障支出", whole, "221|·|·|·", ""),
        ("T3", "项", "类", "221", whole, "221|·|·|·", ""),
    ] {
        let (found, said) = typed(table, kind, column, &[text], columns);
        assert_eq!(found, row, "{text}: {said}");
        match told {
            "" => assert_eq!(said, "", "{text}"),
            told => assert!(said.contains(told), "{text}: {said}"),
        }
    }
}

#[test]
fn codes_are_pasted_with_their_names() {
    let mut document = blank("T13", "合计", "科目编码");
    document.paste("30201办公费\t\t10\n30202 印刷费\t印刷费\t20\n30203办公费\t\t5", None);
    let found = rows(&document, "T13", &["科目编码", "科目名称", "合计"]);
    assert_eq!(found, ["30201|办公费|10", "30202|印刷费|20", "30203|·|5"], "{}", message(&document));
    assert!(message(&document).contains("“30203”是“咨询费”"), "{}", message(&document));
    assert!(!message(&document).contains("30201"), "{}", message(&document));
}

/// A unit is known by its code, and by its name; what does not know each other is left and told.
#[test]
fn a_unit_is_known_by_its_code_or_its_name() {
    let mut document = prepared();
    let units = document.session.units();
    let ((code, name), (other_code, other_name)) = (units[0].clone(), units[1].clone());
    let mut of_new = |texts: &[(&str, &str)]| {
        at(&mut document, LINES, "合计", "项目名称");
        let step = document.session.budget().table(&LINES.into()).unwrap().len();
        document.add_row(&"明细".into());
        let table = document.session.budget().table(&LINES.into()).unwrap();
        assert_eq!(table.len(), step + 1);
        let key = (document.cursor().unwrap()).row;
        for column in ["单位代码", "单位"] {
            document.session.enter(&CellAddress::new(LINES, &key, column), "").unwrap();
        }
        let mut told = Vec::new();
        for (column, text) in texts {
            told.extend(document.session.enter(&CellAddress::new(LINES, &key, *column), text).unwrap().told);
        }
        let table = document.session.budget().table(&LINES.into()).unwrap();
        let row = table.rows().get(table.position(&key).unwrap()).unwrap();
        (format!("{}|{}", row.text(&"单位代码".into()), row.text(&"单位".into())), told.join("；"))
    };
    let (both, other) = (format!("{code}|{name}"), format!("{other_code}|{other_name}"));
    for (texts, expected, told) in [
        (&[("单位代码", code.as_str())][..], &both, "按预算单位表填上单位“"),
        (&[("单位", name.as_str())], &both, "按预算单位表填上单位代码“"),
        (&[("单位代码", &format!("{code}{name}"))], &both, ""),
        // It follows the code that it went with.
        (&[("单位代码", &code), ("单位代码", &other_code)], &other, "按预算单位表填上单位“"),
        (&[("单位", "外单位"), ("单位代码", &code)], &format!("{code}|外单位"), "没有改"),
        (&[("单位代码", "999999")], &"999999|".to_owned(), ""),
        (&[("单位", "外单位")], &"|外单位".to_owned(), ""),
    ] {
        let (found, said) = of_new(texts);
        assert_eq!(&found, expected, "{texts:?}: {said}");
        assert!(if told.is_empty() { said.is_empty() } else { said.contains(told) }, "{texts:?}: {said}");
    }
    // In a block, below what stands there.
    document.look.unit = None;
    let last = document.session.budget().table(&LINES.into()).unwrap().rows().last().unwrap().key().clone();
    at(&mut document, LINES, last.as_str(), "单位代码");
    document.paste(&format!("{code}\t\n{code}\t{name}\n{other_code}\t\n"), None);
    let found = rows(&document, LINES, &["单位代码", "单位"]);
    assert_eq!(found.last(), Some(&other), "{}", message(&document));
}
