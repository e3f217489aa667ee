//! Opening and saving in the window: budget files, published documents, and what must not be lost.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::exchange::{Imported, Outcome, misnamed};
use crate::file::{self, LoadError, Loaded, SaveError};
use crate::report::{CheckedBudget, CheckedFile, SourceKind, Target};
use crate::rules::RuleFile;
use crate::schema::{Format, Formats};
use crate::session::Session;
use crate::ui::document::{Document, Known, Page};

/// Opens a budget file.
///
/// # Errors
/// Says in Chinese what is wrong with the file and what to do.
pub(crate) fn open(path: &Path, formats: &Formats) -> Result<Document, String> {
    let mut document = load(path, formats)?;
    complete(&mut document, formats);
    Ok(document)
}

/// Says what the format cannot ask of the budget, and applies the rules of one's own.
fn complete(document: &mut Document, formats: &Formats) {
    let format = document.session.format();
    let whole = formats.get(&format.id).unwrap_or_else(|| format.clone());
    let not_asked = format.not_asked(&whole, document.session.budget());
    let is_new = |text: &String| document.file.notices.iter().all(|notice| !notice.contains(text.as_str()));
    let not_asked: Vec<String> = not_asked.into_iter().filter(is_new).collect();
    document.file.notices.extend(not_asked);
    add_rules(document);
}

/// Applies the rules of one's own that are at hand.
fn add_rules(document: &mut Document) {
    for file in RuleFile::at_hand() {
        match RuleFile::load(&file) {
            Ok(rules) => {
                let errors = document.session.add_rules(&rules);
                document.file.notices.extend(errors.iter().map(ToString::to_string));
            }
            Err(error) => document.file.notices.push(error.to_string()),
        }
    }
    // What is not the program's own is said before anything else that there is to say of the file.
    let sources = document.sources().into_iter().filter(|source| source.kind != SourceKind::Codes);
    let sources: Vec<String> = sources.map(|source| source.to_string()).collect();
    document.file.notices.splice(..0, sources);
}

fn load(path: &Path, formats: &Formats) -> Result<Document, String> {
    match file::load(path, formats) {
        Ok(loaded) => Ok(document_of(path, loaded)),
        Err(error) => {
            if let Some(why) = misnamed(path) {
                return Err(format!("{}：{why}", path.display()));
            }
            let message = format!("{}：{error}", path.display());
            // What could be read of a damaged file is shown; it cannot be saved over the file.
            let LoadError::Damaged { recovered: Some(recovered), .. } = error else {
                return Err(message);
            };
            let mut document = document_of(path, recovered.loaded);
            let lost = recovered.unreadable.iter().map(ToString::to_string);
            document.file.notices = std::iter::once(message).chain(lost).collect();
            Ok(document)
        }
    }
}

/// Opens the text of a budget that is in no file.
///
/// # Errors
/// Says in Chinese what is wrong with it.
pub(crate) fn open_text(text: &str, formats: &Formats) -> Result<Document, String> {
    let loaded = file::from_text(text, formats).map_err(|error| error.to_string())?;
    let mut document = Document::new(Session::unsaved(loaded.budget, loaded.format), None);
    document.file.extras = loaded.extras;
    add_rules(&mut document);
    Ok(document)
}

/// A budget of a department that does not exist, prepared from lines, to try things out on.
const SAMPLE: &str = include_str!("../../../assets/samples/示例区档案局-2023（示例）.ron");

/// Opens the sample that comes with the program, as a budget of no file.
pub(crate) fn open_sample(formats: &Formats) -> Result<Document, String> {
    let loaded = file::from_text(SAMPLE, formats).map_err(|error| error.to_string())?;
    let mut document = Document::new(Session::new(loaded.budget, loaded.format), None);
    document.file.extras = loaded.extras;
    document.message = Some("这是示例，可以随意改；想留下时另存".to_owned());
    add_rules(&mut document);
    Ok(document)
}

fn document_of(path: &Path, loaded: Loaded) -> Document {
    let mut document = Document::new(Session::new(loaded.budget, loaded.format), Some(path.to_owned()));
    document.file.extras = loaded.extras;
    document.file.notices = loaded.notices.iter().map(ToString::to_string).collect();
    document.file.read_only = loaded.read_only_reason;
    document.file.stamp = Some(loaded.stamp);
    document
}

/// A document of what was read from files of these names.
///
/// # Errors
/// Says in Chinese that nothing was read, and what that may mean.
pub(crate) fn imported(
    (imported, format): (Imported, Arc<Format>),
    names: &str,
    formats: &Formats,
) -> Result<Document, String> {
    let outcome = imported.report.outcome();
    if outcome == Outcome::Nothing {
        return Err(format!("{names}：{}", imported.report.nothing_in_words(&format.name)));
    }
    let origin = imported.origin.clone();
    let name = format.name.clone();
    let mut document = Document::new(Session::unsaved(imported.budget, format), None);
    document.file.fits = imported.fits;
    document.file.originals = origin.map_or(Known::None, Known::Here);
    // What was not in the document is not what anybody wants to see first.
    let tables = imported.report.tables.iter().filter(|table| !table.coverage.is_missing());
    if let Some(first) = tables.into_iter().find(|table| table.rows > 0 && table.number.is_some()) {
        document.look.page = Page::Table(first.table.clone());
    }
    document.file.notices = imported.report.to_string().lines().map(str::to_owned).collect();
    let message = match outcome {
        Outcome::Complete => "导入，还没有保存；读了什么、没认出什么，见左侧“读入时的说明”",
        _ => "只读出了一部分，还没有保存；有的表或金额没有认出来，见左侧“读入时的说明”和“未归位的文字”",
    };
    document.message = Some(format!("按表式“{name}”{message}"));
    complete(&mut document, formats);
    Ok(document)
}

/// Saves a document to a place.
///
/// # Errors
/// Says in Chinese why it could not be saved; the budget stays in memory as it is.
pub(crate) fn save(document: &mut Document, path: &Path) -> Result<(), String> {
    document.keep_lock();
    // By whatever way it is named.
    let own = document.file.path.as_deref().is_some_and(|own| file::same_file(own, path));
    if let Some(reason) = document.file.read_only.as_ref().filter(|_| own) {
        return Err(format!("不能覆盖原文件：{reason}。请用“另存为”保存到别处"));
    }
    document.take_comments()?;
    document.follow_text();
    document.before_saving(path);
    let budget = document.session.budget();
    // Over its own file only what was read from it: a change made elsewhere is not overwritten.
    let since = document.file.stamp.as_ref().filter(|_| own);
    let saved = match file::save_keeping(path, budget, &document.file.extras, since, &document.copies()) {
        Ok(saved) => saved,
        Err(error) => {
            if matches!(error, SaveError::Gone | SaveError::ChangedOutside) {
                document.detach_journal();
            }
            return Err(format!("{}：{error}", path.display()));
        }
    };
    document.file.stamp = Some(saved.stamp);
    document.session.mark_saved();
    document.file.read_only = None;
    document.file.outside = None;
    document.file.path = Some(path.to_owned());
    document.after_saving();
    let but = match saved.copy {
        Some(Err(reason)) => format!("；但原来的内容没有留下备份：{reason}"),
        _ => String::new(),
    };
    let text =
        document.session.text_out_of_step_in_words().map(|said| format!("；{said}")).unwrap_or_default();
    document.message = Some(format!("已保存到 {}{but}{text}", path.display()));
    Ok(())
}

/// Writes the findings of a document into a report, of the kind the file's name says.
///
/// # Errors
/// Says in Chinese why it could not be written.
pub(crate) fn export_findings(document: &Document, path: &Path, formats: &Formats) -> Result<(), String> {
    let session = &document.session;
    let mut budget = CheckedBudget::new(
        &session.book(),
        session.verdicts(),
        session.added_rules(),
        document.origin().map(AsRef::as_ref),
    );
    let sources: Vec<String> = budget.sources.iter().map(ToString::to_string).collect();
    budget.notices =
        document.file.notices.iter().filter(|notice| !sources.contains(notice)).cloned().collect();
    let format = session.format();
    if let Some(whole) = formats.get(&format.id) {
        budget.leave_out(format.left_out(&whole));
    }
    let file = CheckedFile::checked(document.title(), budget);
    let target = Target::at(path)?;
    target.save(&[file]).map_err(|error| format!("{}：问题清单没有写成：{error}", path.display()))
}

/// A file's name for a department's budget.
fn file_name(department: &str, year: i32) -> String {
    match fit_for_a_name(department) {
        name if name.is_empty() => format!("预算-{year}.ron"),
        name => format!("{name}-{year}.ron"),
    }
}

/// Words as they may stand in a file's name: without what none may hold, and no longer than one may be.
pub(crate) fn fit_for_a_name(words: &str) -> String {
    const MOST: usize = 200;
    let unfit = |c: char| c.is_control() || "/\\:*?\"<>|".contains(c);
    let name: String = words.chars().map(|c| if unfit(c) { '－' } else { c }).collect();
    file::beginning(name.trim_matches(|c: char| c == '.' || c.is_whitespace()), MOST).to_owned()
}

/// Where a document that has no file yet would be saved.
pub(crate) fn suggested_place(document: &Document) -> PathBuf {
    let budget = document.session.budget();
    let name = if budget.department.full_name.is_empty() {
        &budget.department.name
    } else {
        &budget.department.full_name
    };
    document.file.path.clone().unwrap_or_else(|| PathBuf::from(file_name(name, budget.year)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_departments_name_becomes_a_name_that_a_file_may_have() {
        for (name, expected) in [
            ("市委办", "市委办-2023.ron"),
            ("甲/乙:丙", "甲－乙－丙-2023.ron"),
            ("../..", "－-2023.ron"),
            ("\n", "－-2023.ron"),
            ("  ", "预算-2023.ron"),
        ] {
            assert_eq!(file_name(name, 2023), expected);
        }
        assert!(file_name(&"长".repeat(300), 2023).len() < 255);
    }
}
