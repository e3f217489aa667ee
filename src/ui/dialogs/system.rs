//! The desktop's file dialogs behind a trait, so that tests answer for the user.
//!
//! A question is a value ([`Ask`]). Where the desktop cannot ask it (no portal, no zenity), that is said
//! ([`Answer::Absent`]), and the window asks it itself (`paths`).

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::ui::dialogs::{desktop, printer};
use crate::ui::request::Printing;

/// Asks the user for files.
pub trait Dialogs {
    /// Asks, and waits for the answer.
    fn ask(&mut self, ask: &Ask) -> Answer;

    /// Prints a file, or opens it in the system's viewer; what became of it.
    ///
    /// # Errors
    /// Says in Chinese why it was not, and what to do.
    fn print(&mut self, path: &Path, how: Printing) -> Result<String, String> {
        printer::print(path, how)
    }
}

/// What became of a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// What was chosen; empty if the user thought better of it.
    Paths(Vec<PathBuf>),
    /// Nobody was asked: the desktop has no such dialogs.
    Absent,
}

/// A question for files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    /// What for, in the interface's words.
    pub title: &'static str,
    /// What is chosen.
    pub kind: Kind,
    /// The kinds of files, the usual one first.
    pub filters: &'static [Filter],
    /// Where to begin and, for saving, under which name; may be empty.
    pub suggested: PathBuf,
}

/// What is chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A file that is there.
    Open,
    /// One or more of them.
    OpenSeveral,
    /// A place for a file.
    Save,
    /// A folder.
    Folder,
}

/// A kind of files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Filter {
    /// In the interface's words.
    pub name: &'static str,
    /// How their names end.
    pub extensions: &'static [&'static str],
}

/// What can be opened: budgets, and documents as they are handed in or published.
const DOCUMENTS: &[&str] = &[
    "ron", "pdf", "xlsx", "xlsm", "xls", "et", "ods", "docx", "html", "htm", "md", "txt", "csv", "tsv", "zip",
];

const BUDGETS: Filter = Filter { name: "预算文件", extensions: &["ron"] };

impl Ask {
    /// For budgets and published texts to open.
    pub fn to_open(title: &'static str) -> Self {
        const FILTERS: &[Filter] = &[Filter { name: "预算文件与公开文件", extensions: DOCUMENTS }, BUDGETS];
        Self { title, kind: Kind::OpenSeveral, filters: FILTERS, suggested: PathBuf::new() }
    }

    /// For one budget file.
    pub fn budget(title: &'static str) -> Self {
        Self { title, kind: Kind::Open, filters: &[BUDGETS], suggested: PathBuf::new() }
    }

    /// For a place for a budget.
    pub fn to_save(title: &'static str, suggested: PathBuf) -> Self {
        Self { title, kind: Kind::Save, filters: &[BUDGETS], suggested }
    }

    /// For a place for the list of findings.
    pub fn to_export(suggested: PathBuf) -> Self {
        const FILTERS: &[Filter] = &[
            Filter { name: "网页报告", extensions: &["html", "htm"] },
            Filter { name: "Markdown 报告", extensions: &["md", "markdown"] },
            Filter { name: "Excel 清单", extensions: &["csv"] },
        ];
        Self { title: "导出问题清单", kind: Kind::Save, filters: FILTERS, suggested }
    }

    /// For a place for the published document.
    pub fn to_publish(kind: crate::document::Kind, suggested: PathBuf) -> Self {
        use crate::document::Kind as Document;
        let filters: &'static [Filter] = match kind {
            Document::Word => &[Filter { name: "Word 文档", extensions: &["docx"] }],
            Document::Pdf => &[Filter { name: "PDF", extensions: &["pdf"] }],
            Document::Workbook => &[Filter { name: "Excel 工作簿", extensions: &["xlsx"] }],
            Document::Html => &[Filter { name: "网页", extensions: &["html"] }],
            Document::Markdown => &[Filter { name: "Markdown 文本", extensions: &["md"] }],
        };
        Self { title: "导出公开文本", kind: Kind::Save, filters, suggested }
    }

    /// For a place for what a comparison shows, with pictures where it is a chart.
    pub fn to_hand_comparison_on(is_chart: bool, suggested: PathBuf) -> Self {
        const TABLES: &[Filter] = &[
            Filter { name: "Excel 工作簿", extensions: &["xlsx"] },
            Filter { name: "Word 文档", extensions: &["docx"] },
            Filter { name: "PDF", extensions: &["pdf"] },
            Filter { name: "网页", extensions: &["html"] },
            Filter { name: "Markdown 文本", extensions: &["md"] },
        ];
        const CHARTS: &[Filter] = &[
            Filter { name: "Excel 工作簿", extensions: &["xlsx"] },
            Filter { name: "图片（SVG）", extensions: &["svg"] },
            Filter { name: "Word 文档", extensions: &["docx"] },
            Filter { name: "PDF", extensions: &["pdf"] },
            Filter { name: "网页", extensions: &["html"] },
        ];
        let filters = if is_chart { CHARTS } else { TABLES };
        Self { title: "导出对比结果", kind: Kind::Save, filters, suggested }
    }

    /// For a place for the package that is handed in.
    pub fn to_hand_in(suggested: PathBuf) -> Self {
        const FILTERS: &[Filter] = &[Filter { name: "报送的压缩包", extensions: &["zip"] }];
        Self { title: "报送打包", kind: Kind::Save, filters: FILTERS, suggested }
    }

    /// For budget lines as other systems have them: a file to be read, or a place.
    pub fn lines(kind: Kind, suggested: PathBuf) -> Self {
        const FILTERS: &[Filter] = &[
            Filter { name: "CSV 明细", extensions: &["csv"] },
            Filter { name: "Excel 明细", extensions: &["xlsx"] },
        ];
        let title = if kind == Kind::Save { "导出预算明细" } else { "读入预算明细" };
        Self { title, kind, filters: FILTERS, suggested }
    }

    /// For rules, to be opened or to be saved in a place.
    pub fn rules(kind: Kind, suggested: PathBuf) -> Self {
        let title = if kind == Kind::Save { "保存规则文件" } else { "打开规则文件" };
        Self { title, kind, filters: &[Filter { name: "规则文件", extensions: &["ron"] }], suggested }
    }

    /// A place to save in, under a name that ends as the files do: `预算2023.1` is no file of kind `1`.
    pub fn finish(&self, path: PathBuf, filter: usize) -> PathBuf {
        let known = |extension: &str| {
            let mut all = self.filters.iter().flat_map(|filter| filter.extensions);
            all.any(|known| known.eq_ignore_ascii_case(extension))
        };
        if self.kind != Kind::Save
            || path.extension().is_some_and(|extension| extension.to_str().is_some_and(known))
        {
            return path;
        }
        let filter = self.filters.get(filter).or(self.filters.first());
        let Some(extension) = filter.and_then(|filter| filter.extensions.first()) else {
            return path;
        };
        let mut name = path.into_os_string();
        name.push(".");
        name.push(extension);
        name.into()
    }

    /// Where it begins, if that is said.
    pub fn folder(&self) -> Option<&Path> {
        let folder =
            if self.kind == Kind::Folder { Some(self.suggested.as_path()) } else { self.suggested.parent() };
        folder.filter(|folder| !folder.as_os_str().is_empty())
    }
}

/// The dialogs of the desktop.
#[derive(Clone, Copy, Debug, Default)]
pub struct NativeDialogs;

/// Sooner nobody can have seen a dialog and closed it: it could not come, for a reason that is not told.
const UNSEEN: Duration = Duration::from_millis(250);

impl Dialogs for NativeDialogs {
    fn ask(&mut self, ask: &Ask) -> Answer {
        if !desktop::has_file_dialogs() {
            return Answer::Absent;
        }
        let began = Instant::now();
        let paths = native(ask);
        if paths.is_empty() && began.elapsed() < UNSEEN {
            return Answer::Absent;
        }
        Answer::Paths(paths)
    }
}

fn native(ask: &Ask) -> Vec<PathBuf> {
    let mut dialog = rfd::FileDialog::new().set_title(ask.title);
    for filter in ask.filters {
        dialog = dialog.add_filter(filter.name, filter.extensions);
    }
    if ask.kind != Kind::Save {
        dialog = dialog.add_filter("所有文件", &["*"]);
    }
    if let Some(folder) = ask.folder() {
        dialog = dialog.set_directory(folder);
    }
    if let (Kind::Save, Some(name)) = (ask.kind, ask.suggested.file_name()) {
        dialog = dialog.set_file_name(name.to_string_lossy());
    }
    match ask.kind {
        Kind::Open => dialog.pick_file().into_iter().collect(),
        Kind::OpenSeveral => dialog.pick_files().unwrap_or_default(),
        Kind::Save => dialog.save_file().into_iter().collect(),
        Kind::Folder => dialog.pick_folder().into_iter().collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_given_the_ending_that_it_lacks() {
        let budget = Ask::to_save("保存", PathBuf::new());
        let report = Ask::to_export(PathBuf::new());
        for (ask, filter, name, expected) in [
            (&budget, 0, "预算", "预算.ron"),
            (&budget, 0, "预算.RON", "预算.RON"),
            (&budget, 0, "预算2023.1", "预算2023.1.ron"),
            (&budget, 0, ".ron", ".ron.ron"),
            (&report, 0, "清单", "清单.html"),
            (&report, 2, "清单", "清单.csv"),
            (&report, 0, "清单.md", "清单.md"),
        ] {
            assert_eq!(ask.finish(name.into(), filter), PathBuf::from(expected));
        }
    }
}
