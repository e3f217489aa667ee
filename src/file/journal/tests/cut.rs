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
                    desk.journal.saving(desk.session.budget(), &extras()).unwrap();
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
            let complete = whole[..cut].iter().filter(|byte| **byte == b'\n').count();
            prop_assert_eq!(lines::read(&whole[..cut]).lines.len(), complete);
            // A byte of the last line that is another, likewise.
            if cut > 0 && cut % 7 == 0 {
                let mut damaged = whole[..cut].to_vec();
                damaged[cut - 1] ^= 0x20;
                prop_assert!(lines::read(&damaged).lines.len() <= complete);
            }
            if complete == 0 || complete == checked || complete <= in_file {
                continue;
            }
            checked = complete;
            fs::write(&place, &whole[..cut]).unwrap();
            let (session, looked) = desk.crash_and_look();
            prop_assert!(looked.notices.is_empty(), "{:?}", looked.notices);
            prop_assert_eq!(session.budget(), &states[complete - 1], "{} lines", complete);
            prop_assert_eq!(session.verdicts().findings().len(), {
                let again = Session::new(session.budget().clone(), session.format().clone());
                again.verdicts().findings().len()
            });
        }
    }
}
