//! Which format a document is read with: one that is named, or of all at hand the one that reads most of it. How well
//! each fits is told, so that a person can choose another. What a format reads is for the recognition.

use std::path::{Path, PathBuf};
use std::slice;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use super::file::Text;
use super::patterns::compile;
use super::sets::Sets;
use super::source::ocr::Ocr;
use super::{ImportError, Imported};
use crate::schema::{Format, Formats, TableSchema, Vocabulary};

/// What is compared of formats: whether one describes this very form, what was read of tables, cells and sections,
/// how many tables and columns its words know, and how often the format's place is named.
type Reach = (bool, (usize, usize, usize), usize, usize);

/// Of so many cells that were read one line without a place shows no other form.
const FEW: usize = 50;

/// How well a format fits a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fit {
    /// The format's id.
    pub format: String,
    /// Its name.
    pub name: String,
    /// How many of its published tables were read.
    pub tables: usize,
    /// How many filled cells in them.
    pub cells: usize,
    /// How many lines with amounts found no place.
    pub left: usize,
}

impl Fit {
    fn of(format: &Format, imported: &Imported) -> Self {
        let (tables, cells, _) = imported.report.reach();
        let left = imported.report.unplaced_figures;
        Self { format: format.id.clone(), name: format.name.clone(), tables, cells, left }
    }

    /// In words.
    pub fn words(&self) -> String {
        let left = match self.left {
            0 => String::new(),
            count => format!("，{count} 行金额没有归位"),
        };
        format!("读出 {} 张表、{} 格{left}", self.tables, self.cells)
    }
}

/// How far an import has come, seen from another thread, which can stop it.
#[derive(Debug, Default)]
pub struct Progress {
    done: AtomicUsize,
    all: AtomicUsize,
    stopped: AtomicBool,
}

impl Progress {
    /// How many of the steps are done, from 0 to 1.
    pub fn share(&self) -> f32 {
        let (done, all) = (self.done.load(Ordering::Relaxed), self.all.load(Ordering::Relaxed));
        done as f32 / all.max(1) as f32
    }

    /// Lets it end at the next step.
    pub fn stop(&self) {
        self.stopped.store(true, Ordering::Relaxed);
    }

    fn begin(&self, all: usize) {
        self.all.store(all, Ordering::Relaxed);
    }

    fn step(&self) -> Result<(), ImportError> {
        self.done.fetch_add(1, Ordering::Relaxed);
        if self.stopped.load(Ordering::Relaxed) { Err(ImportError::Stopped) } else { Ok(()) }
    }
}

/// What is read: files that are one budget together, such as the text in one and the tables in another.
#[derive(Clone, Copy)]
pub struct Documents<'a> {
    /// The files.
    pub paths: &'a [PathBuf],
    /// Which set of tables of those with the budgets of several units, from 0.
    pub set: usize,
    /// What reads pages that are pictures.
    pub ocr: Option<&'a Ocr>,
}

impl<'a> Documents<'a> {
    /// All of these files, or the first set of tables in them.
    pub fn of(paths: &'a [PathBuf]) -> Self {
        Self { paths, set: 0, ocr: None }
    }

    /// That several files are read as one budget, where they are.
    pub fn told(&self) -> Option<String> {
        let names = self.paths.iter().filter_map(|path| path.file_name());
        let names: Vec<_> = names.map(|name| name.to_string_lossy()).collect();
        (names.len() > 1).then(|| format!("{} 是一份预算的文字和表格，合在一起检查", names.join("、")))
    }

    /// The lines of the set that is asked for, and whose sets there are.
    fn read(&self, formats: &Formats) -> Result<(Text, Vec<String>), ImportError> {
        let mut text = Text::read_together(self.paths, self.ocr)?;
        let words = formats.iter().find(|format| format.vocabulary.is_some());
        let words = words.or_else(|| formats.iter().next());
        let sets = words.map(|format| Sets::find(&text.text, format)).unwrap_or_default();
        text.choose_set(&sets, self.set);
        words.into_iter().for_each(|format| {
            text.hold_together(format);
            text.part_units(format);
            text.part_years(format);
        });
        Ok((text, sets.owners))
    }
}

/// Reads files that are one budget together. The format may have words instead of tables; with the budget comes the
/// one it was read with.
///
/// # Errors
/// As [`import_file`](super::import_file).
pub fn import_files_with(
    paths: &[PathBuf],
    format: &Arc<Format>,
) -> Result<(Imported, Arc<Format>), ImportError> {
    Ok(import_one(Text::read_together(paths, None)?, format))
}

fn import_one(text: Text, format: &Arc<Format>) -> (Imported, Arc<Format>) {
    let (mut imported, own) =
        text.import_by(format).unwrap_or_else(|| (text.import(format), Arc::clone(format)));
    imported.fits = vec![Fit::of(&own, &imported)];
    (text.with_origin(imported), own)
}

/// The same with whichever format reads most of it; of equals the first.
///
/// # Errors
/// As [`import_file`](super::import_file), and when there is no format at all.
pub fn import_with_any(path: &Path, formats: &Formats) -> Result<(Imported, Arc<Format>), ImportError> {
    import_files_with_any(slice::from_ref(&path.to_owned()), formats)
}

/// Files that are one budget together, with whichever format reads most of them.
///
/// # Errors
/// As [`import_with_any`], for the first file that cannot be read.
pub fn import_files_with_any(
    paths: &[PathBuf],
    formats: &Formats,
) -> Result<(Imported, Arc<Format>), ImportError> {
    import_files(Documents::of(paths), formats, None, &Progress::default())
}

/// Files that are one budget together, with a format or with whichever reads most of them, seen from elsewhere.
///
/// # Errors
/// As [`import_with_any`], and when it was stopped.
pub fn import_files(
    documents: Documents<'_>,
    formats: &Formats,
    chosen: Option<&Arc<Format>>,
    progress: &Progress,
) -> Result<(Imported, Arc<Format>), ImportError> {
    let tried = if chosen.is_some() { 1 } else { formats.iter().count() };
    progress.begin(tried + 1);
    let (text, sets) = documents.read(formats)?;
    if let Some(format) = chosen {
        progress.step()?;
        let (mut imported, own) = import_one(text, format);
        imported.sets = sets;
        return Ok((imported, own));
    }
    let mut fits = Vec::new();
    let mut all = Vec::new();
    for format in formats.iter() {
        progress.step()?;
        let Some(read) = text.import_by(format) else { continue };
        fits.push(Fit::of(format, &read.0));
        all.push((format, read));
    }
    // Titles alone make no form: where general words find a place for more of the amounts, the columns are others.
    let general = all.iter().filter(|(format, _)| format.vocabulary.is_some());
    let left = general.map(|(_, (imported, _))| imported.report.unplaced_figures).min();
    // Of equals the first.
    let mut best: Option<(Reach, (Imported, Arc<Format>))> = None;
    for (format, read) in all {
        let reach = reach(&text, format, &read, left.unwrap_or(usize::MAX));
        if best.as_ref().is_none_or(|(known, _)| reach > *known) {
            best = Some((reach, read));
        }
    }
    match best {
        Some((_, (mut imported, format))) => {
            imported.fits = fits;
            imported.sets = sets;
            Ok((text.with_origin(imported), format))
        }
        None => Err(ImportError::NoFormat(text.source)),
    }
}

/// How much of a document a format read; `left` is how many lines with amounts general words leave without a place.
fn reach(text: &Text, format: &Format, (imported, own): &(Imported, Arc<Format>), left: usize) -> Reach {
    // Of formats that read as much, the one whose place the document names most often.
    let place = format.vocabulary.as_ref().filter(|words| !words.place.is_empty());
    let place = place.and_then(|words| compile(&words.place));
    let named = place.map_or(0, |place| place.find_iter(&text.text).count());
    let (tables, cells, sections) = imported.report.reach();
    // A text without tables is not to be held to the tables of one place.
    let general = usize::from(tables == 0 && format.vocabulary.is_some());
    // What describes every column of a place, and finds most of its tables, knows it better than words do.
    let is_placed = imported.report.unplaced_figures <= left.max(cells / FEW);
    let is_own = format.vocabulary.is_none() && tables * 2 > format.published().count() && is_placed;
    // What describes a form knows all of it.
    let known = format.vocabulary.as_ref().map_or(usize::MAX, |words| known(words, own));
    (is_own, (tables, cells.max(general), sections), known, named)
}

/// How many tables and columns of a document the words of its format know.
fn known(words: &Vocabulary, own: &Format) -> usize {
    let is_known = |schema: &TableSchema| words.tables.iter().any(|table| table.key == schema.key);
    let of_table = |schema: &&TableSchema| {
        let columns = schema.sections.iter().flat_map(|section| &section.columns);
        let said = |key: &str| words.columns.iter().any(|column| column.key == key);
        usize::from(is_known(schema)) + columns.filter(|column| said(column.key.as_str())).count()
    };
    own.published().map(|schema| of_table(&schema)).sum()
}
