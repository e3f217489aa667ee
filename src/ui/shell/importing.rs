//! A document being read on a thread of its own: how far it has come, stopping it, and what came of it. Who wants it, and
//! what becomes of it, is for [`super::imports`].

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, TryRecvError};
use std::thread;

use crate::exchange::{self, Documents, Imported, Progress};
use crate::schema::{Format, Formats};
use crate::text::visible;
use crate::ui::document::DocumentId;

/// A thread's stack: a document's reader recurses as deep as it is nested.
const STACK: usize = 64 << 20;

/// What was read, or why not.
pub(super) type ReadBudget = Result<Box<(Imported, Arc<Format>)>, String>;

/// An import under way.
pub(in crate::ui) struct Importing {
    /// The files, which are one budget.
    pub paths: Vec<PathBuf>,
    /// Which set of tables of those with the budgets of several units, from 0; all of them where it is not said.
    pub set: Option<usize>,
    /// The open budget in whose place it comes, read from the same files with another format.
    pub instead_of: Option<DocumentId>,
    /// The open budget beside which it is put, to be compared with.
    pub beside: Option<DocumentId>,
    /// Whether its first finding is gone to.
    pub at_findings: bool,
    /// How much the user had done when it was first seen to be under way.
    pub acts: Option<u64>,
    progress: Arc<Progress>,
    done: Receiver<ReadBudget>,
}

impl Importing {
    /// Begins to read.
    ///
    /// # Errors
    /// When there is no thread to be had.
    pub(crate) fn begin(
        paths: Vec<PathBuf>,
        set: Option<usize>,
        formats: Formats,
        chosen: Option<Arc<Format>>,
        instead_of: Option<DocumentId>,
    ) -> io::Result<Self> {
        let progress = Arc::new(Progress::default());
        let (told, done) = mpsc::channel();
        let (files, seen) = (paths.clone(), Arc::clone(&progress));
        let read = move || {
            let documents = Documents { set: set.unwrap_or(0), ..Documents::of(&files) };
            let read = || exchange::import_files(documents, &formats, chosen.as_ref(), &seen);
            let read = catch_unwind(AssertUnwindSafe(read))
                .map_err(|_| "读入时程序自身出错，这是程序的缺陷；请联系开发者".to_owned())
                .and_then(|read| read.map(Box::new).map_err(|error| error.to_string()));
            // Nobody waits for one that was stopped.
            let _ = told.send(read);
        };
        thread::Builder::new().name("import".to_owned()).stack_size(STACK).spawn(read)?;
        Ok(Self { paths, set, instead_of, beside: None, at_findings: false, acts: None, progress, done })
    }

    /// The names of the files.
    pub(crate) fn names(&self) -> String {
        let names =
            self.paths.iter().map(|path| path.file_name().unwrap_or(path.as_os_str()).to_string_lossy());
        names.map(|name| visible(&name).into_owned()).collect::<Vec<_>>().join("、")
    }

    /// How far it has come, from 0 to 1.
    pub(crate) fn share(&self) -> f32 {
        self.progress.share()
    }

    /// Lets it end: it is not wanted any more.
    pub(crate) fn stop(self) {
        self.progress.stop();
    }

    /// What was read, once it is.
    pub(super) fn read(&self) -> Option<ReadBudget> {
        match self.done.try_recv() {
            Ok(read) => Some(read),
            Err(TryRecvError::Empty) => None,
            Err(TryRecvError::Disconnected) => Some(Err("读入没有做完".to_owned())),
        }
    }
}
