use super::*;
use crate::exchange::source::samples::{
    Xlsx, cells, grids, notes, ods, paragraphs, record, unicode, words, xls, zipped,
};

fn read_one(bytes: &[u8]) -> Document {
    read(bytes, &Limits::default()).unwrap()
}

/// What numbers show in a format, and whether they are amounts.
fn shown(code: &str, value: f64) -> (String, CellState) {
    NumberFormat::new(code).show(value, false)
}

#[test]
fn numbers_are_shown_by_their_format() {
    let accounting = "_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * \"-\"??_ ;_ @_ ";
    let cases = [
        ("General", 1234.5, "1234.5"),
        ("General", 0.1 + 0.2, "0.3"),
        ("General", 100.0 / 3.0, "33.33333333"),
        ("General", 123_456_789.12, "123456789.12"),
        ("General", 2_010_101.0, "2010101"),
        ("General", 1e15, "1000000000000000"),
        ("G/通用格式", -0.5, "-0.5"),
        ("0.00", 2.675, "2.68"),
        ("0.00", 0.125, "0.13"),
        ("0.00", -0.004, "0.00"),
        ("0.00", 999.995, "1000.00"),
        ("#,##0.00", 1_234_567.891, "1,234,567.89"),
        ("#,##0", 999.5, "1,000"),
        ("#,##0.##", 1200.0, "1,200"),
        ("#.##", 0.5, "0.5"),
        ("000", 7.0, "007"),
        ("00", 1.0, "01"),
        (accounting, 0.0, "-"),
        (accounting, 1234.5, "1,234.50"),
        (accounting, -1234.5, "-1,234.50"),
        ("#,##0.00_);(#,##0.00)", -5.0, "(5.00)"),
        ("0.00;[Red]0.00", -5.0, "-5.00"),
        ("#,##0.00;-#,##0.00;;@", 0.0, ""),
        ("0.00\"万元\"", 12.3, "12.30万元"),
        ("[$￥-804]#,##0.00", 12.3, "￥12.30"),
        ("0.00,", 12_345.0, "12.35"),
        ("0!.0000", 123_456.0, "12.3456"),
        ("[>=10000]0.0,\"千\";0.00", 12_345.0, "12.3千"),
        ("[>=10000]0.0,\"千\";0.00", 5.0, "5.00"),
        ("0.00E+00", 20_101.0, "20101"),
        ("@", 5.0, "5"),
    ];
    for (code, value, text) in cases {
        assert_eq!(shown(code, value), (text.to_owned(), CellState::Printed), "{code} {value}");
    }
}

#[test]
fn shares_and_dates_are_no_amounts() {
    let cases = [
        ("0%", 0.125, "13%"),
        ("0.00%", 0.0312, "3.12%"),
        ("yyyy\"年\"m\"月\"d\"日\"", 44_986.0, "2023年3月1日"),
        ("[$-804]yyyy/m/d;@", 44_986.0, "2023/3/1"),
        ("m/d", 44_986.0, "3/1"),
        ("yyyy-mm-dd hh:mm", 45_000.75, "2023-03-15 18:00"),
        ("h:mm:ss", 0.5, "12:00:00"),
        ("[h]:mm", 1.5, "36:00"),
        ("yyyy/m/d", 59.0, "1900/2/28"),
        ("yyyy/m/d", 61.0, "1900/3/1"),
    ];
    for (code, value, text) in cases {
        assert_eq!(shown(code, value), (text.to_owned(), CellState::NoAmount), "{code} {value}");
    }
    let from_1904 = NumberFormat::new("yyyy/m/d").show(43_524.0, true);
    assert_eq!(from_1904.0, "2023/3/1");
}

/// The same table in each of the containers reads to the same grid.
#[test]
fn containers_read_alike() {
    let rows = r#"<row r="2"><c r="B2" t="inlineStr"><is><t>部门收支总表</t></is></c></row>
        <row r="4"><c r="B4" t="inlineStr"><is><t>合计</t></is></c><c r="C4" s="1"><v>1234.5</v></c></row>"#;
    let content =
        format!(r#"<sheetData>{rows}</sheetData><mergeCells><mergeCell ref="B2:C2"/></mergeCells>"#);
    let xlsx =
        Xlsx { sheets: vec![("表", "visible", content)], formats: vec!["#,##0.00"], ..Xlsx::default() }
            .bytes();
    let blank = r#"<table:table-row><table:table-cell/></table:table-row>"#;
    let ods = ods(
        "",
        &format!(
            r#"<table:table table:name="表">{blank}<table:table-row><table:table-cell/><table:table-cell table:number-columns-spanned="2" office:value-type="string"><text:p>部门收支总表</text:p></table:table-cell><table:covered-table-cell/></table:table-row>{blank}<table:table-row><table:table-cell/><table:table-cell office:value-type="string"><text:p>合计</text:p></table:table-cell><table:table-cell office:value-type="float" office:value="1234.5"><text:p>1,234.50 </text:p></table:table-cell></table:table-row></table:table>"#
        ),
    );
    let mut number = words(&[3, 2, 0]);
    number.extend(1234.5_f64.to_le_bytes());
    let label = |row, text| [words(&[row, 1, 0]), unicode(text, true)].concat();
    let xls = xls(
        &[
            record(0x041e, &[words(&[164]), unicode("#,##0.00", true)].concat()),
            record(0x00e0, &words(&[0, 164, 0, 0, 0, 0, 0, 0, 0, 0])),
        ]
        .concat(),
        &[
            record(0x0204, &label(1, "部门收支总表")),
            record(0x0204, &label(3, "合计")),
            record(0x0203, &number),
            record(0x00e5, &words(&[1, 1, 1, 1, 2])),
        ]
        .concat(),
    );
    let xml = r#"<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Styles><Style ss:ID="n"><NumberFormat ss:Format="Standard"/></Style></Styles><Worksheet ss:Name="表"><Table><Row ss:Index="2"><Cell ss:Index="2" ss:MergeAcross="1"><Data ss:Type="String">部门收支总表</Data></Cell></Row><Row ss:Index="4"><Cell ss:Index="2"><Data ss:Type="String">合计</Data></Cell><Cell ss:StyleID="n"><Data ss:Type="Number">1234.5</Data></Cell></Row></Table></Worksheet></Workbook>"#;
    for (kind, bytes) in [("xlsx", xlsx), ("ods", ods), ("xls", xls), ("xml", xml.as_bytes().to_vec())] {
        let document = read_one(&bytes);
        assert_eq!(document.notes, [], "{kind}");
        assert_eq!(document.pages.len(), 1, "{kind}");
        assert_eq!(document.pages[0].name.as_deref(), Some("表"), "{kind}");
        let grid = grids(&document)[0];
        assert_eq!((grid.rows, grid.columns), (3, 2), "{kind}");
        assert_eq!(cells(grid), ["0,0 1×2 部门收支总表 @B2", "2,0 合计 @B4", "2,1 1,234.50 @C4"], "{kind}");
    }
}

#[test]
fn texts_are_read_as_shown() {
    let strings = "<si><r><t>一般</t></r><r><t xml:space=\"preserve\"> 公共</t></r><rPh><t>yi</t></rPh></si>\
        <si><r><t>12.50</t></r><r><rPr><vertAlign val=\"superscript\"/></rPr><t>2</t></r><r><t>元</t></r></si>\
        <si><t>合_x000d_\n计&amp;&#x5143;_x5</t></si>";
    let rows = r#"<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>2</v></c><c r="C1" t="str"><f>A1</f><v>1,234.00</v></c><c r="D1" t="b"><v>1</v></c><c r="E1" t="e"><f>#REF!</f><v>#REF!</v></c><c r="F1" t="s"><v>99</v></c><c r="G1" t="s"><v>1</v></c></row>"#;
    let document = read_one(&Xlsx { strings, ..Xlsx::one(rows) }.bytes());
    let expected = [
        "0,0 一般 公共 @A1",
        "0,1 合\n计&元_x5 @B1",
        "0,2 1,234.00 @C1",
        "0,3 NoAmount TRUE @D1",
        "0,4 Error #REF! @E1",
        "0,5 Error 文字丢失 @F1",
        "0,6 12.50〔2〕元 @G1",
    ];
    assert_eq!(cells(grids(&document)[0]), expected);
}

#[test]
fn what_is_hidden_is_left_out_and_said() {
    let cell = |at: &str, value: u32| format!(r#"<c r="{at}"><v>{value}</v></c>"#);
    let content = format!(
        r#"<cols><col min="2" max="2" hidden="1"/><col min="9" max="16384" hidden="1"/></cols><sheetData><row r="1">{}{}{}</row><row r="2" hidden="1">{}</row><row r="3" ht="0">{}</row><row r="4">{}</row></sheetData><mergeCells><mergeCell ref="B4:C5"/></mergeCells>"#,
        cell("A1", 1),
        cell("B1", 2),
        cell("C1", 3),
        cell("A2", 4),
        cell("A3", 5),
        cell("B4", 6),
    );
    let book = Xlsx {
        sheets: vec![
            ("一", "visible", content),
            ("二", "hidden", String::new()),
            ("三", "veryHidden", String::new()),
        ],
        ..Xlsx::default()
    };
    let document = read_one(&book.bytes());
    assert_eq!(document.pages.len(), 1);
    // The joined cell begins in the hidden column and shows what it holds in the visible one.
    assert_eq!(cells(grids(&document)[0]), ["0,0 1 @A1", "0,1 3 @C1", "1,1 2×1 6 @B4"]);
    let notes = notes(&document);
    for said in ["第 2–3 行是隐藏的", "第 B 列是隐藏的", "“二”是隐藏的", "“三”是深度隐藏的"]
    {
        assert!(notes.contains(said), "{said}: {notes}");
    }
    assert!(!notes.contains("第 I"), "{notes}");
}

#[test]
fn formulas_without_a_result_are_neither_blank_nor_zero() {
    let rows = r#"<row r="1"><c r="A1"><f>SUM(B1:B9)</f></c><c r="B1"><f>C1*2</f><v></v></c><c r="C1"><f t="shared" si="0">D1+1</f></c><c r="D1"><f t="shared" si="0"/></c><c r="E1" t="str"><f>IF(A1,"","x")</f><v></v></c><c r="F1"><f>1+1</f><v>2</v></c></row>"#;
    let document = read_one(&Xlsx::one(rows).bytes());
    let grid = cells(grids(&document)[0]);
    let open = |at: usize, name: &str| format!("0,{at} NotCalculated 未计算 @{name}");
    assert_eq!(grid, [open(0, "A1"), open(1, "B1"), open(2, "C1"), open(3, "D1"), "0,5 2 @F1".to_owned()]);
    for said in ["有 4 个公式没有算出的结果", "A1、B1、C1、D1", "“=SUM(B1:B9)”"] {
        assert_eq!(notes(&document).matches(said).count(), 1, "{said}");
    }
    let cell = r#"<table:table-cell table:formula="of:=SUM([.A1:.A2])"/>"#;
    let table =
        format!(r#"<table:table table:name="表"><table:table-row>{cell}</table:table-row></table:table>"#);
    let document = read_one(&ods("", &table));
    assert_eq!(cells(grids(&document)[0]), ["0,0 NotCalculated 未计算 @A1"]);
    assert!(notes(&document).contains("=SUM([.A1:.A2])"));
    // LibreOffice writes no result for an empty text; a sum without one is still none.
    for (formula, written) in [("of:=IF([.B1]>0;\"\";1)", 0), ("of:=SUM([.B1])", 1)] {
        let formula = quick_xml::escape::escape(formula);
        let content = format!(
            r#"<office:document-content xmlns:office="o" xmlns:table="t"><office:spreadsheet><table:table table:name="表"><table:table-row><table:table-cell table:formula="{formula}"/></table:table-row></table:table></office:spreadsheet></office:document-content>"#
        );
        let meta = "<meta:generator>LibreOffice/7.4</meta:generator>";
        let document = read_one(&zipped(&[("content.xml", &content), ("meta.xml", meta)]));
        assert_eq!(grids(&document).len(), written, "{formula}");
    }
    // An empty text as the result of a sum is what programs write that do not calculate.
    let mut formula = words(&[0, 0, 0, 3, 0, 0, 0xffff, 0, 0, 0, 9]);
    formula.extend([0x25, 0, 0, 1, 0, 0, 0, 0, 0x19]);
    formula.extend([0x10, 0, 0]);
    let document = read_one(&xls(&[], &record(0x0006, &formula)));
    assert_eq!(cells(grids(&document)[0]), ["0,0 NotCalculated 未计算 @A1"]);
}

#[test]
fn zeros_of_programs_that_do_not_calculate_are_no_results() {
    let rows = |total: u32| {
        format!(
            r#"<row r="1"><c r="A1"><v>5</v></c></row><row r="2"><c r="A2"><f>SUM(A1)</f><v>{total}</v></c></row>"#
        )
    };
    let on_open = r#"<calcPr fullCalcOnLoad="1"/>"#;
    for (total, more, state) in [
        (0, on_open, CellState::NotCalculated),
        (0, "", CellState::Printed),
        (5, on_open, CellState::Printed),
    ] {
        let document = read_one(&Xlsx { more, ..Xlsx::one(&rows(total)) }.bytes());
        assert_eq!(grids(&document)[0].cells[1].state, state, "{total} {more}");
    }
}

#[test]
fn joined_cells_stand_once_and_never_overlap() {
    let rows = r#"<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>99</v></c></row><row r="2"><c r="A2"><v>2</v></c><c r="B2"><v>3</v></c></row>"#;
    let joined = r#"<mergeCells><mergeCell ref="A1:C1"/><mergeCell ref="B1:B3"/><mergeCell ref="A2:A9"/><mergeCell ref="?"/></mergeCells>"#;
    let content = format!("<sheetData>{rows}</sheetData>{joined}");
    let book = Xlsx { sheets: vec![("表", "visible", content)], ..Xlsx::default() };
    let document = read_one(&book.bytes());
    let grid = grids(&document)[0];
    assert_eq!(cells(grid), ["0,0 1×3 1 @A1", "1,0 4×1 2 @A2", "1,1 3 @B2"]);
    assert!(notes(&document).contains("合并单元格之下另有看不见的内容“99”"));
}

#[test]
fn far_cells_take_no_room() {
    let rows =
        r#"<row r="3"><c r="C3"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>"#;
    let document = read_one(&Xlsx::one(rows).bytes());
    let grid = grids(&document)[0];
    assert_eq!((grid.rows, grid.columns), (4, 4));
    assert_eq!(cells(grid), ["0,0 1 @C3", "3,3 2 @XFD1048576"]);
    let row = r#"<table:table-row table:number-rows-repeated="1048575"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>"#;
    let last = r#"<table:table-row><table:table-cell office:value-type="string"><text:p>末</text:p></table:table-cell></table:table-row>"#;
    let document = read_one(&ods("", &format!(r#"<table:table table:name="表">{row}{last}</table:table>"#)));
    assert_eq!(cells(grids(&document)[0]), ["0,0 末 @A1048576"]);
}

#[test]
fn ods_says_what_is_hidden_and_leaves_comments_out() {
    let cell =
        |text: &str| format!(r#"<table:table-cell office:value-type="string">{text}</table:table-cell>"#);
    let rows = format!(
        r#"<table:table-column/><table:table-column table:visibility="collapse"/><table:table-row>{}{}</table:table-row><table:table-row table:visibility="filter">{}</table:table-row><table:table-row>{}{}</table:table-row>"#,
        cell(
            "<office:annotation><text:p>批注</text:p></office:annotation><text:p>一<text:s text:c=\"2\"/>级<text:line-break/><text:span>下</text:span></text:p><text:p>行</text:p>"
        ),
        cell("<text:p>藏</text:p>"),
        cell("<text:p>藏</text:p>"),
        r##"<table:table-cell table:formula="of:=1/0" office:value-type="string" calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>"##,
        r#"<table:table-cell/><table:table-cell office:value-type="percentage" office:value="0.5"><text:p>50%</text:p></table:table-cell>"#,
    );
    let style = r#"<style:style style:name="h" style:family="table"><style:table-properties table:display="false"/></style:style>"#;
    let tables = format!(
        r#"<table:table table:name="表">{rows}</table:table><table:table table:name="藏" table:style-name="h">{rows}</table:table>"#
    );
    let document = read_one(&ods(style, &tables));
    assert_eq!(document.pages.len(), 1);
    let expected = ["0,0 一  级\n下\n行 @A1", "1,0 Error #DIV/0! @A3", "1,1 NoAmount 50% @C3"];
    assert_eq!(cells(grids(&document)[0]), expected);
    for said in ["“藏”是隐藏的", "第 2 行是隐藏的", "第 B 列是隐藏的"] {
        assert!(notes(&document).contains(said), "{said}: {}", notes(&document));
    }
}

#[test]
fn shapes_over_the_cells_are_read() {
    let drawing = r#"<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><xdr:twoCellAnchor><xdr:from><xdr:col>2</xdr:col><xdr:row>0</xdr:row></xdr:from><xdr:sp><xdr:txBody><a:p><a:r><a:t>单位：</a:t></a:r><a:r><a:t>万元</a:t></a:r></a:p></xdr:txBody></xdr:sp></xdr:twoCellAnchor></xdr:wsDr>"#;
    let links = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="d" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/drawing" Target="../drawings/drawing1.xml"/></Relationships>"#;
    let parts = vec![("xl/drawings/drawing1.xml", drawing), ("xl/worksheets/_rels/sheet0.xml.rels", links)];
    let document = read_one(&Xlsx { parts, ..Xlsx::one("") }.bytes());
    assert_eq!(paragraphs(&document)[0].text, "单位：万元");
    let place = super::super::Place::Sheet { sheet: "表".to_owned(), cell: "C1".to_owned() };
    assert_eq!(paragraphs(&document)[0].place, place);
}

#[test]
fn long_texts_of_xls_go_on_over_records() {
    // The text changes from two bytes a character to one where the record ends.
    let mut first = words(&[1, 0, 1, 0]);
    first.extend([words(&[6]), vec![1], words(&[0x9884, 0x7b97, 0x8868])].concat());
    let more = record(0x003c, b"\0abc");
    let label = [words(&[0, 0, 0]), words(&[0, 0])].concat();
    let globals = [record(0x00fc, &first), more].concat();
    let document = read_one(&xls(&globals, &record(0x00fd, &label)));
    assert_eq!(cells(grids(&document)[0]), ["0,0 预算表abc @A1"]);
    let locked = xls(&record(0x002f, &words(&[1, 0])), &[]);
    assert_eq!(read(&locked, &Limits::default()), Err(SourceError::Password));
}

/// The forms as the finance bureau gives them out; skipped where they are not there.
#[test]
fn published_forms_are_read() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/documents/xlsx");
    for (name, sheets, title, unit) in [
        ("上海-部门预算报表格式.xlsx", 17, "0,0 1×9 2026年部门收入预算总表 @A2", "2,8 单位：元 @I4"),
        ("上海-单位预算报表格式.xlsx", 16, "0,0 1×9 2026年预算单位收入预算总表 @A2", "2,8 单位：元 @I4"),
    ] {
        let Ok(bytes) = std::fs::read(folder.join(name)) else {
            eprintln!("skipped: {name} is not there");
            continue;
        };
        let document = read_one(&bytes);
        assert_eq!(document.pages.len(), sheets, "{name}");
        let income =
            document.pages.iter().find(|page| page.name.as_ref().is_some_and(|it| it.contains("收入总表")));
        let Some(super::super::Block::Grid(grid)) = income.and_then(|page| page.blocks.first()) else {
            panic!("{name} has no table of income");
        };
        let cells = cells(grid);
        assert_eq!((cells[0].as_str(), grid.columns), (title, 9), "{name}");
        assert!(cells.iter().any(|cell| cell == unit), "{name}: {cells:?}");
        assert!(cells.contains(&"4,0 1×4 项目 @A6".to_owned()), "{name}: {cells:?}");
    }
}
