//! The question how to filter and sort the shown table by a column. The data is not touched; see `table::view`.

use std::collections::BTreeMap;

use eframe::egui::{self, Area, Context, Key, Modal, Modifiers, Rect, RichText, ScrollArea, TextEdit, Ui};

use crate::calc::Cell;
use crate::model::TableKey;
use crate::money::{MoneyUnit, parse_amount};
use crate::schema::ColumnKind;
use crate::sheet::view::{ColumnOf, Filter, View, is_subject};
use crate::ui::document::Document;
use crate::ui::look::primary;
use crate::ui::look::room;

/// More different texts than these are not listed to choose from.
const MOST_TEXTS: usize = 500;

/// The question how to filter and sort by a column.
#[derive(Clone, Debug)]
pub(crate) struct Filtering {
    table: TableKey,
    of: ColumnOf,
    title: String,
    contains: String,
    /// The column's texts.
    texts: Vec<Text>,
    sort: Option<bool>,
    sortable: bool,
    hide_empty: bool,
    fresh: bool,
    /// The header that it hangs from.
    below: Option<Rect>,
}

/// A text of a column.
#[derive(Clone, Debug)]
struct Text {
    text: String,
    /// What it is called where it is a code.
    name: Option<String>,
    /// How many rows have it.
    count: usize,
    /// Whether it is let through.
    passes: bool,
}

impl Filtering {
    /// Asks how to filter and sort the shown table by a column; without one, by that of the cursor. `None` where
    /// there is no such column.
    pub(crate) fn of(document: &Document, of: Option<ColumnOf>) -> Option<Self> {
        let key = document.table_key()?;
        let book = document.book();
        let at_cursor = || {
            let cell = book.cell(&document.cursor()?)?;
            Some((cell.row.section_index, cell.column.key.clone()))
        };
        let of = of.or_else(at_cursor)?;
        let sheet = book.sheet(&key)?;
        let section = sheet.schema.sections.get(of.0)?;
        let view = document.view(&key).cloned().unwrap_or_default();
        let filter = view.filters.get(&of).cloned().unwrap_or_default();
        let mut texts: BTreeMap<String, (usize, usize, Option<String>)> = BTreeMap::new();
        let rows = sheet.rows().filter(|row| row.section_index == of.0 && is_subject(row));
        for (at, cell) in rows.filter_map(|row| row.cell_by(&of.1)).enumerate() {
            let (_, count, name) = texts.entry(cell.text()).or_insert((at, 0, None));
            *count += 1;
            *name = name.take().or_else(|| name_beside(&cell));
        }
        // Names stand as in the table, which knows why 三 comes before 七; codes and figures by themselves.
        let mut texts: Vec<_> = texts.into_iter().collect();
        match section.column(&of.1).map(|column| column.kind) {
            Some(ColumnKind::Text) => texts.sort_by_key(|(_, (at, ..))| *at),
            // What is no figure stands behind those that are; a blank is seen first.
            Some(kind) if kind.is_number() => texts.sort_by_cached_key(|(text, _)| {
                let figure = parse_amount(text, MoneyUnit::WanYuan).map_err(drop);
                (figure, text.clone())
            }),
            _ => {}
        }
        Some(Self {
            table: key,
            title: section.column(&of.1).map(crate::schema::Column::full_title).unwrap_or_default(),
            contains: filter.contains,
            texts: texts
                .into_iter()
                .map(|(text, (_, count, name))| {
                    let passes = !filter.without.contains(&text);
                    Text { text, name, count, passes }
                })
                .collect(),
            sort: view.sort.filter(|(sorted, _)| *sorted == of).map(|(_, down)| down),
            sortable: !section.free.is_empty(),
            hide_empty: view.hide_empty,
            fresh: true,
            below: None,
            of,
        })
    }

    /// The same, hanging from a header.
    pub(crate) fn below(self, header: Option<Rect>) -> Self {
        Self { below: header, ..self }
    }

    /// Looks at the table as was answered.
    fn settle(&self, view: &mut View) {
        let left_out = self.texts.iter().filter(|text| !text.passes);
        let filter = Filter {
            contains: self.contains.trim().to_owned(),
            without: left_out.map(|text| text.text.clone()).collect(),
        };
        view.filters.insert(self.of.clone(), filter);
        match self.sort {
            Some(down) => view.sort = Some((self.of.clone(), down)),
            None => view.sort = view.sort.take().filter(|(of, _)| *of != self.of),
        }
        view.hide_empty = self.hide_empty;
    }

    /// Draws the question; what it is, as long as it stays open.
    pub(crate) fn show(mut self, ctx: &Context, document: &mut Document) -> Option<Self> {
        let asked = &mut self;
        let (mut done, mut cancelled) = (false, false);
        // A button that has the keyboard would take it, too.
        let is_confirmed = ctx.input_mut(|input| input.consume_key(Modifiers::COMMAND, Key::Enter));
        let id = egui::Id::unique("filtering");
        let area = match asked.below {
            Some(header) => Area::new(id.with("below")).fixed_pos(header.left_bottom()).constrain(true),
            None => Modal::default_area(id),
        };
        Modal::new(id).area(area.order(egui::Order::Foreground)).show(ctx, |ui| {
            room::width(ui, 380.0);
            ui.heading(format!("筛选和排序：{}", asked.title));
            room::body(ui, |ui| {
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
                    if asked.fresh {
                        // Until it has it: what is asked may be drawn once to be measured.
                        asked.fresh = !field.has_focus();
                        field.request_focus();
                    }
                });
                texts_ui(ui, &mut asked.texts);
                primary::tick(ui, &mut asked.hide_empty, "隐藏空行");
            });
            ui.add_space(6.0);
            ui.horizontal(|ui| {
                // A table without any row says nothing.
                let is_any = asked.texts.is_empty() || asked.texts.iter().any(|text| text.passes);
                done = primary::chosen(ui, is_any, "确定") || (is_confirmed && is_any);
                if ui.button("清除此栏").clicked() {
                    asked.contains.clear();
                    asked.sort = None;
                    asked.texts.iter_mut().for_each(|text| text.passes = true);
                    done = true;
                }
                cancelled = ui.button("取消").clicked() || ui.input(|input| input.key_pressed(Key::Escape));
                if !is_any {
                    ui.label("一项也没有勾选");
                }
            });
        });
        if done && document.table_key().as_ref() == Some(&self.table) {
            document.change_view(|view| self.settle(view));
        }
        (!done && !cancelled).then_some(self)
    }
}

/// The texts to choose from.
fn texts_ui(ui: &mut Ui, texts: &mut [Text]) {
    if texts.len() > MOST_TEXTS {
        ui.label(format!("此栏有 {} 种内容，请用“包含文字”筛选", texts.len()));
        return;
    }
    ui.horizontal(|ui| {
        for (name, to) in [("全选", true), ("全不选", false)] {
            if ui.small_button(name).clicked() {
                texts.iter_mut().for_each(|text| text.passes = to);
            }
        }
    });
    ScrollArea::vertical().max_height(260.0).auto_shrink([false, true]).show(ui, |ui| {
        for Text { text, name, count, passes } in texts {
            let text = if text.is_empty() { "（空白）" } else { text };
            let named = name.as_ref().map(|name| format!(" {name}")).unwrap_or_default();
            primary::tick(ui, passes, format!("{text}{named}　{count}"));
        }
    });
}

/// What a code is called, in the row or by the classification. Of a code in several columns the first part alone has a
/// name of its own.
fn name_beside(cell: &Cell<'_>) -> Option<String> {
    let row = cell.row;
    let codes = row.sheet.format().codes.iter().find(|codes| {
        codes.parts.first() == Some(&cell.column.key)
            && codes.kind == *row.row.kind()
            && codes.tables.contains(&row.sheet.schema.key)
    })?;
    let in_row = codes.name.as_ref().filter(|_| codes.parts.len() == 1).map(|name| row.text(name).trim());
    if let Some(name) = in_row.filter(|name| !name.is_empty()) {
        return Some(name.to_owned());
    }
    let code = row.text(&cell.column.key);
    row.sheet.classification().lookup(codes.scheme, code).map(|code| code.name.to_string())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::schema::Formats;
    use crate::session::Session;
    use crate::ui::document::Page;

    /// Somebody looks for 办公费, not for 30201.
    #[test]
    fn codes_are_listed_with_their_names() {
        let path = Path::new("assets/samples/焦作市委办公室-2023.ron");
        let loaded = crate::file::load(path, &Formats::embedded()).unwrap();
        let mut document = Document::new(Session::new(loaded.budget, loaded.format), None);
        for (table, column, text, name) in [
            ("T13", "科目编码", "30202", Some("印刷费")),
            ("T13", "科目名称", "印刷费", None),
            // The first part of a code has a name, what stands behind it has none without it.
            ("T3", "类", "201", Some("一般公共服务支出")),
            ("T3", "款", "31", None),
        ] {
            document.look.page = Page::Table(table.into());
            let asked = Filtering::of(&document, Some((0, column.into()))).unwrap();
            let listed = asked.texts.iter().find(|one| one.text == text);
            let listed = listed.unwrap_or_else(|| panic!("{table} {column}: {:?}", asked.texts));
            assert_eq!(listed.name.as_deref(), name, "{table} {column} {text}");
        }
    }

    /// Figures by what they come to, however many digits they have.
    #[test]
    fn amounts_are_listed_by_their_size() {
        let path = Path::new("assets/samples/焦作市委办公室-2023.ron");
        let loaded = crate::file::load(path, &Formats::embedded()).unwrap();
        let mut document = Document::new(Session::new(loaded.budget, loaded.format), None);
        document.look.page = Page::Table("T13".into());
        let asked = Filtering::of(&document, Some((0, "合计".into()))).unwrap();
        let figures: Vec<_> = asked
            .texts
            .iter()
            .filter_map(|one| parse_amount(&one.text, MoneyUnit::WanYuan).unwrap())
            .collect();
        assert!(figures.len() > 5 && figures.is_sorted(), "{figures:?}");
    }

    /// Totals stay in sight whatever is chosen, so they are none of what there is to choose.
    #[test]
    fn totals_are_not_listed_to_choose_from() {
        let path = Path::new("assets/samples/焦作市委办公室-2023.ron");
        let loaded = crate::file::load(path, &Formats::embedded()).unwrap();
        let mut document = Document::new(Session::new(loaded.budget, loaded.format), None);
        let key = TableKey::from("T13");
        document.look.page = Page::Table(key.clone());
        let free = {
            let book = document.book();
            book.sheet(&key).unwrap().rows().filter(|row| row.shape.level().is_some()).count()
        };
        let columns = document.session.format().table(&key).unwrap().sections[0].columns.clone();
        for column in &columns {
            let asked = Filtering::of(&document, Some((0, column.key.clone()))).unwrap();
            let listed: usize = asked.texts.iter().map(|text| text.count).sum();
            assert_eq!(listed, free, "{}", asked.title);
        }
        let codes = Filtering::of(&document, Some((0, "科目编码".into()))).unwrap();
        assert!(codes.texts.iter().all(|text| !text.text.is_empty()), "{:?}", codes.texts);
    }
}
