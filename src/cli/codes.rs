//! `yusuan codes`: the codes of a year by number or name, and the files that the lists come from.

use std::io::Write;

use super::arguments::CodesTask;
use super::{Ended, FINE};
use crate::codes::{Classifications, Code, Scheme};
use crate::text::{squeezed, visible};

pub(super) fn run(task: &CodesTask, classifications: &Classifications, out: &mut dyn Write) -> Ended {
    let year = task.year.unwrap_or_else(|| i32::from(jiff::Zoned::now().year()));
    let lists = classifications.for_year(year);
    writeln!(out, "{year} 年预算使用 {} 年的科目表", lists.year())?;
    let wanted = task.wanted.as_deref().map(squeezed);
    let mut found = 0;
    for scheme in Scheme::ALL {
        writeln!(
            out,
            "{}　{} 个　{}",
            scheme.title(),
            lists.codes(scheme).count(),
            visible(&lists.origin(scheme))
        )?;
        let Some(wanted) = &wanted else {
            continue;
        };
        let fits =
            |code: &&Code| code.code.starts_with(&**wanted) || squeezed(&code.name).contains(&**wanted);
        for code in lists.codes(scheme).filter(fits) {
            found += 1;
            let gone = if lists.in_force(scheme, &code.code, year) == Some(false) {
                "　本年度不使用"
            } else {
                ""
            };
            let note =
                if code.note.is_empty() { String::new() } else { format!("　{}", visible(&code.note)) };
            writeln!(out, "  {}　{}{gone}{note}", visible(&code.code), visible(&code.name))?;
        }
    }
    if wanted.is_some() {
        writeln!(out, "找到 {found} 个")?;
    }
    Ok(FINE)
}
