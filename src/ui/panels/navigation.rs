//! The left side: the department, its units, its tables with the number of their findings, its text. Who goes to a
//! table or a unit there goes on by keyboard in the table, as after a spreadsheet's tabs.

use eframe::egui::{Align, Label, Layout, RichText, Role, ScrollArea, Sense, Ui, WidgetInfo, vec2};

use crate::model::{Coverage, NoteKind, TableKey};
use crate::schema::{Severity, TableSchema};
use crate::text::visible;
use crate::ui::document::{Document, NARRATIVE, Page};
use crate::ui::look::lines::Lines;
use crate::ui::look::style;

/// The group of what is typed for a budget that is prepared from lines.
const PREPARING: &str = "编制";

/// The pages that are listed once something was asked there.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Begun {
    /// Whether there is something to compare with.
    pub compared: bool,
    /// Whether lines were proposed.
    pub proposed: bool,
    /// Whether tables were held against their lines.
    pub reconciled: bool,
}

/// Draws the navigation.
pub(crate) fn ui(ui: &mut Ui, document: &mut Document, begun: &Begun) {
    let budget = document.session.budget();
    ui.add_space(6.0);
    let name = if budget.department.full_name.is_empty() {
        &budget.department.name
    } else {
        &budget.department.full_name
    };
    ui.add(Label::new(RichText::new(name).font(style::strong())).wrap());
    ui.label(
        RichText::new(match budget.year {
            0 => format!("年度不详的{}", budget.kind()),
            year => format!("{year} 年度{}", budget.kind()),
        })
        .color(style::palette(ui.visuals()).faint),
    );
    ui.separator();
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        let mut lines = Lines::begin(ui, "单位、表和文字的列表");
        units_ui(ui, document, &mut lines);
        tables_ui(ui, document, &mut lines);
        texts_ui(ui, document, begun, &mut lines);
        lines.end(ui);
    });
}

fn units_ui(ui: &mut Ui, document: &mut Document, lines: &mut Lines) {
    let units = document.session.units();
    if units.is_empty() {
        return;
    }
    caption_ui(ui, "单位");
    if entry_ui(ui, lines, document.look.unit.is_none(), "全部单位", "", None) && document.commit() {
        document.show_unit(None);
        document.look.wants_keyboard = true;
    }
    for unit in units {
        let chosen = document.look.unit.as_ref() == Some(&unit);
        if entry_ui(ui, lines, chosen, &unit.1, &unit.0, None) && document.commit() {
            document.show_unit(if chosen { None } else { Some(unit) });
            document.look.wants_keyboard = true;
        }
    }
    ui.add_space(6.0);
}

impl Document {
    /// The tables in groups, as they are listed: where a budget is prepared from lines, what is typed for it
    /// comes first.
    pub(in crate::ui) fn listed_tables(&self) -> Vec<(&'static str, Vec<TableKey>)> {
        let (format, budget) = (self.session.format(), self.session.budget());
        let has_lines = budget.tables.iter().any(|(key, table)| {
            format.has_lines(key) && format.table(key).is_some_and(|schema| !schema.is_empty(table))
        });
        let is_prepared = budget.tables.values().any(|table| table.coverage == Coverage::Derived);
        let units = format.units.as_ref().map(|list| &list.table);
        let standards = format.standards.as_ref().map(|list| &list.table);
        let belongs_to_it = |schema: &TableSchema| {
            let key = Some(&schema.key);
            is_prepared
                && (schema.overview || format.has_lines(&schema.key) || key == units || key == standards)
        };
        let group = |schema: &TableSchema| match schema.number {
            Some(_) => "预算表",
            None if belongs_to_it(schema) => PREPARING,
            None => "基本信息",
        };
        let is_shown = |schema: &&TableSchema| has_lines || !schema.overview;
        let tables = |caption: &str| {
            let tables = format.tables.iter().filter(is_shown).filter(|schema| group(schema) == caption);
            let mut tables: Vec<&TableSchema> = tables.collect();
            // By their numbers: a document may print the first ones last.
            tables.sort_by_key(|schema| schema.number);
            tables.into_iter().map(|schema| schema.key.clone()).collect()
        };
        let groups = [PREPARING, "预算表", "基本信息"].map(|caption| (caption, tables(caption)));
        groups.into_iter().filter(|(_, tables): &(_, Vec<TableKey>)| !tables.is_empty()).collect()
    }
}

fn tables_ui(ui: &mut Ui, document: &mut Document, lines: &mut Lines) {
    let format = document.session.format().clone();
    let standards = format.standards.as_ref().map(|list| &list.table);
    let mut is_prepared = false;
    for (caption, tables) in document.listed_tables() {
        caption_ui(ui, caption);
        for schema in tables.iter().filter_map(|key| format.table(key)) {
            let page = Page::Table(schema.key.clone());
            let coverage =
                document.session.budget().table(&schema.key).map_or(Coverage::Absent, |table| table.coverage);
            let is_optional = format.has_lines(&schema.key) || standards == Some(&schema.key);
            let mark = match coverage {
                Coverage::Full => "",
                Coverage::Partial => "缺页",
                Coverage::Absent if is_optional => "",
                Coverage::Absent if schema.overview => "汇总",
                Coverage::Absent => "缺",
                Coverage::Unread => "未读",
                Coverage::Derived => "汇总",
            };
            let title = match schema.numbered() {
                Some(number) => format!("{} {}", number.trim_start_matches('表'), schema.short),
                None => schema.short.clone(),
            };
            if entry_ui(
                ui,
                lines,
                document.look.page == page,
                &title,
                mark,
                document.session.verdicts().open_in(&schema.key),
            ) {
                // A refused entry would be out of sight, and out of every save, in a table that is not shown.
                if document.commit() {
                    document.look.page = page;
                }
                document.look.wants_keyboard = true;
            }
        }
        if caption == PREPARING {
            is_prepared = true;
            reckoning_ui(ui, document, lines);
        }
        ui.add_space(6.0);
    }
    if !is_prepared {
        reckoning_ui(ui, document, lines);
    }
}

/// The way to the lines that are reckoned by standards.
fn reckoning_ui(ui: &mut Ui, document: &mut Document, lines: &mut Lines) {
    let is_shown = document.look.page == Page::Reckoning;
    if (document.has_standards() || is_shown)
        && entry_ui(ui, lines, is_shown, "按标准计算", "", None)
        && document.commit()
    {
        document.look.page = Page::Reckoning;
    }
}

fn texts_ui(ui: &mut Ui, document: &mut Document, begun: &Begun, lines: &mut Lines) {
    if begun.compared
        && entry_ui(ui, lines, document.look.page == Page::Compare, "对比", "", None)
        && document.commit()
    {
        document.look.page = Page::Compare;
    }
    let adjusted = document.balanced().map(|balanced| format!("{} 格", balanced.adjusted().len()));
    if let Some(count) = adjusted
        && entry_ui(ui, lines, document.look.page == Page::Adjusted, "舍位调整", &count, None)
        && document.commit()
    {
        document.look.page = Page::Adjusted;
    }
    if begun.proposed
        && entry_ui(ui, lines, document.look.page == Page::Proposals, "由公开表反推明细", "", None)
        && document.commit()
    {
        document.look.page = Page::Proposals;
    }
    if begun.reconciled
        && entry_ui(ui, lines, document.look.page == Page::Reconcile, "与明细核对", "", None)
        && document.commit()
    {
        document.look.page = Page::Reconcile;
    }
    let budget = document.session.budget();
    let unplaced = budget.unplaced.len();
    let has_text = !budget.narrative.is_empty();
    let imported = budget.notes.keys().filter(|key| key.kind == NoteKind::Import).count();
    let notices = document.file.notices.len() + imported;
    let comments = document.comments().count();
    if !has_text && unplaced == 0 && notices == 0 && comments == 0 {
        return;
    }
    caption_ui(ui, "文字");
    let of_text = document.open_in_text();
    if has_text && entry_ui(ui, lines, document.look.page == Page::Narrative, NARRATIVE, "", of_text) {
        document.look.page = Page::Narrative;
    }
    if notices > 0 && entry_ui(ui, lines, document.look.page == Page::Notices, "读入时的说明", "", None)
    {
        document.look.page = Page::Notices;
    }
    if comments > 0 {
        let open = document.open_comments();
        let mark = if open > 0 { format!("{open} 条未处理") } else { String::new() };
        if entry_ui(ui, lines, document.look.page == Page::Comments, "批注", &mark, None) && document.commit()
        {
            document.look.page = Page::Comments;
        }
    }
    let count = if unplaced > 0 { unplaced.to_string() } else { String::new() };
    if unplaced > 0 && entry_ui(ui, lines, document.look.page == Page::Unplaced, "未归位的文字", &count, None)
    {
        document.look.page = Page::Unplaced;
    }
}

fn caption_ui(ui: &mut Ui, text: &str) {
    ui.label(RichText::new(text).font(style::small()).color(style::palette(ui.visuals()).faint));
}

/// One line of the list, with a remark and a count on the right.
fn entry_ui(
    ui: &mut Ui,
    lines: &mut Lines,
    chosen: bool,
    title: &str,
    mark: &str,
    count: Option<(usize, Severity)>,
) -> bool {
    let palette = style::palette(ui.visuals());
    // One line, whatever a unit is called.
    let (title, mark) = (visible(title), visible(mark));
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 24.0), Sense::CLICK);
    response.widget_info(|| {
        let count = count.map(|(count, _)| format!("，{count} 个问题")).unwrap_or_default();
        WidgetInfo::selected(Role::ListBoxOption, true, chosen, format!("{title}{count}"))
    });
    // What becomes the chosen one by the keyboard may be out of sight.
    let was_chosen = ui.data_mut(|data| std::mem::replace(data.get_temp_mut_or_default(response.id), chosen));
    if chosen && !was_chosen {
        ui.scroll_to_rect(rect, None);
    }
    if chosen {
        ui.painter().rect_filled(rect, 3.0, ui.visuals().selection.bg_fill);
    } else if response.hovered() {
        ui.painter().rect_filled(rect, 3.0, palette.header);
    }
    let is_asked = lines.line(ui, &response, chosen);
    let mut child = ui.new_child(
        eframe::egui::UiBuilder::new()
            .max_rect(rect.shrink2(vec2(6.0, 0.0)))
            .layout(Layout::right_to_left(Align::Center)),
    );
    if let Some((count, severity)) = count {
        let colour = style::severity_colour(severity, ui.visuals());
        child.add(
            Label::new(RichText::new(count.to_string()).font(style::strong()).color(colour))
                .selectable(false),
        );
    }
    if !mark.is_empty() {
        child.add(
            Label::new(RichText::new(&*mark).font(style::small()).color(palette.faint)).selectable(false),
        );
    }
    child.with_layout(Layout::left_to_right(Align::Center), |ui| {
        ui.add(Label::new(RichText::new(&*title).color(palette.ink)).truncate().selectable(false));
    });
    is_asked
}
