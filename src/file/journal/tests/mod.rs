//! A journal gives back what was done, to the last complete line, whatever became of its end.

mod crash;
mod cut;
mod damaged;
mod lines;
mod lost;
mod only_base;
mod owners;
mod useless;

use std::fs;
use std::path::PathBuf;

use tempfile::TempDir;

use super::disk::Header;
use super::origin::Origin;
use super::{Journal, Looked, look_for};
use crate::edit::tests::blank;
use crate::file::{Extras, Loaded, Stamp, load, save, save_since};
use crate::model::CellAddress;
use crate::schema::{Formats, Role, default_format};
use crate::session::Session;

/// The first line of some journal.
fn header() -> Header {
    Origin::new(&blank(&default_format()), &extras()).header()
}

fn extras() -> Extras {
    Extras::default()
}

/// An open budget with its file and its journal, as the window has them.
struct Desk {
    _folder: TempDir,
    path: PathBuf,
    data: PathBuf,
    session: Session,
    stamp: Stamp,
    journal: Journal,
}

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("市委办 2023.ron");
        let data = folder.path().join("data");
        let format = default_format();
        save(&path, &blank(&format), &extras()).unwrap();
        let Loaded { budget, stamp, .. } = load(&path, &Formats::embedded()).unwrap();
        let session = Session::new(budget, format);
        let journal = Journal::of_file(&path, &stamp, session.budget(), &extras(), Some(&data));
        Self { _folder: folder, path, data, session, stamp, journal }
    }

    fn record(&mut self) {
        self.journal.record(&self.session.take_log()).unwrap();
    }

    fn save(&mut self) {
        self.journal.saving(&self.path, self.session.budget(), &extras()).unwrap();
        self.write();
        self.journal.saved(&self.path, &self.stamp, self.session.budget(), &extras());
    }

    fn write(&mut self) {
        let saved = save_since(&self.path, self.session.budget(), &extras(), &self.stamp).unwrap();
        self.stamp = saved.stamp;
        self.session.mark_saved();
    }

    /// The system lets go of what a program held that ended.
    fn let_go(&self) {
        if let Some(open) = &self.journal.open {
            open.file.unlock().unwrap();
        }
    }

    /// What the next start finds, and the session that comes of it.
    fn crash_and_look(&self) -> (Session, Looked) {
        self.let_go();
        let loaded = load(&self.path, &Formats::embedded()).unwrap();
        let looked = look_for(&self.path, &loaded.stamp, Some(&self.data));
        let mut session = Session::new(loaded.budget, loaded.format);
        if let Some(found) = looked.found.first() {
            assert!(found.fits(session.budget(), &extras()));
            session.replay(found.done()).unwrap();
        }
        (session, looked)
    }

    fn journals(&self) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(self.path.parent().unwrap())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| name.contains(".journal") && !name.ends_with(".base") && !name.ends_with(".lock"))
            .collect();
        names.sort();
        names
    }
}

/// A cell that can be typed into.
fn first_cell(session: &Session) -> CellAddress {
    first_cells(session, 1).remove(0)
}

/// The first cells that take a number.
fn first_cells(session: &Session, count: usize) -> Vec<CellAddress> {
    let book = session.book();
    let mut cells = Vec::new();
    for sheet in book.format.tables.iter().filter_map(|table| book.sheet(&table.key)) {
        for row in sheet.rows() {
            let inputs = row.cells();
            let inputs =
                inputs.into_iter().filter(|cell| cell.role == Role::Input && cell.column.kind.is_number());
            cells.extend(inputs.map(|cell| cell.address()));
        }
    }
    cells.truncate(count);
    cells
}

fn type_into(desk: &mut Desk, text: &str) {
    let cell = first_cell(&desk.session);
    type_at(desk, &cell, text);
}

fn type_at(desk: &mut Desk, cell: &CellAddress, text: &str) {
    desk.session.enter(cell, text).unwrap();
    desk.record();
}
