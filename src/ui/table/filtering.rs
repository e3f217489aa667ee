//! Filtering and sorting the shown table by a column, hiding its empty rows. The data is not touched; see
//! `grid::view`.

use std::collections::BTreeMap;

use eframe::egui::{self, Context, Key, Modal, Modifiers, RichText, ScrollArea, TextEdit, Ui};

use crate::model::TableKey;
use crate::ui::document::Document;
use crate::ui::look::style;
use crate::ui::shell::app::App;
use crate::ui::table::grid::view::{ColumnOf, Filter, View};

/// More different texts than these are not listed to choose from.
const MOST_TEXTS: usize = 500;

/// The question how to filter and sort by a column.
#[derive(Clone, Debug)]
pub struct Filtering {
    table: TableKey,
    of: ColumnOf,
    title: String,
    contains: String,
    /// The column's texts, how many rows have them, whether they are let through.
    texts: Vec<(String, usize, bool)>,
    sort: Option<bool>,
    sortable: bool,
    hide_empty: bool,
    fresh: bool,
}

impl Document {
    /// Asks how to filter and sort by a column; without one, by that of the cursor.
    pub fn ask_filter(&mut self, of: Option<ColumnOf>) {
        let Some(key) = self.table_key() else {
            self.message = Some("请先打开一张表".to_owned());
            return;
        };
        let book = self.book();
        let at_cursor = || {
            let cell = book.cell(&self.cursor()?)?;
            Some((cell.row.section_index, cell.column.key.clone()))
        };
        let Some(of) = of.or_else(at_cursor) else {
            return;
        };
        let Some(sheet) = book.sheet(&key) else {
            return;
        };
        let Some(section) = sheet.schema.sections.get(of.0) else {
            return;
        };
        let view = self.view(&key).cloned().unwrap_or_default();
        let filter = view.filters.get(&of).cloned().unwrap_or_default();
        let mut texts: BTreeMap<String, usize> = BTreeMap::new();
        for cell in sheet.rows().filter(|row| row.section_index == of.0).filter_map(|row| row.cell_by(&of.1))
        {
            *texts.entry(cell.text()).or_default() += 1;
        }
        let filtering = Filtering {
            table: key,
            title: section.column(&of.1).map(crate::schema::Column::full_title).unwrap_or_default(),
            contains: filter.contains,
            texts: texts
                .into_iter()
                .map(|(text, count)| {
                    let passes = !filter.without.contains(&text);
                    (text, count, passes)
                })
                .collect(),
            sort: view.sort.filter(|(sorted, _)| *sorted == of).map(|(_, down)| down),
            sortable: !section.free.is_empty(),
            hide_empty: view.hide_empty,
            fresh: true,
            of,
        };
        self.filtering = Some(filtering);
    }

    /// Changes how the shown table is looked at, and settles what is seen.
    pub fn change_view(&mut self, change: impl FnOnce(&mut View)) {
        let Some(key) = self.table_key() else {
            return;
        };
        self.edit_view(&key, |view, sheet| {
            change(view);
            view.settle(sheet);
        });
    }

    /// Shows all rows in their order.
    pub fn clear_view(&mut self) {
        self.change_view(|view| *view = View::default());
    }
}

/// Says that not all rows are shown, or not in their order, with a way back.
pub fn banner_ui(ui: &mut Ui, document: &mut Document, key: &TableKey) {
    let Some(view) = document.view(key).filter(|view| view.is_on()).cloned() else {
        return;
    };
    let format = document.session.format().clone();
    let title = |of: &ColumnOf| {
        let section = format.table(key).and_then(|table| table.sections.get(of.0));
        section
            .and_then(|section| section.column(&of.1))
            .map(|column| column.title().to_owned())
            .unwrap_or_default()
    };
    let mut said = Vec::new();
    if !view.filters.is_empty() {
        said.push(format!("按 {} 筛选", view.filters.keys().map(title).collect::<Vec<_>>().join("、")));
    }
    if view.hide_empty {
        said.push("隐藏了空行".to_owned());
    }
    if let Some(grouping) = &view.grouping {
        said.push(format!("按{}分组", grouping.title()));
    }
    let folded = view.folded.len() + view.folded_heads.len();
    if folded > 0 {
        said.push(format!("折叠了 {folded} 处"));
    }
    if let Some((of, down)) = &view.sort {
        said.push(format!("按 {} {}排列", title(of), if *down { "降序" } else { "升序" }));
    }
    let (shown, all) = document.shown_rows(key);
    ui.horizontal(|ui| {
        let palette = style::palette(ui.visuals());
        let text = format!("{}；显示 {shown} 行，共 {all} 行。数据和合计不变", said.join("，"));
        ui.label(RichText::new(text).color(palette.involved));
        if ui.small_button("显示全部").clicked() {
            document.clear_view();
        }
    });
}

impl Filtering {
    /// Looks at the table as was answered.
    fn settle(&self, view: &mut View) {
        let left_out = self.texts.iter().filter(|(_, _, passes)| !passes);
        let filter = Filter {
            contains: self.contains.trim().to_owned(),
            without: left_out.map(|(text, ..)| text.clone()).collect(),
        };
        view.filters.insert(self.of.clone(), filter);
        match self.sort {
            Some(down) => view.sort = Some((self.of.clone(), down)),
            None => view.sort = view.sort.take().filter(|(of, _)| *of != self.of),
        }
        view.hide_empty = self.hide_empty;
    }
}

impl App {
    /// The question how to filter and sort, while it is asked.
    pub(in crate::ui) fn filtering_ui(&mut self, ctx: &Context) {
        let Some(document) = self.document_mut() else {
            return;
        };
        let Some(mut asked) = document.filtering.take() else {
            return;
        };
        let (mut done, mut cancelled) = (false, false);
        Modal::new(egui::Id::unique("filtering")).show(ctx, |ui| {
            ui.set_width(380.0);
            ui.heading(format!("筛选和排序：{}", asked.title));
            ui.add_enabled_ui(asked.sortable, |ui| {
                ui.horizontal(|ui| {
                    ui.label("排列");
                    for (sort, name) in [(None, "表中次序"), (Some(false), "升序"), (Some(true), "降序")]
                    {
                        ui.selectable_value(&mut asked.sort, sort, name);
                    }
                });
            });
            if !asked.sortable {
                ui.label(RichText::new("此表的行是固定的，不能另排次序；筛选照常").weak());
            }
            ui.horizontal(|ui| {
                let label = ui.label("包含文字");
                let field = ui.add(TextEdit::singleline(&mut asked.contains).desired_width(240.0));
                let field = field.labelled_by(label.id);
                if std::mem::take(&mut asked.fresh) {
                    field.request_focus();
                }
            });
            texts_ui(ui, &mut asked.texts);
            ui.checkbox(&mut asked.hide_empty, "隐藏空行");
            ui.add_space(6.0);
            ui.horizontal(|ui| {
                let entered = ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Enter));
                done = ui.button("确定").clicked() || entered;
                if ui.button("清除此栏").clicked() {
                    asked.contains.clear();
                    asked.sort = None;
                    asked.texts.iter_mut().for_each(|(_, _, passes)| *passes = true);
                    done = true;
                }
                cancelled = ui.button("取消").clicked() || ui.input(|input| input.key_pressed(Key::Escape));
            });
        });
        if done && document.table_key().as_ref() == Some(&asked.table) {
            document.change_view(|view| asked.settle(view));
        } else if !cancelled && !done {
            document.filtering = Some(asked);
        }
        if done || cancelled {
            self.focus_grid = true;
        }
    }
}

/// The texts to choose from.
fn texts_ui(ui: &mut Ui, texts: &mut [(String, usize, bool)]) {
    if texts.len() > MOST_TEXTS {
        ui.label(format!("此栏有 {} 种内容，请用“包含文字”筛选", texts.len()));
        return;
    }
    ui.horizontal(|ui| {
        for (name, to) in [("全选", true), ("全不选", false)] {
            if ui.small_button(name).clicked() {
                texts.iter_mut().for_each(|(_, _, passes)| *passes = to);
            }
        }
    });
    ScrollArea::vertical().max_height(260.0).auto_shrink([false, true]).show(ui, |ui| {
        for (text, count, passes) in texts {
            let text = if text.is_empty() { "（空白）" } else { text };
            ui.checkbox(passes, format!("{text}　{count}"));
        }
    });
}
