//! `yusuan pack` and `yusuan verify`: a budget with its documents as one package to hand in, and whether it is still
//! what it was.

use std::io::Write;

use super::arguments::{PackTask, VerifyTask};
use super::output::{Output, write};
use super::{Ended, FINDINGS, FINE, complain, load};
use crate::document::{pack, verify};
use crate::narrative::open_in_words;
use crate::schema::Formats;
use crate::session::Session;
use crate::text::visible;

pub(super) fn run(task: &PackTask, formats: &Formats, out: &mut dyn Write) -> Ended {
    Output::other(&task.output, &[&task.file], &["zip"], task.force)?;
    let loaded = load(&task.file, formats)?;
    let session = Session::new(loaded.budget, loaded.format);
    let bytes = match pack(&session, &loaded.extras) {
        Ok(bytes) => bytes,
        Err(message) => {
            message.lines().for_each(complain);
            return Ok(FINDINGS);
        }
    };
    write(&task.output, &bytes)?;
    // As an export says it: what a template left to be filled in goes out with the package.
    let open = open_in_words(session.budget());
    let out_of_step = session.text_out_of_step_in_words();
    let strays = session.strays_in_words();
    let said: Vec<&String> = open.iter().chain(&out_of_step).chain(&strays).collect();
    for said in &said {
        writeln!(out, "！{}", visible(said))?;
    }
    writeln!(out, "已存为 {}", task.output.display())?;
    Ok(if said.is_empty() { FINE } else { FINDINGS })
}

pub(super) fn run_verify(task: &VerifyTask, formats: &Formats, out: &mut dyn Write) -> Ended {
    let verified = verify(&task.file, formats)?;
    let (manifest, findings) = (&verified.manifest, &verified.manifest.findings);
    let (_, name) = &manifest.department;
    writeln!(out, "{} {} 年，{} 个文件", visible(name), manifest.year, manifest.files.len())?;
    writeln!(
        out,
        "打包时：已说明理由的错误 {}，警告 {}，提示 {}",
        findings.answered_errors, findings.warnings, findings.hints
    )?;
    for line in verified.wrong.iter().chain(&verified.remarks) {
        writeln!(out, "！{}", visible(line))?;
    }
    writeln!(out, "{}", verified.words())?;
    Ok(if verified.wrong.is_empty() && verified.remarks.is_empty() { FINE } else { FINDINGS })
}
