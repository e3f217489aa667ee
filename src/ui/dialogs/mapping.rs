//! What the titles and headers of a document were read as, for a person to say otherwise: the document is read again at
//! once by what is said, and it can be kept as a profile for the next one. What becomes of the answer is for the window.

use std::collections::BTreeSet;
use std::sync::Arc;

use eframe::egui::{
    self, Align, CollapsingHeader, Context, Grid, Label, Layout, Modal, Response, RichText, TextEdit, Ui,
    vec2,
};

use crate::exchange::mapping::{Mapping, ReadAs, read_as};
use crate::file;
use crate::schema::{Format, Formats};
use crate::text::visible;
use crate::ui::document::Document;
use crate::ui::look::list;
use crate::ui::look::primary;
use crate::ui::look::room;
use crate::ui::look::style;

/// What a profile that is not kept is called.
const UNNAMED: &str = "本次对应";
/// The width of the titles, in points.
const TITLE_WIDTH: f32 = 440.0;

/// A table of the document, and what is said of it.
struct Line {
    read: ReadAs,
    table: String,
    columns: Vec<String>,
}

/// The view.
pub(crate) struct MappingChoice {
    base: Arc<Format>,
    formats: Formats,
    /// What was said before of the document, which stays said.
    before: Mapping,
    /// The id of the format if it is not kept.
    unnamed: String,
    lines: Vec<Line>,
    /// The tables that the format knows, and its columns.
    tables: Vec<String>,
    columns: Vec<String>,
    /// How many lines with amounts found no place.
    left: usize,
    /// A title that was not taken for one, and its table.
    other: (String, String),
    /// What it is kept as; blank where it is not kept.
    name: String,
    /// Whether a profile of that name is written over.
    over: bool,
    wrong: Option<String>,
}

/// A profile that is to be kept.
pub(crate) struct Kept {
    /// Its name.
    pub name: String,
    /// Its text.
    pub text: String,
    /// Whether one of that name is written over.
    pub over: bool,
}

/// What was decided: the format by which the document is read again, with the name and the text to be kept.
pub(crate) struct Said {
    /// The format.
    pub format: Arc<Format>,
    /// The profile that is to be kept.
    pub kept: Option<Kept>,
    /// All that was said, and of which format.
    mapping: Mapping,
    base: Arc<Format>,
}

impl MappingChoice {
    /// The view of a document, with what was said before; `None` where no format at hand has words.
    pub(crate) fn of(document: &Document, formats: &Formats, said: &[Said]) -> Option<Self> {
        let own = document.session.format();
        let earlier = said.iter().rev().find(|said| said.format.id == own.id);
        let (base, before) = match earlier {
            Some(said) => (said.base.clone(), said.mapping.clone()),
            None => (crate::exchange::mapping::base(own, formats)?, Mapping::default()),
        };
        let words = base.vocabulary.iter();
        let tables = words.clone().flat_map(|words| &words.tables).map(|table| table.key.to_string());
        let columns = words.flat_map(|words| &words.columns).map(|column| column.key.clone());
        let lines = read_as(own, &base).into_iter().map(|read| Line {
            table: read.key.to_string(),
            columns: read.columns.iter().map(|(_, key)| key.clone()).collect(),
            read,
        });
        let left = document.session.budget().unplaced.iter().filter(|line| line.has_figures()).count();
        Some(Self {
            lines: lines.collect(),
            tables: once_each(tables),
            columns: once_each(columns),
            left,
            before,
            unnamed: format!("{UNNAMED}{}", said.len() + 1),
            base,
            formats: formats.clone(),
            other: (String::new(), String::new()),
            name: String::new(),
            over: false,
            wrong: None,
        })
    }

    /// Shows it; what was decided, or that nothing was, once that was said.
    ///
    /// # Errors
    /// Gives itself back as long as it stays open.
    pub(crate) fn show(mut self, ctx: &Context) -> Result<Option<Said>, Box<Self>> {
        let mut decision = None;
        Modal::new(egui::Id::unique("mapping")).show(ctx, |ui| {
            room::width(ui, 720.0);
            ui.heading("逐表对应");
            room::body(ui, |ui| {
                ui.label(
                    "左边是原件的表题和表头，右边是它们读成的表和栏。改过以后按此重新读入，马上看到结果。",
                );
                ui.add_space(6.0);
                self.tables_ui(ui);
                ui.add_space(6.0);
                self.lacking_ui(ui);
                ui.horizontal(|ui| {
                    let label = ui.label("存成表式，供同样的文件自动使用：");
                    let field = TextEdit::singleline(&mut self.name).hint_text("名称；不写则只用这一次");
                    if ui.add(field.desired_width(220.0)).labelled_by(label.id).changed() {
                        self.over = false;
                    }
                    if file::profile_exists(self.name.trim()) {
                        ui.checkbox(&mut self.over, "覆盖").on_hover_text("已有同名的表式，用这次的取代它");
                    }
                });
                if let Some(wrong) = &self.wrong {
                    ui.label(RichText::new(visible(wrong)).color(ui.visuals().error_fg_color));
                }
            });
            ui.add_space(8.0);
            ui.horizontal(|ui| {
                if primary::chosen(ui, self.is_changed(), "按此重新读入") {
                    match self.said() {
                        Ok(said) => decision = Some(Some(said)),
                        Err(wrong) => self.wrong = Some(wrong),
                    }
                }
                let escaped = ui.input(|input| input.key_pressed(egui::Key::Escape));
                if ui.button("取消").clicked() || escaped {
                    decision = Some(None);
                }
            });
        });
        decision.ok_or_else(|| Box::new(self))
    }

    fn tables_ui(&mut self, ui: &mut Ui) {
        for (nth, line) in self.lines.iter_mut().enumerate() {
            ui.horizontal(|ui| {
                let title = visible(&line.read.title);
                let label = match line.read.number {
                    0 => label_ui(ui, &title),
                    number => label_ui(ui, &format!("{number} {title}")),
                };
                let names = &self.tables;
                choice_ui(ui, ("table", nth), line.read.key.as_str(), &mut line.table, names, &label);
            });
            if line.columns.is_empty() {
                continue;
            }
            let header =
                CollapsingHeader::new(format!("{} 个表头", line.columns.len())).id_salt(("headers", nth));
            header.show(ui, |ui| {
                Grid::new(("columns", nth)).num_columns(2).spacing([18.0, 4.0]).show(ui, |ui| {
                    let columns = line.read.columns.iter().zip(&mut line.columns).enumerate();
                    for (at, ((path, key), chosen)) in columns {
                        let label = ui.label(visible(path));
                        choice_ui(ui, ("column", nth * 1000 + at), key, chosen, &self.columns, &label);
                        ui.end_row();
                    }
                });
            });
        }
    }

    /// The usual tables that were not found, and a title that may be one of them.
    fn lacking_ui(&mut self, ui: &mut Ui) {
        let known = self.base.vocabulary.iter().flat_map(|words| &words.tables).filter(|table| table.usual);
        let lacking = known.map(|table| table.key.to_string());
        let mut lacking: Vec<String> =
            lacking.filter(|key| self.lines.iter().all(|line| line.table != *key)).collect();
        lacking.dedup();
        let faint = style::palette(ui.visuals()).faint;
        if !lacking.is_empty() {
            ui.label(RichText::new(format!("没有认出：{}", lacking.join("、"))).color(faint));
        }
        if self.left > 0 {
            ui.label(RichText::new(format!("有 {} 行金额没有归位", self.left)).color(faint));
        }
        ui.horizontal(|ui| {
            let label = ui.label("没有认出的表题");
            let field = TextEdit::singleline(&mut self.other.0).hint_text("原件里的一行");
            ui.add(field.desired_width(240.0)).labelled_by(label.id);
            let label = ui.label("是");
            choice_ui(ui, ("other", 0), "", &mut self.other.1, &self.tables, &label);
        });
    }

    fn is_changed(&self) -> bool {
        let changed = |line: &Line| {
            line.table != line.read.key.as_str()
                || line.columns.iter().zip(&line.read.columns).any(|(is, (_, was))| is != was)
        };
        let is_other = !self.other.0.trim().is_empty() && !self.other.1.is_empty();
        // What was said before can be kept once it has shown itself right.
        let is_named = !self.before.is_empty() && !self.name.trim().is_empty();
        self.lines.iter().any(changed) || is_other || is_named
    }

    /// What is said, as a format.
    fn said(&self) -> Result<Said, String> {
        let name = self.name.trim();
        if !name.is_empty() && self.formats.get(name).is_some() {
            if !file::profile_exists(name) {
                return Err(format!("“{name}”是程序自带的表式，请换一个名称"));
            }
            if !self.over {
                return Err(format!("已经有名为“{name}”的表式：换一个名称，或勾选“覆盖”"));
            }
        }
        let mut mapping = self.before.clone();
        for line in self.lines.iter().filter(|line| line.table != line.read.key.as_str()) {
            mapping.set_table(&line.read.title, &line.table, &self.base)?;
        }
        if !self.other.0.trim().is_empty() && !self.other.1.is_empty() {
            mapping.add(&format!("{}={}", self.other.0.trim(), self.other.1), &[], &self.base)?;
        }
        for line in &self.lines {
            let changed = line.columns.iter().zip(&line.read.columns).filter(|(is, (_, was))| *is != was);
            for (key, (path, _)) in changed {
                mapping.set_column(&line.read, path, key, &self.base)?;
            }
        }
        let id = if name.is_empty() { &self.unnamed } else { name };
        let format = mapping.format(id, &self.base, &self.formats)?;
        let kept = match name {
            "" => None,
            // What the profile said before stays said: it is itself what the document was read by.
            name if name == self.base.id => {
                let text = mapping.added_to_text(&file::profile_text(name)?, &self.base)?;
                Some(Kept { text, over: self.over, name: name.to_owned() })
            }
            name => Some(Kept {
                text: mapping.to_text(name, &self.base)?,
                over: self.over,
                name: name.to_owned(),
            }),
        };
        Ok(Said { format, kept, mapping, base: self.base.clone() })
    }
}

fn once_each(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    names.filter(|name| seen.insert(name.clone())).collect()
}

/// A title, cut off where it is too long, so that the choices stand below one another.
fn label_ui(ui: &mut Ui, title: &str) -> Response {
    let size = vec2(TITLE_WIDTH, ui.spacing().interact_size.y);
    let shown = ui.allocate_ui_with_layout(size, Layout::left_to_right(Align::Center), |ui| {
        ui.set_min_width(TITLE_WIDTH);
        ui.add(Label::new(title).truncate())
    });
    shown.inner
}

/// A choice among names, with what it was read as first.
fn choice_ui(
    ui: &mut Ui,
    id: (&str, usize),
    was: &str,
    chosen: &mut String,
    names: &[String],
    label: &Response,
) {
    let shown = if chosen.is_empty() { "选择…".to_owned() } else { visible(chosen).into_owned() };
    let list = list::ui(ui, id, shown, 220.0, |ui| {
        if !was.is_empty() && !names.iter().any(|name| name == was) {
            list::choice(ui, chosen, was.to_owned(), format!("{}（表式里没有）", visible(was)));
        }
        for name in names {
            list::choice(ui, chosen, name.clone(), visible(name));
        }
    });
    list.labelled_by(label.id);
}
