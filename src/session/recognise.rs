//! What the lines of a pasted block are, seen from the section of a table that they are pasted into: headers, rows
//! that the table has already, totals of somewhere else, or content. Where they go is not decided here.

use rust_decimal::Decimal;

use crate::blocks::Given;
use crate::model::RowKey;
use crate::money::{MoneyUnit, parse_amount};
use crate::schema::{Column, ColumnKind, SectionSchema, TableSchema};
use crate::text::squeezed;

/// What a line of a block is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LineKind {
    /// It shows nothing.
    Blank,
    /// Headers, the table's title or its unit: nothing to be entered.
    Header,
    /// The fixed row under that key.
    Fixed(RowKey),
    /// A total that the table has no row for; it is computed, never entered.
    Total(String),
    /// Words alone where a line of content has figures, above all content: headers in words that nobody knows, or a line without its
    /// amount. It is for whoever pastes to say.
    Words,
    /// Content.
    Content,
}

/// A block as it was recognised.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recognised {
    /// What its lines are.
    pub lines: Vec<LineKind>,
    /// How many 元 one is of the unit that its headers name.
    pub yuan: Option<Decimal>,
}

/// Units that headers name.
const UNITS: [(&str, i64); 5] =
    [("百万元", 1_000_000), ("亿元", 100_000_000), ("万元", 10_000), ("千元", 1_000), ("元", 1)];

/// Words that a total ends in.
const TOTALS: [&str; 5] = ["合计", "总计", "小计", "共计", "累计"];

/// Looks at the lines of a block of which the cells go into these columns of a section, from left to right; `None`
/// for one of another section. `head` is the line of headers, where that is known.
///
/// # Errors
/// Says in Chinese why the block cannot be placed: its headers stand over other columns, or name several units.
pub fn recognise(
    table: &TableSchema,
    section: &SectionSchema,
    columns: &[Option<usize>],
    lines: &[Vec<Given>],
    head: Option<usize>,
) -> Result<Recognised, String> {
    let all = || table.sections.iter().flat_map(|section| &section.columns);
    let words: Vec<String> = all()
        .flat_map(|column| &column.header)
        .chain(table.sections.iter().map(|section| &section.title))
        .map(|word| plain(word))
        // As a block copied with its headers has them: a line of whole titles.
        .chain(all().map(|column| plain(&column.full_title())))
        .filter(|word| !word.is_empty())
        .collect();
    let titles: Vec<String> =
        table.aliases.iter().chain([&table.title, &table.short]).map(|title| plain(title)).collect();
    let (mut kinds, mut units) = (Vec::with_capacity(lines.len()), Vec::new());
    let mut headers: Vec<Vec<String>> = Vec::new();
    let mut begun = false;
    let captions = captions(section, columns, lines, &words);
    for (nth, line) in lines.iter().enumerate() {
        let said: Vec<(usize, String)> = line
            .iter()
            .enumerate()
            .filter(|(_, cell)| !cell.is_blank())
            .map(|(nth, cell)| (nth, plain(&cell.text)))
            .collect();
        let texts: Vec<String> = said.iter().map(|(_, text)| text.clone()).collect();
        let kind = if said.is_empty() {
            LineKind::Blank
        } else if lines.len() > 1
            && (nth < captions
                || head.is_some_and(|head| nth <= head)
                || is_header(&texts, &words, &titles, begun, &headers)
                || !begun && is_worded(section, columns, &said))
        {
            units.extend(line.iter().filter_map(|cell| unit_in(&squeezed(&cell.text))));
            headers.push(texts);
            aligned(section, columns, &said, &words)?;
            LineKind::Header
        } else if !begun && heads_figures(section, columns, &said, lines.get(nth + 1..).unwrap_or_default()) {
            LineKind::Words
        } else {
            begun = true;
            kind_of(section, columns, &said)
        };
        kinds.push(kind);
    }
    units.sort_unstable();
    units.dedup();
    let yuan = match units.as_slice() {
        [] => None,
        [only] => Some(Decimal::from(*only)),
        _ => return Err("表头里写了不止一种金额单位，看不出各栏是哪一种；请分开粘贴".to_owned()),
    };
    Ok(Recognised { lines: kinds, yuan })
}

/// How many lines at the head of a block stand above its headers: its title, whose it is, its unit.
fn captions(
    section: &SectionSchema,
    columns: &[Option<usize>],
    lines: &[Vec<Given>],
    words: &[String],
) -> usize {
    let said = |line: &[Given]| -> Vec<(usize, String)> {
        let cells = line.iter().enumerate().filter(|(_, cell)| !cell.is_blank());
        cells.map(|(nth, cell)| (nth, plain(&cell.text))).collect()
    };
    let above = lines.iter().take_while(|line| said(line).len() < 2).count();
    let is_head = lines.get(above).map(|line| said(line)).is_some_and(|said| {
        said.iter().all(|(_, text)| words.contains(text)) || is_worded(section, columns, &said)
    });
    if is_head { above } else { 0 }
}

/// Whether a line is headers in words of its own (单位编码, 预算金额（元）): there is no figure in it, over a column of numbers
/// stands a word, and half of its words at least are much like those of their columns.
fn is_worded(section: &SectionSchema, columns: &[Option<usize>], said: &[(usize, String)]) -> bool {
    let column = |nth: usize| columns.get(nth).copied().flatten().and_then(|at| section.columns.get(at));
    let is_word = |text: &str| text.chars().any(char::is_alphabetic) && !is_code(text);
    if said.len() < 2 || !said.iter().all(|(_, text)| is_word(text)) {
        return false;
    }
    let like = |(nth, text): &&(usize, String)| column(*nth).is_some_and(|column| is_like(column, text));
    let over_numbers =
        |(nth, _): &&(usize, String)| column(*nth).is_some_and(|column| column.kind.is_number());
    let alike = said.iter().filter(like).count();
    let heads_numbers = said.iter().filter(over_numbers).any(|one| like(&one));
    let is_over_numbers = said.iter().any(|one| over_numbers(&one));
    alike * 2 >= said.len() && (heads_numbers || is_over_numbers && alike > 1)
}

/// Whether a line is words alone, no total, and over a column of numbers stands one of them, below which there are figures.
fn heads_figures(
    section: &SectionSchema,
    columns: &[Option<usize>],
    said: &[(usize, String)],
    below: &[Vec<Given>],
) -> bool {
    let is_number = |nth: usize| {
        let column = columns.get(nth).copied().flatten().and_then(|at| section.columns.get(at));
        column.is_some_and(|column| column.kind.is_number())
    };
    let is_word = |text: &str| text.chars().any(char::is_alphabetic) && !is_code(text);
    let is_figure = |cell: &Given| matches!(parse_amount(&cell.text, MoneyUnit::WanYuan), Ok(Some(_)));
    said.len() > 1
        && said.iter().all(|(_, text)| is_word(text) && !is_total(text))
        && said
            .iter()
            .any(|(nth, _)| is_number(*nth) && below.iter().any(|line| line.get(*nth).is_some_and(is_figure)))
}

/// Whether a text is letters and digits alone, as codes and figures are.
fn is_code(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | ',' | '%'))
}

/// Whether a word is much like a column's: the one is the other with something put in (功能科目, 功能分类科目).
pub(super) fn is_like(column: &Column, text: &str) -> bool {
    let same = |text: &str| text.replace("编码", "代码");
    let is_within = |short: &str, long: &str| {
        let mut rest = long.chars();
        short.chars().count() > 1 && short.chars().all(|c| rest.any(|other| other == c))
    };
    let own = column.header.iter().map(|word| plain(word)).chain([plain(&column.full_title())]);
    let text = same(text);
    own.map(|own| same(&own)).any(|own| is_within(&own, &text) || is_within(&text, &own))
}

/// A label for comparing: without blanks, a colon behind it, and a unit in brackets.
pub(super) fn plain(text: &str) -> String {
    let text = squeezed(text);
    let text = text.trim_end_matches([':', '：']);
    let bracket = text.rfind('(').filter(|at| unit_in(text.get(*at..).unwrap_or_default()).is_some());
    text.get(..bracket.unwrap_or(text.len())).unwrap_or(text).to_owned()
}

/// The unit that a header names: `单位：万元`, `合计（元）`. Its text is squeezed.
fn unit_in(text: &str) -> Option<i64> {
    let name = match text.rsplit_once('(') {
        Some((_, name)) => name.strip_suffix(')')?,
        None => {
            let (_, name) = text.rsplit_once("单位")?;
            name.trim_start_matches([':', '：'])
        }
    };
    let name = name.trim_start_matches("单位").trim_start_matches([':', '：']).trim_start_matches("人民币");
    UNITS.iter().find_map(|(unit, yuan)| (*unit == name).then_some(*yuan))
}

fn is_header(
    texts: &[String],
    words: &[String],
    titles: &[String],
    begun: bool,
    before: &[Vec<String>],
) -> bool {
    // Repeated at the head of each page.
    if before.iter().any(|header| header == texts) {
        return true;
    }
    if begun {
        return false;
    }
    match texts {
        [] => false,
        [only] => {
            let titled = titles.iter().any(|title| !title.is_empty() && only.ends_with(title.as_str()));
            titled || only.contains("单位") && unit_in(only).is_some() || only.is_empty()
        }
        [first, rest @ ..] if first == "栏次" => rest
            .iter()
            .all(|text| text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'=' | b'+'))),
        texts => texts.iter().all(|text| words.contains(text) || unit_in(text).is_some()),
    }
}

/// Whether the words of a header stand over the columns that they head.
fn aligned(
    section: &SectionSchema,
    columns: &[Option<usize>],
    said: &[(usize, String)],
    words: &[String],
) -> Result<(), String> {
    if said.len() < 2 {
        return Ok(());
    }
    for (nth, text) in said.iter().filter(|(_, text)| words.contains(text)) {
        let Some(column) = columns.get(*nth).copied().flatten().and_then(|at| section.columns.get(at)) else {
            continue;
        };
        // Headers of groups stand over their first column, also where others stand below them.
        let heads = column.header.iter().any(|word| plain(word) == *text)
            || [column.key.as_str(), &column.full_title()].iter().any(|own| plain(own) == *text);
        if !heads {
            let order: Vec<String> =
                section.columns.iter().filter(|column| !column.hidden).map(Column::full_title).collect();
            return Err(format!(
                "粘贴的表头“{text}”落在“{}”栏上，左右没有对齐；请从对应的栏开始粘贴，或按此处各栏的次序复制（{}）",
                column.full_title(),
                order.join("、")
            ));
        }
    }
    Ok(())
}

fn kind_of(section: &SectionSchema, columns: &[Option<usize>], said: &[(usize, String)]) -> LineKind {
    let column = |nth: usize| columns.get(nth).copied().flatten().and_then(|at| section.columns.get(at));
    let labels: Vec<&str> = said
        .iter()
        .filter(|(nth, text)| column(*nth).is_some_and(|column| !column.kind.is_number() || is_total(text)))
        .map(|(_, text)| text.as_str())
        .collect();
    if labels.is_empty() {
        return LineKind::Content;
    }
    let mut fixed = section.fixed_rows().filter(|row| {
        let mut own = row.cells.values().map(|label| plain(label)).filter(|label| !label.is_empty());
        own.any(|label| labels.contains(&label.as_str()))
    });
    if let (Some(row), None) = (fixed.next(), fixed.next()) {
        return LineKind::Fixed(row.key.clone());
    }
    if section.free.is_empty() {
        return LineKind::Content;
    }
    // A line with a code says what it is; a total has none.
    let coded = said.iter().any(|(nth, text)| {
        column(*nth).is_some_and(|column| column.kind == ColumnKind::Code)
            && text.bytes().any(|byte| byte.is_ascii_digit())
    });
    match labels.iter().find(|label| is_total(label)) {
        Some(label) if !coded => LineKind::Total((*label).to_owned()),
        _ => LineKind::Content,
    }
}

/// Whether a label is that of a total: 合计, 本年支出合计, 小计（一）.
pub(super) fn is_total(label: &str) -> bool {
    let label = label.split('(').next().unwrap_or(label);
    TOTALS.iter().any(|word| label.ends_with(word)) && label.chars().count() <= 10
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::blocks::text;
    use crate::schema::default_format;

    /// The kinds of the lines of a block pasted from a column of a table on.
    fn kinds(table: &str, from: usize, block: &str) -> String {
        let format = default_format();
        let schema = format.table(&table.into()).unwrap();
        let section = &schema.sections[0];
        let columns: Vec<_> = (from..section.columns.len()).map(Some).collect();
        match recognise(schema, section, &columns, &text::read(block), None) {
            Ok(found) => {
                let one = |kind: &LineKind| match kind {
                    LineKind::Blank => "空".to_owned(),
                    LineKind::Header => "头".to_owned(),
                    LineKind::Fixed(key) => format!("固定{key}"),
                    LineKind::Total(_) => "计".to_owned(),
                    LineKind::Words => "字".to_owned(),
                    LineKind::Content => "行".to_owned(),
                };
                let kinds = found.lines.iter().map(one).collect::<Vec<_>>().join(" ");
                found.yuan.map_or(kinds.clone(), |yuan| format!("{kinds} {yuan}"))
            }
            Err(reason) => reason,
        }
    }

    #[test]
    fn lines_are_what_they_say() {
        for (block, expected) in [
            ("201\t31\t01\t\t行政运行\t\t1", "行"),
            ("\t\t\t\t合　计\t5\n201\t31\t01\t\t行政运行\t\t1", "固定合计 行"),
            ("201\t31\t01\t\t行政运行\t\t1\n\t\t\t\t合 计：\t5\n", "行 固定合计"),
            ("\t\t\t\t总计\t5\n\t\t\t101\t市委办\t5\n\t\t\t\t本页小计\t5", "计 行 计"),
            ("类\t款\t项\t单位代码\t单位（科目名称）\t合计\n201\t31\t01\t\t行政运行", "头 行"),
            ("单位：元\n类\t款\t项\n201\t31\t01", "头 头 行 1"),
            ("\n201\t31\t01\t\t行政运行\n", "空 行"),
            ("1\t2\t3", "行"),
            // Whole titles, as this program copies them.
            ("科目编码 类\t科目编码 款\t科目编码 项\n201\t31\t01", "头 行"),
        ] {
            assert_eq!(kinds("T3", 0, block), expected, "{block:?}");
        }
        assert!(kinds("T3", 1, "类\t款\t项\n201\t31\t01").contains("没有对齐"));
        assert_eq!(kinds("T12", 0, "项目名称"), "行", "a single word is content");
    }

    /// Headers in other words than the table's, below a title and whose it is; and lines near them that are content.
    #[test]
    fn headers_are_known_in_other_words() {
        let of = |block: &str| kinds("预算明细", 0, block);
        let heads = "单位编码\t单位名称\t支出类型\t项目\t预算金额（元）";
        let line = "901001\t某局\t公用经费\t办公费\t12000";
        for (block, expected) in [
            (format!("{heads}\n{line}"), "头 行 1"),
            (format!("某局2024年预算明细表\n编制单位：某局\n{heads}\n{line}"), "头 头 头 行 1"),
            (format!("\n{heads}\n{line}\n{heads}\n{line}"), "空 头 行 头 行 1"),
            (line.to_owned(), "行"),
            (format!("901001\t某局\t公用经费\t办公费\t待定\n{line}"), "行 行"),
            (format!("\t某局\t公用经费\t办公费\t\n{line}"), "行 行"),
            (format!("甲\t乙\t丙\t丁\t戊\n{line}"), "字 行"),
            ("甲\t乙\t丙\t丁\t戊\n901001\t某局\t公用经费\t办公费".to_owned(), "行 行"),
            (format!("某局\n{line}"), "行 行"),
        ] {
            assert_eq!(of(&block), expected, "{block:?}");
        }
    }

    #[test]
    fn headers_name_a_unit() {
        for (text, yuan) in [
            ("单位：万元", Some(10_000)),
            ("金额单位:元", Some(1)),
            ("合计（千元）", Some(1_000)),
            ("（单位：人民币亿元）", Some(100_000_000)),
            ("单位名称", None),
            ("预算单位", None),
            ("其他（元）旦", None),
        ] {
            assert_eq!(unit_in(&squeezed(text)), yuan, "{text}");
        }
    }
}
