//! Tables of typed text, as people typed them and as `pdftotext -layout` prints them.

use super::*;

fn cells(text: &[&str]) -> Vec<Option<Vec<String>>> {
    rows(text).into_iter().map(|row| row.map(|row| row.cells)).collect()
}

#[test]
fn columns_that_blanks_part_are_cells() {
    let text = [
        "科目编码   科目名称                    合计       基本支出    项目支出",
        "           合计                    1,234.50       1,000.50      234.00",
        "201        一般公共服务支出        1,034.50         800.50      234.00",
        "",
        "208        社会保障和就业支出        200.00         200.00",
    ];
    let read = cells(&text);
    let row = |at: usize| read[at].as_ref().map(|cells| cells.join("|"));
    assert_eq!(row(1).as_deref(), Some("|合计|1,234.50|1,000.50|234.00"));
    assert_eq!(row(2).as_deref(), Some("201|一般公共服务支出|1,034.50|800.50|234.00"));
    assert_eq!(row(3), None);
    assert_eq!(row(4).as_deref(), Some("208|社会保障和就业支出|200.00|200.00|"));
    assert!(rows(&text).iter().flatten().all(|row| row.doubts.is_empty()));
    // What may be a year above figures is an amount below them, and small numbers number no columns there.
    let text = [
        "项目       合计     人数",
        "甲乙      1,234.50",
        "丙丁        134.00     5",
        "戊己          5.50     7",
        "己庚             5    12",
        "小计          2024",
    ];
    let rows: Vec<String> = cells(&text).iter().flatten().map(|cells| cells.join("|")).collect();
    assert_eq!(rows.get(4..), Some(&["己庚|5|12".to_owned(), "小计|2024|".to_owned()][..]), "{rows:?}");
    // Sentences, and contents with page numbers, are none.
    let text = ["一、收入  本年收入合计 12.50 万元，比上年增加。", "二、支出", "三、说明……………… 3"];
    assert!(cells(&text).iter().all(Option::is_none));
}

/// `pdftotext` counts a Chinese character as one blank, and begins pages whose columns stand elsewhere.
#[test]
fn characters_are_counted_as_they_were_typed() {
    let text = [
        "科目编码    科目名称            合计          基本支出      项目支出",
        "      合计              1,234.50    1,000.50    234.00",
        "201   一般公共服务支出        1,034.50    800.50      234.00",
        "20101 人大事务            1,034.50    800.50      234.00",
        "208   社会保障和就业支出       200.00      200.00",
        "\u{c}科目编码  科目名称       合计      基本支出     项目支出",
        "221   住房保障支出     150.00   100.00   50.00",
        "22102 住房改革支出     150.00   100.00   50.00",
        "2210201 住房公积金    150.00   100.00   50.00",
    ];
    let read = cells(&text);
    let row = |at: usize| read[at].as_ref().map(|cells| cells.join("|"));
    assert_eq!(row(2).as_deref(), Some("201|一般公共服务支出|1,034.50|800.50|234.00"));
    assert_eq!(row(4).as_deref(), Some("208|社会保障和就业支出|200.00|200.00|"));
    assert_eq!(row(6).as_deref(), Some("221|住房保障支出|150.00|100.00|50.00"));
}

/// `pdftotext` sets the words of a header left of their figures, and figures of short rows below those of the next column.
#[test]
fn headers_and_figures_that_stand_aside_are_set_below_each_other() {
    let text = [
        "    预算单位          科目编码      科目名称    支出总计        基本支出        项目支出",
        "",
        "",
        "                  20805    行政事业单位养老支出              1,994.09        994.09      1,000.00",
        "                  2080505  机关事业单位基本养老保险缴费           1,504.13        504.13      1,000.00",
        "                  2210201  住房公积金                   3,532.58      1,532.58      2,000.00",
    ];
    let rows: Vec<Vec<String>> = cells(&text).into_iter().flatten().collect();
    let last = rows.last().unwrap();
    assert_eq!(last[last.len() - 3..], ["3,532.58", "1,532.58", "2,000.00"], "{rows:?}");
    let head = rows.first().unwrap();
    assert_eq!(head[head.len() - 3..], ["支出总计", "基本支出", "项目支出"], "{rows:?}");
    // A single row of amounts is a table, a sentence with two is none.
    let text = [
        "  合计     公务接待费     购置费     运行费",
        "",
        "",
        "",
        "  47.91      1.35       25.00      21.56",
    ];
    assert!(cells(&text).iter().flatten().any(|row| row.contains(&"21.56".to_owned())));
    for text in [
        [
            "科目编码   科目名称    合计     基本支出    项目支出",
            "",
            "201 31 01  行政运行  100.00     60.00     40.00",
        ],
        ["收入  12.50 万元，支出 12.50 万元。", "", "其余见表。"],
    ] {
        assert!(cells(&text).iter().all(Option::is_none), "{text:?}");
    }
}

/// Both the first table and the last are found, wherever blank lines stand between.
#[test]
fn tables_of_very_many_lines_are_found() {
    let table = [
        "项目        合计      支出",
        "甲乙       1,234.50   234.00",
        "丙丁       1,034.50   134.00",
        "戊己         200.00    20.00",
    ];
    for (name, between) in [("blank lines", ""), ("sentences", "本部门贯彻落实方针政策和决策部署。")]
    {
        for count in [LINES - 6, LINES - 2, LINES, 3 * LINES] {
            let mut text = table.to_vec();
            text.resize(table.len() + count, between);
            text.extend(table);
            let read = cells(&text);
            assert_eq!(read.len(), text.len());
            let shown: Vec<String> = read
                .iter()
                .flatten()
                .map(|cells| cells.join("|"))
                .filter(|row| row.contains("戊己"))
                .collect();
            assert_eq!(shown, ["戊己|200.00|20.00"; 2], "{name} {count}");
        }
    }
    // A table of more lines than are looked at together has all its rows.
    let mut text = vec![table[0]];
    text.resize(LINES * 2, table[1]);
    assert_eq!(
        cells(&text).iter().flatten().filter(|cells| cells.contains(&"甲乙".into())).count(),
        text.len() - 1
    );
}

fn shown(text: &[&str]) -> Vec<String> {
    cells(text).into_iter().flatten().map(|cells| cells.join("|")).collect()
}

/// Lines in which each word begins behind so many characters, as `pdftotext` counts.
fn counted(lines: &[&[(usize, &str)]]) -> Vec<String> {
    let line = |words: &&[(usize, &str)]| {
        let mut out = String::new();
        for (at, word) in *words {
            out.extend(std::iter::repeat_n(' ', at - out.chars().count()));
            out.push_str(word);
        }
        out
    };
    lines.iter().map(line).collect()
}

#[track_caller]
fn check(lines: &[&[(usize, &str)]], expected: &[&str]) {
    let text = counted(lines);
    let rows = shown(&text.iter().map(String::as_str).collect::<Vec<_>>());
    for row in expected {
        assert!(rows.iter().any(|own| own == row), "{row}: {rows:#?}");
    }
}

/// A word begins left of its figures, however near the next word stands; 类, 款 and 项 are three columns; a column is blank.
#[test]
fn words_name_the_figures_that_end_behind_where_they_begin() {
    let blank: &[(usize, &str)] = &[];
    check(
        &[
            &[(7, "科目编码")],
            &[(33, "科目名称"), (45, "合计"), (62, "基本支出"), (80, "项目支出"), (98, "结转下年")],
            &[(1, "类"), (8, "款"), (14, "项")],
            blank,
            &[(19, "合 计"), (51, "5,609.33"), (69, "3,224.05"), (87, "2,385.28")],
            blank,
            &[(1, "205"), (19, "教育支出"), (54, "16.00"), (73, "1.50"), (90, "14.50")],
            blank,
            &[(8, "08"), (20, "进修及培训"), (54, "16.00"), (73, "1.50"), (90, "14.50")],
            blank,
            &[(14, "03"), (21, "培训支出"), (54, "16.00"), (73, "1.50"), (90, "14.50")],
            blank,
            &[(14, "06"), (21, "机关事业单位职业年金缴费支出"), (54, "25.82"), (72, "25.82")],
        ],
        &[
            "科目编码|||科目名称|合计|基本支出|项目支出|结转下年",
            "类|款|项|||||",
            "205|||教育支出|16.00|1.50|14.50|",
            "|08||进修及培训|16.00|1.50|14.50|",
            "||03|培训支出|16.00|1.50|14.50|",
            "||06|机关事业单位职业年金缴费支出|25.82|25.82||",
        ],
    );
}

/// The lines of one word stand in the middle below each other, also where words of other heights stand between; what groups
/// others stands above all of them.
#[test]
fn words_over_several_lines_are_one_and_groups_are_not() {
    check(
        &[
            &[(56, "财政拨款")],
            &[(45, "小计"), (54, "一般公共预"), (64, "政府性基金"), (79, "财政专户管")],
            &[(2, "项目"), (34, "合计")],
            &[(55, "算拨款"), (65, "预算"), (79, "理资金")],
            &[
                (2, "工资福利支出"),
                (34, "5,609.33"),
                (45, "5,274.99"),
                (56, "3,773.71"),
                (67, "1,501.28"),
                (81, "334.34"),
            ],
            &[(2, "其他商品和服务支出"), (36, "668.77"), (47, "668.77"), (58, "668.77")],
            &[(2, "基本工资"), (36, "268.77"), (47, "168.77"), (58, "168.77"), (81, "100.00")],
            &[(2, "会议费"), (37, "60.00"), (48, "60.00"), (70, "60.00")],
        ],
        &[
            "项目|合计|财政拨款|||财政专户管理资金",
            "||小计|一般公共预算拨款|政府性基金预算|",
            "工资福利支出|5,609.33|5,274.99|3,773.71|1,501.28|334.34",
            "会议费|60.00|60.00||60.00|",
        ],
    );
}

/// Where blank lines part rows a name that fills its column goes on in the next line, and a short one does not.
#[test]
fn names_go_on_where_they_fill_their_column() {
    let blank: &[(usize, &str)] = &[];
    check(
        &[
            &[(0, "科目编码"), (11, "科目名称"), (27, "合计"), (42, "基本支出"), (56, "项目支出")],
            blank,
            &[(0, "30101"), (11, "基本工资"), (28, "1,187.70"), (42, "1,187.70")],
            blank,
            &[(0, "30103"), (11, "奖金"), (30, "168.80"), (44, "168.80")],
            &[(11, "机关事业单位基本养老保")],
            &[(0, "30108"), (11, "险缴费"), (31, "78.07"), (45, "78.07")],
            blank,
            &[(0, "30110"), (11, "职工基本医疗保险缴费"), (31, "35.62"), (45, "35.62")],
            blank,
            &[(0, "30199"), (11, "其他支出"), (31, "35.62"), (59, "35.62")],
        ],
        &[
            "30103|奖金|168.80|168.80|",
            "30108|机关事业单位基本养老保险缴费|78.07|78.07|",
            "30199|其他支出|35.62||35.62",
        ],
    );
}

/// A table that goes on for a row below its header on the next page.
/// The figures stand at the middle of a name's lines, as on the page.
#[test]
fn lines_of_a_name_above_and_below_its_row_are_one_name() {
    let text = [
        "                一般公共预算财政拨款支出决算表",
        "                                         单位：万元",
        "           项目",
        "",
        "                        合计      基本支出     项目支出",
        "  功能分类",
        "                科目名称",
        "  科目编码",
        "",
        "            一般公共服务",
        " 201                   264.87   62.63    202.24",
        "            支出",
        " 20139      社会工作事务     264.87   62.63    202.24",
        "",
        " 2013950    事业运行       11.31    11.31",
        "            其他社会工作",
        " 2013999               202.24            202.24",
        "            事务支出",
        "            机关事业单位",
        " 2080505    基本养老保险      6.18     6.18",
        "            缴费支出",
        "            行政事业单位",
        " 21011                  2.71     2.71",
        "            医疗",
        "           合计          307.82   105.58   202.24",
    ];
    let rows: Vec<String> =
        cells(&text).iter().flatten().map(|cells| cells.join("|")).filter(|row| row.contains('.')).collect();
    let expected = [
        "201|一般公共服务支出|264.87|62.63|202.24",
        "20139|社会工作事务|264.87|62.63|202.24",
        "2013950|事业运行|11.31|11.31|",
        "2013999|其他社会工作事务支出|202.24||202.24",
        "2080505|机关事业单位基本养老保险缴费支出|6.18|6.18|",
        "21011|行政事业单位医疗|2.71|2.71|",
        "|合计|307.82|105.58|202.24",
    ];
    assert_eq!(rows, expected);
    // An item without figures is no line of a name that has none below its row.
    let text = [
        "科目编码   科目名称                    合计       基本支出    项目支出",
        "           本级",
        "201        一般公共服务支出        1,034.50         800.50      234.00",
        "208        社会保障和就业支出        200.00         200.00",
        "           合计                    1,234.50       1,000.50      234.00",
    ];
    let rows: Vec<String> = cells(&text).iter().flatten().map(|cells| cells.join("|")).collect();
    assert!(rows.contains(&"201|一般公共服务支出|1,034.50|800.50|234.00".to_owned()), "{rows:?}");
}

#[test]
fn one_row_below_a_header_that_stands_again_is_a_row() {
    let head: &[(usize, &str)] =
        &[(0, "科目编码"), (11, "科目名称"), (27, "合计"), (42, "基本支出"), (56, "项目支出")];
    let row: &[(usize, &str)] = &[(0, "310"), (11, "资本性支出"), (30, "100.00"), (58, "100.00")];
    let mut text = counted(&[
        head,
        &[(0, "301"), (11, "工资福利支出"), (28, "1,187.70"), (42, "1,187.70")],
        &[(0, "302"), (11, "商品和服务支出"), (30, "168.80"), (44, "168.80")],
        &[(0, "303"), (11, "对个人和家庭的补助"), (31, "78.07"), (45, "68.07"), (59, "10.00")],
        head,
        row,
    ]);
    text[4].insert(0, PAGE);
    let text: Vec<&str> = text.iter().map(String::as_str).collect();
    let rows = shown(&text);
    assert!(rows.iter().any(|row| row.starts_with("310|资本性支出|100.00|")), "{rows:#?}");
    assert!(shown(&text[4..]).is_empty(), "alone nothing tells where its codes part");
}

/// A row of amounts, or of whole numbers, below words that stand two blanks apart is a table, however a character is counted;
/// the numbers of columns and two figures below one word are none.
#[test]
fn one_row_below_words_that_stand_near_each_other_is_a_table() {
    let head = "“三公”经费合计  因公出国（境）费  公务用车购置费  公务用车运行费  公务接待费";
    for (row, expected) in [
        ("   12.00      2.00     3.00     4.00   3.00", Some("12.00|2.00|3.00|4.00|3.00")),
        ("      12         2        3        4      3", Some("12|2|3|4|3")),
        (
            "          12.00              2.00            3.00             4.00         3.00",
            Some("12.00|2.00|3.00|4.00|3.00"),
        ),
        ("       1         2        3        4      5", None),
        ("      12", None),
    ] {
        let read = cells(&[head, row]);
        assert_eq!(read[1].as_ref().map(|cells| cells.join("|")).as_deref(), expected, "{row} {read:?}");
    }
    assert!(
        cells(&["收入合计  支出合计  结余", "12 3  4"])
            .iter()
            .flatten()
            .all(|row| !row.contains(&"12 3".into()))
    );
}

/// A word over many lines leaves no room where its other lines were, stands among the words beside it, not alone at the left edge
/// below them, and 其中： begins no sentence. Numbers of pages between dashes are no amounts.
#[test]
fn tall_words_stand_beside_the_others() {
    let blank: &[(usize, &str)] = &[];
    check(
        &[
            &[(74, "其中：2026 年")],
            &[(1, "功能分类"), (25, "合计"), (37, "基本支出"), (48, "项目支出"), (75, "采购中预留给")],
            &[(12, "科目名称"), (60, "小计"), (75, "中小企业的项")],
            &[(1, "科目编码"), (75, "目资金规模")],
            blank,
            &[
                (1, "201"),
                (12, "一般公共服务"),
                (23, "1,264.87"),
                (37, "1,062.63"),
                (50, "202.24"),
                (60, "1.00"),
                (77, "0.50"),
            ],
            blank,
            &[
                (1, "20139"),
                (12, "社会工作事务"),
                (23, "1,264.87"),
                (37, "1,062.63"),
                (50, "202.24"),
                (60, "1.00"),
                (77, "0.50"),
            ],
            blank,
            &[
                (1, "2013901"),
                (12, "行政运行"),
                (23, "1,062.63"),
                (37, "1,062.63"),
                (52, "0.00"),
                (60, "1.00"),
                (77, "0.50"),
            ],
            blank,
            &[(30, "-"), (32, "15"), (35, "-")],
        ],
        &[
            "功能分类科目编码|科目名称|合计|基本支出|项目支出|小计|其中：2026年采购中预留给中小企业的项目资金规模",
            "201|一般公共服务|1,264.87|1,062.63|202.24|1.00|0.50",
            "2013901|行政运行|1,062.63|1,062.63|0.00|1.00|0.50",
        ],
    );
}
