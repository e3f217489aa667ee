//! An open budget with its journal, as the window has it, and a user who does at random whatever a user may.

use std::path::{Path, PathBuf};

use yusuan::edit::{Batch, Edit, RowMove, delete_rows, move_rows, new_row};
use yusuan::file::journal::{Journal, Recovery, look_for};
use yusuan::file::{self, Extras, Stamp, to_text};
use yusuan::model::{Coverage, Note, NoteKey, NoteKind};
use yusuan::schema::{Formats, Role};
use yusuan::session::Session;

use crate::Result;

/// Random numbers (SplitMix64), the same for the same seed.
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit.max(1) as u64) as usize
    }
}

/// An open budget with its journal, as the window has it.
pub struct Desk {
    pub path: PathBuf,
    pub data: PathBuf,
    pub session: Session,
    pub extras: Extras,
    pub stamp: Stamp,
    pub journal: Journal,
}

impl Desk {
    /// Opens what is there and goes on from what was not saved.
    pub fn open(folder: &Path) -> Result<Self> {
        let (mut desk, found) = Self::look(folder)?;
        if let Some(found) = found {
            desk.journal = desk.journal.going_on_from(&found);
            desk.journal.record(&desk.session.take_log())?;
        }
        Ok(desk)
    }

    /// Opens what is there and restores what was not saved, in memory only.
    pub fn look(folder: &Path) -> Result<(Self, Option<Recovery>)> {
        let (path, data) = (folder.join("预算.ron"), folder.join("data"));
        let loaded = file::load(&path, &Formats::embedded())?;
        let looked = look_for(&path, &loaded.stamp, Some(&data));
        if !looked.notices.is_empty() || looked.in_use.is_some() {
            return Err(format!("{:?} {:?}", looked.notices, looked.in_use).into());
        }
        let mut session = Session::new(loaded.budget, loaded.format);
        let journal = Journal::of_file(&path, &loaded.stamp, session.budget(), &loaded.extras, Some(&data));
        if let Some(found) = &looked.pending {
            if !found.fits(session.budget(), &loaded.extras) {
                return Err("the journal does not fit the file".into());
            }
            session.replay(found.done())?;
        }
        let desk = Self { path, data, session, extras: loaded.extras, stamp: loaded.stamp, journal };
        Ok((desk, looked.pending))
    }

    pub fn hash(&self) -> u64 {
        hash(&to_text(self.session.budget(), &self.extras))
    }

    /// Saves as the window does.
    pub fn save(&mut self) -> Result<()> {
        self.journal.saving(self.session.budget(), &self.extras)?;
        let saved = file::save_since(&self.path, self.session.budget(), &self.extras, &self.stamp)?;
        self.stamp = saved.stamp;
        self.session.mark_saved();
        self.journal.saved(&self.path, &self.stamp, self.session.budget(), &self.extras);
        Ok(())
    }

    /// Does something a user may do; nothing where it means nothing in the present state.
    pub fn act(&mut self, random: &mut Random) {
        let format = self.session.format().clone();
        let Some(schema) = format.tables.get(random.below(format.tables.len())) else {
            return;
        };
        let Some(table) = self.session.budget().table(&schema.key) else {
            return;
        };
        let row = random.below(table.rows().len());
        let step = match random.below(16) {
            0..8 => {
                let inputs: Vec<_> = self
                    .session
                    .book()
                    .sheet(&schema.key)
                    .and_then(|sheet| sheet.rows().nth(row))
                    .map(|row| {
                        row.cells()
                            .filter(|cell| cell.role == Role::Input)
                            .map(|cell| cell.address())
                            .collect()
                    })
                    .unwrap_or_default();
                let text = format!("{}.{:02}", random.below(100_000), random.below(100));
                if let Some(address) = inputs.get(random.below(inputs.len())) {
                    // Some columns want codes or names and refuse the figure; so be it.
                    let _ = self.session.enter(address, &text);
                }
                return;
            }
            8 => {
                let kinds: Vec<_> = schema.sections.iter().flat_map(|section| &section.free).collect();
                let kind = kinds.get(random.below(kinds.len()));
                kind.and_then(|kind| new_row(schema, table, Some(row), &kind.kind).ok()).map(|(step, _)| step)
            }
            9 => delete_rows(schema, table, &[row]).ok(),
            10 => {
                let way = if random.below(2) == 0 { RowMove::Up } else { RowMove::Down };
                move_rows(schema, table, row, way).ok()
            }
            11 => Some(Batch::one(
                "标记",
                Edit::SetCoverage {
                    table: schema.key.clone(),
                    coverage: if random.below(2) == 0 { Coverage::Partial } else { Coverage::Full },
                    remark: "缺页\n“第 3 页”".to_owned(),
                },
            )),
            12 => {
                let key = NoteKey {
                    kind: NoteKind::Comment,
                    place: schema.key.to_string(),
                    of: random.below(9).to_string(),
                };
                let note = Note { text: format!("批注 {}", random.below(100)), ..Note::default() };
                Some(Batch::one("批注", Edit::SetNote { key, note: Some(note) }))
            }
            13 | 14 => {
                let _ = self.session.undo();
                return;
            }
            _ => {
                let _ = self.session.redo();
                return;
            }
        };
        if let Some(step) = step {
            let _ = self.session.apply(step);
        }
    }
}

fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
