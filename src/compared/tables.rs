//! The views of a comparison as printed tables: one a view, its header first. Nothing is left out or sorted here.

use rust_decimal::Decimal;

use super::Subject;
use crate::calc::Book;
use crate::compare::{
    Change, Compared, ComparedColumn, ComparedRow, ComparedTable, StatedChange, Trend, Waterfall, reason_key,
    reworded,
};
use crate::document::{Content, PrintedCell, PrintedRow, PrintedTable};
use crate::model::{TableKey, Value};
use crate::money;
use crate::narrative::{BoundFigure, FigureKind, State};
use crate::schema::ColumnKind;

/// Widths of columns, in points on a screen.
const NAME: f32 = 220.0;
const FIGURE: f32 = 96.0;
const SHORT: f32 = 70.0;

/// A text as it stands in a cell.
pub(super) fn words(text: impl Into<String>) -> Content {
    let text = text.into();
    if text.is_empty() { Content::Blank } else { Content::Text(text) }
}

fn percent(share: Option<Decimal>) -> Content {
    share.map_or(Content::Blank, |share| Content::Number(share, 2))
}

pub(super) fn row(contents: impl IntoIterator<Item = Content>, is_head: bool) -> PrintedRow {
    let cells = contents.into_iter().enumerate();
    let cells = cells.map(|(column, content)| PrintedCell {
        column,
        columns: 1,
        rows: 1,
        content,
        ..PrintedCell::default()
    });
    PrintedRow { cells: cells.collect(), is_head }
}

/// A table of one line of header: its titles, with their widths.
pub(super) fn sheet(
    title: String,
    short: &str,
    columns: &[(&str, f32)],
    body: Vec<PrintedRow>,
) -> PrintedTable {
    PrintedTable {
        title,
        short: short.to_owned(),
        widths: columns.iter().map(|(_, width)| *width).collect(),
        header: vec![row(columns.iter().map(|(title, _)| words(*title)), true)],
        body,
        ..PrintedTable::default()
    }
}

/// The number of a table before what it is called.
fn titled(table: &ComparedTable) -> String {
    let number = table.key.numbered().map(|name| name + " ").unwrap_or_default();
    format!("{number}{}", table.title)
}

/// Differences between two of the budgets (全部差异), each with its reason; a text with what changed in it.
pub fn differences<'c>(
    of: &Subject<'_>,
    (from, to): (usize, usize),
    changes: impl Iterator<Item = &'c Change>,
) -> PrintedTable {
    let columns = [
        ("表", 120.0),
        ("项目", NAME),
        ("栏", 110.0),
        (of.short(from), FIGURE),
        (of.short(to), FIGURE),
        ("增减", FIGURE),
        ("增减%", SHORT),
        ("类别", SHORT),
        ("文字的改动", NAME),
        ("主要原因", NAME),
    ];
    let newest = of.books.get(to);
    let year = of.books.get(from).map_or(0, |book| book.budget.year);
    let body = changes.map(|change| {
        let [table, item, column] = parts(of, change);
        let reason = newest.and_then(|book| book.budget.notes.get(&reason_key(&change.address(), year)));
        let fine = |amount: Decimal| Content::Number(amount, of.decimals().max(amount.scale().min(4)));
        let value = |value: &Option<Value>| match value {
            Some(Value::Amount(amount)) => fine(*amount),
            Some(Value::Text(_)) | None => Content::Blank,
        };
        let text = |value: &Option<Value>| match value {
            Some(Value::Text(text)) => text.to_string(),
            _ => String::new(),
        };
        let (was, is) = (text(&change.old), text(&change.new));
        let revised = if was == is { Content::Blank } else { Content::Revised(reworded(&was, &is)) };
        let contents = [
            words(table),
            words(item),
            words(column),
            value(&change.old),
            value(&change.new),
            change.change.map_or(Content::Blank, fine),
            percent(change.percent),
            words(change.kind.label()),
            revised,
            words(reason.map(|note| note.text.clone()).unwrap_or_default()),
        ];
        row(contents, false)
    });
    let mut sheet = sheet("全部差异".to_owned(), "全部差异", &columns, body.collect());
    (sheet.whose, sheet.unit, sheet.frozen) = (of.between(from, to), of.unit(), 2);
    sheet.notes = caveats(of, |_| true);
    without_blank(sheet)
}

/// What of some tables has no counterpart, and which rows of them are taken for one though somebody should have a look.
fn caveats(of: &Subject<'_>, is_wanted: impl Fn(&TableKey) -> bool) -> Vec<String> {
    let unmatched = of.comparison.unmatched.iter().filter(|one| is_wanted(&one.table));
    let mut said: Vec<String> = unmatched.map(|one| format!("没有对应：{}。", one.message)).collect();
    let tables = || of.comparison.tables.iter().filter(|table| is_wanted(&table.key));
    let printed = tables().flat_map(|table| table.printed_totals(of.books));
    said.extend(printed.map(|one| format!("{}。", one.words(of.decimals()))));
    let proposals = tables().flat_map(|table| table.proposals(of.books));
    let supposed: Vec<String> = proposals.map(|one| format!("{} {}", one.title, one.words())).collect();
    if !supposed.is_empty() {
        said.push(format!("推定为同一项、请核对的行：{}。", supposed.join("；")));
    }
    said
}

/// Leaves out columns in which nothing stands.
fn without_blank(mut sheet: PrintedTable) -> PrintedTable {
    for column in (0..sheet.widths.len()).rev() {
        let is_blank = |row: &PrintedRow| {
            row.cells.iter().all(|cell| cell.column != column || cell.content == Content::Blank)
        };
        if sheet.body.is_empty() || !sheet.body.iter().all(is_blank) {
            continue;
        }
        sheet.widths.remove(column);
        sheet.frozen -= usize::from(column < sheet.frozen);
        for row in sheet.header.iter_mut().chain(&mut sheet.body) {
            row.cells.retain(|cell| cell.column != column);
            row.cells.iter_mut().filter(|cell| cell.column > column).for_each(|cell| cell.column -= 1);
        }
    }
    sheet
}

/// What a change is of: table, row, column.
fn parts(of: &Subject<'_>, change: &Change) -> [String; 3] {
    let known =
        of.comparison.table(&change.table).and_then(|table| Some((table, table.rows.get(change.index)?)));
    let Some((table, row)) = known else {
        return [change.table.to_string(), change.row.to_string(), change.column.to_string()];
    };
    let name = table.name(of.books, row).to_owned();
    let column = table.columns_of(row).find(|column| column.column.key == change.column);
    [titled(table), name, column.map_or_else(|| change.column.to_string(), |column| column.title.clone())]
}

/// One table, the budgets side by side (各表对照): for each amount its figures, the change between the last two, and
/// that in percent. `rows` are positions in the table.
pub fn beside(of: &Subject<'_>, table: &ComparedTable, rows: &[usize]) -> PrintedTable {
    let amounts = |section: usize| -> Vec<&ComparedColumn> {
        table.columns.iter().filter(|one| one.section == section && one.column.kind.is_number()).collect()
    };
    let sections: Vec<Vec<&ComparedColumn>> =
        (0..table.columns.last().map_or(0, |column| column.section + 1)).map(amounts).collect();
    let most = sections.iter().map(Vec::len).max().unwrap_or_default();
    let wide = of.books.len() + 2;
    let mut groups =
        vec![PrintedCell { columns: 1, rows: 2, content: words("项目"), ..PrintedCell::default() }];
    let mut titles = Vec::new();
    for at in 0..most {
        // Parts of a table that stand beside each other share the columns.
        let mut title: Vec<&str> =
            sections.iter().filter_map(|section| Some(section.get(at)?.title.as_str())).collect();
        title.dedup();
        let content = words(title.join(" / "));
        let group =
            PrintedCell { column: 1 + at * wide, columns: wide, rows: 1, content, ..PrintedCell::default() };
        groups.push(group);
        titles.extend((0..of.books.len()).map(|side| words(of.short(side))));
        // Of more than two it is of the last two.
        let change = match of.books.len() {
            many @ 3.. => format!("增减（比 {}）", of.short(many - 2)),
            _ => "增减".to_owned(),
        };
        titles.extend([words(change), words("增减%")]);
    }
    let mut below = row(std::iter::once(Content::Blank).chain(titles), true);
    below.cells.retain(|cell| cell.column > 0);
    let body = rows.iter().filter_map(|at| table.rows.get(*at)).map(|compared| {
        let columns = sections.get(compared.section).map(Vec::as_slice).unwrap_or_default();
        let name = table.name(of.books, compared);
        let cells = (0..most).flat_map(|at| match columns.get(at) {
            Some(column) => figures(of, table, compared, column),
            None => vec![Content::Blank; wide],
        });
        let mut printed = row(std::iter::once(words(name)).chain(cells), false);
        if let Some(first) = printed.cells.first_mut() {
            first.indent = compared.level.unwrap_or_default();
        }
        printed
    });
    let widths = std::iter::once(NAME).chain(std::iter::repeat_n(FIGURE, most * wide)).collect();
    PrintedTable {
        title: format!("{} 各年对照", titled(table)),
        notes: caveats(of, |key| *key == table.key),
        short: titled(table),
        whose: of.names.join(" → "),
        unit: of.unit(),
        widths,
        frozen: 1,
        header: vec![PrintedRow { cells: groups, is_head: true }, below],
        body: body.collect(),
        ..PrintedTable::default()
    }
}

/// The figures of a row in a column: of each budget, the change between the last two, and that in percent.
fn figures(
    of: &Subject<'_>,
    table: &ComparedTable,
    row: &ComparedRow,
    column: &ComparedColumn,
) -> Vec<Content> {
    let decimals = if column.column.kind == ColumnKind::Count { 0 } else { of.decimals() };
    let all: Vec<Compared> =
        (0..of.books.len()).map(|side| table.figure(of.books, side, row, column)).collect();
    let mut contents: Vec<Content> = all
        .iter()
        .map(|figure| match figure {
            Compared::Number(number) => Content::Number(*number, decimals),
            Compared::NoRow => words("—"),
            Compared::Unknown => words("不知"),
            Compared::Blank => Content::Blank,
        })
        .collect();
    let sides = (of.books.len().saturating_sub(2), of.books.len().saturating_sub(1));
    let change = table.change(of.books, sides, row, column).filter(|(.., change, _)| !change.is_zero());
    contents.push(change.map_or(Content::Blank, |(.., change, _)| Content::Number(change, decimals)));
    contents.push(match change {
        Some((.., share)) => share.map_or(words("新增"), |share| percent(Some(share))),
        None if table.is_in_one_form(of.books, sides, row) => words("没有此行"),
        None => Content::Blank,
    });
    contents
}

/// A figure over the years (历年走势).
pub fn years(of: &Subject<'_>, table: &TableKey, trend: &Trend) -> PrintedTable {
    let decimals = of.decimals();
    let columns = [("预算", NAME), ("数额", FIGURE), ("比上一份增减", FIGURE), ("增减%", SHORT)];
    let body = trend.years.iter().map(|year| {
        let share = year.change.map_or(Content::Blank, |(change, share)| match share {
            None if !change.is_zero() => words("新增"),
            share => percent(share),
        });
        let contents = [
            words(year.name.as_str()),
            year.figure
                .map_or_else(|| words(year.without_figure()), |figure| Content::Number(figure, decimals)),
            year.change.map_or(Content::Blank, |(change, _)| Content::Number(change, decimals)),
            share,
        ];
        row(contents, false)
    });
    let mut sheet = sheet(format!("{} 历年走势", trend.title), "历年走势", &columns, body.collect());
    (sheet.unit, sheet.notes) = (of.unit(), caveats(of, |key| key == table));
    sheet
}

/// How the old total became the new one (增减构成).
pub fn steps(of: &Subject<'_>, table: &TableKey, what: &str, shown: &Waterfall) -> PrintedTable {
    let (from, to) = (of.books.len().saturating_sub(2), of.books.len().saturating_sub(1));
    let columns = [("项目", NAME), (of.short(from), FIGURE), (of.short(to), FIGURE), ("增减", FIGURE)];
    let decimals = of.decimals();
    let line = |name: &str, was: Decimal, is: Decimal, is_total: bool| {
        let number = |amount| Content::Number(amount, decimals);
        let mut line = row([words(name), number(was), number(is), number(is.saturating_sub(was))], false);
        line.cells.iter_mut().for_each(|cell| cell.is_total = is_total);
        line
    };
    let mut body: Vec<_> = shown.steps.iter().map(|(name, was, is)| line(name, *was, *is, false)).collect();
    body.push(line("合计", shown.old, shown.new, true));
    let mut sheet = sheet(format!("{what} 增减构成"), "增减构成", &columns, body);
    (sheet.whose, sheet.unit) = (of.between(from, to), of.unit());
    if shown.unknown > 0 {
        sheet.notes.push(format!("有 {} 行在两年之一里不知道数额，没有计入。", shown.unknown));
    }
    if let Some((was, is)) = shown.printed {
        let [was, is] = [was, is].map(|total| money::display(total, decimals));
        sheet
            .notes
            .push(format!("各行之和不是表中的合计（{was} → {is}）：有的行是其他行的合计，或者没有列出。"));
    }
    sheet.notes.extend(caveats(of, |key| key == table));
    sheet
}

/// A figure of the text as it is written, with its sign: 减少 is said by a word before it, and beside what it should be only the
/// sign tells.
pub fn with_sign(figure: &BoundFigure) -> String {
    let is_down = figure.stated.is_some_and(|stated| stated < Decimal::ZERO);
    let own = if is_down && !figure.text.starts_with('-') { "-" } else { "" };
    format!("{own}{}", figure.text)
}

/// A number as it should stand in the place of a figure of the text.
pub fn of_kind(number: Decimal, figure: &BoundFigure, decimals: u32) -> String {
    let sign = if figure.kind == FigureKind::Percent { "%" } else { "" };
    format!("{}{sign}", money::display(number, decimals))
}

/// What the text says of changes (说明中的增减), held against the budget of last year.
pub fn stated(newest: &Book<'_>, against: &str, figures: &[BoundFigure]) -> PrintedTable {
    let columns = [("项目", NAME), ("所写", FIGURE), ("应填数", FIGURE), ("结果", NAME), ("位置", NAME)];
    let body = figures.iter().map(|figure| {
        let decimals = newest.format.decimals.max(2);
        let expected = figure.expected.map(|number| of_kind(number, figure, decimals));
        let cause = figure.cause.as_ref().filter(|_| figure.state == State::Differs);
        let cause = cause.map(|cause| format!("（{cause}）")).unwrap_or_default();
        let result = figure.state.in_words() + &cause;
        let place = figure.place.name(newest.budget);
        let expected = expected.unwrap_or_default();
        let text = with_sign(figure);
        let contents =
            [figure.subject.as_str(), text.as_str(), expected.as_str(), result.as_str(), place.as_str()];
        row(contents.map(words), false)
    });
    let mut sheet = sheet("说明中的增减".to_owned(), "说明中的增减", &columns, body.collect());
    sheet.whose = format!("与 {against} 比较");
    sheet
}

/// What a single budget keeps of last year.
pub fn kept(of: &Subject<'_>, figures: &[StatedChange]) -> PrintedTable {
    let columns = [("项目", NAME), ("上年", FIGURE), ("本年", FIGURE), ("增减", FIGURE), ("增减%", SHORT)];
    let decimals = of.decimals();
    let body = figures.iter().map(|one| {
        let number = |amount| Content::Number(amount, decimals);
        let contents = [
            words(one.subject.as_str()),
            number(one.old),
            number(one.new),
            number(one.change),
            percent(one.percent),
        ];
        row(contents, false)
    });
    let mut sheet = sheet("文件自带的上年数与本年数".to_owned(), "上年数", &columns, body.collect());
    sheet.unit = of.unit();
    sheet
}
