//! Whether a package is what its list says: every file there and unchanged, none added, and the findings as they were.

use std::collections::BTreeSet;
use std::io::{Cursor, Read};
use std::path::Path;

use zip::ZipArchive;

use super::{BUDGET, MANIFEST, Manifest, PACKAGE, again, sha256, state};
use crate::file;
use crate::opening;
use crate::rules::Finding;
use crate::schema::Formats;
use crate::session::Session;

/// The most that a file of a package may be.
const MOST: u64 = 256 << 20;
/// What the end of a zip begins with.
const END: &[u8] = b"PK\x05\x06";
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
    /// The text of its budget, if it has one.
    pub budget: Option<String>,
}

impl Verified {
    /// How the package stands, in a sentence.
    pub fn words(&self) -> String {
        match (self.wrong.len(), self.remarks.is_empty()) {
            (0, true) => "各文件与清单一致".to_owned(),
            (0, false) => "各文件与清单一致，但有要说明的".to_owned(),
            (count, _) => format!("有 {count} 处与清单不符"),
        }
    }
}

/// Whether a file is a package, or was meant to be one: a zip with a list in it.
pub fn is_package(path: &Path) -> bool {
    let is_zip = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("zip"));
    is_zip
        && std::fs::File::open(path).is_ok_and(|file| {
            ZipArchive::new(std::io::BufReader::new(file))
                .is_ok_and(|zip| zip.index_for_name(MANIFEST).is_some())
        })
}

/// Holds a package against its list.
///
/// # Errors
/// Says in Chinese why it is no package that can be read.
pub fn verify(path: &Path, formats: &Formats) -> Result<Verified, String> {
    let (bytes, _) =
        opening::read(path, opening::DOCUMENT).map_err(|error| format!("{}：{error}", path.display()))?;
    let (files, twice) = files(&bytes).map_err(|error| format!("{}：{error}", path.display()))?;
    let list = files.iter().find(|(name, _)| name == MANIFEST).map(|(_, bytes)| bytes);
    let list = list.ok_or_else(|| format!("{}：里面没有{MANIFEST}，不是移交的压缩包", path.display()))?;
    let manifest: Manifest = serde_json::from_slice(list).map_err(|error| unreadable(path, &error))?;
    let budget = files.iter().find(|(name, _)| name == BUDGET);
    let budget = budget.map(|(_, bytes)| String::from_utf8_lossy(bytes).into_owned());
    let mut verified = Verified { manifest, wrong: twice.into_iter().collect(), remarks: Vec::new(), budget };
    if verified.manifest.package != PACKAGE {
        let version = verified.manifest.package;
        verified.wrong.push(format!(
            "{MANIFEST}的版本是 {version}，这个程序只认版本 {PACKAGE}，不能核对全；请换用新的程序"
        ));
    }
    let listed = &verified.manifest.files;
    if listed.iter().all(|listed| listed.name != BUDGET) {
        verified.wrong.push(format!("清单里没有“{BUDGET}”"));
    }
    let mut seen = BTreeSet::new();
    let twice = listed.iter().filter(|listed| !seen.insert(listed.name.as_str()));
    let twice: Vec<String> =
        twice.map(|listed| format!("清单里“{}”有两个，不知哪个为准", listed.name)).collect();
    verified.wrong.extend(twice);
    for listed in &verified.manifest.files {
        match files.iter().find(|(name, _)| *name == listed.name) {
            None => verified.wrong.push(format!("缺少“{}”", listed.name)),
            Some((_, bytes)) if sha256(bytes) != listed.sha256 => {
                verified.wrong.push(format!("“{}”改动过：内容与清单不符", listed.name));
            }
            Some((_, bytes)) if u64::try_from(bytes.len()).ok() != Some(listed.bytes) => {
                let (name, said, is) = (&listed.name, listed.bytes, bytes.len());
                verified.wrong.push(format!("“{name}”有 {is} 字节，清单写的是 {said}"));
            }
            Some(_) => {}
        }
    }
    let is_listed = |name: &String| verified.manifest.files.iter().any(|listed| listed.name == *name);
    let added = files.iter().map(|(name, _)| name).filter(|name| *name != MANIFEST && !is_listed(name));
    let added: Vec<String> = added.map(|name| format!("多出“{name}”，清单里没有")).collect();
    verified.wrong.extend(added);
    check_budget(formats, &mut verified, &files);
    Ok(verified)
}

/// What is said of a list that cannot be read; what is wrong with it would be told in English.
fn unreadable(path: &Path, error: &serde_json::Error) -> String {
    let (place, line) = (path.display(), error.line());
    let why =
        if error.is_data() { "少了应有的项，或项的写法不对" } else { "不是完整的 JSON" };
    format!(
        "{place}：{MANIFEST}第 {line} 行读不出来（{why}），压缩包改动过或已损坏；请向移交的人要原来的压缩包"
    )
}

/// Judges the budget again: by other rules it may stand otherwise than when it was packed. Where it stands the same, its
/// documents are written anew.
fn check_budget(formats: &Formats, verified: &mut Verified, files: &[(String, Vec<u8>)]) {
    let Some(text) = &verified.budget else { return };
    let loaded = match file::from_text(text, formats) {
        Ok(loaded) => loaded,
        Err(error) => {
            verified.wrong.push(format!("“{BUDGET}”读不出来：{error}"));
            return;
        }
    };
    let (budget, manifest) = (&loaded.budget, &verified.manifest);
    let department = (budget.department.code.clone(), budget.department.name.clone());
    let said = (manifest.year, &manifest.department, &manifest.format);
    if said != (budget.year, &department, &budget.format) {
        verified.wrong.push(format!(
            "清单写的是 {} {} {} 年（表式 {}），“{BUDGET}”是 {} {} {} 年（表式 {}）",
            manifest.department.0,
            manifest.department.1,
            manifest.year,
            manifest.format,
            department.0,
            department.1,
            budget.year,
            budget.format
        ));
    }
    let session = Session::new(loaded.budget, loaded.format);
    let findings: Vec<Finding> = session.verdicts().findings().iter().collect();
    let is_right = verified.wrong.is_empty();
    if state(&findings) != verified.manifest.findings {
        if !again::is_own(&verified.manifest) {
            return verified.remarks.push("规则或表式可能已经更新，请重新检查".to_owned());
        }
        // The program that packed it judges it otherwise now: rules are the same, so something else is not.
        verified.wrong.push(format!(
            "“{BUDGET}”重新检查的结果与清单写的不同，而程序和规则没有变：打包后连同清单改动过，\
             或打包的电脑另放了表式"
        ));
    }
    if is_right {
        again::hold(verified, files, &session, &loaded.extras);
    }
}

/// Files with their contents, and what is wrong with them as a whole.
type Files = (Vec<(String, Vec<u8>)>, Option<String>);

/// The files of a zip.
fn files(bytes: &[u8]) -> Result<Files, String> {
    // What is wrong within the container would be told in English, and to nobody's use.
    let damaged = || "压缩包已损坏；请向移交的人要原来的压缩包".to_owned();
    let Ok(mut zip) = ZipArchive::new(Cursor::new(bytes)) else {
        return Err("不是压缩包，或已损坏；要核对的是 yusuan pack 或“报送打包”打的包（.zip）".to_owned());
    };
    if zip.len() > MOST_FILES {
        return Err(format!("压缩包里有 {} 个文件，移交的不会超过 {MOST_FILES} 个", zip.len()));
    }
    // Of entries of one name the archive gives one alone; its end says how many there are.
    let end = bytes.windows(END.len()).rposition(|window| window == END);
    let count = end.and_then(|at| Some([*bytes.get(at + 10)?, *bytes.get(at + 11)?]));
    let is_twice = count.is_some_and(|count| usize::from(u16::from_le_bytes(count)) != zip.len());
    let twice = is_twice.then(|| "压缩包里有同名的文件，不知哪个为准；请向移交的人要原来的压缩包".to_owned());
    let mut files = Vec::new();
    for at in 0..zip.len() {
        let mut entry = zip.by_index(at).map_err(|_| damaged())?;
        let name = entry.name().map_err(|_| damaged())?.into_owned();
        let mut content = Vec::new();
        entry.by_ref().take(MOST + 1).read_to_end(&mut content).map_err(|_| damaged())?;
        if u64::try_from(content.len()).unwrap_or(u64::MAX) > MOST {
            return Err(format!("“{name}”太大"));
        }
        files.push((name, content));
    }
    Ok((files, twice))
}
