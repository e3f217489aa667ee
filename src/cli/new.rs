//! `yusuan new`: a new budget, from last year's file or document, or with the standard items of its units.

use std::io::Write;
use std::sync::Arc;

use super::handing_on::NewTask;
use super::output::Output;
use super::{Ended, FINDINGS, FINE, open};
use crate::codes::UnitKind;
use crate::file::Extras;
use crate::model::{Budget, Department};
use crate::narrative::open_in_words;
use crate::schema::{Format, Formats, default_format};
use crate::session::{Plan, Start, UnitPlan, new_budget, next_format};

/// How a unit is said.
const UNIT: &str =
    "--unit 写作 代码,名称,性质[,在职人数]，性质是行政、参公或事业，例如 --unit 901001,某局,行政,20";

pub(super) fn run(task: &NewTask, formats: &Formats, out: &mut dyn Write) -> Ended {
    let inputs: Vec<_> = task.from.iter().map(std::path::PathBuf::as_path).collect();
    // Last year's file is not replaced, whatever is forced.
    Output::other(&task.output, &inputs, &[], task.force)?;
    let output = Output::budget(&task.output, &[], task.force)?;
    let (budget, is_from_accounts) = begin(task, formats)?;
    output.save(&budget, &Extras::default())?;
    let whose = budget.department.short();
    writeln!(out, "已存为 {}：{whose} {} 年预算", task.output.display(), budget.year)?;
    if is_from_accounts {
        writeln!(out, "！上年文件是决算，不是预算：上年数是决算数，表和文字也是决算的，请改从上年预算新建")?;
    }
    let left = open_in_words(&budget);
    if let Some(left) = &left {
        writeln!(out, "{left}")?;
    }
    Ok(if left.is_some() || is_from_accounts { FINDINGS } else { FINE })
}

/// The budget, and whether it goes on from final accounts (决算).
fn begin(task: &NewTask, formats: &Formats) -> Result<(Budget, bool), String> {
    let Some(path) = &task.from else {
        return Ok((from_nothing(task)?, false));
    };
    let (last, format) = open(path, formats)?;
    let year = match task.year {
        Some(year) => year,
        None => last.year.checked_add(1).ok_or("上年文件的年度不对")?,
    };
    if year <= last.year {
        return Err(format!("新预算的年度 {year} 不在上年文件的年度 {} 之后", last.year));
    }
    let mut department = last.department.clone();
    if let Some(name) = &task.department {
        department = named(name, task.code.as_deref().unwrap_or(&department.code));
    }
    let format: Arc<Format> = next_format(&format, &last, year);
    let plan = Plan { year, department, units: Vec::new() };
    let budget = new_budget(&format, &plan, Start::LastYear { budget: &last, amounts: task.amounts });
    Ok((budget, last.is_accounts()))
}

fn from_nothing(task: &NewTask) -> Result<Budget, String> {
    let name = task.department.as_deref().ok_or("请写 --from 上年的文件，或 --department 部门名称")?;
    let year = task.year.ok_or("请写 --year 年度")?;
    let units = task.unit.iter().map(|said| unit(said)).collect::<Result<_, _>>()?;
    let department = named(name, task.code.as_deref().unwrap_or_default());
    Ok(new_budget(&default_format(), &Plan { year, department, units }, Start::StandardItems))
}

fn named(name: &str, code: &str) -> Department {
    Department { code: code.to_owned(), name: name.to_owned(), full_name: name.to_owned() }
}

fn unit(said: &str) -> Result<UnitPlan, String> {
    let words: Vec<&str> = said.split([',', '，']).map(str::trim).collect();
    let (code, name, kind, heads) = match words.as_slice() {
        [code, name, kind] => (code, name, kind, None),
        [code, name, kind, heads] => (code, name, kind, Some(heads)),
        _ => return Err(format!("“{said}”：{UNIT}")),
    };
    if code.is_empty() || name.is_empty() {
        return Err(format!("“{said}”：{UNIT}"));
    }
    let kind = UnitKind::named(kind).ok_or_else(|| format!("“{said}”：{UNIT}"))?;
    let heads = heads.map(|heads| heads.parse().map_err(|_| format!("“{said}”：{UNIT}"))).transpose()?;
    Ok(UnitPlan { code: (*code).to_owned(), name: (*name).to_owned(), kind: Some(kind), heads })
}
