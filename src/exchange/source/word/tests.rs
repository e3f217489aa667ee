use super::*;
use crate::exchange::source::CellState;
use crate::exchange::source::samples::{cells, docx, grids, notes, paragraphs, word_part};

fn read_one(body: &str, parts: &[(&str, &str)]) -> Document {
    read(&docx(body, parts), &Limits::default()).unwrap()
}

fn texts(document: &Document) -> Vec<&str> {
    paragraphs(document).into_iter().map(|paragraph| paragraph.text.as_str()).collect()
}

/// A paragraph of one run.
fn p(text: &str) -> String {
    format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
}

/// A paragraph with a number.
fn numbered(list: u32, level: u32, text: &str) -> String {
    format!(
        r#"<w:p><w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list}"/></w:numPr></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"#
    )
}

fn level(at: u32, format: &str, text: &str, more: &str) -> String {
    format!(
        r#"<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{format}"/><w:lvlText w:val="{text}"/>{more}</w:lvl>"#
    )
}

/// Lists: each with its levels, then numbers by which paragraphs call them, with what they override.
fn lists(lists: &[String], numbers: &[(u32, u32, &str)]) -> String {
    let lists: String = (lists.iter().enumerate())
        .map(|(at, levels)| format!(r#"<w:abstractNum w:abstractNumId="{at}">{levels}</w:abstractNum>"#))
        .collect();
    let numbers: String = numbers
        .iter()
        .map(|(id, list, more)| {
            format!(r#"<w:num w:numId="{id}"><w:abstractNumId w:val="{list}"/>{more}</w:num>"#)
        })
        .collect();
    word_part("numbering", &format!("{lists}{numbers}"))
}

#[test]
fn automatic_numbers_are_counted_as_word_counts() {
    let chinese = [
        level(0, "chineseCounting", "%1、", ""),
        level(1, "chineseCountingThousand", "（%2）", ""),
        level(2, "decimal", "%3.", ""),
        level(3, "decimal", "%1.%3.%4", r#"<w:isLgl/><w:suff w:val="space"/>"#),
        level(4, "decimal", "（%5）", r#"<w:lvlRestart w:val="0"/>"#),
    ]
    .concat();
    let others = [
        level(0, "ideographTraditional", "%1、", ""),
        level(1, "lowerRoman", "%2)", ""),
        level(2, "decimalEnclosedCircle", "%3", ""),
        level(3, "bullet", "●", ""),
    ]
    .concat();
    let again = r#"<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>"#;
    let numbering =
        lists(&[chinese, others], &[(1, 0, ""), (2, 0, again), (3, 1, ""), (4, 0, ""), (5, 9, "")]);
    let order = [
        (1, 0, "一、甲"),
        (1, 1, "（一）甲"),
        (1, 2, "1. 甲"),
        (1, 2, "2. 甲"),
        (1, 3, "1.2.1 甲"),
        (1, 4, "（1）甲"),
        (1, 1, "（二）甲"),
        (1, 2, "1. 甲"),
        (1, 4, "（2）甲"),
        (1, 0, "二、甲"),
        (1, 1, "（一）甲"),
        (3, 0, "甲、甲"),
        (3, 1, "i)甲"),
        (3, 1, "ii)甲"),
        (3, 2, "①甲"),
        (3, 3, "甲"),
        // The same list under another name goes on; with a start of its own it begins again, once.
        (4, 0, "三、甲"),
        (2, 0, "一、甲"),
        (2, 0, "二、甲"),
        (0, 0, "甲"),
        (5, 0, "甲"),
        (7, 0, "甲"),
    ];
    let body: String = order.iter().map(|(list, level, _)| numbered(*list, *level, "甲")).collect();
    let document = read_one(&body, &[("word/numbering.xml", &numbering)]);
    assert_eq!(texts(&document), order.map(|(_, _, text)| text));
    let figures = level(0, "decimal", "%1", r#"<w:suff w:val="nothing"/>"#);
    let numbering = lists(&[figures], &[(1, 0, "")]);
    let body = [numbered(1, 0, "2023年"), numbered(1, 0, "、年")].concat();
    assert_eq!(texts(&read_one(&body, &[("word/numbering.xml", &numbering)])), ["1 2023年", "2、年"]);
}

#[test]
fn numbers_are_written_in_every_format() {
    let cases = [
        (11, "chineseCounting", "十一"),
        (20, "chineseCounting", "二十"),
        (105, "chineseCounting", "一〇五"),
        (105, "chineseCountingThousand", "一百零五"),
        (1010, "chineseCountingThousand", "一千零一十"),
        (20_003, "chineseCountingThousand", "二万零三"),
        (12, "chineseLegalSimplified", "壹拾贰"),
        (12, "ideographTraditional", "乙"),
        (27, "upperLetter", "AA"),
        (49, "lowerRoman", "xlix"),
        (3, "decimalZero", "03"),
        (3, "decimalFullWidth", "３"),
        (21, "decimalEnclosedCircle", "21"),
        (3, "decimalEnclosedParen", "⑶"),
    ];
    for (number, format, text) in cases {
        assert_eq!(counting::count(number, format), text, "{number} {format}");
    }
}

#[test]
fn styles_bring_numbers_and_headings() {
    let numbering = lists(
        &[[
            level(0, "chineseCounting", "%1、", r#"<w:pStyle w:val="1"/>"#),
            level(1, "chineseCounting", "（%2）", r#"<w:pStyle w:val="2"/>"#),
        ]
        .concat()],
        &[(1, 0, "")],
    );
    let style = |id: &str, name: &str, more: &str| {
        format!(r#"<w:style w:type="paragraph" w:styleId="{id}"><w:name w:val="{name}"/>{more}</w:style>"#)
    };
    let number = r#"<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>"#;
    let styles = word_part(
        "styles",
        &[
            style("1", "heading 1", number),
            style("2", "heading 2", number),
            style("x", "own", r#"<w:basedOn w:val="2"/>"#),
            style("c", "circle", r#"<w:basedOn w:val="d"/>"#),
            style("d", "circle", r#"<w:basedOn w:val="c"/>"#),
        ]
        .concat(),
    );
    let with = |style: &str, more: &str| {
        format!(r#"<w:p><w:pPr><w:pStyle w:val="{style}"/>{more}</w:pPr><w:r><w:t>甲</w:t></w:r></w:p>"#)
    };
    let none = r#"<w:numPr><w:numId w:val="0"/></w:numPr>"#;
    let body = [
        with("1", ""),
        with("2", ""),
        with("x", ""),
        with("1", none),
        with("c", ""),
        with("c", r#"<w:outlineLvl w:val="2"/>"#),
        with("1", r#"<w:outlineLvl w:val="9"/>"#),
    ]
    .concat();
    let document = read_one(&body, &[("word/numbering.xml", &numbering), ("word/styles.xml", &styles)]);
    let found: Vec<(&str, Option<u8>)> =
        paragraphs(&document).into_iter().map(|it| (it.text.as_str(), it.heading)).collect();
    let expected = [
        ("一、甲", Some(1)),
        ("（一）甲", Some(2)),
        ("（二）甲", Some(2)),
        ("甲", Some(1)),
        ("甲", None),
        ("甲", Some(3)),
        ("二、甲", None),
    ];
    assert_eq!(found, expected);
}

#[test]
fn deleted_and_hidden_text_is_dropped_and_said() {
    let run = |text: &str| format!("<w:r><w:t>{text}</w:t></w:r>");
    let deleted = |text: &str| format!("<w:del><w:r><w:delText>{text}</w:delText></w:r></w:del>");
    let body = [
        format!("<w:p>{}{}<w:ins>{}</w:ins></w:p>", run("共计"), deleted("999.99"), run("1,234.50万元")),
        // The paragraph's end is deleted: it goes on in the next.
        format!("<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{}</w:p>", run("前")),
        p("后"),
        format!("<w:p><w:moveFrom>{}</w:moveFrom><w:moveTo>{}</w:moveTo></w:p>", run("旧处"), run("新处")),
        "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>藏</w:t></w:r><w:r><w:rPr><w:vanish w:val=\"0\"/></w:rPr><w:t>见</w:t></w:r></w:p>".to_owned(),
        format!("<w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc>{}</w:tc></w:tr><w:tr><w:tc>{}</w:tc></w:tr></w:tbl>", p("删行"), p("留行")),
    ]
    .concat();
    let styled = |look: &str, text: &str| format!("<w:r><w:rPr>{look}</w:rPr><w:t>{text}</w:t></w:r>");
    let raised = r#"<w:vertAlign w:val="superscript"/>"#;
    let body = body
        + &format!("<w:p>{}{}{}</w:p>", styled("<w:strike/>", "888.80"), run("777.70"), styled(raised, "1"))
        + &format!("<w:p>{}{}</w:p>", run("平方米m"), styled(raised, "2"));
    let document = read_one(&body, &[]);
    assert_eq!(texts(&document), ["共计1,234.50万元", "前后", "新处", "见", "777.70〔1〕", "平方米m²"]);
    assert_eq!(cells(grids(&document)[0]), ["0,0 留行"]);
    let notes = notes(&document);
    for said in [
        "2 处修订中删除的文字没有读入，如“999.99”",
        "1 处隐藏的",
        "如“删行”",
        "删除线的文字没有读入，如“888.80”",
    ] {
        assert!(notes.contains(said), "{said}: {notes}");
    }
}

#[test]
fn fields_show_their_results() {
    let mark = |kind: &str| format!(r#"<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>"#);
    let field = |instruction: &str, result: &str| {
        format!(
            "{}<w:r><w:instrText>{instruction}</w:instrText></w:r>{}<w:r><w:t>{result}</w:t></w:r>{}",
            mark("begin"),
            mark("separate"),
            mark("end")
        )
    };
    let cell = |content: &str| format!("<w:tc><w:p>{content}</w:p></w:tc>");
    let body = format!(
        r#"<w:p>{}<w:fldSimple w:instr="DATE"><w:r><w:t>2023年</w:t></w:r></w:fldSimple></w:p><w:p>{}<w:r><w:instrText>PAGE</w:instrText></w:r></w:p>{}<w:tbl><w:tr>{}{}{}</w:tr></w:tbl>"#,
        field("REF x", "第二部分"),
        mark("begin"),
        p("仍在"),
        cell(&field("=SUM(ABOVE)", "12.50")),
        cell(&field("=SUM(ABOVE)", "")),
        cell(r#"<w:fldSimple w:instr=" =A1*2 "/>"#),
    );
    let document = read_one(&body, &[]);
    assert_eq!(texts(&document), ["第二部分2023年", "仍在"]);
    let states: Vec<_> = grids(&document)[0].cells.iter().map(|it| (it.text.as_str(), it.state)).collect();
    let open = ("未计算", CellState::NotCalculated);
    assert_eq!(states, [("12.50", CellState::Printed), open, open]);
    assert!(notes(&document).contains("有 2 个公式没有算出的结果"));
}

#[test]
fn text_boxes_stand_once_and_symbols_are_characters() {
    let content = |text: &str| format!("<w:txbxContent>{}</w:txbxContent>", p(text));
    let body = format!(
        r#"<w:p><w:r><w:t>前</w:t><w:tab/><w:t xml:space="preserve"> 后</w:t><w:br/><w:sym w:font="Wingdings" w:char="F0FC"/><w:noBreakHyphen/></w:r><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:wsp><wps:txbx>{}</wps:txbx></wps:wsp></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r><w:r><w:ruby><w:rt><w:r><w:t>yu</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>预</w:t></w:r></w:rubyBase></w:ruby></w:r></w:p><w:p><w:r><w:drawing><a:blip/></w:drawing></w:r></w:p>"#,
        content("单位：万元"),
        content("单位：万元"),
    );
    let document = read_one(&body, &[]);
    assert_eq!(texts(&document), ["前\t 后\n✓-预", "单位：万元"]);
    assert!(notes(&document).contains("有 1 段含图片"));
}

#[test]
fn footnotes_stand_at_the_end() {
    let reference =
        |id: u32| format!(r#"<w:p><w:r><w:t>正文</w:t><w:footnoteReference w:id="{id}"/></w:r></w:p>"#);
    let note = |id: u32, text: &str| format!(r#"<w:footnote w:id="{id}">{}</w:footnote>"#, p(text));
    let list = word_part("footnotes", &[note(0, "—"), note(1, "乙"), note(2, "甲")].concat());
    let body = [reference(2), reference(1)].concat();
    let document = read_one(&body, &[("word/footnotes.xml", &list)]);
    assert_eq!(texts(&document), ["正文", "正文", "注1：甲", "注2：乙"]);
}

#[test]
fn cells_go_over_columns_and_rows() {
    let cell =
        |properties: &str, text: &str| format!("<w:tc><w:tcPr>{properties}</w:tcPr>{}</w:tc>", p(text));
    let over = |columns: u32| format!(r#"<w:gridSpan w:val="{columns}"/>"#);
    let rows = [
        format!("<w:tr>{}{}</w:tr>", cell(r#"<w:vMerge w:val="restart"/>"#, "项目"), cell(&over(4), "金额")),
        format!(
            "<w:tr>{}{}{}</w:tr>",
            cell("<w:vMerge/>", ""),
            cell(&over(2), "基本"),
            cell(&over(2), "项目")
        ),
        format!(
            r#"<w:tr><w:trPr><w:gridBefore w:val="1"/></w:trPr>{}{}{}</w:tr>"#,
            cell(r#"<w:hMerge w:val="restart"/>"#, "1.00"),
            cell("<w:hMerge/>", ""),
            cell(&over(2), "2.00"),
        ),
        format!("<w:sdt><w:sdtContent><w:tr>{}</w:tr></w:sdtContent></w:sdt>", cell("", "控件")),
    ]
    .concat();
    let nested =
        format!("<w:tc>{}<w:tbl><w:tr><w:tc>{}</w:tc></w:tr></w:tbl>{}</w:tc>", p("外"), p("内"), p("末"));
    let indented =
        r#"<w:tc><w:p><w:pPr><w:ind w:firstLineChars="200"/></w:pPr><w:r><w:t>款</w:t></w:r></w:p></w:tc>"#;
    let body = format!("<w:tbl>{rows}</w:tbl>{}<w:tbl><w:tr>{nested}{indented}</w:tr></w:tbl>", p("间"));
    let document = read_one(&body, &[]);
    let grids = grids(&document);
    assert_eq!((grids[0].rows, grids[0].columns), (4, 3));
    let expected =
        ["0,0 2×1 项目", "0,1 1×2 金额", "1,1 基本", "1,2 项目", "2,1 1.00", "2,2 2.00", "3,0 控件"];
    assert_eq!(cells(grids[0]), expected);
    assert_eq!(cells(grids[1]), ["0,0 外\n末", "0,1 　　款"]);
    assert_eq!(cells(grids[2]), ["0,0 内"]);
    assert_eq!(grids[1].cells[0].place, Place::Line(11));
}

#[test]
fn strict_and_oddly_prefixed_documents_read_alike() {
    for namespace in [
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
    ] {
        let document = format!(
            r#"<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><n:document xmlns:n="{namespace}"><n:body><n:p><n:r><n:t>预&lt;算&b;</n:t></n:r></n:p><n:sectPr/></n:body></n:document>"#
        );
        let bytes = crate::exchange::source::samples::zipped(&[("word/document.xml", &document)]);
        assert_eq!(texts(&read(&bytes, &Limits::default()).unwrap()), ["预<算&b;"]);
    }
}
