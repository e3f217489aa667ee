//! A document's file as text: what it is, which reader takes it apart, and what of it could not be read. Knows
//! nothing of budgets; which format reads most of a document is asked of the report.

mod told;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub(crate) use self::told::RECOGNISED;
use self::told::{mark_recognised, of_another_year, tell_hidden, tell_unreadable};
use super::broken;
use super::derive::derive;
use super::facts;
use super::kind::{self, DocumentKind};
use super::marks::Marks;
use super::origin::{Content, Origin, Piece};
use super::pages::Import;
use super::past::PastTables;
use super::sets::Sets;
use super::several::{self, Apart, Said};
use super::sideways;
use super::source::ocr::Ocr;
use super::source::sniff::{Sniffed, sniff};
use super::source::{Kind, Limits, SourceError, pdf, word, workbook};
use super::unit_tables::UnitTables;
use super::{ImportNote, Imported, NoteKind as ReportNote};
use crate::encoding::{Decoded, decode};
use crate::model::{Note, NoteKey, NoteKind};
use crate::opening::{self, OpeningError};
use crate::schema::Format;

/// Why a document cannot be read at all.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file cannot be opened or read.
    #[error("{path} 读不出来：{error}")]
    Unreadable {
        /// The file.
        path: String,
        /// Why.
        error: OpeningError,
    },
    /// It is of a kind that no reader takes, or damaged.
    #[error("{path}：{error}")]
    NotText {
        /// The file.
        path: String,
        /// What it is instead, and what to do.
        error: SourceError,
    },
    /// There is no format to read it with.
    #[error("{0} 没有可用的表式，无法导入；请重新安装程序")]
    NoFormat(String),
    /// It is a budget already.
    #[error("{0} 已经是预算文件，不必导入；请直接打开或检查它")]
    Budget(String),
    /// Whoever asked for it wants it no more.
    #[error("已停止读入")]
    Stopped,
    /// Nothing is in it.
    #[error("{0} 是空的，没有可以导入的内容")]
    Empty(String),
}

impl ImportError {
    /// The message without the file's name, for who shows that beside it.
    pub fn without_path(&self) -> String {
        match self {
            Self::Unreadable { error, .. } => format!("读不出来：{error}"),
            Self::NotText { error, .. } => error.to_string(),
            Self::Budget(_) => "已经是预算文件，不必导入".to_owned(),
            Self::Empty(_) => "文件是空的".to_owned(),
            Self::Stopped => "已停止读入".to_owned(),
            Self::NoFormat(_) => "没有可用的表式，请重新安装程序".to_owned(),
        }
    }
}

/// A document's file, as text that can be read by any format.
pub(super) struct Text {
    /// The file's name, without its folders.
    pub(super) source: String,
    /// The names of several files, with the lines that are theirs; else empty.
    told: String,
    pub(super) text: String,
    encoding: &'static str,
    /// How many pieces of it could not be decoded.
    unreadable: usize,
    /// What a reader left out or could not read, in Chinese.
    notes: Vec<String>,
    /// Those of them that say that figures lack.
    open: Vec<String>,
    /// Names that were put together over the end of a page, in Chinese.
    joined: Vec<String>,
    /// That the files are of several years, or bodies, and no one budget.
    apart: Vec<Apart>,
    /// Which of several sets of tables it is, from 0, and whose.
    set: Option<(usize, String)>,
    /// All lines of the document of which it is a set, for what is said of all sets.
    whole: Option<String>,
    /// The units after which tables are called that the document has for each of them, and the text before that.
    units: Vec<String>,
    printed: Option<String>,
    /// The files.
    pieces: Vec<Piece>,
}

/// Reads a document's file: PDF, a workbook, a Word file, a web page, or text in UTF-8, UTF-16 or GB18030; which
/// of them is told by its content.
///
/// # Errors
/// When the file cannot be read or is none of these.
pub fn import_file(path: &Path, format: &Format) -> Result<Imported, ImportError> {
    let text = Text::read(path, None)?;
    let imported = text.import(format);
    Ok(text.with_origin(imported))
}

impl Text {
    /// The files one below the other. Which lines are whose is told, since the account counts them through.
    /// `ocr` reads pages that are pictures.
    pub(super) fn read_together(paths: &[PathBuf], ocr: Option<&Ocr>) -> Result<Self, ImportError> {
        let mut texts = paths.iter().map(|path| Self::read(path, ocr));
        let mut all = texts.next().unwrap_or_else(|| Err(ImportError::Empty(String::new())))?;
        let mut begins = vec![(all.source.clone(), 1)];
        for text in texts {
            let text = text?;
            if !all.text.ends_with('\n') {
                all.text.push('\n');
            }
            let lines = all.text.replace("\r\n", "\n").matches(['\n', '\r']).count();
            begins.push((text.source.clone(), lines + 1));
            let first = u32::try_from(lines + 1).unwrap_or(u32::MAX);
            all.pieces.extend(text.pieces.into_iter().map(|piece| Piece { first, ..piece }));
            all.text.push_str(&text.text);
            all.source = format!("{}、{}", all.source, text.source);
            if all.unreadable == 0 {
                all.encoding = text.encoding;
            }
            all.unreadable += text.unreadable;
            all.joined.extend(text.joined);
            let named = |note: &String| format!("{}：{note}", text.source);
            all.notes.extend(text.notes.iter().map(named));
            all.open.extend(text.open.iter().map(named));
        }
        if begins.len() > 1 {
            let begins: Vec<String> =
                begins.iter().map(|(source, line)| format!("{source}（第 {line} 行起）")).collect();
            all.told = format!("{}，合为一份预算", begins.join("、"));
        }
        Ok(all)
    }

    pub(super) fn read(path: &Path, ocr: Option<&Ocr>) -> Result<Self, ImportError> {
        let name = path.display().to_string();
        let (bytes, _) = opening::read(path, opening::DOCUMENT)
            .map_err(|error| ImportError::Unreadable { path: name.clone(), error })?;
        let source =
            path.file_name().map_or_else(|| name.clone(), |file| file.to_string_lossy().into_owned());
        let other = |error: SourceError| ImportError::NotText { path: name.clone(), error };
        let limits = Limits::default();
        let document = match sniff(&bytes) {
            Sniffed::Budget => return Err(ImportError::Budget(name)),
            Sniffed::Empty => return Err(ImportError::Empty(name)),
            Sniffed::Pdf => match ocr {
                Some(ocr) => pdf::read_with(&bytes, &limits, Some(&|page| ocr.words(path, page))),
                None => pdf::read(&bytes, &limits),
            },
            Sniffed::Xlsx | Sniffed::Xls | Sniffed::SpreadsheetXml | Sniffed::Ods => {
                workbook::read(&bytes, &limits)
            }
            Sniffed::Docx => word::read(&bytes, &limits),
            // A stray zero in a text is damage; many are something else.
            Sniffed::Html => return Self::decoded(&bytes, path, source, Kind::Html),
            Sniffed::Text | Sniffed::Unknown => return Self::decoded(&bytes, path, source, Kind::Text),
            strange => Err(strange.advice().unwrap_or(SourceError::Password)),
        };
        let mut document = document.map_err(other)?;
        let joined = broken::mend(&mut document);
        sideways::join(&mut document);
        let notes = document.notes.iter().map(|note| note.text.clone()).collect();
        let open = document.not_calculated.iter().cloned().collect();
        let (text, places) = document.as_lines();
        let pieces = vec![Piece::first(path, &bytes, Content::Blocks(document, places))];
        Ok(Self {
            source,
            told: String::new(),
            text,
            encoding: "",
            unreadable: 0,
            notes,
            open,
            joined,
            apart: Vec::new(),
            set: None,
            whole: None,
            units: Vec::new(),
            printed: None,
            pieces,
        })
    }

    fn decoded(bytes: &[u8], path: &Path, source: String, kind: Kind) -> Result<Self, ImportError> {
        let name = path.display().to_string();
        let Decoded { text, encoding, unreadable } = decode(bytes);
        let strange = text.chars().filter(|c| c.is_control() && !c.is_whitespace()).count();
        if strange * 50 > text.chars().count() {
            let error = SourceError::Unreadable("不是文本，是别的程序的数据".to_owned());
            return Err(ImportError::NotText { path: name, error });
        }
        if text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}').is_empty() {
            return Err(ImportError::Empty(name));
        }
        let text = text.replace(|c: char| c.is_control() && !c.is_whitespace(), "\u{fffd}");
        Ok(Self {
            source,
            told: String::new(),
            text,
            encoding,
            unreadable: unreadable + strange,
            notes: if kind == Kind::Html { misnamed(path).into_iter().collect() } else { Vec::new() },
            open: Vec::new(),
            joined: Vec::new(),
            apart: Vec::new(),
            set: None,
            whole: None,
            units: Vec::new(),
            printed: None,
            pieces: vec![Piece::first(path, bytes, Content::Lines(kind))],
        })
    }

    /// Reads with a format, or with the one that its words make of the document. `None` where they make none.
    pub(super) fn import_by(&self, format: &Arc<Format>) -> Option<(Imported, Arc<Format>)> {
        if format.vocabulary.is_none() {
            return Some((self.import(format), Arc::clone(format)));
        }
        let own = derive(&self.text, format, &self.units)?;
        let mut imported = self.import(&own);
        imported.budget.own_format = own.to_text()?;
        self.say_what_lacks(format, &own, &mut imported);
        Some((imported, Arc::new(own)))
    }

    /// Says which tables that most budgets have were not found, what is not asked, and that final accounts (决算) are
    /// no budget.
    fn say_what_lacks(&self, general: &Format, own: &Format, imported: &mut Imported) {
        let mut told = Vec::new();
        let known = general.vocabulary.iter().flat_map(|words| &words.tables).filter(|table| table.usual);
        let lacking: BTreeSet<&str> = known
            .map(|table| table.key.as_str())
            .filter(|key| own.tables.iter().all(|table| table.key.as_str() != *key))
            .collect();
        if !lacking.is_empty() {
            let names = lacking.into_iter().collect::<Vec<_>>().join("、");
            told.push(format!("文件里没有认出这些通常有的表：{names}"));
        }
        told.extend(own.not_asked(general, &imported.budget));
        if imported.report.kind.is_accounts() {
            told.push(
                "这是决算公开，不是预算：只核对表内合计和表间的收支关系，预算的说明和规则不检查".to_owned(),
            );
        }
        let note = |text| ImportNote { line: 0, kind: ReportNote::Missing, text };
        imported.report.notes.extend(told.into_iter().map(note));
    }

    /// Leaves of it one unit's set of tables alone, where it has several, and says whose it has. The first is that of a
    /// number that is none of them.
    pub(super) fn choose_set(&mut self, sets: &Sets, chosen: usize) {
        if !sets.mixed.is_empty() {
            let units = sets.mixed.join("、");
            self.notes.push(format!(
                "文件里有几个单位的预算表（{units}），全在一行里，没有能分开，各表里混有它们的行；请分别存成文件再读入"
            ));
        }
        if let Some(owner) = sets.owners.get(chosen).or(sets.owners.first()) {
            let chosen = if chosen < sets.owners.len() { chosen } else { 0 };
            let only = sets.only(&self.text, chosen);
            self.whole = Some(std::mem::replace(&mut self.text, only));
            let count = sets.owners.len();
            let all = sets.owners.join("、");
            let nth = chosen + 1;
            self.notes.push(format!("文件里有 {count} 套预算表（{all}），这里读入第 {nth} 套：{owner}"));
            self.set = Some((chosen, owner.clone()));
        }
    }

    /// Looks whether several files are of one year and of one body, as a format reads it off them.
    pub(super) fn hold_together(&mut self, format: &Format) {
        if self.pieces.len() < 2 {
            return;
        }
        let lines: Vec<&str> = self.text.lines().collect();
        let ends = self.pieces.iter().skip(1).map(|piece| piece.first).chain([u32::MAX]);
        let said = self.pieces.iter().zip(ends).filter_map(|(piece, end)| {
            let at = |line: u32| (line.saturating_sub(1) as usize).min(lines.len());
            Some(Said::by(&piece.original.name, lines.get(at(piece.first)..at(end))?.join("\n"), format))
        });
        self.apart = several::told(&said.collect::<Vec<_>>());
    }

    /// Tells tables apart that it has once for each unit, by the titles that a format knows.
    pub(super) fn part_units(&mut self, format: &Format) {
        let Some(tables) = UnitTables::find(&self.text, format) else { return };
        self.notes.extend(tables.notes());
        self.units = tables.units;
        self.printed = Some(std::mem::replace(&mut self.text, tables.text));
    }

    /// Tells tables of earlier years apart from the same of the document's own year.
    pub(super) fn part_years(&mut self, format: &Format) {
        let Some(tables) = PastTables::find(&self.text, format) else { return };
        self.notes.extend(tables.notes());
        self.units.extend(tables.years());
        let text = std::mem::replace(&mut self.text, tables.text);
        self.printed.get_or_insert(text);
    }

    /// Where in the files all stands that was read.
    pub(super) fn origin(self, marks: Marks) -> Origin {
        Origin::new(self.pieces, self.printed.as_ref().unwrap_or(&self.text), marks)
            .of_set(self.set.map(|(set, ..)| set))
    }

    pub(super) fn with_origin(self, mut imported: Imported) -> Imported {
        let origin = self.origin(std::mem::take(&mut imported.marks));
        // A line's number means nothing to who reads a page or a sheet.
        for line in &mut imported.budget.unplaced {
            let place = origin.line(line.line).map(|spot| origin.name(&spot));
            if let Some(place) = place.filter(|place| !place.ends_with('行')) {
                line.reason = format!("{place}，{}", line.reason);
            }
        }
        mark_recognised(&origin, &mut imported.budget);
        imported.origin = Some(Arc::new(origin));
        imported
    }

    pub(super) fn import(&self, format: &Format) -> Imported {
        let is_exact = |piece: &Piece| match &piece.content {
            Content::Blocks(document, _) => document.kind != Kind::Pdf,
            Content::Lines(kind) => *kind == Kind::Html,
        };
        let exact = self.pieces.iter().map(|piece| (piece.first, is_exact(piece))).collect();
        let doubted = self.pieces.iter().flat_map(Piece::doubted).collect();
        let year = self.whole.as_ref().and_then(|whole| facts::year(format, whole));
        let import = Import::new(format, &self.source).exact(exact).doubted(doubted).of_year(year);
        let mut imported = import.read(&self.text);
        if let Some((_, owner)) = &self.set {
            imported.budget.department.name.clone_from(owner);
        }
        imported.report.kind = DocumentKind::of(&self.text);
        kind::note(imported.report.kind, &mut imported.budget);
        imported.budget.originals = self.pieces.iter().map(|piece| piece.original.clone()).collect();
        if !self.told.is_empty() {
            imported.report.source.clone_from(&self.told);
        }
        if self.unreadable > 0 {
            tell_unreadable(&mut imported, &self.text, self.encoding, self.unreadable);
        }
        let joined = self.joined.iter().cloned();
        let joined = joined.map(|text| ImportNote { line: 0, kind: ReportNote::Joined, text });
        imported.report.notes.extend(joined);
        self.apart.iter().for_each(|apart| apart.tell(&mut imported));
        for text in &self.notes {
            let note = ImportNote { line: 0, kind: ReportNote::LeftOut, text: text.clone() };
            imported.report.notes.push(note);
        }
        let key = |of: &str| NoteKey { kind: NoteKind::Import, place: String::new(), of: of.to_owned() };
        let beside: Vec<String> =
            self.pieces.iter().flat_map(|piece| tell_hidden(&mut imported, piece)).collect();
        // What is said of a table is not said of the file once more.
        let is_told = |note: &String| beside.iter().any(|told| note.contains(told));
        let said = self.notes.iter().filter(|note| !self.open.contains(note) && !is_told(note));
        let said: Vec<&str> = said.map(String::as_str).collect();
        if !said.is_empty() {
            // Said, not doubted: a hint.
            let note = Note { text: said.join("；"), settled: true, ..Note::default() };
            imported.budget.notes.insert(key("原件"), note);
        }
        if !self.open.is_empty() {
            let note = Note { text: self.open.join("；"), ..Note::default() };
            imported.budget.notes.insert(key("公式"), note);
        }
        let names = self.pieces.iter().map(|piece| piece.original.name.as_str());
        let year = facts::year(format, &self.text);
        if let Some(text) =
            year.and_then(|year| names.into_iter().find_map(|name| of_another_year(name, year)))
        {
            imported.report.notes.push(ImportNote { line: 0, kind: ReportNote::LeftOut, text: text.clone() });
            imported.budget.notes.insert(key("文件年度"), Note { text, ..Note::default() });
        }
        imported
    }
}

/// What is said of a web page that bears another name: it often is the page from which a document is loaded.
fn misnamed(path: &Path) -> Option<String> {
    let ending = path.extension()?.to_string_lossy().to_lowercase();
    let other = super::file_kind::DOCUMENTS.contains(&ending.as_str());
    other.then(|| {
        format!("文件名以“.{ending}”结尾，内容是网页，按网页读入；网页里只写着“见附件”的，请下载附件再打开")
    })
}
