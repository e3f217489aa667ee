//! Whatever was done, and wherever the journal is cut: the state after the last complete line.

use std::fs;
use std::path::Path;

use proptest::prelude::*;

use super::{Desk, extras};
use crate::edit::tests::{Act, act, step};
use crate::file::journal::lines;
use crate::session::Session;

/// What a user does, and what becomes of it on disk.
#[derive(Clone, Debug)]
enum Deed {
    Act(Act),
    Save,
    /// The file is written, and the program goes on without having begun the journal anew.
    HalfSave,
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![12 => act().prop_map(Deed::Act), 1 => Just(Deed::Save), 1 => Just(Deed::HalfSave)]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(12) })]

    #[test]
    fn cut_anywhere_it_gives_the_state_after_the_last_complete_line(
        deeds in proptest::collection::vec(deed(), 1..24),
    ) {
        let mut desk = Desk::new();
        // The state after each line of the journal as it is now; the first is that of the file.
        let mut states = vec![desk.session.budget().clone()];
        let mut in_file = 0;
        for deed in &deeds {
            match deed {
                Deed::Act(Act::Undo) => drop(desk.session.undo().unwrap()),
                Deed::Act(Act::Redo) => drop(desk.session.redo().unwrap()),
                Deed::Act(act) => {
                    if let Some(step) = step(desk.session.format(), desk.session.budget(), act) {
                        desk.session.apply(step).unwrap();
                    }
                }
                Deed::Save => {
                    desk.save();
                    states = vec![desk.session.budget().clone()];
                    in_file = 0;
                    continue;
                }
                Deed::HalfSave if states.len() > 1 => {
                    desk.journal.saving(&desk.path, desk.session.budget(), &extras()).unwrap();
                    desk.write();
                    in_file = states.len();
                    states.push(desk.session.budget().clone());
                    continue;
                }
                Deed::HalfSave => continue,
            }
            let log = desk.session.take_log();
            if !log.is_empty() {
                desk.journal.record(&log).unwrap();
                states.push(desk.session.budget().clone());
            }
        }
        let Some(place) = desk.journal.place().map(Path::to_owned) else {
            return Ok(());
        };
        let whole = fs::read(&place).unwrap();
        let mut checked = usize::MAX;
        for cut in 0..=whole.len() {
            // The first line stands twice. A line is read as soon as all but its end is there.
            let ends = whole[..cut].iter().filter(|byte| **byte == b'\n').count();
            let complete = ends + usize::from(whole.get(cut) == Some(&b'\n'));
            let steps = complete.saturating_sub(2);
            prop_assert_eq!(lines::read(&whole[..cut]).lines.len(), steps);
            // A byte of the last line that is another costs that line.
            if cut > 0 && cut % 7 == 0 {
                let mut damaged = whole[..cut].to_vec();
                damaged[cut - 1] ^= 0x20;
                let read = lines::read(&damaged);
                prop_assert!(read.lines.len() <= steps && read.lines.len() + 1 >= steps);
            }
            if steps == 0 || steps == checked || steps < in_file {
                continue;
            }
            checked = steps;
            fs::write(&place, &whole[..cut]).unwrap();
            let (session, looked) = desk.crash_and_look();
            prop_assert!(looked.notices.is_empty() || steps == in_file, "{:?}", looked.notices);
            prop_assert_eq!(session.budget(), &states[steps], "{} steps", steps);
            prop_assert_eq!(session.verdicts().findings().len(), {
                let again = Session::new(session.budget().clone(), session.format().clone());
                again.verdicts().findings().len()
            });
        }
    }
}
