//! The budgets beside the open one: read from files, and what each is called.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use eframe::egui::Id;

use super::names::Name;
use super::{Comparing, View, list, table};
use crate::calc::{Book, Figures};
use crate::exchange::misnamed;
use crate::file;
use crate::model::Budget;
use crate::schema::{Format, Formats};
use crate::ui::look::lines;

/// A budget with its format and the fields of its file that this program does not know.
type Kept = (Budget, Arc<Format>, file::Extras);

/// A budget beside the open one.
pub(super) struct Other {
    /// What to call it: the file's name.
    pub(super) name: String,
    pub(super) budget: Budget,
    /// The fields of its file that this program does not know.
    pub(super) extras: file::Extras,
    pub(super) format: Arc<Format>,
    pub(super) figures: Figures,
}

impl Other {
    /// The budget as the comparison reads it.
    pub(super) fn book(&self) -> Book<'_> {
        Book { format: &self.format, budget: &self.budget, figures: &self.figures }
    }
}

/// Reads a budget to be put beside the open one.
///
/// # Errors
/// Says in Chinese which file cannot be read, and why.
pub(super) fn read(path: &Path, formats: &Formats) -> Result<Other, String> {
    let loaded = file::load(path, formats).map_err(|error| {
        let why = misnamed(path).unwrap_or_else(|| error.to_string());
        format!("{}：{why}", path.display())
    })?;
    let figures = Figures::compute(&loaded.budget, &loaded.format);
    Ok(Other {
        name: name_of(path),
        budget: loaded.budget,
        extras: loaded.extras,
        format: loaded.format,
        figures,
    })
}

impl Comparing {
    /// Puts another budget beside the open one.
    ///
    /// # Errors
    /// Says in Chinese why the file cannot be read.
    pub(crate) fn add(&mut self, path: &Path, formats: &Formats) -> Result<(), String> {
        let other = read(path, formats)?;
        self.others.push(other);
        self.others.sort_by_key(|other| other.budget.year);
        self.forget();
        Ok(())
    }

    /// Puts a budget that is open beside it, as it is now.
    pub(crate) fn add_open(&mut self, name: String, (budget, format, extras): Kept) {
        let figures = Figures::compute(&budget, &format);
        self.others.push(Other { name, budget, extras, format, figures });
        self.others.sort_by_key(|other| other.budget.year);
        self.forget();
    }

    /// Puts the saved state of the open budget beside it, which is kept at `path`.
    ///
    /// # Errors
    /// When it is in no file, or the file cannot be read.
    pub(crate) fn add_saved(&mut self, path: Option<&Path>, formats: &Formats) -> Result<(), String> {
        let path = path.ok_or("这份预算还没有保存过，没有可对比的文件")?;
        self.others.retain(|other| other.name != SAVED);
        self.add(path, formats)?;
        if let Some(other) = self.others.iter_mut().find(|other| other.name == name_of(path)) {
            other.name = SAVED.to_owned();
        }
        Ok(())
    }

    /// The list that the shown view has, for the keyboard.
    pub(in crate::ui) fn list(&self) -> Option<Id> {
        match self.view {
            View::Table if self.is_begun() => Some(lines::id(table::ROWS)),
            View::List if self.is_begun() => Some(lines::id(list::DIFFERENCES)),
            _ => None,
        }
    }

    /// Whether there is something to compare with.
    pub(crate) fn is_begun(&self) -> bool {
        !self.others.is_empty()
    }
}

/// What the saved state is called.
const SAVED: &str = "已保存的版本";

pub(super) fn name_of(path: &Path) -> String {
    path.file_stem().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

/// What the budgets are called, the open one last.
pub(super) fn names(others: &[Other], own: i32) -> Vec<Name> {
    let mut names: Vec<Name> = others.iter().map(|other| Name::new(other.budget.year, &other.name)).collect();
    names.push(Name::new(own, "本文件"));
    let years: BTreeSet<i32> = names.iter().map(|name| name.year).collect();
    if years.len() < names.len() {
        // Years alone would not tell them apart.
        names.iter_mut().for_each(|name| name.short.clone_from(&name.file));
    }
    names
}
