//! `yusuan publish`: a budget as it is published, in 元 or 万元, rounded so that everything foots.

use std::io::{self, Write};
use std::sync::Arc;

use comfy_table::{CellAlignment, Table, presets};

use super::arguments::PublishTask;
use super::output::Output;
use super::{Ended, FINDINGS, FINE, load};
use crate::calc::Book;
use crate::document::unreadable_amounts;
use crate::file::same_file;
use crate::model::CellAddress;
use crate::money::{self, MoneyUnit};
use crate::rounding::{Adjusted, Precision, Published, publish};
use crate::schema::{Format, Formats};
use crate::session::Session;
use crate::text::visible;

pub(super) fn run(task: &PublishTask, formats: &Formats, out: &mut dyn Write) -> Ended {
    if same_file(&task.file, &task.output) {
        return Err("公布稿不能存在原文件上：原文件里的精确数会丢失；请另取文件名".into());
    }
    let output = Output::budget(&task.output, &[], task.force)?;
    let loaded = load(&task.file, formats)?;
    let session = Session::new(loaded.budget, loaded.format);
    let precision = precision(task, &session.book());
    let published = publish(&session, precision);
    output.save(&published.budget, &loaded.extras)?;
    print(&published, &session, precision, out)?;
    writeln!(out, "已存为 {}", task.output.display())?;
    let unreadable = unreadable_amounts(&session.book());
    if let Some(message) = &unreadable {
        writeln!(out, "！{}", visible(message))?;
    }
    let out_of_step =
        Session::unsaved(published.budget.clone(), Arc::clone(session.format())).text_out_of_step_in_words();
    if let Some(message) = &out_of_step {
        writeln!(out, "！{}", visible(message))?;
    }
    let kept = unreadable.is_none()
        && out_of_step.is_none()
        && published.found.is_empty()
        && published.balanced.kept_apart().is_empty()
        && published.left.is_empty()
        && printed(&published, session.format()).all(|adjusted| !adjusted.is_beyond());
    Ok(if kept { FINE } else { FINDINGS })
}

/// As asked for, else as the format prints.
fn precision(task: &PublishTask, book: &Book<'_>) -> Precision {
    let own = book.own_precision();
    let unit = match task.unit.as_deref() {
        Some("元") => MoneyUnit::Yuan,
        Some(_) => MoneyUnit::WanYuan,
        None => own.unit,
    };
    Precision { unit, decimals: task.decimals.unwrap_or(2) }
}

/// The adjusted cells of tables that are published.
fn printed<'a>(published: &'a Published, format: &'a Format) -> impl Iterator<Item = &'a Adjusted> {
    let adjusted = published.balanced.adjusted().iter();
    adjusted.filter(|adjusted| !format.has_lines(&adjusted.address.table))
}

fn print(
    published: &Published,
    session: &Session,
    precision: Precision,
    out: &mut dyn Write,
) -> io::Result<()> {
    let (format, book) = (session.format(), session.book());
    let foots = if published.found.is_empty() {
        "舍位没有带来新的不符"
    } else {
        "舍位带来了新的不符，列在下面"
    };
    writeln!(out, "舍位平衡（{}）：{foots}。", precision.label())?;
    let adjusted: Vec<&Adjusted> = printed(published, format).collect();
    if adjusted.is_empty() {
        writeln!(out, "没有需要调整的数：每个数都是自身的四舍五入。")?;
    } else {
        let beyond = adjusted.iter().filter(|adjusted| adjusted.is_beyond()).count();
        writeln!(
            out,
            "调整了 {} 格，其余各格都是自身的四舍五入（单位：{}）：",
            adjusted.len(),
            precision.unit.label()
        )?;
        writeln!(out, "{}", list(&adjusted, &book, precision))?;
        if beyond > 0 {
            writeln!(out, "其中 {beyond} 格差了不止最末一位，上面标有“！”。")?;
        }
    }
    for apart in published.balanced.kept_apart() {
        let [left, right] = apart.printed.map(|value| precision.text(value, format.unit));
        writeln!(
            out,
            "！“{}”舍位后做不到：{left} 与 {right}（规则 {}）。",
            visible(&apart.title),
            visible(&apart.rule)
        )?;
    }
    if !published.rewritten.is_empty() {
        writeln!(out, "说明文字里有 {} 个数照公布的表改写：", published.rewritten_figures)?;
    }
    for line in &published.rewritten {
        writeln!(out, "  {}", visible(line))?;
    }
    if !published.unknown.is_empty() {
        writeln!(out, "说明文字里各表都没有的数，没有改：")?;
    }
    for line in &published.unknown {
        writeln!(out, "  {}", visible(line))?;
    }
    for message in &published.found {
        writeln!(out, "！舍位后不符：{}", visible(message))?;
    }
    for message in &published.left {
        writeln!(out, "！说明文字没有改成：{}", visible(&message.to_string()))?;
    }
    Ok(())
}

fn list(adjusted: &[&Adjusted], book: &Book<'_>, precision: Precision) -> Table {
    let unit = book.format.unit;
    let mut table = Table::new();
    table.load_preset(presets::UTF8_FULL_CONDENSED);
    table.set_header(["单元格", "项目", "精确数", "四舍五入", "公布数", "相差"]);
    for one in adjusted {
        let exact = precision.converted(one.exact, unit);
        let difference = precision.text(one.difference(), unit);
        table.add_row([
            one.address.to_string(),
            name(book, &one.address),
            money::in_full(exact, precision.decimals),
            precision.text(one.ordinary, unit),
            precision.text(one.printed, unit),
            if one.is_beyond() { format!("！{difference}") } else { difference },
        ]);
    }
    for column in table.column_iter_mut().skip(2) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table
}

fn name(book: &Book<'_>, address: &CellAddress) -> String {
    let cell = book.cell(address);
    cell.map(|cell| format!("{} {}", cell.row.name(), cell.column.title())).unwrap_or_default()
}
