//! What a file's name says that it is: no budget goes under the ending of another kind of file, where no program would open
//! it, and nothing else under that of a budget.

use std::path::Path;

/// Endings of kinds of files that are no budgets.
const OTHERS: [&str; 31] = [
    "csv", "doc", "docm", "docx", "et", "gif", "htm", "html", "jpeg", "jpg", "json", "md", "mht", "ods",
    "odt", "ofd", "pdf", "png", "ppt", "pptx", "rar", "rtf", "svg", "tsv", "wps", "xls", "xlsm", "xlsx",
    "xml", "zip", "7z",
];

/// The ending of a name, in small letters, where it is that of another kind of file than a budget.
pub(super) fn other(path: &Path) -> Option<String> {
    let ending = path.extension()?.to_string_lossy().to_lowercase();
    OTHERS.contains(&ending.as_str()).then_some(ending)
}

/// Whether a budget may be called so.
///
/// # Errors
/// Says in Chinese how it is to be called.
pub fn budget_may_end_so(path: &Path) -> Result<(), String> {
    match other(path) {
        None => Ok(()),
        Some(ending) => Err(format!(
            "{}：预算文件不能以 .{ending} 结尾，别的程序打不开；文件名请以 .ron 结尾（要 Word、Excel、PDF 等请用“导出”，yusuan export）",
            path.display()
        )),
    }
}

/// Whether a file of the kinds with these endings may be called so.
///
/// # Errors
/// Says in Chinese how it is to be called.
pub fn must_end(path: &Path, endings: &[&str]) -> Result<(), String> {
    let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    if endings.contains(&ending.as_str()) {
        return Ok(());
    }
    let all: Vec<String> = endings.iter().map(|ending| format!(".{ending}")).collect();
    Err(format!("{}：文件名以 {} 结尾", path.display(), all.join(" 或 ")))
}
