//! A dialog of the window's own that asks for files, for desktops that have none: folders to go through,
//! places to begin in, and a field in which a path can be typed as in a shell. It chooses paths and makes
//! folders; it reads and writes no file, and does not know what its answer is for.
//!
//! While it is open all keys are its own, and its field has the keyboard: arrows go through the list,
//! Enter chooses, Tab completes what is typed, Escape gives up.

mod choosing;
mod folder;
mod view;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use self::folder::Entry;
use crate::file::beginning;
use crate::text::fold;
use crate::ui::dialogs::sounds::finds;
use crate::ui::dialogs::system::{Ask, Kind};

/// The most bytes that the name of a file has anywhere.
const LONGEST_NAME: usize = 255;

/// The dialog, while it is open.
#[derive(Debug)]
pub(crate) struct PathDialog {
    ask: Ask,
    home: Option<PathBuf>,
    places: Vec<(String, PathBuf)>,
    /// The folder that is listed.
    folder: PathBuf,
    /// The folder that a typed path is seen from: the one listed, until a path is typed that leads into another.
    from: PathBuf,
    /// What is in the folder, or why that cannot be told.
    whole: Result<Vec<Entry>, String>,
    /// What is listed of it: all, or what has the name that is typed.
    listed: Result<Vec<Entry>, String>,
    /// What is typed: a name in the folder, or a path.
    text: String,
    /// Which kind of files is listed; behind the last of them all files are.
    filter: usize,
    hidden: bool,
    /// The entry that the arrows have come to, or that was clicked.
    at: Option<usize>,
    /// The entry from which several are chosen.
    anchor: Option<usize>,
    /// The entries that are chosen together.
    marked: BTreeSet<PathBuf>,
    error: Option<String>,
    /// A file that is there, and is to be replaced if the user says so.
    replace: Option<PathBuf>,
    /// The name of a folder being made.
    new_folder: Option<String>,
    /// Whether the list is to be scrolled to the entry at hand.
    reveal: bool,
    /// What else can be done with the folder itself, in words.
    offer: Option<&'static str>,
    /// Whether the text was set by the program, so that the field's cursor belongs behind it.
    text_set: bool,
    /// Whether the name in the field is only suggested, and typed over.
    is_suggested: bool,
}

/// What the user said: the paths, none if he thought better of it.
type Chosen = Option<Vec<PathBuf>>;

impl PathDialog {
    /// Begins to ask. `recent` are files whose folders may be wanted, the likeliest first.
    pub(crate) fn new(ask: Ask, recent: &[PathBuf]) -> Self {
        let asked =
            ask.folder().map(|folder| std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned()));
        let recent = recent.iter().map(|file| std::path::absolute(file).unwrap_or_else(|_| file.clone()));
        let recent: Vec<PathBuf> = recent.collect();
        let last = recent.iter().filter_map(|file| file.parent()).find(|folder| folder.is_dir());
        let folder = asked
            .and_then(|folder| folder::nearest(&folder))
            .or_else(|| last.map(Path::to_owned))
            .or_else(|| folder::documents().filter(|folder| folder.is_dir()))
            .or_else(folder::home)
            .or_else(|| std::env::current_dir().ok())
            .unwrap_or_default();
        let mut dialog = Self {
            home: folder::home(),
            places: folder::places(recent.into_iter()),
            folder: PathBuf::new(),
            from: PathBuf::new(),
            whole: Ok(Vec::new()),
            listed: Ok(Vec::new()),
            text: String::new(),
            filter: 0,
            hidden: false,
            at: None,
            anchor: None,
            marked: BTreeSet::new(),
            error: None,
            replace: None,
            new_folder: None,
            reveal: false,
            offer: None,
            text_set: true,
            is_suggested: ask.kind == Kind::Save,
            ask,
        };
        dialog.enter(folder);
        dialog
    }

    /// The same where the folder as a whole can be the answer.
    pub(crate) fn offering(self, word: &'static str) -> Self {
        Self { offer: Some(word), ..self }
    }

    /// Asks only whether a file that is there is to be replaced.
    pub(crate) fn replacing(ask: Ask, file: PathBuf, recent: &[PathBuf]) -> Self {
        let mut dialog = Self::new(Ask { suggested: file.clone(), ..ask }, recent);
        dialog.replace = Some(file);
        dialog
    }

    /// Shows another folder.
    fn enter(&mut self, folder: PathBuf) {
        self.from.clone_from(&folder);
        self.folder = folder;
        self.set_text(match self.ask.kind {
            Kind::Save => self.ask.suggested.file_name().unwrap_or_default().to_string_lossy().into_owned(),
            _ => String::new(),
        });
        self.relist();
    }

    fn relist(&mut self) {
        let only_folders = self.ask.kind == Kind::Folder;
        let listed = folder::list(&self.folder, self.extensions(), self.hidden);
        self.whole = listed.map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => "这个文件夹已不在了".to_owned(),
            std::io::ErrorKind::PermissionDenied => "没有权限查看这个文件夹".to_owned(),
            _ => format!("这个文件夹打不开：系统报告“{error}”"),
        });
        if let Ok(entries) = &mut self.whole {
            entries.retain(|entry| entry.is_folder || !only_folders);
        }
        self.listed.clone_from(&self.whole);
        (self.at, self.anchor) = (None, None);
        self.marked.clear();
        self.reveal = true;
    }

    fn entries(&self) -> &[Entry] {
        self.listed.as_deref().unwrap_or_default()
    }

    fn extensions(&self) -> &'static [&'static str] {
        self.ask.filters.get(self.filter).map_or(&[], |filter| filter.extensions)
    }

    fn set_text(&mut self, text: String) {
        self.text = text;
        self.text_set = true;
    }

    /// The user typed: what was chosen in the list no longer counts.
    fn typed(&mut self) {
        (self.at, self.anchor) = (None, None);
        self.marked.clear();
        self.error = None;
        // The folder that a typed path leads into is listed as soon as it is there.
        let folder = match folder::parted(&self.text) {
            ("", _) => self.from.clone(),
            (before, _) => folder::expand(before, &self.from, self.home.as_deref()),
        };
        if folder == self.folder {
            self.narrow();
        } else if folder.is_dir() {
            self.folder = folder;
            self.relist();
            self.narrow();
        } else {
            self.listed = Err("没有这个文件夹".to_owned());
        }
    }

    /// Of what is in the folder that is listed which has in its name what is typed last, or sounds so; all, where a place for
    /// a file is asked for.
    fn narrow(&mut self) {
        self.listed.clone_from(&self.whole);
        let (_, name) = folder::parted(&self.text);
        let typed = fold(name);
        if !matches!(self.ask.kind, Kind::Open | Kind::OpenSeveral) || typed.is_empty() || typed == "~" {
            return;
        }
        if let Ok(entries) = &mut self.listed {
            entries.retain(|entry| fold(&entry.name).contains(typed.as_str()) || finds(&typed, &entry.name));
        }
        self.reveal = true;
    }

    /// Completes what is typed.
    fn complete(&mut self) {
        let only_folders = self.ask.kind == Kind::Folder;
        let extensions = self.extensions();
        let home = self.home.as_deref();
        if let Some(text) = folder::complete(&self.text, &self.from, home, extensions, only_folders) {
            self.set_text(text);
            self.typed();
        }
    }

    /// Goes to the folder above.
    fn rise(&mut self) {
        if let Some(above) = self.folder.parent().and_then(folder::nearest) {
            let from = std::mem::take(&mut self.folder);
            self.enter(above);
            self.at = self.entries().iter().position(|entry| entry.path == from);
        }
    }

    /// Takes what is chosen or typed: the answer, or `None` where it is not complete yet and `self` says why.
    fn confirm(&mut self) -> Chosen {
        self.error = None;
        if let Some(file) = self.replace.take() {
            return Some(vec![file]);
        }
        if !self.marked.is_empty() {
            self.mark(self.at);
            return Some(self.marked.iter().cloned().collect());
        }
        if let Some(entry) = self.at.and_then(|at| self.entries().get(at)).cloned() {
            if entry.is_folder {
                self.enter(entry.path);
                return None;
            }
            return self.take(entry.path);
        }
        if self.text.trim().is_empty() {
            if self.ask.kind == Kind::Folder || self.means_folder() {
                return Some(vec![self.folder.clone()]);
            }
            self.error = Some("请写文件名或路径，或从列表中选择".to_owned());
            return None;
        }
        let path = folder::expand(&self.text, &self.from, self.home.as_deref());
        if path.is_dir() && self.ask.kind != Kind::Folder {
            self.enter(path);
            return None;
        }
        if self.text.trim_end().ends_with(std::path::is_separator) && !path.is_dir() {
            self.error = Some(format!("没有这个文件夹：{}", path.display()));
            return None;
        }
        self.take(path)
    }

    /// Whether nothing in the folder is chosen or typed, so that the folder itself is meant where it can be.
    fn means_folder(&self) -> bool {
        self.offer.is_some() && self.text.trim().is_empty() && self.at.is_none() && self.marked.is_empty()
    }

    /// Takes a path, if it is what was asked for.
    fn take(&mut self, path: PathBuf) -> Chosen {
        let done = match self.ask.kind {
            Kind::Folder if path.is_dir() => Ok(path),
            Kind::Folder => Err(format!("没有这个文件夹：{}", path.display())),
            Kind::Open | Kind::OpenSeveral => self.to_open(path),
            Kind::Save => self.to_save(path),
        };
        match done {
            Err(error) => self.error = Some(error),
            Ok(path) if self.ask.kind == Kind::Save && path.symlink_metadata().is_ok() => {
                self.replace = Some(path);
            }
            Ok(path) => return Some(vec![path]),
        }
        None
    }

    /// A file that is there: the path, or the one that it means without its ending.
    fn to_open(&self, path: PathBuf) -> Result<PathBuf, String> {
        if path.is_file() {
            return Ok(path);
        }
        let ending = |extension: &&str| {
            let mut name = path.clone().into_os_string();
            name.push(".");
            name.push(extension);
            PathBuf::from(name)
        };
        let meant = self.extensions().iter().map(ending).find(|path| path.is_file());
        // A part of a name that only one has.
        let only = match self.entries() {
            [only] if !only.is_folder => Some(only.path.clone()),
            _ => None,
        };
        let meant = meant.or(only.filter(|only| only.parent() == path.parent()));
        meant.ok_or_else(|| match path.exists() {
            true => format!("这不是文件：{}", path.display()),
            false => format!("没有这个文件：{}", path.display()),
        })
    }

    /// A place for a file.
    fn to_save(&self, path: PathBuf) -> Result<PathBuf, String> {
        let path = self.ask.finish(path, self.filter);
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let folder = path.parent().unwrap_or(Path::new(""));
        if path.is_dir() {
            return Err(format!("这个位置上是文件夹：{}；请换一个文件名", path.display()));
        }
        if !folder.is_dir() {
            return Err(format!("没有这个文件夹：{}；请先建立它，或换一个地方", folder.display()));
        }
        if name.len() > LONGEST_NAME {
            let most = beginning(&name, LONGEST_NAME - ".ron".len()).chars().count();
            return Err(format!("文件名太长，请缩短到 {most} 个字以内"));
        }
        Ok(path)
    }

    /// Makes the folder whose name was written, and goes into it.
    fn make_folder(&mut self) {
        let Some(name) = self.new_folder.take() else {
            return;
        };
        let path = folder::expand(&name, &self.folder, self.home.as_deref());
        if name.trim().is_empty() {
            return;
        }
        match std::fs::create_dir(&path) {
            Ok(()) => self.enter(path),
            Err(_) if path.is_dir() => self.enter(path),
            Err(error) => {
                let why = match error.kind() {
                    std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::ReadOnlyFilesystem => {
                        "没有权限".to_owned()
                    }
                    std::io::ErrorKind::AlreadyExists => "同名的文件已经存在".to_owned(),
                    _ => format!("系统报告“{error}”"),
                };
                self.error = Some(format!("文件夹没有建成：{why}"));
                self.new_folder = Some(name);
            }
        }
    }
}

#[cfg(test)]
mod tests;
