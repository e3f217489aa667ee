//! Whether a package is what its list says: every file there and unchanged, none added, and the findings as they were.

use std::io::{Cursor, Read};
use std::path::Path;

use zip::ZipArchive;

use super::{BUDGET, MANIFEST, Manifest, sha256, state};
use crate::file;
use crate::opening;
use crate::rules::Finding;
use crate::schema::Formats;
use crate::session::Session;

/// The most that a file of a package may be.
const MOST: u64 = 256 << 20;
/// The most files of a package.
const MOST_FILES: usize = 64;

/// What was found of a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// Its list.
    pub manifest: Manifest,
    /// What is not as the list says; empty where all is.
    pub wrong: Vec<String>,
    /// What else is to be said.
    pub remarks: Vec<String>,
}

/// Holds a package against its list.
///
/// # Errors
/// Says in Chinese why it is no package that can be read.
pub fn verify(path: &Path, formats: &Formats) -> Result<Verified, String> {
    let (bytes, _) =
        opening::read(path, opening::DOCUMENT).map_err(|error| format!("{}：{error}", path.display()))?;
    let files = files(&bytes).map_err(|error| format!("{}：{error}", path.display()))?;
    let list = files.iter().find(|(name, _)| name == MANIFEST).map(|(_, bytes)| bytes);
    let list = list.ok_or_else(|| format!("{}：里面没有{MANIFEST}，不是移交的压缩包", path.display()))?;
    let manifest: Manifest = serde_json::from_slice(list)
        .map_err(|error| format!("{}：{MANIFEST}读不出来：{error}", path.display()))?;
    let mut verified = Verified { manifest, wrong: Vec::new(), remarks: Vec::new() };
    for listed in &verified.manifest.files {
        match files.iter().find(|(name, _)| *name == listed.name) {
            None => verified.wrong.push(format!("缺少“{}”", listed.name)),
            Some((_, bytes)) if sha256(bytes) != listed.sha256 => {
                verified.wrong.push(format!("“{}”改动过：内容与清单不符", listed.name));
            }
            Some(_) => {}
        }
    }
    let is_listed = |name: &String| verified.manifest.files.iter().any(|listed| listed.name == *name);
    let added = files.iter().map(|(name, _)| name).filter(|name| *name != MANIFEST && !is_listed(name));
    let added: Vec<String> = added.map(|name| format!("多出“{name}”，清单里没有")).collect();
    verified.wrong.extend(added);
    check_findings(&files, formats, &mut verified);
    Ok(verified)
}

/// Judges the budget again: by other rules it may stand otherwise than when it was packed.
fn check_findings(files: &[(String, Vec<u8>)], formats: &Formats, verified: &mut Verified) {
    let Some((_, bytes)) = files.iter().find(|(name, _)| name == BUDGET) else { return };
    let loaded = match file::from_text(&String::from_utf8_lossy(bytes), formats) {
        Ok(loaded) => loaded,
        Err(error) => {
            verified.wrong.push(format!("“{BUDGET}”读不出来：{error}"));
            return;
        }
    };
    let session = Session::new(loaded.budget, loaded.format);
    let findings: Vec<Finding> = session.verdicts().findings().iter().collect();
    if state(&findings) != verified.manifest.findings {
        verified.remarks.push("现在检查出的问题与打包时不同：规则或表式可能已经更新，请重新检查".to_owned());
    }
}

/// The files of a zip with their contents.
fn files(bytes: &[u8]) -> Result<Vec<(String, Vec<u8>)>, String> {
    let unreadable = |error: &dyn std::fmt::Display| format!("不是完好的压缩包：{error}");
    let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|error| unreadable(&error))?;
    if zip.len() > MOST_FILES {
        return Err(format!("压缩包里有 {} 个文件，移交的不会超过 {MOST_FILES} 个", zip.len()));
    }
    let mut files = Vec::new();
    for at in 0..zip.len() {
        let mut entry = zip.by_index(at).map_err(|error| unreadable(&error))?;
        let name = entry.name().map_err(|error| unreadable(&error))?.into_owned();
        let mut content = Vec::new();
        entry.by_ref().take(MOST + 1).read_to_end(&mut content).map_err(|error| unreadable(&error))?;
        if u64::try_from(content.len()).unwrap_or(u64::MAX) > MOST {
            return Err(format!("“{name}”太大"));
        }
        files.push((name, content));
    }
    Ok(files)
}
