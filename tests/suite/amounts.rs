//! One table of spellings (`tests/data/amounts.txt`) for every way in which an amount comes in: typed, pasted as
//! text and as HTML, imported. And amounts that no field holds, in files.

use std::path::Path;

use proptest::prelude::*;
use yusuan::blocks;
use yusuan::exchange::import_text;
use yusuan::file::{self, NoticeKind};
use yusuan::model::{Budget, CellAddress, Row, Value, ValueView};
use yusuan::money::{Decimal, MoneyUnit, parse_amount};
use yusuan::rounding::{Precision, publish};
use yusuan::schema::{Formats, default_format};
use yusuan::session::{Entries, Session, parse_entry};

use crate::support::{repository, said, yusuan};

/// A spelling and what it is read as: the number in 万元, `空`, or `×` and a part of the reason.
fn spellings() -> Vec<(String, String)> {
    let text = std::fs::read_to_string(repository("tests/data/amounts.txt")).unwrap();
    let lines = text.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    let found: Vec<_> = lines
        .map(|line| {
            let (spelling, read) = line.split_once('\t').unwrap();
            (unescaped(spelling), read.to_owned())
        })
        .collect();
    assert!(found.len() >= 120, "{}", found.len());
    found
}

fn unescaped(text: &str) -> String {
    let mut parts = text.split("\\u{");
    let mut out = parts.next().unwrap().to_owned();
    for part in parts {
        let (code, rest) = part.split_once('}').unwrap();
        out.push(char::from_u32(u32::from_str_radix(code, 16).unwrap()).unwrap());
        out.push_str(rest);
    }
    out
}

/// Whether what was read is what the table says.
fn is_read_as(value: &Result<Option<Value>, String>, expected: &str) -> bool {
    match (value, expected.strip_prefix('×')) {
        (Err(reason), Some(part)) => reason.contains(part),
        (Ok(Some(Value::Amount(amount))), None) => amount.normalize().to_string() == expected,
        (Ok(None), None) => expected == "空",
        _ => false,
    }
}

const CELL: &str = "T13!30201!合计";

/// A budget with one amount cell.
fn session() -> Session {
    let format = default_format();
    let mut budget = Budget { format: format.id.clone(), year: format.year, ..Budget::default() };
    let mut table = format.table(&"T13".into()).unwrap().blank_table();
    let mut row = Row { key: "30201".into(), kind: "科目".into(), ..Row::default() };
    row.cells.insert("科目编码".into(), "30201".into());
    row.cells.insert("科目名称".into(), "办公费".into());
    row.cells.insert("合计".into(), Value::Amount(Decimal::new(777, 0)));
    table.push(row);
    budget.tables.insert("T13".into(), table);
    Session::unsaved(budget, format)
}

#[test]
fn typed() {
    let mut session = session();
    let cell: CellAddress = CELL.parse().unwrap();
    for (spelling, expected) in spellings() {
        let before = session.book().cell(&cell).unwrap().entered().map(yusuan::model::ValueView::to_value);
        let read = parse_entry(&session.book().cell(&cell).unwrap(), MoneyUnit::WanYuan, &spelling);
        assert!(is_read_as(&read, &expected), "{spelling:?}: {read:?}, not {expected}");
        let entered = session.enter(&cell, &spelling);
        let now = session.book().cell(&cell).unwrap().entered().map(yusuan::model::ValueView::to_value);
        match read {
            Ok(value) => assert_eq!((entered.map(drop), now), (Ok(()), value), "{spelling:?}"),
            Err(reason) => assert_eq!((entered.map(drop), now), (Err(reason), before), "{spelling:?}"),
        }
    }
}

/// Codes are digits too: what only looks like one is refused in them as well.
#[test]
fn codes_are_made_of_digits() {
    let mut session = session();
    let cell: CellAddress = "T13!30201!科目编码".parse().unwrap();
    for (text, expected) in [
        ("３０２０２", Some("30202")),
        ("302 03", Some("30203")),
        ("\u{200b}30204\u{feff}", Some("30204")),
        ("3020①", None),
        ("30205²", None),
        ("302½", None),
    ] {
        let address = session.budget().tables[&"T13".into()].rows().last().unwrap().key().clone();
        let cell = CellAddress { row: address, ..cell.clone() };
        let entered = session.enter(&cell, text);
        assert_eq!(entered.is_ok(), expected.is_some(), "{text}: {entered:?}");
        if let Some(expected) = expected {
            let row = session.budget().tables[&"T13".into()].rows().last().unwrap();
            assert_eq!(row.text(&"科目编码".into()), expected);
        }
    }
}

#[test]
fn pasted_as_text_and_as_html() {
    let session = session();
    let cell: CellAddress = CELL.parse().unwrap();
    for (spelling, expected) in spellings() {
        // As a page writes it; blanks at the edges and in the middle of text are one there.
        let escaped = spelling.replace('&', "&amp;").replace('<', "&lt;");
        let html = format!("<table><tr><td>甲</td><td>{escaped}</td></tr></table>");
        let text = format!("甲\t{spelling}\n");
        for (way, lines) in [("text", blocks::read(&text, None)), ("HTML", blocks::read("", Some(&html)))] {
            if way == "HTML" && spelling.contains("  ") {
                continue;
            }
            let read = lines[0][1].for_number().and_then(|given| {
                let cells = [(cell.clone(), given.text)];
                let planned =
                    session.plan_block(&Entries { cells: &cells, ..Entries::default() }, "粘贴").unwrap();
                planned.nothing_refused()?;
                let mut session = self::session();
                session.apply(planned.step).unwrap();
                Ok(session.book().cell(&cell).unwrap().entered().map(yusuan::model::ValueView::to_value))
            });
            assert!(is_read_as(&read, &expected), "{way} {spelling:?}: {read:?}, not {expected}");
        }
    }
}

/// An import cannot ask: what it does not take for an amount it keeps as it stands, in the cell or as a line that
/// found no place, and never as another number.
#[test]
fn imported() {
    let format = default_format();
    for (spelling, expected) in spellings() {
        let text = format!(
            "市委办\n2023年度部门预算\n\n2023年机关（机构）运行经费\n单位：万元\n\
             科目编码\t科目名称\t合计\n合计\t\t\n30201\t办公费\t{spelling}\n30202\t印刷费\t1.00\n"
        );
        let imported = import_text(&text, "文.txt", &format);
        let table = &imported.budget.tables[&"T13".into()];
        let row = table.rows().iter().find(|row| row.key().as_str() == "30201");
        let value =
            row.and_then(|row| row.cells().get(&"合计".into())).map(yusuan::model::ValueView::to_value);
        if expected.starts_with('×') {
            assert!(value.as_ref().is_none_or(|value| value.amount().is_none()), "{spelling:?}: {value:?}");
            let kept = format!("{value:?}{:?}", imported.budget.unplaced);
            let seen: String = spelling.chars().filter(|c| !c.is_whitespace() && *c != '\u{202e}').collect();
            let kept: String = kept.replace("\\u{202e}", "").chars().filter(|c| !c.is_whitespace()).collect();
            assert!(kept.contains(&seen), "{spelling:?} is lost: {kept}\n{}", imported.report);
        } else {
            assert!(is_read_as(&Ok(value.clone()), &expected), "{spelling:?}: {value:?}, not {expected}");
        }
    }
}

fn load(text: &str) -> file::Loaded {
    file::from_text(text, &Formats::embedded()).unwrap_or_else(|error| panic!("{error}"))
}

fn data(name: &str) -> String {
    std::fs::read_to_string(repository("tests/data/files").join(name)).unwrap()
}

/// The file opens, the cell keeps what stands there, no sum counts it, and where it stands is said.
#[test]
fn amounts_beyond_their_field_are_refused_in_files_with_their_place() {
    let text = data("nmax_sum.ron");
    let loaded = load(&text);
    let refused: Vec<_> =
        loaded.notices.iter().filter(|notice| notice.kind == NoticeKind::RefusedAmount).collect();
    let column = text.find("\"-7922").map(|at| text[..at].chars().count() + 2).unwrap();
    assert_eq!(refused.len(), 2);
    assert!(refused[0].to_string().contains(&format!("第 1 行：第 {column} 列")), "{}", refused[0]);
    assert!(refused[0].message.contains("-79228162514264337593543950335"), "{}", refused[0]);
    let session = Session::new(loaded.budget, loaded.format);
    let book = session.book();
    let cell = book.cell(&"T1!201!支出金额".parse().unwrap()).unwrap();
    assert_eq!(cell.entered().and_then(ValueView::text), Some("-79228162514264337593543950335"));
    let total = book.cell(&"T1!本年支出合计!支出金额".parse().unwrap()).unwrap();
    assert!(total.is_unreadable() && total.number().is_none());
    // What was refused is saved as it was, and stays refused.
    let saved = file::to_text(session.budget(), &file::Extras::default());
    assert!(saved.contains("-79228162514264337593543950335"));
    assert_eq!(load(&saved).budget, *session.budget());
    // A file without such amounts has no such notice, however many digits its amounts have.
    let fits = text.replace("-79228162514264337593543950335", "-99999999999999.999999");
    let fits = load(&fits);
    assert!(fits.notices.is_empty(), "{:?}", fits.notices);
}

/// Also where the file is so long that it is read in parts, and where the amount is one too precise or too long
/// to be a number at all.
#[test]
fn places_of_refused_amounts_are_told_in_any_file() {
    let rows: String = (0..9_000)
        .map(|at| {
            format!(
                "                (key: \"p{at}\", kind: \"项目\", text: {{\"项目名称\": \"一项名称很长的专项业务工作经费{at}\"}}, \
                 amounts: {{\"本年一般公共预算\": \"{at}.50\"}}),\n"
            )
        })
        .collect();
    for amount in ["123456789012345.00", "1.2345678", "0.00000000000000000000000000001", &"9".repeat(60)] {
        let wrong = format!(
            "                (key: \"错\", kind: \"项目\", amounts: {{\"本年一般公共预算\": \"{amount}\"}}),\n"
        );
        let text = format!(
            "(\n    yusuan: 1,\n    format: \"焦作-2023\",\n    year: 2023,\n    department: (code: \"101\", name: \"甲\"),\n    \
             tables: {{\n        \"T12\": (\n            rows: [\n{rows}{wrong}            ],\n        ),\n    }},\n    \
             narrative: [\n    ],\n    unplaced: [\n    ],\n)\n"
        );
        assert!(text.len() > 1 << 20, "long enough to be read in parts");
        let loaded = load(&text);
        let notices: Vec<String> = loaded.notices.iter().map(ToString::to_string).collect();
        let line = text.lines().position(|line| line.contains("错")).unwrap() + 1;
        assert_eq!(notices.len(), 1, "{notices:?}");
        assert!(notices[0].starts_with(&format!("第 {line} 行：第 63 列")), "{}", notices[0]);
        assert!(notices[0].contains(amount), "{}", notices[0]);
    }
}

#[test]
fn the_same_text_reads_the_same_at_any_size() {
    let padding = format!("//{}\n", "x".repeat(1_200_000));
    for name in ["parts_small.ron", "parts_comment.ron", "parts_comma.ron", "parts_key.ron", "nmax_sum.ron"] {
        let text = data(name);
        let read = |text: &str| {
            let loaded = file::from_text(text, &Formats::embedded());
            loaded.map(|loaded| loaded.budget).map_err(|error| error.to_string())
        };
        assert_eq!(read(&text), read(&format!("{text}{padding}")), "{name}");
    }
    let small = load(&data("parts_small.ron"));
    let session = Session::new(small.budget, small.format);
    let cell = session.book().cell(&"T1!201!支出金额".parse().unwrap()).unwrap().number();
    assert_eq!(cell, Some(Decimal::new(99_900, 2)));
}

/// Whichever way an amount without measure gets into a budget: sums say that they cannot be told, and nothing
/// that works on it panics.
#[test]
fn nothing_panics_on_amounts_without_measure() {
    let format = default_format();
    for amount in [Decimal::MAX, Decimal::MIN, Decimal::new(1, 28)] {
        let loaded =
            file::load(&repository("assets/samples/示例区档案局-2023（示例）.ron"), &Formats::embedded());
        let mut budget = loaded.unwrap().budget;
        for table in budget.tables.values_mut() {
            table.change_each(|row| {
                for layer in [yusuan::model::Layer::Input, yusuan::model::Layer::Stated] {
                    let columns: Vec<_> =
                        row.layer(layer).iter().map(|(key, value)| (key.clone(), value.clone())).collect();
                    for (column, value) in columns {
                        if value.amount().is_some() {
                            row.layer_mut(layer).insert(column, Value::Amount(amount));
                        }
                    }
                }
            });
        }
        let session = Session::new(budget, format.clone());
        let known = session.book().sheets().flat_map(|sheet| sheet.rows()).flat_map(|row| row.cells());
        assert!(known.filter_map(|cell| cell.number()).all(|number| number.is_zero()), "{amount}");
        for precision in [Precision::WAN_YUAN, Precision::YUAN, Precision::WHOLE_WAN_YUAN] {
            let _ = publish(&session, precision);
        }
        let _ = yusuan::propose::propose(session.budget(), &format, &yusuan::propose::Sources::default());
    }
}

/// The commands, on the file as it stands.
#[test]
fn commands_say_what_they_could_not_read() {
    let file = "tests/data/files/nmax_sum.ron";
    let folder = tempfile::tempdir().unwrap();
    let out = |name: &str| folder.path().join(name).display().to_string();
    let checked = yusuan(&["check", file]);
    assert_eq!(checked.status.code(), Some(1), "{}", said(&checked));
    assert!(said(&checked).contains("没有读作金额"), "{}", said(&checked));
    assert!(!said(&checked).contains("= 7"), "no sum of what was not read: {}", said(&checked));
    for arguments in [
        vec!["publish", file, "-o", &out("公布.ron")],
        vec!["propose", file],
        vec!["show", file, "--table", "1"],
        vec!["compare", file, file],
    ] {
        let done = yusuan(&arguments);
        let error = String::from_utf8_lossy(&done.stderr).into_owned();
        assert!(done.status.code().is_some_and(|code| code <= 2), "{arguments:?}: {error}");
        assert!(!error.contains("panicked"), "{arguments:?}: {error}");
    }
    assert!(Path::new(&out("公布.ron")).is_file());
}

/// Pieces that blocks and amounts are made of, and pieces that they are not.
const PIECES: [&str; 40] = [
    "<table>",
    "</table>",
    "<tr>",
    "<tr height=0>",
    "<td>",
    "<td rowspan=3>",
    "<td colspan=\"2\">",
    "</td>",
    "<th>",
    "<col width=0>",
    "<colgroup span=2>",
    "<style>.a{display:none}</style>",
    "<td class=a>",
    "<sup>",
    "</sup>",
    "<br>",
    "<p>",
    "<span style='display:none'>",
    "</span>",
    "&nbsp;",
    "<!--",
    "-->",
    "\t",
    "\n",
    "\r",
    "\"",
    "甲",
    "合计",
    "１２",
    "12.50",
    ",",
    ".",
    "-",
    "（",
    ")",
    "万元",
    "¥",
    "²",
    "\u{200b}",
    "E+05",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    /// What the fuzz targets ask, over pieces: no text and no page is too much, what was read as an amount reads
    /// the same again, and digits come from nowhere else than digits.
    #[test]
    fn any_block_and_any_amount(at in prop::collection::vec(0..PIECES.len(), 0..40)) {
        let text: String = at.iter().map(|at| PIECES[*at]).collect();
        for lines in [blocks::read(&text, None), blocks::read("", Some(&format!("<table><tr><td>{text}")))] {
            prop_assert!(!lines.is_empty());
            for given in lines.iter().flatten() {
                for unit in [MoneyUnit::Yuan, MoneyUnit::WanYuan] {
                    if let Ok(Some(value)) = parse_amount(&given.text, unit) {
                        prop_assert_eq!(parse_amount(&value.to_string(), unit), Ok(Some(value)));
                        prop_assert!(unit.holds(value).is_ok());
                        let digits: String = value.abs().to_string().chars().filter(|c| matches!(c, '1'..='9')).collect();
                        let shown: String = given
                            .text
                            .chars()
                            .map(yusuan::text::narrow)
                            .filter(|c| matches!(c, '1'..='9'))
                            .collect();
                        prop_assert!(given.text.contains('=') || digits == shown, "{:?}: {value}", given.text);
                    }
                }
            }
        }
    }
}
