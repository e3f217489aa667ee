//! One finding as a line of the list.

use eframe::egui::{
    Align, Label, Layout, Popup, RichText, Role, Sense, SetOpenCommand, Ui, UiBuilder, WidgetInfo, vec2,
};

use super::columns::{LAST, ROW_HEIGHT, in_room};
use super::listing::place;
use crate::money;
use crate::narrative::FigureKind;
use crate::rules::Finding;
use crate::text::visible;
use crate::ui::look::lines::Lines;
use crate::ui::look::style;

/// A finding as text for a letter or a message.
fn as_text(finding: &Finding, place_name: &str, decimals: u32) -> String {
    let mut text = format!("[{}] {place_name}：{}", finding.severity.label(), finding.message);
    if let (Some(expected), Some(actual)) = (finding.expected, finding.actual) {
        let decimals = finding.decimals(decimals);
        let number = |number| money::display(number, decimals);
        text += &format!("应填数 {}，实填数 {}。", number(expected), number(actual));
    }
    if let Some(cause) = &finding.cause {
        text += &format!("可能的原因：{cause}。");
    }
    text + &format!("依据：{}（{}）", finding.rule.basis, finding.rule.id)
}

/// What the user asked of a finding.
#[derive(Clone, Copy, Debug)]
pub(super) enum Wish {
    Choose,
    Fold,
    Waive,
    Accept,
    Fix,
}

/// A finding as a line of the list.
pub(super) struct FindingLine<'a> {
    pub finding: &'a Finding,
    pub place: String,
    /// What is wrong there.
    pub told: String,
    /// How wide its name may be.
    pub place_width: f32,
    pub waiver: Option<String>,
    /// How many findings only follow from it.
    pub followers: usize,
    pub unfolded: bool,
    pub selected: bool,
    pub decimals: u32,
    /// The evident correction, if there is one; asked for when the menu is open.
    pub fix: &'a dyn Fn() -> Option<String>,
}

impl FindingLine<'_> {
    /// Draws it as the line of a list at a position.
    pub(super) fn ui(&self, ui: &mut Ui, (lines, at): (&mut Lines, usize)) -> Option<Wish> {
        let finding = self.finding;
        let palette = style::palette(ui.visuals());
        let size = vec2(ui.available_width(), ROW_HEIGHT - ui.spacing().item_spacing.y);
        let (rect, response) = ui.allocate_exact_size(size, Sense::CLICK);
        response.widget_info(|| {
            let name = format!("问题 {} {}", finding.rule.heading(), place(finding));
            WidgetInfo::selected(Role::ListBoxOption, true, self.selected, name)
        });
        if self.selected {
            ui.painter().rect_filled(rect, 2.0, ui.visuals().selection.bg_fill);
        } else if response.hovered() {
            ui.painter().rect_filled(rect, 2.0, palette.header);
        }
        let is_chosen = lines.line_at(ui, at, &response);
        let decimals = finding.decimals(self.decimals);
        let number = |number: Option<rust_decimal::Decimal>| {
            let sign = if finding.measure == Some(FigureKind::Percent) { "%" } else { "" };
            number.map(|number| format!("{}{sign}", money::display(number, decimals))).unwrap_or_default()
        };
        let texts = [
            finding.severity.label().to_owned(),
            visible(&self.place).into_owned(),
            number(finding.expected),
            number(finding.actual),
            number(finding.difference),
            self.with_waiver(&self.told),
        ];
        let mut wish = None;
        let mut x = rect.left() + if finding.follows.is_some() { 14.0 } else { 0.0 };
        for (column, _, width, _) in in_room(rect.width(), self.place_width) {
            let text = texts.get(column).map_or("", String::as_str);
            let right = (x + width).min(rect.right());
            let cell = rect.with_min_x(x + 6.0).with_max_x(right);
            x += width;
            let colour = match column {
                0 => style::severity_colour(finding.severity, ui.visuals()),
                _ if !finding.is_open() => palette.faint,
                _ => palette.ink,
            };
            let layout = Layout::left_to_right(Align::Center);
            let mut child = ui.new_child(UiBuilder::new().max_rect(cell).layout(layout));
            if column == LAST && self.followers > 0 && self.fold_ui(&mut child) {
                wish = Some(Wish::Fold);
            }
            child.add(Label::new(RichText::new(text).color(colour)).truncate().selectable(false));
        }
        let hint = format!("{}\n{}", visible(&self.place), self.with_waiver(&finding.message));
        let response = response.on_hover_text(hint);
        let mut of_menu = None;
        response.context_menu(|ui| of_menu = self.menu_ui(ui, false));
        let asked = lines.asks_menu(ui, at);
        let menu = Popup::menu(&response).id(response.id.with("by key"));
        let menu = menu.open_memory(asked.then_some(SetOpenCommand::Bool(true)));
        menu.show(|ui| of_menu = self.menu_ui(ui, asked).or(of_menu));
        of_menu.or(wish).or(is_chosen.then_some(Wish::Choose))
    }

    /// What can be done with the finding; the first has the keyboard where a key asked for it.
    fn menu_ui(&self, ui: &mut Ui, by_key: bool) -> Option<Wish> {
        let mut wish = None;
        let first = ui.button("复制这个问题");
        if by_key {
            first.request_focus();
        }
        if first.clicked() {
            ui.ctx().copy_text(as_text(self.finding, &self.place, self.decimals));
            ui.close();
        }
        if let Some(fix) = (self.fix)()
            && ui.button(fix).clicked()
        {
            wish = Some(Wish::Fix);
            ui.close();
        }
        if self.finding.waived.is_claimed() && ui.button("认可这个声明豁免").clicked() {
            wish = Some(Wish::Accept);
            ui.close();
        }
        let waive = if self.finding.is_open() { "豁免…" } else { "撤销豁免" };
        if ui.button(waive).clicked() {
            wish = Some(Wish::Waive);
            ui.close();
        }
        wish
    }

    /// A message, with what became of the finding before it.
    fn with_waiver(&self, message: &str) -> String {
        let message = visible(message);
        match &self.waiver {
            Some(waiver) => format!("［{}］{message}", visible(waiver)),
            None => message.into_owned(),
        }
    }

    /// Shows or hides what only follows from it.
    fn fold_ui(&self, ui: &mut Ui) -> bool {
        let title = format!("{} 连带 {}", if self.unfolded { "▼" } else { "▶" }, self.followers);
        let button = ui.small_button(title).on_hover_text("多半由同一原因引起的其他问题：先改正这一处再看");
        button.clicked()
    }
}
