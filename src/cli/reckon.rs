//! `yusuan reckon`: lines with formulas, and their amounts brought up to date.

use std::io::{self, Write};

use super::arguments::ReckonTask;
use super::output::Output;
use super::{Ended, FINDINGS, FINE, load};
use crate::money;
use crate::schema::{Format, Formats};
use crate::session::reckon_again;
use crate::standards::{ReckonedLine, reckoned_lines};
use crate::text::visible;

pub(super) fn run(task: &ReckonTask, formats: &Formats, out: &mut dyn Write) -> Ended {
    let output =
        task.output.as_deref().map(|path| Output::budget(path, &[&task.file], task.force)).transpose()?;
    let mut loaded = load(&task.file, formats)?;
    let lines = reckoned_lines(&loaded.budget, &loaded.format);
    let differing = lines.iter().filter(|line| line.differs() || line.now.is_err()).count();
    let Some(output) = &output else {
        print(&lines, &loaded.format, out)?;
        return Ok(if differing > 0 { FINDINGS } else { FINE });
    };
    let step = reckon_again(&lines);
    let said = step.as_ref().map_or_else(|| "没有要更新的".to_owned(), |step| step.label.clone());
    if let Some(step) = step {
        step.apply(&mut loaded.budget).map_err(|error| error.to_string())?;
    }
    output.save(&loaded.budget, &loaded.extras)?;
    print(&lines, &loaded.format, out)?;
    writeln!(out, "{said}，已存为 {}", output.path().display())?;
    let open = lines.iter().any(|line| line.now.is_err());
    Ok(if open { FINDINGS } else { FINE })
}

/// The lines with formulas, and what each comes to.
fn print(lines: &[ReckonedLine], format: &Format, out: &mut dyn Write) -> io::Result<()> {
    let full = |amount| money::in_full(amount, format.decimals);
    for line in lines {
        let said = match &line.now {
            Ok(now) if line.differs() => {
                format!("现为 {}，算得 {}（{}）", full(line.amount), full(now.amount), now.words())
            }
            Ok(now) => format!("{} 相符（{}）", full(line.amount), now.words()),
            Err(error) => format!("现为 {}，算不出：{error}", full(line.amount)),
        };
        writeln!(out, "{}　{}　{}", visible(&line.title), visible(&line.formula), visible(&said))?;
    }
    let differing = lines.iter().filter(|line| line.differs() || line.now.is_err()).count();
    let unit = format.unit.label();
    writeln!(out, "有测算公式的明细 {} 行，不符或算不出 {differing} 行；金额单位：{unit}", lines.len())
}
