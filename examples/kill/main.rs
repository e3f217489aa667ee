//! The proof that nothing is lost: a program that edits and saves as fast as it can is killed again and
//! again, and what is found afterwards must be what it had reported, to the last step.
//!
//! ```text
//! cargo run --example kill -- [COUNT=500] [SEED]
//! ```
//!
//! The child edits a budget through the calls that the window makes. Before a step is written to the journal it
//! prints `try N HASH`, afterwards `done N HASH`, the hash being that of the budget's text. The parent kills it
//! (SIGKILL) at a random moment, opens file and journal, and demands the state of the last `done` or of the `try` that
//! follows it. The next round goes on from there. What is edited is of several kinds ([`Kind`]): a file, a budget that
//! is in none, one that is saved under another name again and again, the tables of one unit, and two windows at once.
//! Last of all comes a disk that is full.

mod desk;
mod full;
mod rounds;

use std::error::Error;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use crate::desk::{Desk, Random};
use crate::rounds::{Proved, rounds_of};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// What is edited, and what is done with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A file, saved in its place.
    File,
    /// A budget that is in no file, until it is saved for the first time.
    New,
    /// A file that is saved under other names.
    Elsewhere,
    /// The tables of one unit of a department's file.
    Unit,
    /// Two windows, each with a new budget, in one data folder.
    Two,
}

impl Kind {
    /// All kinds, and how many of a hundred rounds are of each.
    pub const ALL: [(Self, &'static str, usize); 5] = [
        (Self::File, "a file, saved in its place", 32),
        (Self::New, "new budgets and first saves", 24),
        (Self::Elsewhere, "saved under other names", 16),
        (Self::Unit, "in the tables of one unit", 8),
        (Self::Two, "two windows with new budgets", 20),
    ];

    fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().map(|(kind, ..)| kind).find(|kind| format!("{kind:?}") == word)
    }
}

fn main() -> ExitCode {
    yusuan::file::tell_of_limits();
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let ended = match words.as_slice() {
        ["child", kind, folder, seed] => match Kind::named(kind) {
            Some(kind) => child(kind, Path::new(folder), seed.parse().unwrap_or_default()),
            None => Err("no such kind".into()),
        },
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
fn child(kind: Kind, folder: &Path, seed: u64) -> Result<()> {
    let mut random = Random(seed);
    let (mut desk, begun) = Desk::open(folder)?;
    if kind == Kind::Unit {
        let units = desk.session.units();
        desk.unit = units.get(random.below(units.len())).cloned();
        if desk.unit.is_none() {
            return Err("no units".into());
        }
    }
    let mut number = 0_u64;
    say(&format!("{} {number} {:016x}", if begun { "begun" } else { "done" }, desk.hash()))?;
    loop {
        if kind != Kind::Two && random.below(12) == 0 {
            let elsewhere = desk.path.is_none() || kind == Kind::Elsewhere && random.below(2) == 0;
            if elsewhere && kind == Kind::New && random.below(3) > 0 {
                continue;
            }
            let place = if elsewhere { Some(desk::next_place(folder)?) } else { None };
            say(if elsewhere { "saving elsewhere" } else { "saving" })?;
            desk.save(place)?;
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

/// The budget that is edited. Unoptimised, the rules of the sample take so long that little would happen
/// between two kills.
fn budget() -> PathBuf {
    let small = cfg!(debug_assertions);
    repository(if small { "tests/corpus/单一单位.ron" } else { SAMPLE })
}

const SAMPLE: &str = "assets/samples/焦作市委办公室-2023.ron";
/// A department with several units.
const UNITS: &str = "assets/samples/示例区档案局-2023（示例）.ron";

fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn parent(count: usize, seed: u64) -> Result<()> {
    let started = Instant::now();
    let lanes = std::thread::available_parallelism().map_or(1, std::num::NonZero::get).min(8);
    let lanes: Vec<_> = (0..lanes)
        .map(|lane| {
            let rounds = (count + lane) / lanes;
            let seed = seed + 1000 * lane as u64;
            std::thread::spawn(move || -> std::result::Result<Vec<Proved>, String> {
                let of_kind = |(kind, _, share): (Kind, &str, usize)| {
                    let rounds = (rounds * share).div_ceil(100);
                    rounds_of(kind, rounds, seed).map_err(|error| format!("{kind:?}: {error}"))
                };
                Kind::ALL.into_iter().map(of_kind).collect()
            })
        })
        .collect();
    let mut all: Vec<Proved> = Kind::ALL.iter().map(|_| Proved::default()).collect();
    for lane in lanes {
        for (sum, proved) in all.iter_mut().zip(lane.join().map_err(|_| "a lane")??) {
            sum.add(&proved);
        }
    }
    let mut sum = Proved::default();
    all.iter().for_each(|proved| sum.add(proved));
    println!(
        "killed {} times in {:.1} s (seed {seed}), nothing lost",
        sum.kills,
        started.elapsed().as_secs_f32()
    );
    for ((_, words, _), proved) in Kind::ALL.into_iter().zip(&all) {
        println!("  {words}: {proved}");
    }
    println!(
        "  at most {} steps restored at once; {} temporary files left by kills while writing",
        sum.most, sum.strays
    );
    let folder = tempfile::tempdir()?;
    full::full(folder.path())
}
