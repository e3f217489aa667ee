//! What was begun and is in no budget yet: a passage, a comment, a note, a rule, an answer to a question. The journal keeps
//! it, so that a program that ends without asking loses none of it; but for what was held back, what was copied, and which
//! comment is being answered, which end with the program.

use std::collections::BTreeMap;

use super::draft::Writing;
use super::own_rules::RuleEditor;
use crate::model::{Note, NoteKey, TableKey};

/// What was begun.
#[derive(Default)]
pub struct Drafts {
    /// Comments, by the place of their note: a cell, or a paragraph of the text.
    pub comments: BTreeMap<String, String>,
    /// The comment that is being answered.
    pub(in crate::ui) answering: Option<NoteKey>,
    /// The name that the user signs with; blank for the one on this machine.
    pub(in crate::ui) signature: String,
    /// Whether it was just written anew.
    pub(in crate::ui) has_signed: bool,
    /// What was begun in questions and fields that stand beside the budget, by what it is and where.
    pub asides: BTreeMap<String, String>,
    /// The note under a table.
    pub note: Option<(TableKey, String)>,
    /// Whether somebody wants to write it.
    pub(in crate::ui) note_asked: bool,
    /// Rules of one's own.
    pub rules: RuleEditor,
    /// The passage of the text that is open, with what is typed into it.
    pub(in crate::ui) writing: Option<Writing>,
    /// The paragraph that was copied or cut last, with what goes with it where it is pasted.
    pub(in crate::ui) carried: Option<(String, Vec<(NoteKey, Note)>)>,
    /// What was typed behind refused texts and was not entered, as blocks: the one of the last of them last.
    pub(in crate::ui) held_back: Vec<String>,
    /// Which of them is still being typed.
    pub(in crate::ui) held_open: Option<usize>,
}
