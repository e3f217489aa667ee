//! `yusuan pack` and `yusuan verify`: a budget with its documents as one package to hand in, and whether it is still
//! what it was.

use std::io::{self, Write};

use super::arguments::{PackTask, VerifyTask};
use super::output::Output;
use super::{FINDINGS, FINE, UNREADABLE, complain, load};
use crate::document::{pack, verify};
use crate::file::backup::Copies;
use crate::file::{self, write_file_keeping};
use crate::narrative::open_in_words;
use crate::schema::Formats;
use crate::session::Session;
use crate::text::visible;

pub(super) fn run(task: &PackTask, formats: &Formats, out: &mut dyn Write) -> io::Result<u8> {
    let loaded = Output::at(&task.output, &[], task.force).and_then(|_| load(&task.file, formats));
    let loaded = match loaded {
        Ok(loaded) => loaded,
        Err(message) => {
            complain(&message);
            return Ok(UNREADABLE);
        }
    };
    let session = Session::new(loaded.budget, loaded.format);
    let bytes = match pack(&session, &loaded.extras) {
        Ok(bytes) => bytes,
        Err(message) => {
            message.lines().for_each(complain);
            return Ok(FINDINGS);
        }
    };
    match write_file_keeping(&task.output, &bytes, &Copies::unasked(file::data_folder())) {
        Ok(written) => {
            if let Some(copy) = written.copy {
                complain(&format!("{} 原来的内容已留作备份：{}", task.output.display(), copy.display()));
            }
            // As an export says it: what a template left to be filled in goes out with the package.
            let open = open_in_words(session.budget());
            for said in open.iter().chain(&session.text_out_of_step_in_words()) {
                writeln!(out, "！{}", visible(said))?;
            }
            writeln!(out, "已存为 {}", task.output.display())?;
            Ok(if open.is_none() { FINE } else { FINDINGS })
        }
        Err(error) => {
            complain(&format!("{}：{error}", task.output.display()));
            Ok(UNREADABLE)
        }
    }
}

pub(super) fn run_verify(task: &VerifyTask, formats: &Formats, out: &mut dyn Write) -> io::Result<u8> {
    let verified = match verify(&task.file, formats) {
        Ok(verified) => verified,
        Err(message) => {
            complain(&message);
            return Ok(UNREADABLE);
        }
    };
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
