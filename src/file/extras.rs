//! Fields of a file that this program does not know, kept from loading to saving.
//!
//! A newer program may have written them. They mean nothing here, so they are kept outside the
//! budget, under what they belong to and not under a position: a row that was moved takes them
//! along, a row that was deleted leaves them here, and they are written again when undo brings the
//! row back.

use std::collections::BTreeMap;

use super::disk::UnknownField;
use crate::model::{Budget, NoteKey, RowKey, Section, TableKey, Unplaced};

/// The unknown fields of one file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Extras {
    fields: BTreeMap<Owner, Vec<Extra>>,
}

/// A field as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Extra {
    /// Its name.
    pub name: String,
    /// Its value in RON.
    pub ron: String,
}

/// What a field belongs to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Owner {
    File,
    Department,
    Table(TableKey),
    Row(TableKey, RowKey),
    /// A section of the narrative, by key and title, and the how-many-th of these.
    Section(String, String, usize),
    Note(NoteKey),
    /// An unplaced line, by number and text, and the how-many-th of these.
    Unplaced(u32, String, usize),
}

impl Owner {
    /// The section at `at`.
    pub(crate) fn section(sections: &[Section], at: usize) -> Option<Self> {
        let section = sections.get(at)?;
        let same = |other: &&Section| (&other.key, &other.title) == (&section.key, &section.title);
        // Keys are unique as a rule, so that hardly ever more than the first comparison is made.
        let nth = sections.iter().take(at).filter(same).count();
        Some(Self::Section(section.key.clone(), section.title.clone(), nth))
    }

    /// The unplaced line at `at`.
    pub(crate) fn unplaced(lines: &[Unplaced], at: usize) -> Option<Self> {
        let line = lines.get(at)?;
        let same = |other: &&Unplaced| (other.line, &other.text) == (line.line, &line.text);
        let nth = lines.iter().take(at).filter(same).count();
        Some(Self::Unplaced(line.line, line.text.clone(), nth))
    }

    /// The sections and unplaced lines of a budget.
    pub(crate) fn listed(budget: &Budget) -> impl Iterator<Item = Self> {
        let sections = (0..budget.narrative.len()).filter_map(|at| Self::section(&budget.narrative, at));
        let lines = (0..budget.unplaced.len()).filter_map(|at| Self::unplaced(&budget.unplaced, at));
        sections.chain(lines)
    }

    /// A key for it, the same in every version of a budget.
    pub(crate) fn place(&self) -> String {
        match self {
            Self::File => "文件".to_owned(),
            Self::Department => "部门".to_owned(),
            Self::Table(table) => table.to_string(),
            Self::Row(table, row) => format!("{table}!{row}"),
            Self::Section(key, title, nth) => format!("说明·{key}·{title}·{nth}"),
            Self::Note(key) => format!("{}·{}·{}", key.kind.label(), key.place, key.of),
            Self::Unplaced(line, text, nth) => format!("未归位·{line}·{text}·{nth}"),
        }
    }

    /// In words, for a notice.
    pub(crate) fn name(&self) -> String {
        match self {
            Self::File => "文件".to_owned(),
            Self::Department => "部门".to_owned(),
            Self::Table(table) => format!("表“{table}”"),
            Self::Row(table, row) => format!("表“{table}”的行“{row}”"),
            Self::Section(_, title, _) => format!("章节“{title}”"),
            Self::Note(key) => format!("{}“{}”", key.kind.label(), key.place),
            Self::Unplaced(line, _, _) => format!("未归位文字（原文第 {line} 行）"),
        }
    }
}

impl Extras {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }

    /// How many fields there are.
    pub fn len(&self) -> usize {
        self.fields.values().map(Vec::len).sum()
    }

    /// Keeps unknown fields under their owner. A name that the current layout uses for something
    /// else (`known`, possible only in a file of an older layout) is told apart from it.
    pub(super) fn keep(&mut self, owner: Owner, unknown: Vec<UnknownField>, known: &[&str]) {
        if unknown.is_empty() {
            return;
        }
        let fields = self.fields.entry(owner).or_default();
        for field in unknown {
            let mut name = field.name.to_string();
            while known.contains(&name.as_str()) || fields.iter().any(|kept| kept.name == name) {
                name.push('_');
            }
            fields.push(Extra { name, ron: field.ron });
        }
    }

    /// What has such fields.
    pub(crate) fn owners(&self) -> impl Iterator<Item = &Owner> {
        self.fields.keys()
    }

    /// Puts a field behind those that an owner has.
    pub(crate) fn set(&mut self, owner: &Owner, name: &str, ron: String) {
        self.fields.entry(owner.clone()).or_default().push(Extra { name: name.to_owned(), ron });
    }

    /// The fields of one owner.
    pub(crate) fn of(&self, owner: &Owner) -> &[Extra] {
        self.fields.get(owner).map_or(&[], Vec::as_slice)
    }

    /// The fields of a section.
    pub(super) fn of_section(&self, budget: &Budget, at: usize) -> &[Extra] {
        if self.is_empty() {
            return &[];
        }
        Owner::section(&budget.narrative, at).map_or(&[], |owner| self.of(&owner))
    }

    /// The fields of an unplaced line.
    pub(super) fn of_unplaced(&self, budget: &Budget, at: usize) -> &[Extra] {
        if self.is_empty() {
            return &[];
        }
        Owner::unplaced(&budget.unplaced, at).map_or(&[], |owner| self.of(&owner))
    }
}
