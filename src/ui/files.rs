//! Opening and saving in the window: budget files, published documents, and what must not be lost.

use std::path::{Path, PathBuf};

use super::document::Document;
use crate::exchange::{self, Outcome};
use crate::file::{self, LoadError, Loaded, SaveError};
use crate::report::{CheckedBudget, CheckedFile, Target};
use crate::rules::RuleFile;
use crate::schema::{Formats, default_format};
use crate::session::Session;

/// Opens a budget file, or reads the text of a published document into a new budget.
///
/// # Errors
/// Says in Chinese what is wrong with the file and what to do.
pub fn open(path: &Path, formats: &Formats) -> Result<Document, String> {
    let is_text = path.extension().is_some_and(|extension| extension == "md" || extension == "txt");
    let mut document = if is_text { import(path) } else { load(path, formats) }?;
    add_rules(&mut document);
    Ok(document)
}

/// Applies the rules of one's own that are at hand.
fn add_rules(document: &mut Document) {
    for file in RuleFile::at_hand() {
        match RuleFile::load(&file) {
            Ok(rules) => {
                let errors = document.session.add_rules(&rules);
                document.notices.extend(errors.iter().map(ToString::to_string));
            }
            Err(error) => document.notices.push(error.to_string()),
        }
    }
}

fn load(path: &Path, formats: &Formats) -> Result<Document, String> {
    match file::load(path, formats) {
        Ok(loaded) => Ok(document_of(path, loaded)),
        Err(error) => {
            let message = format!("{}：{error}", path.display());
            // What could be read of a damaged file is shown; it cannot be saved over the file.
            let LoadError::Damaged { recovered: Some(recovered), .. } = error else {
                return Err(message);
            };
            let mut document = document_of(path, recovered.loaded);
            let lost = recovered.unreadable.iter().map(ToString::to_string);
            document.notices = std::iter::once(message).chain(lost).collect();
            Ok(document)
        }
    }
}

/// Opens the text of a budget that is in no file.
///
/// # Errors
/// Says in Chinese what is wrong with it.
pub fn open_text(text: &str, formats: &Formats) -> Result<Document, String> {
    let loaded = file::from_text(text, formats).map_err(|error| error.to_string())?;
    let mut document = Document::new(Session::unsaved(loaded.budget, loaded.format), None);
    document.extras = loaded.extras;
    add_rules(&mut document);
    Ok(document)
}

fn document_of(path: &Path, loaded: Loaded) -> Document {
    let mut document = Document::new(Session::new(loaded.budget, loaded.format), Some(path.to_owned()));
    document.extras = loaded.extras;
    document.notices = loaded.notices.iter().map(ToString::to_string).collect();
    document.read_only = loaded.read_only_reason;
    document.stamp = Some(loaded.stamp);
    document
}

fn import(path: &Path) -> Result<Document, String> {
    let format = default_format();
    let imported = exchange::import_file(path, &format).map_err(|error| error.to_string())?;
    let outcome = imported.report.outcome();
    if outcome == Outcome::Nothing {
        return Err(format!(
            "{}：没有读出任何一张表、任何一节说明；文件不是部门预算，或者不合格式“{}”",
            path.display(),
            format.name
        ));
    }
    let mut document = Document::new(Session::unsaved(imported.budget, format), None);
    document.notices = imported.report.to_string().lines().map(str::to_owned).collect();
    let message = match outcome {
        Outcome::Complete => "已导入，还没有保存；读了什么、没认出什么，见左侧“读入时的说明”",
        _ => "只读出了一部分，还没有保存；有的表或金额没有认出来，见左侧“读入时的说明”和“未归位的文字”",
    };
    document.message = Some(message.to_owned());
    Ok(document)
}

/// Saves a document to a place.
///
/// # Errors
/// Says in Chinese why it could not be saved; the budget stays in memory as it is.
pub fn save(document: &mut Document, path: &Path) -> Result<(), String> {
    document.keep_lock();
    if let Some(reason) = document.read_only.as_ref().filter(|_| document.path.as_deref() == Some(path)) {
        return Err(format!("不能覆盖原文件：{reason}。请用“另存为”保存到别处"));
    }
    document.before_saving(path);
    let budget = document.session.budget();
    // Over its own file only what was read from it: a change made elsewhere is not overwritten.
    let saved = match document.stamp.as_ref().filter(|_| document.path.as_deref() == Some(path)) {
        Some(stamp) => file::save_since(path, budget, &document.extras, stamp),
        None => file::save(path, budget, &document.extras),
    };
    let saved = match saved {
        Ok(saved) => saved,
        Err(error) => {
            if matches!(error, SaveError::Gone | SaveError::ChangedOutside) {
                document.detach_journal();
            }
            return Err(format!("{}：{error}", path.display()));
        }
    };
    document.stamp = Some(saved.stamp);
    document.session.mark_saved();
    document.read_only = None;
    document.outside = None;
    document.path = Some(path.to_owned());
    let but = document.after_saving().unwrap_or_default();
    document.message = Some(format!("已保存到 {}{but}", path.display()));
    Ok(())
}

/// Writes the findings of a document into a report, of the kind the file's name says.
///
/// # Errors
/// Says in Chinese why it could not be written.
pub fn export_findings(document: &Document, path: &Path) -> Result<(), String> {
    let session = &document.session;
    let mut budget = CheckedBudget::new(&session.book(), session.verdicts());
    budget.notices = document.notices.clone();
    let file = CheckedFile::checked(document.title(), budget);
    let target = Target::at(path)?;
    target.save(&[file]).map_err(|error| format!("{}：问题清单没有写成：{error}", path.display()))
}

/// Where a document that has no file yet would be saved.
pub fn suggested_place(document: &Document) -> PathBuf {
    let budget = document.session.budget();
    let name = if budget.department.full_name.is_empty() {
        &budget.department.name
    } else {
        &budget.department.full_name
    };
    document.path.clone().unwrap_or_else(|| PathBuf::from(format!("{name}-{}.ron", budget.year)))
}
