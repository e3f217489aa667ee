//! The comparison for people: a table of changes for each table of the budget, then what the narrative
//! says of changes, then what has no counterpart.

use std::io::{self, Write};

use comfy_table::{CellAlignment, ColumnConstraint, Table, Width, presets};

use super::Found;
use crate::compare::{Compared, ComparedTable, change_of};
use crate::model::Value;
use crate::money::{self, Decimal};
use crate::narrative::FigureKind;
use crate::text::visible;

/// Longer texts are broken into lines.
const WIDEST_TEXT: u16 = 40;

/// How many totals are told that are printed otherwise than their rows come to.
const MOST: usize = 20;

pub(super) fn print(found: &Found<'_>, whole: bool, out: &mut dyn Write) -> io::Result<()> {
    let decimals = found.books.last().map_or(2, |book| book.format.decimals);
    let unit = found.books.last().map_or("", |book| book.format.unit.label());
    for (at, one) in found.opened.iter().enumerate() {
        writeln!(out, "{}. {}　{}", at + 1, visible(&one.file), one.budget.year_in_words())?;
    }
    if found.opened.len() == 1 {
        return kept(found, unit, decimals, out);
    }
    shared(found, decimals, unit, out)?;
    let printed = found.comparison.printed_totals(found.books);
    if found.changes.is_empty() {
        let all = found.comparison.unmatched.is_empty();
        let said = if !is_any_compared(found) {
            "这些文件没有共有的表，没有可以对比的数；说明文字只在同一年度的各版本之间逐段对比，所以不能说有没有差异。"
        } else if !printed.is_empty() {
            "各项相加的数没有差异；列示的合计与相加数不同，列在下面。"
        } else if all {
            "没有差异。"
        } else {
            "能对应的表和栏没有差异；没有对应的列在下面，没有比。"
        };
        writeln!(out, "\n{said}")?;
    }
    for new in 1..found.opened.len() {
        for table in &found.comparison.tables {
            let of_table = |(_, to, change): &&(usize, usize, crate::compare::Change)| {
                *to == new && change.table == table.key && !change.is_by_meaning()
            };
            let changes: Vec<_> = found.changes.iter().filter(of_table).collect();
            if changes.is_empty() {
                continue;
            }
            let number = found.books.last().and_then(|book| book.format.table(&table.key)?.number);
            let number = number.map(|number| format!("表{number} ")).unwrap_or_default();
            writeln!(out, "\n{number}{}（{} → {}，单位：{unit}）", table.title, new, new + 1)?;
            let mut lines = sheet(["项目", "旧", "新", "增减", "增减%", ""]);
            for (_, _, change) in changes {
                let title = change.title.strip_prefix(table.title.as_str()).unwrap_or(&change.title);
                lines.add_row([
                    left(title.trim()),
                    right(value(&change.old, decimals)),
                    right(value(&change.new, decimals)),
                    right(signed(change.change, decimals)),
                    right(signed(change.percent, 2)),
                    left(change.kind.label()),
                ]);
            }
            writeln!(out, "{lines}")?;
        }
        texts(found, new, out)?;
    }
    stated(found, decimals, out)?;
    if !printed.is_empty() {
        writeln!(out, "\n列示的合计与各项相加不同：")?;
        printed.iter().take(MOST).try_for_each(|one| writeln!(out, "  {}", visible(&one.words(decimals))))?;
        if let Some(more) = printed.len().checked_sub(MOST).filter(|more| *more > 0) {
            writeln!(out, "  另有 {more} 处；全部见 --json")?;
        }
    }
    let guessed = found.comparison.proposals(found.books);
    if !guessed.is_empty() {
        writeln!(out, "\n推定为同一项的行（在窗口里可以确认或分开）：")?;
        for one in guessed {
            writeln!(out, "  {} {}", one.table, visible(&one.words()))?;
        }
    }
    if whole || !found.comparison.unmatched.is_empty() {
        for unmatched in &found.comparison.unmatched {
            writeln!(out, "没有对应：{}", visible(&unmatched.message))?;
        }
    }
    Ok(())
}

/// Whether any figure or text stands beside another at all.
fn is_any_compared(found: &Found<'_>) -> bool {
    let has_rows = |table: &ComparedTable, side: usize| {
        let sheet = table.sheet(found.books, side).filter(|sheet| !sheet.coverage().is_missing());
        sheet.is_some_and(|sheet| sheet.rows().next().is_some())
    };
    let mut tables = found.comparison.tables.iter();
    let sides = found.books.len();
    let is_shared = |new: usize| !found.comparison.shared(found.books, new - 1, new).is_empty();
    found.comparison.versions
        || (1..sides).any(is_shared)
        || tables.any(|table| (0..found.books.len()).filter(|side| has_rows(table, *side)).count() > 1)
}

/// What budgets of different forms have in common, with what is equal.
fn shared(found: &Found<'_>, decimals: u32, unit: &str, out: &mut dyn Write) -> io::Result<()> {
    for new in 1..found.opened.len() {
        let all = found.comparison.shared(found.books, new - 1, new);
        if all.is_empty() {
            continue;
        }
        writeln!(out, "\n两种表式按含义对应的数（{new} → {}，单位：{unit}）", new + 1)?;
        let mut lines = sheet(["项目", "旧", "新", "增减", "增减%", ""]);
        for one in &all {
            let figures = (Compared::Number(one.old), Compared::Number(one.new));
            let (change, percent) = change_of(figures.0, figures.1).unzip();
            lines.add_row([
                left(&one.subject),
                right(money::display(one.old, decimals)),
                right(money::display(one.new, decimals)),
                right(signed(change, decimals)),
                right(signed(percent.flatten(), 2)),
                left(if one.old == one.new { "相同" } else { "" }),
            ]);
        }
        writeln!(out, "{lines}")?;
    }
    Ok(())
}

/// Changes of the narrative.
fn texts(found: &Found<'_>, new: usize, out: &mut dyn Write) -> io::Result<()> {
    let known = |key| found.comparison.tables.iter().any(|table| table.key == key);
    for (_, _, change) in
        found.changes.iter().filter(|(_, to, change)| *to == new && !known(change.table.clone()))
    {
        writeln!(out, "\n{}", visible(&change.title))?;
        writeln!(out, "  旧：{}", visible(&value(&change.old, 2)))?;
        writeln!(out, "  新：{}", visible(&value(&change.new, 2)))?;
    }
    Ok(())
}

/// What the budget keeps of last year.
fn kept(found: &Found<'_>, unit: &str, decimals: u32, out: &mut dyn Write) -> io::Result<()> {
    if found.kept.is_empty() {
        return writeln!(out, "\n文件里没有上年数；请给出上年的文件。");
    }
    writeln!(out, "\n文件自带的上年数与本年数（单位：{unit}）")?;
    let mut lines = sheet(["项目", "上年", "本年", "增减", "增减%", ""]);
    for one in &found.kept {
        lines.add_row([
            left(&one.subject),
            right(money::display(one.old, decimals)),
            right(money::display(one.new, decimals)),
            right(signed(Some(one.change), decimals)),
            right(signed(one.percent, 2)),
            left(if one.percent.is_none() && !one.change.is_zero() { "新增" } else { "" }),
        ]);
    }
    writeln!(out, "{lines}")
}

/// What the narrative says of changes, against last year's budget.
fn stated(found: &Found<'_>, decimals: u32, out: &mut dyn Write) -> io::Result<()> {
    let (Some(newest), 2..) = (found.books.last(), found.books.len()) else { return Ok(()) };
    let [.., last, _] = found.books else { return Ok(()) };
    let figures = match &found.stated {
        Ok(figures) => figures,
        // Only where somebody would look for it is it said why there is nothing.
        Err(_)
            if newest.budget.narrative.is_empty()
                || last.budget.year + 1 != newest.budget.year
                || found.comparison.tables.len() < 2 =>
        {
            return Ok(());
        }
        Err(why) => return writeln!(out, "\n说明里写的增减：{why}。"),
    };
    writeln!(out, "\n说明里写的增减，与两年文件比较")?;
    let mut lines = sheet(["项目", "所写", "应填数", "结果", "位置", ""]);
    for figure in figures {
        let (decimals, unit) = if figure.kind == FigureKind::Percent { (2, "%") } else { (decimals, "") };
        let shown = |number: Option<Decimal>| {
            let decimals = decimals.max(number.map_or(0, |number| number.normalize().scale()).min(4));
            number.map(|number| format!("{}{unit}", signed(Some(number), decimals))).unwrap_or_default()
        };
        lines.add_row([
            left(&figure.subject),
            right(shown(figure.stated)),
            right(shown(figure.expected)),
            left(&figure.state.in_words()),
            left(&figure.place.name(newest.budget)),
            left(figure.cause.as_deref().unwrap_or_default()),
        ]);
    }
    writeln!(out, "{lines}")
}

fn sheet(header: [&str; 6]) -> Table {
    let mut table = Table::new();
    table.load_preset(presets::UTF8_FULL_CONDENSED);
    table.set_header(header);
    for column in table.column_iter_mut() {
        column.set_constraint(ColumnConstraint::UpperBoundary(Width::Fixed(WIDEST_TEXT)));
    }
    table
}

fn left(text: &str) -> comfy_table::Cell {
    comfy_table::Cell::new(visible(text))
}

fn right(text: String) -> comfy_table::Cell {
    comfy_table::Cell::new(visible(&text)).set_alignment(CellAlignment::Right)
}

fn value(value: &Option<Value>, decimals: u32) -> String {
    match value {
        Some(Value::Amount(amount)) => money::display(*amount, decimals),
        Some(Value::Text(text)) => text.to_string(),
        None => "—".to_owned(),
    }
}

/// A number with its sign, also where it is more.
fn signed(number: Option<Decimal>, decimals: u32) -> String {
    let Some(number) = number else {
        return String::new();
    };
    let text = money::display(number, decimals);
    if number > Decimal::ZERO { format!("+{text}") } else { text }
}
