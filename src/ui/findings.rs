//! The findings panel below the table: sortable, filterable, each row leads to its cell. The same panel
//! lists every rule and how it ended, so that nothing is silently skipped.

use eframe::egui::{
    ComboBox, Label, RichText, Role, ScrollArea, Sense, TextEdit, Ui, UiBuilder, WidgetInfo, vec2,
};

use super::document::Document;
use super::{rules_list, style};
use crate::model::CellAddress;
use crate::money;
use crate::narrative::Place;
use crate::report;
use crate::rules::Finding;
use crate::schema::Severity;

const ROW_HEIGHT: f32 = 23.0;

/// What the panel shows.
#[derive(Clone, Debug, Default)]
pub struct FindingsView {
    /// The finding chosen, by position in the verdicts.
    pub selected: Option<usize>,
    /// The same by rule, cell and sentence, which survive a change of the budget.
    pub chosen: Option<(String, Option<CellAddress>, Option<Place>)>,
    /// The revision of the budget for which `selected` holds.
    pub revision: u64,
    show_rules: bool,
    severity: Option<Severity>,
    /// Whether only what concerns the shown table is listed.
    pub this_table: bool,
    /// The words to look for.
    pub search: String,
    sort: Option<(SortBy, bool)>,
}

/// What findings can be sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum SortBy {
    Severity,
    Place,
    Title,
    Difference,
}

/// The columns of the list: title, width as a share, what it sorts by.
const COLUMNS: [(&str, f32, Option<SortBy>); 6] = [
    ("程度", 52.0, Some(SortBy::Severity)),
    ("位置", 200.0, Some(SortBy::Place)),
    ("应为", 84.0, None),
    ("实为", 84.0, None),
    ("差额", 84.0, Some(SortBy::Difference)),
    ("说明", f32::INFINITY, Some(SortBy::Title)),
];

/// Draws the panel.
pub fn ui(ui: &mut Ui, document: &mut Document) {
    ui.add_space(4.0);
    head_ui(ui, document);
    if document.findings.show_rules {
        rules_list::ui(ui, document);
    } else {
        list_ui(ui, document);
    }
}

fn head_ui(ui: &mut Ui, document: &mut Document) {
    let verdicts = document.session.verdicts();
    let total = verdicts.findings().len();
    let counts = verdicts.counts();
    let view = &mut document.findings;
    ui.horizontal(|ui| {
        ui.selectable_value(&mut view.show_rules, false, format!("问题 {total}"));
        let rules = counts.passed + counts.violated + counts.not_checked + counts.not_applicable;
        ui.selectable_value(&mut view.show_rules, true, format!("规则 {rules}"));
        let summary = format!(
            "通过 {}　违反 {}　未检查 {}　不适用 {}",
            counts.passed, counts.violated, counts.not_checked, counts.not_applicable
        );
        ui.label(RichText::new(summary).color(style::palette(ui.visuals()).faint));
        ui.separator();
        let label = view.severity.map_or("全部程度", Severity::label);
        let shown = ComboBox::from_id_salt("severity").selected_text(label).width(90.0).show_ui(ui, |ui| {
            ui.selectable_value(&mut view.severity, None, "全部程度");
            for severity in [Severity::Error, Severity::Warning, Severity::Hint] {
                ui.selectable_value(&mut view.severity, Some(severity), severity.label());
            }
        });
        shown.response.on_hover_text("按程度筛选");
        ui.checkbox(&mut view.this_table, "只看本表");
        let search = TextEdit::singleline(&mut view.search).hint_text("筛选文字").desired_width(140.0);
        ui.add(search).on_hover_text("筛选文字");
    });
}

/// The findings shown, by position in the verdicts, in the order shown.
fn shown(document: &Document) -> Vec<usize> {
    let view = &document.findings;
    let findings = document.session.verdicts().findings();
    let table = document.table_key().filter(|_| view.this_table);
    let mut shown: Vec<(usize, &Finding)> = findings
        .iter()
        .enumerate()
        .filter(|(_, finding)| view.severity.is_none_or(|severity| finding.severity == severity))
        .filter(|(_, finding)| {
            table.as_ref().is_none_or(|table| {
                finding.table.as_ref() == Some(table) || finding.cells.iter().any(|cell| cell.table == *table)
            })
        })
        .filter(|(_, finding)| {
            let search = view.search.trim();
            search.is_empty()
                || [&finding.title, &finding.message, &finding.rule].iter().any(|text| text.contains(search))
                || place(finding).contains(search)
                || place_name(document, finding).contains(search)
        })
        .collect();
    if let Some((by, descending)) = view.sort {
        shown.sort_by(|(_, a), (_, b)| {
            let order = match by {
                SortBy::Severity => a.severity.cmp(&b.severity),
                SortBy::Place => a.address.cmp(&b.address),
                SortBy::Title => a.title.cmp(&b.title),
                SortBy::Difference => a.difference.map(|d| d.abs()).cmp(&b.difference.map(|d| d.abs())),
            };
            if descending { order.reverse() } else { order }
        });
    }
    shown.into_iter().map(|(index, _)| index).collect()
}

fn place(finding: &Finding) -> String {
    match (&finding.address, &finding.table) {
        (Some(address), _) => address.to_string(),
        (None, Some(table)) => table.to_string(),
        (None, None) => String::new(),
    }
}

/// Where a finding stands, as people say it: table, row, column.
fn place_name(document: &Document, finding: &Finding) -> String {
    if let Some(sentence) = finding.sentence {
        return sentence.name(document.session.budget());
    }
    let table = finding.address.as_ref().map(|address| &address.table).or(finding.table.as_ref());
    report::place_name(&document.session.book(), finding.address.as_ref(), table)
}

/// Goes `step` findings on in the order shown.
pub fn step(document: &mut Document, step: isize) {
    let shown = shown(document);
    let at =
        document.findings.selected.and_then(|selected| shown.iter().position(|index| *index == selected));
    let next = match at {
        Some(at) => at.checked_add_signed(step),
        None if step > 0 => Some(0),
        None => shown.len().checked_sub(1),
    };
    match next.and_then(|next| shown.get(next)) {
        Some(index) => document.choose_finding(*index),
        None if shown.is_empty() => document.message = Some("没有问题".to_owned()),
        None => document.message = Some("已到问题列表的尽头".to_owned()),
    }
}

fn list_ui(ui: &mut Ui, document: &mut Document) {
    let shown = shown(document);
    sort_ui(ui, document);
    if shown.is_empty() {
        let all = document.session.verdicts().findings().is_empty();
        ui.label(if all { "没有发现矛盾。" } else { "没有符合筛选的问题。" });
        return;
    }
    let decimals = document.session.format().decimals;
    let mut chosen = None;
    ScrollArea::vertical().auto_shrink(false).show_rows(ui, ROW_HEIGHT, shown.len(), |ui, range| {
        for index in shown.get(range).unwrap_or_default() {
            if let Some(finding) = document.session.verdicts().findings().get(*index) {
                let selected = document.findings.selected == Some(*index);
                let place = place_name(document, finding);
                if finding_ui(ui, finding, &place, selected, decimals) {
                    chosen = Some(*index);
                }
            }
        }
    });
    if let Some(chosen) = chosen {
        document.choose_finding(chosen);
    }
}

fn sort_ui(ui: &mut Ui, document: &mut Document) {
    let palette = style::palette(ui.visuals());
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        for (title, width, sort) in COLUMNS {
            let width = width.min(ui.available_width());
            if width < 30.0 {
                break;
            }
            let (rect, response) = ui.allocate_exact_size(vec2(width, ROW_HEIGHT), Sense::click());
            let view = &mut document.findings;
            let arrow = match view.sort {
                Some((by, descending)) if Some(by) == sort => {
                    if descending {
                        " ▼"
                    } else {
                        " ▲"
                    }
                }
                _ => "",
            };
            response
                .widget_info(|| WidgetInfo::labeled(Role::Button, sort.is_some(), format!("按{title}排序")));
            let at = rect.left_center() + vec2(6.0, 0.0);
            ui.painter().text(
                at,
                eframe::egui::Align2::LEFT_CENTER,
                format!("{title}{arrow}"),
                style::small(),
                palette.faint,
            );
            if let (true, Some(by)) = (response.clicked(), sort) {
                view.sort = match view.sort {
                    Some((current, false)) if current == by => Some((by, true)),
                    Some((current, true)) if current == by => None,
                    _ => Some((by, false)),
                };
            }
        }
    });
    ui.separator();
}

/// A finding as text for a letter or a message.
fn as_text(finding: &Finding, place_name: &str, decimals: u32) -> String {
    let mut text = format!("[{}] {place_name}：{}", finding.severity.label(), finding.message);
    if let (Some(expected), Some(actual)) = (finding.expected, finding.actual) {
        let number = |number| money::display(number, decimals);
        text += &format!("应为 {}，实为 {}。", number(expected), number(actual));
    }
    if let Some(cause) = &finding.cause {
        text += &format!("可能的原因：{cause}。");
    }
    text + &format!("依据：{}（{}）", finding.basis, finding.rule)
}

fn finding_ui(ui: &mut Ui, finding: &Finding, place_name: &str, selected: bool, decimals: u32) -> bool {
    let palette = style::palette(ui.visuals());
    let width = ui.available_width();
    let (rect, response) =
        ui.allocate_exact_size(vec2(width, ROW_HEIGHT - ui.spacing().item_spacing.y), Sense::click());
    response.widget_info(|| {
        WidgetInfo::selected(
            Role::ListBoxOption,
            true,
            selected,
            format!("问题 {} {}", finding.title, place(finding)),
        )
    });
    if selected {
        ui.painter().rect_filled(rect, 2.0, ui.visuals().selection.bg_fill);
    } else if response.hovered() {
        ui.painter().rect_filled(rect, 2.0, palette.header);
    }
    let number = |number: Option<rust_decimal::Decimal>| {
        number.map(|number| money::display(number, decimals)).unwrap_or_default()
    };
    let texts = [
        finding.severity.label().to_owned(),
        place_name.to_owned(),
        number(finding.expected),
        number(finding.actual),
        number(finding.difference),
        finding.message.clone(),
    ];
    let mut x = rect.left();
    for ((text, (_, width, _)), at) in texts.into_iter().zip(COLUMNS).zip(0..) {
        let right = (x + width).min(rect.right());
        let cell = rect.with_min_x(x + 6.0).with_max_x(right);
        x += width;
        let colour =
            if at == 0 { style::severity_colour(finding.severity, ui.visuals()) } else { palette.ink };
        let mut child = ui.new_child(
            UiBuilder::new()
                .max_rect(cell)
                .layout(eframe::egui::Layout::left_to_right(eframe::egui::Align::Center)),
        );
        child.add(Label::new(RichText::new(text).color(colour)).truncate().selectable(false));
    }
    let response = response.on_hover_text(&finding.message);
    response.context_menu(|ui| {
        if ui.button("复制这个问题").clicked() {
            ui.ctx().copy_text(as_text(finding, place_name, decimals));
            ui.close();
        }
    });
    response.clicked()
}
