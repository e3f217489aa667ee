//! `yusuan narrative`: the text (说明) of a budget written from its format's template.

use std::io::Write;
use std::sync::Arc;

use super::arguments::NarrativeTask;
use super::output::Output;
use super::{Ended, FINDINGS, FINE, load};
use crate::narrative::{Why, Written};
use crate::schema::Formats;
use crate::session::Session;
use crate::text::visible;

pub(super) fn run(task: &NarrativeTask, formats: &Formats, out: &mut dyn Write) -> Ended {
    let (written, session) = write_to(task, formats)?;
    tell(task, &written, &session, out)
}

fn write_to(task: &NarrativeTask, formats: &Formats) -> Result<(Arc<Written>, Session), String> {
    let output =
        task.output.as_deref().map(|path| Output::budget(path, &[&task.file], task.force)).transpose()?;
    let loaded = load(&task.file, formats)?;
    let mut session = Session::new(loaded.budget, loaded.format);
    let written = session.write_narrative()?;
    if let Some(output) = output {
        output.save(session.budget(), &loaded.extras)?;
    }
    Ok((written, session))
}

fn tell(task: &NarrativeTask, written: &Written, session: &Session, out: &mut dyn Write) -> Ended {
    let (asides, budget) = (session.text_aside(), session.budget());
    if task.output.is_none() {
        for section in &written.sections {
            writeln!(out, "{}", visible(&section.title))?;
            for paragraph in &section.paragraphs {
                writeln!(out, "    {}", visible(paragraph))?;
            }
        }
    }
    for place in &written.open {
        writeln!(out, "！要填写 {}", visible(place))?;
    }
    for place in &written.unproved {
        writeln!(out, "！没有上年数，照原来写的留着，请核对 {}", visible(place))?;
    }
    for name in &written.unknown {
        writeln!(out, "！模板里的名称表式没有：{}", visible(name))?;
    }
    let kept = written.kept.iter().filter(|kept| kept.why == Why::OtherWords).count();
    if kept > 0 {
        writeln!(out, "{kept} 段不是照模板写的，没有改动")?;
    }
    for aside in asides.iter().filter(|aside| aside.differing > 0) {
        let place = visible(&aside.place.name(budget)).into_owned();
        writeln!(out, "！{place}没有随表更新（{}）：{} 个数与表不符", aside.why.label(), aside.differing)?;
    }
    if let Some(output) = &task.output {
        writeln!(out, "已存为 {}", output.display())?;
    }
    let is_fine = [&written.open, &written.unproved, &written.unknown].iter().all(|list| list.is_empty());
    Ok(if is_fine { FINE } else { FINDINGS })
}
