//! An open budget with its journal, as the window has it, and a user who does at random whatever a user may.

use std::path::{Path, PathBuf};

use yusuan::edit::{Batch, Edit, RowMove, delete_rows, move_rows, new_row};
use yusuan::file::journal::{Damage, Journal, Looked, Recovery, look_for, look_for_unsaved};
use yusuan::file::{self, Extras, Stamp, to_text};
use yusuan::model::{CellAddress, Coverage, Layer, Note, NoteKey, NoteKind, Value};
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
    /// Its file; none as long as it was not saved.
    pub path: Option<PathBuf>,
    pub data: PathBuf,
    pub session: Session,
    pub extras: Extras,
    pub stamp: Option<Stamp>,
    pub journal: Journal,
    /// The unit whose tables are looked at.
    pub unit: Option<(String, String)>,
}

impl Desk {
    /// Goes on from what was not saved; else opens the file that was saved last; else begins a new budget, which is said.
    pub fn open(folder: &Path) -> Result<(Self, bool)> {
        let data = folder.join("data");
        for found in unsaved(&data)? {
            // Another window may be about to restore it.
            let Ok(claim) = found.claim() else {
                continue;
            };
            let mut desk = Self::of(folder, &found)?;
            let (journal, kept) = desk.journal.going_on_from(&found, claim);
            desk.journal = journal;
            if found.is_whole() && kept.is_some() {
                return Err("a journal was not replaced".into());
            }
            desk.begin()?;
            return Ok((desk, false));
        }
        if latest(folder)?.is_none() {
            return Ok((Self::anew(folder)?, true));
        }
        let (mut desk, found) = Self::look(folder)?;
        if let Some(found) = found {
            let (journal, _) = desk.journal.going_on_from(&found, found.claim()?);
            desk.journal = journal;
            desk.begin()?;
        }
        Ok((desk, false))
    }

    /// A new budget, as Ctrl+N makes it: its journal begins with it.
    pub fn anew(folder: &Path) -> Result<Self> {
        let data = folder.join("data");
        let loaded = file::load(&crate::budget(), &Formats::embedded())?;
        let session = Session::unsaved(loaded.budget, loaded.format);
        let mut journal = Journal::of_unsaved(session.budget(), &loaded.extras, Some(&data));
        journal.start()?;
        Ok(Self { path: None, data, session, extras: loaded.extras, stamp: None, journal, unit: None })
    }

    fn begin(&mut self) -> Result<()> {
        let log = self.session.take_log();
        if log.is_empty() {
            self.journal.start()?
        } else {
            self.journal.record(&log)?
        }
        Ok(())
    }

    /// Opens the file that was saved last and restores what was not saved of it, in memory only.
    pub fn look(folder: &Path) -> Result<(Self, Option<Recovery>)> {
        let data = folder.join("data");
        let path = latest(folder)?.ok_or("no file")?;
        let loaded = file::load(&path, &Formats::embedded())?;
        let looked = look_for(&path, &loaded.stamp, Some(&data));
        fine(&looked)?;
        let mut session = Session::new(loaded.budget, loaded.format);
        let journal = Journal::of_file(&path, &loaded.stamp, session.budget(), &loaded.extras, Some(&data));
        let found = looked.found.into_iter().next();
        if let Some(found) = &found {
            if !found.fits(session.budget(), &loaded.extras) || found.is_apart() {
                return Err("the journal does not fit the file".into());
            }
            session.replay(found.done())?;
        }
        let stamp = Some(loaded.stamp);
        Ok((
            Self { path: Some(path), data, session, extras: loaded.extras, stamp, journal, unit: None },
            found,
        ))
    }

    /// What a journal holds that belongs to no file, or to one that was just written, in memory only.
    pub fn of(folder: &Path, found: &Recovery) -> Result<Self> {
        let data = folder.join("data");
        let (loaded, path) = match found.onto() {
            Some(path) => (file::load(path, &Formats::embedded())?, Some(path.to_owned())),
            None => (file::from_text(&found.base()?, &Formats::embedded())?, None),
        };
        let mut session = Session::unsaved(loaded.budget, loaded.format);
        if !found.fits(session.budget(), &loaded.extras) || !found.later().is_empty() {
            return Err("the journal does not fit what it began with".into());
        }
        let stamp = path.is_some().then_some(loaded.stamp);
        let journal = match (&path, &stamp) {
            (Some(path), Some(stamp)) => {
                Journal::of_file(path, stamp, session.budget(), &loaded.extras, Some(&data))
            }
            _ => Journal::of_unsaved(session.budget(), &loaded.extras, Some(&data)),
        };
        session.replay(found.done())?;
        Ok(Self { path, data, session, extras: loaded.extras, stamp, journal, unit: None })
    }

    pub fn hash(&self) -> u64 {
        hash(&to_text(self.session.budget(), &self.extras))
    }

    /// Saves as the window does: in its place, or to a file that is not there yet.
    pub fn save(&mut self, elsewhere: Option<PathBuf>) -> Result<()> {
        let place = elsewhere.or_else(|| self.path.clone()).ok_or("no place")?;
        self.journal.saving(&place, self.session.budget(), &self.extras)?;
        let saved = match self.stamp.as_ref().filter(|_| self.path.as_ref() == Some(&place)) {
            Some(stamp) => file::save_since(&place, self.session.budget(), &self.extras, stamp)?,
            None => file::save(&place, self.session.budget(), &self.extras)?,
        };
        self.session.mark_saved();
        self.journal.saved(&place, &saved.stamp, self.session.budget(), &self.extras);
        (self.path, self.stamp) = (Some(place), Some(saved.stamp));
        Ok(())
    }

    /// Does something in the tables of one unit, as a user does who has chosen it on the left.
    fn act_in_unit(&mut self, random: &mut Random) {
        let format = self.session.format().clone();
        let (Some(list), Some(transfers), Some((code, name))) =
            (&format.units, &format.transfers, &self.unit)
        else {
            return;
        };
        let lines: Vec<_> = format.tables.iter().filter(|table| format.has_lines(&table.key)).collect();
        let Some((schema, table)) = lines
            .get(random.below(lines.len()))
            .and_then(|schema| Some((schema, self.session.budget().table(&schema.key)?)))
        else {
            return;
        };
        let own: Vec<_> =
            table.rows().iter().enumerate().filter(|(_, row)| row.text(&list.code) == code).collect();
        let chosen = own.get(random.below(own.len())).copied();
        if random.below(4) > 0 {
            let amount = format!("{}.{:02}", random.below(100_000), random.below(100));
            let inputs: Vec<CellAddress> = chosen
                .and_then(|(at, _)| {
                    self.session.book().sheet(&schema.key)?.rows().nth(at).map(|row| {
                        row.cells()
                            .filter(|cell| cell.role == Role::Input)
                            .map(|cell| cell.address())
                            .collect()
                    })
                })
                .unwrap_or_default();
            if let Some(address) = inputs.get(random.below(inputs.len())) {
                let _ = self.session.enter(address, &amount);
            }
            return;
        }
        let kinds: Vec<_> = schema.sections.iter().flat_map(|section| &section.free).collect();
        let added = kinds
            .get(random.below(kinds.len()))
            .and_then(|kind| new_row(schema, table, chosen.map(|(at, _)| at), &kind.kind).ok());
        if let Some((mut step, row)) = added {
            for (column, text) in [(&list.code, code), (&transfers.own, name)] {
                step.edits.push(Edit::SetCell {
                    layer: Layer::Input,
                    address: CellAddress::new(&schema.key, &row, column),
                    value: Some(Value::Text(text.as_str().into())),
                });
            }
            let _ = self.session.apply(step);
        }
    }

    /// Does something a user may do; nothing where it means nothing in the present state.
    pub fn act(&mut self, random: &mut Random) {
        if self.unit.is_some() && random.below(4) > 0 {
            self.act_in_unit(random);
            return;
        }
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

/// What belongs to no file.
pub fn unsaved(data: &Path) -> Result<Vec<Recovery>> {
    let looked = look_for_unsaved(data);
    fine(&Looked { in_use: None, ..looked.clone() })?;
    Ok(looked.found)
}

/// Nothing is damaged by a kill: at most the last line was not written to its end, and then it was not reported.
fn fine(looked: &Looked) -> Result<()> {
    let unexpected = looked.notices.iter().filter(|notice| !notice.contains("没有写完")).collect::<Vec<_>>();
    if !unexpected.is_empty() || looked.in_use.is_some() {
        return Err(format!("{unexpected:?} {:?}", looked.in_use).into());
    }
    match looked
        .found
        .iter()
        .find(|found| found.damage() != Damage { torn: found.damage().torn, ..Damage::default() })
    {
        Some(found) => Err(format!("damaged: {:?}", found.damage()).into()),
        None => Ok(()),
    }
}

/// The file that was saved last: they are numbered.
pub fn latest(folder: &Path) -> Result<Option<PathBuf>> {
    Ok(saved(folder)?.pop())
}

/// All files that were saved, the last at the end.
pub fn saved(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files: Vec<PathBuf> = folder
        .read_dir()?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            name.starts_with("预算") && name.ends_with(".ron")
        })
        .collect();
    files.sort();
    Ok(files)
}

/// A file that is not there yet and comes after all others.
pub fn next_place(folder: &Path) -> Result<PathBuf> {
    let last = latest(folder)?.and_then(|path| {
        let stem = path.file_stem()?.to_string_lossy().into_owned();
        stem.strip_prefix("预算")?.parse::<u32>().ok()
    });
    Ok(folder.join(format!("预算{:06}.ron", last.map_or(0, |last| last + 1))))
}

fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
