//! A figure that is added up from budget lines is corrected in its line where there is one, and else these lines are shown, and no
//! others: a correction that is offered does something.

use yusuan::file;
use yusuan::model::CellAddress;
use yusuan::money::Decimal;
use yusuan::rules::RuleFile;
use yusuan::schema::Formats;
use yusuan::session::Session;
use yusuan::ui::Document;

use crate::support::repository;

/// A document with a rule that wants a tenfold amount of an economic item that so many lines make; and that cell, and the
/// position of the finding.
fn wanting_more(is_wanted: impl Fn(usize) -> bool) -> (Document, CellAddress, usize, Decimal) {
    let sample = repository("assets/samples/示例区档案局-2023（示例）.ron");
    let loaded = file::load(&sample, &Formats::embedded()).unwrap();
    let mut session = Session::new(loaded.budget, loaded.format);
    let (cell, codes, amount) = {
        let book = session.book();
        let sheet = book.sheet(&"T8".into()).unwrap();
        let mut cells = sheet.rows().filter(|row| row.shape.level().is_some()).filter_map(|row| {
            let cell =
                row.cell_by(&"本年一般公共预算".into()).filter(|cell| is_wanted(cell.addends().len()))?;
            let code = |column: &str| row.text(&column.into()).to_owned();
            let codes = (code("部门科目编码"), code("政府科目编码"));
            Some((cell.address(), codes, cell.number().unwrap()))
        });
        cells.next().unwrap()
    };
    let wanted = amount * Decimal::from(10);
    let (department, government) = codes;
    let rows = format!("T8.科目[部门科目编码 = \"{department}\" 且 政府科目编码 = \"{government}\"]");
    let rule = format!(
        "(format: \"焦作-2023\", rules: [(id: \"试\", severity: Error, title: \"试\", basis: \"试\", each: r#\"{rows}\"#, check: \"本行.本年一般公共预算 = {wanted}\")])"
    );
    assert!(session.add_rules(&RuleFile::parse("试.ron", &rule).unwrap()).is_empty());
    let findings = session.verdicts().findings();
    let at = findings.iter().position(|finding| finding.rule.id == "试").unwrap();
    (Document::new(session, None), cell, at, wanted)
}

#[test]
fn a_figure_of_one_line_is_corrected_there() {
    let (mut document, cell, at, wanted) = wanting_more(|lines| lines == 1);
    assert!(document.session.fix_in_words(at).unwrap().starts_with("改为 "));
    document.fix(at);
    assert_eq!(document.session.book().cell(&cell).unwrap().number(), Some(wanted));
    let is_gone = document.session.verdicts().findings().iter().all(|finding| finding.rule.id != "试");
    assert!(is_gone, "{:?}", document.message);
}

#[test]
fn the_lines_of_a_figure_are_shown_alone() {
    let (mut document, cell, at, _) = wanting_more(|lines| lines > 1);
    let lines = document.session.book().cell(&cell).unwrap().addends().len();
    let said = format!("由 {lines} 条明细汇总，请逐条修改");
    assert!(document.session.fix_in_words(at).unwrap().contains(&said));
    let before = document.session.revision();
    document.fix(at);
    assert_eq!(document.session.revision(), before);
    assert!(document.message.clone().unwrap().contains(&said));
    let cursor = document.cursor().unwrap();
    assert_eq!(cursor.table.as_str(), "预算明细");
    let session = &document.session;
    let book = session.book();
    let sheet = book.sheet(&cursor.table).unwrap();
    let seen = document.view(&cursor.table).unwrap().rows(&sheet);
    assert_eq!(seen.len(), lines + 1, "with the total");
    document.clear_view();
    let book = document.session.book();
    let sheet = book.sheet(&cursor.table).unwrap();
    assert!(!document.view(&cursor.table).unwrap().is_on() && sheet.rows().count() > lines + 1);
}
