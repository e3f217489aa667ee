//! `yusuan export`: a budget as the published document, for Word, Excel, a browser or as Markdown.

use std::io::Write;

use super::arguments::ExportTask;
use super::output::Output;
use super::{Ended, FINDINGS, FINE, complain, load};
use crate::document::{Edition, Exported, Kind, Options, Part, Totals, export};
use crate::schema::Formats;
use crate::session::Session;
use crate::text::visible;

pub(super) fn run(task: &ExportTask, formats: &Formats, out: &mut dyn Write) -> Ended {
    tell(&export_to(task, formats)?, out)
}

fn export_to(task: &ExportTask, formats: &Formats) -> Result<Exported, String> {
    // What cannot be written is said before a large budget is read.
    Kind::of(&task.output)?;
    Output::other(&task.output, &[&task.file], &[], task.force)?;
    let loaded = load(&task.file, formats)?;
    let session = Session::new(loaded.budget, loaded.format);
    let mut options = Options {
        part: Part::ALL.into_iter().find(|part| part.label() == task.part).unwrap_or_default(),
        totals: if task.totals == "计算" { Totals::Computed } else { Totals::Stated },
        edition: Edition::ALL
            .into_iter()
            .find(|edition| Some(edition.label()) == task.edition.as_deref())
            .unwrap_or_default(),
        ..Options::default()
    };
    for unit in &task.unit {
        options.set_unit(unit, session.format())?;
    }
    for paper in &task.paper {
        options.set_paper(paper, session.format())?;
    }
    export(&session, &options, &task.output)
}

/// Says what became of it. What is not in the document, or not as it should be, is listed.
fn tell(exported: &Exported, out: &mut dyn Write) -> Ended {
    if let Some(copy) = &exported.copy {
        complain(&format!("{} 原来的内容已留作备份：{}", exported.path.display(), copy.display()));
    }
    if let Some(internal) = &exported.internal {
        writeln!(out, "{}", visible(internal))?;
    }
    for remark in &exported.remarks {
        writeln!(out, "！{}", visible(remark))?;
    }
    writeln!(out, "已存为 {}", exported.path.display())?;
    Ok(if exported.remarks.is_empty() { FINE } else { FINDINGS })
}
