//! Opening documents: those that came at once may be one budget, and each is read in the background, with a format that
//! is chosen or found. How an import goes on by itself is for [`super::importing`].

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use eframe::egui::{Context, Label, Panel, ProgressBar, Ui};

use crate::document::is_package;
use crate::exchange;
use crate::file;
use crate::schema::Format;
use crate::ui::dialogs::format_choice::FormatChoice;
use crate::ui::dialogs::mapping::{Kept, MappingChoice, Said};
use crate::ui::dialogs::together::TogetherQuestion;
use crate::ui::document::DocumentId;
use crate::ui::shell::app::App;
use crate::ui::shell::dialog::Dialog;
use crate::ui::shell::files;
use crate::ui::shell::importing::Importing;
use crate::ui::table::turns::Turns;

/// So many sets of tables of one document are opened at once; the notes of what was read name the others.
const MOST_SETS: usize = 12;

/// So many documents being read have a line each.
const MOST_SHOWN: usize = 2;

/// Whose budgets a document holds and which of them this one is, where it holds several: nobody is to take the tables of
/// one for those of all.
fn of_units(units: &[String], set: usize) -> Option<String> {
    let own = units.get(set).filter(|_| units.len() > 1)?;
    let opened = match units.len() > MOST_SETS {
        true => format!("（标签里是前 {MOST_SETS} 个）"),
        false => String::new(),
    };
    let (count, all) = (units.len(), units.join("、"));
    Some(format!("里有 {count} 个单位的预算，各在一个标签{opened}：{all}；旁边的表只是{own}的"))
}

impl App {
    /// Opens files that were chosen, dropped or named at once.
    pub fn open_all(&mut self, paths: &[PathBuf]) {
        let is_document = |path: &PathBuf| !path.is_dir() && !is_package(path) && exchange::is_document(path);
        let (documents, budgets): (Vec<PathBuf>, Vec<PathBuf>) = paths.iter().cloned().partition(is_document);
        budgets.iter().for_each(|path| self.open(path));
        let groups = exchange::parts_together(exchange::together(documents), &self.formats);
        if groups.len() > 1 {
            self.dialogs.open(Dialog::Together(TogetherQuestion { groups }));
        } else {
            groups.into_iter().for_each(|files| self.import(files, None, None, None));
        }
    }

    /// Reads documents that are one budget, with a format if one is chosen.
    pub(super) fn import(
        &mut self,
        paths: Vec<PathBuf>,
        set: Option<usize>,
        chosen: Option<Arc<Format>>,
        instead_of: Option<DocumentId>,
    ) {
        let is_it =
            |import: &Importing| import.paths == paths && import.set == set && import.beside.is_none();
        if self.imports.iter().any(is_it) {
            return;
        }
        match Importing::begin(paths, set, self.formats.clone(), chosen, instead_of) {
            Ok(import) => self.imports.push(import),
            Err(error) => self.dialogs.error(format!("没有能开始读入：{error}")),
        }
    }

    /// Shows what has been read meanwhile.
    pub(super) fn settle_imports(&mut self, ctx: &Context) {
        let mut at = 0;
        let acts = Turns::with(ctx, |turns| turns.acts());
        // What was given together comes in that order, however long each takes.
        let mut under_way = BTreeSet::new();
        while let Some(import) = self.imports.get_mut(at) {
            let began = *import.acts.get_or_insert(acts);
            let is_at_work = began != acts;
            let waits = import.beside.is_none() && under_way.contains(&began);
            let Some(read) = (if waits { None } else { import.read() }) else {
                under_way.insert(began);
                at += 1;
                continue;
            };
            let import = self.imports.remove(at);
            ctx.request_repaint();
            if let Some(of) = import.beside {
                self.settle_beside(&import, of, read);
                continue;
            }
            let is_other = import.set.is_some() && import.instead_of.is_none();
            let is_behind = is_other || self.comes_behind(import.instead_of, is_at_work);
            let was_asked = self.asks();
            let units = read.as_ref().map_or_else(|_| Vec::new(), |read| read.0.sets.clone());
            match read.and_then(|read| files::imported(*read, &import.names(), &self.formats)) {
                Ok(mut document) => {
                    if import.paths.len() > 1 {
                        let said = document.message.take().unwrap_or_default();
                        document.message = Some(format!("{} 合为一份预算。{said}", import.names()));
                    }
                    if let Some(of) = of_units(&units, import.set.unwrap_or(0)) {
                        let said = document.message.take().unwrap_or_default();
                        document.message = Some(format!("{} {of}。{said}", import.names()));
                    }
                    import.paths.iter().for_each(|path| self.recent.add(path));
                    if is_behind {
                        self.take_in(document);
                        // What is said of the first of several units names the others.
                        if let Some(front) = self.document_mut().filter(|_| !is_other) {
                            front.message = Some(format!("{} 已读入，在上方的标签里", import.names()));
                        }
                    } else {
                        self.show_anew(document, was_asked);
                        self.put_in_place_of(import.instead_of);
                        if import.at_findings {
                            self.go_to_findings();
                        }
                    }
                }
                Err(error) => self.dialogs.error(error),
            }
            // The other units' of the same document, each in a tab of its own behind the one that is looked at.
            let others = if import.set.is_none() { 1..units.len().min(MOST_SETS) } else { 0..0 };
            others.for_each(|set| self.import(import.paths.clone(), Some(set), None, None));
        }
        if !self.imports.is_empty() {
            ctx.request_repaint_after(Duration::from_millis(50));
        }
    }

    /// Whether what was read comes behind the document in front, so that what is being written there, or answered, does
    /// not go astray: somebody has gone on in it meanwhile. What was only looked at gives way to what is read in its place.
    fn comes_behind(&mut self, instead_of: Option<DocumentId>, is_at_work: bool) -> bool {
        let asks = self.asks();
        let Some(front) = self.document_mut() else {
            return false;
        };
        let gives_way = Some(front.id()) == instead_of && front.is_untouched();
        let is_open = front.is_writing() || front.grid().is_some_and(|grid| grid.editor.open);
        asks || is_open || is_at_work && !gives_way
    }

    /// The document just shown was read from the same files: the other goes, if there is nothing of anybody's in it.
    fn put_in_place_of(&mut self, other: Option<DocumentId>) {
        let Some(at) = self.documents.iter().position(|document| Some(document.id()) == other) else {
            return;
        };
        if self.documents.get(at).is_some_and(|document| document.is_untouched()) {
            self.close(at);
            self.active = self.documents.len().saturating_sub(1);
        }
    }

    /// How far the imports have come: of each, or of many together, which would take the window from the tables.
    pub(super) fn imports_ui(&mut self, ui: &mut Ui) {
        let mut stopped = None;
        let (count, mut stops_all) = (self.imports.len(), false);
        if count > MOST_SHOWN {
            Panel::top("many importing").show(ui, |ui| {
                ui.horizontal(|ui| {
                    let share = self.imports.iter().map(Importing::share).sum::<f32>() / count as f32;
                    ui.add(ProgressBar::new(share).desired_width(160.0));
                    let names: Vec<String> = self.imports.iter().map(Importing::names).collect();
                    let said = Label::new(format!("还有 {count} 份正在读入")).selectable(false);
                    ui.add(said).on_hover_text(names.join("\n"));
                    stops_all = ui.button("全部停止").clicked();
                });
            });
        }
        for (at, import) in self.imports.iter().enumerate().filter(|_| count <= MOST_SHOWN) {
            Panel::top(("importing", at)).show(ui, |ui| {
                ui.horizontal(|ui| {
                    ui.add(ProgressBar::new(import.share()).desired_width(160.0));
                    ui.label(format!("正在读入 {}", import.names()));
                    if ui.button("停止读入").clicked() {
                        stopped = Some(at);
                    }
                });
            });
        }
        if let Some(at) = stopped {
            self.imports.remove(at).stop();
        }
        if stops_all {
            self.imports.drain(..).for_each(Importing::stop);
        }
    }

    /// Asks with which format the documents of the budget in front are read.
    pub(super) fn choose_format(&mut self) {
        let Some(document) = self.documents.get_mut(self.active) else { return };
        if document.origin().is_none() {
            document.message = Some("原件不在手边，不能换一种表式重新读入".to_owned());
            return;
        }
        let choice = FormatChoice::of(document, &self.formats);
        self.dialogs.open_of(Some(document.id()), Dialog::Format(choice));
    }

    /// Asks of which table each title of the documents in front is.
    pub(super) fn choose_mapping(&mut self) {
        let Some(document) = self.documents.get_mut(self.active) else { return };
        match MappingChoice::of(document, &self.formats, &self.said) {
            Some(choice) => {
                self.dialogs.open_of(Some(document.id()), Dialog::Mapping(Box::new(choice)));
            }
            None => document.message = Some("没有能补充对应关系的表式".to_owned()),
        }
    }

    /// Reads the documents in front again as somebody said, and keeps what was said.
    pub(super) fn read_as_said(&mut self, said: Said) {
        if let Some(Kept { name, text, over }) = &said.kept {
            let kept = file::save_profile(name, text, *over)
                .and_then(|path| self.formats.add_file(&path).map_err(|error| error.to_string()));
            if let Err(error) = kept {
                self.dialogs.error(format!("对应关系没有保存：{error}"));
            }
        }
        self.read_with(said.format.clone());
        self.said.push(said);
    }

    /// Reads the documents of the budget in front again.
    pub(super) fn read_again(&mut self, format: &str) {
        if let Some(format) = self.formats.get(format) {
            self.read_with(format);
        }
    }

    fn read_with(&mut self, format: Arc<Format>) {
        let of = self.document().and_then(|document| Some((document.id(), document.origin()?)));
        let read = of.map(|(id, origin)| {
            (id, origin.set(), origin.files().iter().map(|file| file.path.clone()).collect())
        });
        if let Some((id, set, paths)) = read {
            self.import(paths, set, Some(format), Some(id));
        }
    }
}
