//! The proof that nothing is lost: a program that edits and saves as fast as it can is killed again and
//! again, and what is found afterwards must be what it had reported, to the last step.
//!
//! ```text
//! cargo run --example kill -- [COUNT=500] [SEED]
//! ```
//!
//! The child edits a copy of a budget through the calls that the window makes. Before a step is
//! written to the journal it prints `try N HASH`, afterwards `done N HASH`, the hash being that of the
//! budget's text. The parent kills it (SIGKILL) at a random moment, opens file and journal, and demands
//! the state of the last `done` or of the `try` that follows it. The next round goes on from there. Last
//! of all comes a disk that is full.

mod desk;
mod full;

use std::error::Error;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use crate::desk::{Desk, Random};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let ended = match words.as_slice() {
        ["child", folder, seed] => child(Path::new(folder), seed.parse().unwrap_or_default()),
        ["full", folder] => full::until_full(Path::new(folder)),
        [] => parent(500, 1),
        [count] => parent(count.parse().unwrap_or(500), 1),
        [count, seed, ..] => parent(count.parse().unwrap_or(500), seed.parse().unwrap_or(1)),
    };
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("FAILED: {error}");
            ExitCode::FAILURE
        }
    }
}

/// One line to the parent, at once and whole.
fn say(line: &str) -> Result<()> {
    let mut out = std::io::stdout().lock();
    out.write_all(format!("{line}\n").as_bytes())?;
    out.flush()?;
    Ok(())
}

/// Edits and saves until it is killed.
fn child(folder: &Path, seed: u64) -> Result<()> {
    let mut random = Random(seed);
    let mut desk = Desk::open(folder)?;
    let mut number = 0_u64;
    say(&format!("done {number} {:016x}", desk.hash()))?;
    loop {
        if random.below(12) == 0 {
            say("saving")?;
            desk.save()?;
            say("saved")?;
            continue;
        }
        desk.act(&mut random);
        let log = desk.session.take_log();
        if log.is_empty() {
            continue;
        }
        number += 1;
        let hash = desk.hash();
        say(&format!("try {number} {hash:016x}"))?;
        desk.journal.record(&log)?;
        say(&format!("done {number} {hash:016x}"))?;
        desk.journal.flush()?;
    }
}

/// What a child said, of which the last words are what matters.
#[derive(Default)]
struct Said {
    done: Option<u64>,
    tried: Option<u64>,
    saving: bool,
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
            "done" => {
                self.steps += usize::from(self.done.is_some());
                (self.done, self.tried) = (hash, None);
            }
            "saving" => self.saving = true,
            "saved" => {
                self.saving = false;
                self.saves += 1;
            }
            _ => {}
        }
    }
}

/// The budget that is edited. Unoptimised, the rules of the sample take so long that little would happen
/// between two kills.
fn budget() -> PathBuf {
    let small = cfg!(debug_assertions);
    repository(if small { "tests/corpus/单一单位.ron" } else { SAMPLE })
}

const SAMPLE: &str = "assets/samples/焦作市委办公室-2023.ron";

fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// What was proved.
#[derive(Default)]
struct Proved {
    kills: usize,
    while_saving: usize,
    while_opening: usize,
    in_flight: usize,
    steps: usize,
    saves: usize,
    most: usize,
    strays: usize,
}

fn parent(count: usize, seed: u64) -> Result<()> {
    let started = Instant::now();
    let lanes = std::thread::available_parallelism().map_or(1, std::num::NonZero::get).min(8);
    let lanes: Vec<_> = (0..lanes)
        .map(|lane| {
            let rounds = (count + lane) / lanes;
            let seed = seed + 1000 * lane as u64;
            std::thread::spawn(move || rounds_of(rounds, seed).map_err(|error| error.to_string()))
        })
        .collect();
    let mut all = Proved::default();
    for lane in lanes {
        let proved = lane.join().map_err(|_| "a lane")??;
        all.kills += proved.kills;
        all.while_saving += proved.while_saving;
        all.while_opening += proved.while_opening;
        all.in_flight += proved.in_flight;
        all.steps += proved.steps;
        all.saves += proved.saves;
        all.most = all.most.max(proved.most);
        all.strays += proved.strays;
    }
    let Proved { kills, while_saving, while_opening, in_flight, steps, saves, most, strays } = all;
    println!("killed {kills} times in {:.1} s (seed {seed}), nothing lost", started.elapsed().as_secs_f32());
    println!("    {while_saving} while saving, {while_opening} while opening or restoring");
    println!("    {steps} steps and {saves} saves proved, {in_flight} steps kept that were not yet reported");
    println!(
        "    at most {most} steps restored at once; {strays} temporary files left by kills while writing"
    );
    let folder = tempfile::tempdir()?;
    full::full(folder.path())
}

/// Round after round in a folder of its own, each going on from what the one before left.
fn rounds_of(count: usize, seed: u64) -> Result<Proved> {
    let folder = tempfile::tempdir()?;
    std::fs::copy(budget(), folder.path().join("预算.ron"))?;
    let mut random = Random(seed);
    let mut state = Desk::look(folder.path())?.0.hash();
    let mut proved = Proved::default();
    for round in 1..=count {
        let said = run_and_kill(folder.path(), &mut random)?;
        let (desk, recovery) = Desk::look(folder.path())
            .map_err(|error| format!("round {round}: what is there cannot be opened: {error}"))?;
        let restored = recovery.map_or(0, |recovery| recovery.done().len());
        let found = desk.hash();
        // Before its first word the child can have changed nothing.
        let last = said.done.unwrap_or(state);
        if found != last && Some(found) != said.tried {
            let kept = folder.keep();
            return Err(format!(
                "round {round}: found {found:016x}, reported {last:016x}, tried {:?}, {restored} restored; see {}",
                said.tried,
                kept.display()
            )
            .into());
        }
        proved.kills += 1;
        proved.in_flight += usize::from(found != last);
        proved.while_saving += usize::from(said.saving);
        proved.while_opening += usize::from(said.done.is_none());
        proved.steps += said.steps;
        proved.saves += said.saves;
        proved.most = proved.most.max(restored);
        state = found;
    }
    // Nothing may be left lying about but the file, its journal and what that began with.
    for entry in folder.path().read_dir()? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        let known = ["预算.ron", ".预算.ron.journal", ".预算.ron.journal.base"].contains(&name.as_str());
        proved.strays += usize::from(!known);
    }
    Ok(proved)
}

/// Runs a child for a random short time and returns what it said.
fn run_and_kill(folder: &Path, random: &mut Random) -> Result<Said> {
    let mut child = Command::new(std::env::current_exe()?)
        .arg("child")
        .arg(folder)
        .arg(random.next().to_string())
        .stdout(Stdio::piped())
        .spawn()?;
    let out = child.stdout.take().ok_or("no output")?;
    let (sender, heard) = mpsc::channel();
    let reader = std::thread::spawn(move || {
        for line in BufReader::new(out).lines().map_while(std::result::Result::ok) {
            if sender.send(line).is_err() {
                break;
            }
        }
    });
    let mut said = Said::default();
    let early = random.below(8) == 0;
    let span = Duration::from_micros(random.below(60_000) as u64);
    if early {
        std::thread::sleep(span);
    } else {
        if let Ok(line) = heard.recv() {
            said.hear(&line);
        }
        std::thread::sleep(span);
        // Aim at saving now and then: it is the rarest moment.
        if random.below(3) == 0 {
            while let Ok(line) = heard.recv_timeout(Duration::from_secs(5)) {
                said.hear(&line);
                if said.saving {
                    std::thread::sleep(Duration::from_micros(random.below(6_000) as u64));
                    break;
                }
            }
        }
    }
    if let Some(status) = child.try_wait()? {
        return Err(format!("the child ended by itself: {status}").into());
    }
    child.kill()?;
    child.wait()?;
    for line in heard {
        said.hear(&line);
    }
    reader.join().map_err(|_| "the reader")?;
    Ok(said)
}
