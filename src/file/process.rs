//! Which process wrote something beside a budget, and whether it still runs.
//!
//! A process id alone does not say: after a restart another program may have it. On Linux the start of
//! the machine and of the process are noted too; elsewhere they are unknown, and so is whether a process
//! still runs. Nothing here asks another machine.

use std::fs;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

/// When this program was first asked who it is, which it is right at its start.
static STARTED: LazyLock<String> =
    LazyLock::new(|| jiff::Zoned::now().strftime("%Y-%m-%dT%H:%M:%S").to_string());

/// A process, as far as it can be told from others.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Process {
    /// The machine's name; empty if unknown.
    #[serde(default)]
    pub host: String,
    /// The user's name; empty if unknown.
    #[serde(default)]
    pub user: String,
    /// Its number.
    pub pid: u32,
    /// The start of the machine and of the process, where the system tells.
    #[serde(default)]
    pub born: String,
    /// When the program was started, in local time, to be shown.
    #[serde(default)]
    pub started: String,
}

/// Whether a process still runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alive {
    /// It is this one.
    Myself,
    /// It runs.
    Yes,
    /// It has ended.
    No,
    /// It is on another machine, or the system does not tell.
    Unknown,
}

impl Process {
    /// This process.
    pub fn this() -> Self {
        let pid = std::process::id();
        let variable = |names: [&str; 2]| names.iter().find_map(|name| std::env::var(name).ok());
        let host = fs::read_to_string("/proc/sys/kernel/hostname").ok();
        Self {
            host: host
                .map(|name| name.trim().to_owned())
                .or_else(|| variable(["COMPUTERNAME", "HOSTNAME"]))
                .unwrap_or_default(),
            user: variable(["USER", "LOGNAME"])
                .or_else(|| std::env::var("USERNAME").ok())
                .or_else(|| Some(std::env::home_dir()?.file_name()?.to_str()?.to_owned()))
                .unwrap_or_default(),
            pid,
            born: born(pid).unwrap_or_default(),
            started: STARTED.clone(),
        }
    }

    /// Who it is, in words: the user, on which machine.
    pub fn name(&self) -> String {
        let or = |text: &str, other: &str| if text.is_empty() { other.to_owned() } else { text.to_owned() };
        format!("{}（电脑 {}）", or(&self.user, "某位用户"), or(&self.host, "不详"))
    }

    /// Whether it was started by the same user on the same machine as this one.
    pub fn is_of_this_user(&self) -> bool {
        let this = Self::this();
        (&self.user, &self.host) == (&this.user, &this.host)
    }

    /// Whether it still runs.
    pub fn alive(&self) -> Alive {
        let this = Self::this();
        if self.host != this.host || self.host.is_empty() {
            return Alive::Unknown;
        }
        if (self.pid, &self.born) == (this.pid, &this.born) {
            return Alive::Myself;
        }
        if self.born.is_empty() || this.born.is_empty() {
            return Alive::Unknown;
        }
        if born(self.pid).is_some_and(|born| born == self.born) { Alive::Yes } else { Alive::No }
    }
}

/// When the machine and the process were started; `None` if it does not run or the system does not tell.
fn born(pid: u32) -> Option<String> {
    let boot = fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name, in brackets, may hold anything; behind it stand the state and, 20th, the start.
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace();
    if matches!(fields.next()?, "Z" | "X") {
        return None;
    }
    let start = fields.nth(18)?;
    Some(format!("{}/{start}", boot.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_knows_itself_and_tells_others_apart() {
        let this = Process::this();
        assert_eq!(this.alive(), Alive::Myself);
        assert_eq!(Process { host: "别的机器".to_owned(), ..this.clone() }.alive(), Alive::Unknown);
        if this.born.is_empty() {
            return;
        }
        // The same number, but another start: a process that ended before this one began.
        let before = Process { born: "x/1".to_owned(), ..this.clone() };
        assert_eq!(before.alive(), Alive::No);
        let mut other = std::process::Command::new("sleep").arg("10").spawn().unwrap();
        let pid = other.id();
        let process = Process { pid, born: born(pid).unwrap(), ..this };
        assert_eq!(process.alive(), Alive::Yes);
        other.kill().unwrap();
        other.wait().unwrap();
        assert_eq!(process.alive(), Alive::No);
    }
}
