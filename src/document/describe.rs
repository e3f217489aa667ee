//! A budget described as a document: which tables are printed in which unit, rounded so that they foot (舍位平衡), and
//! the text as it quotes what is printed.

use std::collections::BTreeMap;

use super::edition::{self, Edition};
use super::table::{Printing, comments, has_lost_columns};
use super::{Document, Options, PaperChoice, Part, PrintedTable, TextBlock, Totals};
use super::{figures, order};
use rust_decimal::Decimal;

use crate::calc::{Book, Cell, Sheet};
use crate::model::{Budget, Coverage, TableKey};
use crate::money::MoneyUnit;
use crate::narrative::open_in_words;
use crate::outline::{self, Level, contents_end};
use crate::rounding::{Balanced, Precision, Published, publish};
use crate::schema::{ColumnKind, Format, Role, TableSchema};
use crate::session::Session;
use crate::text::shortened;

/// Section keys for what stands before the text, as an import gives them.
const COVER: &str = "封面";
const CONTENTS: &str = "目录";

/// Decimals of 元: to the 分.
const FEN: u32 = 2;

/// Describes a budget.
pub fn describe(session: &Session, options: &Options) -> Document {
    let (book, format) = (session.book(), session.format());
    let mut document = Document { title: title(book.budget), ..Document::default() };
    let usual = precision(&book, options, None);
    // The text is told anew where figures are rounded, and where they stand in another unit than before.
    let is_as_it_was = fits(&book, usual) && usual.unit == book.precision().unit;
    let printed = (!is_as_it_was).then(|| publish(session, usual));
    if options.part != Part::Text {
        tables(&mut document, session, options, printed.as_ref());
    }
    if options.part != Part::Tables {
        let budget = printed.as_ref().map_or(book.budget, |published| &published.budget);
        text(&mut document, budget);
        document.behind = order::behind_tables(&document.text);
        document.remarks.extend(session.text_out_of_step_in_words());
        document.remarks.extend(session.strays_in_words());
        document.remarks.extend(printed.as_ref().and_then(figures::rewritten_in_words));
        if usual.unit != book.precision().unit {
            let kept = printed.as_ref().and_then(|published| figures::unit_kept_in_words(published, usual));
            document.remarks.extend(kept);
        }
        let left = printed.iter().flat_map(|published| &published.left);
        document.remarks.extend(left.map(|message| format!("说明文字：{message}")));
        let found = printed.iter().flat_map(|published| &published.found);
        let since = if usual.unit == book.precision().unit { "舍位后" } else { "换算单位后" };
        document.remarks.extend(found.map(|message| format!("{since}不符：{message}")));
    }
    if options.part == Part::All {
        document.cover = cover(book.budget, &document.tables);
        if options.edition == Edition::ForReview {
            document.cover.push(edition::mark());
        }
    }
    if options.part == Part::All && options.edition.has_internal() {
        let lines = book.sheets().filter(|sheet| format.has_lines(&sheet.schema.key));
        // Exactly, in the unit that is asked for: so the tables' totals can be formulas over them. With two decimals, and
        // more only where an amount is finer.
        let comments = comments(book.budget);
        let print = |sheet: &Sheet<'_>| {
            let asked = options.units.get(&sheet.schema.key).or(options.unit.as_ref());
            let unit = asked.copied().unwrap_or(format.unit);
            let precision = Precision { unit, decimals: FEN };
            let precision = Precision { decimals: figures::decimals(sheet, precision), ..precision };
            let printing =
                Printing { precision, kept: format.unit, totals: options.totals, comments: &comments };
            headed(sheet, &printing, book.budget, options)
        };
        let filled = lines.filter(|sheet| sheet.rows().any(|row| row.shape.level().is_some()));
        let lines: Vec<PrintedTable> = filled.map(|sheet| print(&sheet)).collect();
        match options.edition {
            // Whoever reviews sees them in every kind of file.
            Edition::ForReview => document.tables.extend(lines),
            _ => document.lines = lines,
        }
    }
    document.remarks.extend(unreadable_amounts(&book));
    document.remarks.extend(unplaced_in_words(book.budget));
    address(&mut document, session, options);
    order::put_headings_above_the_tables(&mut document);
    document
}

/// Says to whom the document goes what is for them alone.
fn address(document: &mut Document, session: &Session, options: &Options) {
    if options.edition == Edition::Plain {
        return;
    }
    let findings: Vec<_> = session.verdicts().findings().iter().collect();
    match options.edition {
        Edition::ForReview if options.part != Part::Tables => {
            let said = edition::for_reviewer(&session.book(), &findings);
            if document.behind > 0 {
                document.behind += said.len();
            }
            edition::add_for_reviewer(&mut document.text, said);
        }
        Edition::ForPublic => document.remarks.extend(edition::before_publishing(session)),
        Edition::ForReview | Edition::Plain => {}
    }
}

/// What is to be said of amounts that are none: they are written as they stand, and no total can be told over them.
pub fn unreadable_amounts(book: &Book<'_>) -> Option<String> {
    let mut cells = book.sheets().flat_map(|sheet| sheet.rows()).flat_map(|row| row.cells());
    let first = cells.find(is_unreadable_entry)?;
    let (table, row, column) = (&first.row.sheet.schema.title, first.row.name(), first.column.title());
    let more = cells.filter(is_unreadable_entry).count();
    let more = if more == 0 { String::new() } else { format!("等 {} 处", more + 1) };
    let amount = first.text();
    Some(format!(
        "{table} {row} {column}“{amount}”{more}认不出是多少，照原样写入，含有它的合计无法计算；请改成数字"
    ))
}

/// Whether what was entered in a cell of amounts is no amount.
fn is_unreadable_entry(cell: &Cell<'_>) -> bool {
    let text = cell.entered().and_then(|value| value.text());
    let is_entered = cell.role == Role::Input && !cell.row.sheet.is_derived;
    is_entered
        && cell.column.kind.is_number()
        && text.is_some_and(|text| !text.trim().is_empty())
        && cell.is_unreadable()
}

/// What it is, and of which year, as far as that is known.
fn of_year(budget: &Budget) -> String {
    match budget.year {
        0 => budget.kind().to_owned(),
        year => format!("{year}年度{}", budget.kind()),
    }
}

/// What the document is called.
fn title(budget: &Budget) -> String {
    format!("{}{}", name(budget), of_year(budget))
}

fn name(budget: &Budget) -> &str {
    let department = &budget.department;
    if department.full_name.is_empty() { &department.name } else { &department.full_name }
}

/// In which unit, and with how many decimals, a table is printed; any table without a key.
fn precision(book: &Book<'_>, options: &Options, table: Option<&TableKey>) -> Precision {
    let own = book.precision();
    match table.and_then(|key| options.units.get(key)).or(options.unit.as_ref()) {
        Some(unit) if *unit != own.unit => Precision { unit: *unit, decimals: FEN },
        _ => own,
    }
}

/// Whether every amount that is printed is its own rounding.
fn fits(book: &Book<'_>, precision: Precision) -> bool {
    let unit = book.format.unit;
    let rows = book.sheets().filter(|sheet| sheet.schema.number.is_some()).flat_map(|sheet| sheet.rows());
    let mut amounts = rows
        .flat_map(|row| row.cells())
        .filter(|cell| cell.column.kind == ColumnKind::Amount)
        .flat_map(|cell| [cell.number(), cell.stated().and_then(|value| value.amount())])
        .flatten();
    amounts.all(|amount| precision.round(amount, unit) == amount)
}

fn tables(document: &mut Document, session: &Session, options: &Options, published: Option<&Published>) {
    let (book, format) = (session.book(), session.format());
    let comments = if options.edition.has_internal() { comments(book.budget) } else { BTreeMap::new() };
    let usual = precision(&book, options, None);
    let mut balanced: Vec<(Precision, Balanced)> = Vec::new();
    for schema in format.published() {
        let mut precision = precision(&book, options, Some(&schema.key));
        let is_coarser = precision.unit.in_yuan() > usual.unit.in_yuan();
        let own = published.map(|published| &published.balanced).filter(|own| own.precision == precision);
        let own = own.or(published.filter(|_| is_coarser).map(|published| &published.balanced));
        let is_as_it_is = own.is_some() || is_coarser || fits(&book, precision);
        if !is_as_it_is && balanced.iter().all(|(of, _)| *of != precision) {
            balanced.push((precision, Balanced::compute(&book, precision)));
        }
        let other = balanced.iter().find(|(of, _)| *of == precision).map(|(_, balanced)| balanced);
        let printed = own.or(other).map_or(book, |balanced| balanced.book(format));
        let Some(sheet) = printed.sheet(&schema.key) else { continue };
        if is_coarser {
            precision.decimals = figures::decimals(&sheet, precision);
        }
        let label = label(schema, format);
        let remark = sheet.table.map(|table| table.remark.as_str()).unwrap_or_default();
        if sheet.coverage().is_missing() {
            let why = sheet.coverage().label();
            document.remarks.push(format!("{label} {}没有写入：{why}{}", schema.title, in_brackets(remark)));
            continue;
        }
        if sheet.coverage() == Coverage::Partial {
            document.remarks.push(format!(
                "{label} {}不完整，缺的没有写入{}",
                schema.title,
                in_brackets(remark)
            ));
        }
        if has_lost_columns(&sheet) {
            document.remarks.push(format!("{label} {}的本地栏没有写入", schema.title));
        }
        let has_local = sheet.rows().any(|row| row.local().any(|(_, value)| value.amount().is_some()));
        if precision.unit != format.unit && has_local && !has_lost_columns(&sheet) {
            let unit = precision.unit.label();
            document
                .remarks
                .push(format!("{label} {}的本地栏不知金额单位，没有换算成{unit}，请核对", schema.title));
        }
        let printing = Printing { precision, kept: format.unit, totals: options.totals, comments: &comments };
        let off = sheet.rows().flat_map(|row| row.cells()).filter(is_off).count();
        if off > 0 {
            let written = match options.totals {
                Totals::Stated => "照所列的写入",
                Totals::Computed => "按计算的写入",
            };
            let text = format!("{label} {}有 {off} 个合计，所列的与计算的不同，{written}", schema.title);
            document.remarks.push(text);
        }
        document.tables.push(headed(&sheet, &printing, book.budget, options));
    }
    let adjusted = published.map_or(0, |published| {
        let adjusted = published.balanced.adjusted().iter();
        let is_printed = |key: &TableKey| format.table(key).is_some_and(|table| table.number.is_some());
        adjusted.filter(|adjusted| is_printed(&adjusted.address.table)).count()
    });
    if adjusted > 0 {
        document.remarks.push(format!("为使合计等于分项之和，有 {adjusted} 格没有照四舍五入（舍位平衡）"));
    }
}

/// Whether a total is stated otherwise than it comes to, by more than the rounding of its parts explains.
fn is_off(cell: &Cell<'_>) -> bool {
    let half_digit = Decimal::new(5, cell.decimals() + 1);
    let allowed = half_digit * (Decimal::from(cell.figures()) + Decimal::ONE);
    cell.disagreement().is_some_and(|(stated, computed)| stated.saturating_sub(computed).abs() > allowed)
}

/// What was read and found no place is in no document.
fn unplaced_in_words(budget: &Budget) -> Option<String> {
    let first = budget.unplaced.first()?;
    let figures = budget.unplaced.iter().filter(|line| line.has_figures()).count();
    let figures = if figures > 0 { format!("，其中 {figures} 行有金额") } else { String::new() };
    Some(format!(
        "“未归位的文字”{} 行没有写入{figures}（首行“{}”）；要公布的请放进说明文字或表里",
        budget.unplaced.len(),
        shortened(&first.text.replace('\t', " "))
    ))
}

/// The number of a table as it is printed. One without a number of its own, beside others that have theirs, gets none.
fn label(schema: &TableSchema, format: &Format) -> String {
    let have_own = format.published().any(|other| !other.label.is_empty());
    match schema.number {
        Some(_) if have_own => schema.label.clone(),
        Some(number) => format!("表{number}"),
        None => String::new(),
    }
}

fn in_brackets(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("（{text}）") }
}

/// A table with what stands above and below it.
fn headed(sheet: &Sheet<'_>, printing: &Printing<'_>, budget: &Budget, options: &Options) -> PrintedTable {
    let schema = sheet.schema;
    let columns =
        || schema.sections.iter().flat_map(|section| &section.columns).filter(|column| !column.hidden);
    let kinds = |kind| columns().any(|column| column.kind == kind);
    let unit = match (kinds(ColumnKind::Amount), kinds(ColumnKind::Yuan)) {
        (true, _) => format!("单位：{}", printing.precision.unit.label()),
        (false, true) => format!("单位：{}", MoneyUnit::Yuan.label()),
        (false, false) => String::new(),
    };
    let whose = if budget.department.name.is_empty() { name(budget) } else { &budget.department.name };
    PrintedTable {
        label: label(schema, sheet.format()),
        title: match budget.year {
            0 => schema.title.clone(),
            year => format!("{year}年{}", schema.title),
        },
        whose: if whose.is_empty() { String::new() } else { format!("部门名称：{whose}") },
        unit,
        paper: paper(budget, options, &schema.key),
        notes: notes(sheet).iter().map(|note| printing.in_unit(note)).collect(),
        ..printing.print(sheet)
    }
}

/// On which paper a table is wanted: what is said of it now, of all tables now, or what the budget remembers.
fn paper(budget: &Budget, options: &Options, table: &TableKey) -> PaperChoice {
    let said = options.papers.get(table).copied().or(options.paper);
    said.unwrap_or_else(|| PaperChoice::of(budget, table))
}

/// What stands under a table. An empty one says why it is, and one with pages missing says so.
fn notes(sheet: &Sheet<'_>) -> Vec<String> {
    let Some(table) = sheet.table else { return Vec::new() };
    let remark = table.remark.trim();
    let mut notes: Vec<String> =
        table.note.lines().map(str::to_owned).filter(|line| !line.is_empty()).collect();
    // A note that calls itself one, in brackets or as 备注, is not called so twice.
    let says_so = |text: &str| {
        let words = text.trim_start_matches(['（', '(', '【', '*', '※', ' ', '　']);
        ["注", "备注", "附注"].iter().any(|word| words.starts_with(word))
    };
    let noted = |text: &str| if says_so(text) { text.to_owned() } else { format!("注：{text}") };
    if let Some(first) = notes.first_mut() {
        *first = noted(first);
    }
    let number = |row: crate::calc::SheetRow<'_>| {
        row.cells().any(|cell| cell.number().is_some_and(|number| !number.is_zero()))
    };
    let is_empty = sheet.schema.is_empty(table) && !sheet.rows().any(number);
    if is_empty && notes.is_empty() {
        let why = if remark.is_empty() { Coverage::EMPTY_NOTE } else { remark };
        notes.push(noted(why));
    } else if table.coverage == Coverage::Partial {
        notes.push(noted(&format!("{}{remark}", Coverage::PARTIAL_NOTE)));
    }
    notes
}

/// The lines of the cover: those of the document that was read, or the name and what it is.
fn cover(budget: &Budget, tables: &[PrintedTable]) -> Vec<String> {
    let own = budget.narrative.iter().find(|section| section.key == COVER);
    let lines = own.map(|section| section.paragraphs.as_slice()).unwrap_or_default();
    // The number of a form that stood above the first title is that table's, not the cover's.
    let is_number = |line: &String| order::is_number(line, tables);
    if lines.iter().all(is_number) {
        return vec![name(budget).to_owned(), of_year(budget)];
    }
    // What says for whom it once was is said anew.
    lines.iter().filter(|line| !edition::is_mark(line) && !is_number(line)).cloned().collect()
}

/// Headings and paragraphs; the contents are made anew of what follows.
fn text(document: &mut Document, budget: &Budget) {
    for section in budget.narrative.iter().filter(|section| section.key != COVER) {
        let own = edition::without_review(section);
        let paragraphs: Vec<&str> = own.iter().map(String::as_str).collect();
        if own.len() < section.paragraphs.len() {
            document.remarks.push("送审稿里的编审说明没有写入：它只给审核的人看".to_owned());
            if own.is_empty() {
                continue;
            }
        }
        // What stands behind the contents without a heading that was told from them is text all the same.
        let listed = if section.key == CONTENTS { contents_end(&paragraphs) } else { 0 };
        if !section.title.is_empty() && section.key != CONTENTS {
            let level = heading_level(&section.title);
            document.text.push(TextBlock::Heading(level, section.title.clone()));
        }
        // The heading of a part may stand between the contents and the first section.
        let part = outline::part_behind(&paragraphs)
            .filter(|(lines, _)| listed > 0 && listed + lines == paragraphs.len());
        if let Some((_, heading)) = part {
            document.text.push(TextBlock::Heading(1, heading));
            continue;
        }
        let printed = paragraphs.into_iter().skip(listed).filter(|paragraph| !paragraph.trim().is_empty());
        let printed = printed.filter(|paragraph| !order::is_number(paragraph, &document.tables));
        document.text.extend(printed.map(|paragraph| TextBlock::Paragraph(paragraph.to_owned())));
    }
    let contents = budget.narrative.iter().find(|section| section.key == CONTENTS);
    order::join_headings(
        &mut document.text,
        contents.map(|section| section.paragraphs.as_slice()).unwrap_or_default(),
    );
    document.remarks.extend(open_in_words(budget));
    if document.text.is_empty() {
        document.remarks.push("这份预算没有说明文字".to_owned());
    }
}

/// How deep a heading stands, from 1.
fn heading_level(title: &str) -> u8 {
    match outline::level(title) {
        Some(Level::Part) | None => 1,
        Some(Level::Section) => 2,
        Some(Level::Item) => 3,
    }
}
