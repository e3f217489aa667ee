//! The proof that what is typed is what is saved: the window is typed into, fast and at a human pace, and stopped
//! again and again while keys arrive, as a slow disk, a sleeping machine or a remote desktop stop it. What was
//! typed, by the reckoning of a plain spreadsheet, must then be in the file, cell by cell.
//!
//! ```text
//! cargo run --example typing -- [STALLS=20] [SEED]
//! ```
//!
//! It needs `Xvfb` and `xdotool`. The window is this program started again: it is the library's own
//! ([`yusuan::ui::run`]), as the command starts it, and never older than what was just built. The spreadsheet is
//! that of the property test, which puts the same keys into frames without a display.

mod desk;
#[path = "../../tests/suite/window/sequences/model.rs"]
#[allow(dead_code, clippy::indexing_slicing)]
mod model;
mod screen;

use std::error::Error;
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use crate::desk::{Desk, Random};
use crate::model::Act;
use crate::screen::Screen;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// Stalls between two saves.
const ROUND: usize = 4;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let number =
        |word: Option<&&str>, otherwise: u64| word.and_then(|word| word.parse().ok()).unwrap_or(otherwise);
    let ended = match words.as_slice() {
        ["window", file] => yusuan::ui::run(vec![Path::new(file).to_owned()], Default::default(), Vec::new())
            .map_err(Into::into),
        words => proof(number(words.first(), 20) as usize, number(words.get(1), 1)),
    };
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("FAILED: {error}");
            ExitCode::FAILURE
        }
    }
}

/// What was proved.
#[derive(Default)]
struct Proved {
    keys: usize,
    keys_while_stopped: usize,
    saves: usize,
    changed: usize,
}

fn proof(stalls: usize, seed: u64) -> Result<()> {
    let started = Instant::now();
    let folder = tempfile::tempdir()?;
    let mut desk = Desk::new(folder.path())?;
    let mut random = Random(seed);
    let mut proved = Proved::default();
    let mut acts: Vec<Act> = Vec::new();
    let mut screen = Screen::open(folder.path(), &desk.file)?;
    let shown = (|| -> Result<()> {
        // From the first table to the third, whose first cell the cursor is then on.
        screen.type_keys(&["ctrl+Next".to_owned(), "ctrl+Next".to_owned()], 50)?;
        for stall in 1..=stalls {
            let burst = desk.burst(&mut random);
            let keys: Vec<String> = burst.iter().flat_map(desk::keys).collect();
            // From what held keys repeat at to how somebody types figures from a sheet.
            let slowest = if random.below(3) == 0 { 120 } else { 25 };
            let pace = 2 + random.below(slowest) as u64;
            let whole = pace * keys.len() as u64;
            let before = Duration::from_millis(random.below(whole as usize + 1) as u64);
            let stopped = Duration::from_millis(60 + random.below(700) as u64);
            screen.type_and_stop(&keys, pace, before, stopped)?;
            proved.keys += keys.len();
            let left = whole.saturating_sub(before.as_millis() as u64);
            proved.keys_while_stopped += (left.min(stopped.as_millis() as u64) / pace) as usize;
            acts.extend(burst);
            if stall % ROUND == 0 || stall == stalls {
                screen.type_keys(&["Escape".to_owned(), "ctrl+s".to_owned()], 20)?;
                acts.push(Act::Escape);
                desk.model.act(&Act::Escape);
                proved.changed = desk.await_saved(Duration::from_secs(30))?;
                proved.saves += 1;
            }
        }
        Ok(())
    })();
    if let Err(error) = shown {
        let picture = screen.picture(folder.path());
        drop(screen);
        let kept = folder.keep();
        return Err(format!(
            "seed {seed}: {error}\n    typed: {acts:?}\n    see {} {picture}",
            kept.display()
        )
        .into());
    }
    println!(
        "stopped {stalls} times in {:.1} s (seed {seed}), nothing lost or misplaced",
        started.elapsed().as_secs_f32()
    );
    let Proved { keys, keys_while_stopped, saves, changed } = proved;
    println!("    {keys} keys typed, about {keys_while_stopped} of them while the window was stopped");
    println!(
        "    {saves} saves compared cell by cell; {changed} cells differ from what was opened, as typed"
    );
    Ok(())
}
