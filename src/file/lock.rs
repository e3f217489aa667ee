//! Who has a file open: `.市委办.ron.lock` beside it names machine, user, process and time.
//!
//! The lock tells people, it hinders nobody: what keeps one from overwriting the other's work is the
//! stamp of the file ([`super::save_since`]). A lock whose process has ended is replaced silently. On
//! another machine, or where the system does not tell, a lock counts until it is a day old. Where none
//! can be written there is none. A file of that name that is no lock is left alone.

use std::ffi::OsString;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::places::real;
use super::process::{Alive, Process};

/// When a lock of which nobody knows whether it still counts no longer does.
const OLD: Duration = Duration::from_secs(24 * 60 * 60);

/// Who has a file open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    /// The program.
    #[serde(flatten)]
    pub process: Process,
    /// Since when, `2026-11-23T14:05:09`.
    pub since: String,
}

impl Holder {
    /// In words: who, on which machine.
    pub fn name(&self) -> String {
        let or = |text: &str, other: &str| if text.is_empty() { other.to_owned() } else { text.to_owned() };
        format!("{}（电脑 {}）", or(&self.process.user, "某位用户"), or(&self.process.host, "不详"))
    }

    /// Since when, to be shown.
    pub fn since(&self) -> String {
        self.since.replace('T', " ")
    }
}

/// A lock that this program holds; given back when it is dropped.
#[derive(Debug)]
pub struct Lock {
    path: PathBuf,
    text: String,
}

/// Locks a file. `None` where no lock can be written.
///
/// # Errors
/// Who has it open.
pub fn acquire(file: &Path) -> Result<Option<Lock>, Box<Holder>> {
    let path = place(file);
    let since = jiff::Zoned::now().strftime("%Y-%m-%dT%H:%M:%S").to_string();
    let text = serde_json::to_string(&Holder { process: Process::this(), since }).unwrap_or_default();
    // Once more after a lock that no longer counts was removed.
    for _ in 0..2 {
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(mut file) => {
                if file.write_all(text.as_bytes()).is_err() {
                    let _ = fs::remove_file(&path);
                    return Ok(None);
                }
                return Ok(Some(Lock { path, text }));
            }
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
            Err(_) => return Ok(None),
        }
        match standing(&path) {
            Standing::Counts(holder) => return Err(holder),
            Standing::Strange => return Ok(None),
            Standing::Stale => {
                let _ = fs::remove_file(&path);
            }
        }
    }
    Ok(None)
}

enum Standing {
    Counts(Box<Holder>),
    Stale,
    Strange,
}

fn standing(path: &Path) -> Standing {
    let Ok(text) = fs::read_to_string(path) else {
        return Standing::Strange;
    };
    let old = path
        .metadata()
        .and_then(|metadata| metadata.modified())
        .is_ok_and(|time| time.elapsed().is_ok_and(|age| age > OLD));
    // One that a crash or a power cut left empty.
    if text.trim().is_empty() {
        return if old { Standing::Stale } else { Standing::Strange };
    }
    let Ok(holder) = serde_json::from_str::<Holder>(&text) else {
        return Standing::Strange;
    };
    match holder.process.alive() {
        Alive::No | Alive::Myself => Standing::Stale,
        Alive::Unknown if old => Standing::Stale,
        Alive::Yes | Alive::Unknown => Standing::Counts(Box::new(holder)),
    }
}

fn place(file: &Path) -> PathBuf {
    let file = real(file);
    let mut name = OsString::from(".");
    name.push(file.file_name().unwrap_or_default());
    name.push(".lock");
    file.with_file_name(name)
}

impl Lock {
    /// Whether it is the lock of a file.
    pub fn is_of(&self, file: &Path) -> bool {
        self.path == place(file)
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Only if it is still this one.
        if fs::read_to_string(&self.path).is_ok_and(|text| text == self.text) {
            let _ = fs::remove_file(&self.path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holder(process: Process) -> String {
        serde_json::to_string(&Holder { process, since: "2026-11-23T14:05:09".to_owned() }).unwrap()
    }

    #[test]
    fn a_lock_is_given_back_and_tells_who_holds_it() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("预算.ron");
        fs::write(&file, "x").unwrap();
        let lock = acquire(&file).unwrap().unwrap();
        let path = folder.path().join(".预算.ron.lock");
        assert!(path.is_file());
        drop(lock);
        assert!(!path.is_file());

        let other =
            Process { host: "财政局-3".to_owned(), user: "张会计".to_owned(), ..Process::this() };
        fs::write(&path, holder(other)).unwrap();
        let held = acquire(&file).unwrap_err();
        assert_eq!(held.name(), "张会计（电脑 财政局-3）");
        assert_eq!(held.since(), "2026-11-23 14:05:09");
        // A day later nobody knows whether that still holds.
        let yesterday = std::time::SystemTime::now() - OLD - Duration::from_secs(60);
        fs::File::options().append(true).open(&path).unwrap().set_modified(yesterday).unwrap();
        assert!(acquire(&file).unwrap().is_some());
    }

    #[test]
    fn a_lock_whose_process_ended_is_replaced_and_what_is_no_lock_is_left() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("预算.ron");
        let path = folder.path().join(".预算.ron.lock");
        let this = Process::this();
        if !this.born.is_empty() {
            fs::write(&path, holder(Process { born: "another start".to_owned(), ..this })).unwrap();
            let lock = acquire(&file).unwrap().unwrap();
            drop(lock);
        }
        fs::write(&path, "somebody's own").unwrap();
        assert!(acquire(&file).unwrap().is_none());
        assert_eq!(fs::read_to_string(&path).unwrap(), "somebody's own");
        assert!(acquire(&folder.path().join("没有/预算.ron")).unwrap().is_none());
    }
}
