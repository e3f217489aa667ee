//! Who has a file open: `.市委办.ron.lock` beside it names machine, user, process and time.
//!
//! The lock tells people, it hinders nobody: what keeps one from overwriting the other's work is the
//! stamp of the file ([`super::save_since`]). A lock whose process has ended is replaced silently. On
//! another machine, or where the system does not tell, a lock counts until it is a day old; its holder gives
//! signs of life (the time of the lock file), so that people can tell sooner and take it over. Where none can be
//! written there is none. A file of that name that is no lock is left alone.

use std::ffi::OsString;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::places::real;
use super::process::{Alive, Process};
use crate::opening;

/// When a lock of which nobody knows whether it still counts no longer does.
const OLD: Duration = Duration::from_secs(24 * 60 * 60);

/// How often a holder gives a sign of life.
pub const RENEWED: Duration = Duration::from_secs(60);

/// Who has a file open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    /// The program.
    #[serde(flatten)]
    pub process: Process,
    /// Since when, `2026-11-23T14:05:09`.
    pub since: String,
    /// How long ago it last gave a sign of life, if the clocks of both machines agree.
    #[serde(skip)]
    pub silent: Option<Duration>,
}

impl Holder {
    /// In words: who, on which machine.
    pub fn name(&self) -> String {
        let or = |text: &str, other: &str| if text.is_empty() { other.to_owned() } else { text.to_owned() };
        format!("{}（电脑 {}）", or(&self.process.user, "某位用户"), or(&self.process.host, "不详"))
    }

    /// How long it has given no sign of life, where that is long enough to wonder.
    pub fn silence(&self) -> Option<String> {
        let minutes = self.silent.filter(|silent| *silent > 3 * RENEWED)?.as_secs() / 60;
        Some(if minutes < 120 { format!("{minutes} 分钟") } else { format!("{} 小时", minutes / 60) })
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
    let (path, text) = (place(file), own_text());
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

/// Locks a file that somebody else has locked, who learns of it by [`Lock::renew`]. `None` where no lock can be
/// written.
pub fn take_over(file: &Path) -> Option<Lock> {
    let (path, text) = (place(file), own_text());
    fs::write(&path, &text).ok()?;
    Some(Lock { path, text })
}

fn own_text() -> String {
    let since = jiff::Zoned::now().strftime("%Y-%m-%dT%H:%M:%S").to_string();
    serde_json::to_string(&Holder { process: Process::this(), since, silent: None }).unwrap_or_default()
}

enum Standing {
    Counts(Box<Holder>),
    Stale,
    Strange,
}

fn standing(path: &Path) -> Standing {
    let Ok(text) = opening::read_text(path, opening::SMALL) else {
        return Standing::Strange;
    };
    let time = path.metadata().and_then(|metadata| metadata.modified());
    let silent = time.ok().and_then(|time| time.elapsed().ok());
    let old = silent.is_some_and(|silent| silent > OLD);
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
        Alive::Yes | Alive::Unknown => Standing::Counts(Box::new(Holder { silent, ..holder })),
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

    /// Gives a sign of life.
    ///
    /// # Errors
    /// Who has taken the lock over.
    pub fn renew(&self) -> Result<(), Box<Holder>> {
        let Ok(text) = opening::read_text(&self.path, opening::SMALL) else {
            // Removed, or the folder is away for a while: nobody else holds it.
            return Ok(());
        };
        if text == self.text {
            if let Ok(file) = OpenOptions::new().append(true).open(&self.path) {
                let _ = file.set_modified(std::time::SystemTime::now());
            }
            return Ok(());
        }
        serde_json::from_str::<Holder>(&text).map_or(Ok(()), |holder| Err(Box::new(holder)))
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
        serde_json::to_string(&Holder { process, since: "2026-11-23T14:05:09".to_owned(), silent: None })
            .unwrap()
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
    fn a_silent_lock_is_taken_over_and_its_holder_learns_of_it() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("预算.ron");
        fs::write(&file, "x").unwrap();
        let path = folder.path().join(".预算.ron.lock");
        let other = Process { host: "财政局-3".to_owned(), user: "会计".to_owned(), ..Process::this() };
        let theirs = Lock { path: path.clone(), text: holder(other) };
        fs::write(&path, &theirs.text).unwrap();
        let lasting = |silent: Duration| {
            let time = std::time::SystemTime::now() - silent;
            fs::File::options().append(true).open(&path).unwrap().set_modified(time).unwrap();
            acquire(&file).unwrap_err().silence()
        };
        assert_eq!(lasting(Duration::from_secs(90)), None);
        assert_eq!(lasting(Duration::from_secs(15 * 60)).as_deref(), Some("15 分钟"));
        assert_eq!(lasting(Duration::from_secs(5 * 60 * 60)).as_deref(), Some("5 小时"));
        assert_eq!(theirs.renew(), Ok(()));
        assert_eq!(acquire(&file).unwrap_err().silence(), None, "a sign of life");

        let mine = take_over(&file).unwrap();
        assert_eq!(mine.renew(), Ok(()));
        assert_eq!(theirs.renew().unwrap_err().process, Process::this());
        // What is no longer theirs they do not remove.
        drop(theirs);
        assert_eq!(fs::read_to_string(&path).unwrap(), mine.text);
        drop(mine);
        assert!(!path.exists());
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
