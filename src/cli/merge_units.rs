//! `yusuan merge-units`: the budgets of units become the budget of their department.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

use super::arguments::MergeUnitsTask;
use super::output::Output;
use super::{Ended, FINDINGS, FINE, load};
use crate::calc::{Book, Figures};
use crate::compare::{Version, take_in_unit, transfers};
use crate::money;
use crate::schema::Formats;
use crate::text::visible;

pub(super) fn run(task: &MergeUnitsTask, formats: &Formats, out: &mut dyn Write) -> Ended {
    let output = Output::budget(&task.output, &[&task.department], task.force)?;
    let mut department = load(&task.department, formats)?;
    let (mut said, mut is_less) = (Vec::new(), false);
    let mut files: BTreeMap<String, &Path> = BTreeMap::new();
    for path in &task.units {
        let unit = load(path, formats)?;
        let from = Version { budget: &department.budget, extras: &department.extras };
        let unit = Version { budget: &unit.budget, extras: &unit.extras };
        let named = |error: &dyn std::fmt::Display| format!("{}：{error}", path.display());
        let taken = take_in_unit(&department.format, from, unit).map_err(|error| named(&error))?;
        // Of two files of one unit the later would take the place of the other, whichever is the right one.
        for code in &taken.units {
            if let Some(other) = files.insert(code.clone(), path) {
                return Err(format!(
                    "{} 和 {} 都有单位 {code} 的明细，不知以哪个为准，没有汇总；请只写一个",
                    other.display(),
                    path.display()
                )
                .into());
            }
        }
        let (label, changes) = (taken.step.label.clone(), taken.step.edits.len());
        taken.step.apply(&mut department.budget).map_err(|error| named(&error))?;
        department.extras = taken.extras;
        let changes = if changes == 0 { "没有变化".to_owned() } else { format!("{changes} 处改动") };
        said.push(format!("{}：{changes}", visible(&label)));
        for sum in &taken.sums {
            is_less |= sum.is_less();
            let mark = if sum.is_less() { "！" } else { "  " };
            said.push(format!("{mark}{}", visible(&sum.in_words(department.format.decimals))));
        }
        said.extend(taken.doubts.iter().map(|doubt| format!("  请核对：{}", visible(doubt))));
        said.extend(taken.left.iter().map(|left| format!("  没有带入：{}", visible(left))));
    }
    output.save(&department.budget, &department.extras)?;
    for line in said {
        writeln!(out, "{line}")?;
    }
    let (budget, format) = (&department.budget, &department.format);
    let figures = Figures::compute(budget, format);
    let decimals = format.decimals;
    for transfer in transfers(&Book { format, budget, figures: &figures }) {
        let amounts = transfer.amounts.iter();
        let amounts: Vec<String> =
            amounts.map(|(title, amount)| format!("{title} {}", money::display(*amount, decimals))).collect();
        let agrees = if transfer.agrees() { "" } else { "，两方不等，请核对明细" };
        writeln!(out, "抵销内部往来 {}：{}{agrees}", visible(&transfer.name), amounts.join("，"))?;
    }
    writeln!(out, "已存为 {}", task.output.display())?;
    // Whoever runs this by a script must see that lines went.
    Ok(if is_less { FINDINGS } else { FINE })
}
