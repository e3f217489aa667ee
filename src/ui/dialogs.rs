//! The system's file dialogs behind a trait, so that tests answer for the user.

use std::path::{Path, PathBuf};

/// Asks the user for files.
pub trait Dialogs {
    /// Files to open; empty if the user thinks better of it.
    fn files_to_open(&mut self) -> Vec<PathBuf>;

    /// Where to save; `None` if the user thinks better of it.
    fn place_to_save(&mut self, suggested: &Path) -> Option<PathBuf>;

    /// Where to write the list of findings; `None` if the user thinks better of it.
    fn place_to_export(&mut self, suggested: &Path) -> Option<PathBuf>;

    /// A file of rules to open; `None` if the user thinks better of it.
    fn rules_to_open(&mut self) -> Option<PathBuf>;

    /// Where to save rules; `None` if the user thinks better of it.
    fn place_for_rules(&mut self, suggested: &Path) -> Option<PathBuf>;
}

/// The dialogs of the desktop.
#[derive(Clone, Copy, Debug, Default)]
pub struct NativeDialogs;

impl Dialogs for NativeDialogs {
    fn files_to_open(&mut self) -> Vec<PathBuf> {
        rfd::FileDialog::new()
            .set_title("打开预算文件或公开文本")
            .add_filter("预算文件与公开文本", &["ron", "md", "txt"])
            .add_filter("预算文件", &["ron"])
            .add_filter("所有文件", &["*"])
            .pick_files()
            .unwrap_or_default()
    }

    fn place_to_save(&mut self, suggested: &Path) -> Option<PathBuf> {
        let path = ask("保存预算文件", &[("预算文件", "ron")], suggested)?;
        Some(if path.extension().is_none() { path.with_extension("ron") } else { path })
    }

    fn place_to_export(&mut self, suggested: &Path) -> Option<PathBuf> {
        let kinds = [("网页报告", "html"), ("Markdown 报告", "md"), ("Excel 清单", "csv")];
        let path = ask("导出问题清单", &kinds, suggested)?;
        Some(if path.extension().is_none() { path.with_extension("html") } else { path })
    }

    fn rules_to_open(&mut self) -> Option<PathBuf> {
        rfd::FileDialog::new().set_title("打开规则文件").add_filter("规则文件", &["ron"]).pick_file()
    }

    fn place_for_rules(&mut self, suggested: &Path) -> Option<PathBuf> {
        let path = ask("保存规则文件", &[("规则文件", "ron")], suggested)?;
        Some(if path.extension().is_none() { path.with_extension("ron") } else { path })
    }
}

/// Asks for a place to write to.
fn ask(title: &str, kinds: &[(&str, &str)], suggested: &Path) -> Option<PathBuf> {
    let mut dialog = rfd::FileDialog::new().set_title(title);
    for (name, extension) in kinds {
        dialog = dialog.add_filter(*name, &[extension]);
    }
    if let Some(folder) = suggested.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        dialog = dialog.set_directory(folder);
    }
    if let Some(name) = suggested.file_name() {
        dialog = dialog.set_file_name(name.to_string_lossy());
    }
    dialog.save_file()
}
