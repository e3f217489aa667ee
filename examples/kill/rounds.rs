//! Round after round: children are run, killed and held to what they said.

use std::fmt;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

use tempfile::TempDir;

use crate::desk::{Desk, Random, saved, unsaved};
use crate::{Kind, Result, UNITS, budget, repository};

/// What a child said, of which the last words are what matters.
#[derive(Default)]
struct Said {
    opened: Option<u64>,
    /// Whether what it opened was new.
    begun: bool,
    done: Option<u64>,
    tried: Option<u64>,
    saving: bool,
    saving_elsewhere: bool,
    steps: usize,
    saves: usize,
}

impl Said {
    fn hear(&mut self, line: &str) {
        let mut words = line.split(' ');
        let (word, hash) = (words.next().unwrap_or_default(), words.nth(1));
        let hash = hash.and_then(|hash| u64::from_str_radix(hash, 16).ok());
        match word {
            "try" => self.tried = hash,
            "begun" | "done" => {
                self.begun |= word == "begun";
                self.steps += usize::from(self.done.is_some());
                self.opened = self.opened.or(hash);
                (self.done, self.tried) = (hash, None);
            }
            "saving" => (self.saving, self.saving_elsewhere) = (true, line.ends_with("elsewhere")),
            "saved" => {
                self.saving = false;
                self.saves += 1;
            }
            _ => {}
        }
    }

    /// Whether a state is one that the child may have left behind.
    fn may_have_left(&self, found: u64) -> bool {
        self.done == Some(found) || self.tried == Some(found)
    }
}

/// What was proved.
#[derive(Default)]
pub struct Proved {
    pub kills: usize,
    while_saving: usize,
    while_saving_elsewhere: usize,
    while_opening: usize,
    in_flight: usize,
    steps: usize,
    saves: usize,
    pub most: usize,
    pub strays: usize,
}

impl Proved {
    pub fn add(&mut self, other: &Self) {
        self.kills += other.kills;
        self.while_saving += other.while_saving;
        self.while_saving_elsewhere += other.while_saving_elsewhere;
        self.while_opening += other.while_opening;
        self.in_flight += other.in_flight;
        self.steps += other.steps;
        self.saves += other.saves;
        self.most = self.most.max(other.most);
        self.strays += other.strays;
    }

    fn count(&mut self, said: &Said) {
        self.kills += 1;
        self.while_saving += usize::from(said.saving);
        self.while_saving_elsewhere += usize::from(said.saving && said.saving_elsewhere);
        self.while_opening += usize::from(said.done.is_none());
        self.steps += said.steps;
        self.saves += said.saves;
    }
}

impl fmt::Display for Proved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} kills, {} of them while saving ({} to a new place), {} while opening or restoring; {} steps and {} saves \
             proved, {} steps kept that were not yet reported",
            self.kills,
            self.while_saving,
            self.while_saving_elsewhere,
            self.while_opening,
            self.steps,
            self.saves,
            self.in_flight
        )
    }
}

/// A folder as a kind of round begins in it.
fn folder_for(kind: Kind) -> Result<TempDir> {
    let folder = tempfile::tempdir()?;
    let source = match kind {
        Kind::File | Kind::Elsewhere => Some(budget()),
        Kind::Unit => Some(repository(UNITS)),
        Kind::New | Kind::Two => None,
    };
    if let Some(source) = source {
        std::fs::copy(source, folder.path().join("预算000000.ron"))?;
    }
    Ok(folder)
}

/// The states that are found, and how many steps the longest journal gave back.
fn states(folder: &Path) -> Result<(Vec<u64>, usize)> {
    let (mut states, mut most) = (Vec::new(), 0);
    for found in unsaved(&folder.join("data"))? {
        most = most.max(found.done().len());
        states.push(Desk::of(folder, &found)?.hash());
    }
    if states.is_empty() && !saved(folder)?.is_empty() {
        let (desk, recovery) = Desk::look(folder)?;
        most = recovery.map_or(0, |recovery| recovery.done().len());
        states.push(desk.hash());
    }
    Ok((states, most))
}

/// Rounds of one kind, each going on from what the one before left.
pub fn rounds_of(kind: Kind, count: usize, seed: u64) -> Result<Proved> {
    let mut random = Random(seed);
    let mut proved = Proved::default();
    let mut folder = folder_for(kind)?;
    let mut before = states(folder.path())?.0;
    let mut killed = 0;
    while killed < count {
        let windows = if kind == Kind::Two { 2 } else { 1 };
        let said = run_and_kill(kind, folder.path(), windows, &mut random)?;
        killed += windows;
        let kept = |folder: TempDir, reason: String| {
            format!("after {killed} kills: {reason}; see {}", folder.keep().display())
        };
        let (found, most) = match states(folder.path()) {
            Ok(found) => found,
            Err(error) => return Err(kept(folder, error.to_string()).into()),
        };
        if let Err(error) = hold(&said, &before, &found) {
            return Err(kept(folder, error).into());
        }
        for said in &said {
            proved.count(said);
            proved.in_flight += usize::from(said.tried.is_some_and(|tried| found.contains(&tried)));
        }
        proved.most = proved.most.max(most);
        // Begun anew now and then, so that first times are many; and old files go.
        let files = saved(folder.path())?;
        let anew = match kind {
            Kind::New => !files.is_empty(),
            Kind::Two => found.len() > 4,
            _ => false,
        };
        if anew || killed >= count {
            proved.strays += strays(folder.path())?;
        }
        if anew {
            folder = folder_for(kind)?;
            before = states(folder.path())?.0;
        } else {
            for old in files.iter().rev().skip(2) {
                std::fs::remove_file(old)?;
            }
            before = found;
        }
    }
    Ok(proved)
}

/// What is found must be what was there before, with what the children said they had done to it.
fn hold(said: &[Said], before: &[u64], found: &[u64]) -> std::result::Result<(), String> {
    let (mut untouched, mut left) = (before.to_vec(), found.to_vec());
    for child in said {
        let Some(opened) = child.opened else {
            continue;
        };
        // What it went on from is there no more. One that is new looks like any other that is new.
        if let Some(at) = untouched.iter().position(|state| *state == opened && !child.begun) {
            untouched.swap_remove(at);
        }
        let at = left.iter().position(|state| child.may_have_left(*state)).ok_or_else(|| {
            format!("found {found:016x?}, reported {:016x?}, tried {:016x?}", child.done, child.tried)
        })?;
        left.swap_remove(at);
    }
    for state in untouched {
        let at = left.iter().position(|there| *there == state);
        let at = at.ok_or_else(|| format!("found {found:016x?}, {state:016x} of before is missing"))?;
        left.swap_remove(at);
    }
    // Before its first word a child may have begun a new budget.
    let silent = said.iter().filter(|child| child.opened.is_none()).count();
    if left.len() > silent { Err(format!("found {left:016x?} besides, which nobody said")) } else { Ok(()) }
}

/// Nothing may be left lying about but files, journals and what these began with.
fn strays(folder: &Path) -> Result<usize> {
    let known = |name: &str| {
        [".ron", ".journal", ".journal.base", ".lock"].iter().any(|ending| name.ends_with(ending))
            || ["data", "journals"].contains(&name)
    };
    let mut strays = 0;
    for folder in [folder.to_owned(), folder.join("data/journals")] {
        for entry in folder.read_dir().into_iter().flatten() {
            strays += usize::from(!known(&entry?.file_name().to_string_lossy()));
        }
    }
    Ok(strays)
}

/// Runs children for a random short time and returns what they said.
fn run_and_kill(kind: Kind, folder: &Path, windows: usize, random: &mut Random) -> Result<Vec<Said>> {
    let mut children = Vec::new();
    for _ in 0..windows {
        children.push(run(kind, folder, random.next())?);
    }
    let early = random.below(8) == 0;
    let span = Duration::from_micros(random.below(60_000) as u64);
    let mut said: Vec<Said> = children.iter().map(|_| Said::default()).collect();
    if !early {
        for ((_, heard), said) in children.iter().zip(&mut said) {
            if let Ok(line) = heard.recv() {
                said.hear(&line);
            }
        }
    }
    std::thread::sleep(span);
    // Aim at saving now and then: it is the rarest moment.
    if !early
        && kind != Kind::Two
        && random.below(3) == 0
        && let (Some((_, heard)), Some(said)) = (children.first(), said.first_mut())
    {
        while let Ok(line) = heard.recv_timeout(Duration::from_secs(20)) {
            said.hear(&line);
            if said.saving {
                std::thread::sleep(Duration::from_micros(random.below(6_000) as u64));
                break;
            }
        }
    }
    for (child, _) in &mut children {
        if let Some(status) = child.try_wait()? {
            return Err(format!("the child ended by itself: {status}").into());
        }
        child.kill()?;
    }
    for ((mut child, heard), said) in children.into_iter().zip(&mut said) {
        child.wait()?;
        for line in heard {
            said.hear(&line);
        }
    }
    Ok(said)
}

fn run(kind: Kind, folder: &Path, seed: u64) -> Result<(Child, Receiver<String>)> {
    let mut child = Command::new(std::env::current_exe()?)
        .arg("child")
        .arg(format!("{kind:?}"))
        .arg(folder)
        .arg(seed.to_string())
        .stdout(Stdio::piped())
        .spawn()?;
    let out = child.stdout.take().ok_or("no output")?;
    let (sender, heard) = mpsc::channel();
    std::thread::spawn(move || {
        for line in BufReader::new(out).lines().map_while(std::result::Result::ok) {
            if sender.send(line).is_err() {
                break;
            }
        }
    });
    Ok((child, heard))
}
