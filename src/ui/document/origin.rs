//! The documents that an open budget was read from: at hand since the import, or looked for beside its file, read
//! again and found, all on a thread of its own. What is shown of them is for the panels.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, TryRecvError};
use std::thread;

use super::{Document, Page};
use crate::exchange::origin::{self, Origin, Originals, Spot};
use crate::model::{CellAddress, Original};
use crate::schema::Format;
use crate::session::Passage;

/// What is known of them.
#[derive(Default)]
pub(in crate::ui) enum Known {
    /// The budget was read from none.
    #[default]
    None,
    /// They are being looked for.
    Looking(Receiver<Self>),
    /// They are here.
    Here(Arc<Origin>),
    /// They cannot be shown; why, in Chinese.
    Lacking(String),
}

/// A thread's stack: a document's reader recurses as deep as it is nested.
const STACK: usize = 64 << 20;

impl Document {
    /// Looks for them in these folders, beside the budget's own.
    pub(in crate::ui) fn look_for_originals(&mut self, folders: Vec<PathBuf>) {
        if matches!(self.file.originals, Known::None | Known::Lacking(_)) {
            let own = self.file.path.as_deref().and_then(|path| path.parent()).map(PathBuf::from);
            let folders: Vec<PathBuf> = own.into_iter().chain(folders).collect();
            self.look(move |originals| origin::find(originals, &folders));
        }
    }

    /// Takes these files for them, if they are.
    pub(in crate::ui) fn take_for_originals(&mut self, paths: Vec<PathBuf>) {
        self.look(move |originals| origin::among(originals, &paths));
    }

    fn look(&mut self, find: impl FnOnce(&[Original]) -> Originals + Send + 'static) {
        let originals = self.session.budget().originals.clone();
        if originals.is_empty() {
            return;
        }
        let format = Arc::clone(self.session.format());
        let department = self.session.budget().department.name.clone();
        let (told, known) = mpsc::channel();
        let look = move || {
            // Nobody waits for it where the document was closed meanwhile.
            let _ = told.send(found(find(&originals), &format, &department));
        };
        let started = thread::Builder::new().name("originals".to_owned()).stack_size(STACK).spawn(look);
        self.file.originals = match started {
            Ok(_) => Known::Looking(known),
            Err(error) => Known::Lacking(format!("没有能去找原件：{error}")),
        };
    }

    /// Takes what has been found meanwhile; whether it is still being looked for.
    pub(in crate::ui) fn settle_originals(&mut self) -> bool {
        let Known::Looking(known) = &self.file.originals else { return false };
        match known.try_recv() {
            Ok(known) => self.file.originals = known,
            Err(TryRecvError::Empty) => return true,
            Err(TryRecvError::Disconnected) => {
                self.file.originals = Known::Lacking("原件没有读出来".to_owned());
            }
        }
        false
    }

    /// Whether its documents are here, or may be.
    pub(in crate::ui) fn has_originals(&self) -> bool {
        matches!(self.file.originals, Known::Here(_) | Known::Looking(_))
    }

    /// Where in its documents the budget stands, if they are here.
    pub fn origin(&self) -> Option<&Arc<Origin>> {
        match &self.file.originals {
            Known::Here(origin) => Some(origin),
            _ => None,
        }
    }

    /// The place of what is looked at: the chosen passage of the text, else the sentence of the chosen finding; the cell under
    /// the cursor, the table.
    pub(in crate::ui) fn original_spot(&self) -> Option<Spot> {
        let origin = self.origin()?;
        let sentence = || {
            let place = self.selected_finding()?.sentence?;
            origin.paragraph(place.section, place.paragraph)
        };
        match &self.look.page {
            Page::Table(table) => {
                let cell = self.cursor().and_then(|cell| origin.cell(&cell));
                cell.or_else(|| origin.table(table))
            }
            Page::Narrative => match self.look.passage {
                Some(Passage { section, paragraph: Some(paragraph) }) => origin.paragraph(section, paragraph),
                Some(Passage { section, paragraph: None }) => origin.heading(section),
                None => sentence(),
            },
            _ => None,
        }
    }

    /// Whether it is as it was read from its documents, and in no file.
    pub(in crate::ui) fn is_untouched(&self) -> bool {
        let history = self.session.history();
        self.file.path.is_none() && history.undo_label().is_none() && history.redo_label().is_none()
    }

    /// The cells of the chosen finding.
    pub(in crate::ui) fn involved_cells(&self) -> Vec<CellAddress> {
        let finding = self.selected_finding();
        finding.map(|finding| finding.address.into_iter().chain(finding.cells).collect()).unwrap_or_default()
    }
}

/// What becomes of what was found.
fn found(originals: Originals, format: &Format, department: &str) -> Known {
    match originals {
        Originals::None => Known::None,
        Originals::Here(paths) => match origin::again(&paths, format, department) {
            Ok(origin) => Known::Here(Arc::new(origin)),
            Err(error) => Known::Lacking(format!("原件打不开了。{error}")),
        },
        Originals::Gone(name) => Known::Lacking(format!(
            "原件“{name}”不在预算文件旁边，找不到它，不能对照。把它放回预算文件所在的文件夹，或者指明它在哪里。"
        )),
        Originals::Changed(path) => Known::Lacking(format!(
            "{} 与导入时的内容不同，不能用来对照；请找出导入时的那一份。",
            path.display()
        )),
    }
}
