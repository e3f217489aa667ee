//! From the old total to the new one (增减构成): a bar for each item that makes up the change.

use eframe::egui::{Color32, Label, RichText, ScrollArea, Ui, vec2};
use egui_plot::{Bar, BarChart};

use super::{column_ui, float, listed, still, sum_up, whole_numbers};
use crate::calc::Book;
use crate::compare::{Grouping, Waterfall, waterfall};
use crate::model::TableKey;
use crate::money::{self, Decimal};
use crate::ui::look::style;
use crate::ui::pages::compare::controls::{choice_ui, choose_table_ui};
use crate::ui::pages::compare::words::{change_colour, change_text};
use crate::ui::pages::compare::{Comparing, Found, Name, Wish};

/// More bars than this cannot be told apart; the rest is one.
const MOST_BARS: usize = 14;

/// Of what a waterfall is: table, amount, grouping.
pub(in crate::ui::pages::compare) type WaterfallOf = (TableKey, usize, Grouping);

/// What is chosen, kept by the window between frames.
#[derive(Clone, Copy, Debug, Default)]
struct Choice {
    column: usize,
    grouping: usize,
}

pub(in crate::ui::pages::compare) fn ui(
    ui: &mut Ui,
    comparing: &mut Comparing,
    books: &[Book<'_>],
    names: &[Name],
    found: &Found,
    wishes: &mut Vec<Wish>,
) {
    let copy = choice_row_ui(ui, comparing, books, found);
    let (Some((_, shown)), [.., before, after]) = (&comparing.waterfall, names) else {
        return;
    };
    let (before, after) = (before.short.as_str(), after.short.as_str());
    let decimals = books.last().map_or(2, |book| book.format.decimals);
    if copy {
        wishes.push(Wish::Copy(as_text(shown, (before, after))));
    }
    if shown.unknown > 0 {
        let text = format!("有 {} 行在两年之一里不知道数额，没有计入", shown.unknown);
        ui.label(RichText::new(text).color(style::palette(ui.visuals()).involved));
    }
    if shown.steps.is_empty() {
        ui.label("两年都知道的各行没有增减。");
        return;
    }
    ui.columns(2, |columns| {
        let [left, right] = columns else {
            return;
        };
        bars_ui(left, shown, (before, after), decimals);
        ScrollArea::vertical().auto_shrink(false).show(right, |ui| {
            let ink = style::palette(ui.visuals()).ink;
            line_ui(ui, before, money::display(shown.old, decimals), ink);
            for (name, was, is) in &shown.steps {
                let colour = change_colour(ui, is - was);
                line_ui(ui, name, change_text(is - was, decimals), colour);
            }
            line_ui(ui, after, money::display(shown.new, decimals), ink);
        });
    });
}

/// The choice of table, amount and grouping, for which the waterfall is found out; whether its figures are
/// to be copied.
fn choice_row_ui(ui: &mut Ui, comparing: &mut Comparing, books: &[Book<'_>], found: &Found) -> bool {
    let id = ui.scope_id().with("waterfall");
    let mut choice: Choice = ui.data(|data| data.get_temp(id)).unwrap_or_default();
    let mut copy = false;
    let mut chosen = None;
    ui.horizontal_wrapped(|ui| {
        let Some(table) = choose_table_ui(ui, comparing, found) else {
            return;
        };
        let column = column_ui(ui, table, &mut choice.column);
        let groupings = Grouping::of(table, books);
        choice.grouping = choice.grouping.min(groupings.len().saturating_sub(1));
        let label = groupings.get(choice.grouping).map(Grouping::label).unwrap_or_default();
        choice_ui(ui, "分组", label, 140.0, |ui| {
            for (at, grouping) in groupings.iter().enumerate() {
                ui.selectable_value(&mut choice.grouping, at, grouping.label());
            }
        });
        copy = ui.button("复制数据").clicked();
        let grouping = groupings.into_iter().nth(choice.grouping);
        chosen = column.zip(grouping).map(|(column, grouping)| (table, column, grouping));
    });
    ui.data_mut(|data| data.insert_temp(id, choice));
    let Some((table, column, grouping)) = chosen else {
        comparing.waterfall = None;
        return false;
    };
    let wanted: WaterfallOf = (table.key.clone(), choice.column, grouping);
    if comparing.waterfall.as_ref().is_none_or(|(made_for, _)| *made_for != wanted) {
        let sides = (books.len().saturating_sub(2), books.len().saturating_sub(1));
        let made = waterfall(table, books, sides, column, &wanted.2);
        comparing.waterfall = Some((wanted, made));
    }
    copy
}

fn line_ui(ui: &mut Ui, name: &str, figure: String, colour: Color32) {
    ui.horizontal(|ui| {
        ui.add_sized(vec2(110.0, 18.0), Label::new(RichText::new(figure).color(colour)));
        ui.label(name);
    });
}

/// The figures for a spreadsheet.
fn as_text(shown: &Waterfall, (before, after): (&str, &str)) -> String {
    let mut lines = vec![format!("项目\t{before}\t{after}\t增减"), format!("{before}\t\t\t{}", shown.old)];
    lines.extend(shown.steps.iter().map(|(name, was, is)| format!("{name}\t{was}\t{is}\t{}", is - was)));
    lines.push(format!("{after}\t\t\t{}", shown.new));
    lines.join("\n")
}

/// The chart in a sentence: from where to where, and the largest change.
fn summary(shown: &Waterfall, (before, after): (&str, &str), decimals: u32) -> String {
    let figure = |amount| money::display(amount, decimals);
    let (old, new) = (figure(shown.old), figure(shown.new));
    // The largest comes first.
    let most = shown.steps.first().map(|(name, was, is)| {
        format!("，{} 项有增减，最大的是 {name} {}", shown.steps.len(), change_text(is - was, decimals))
    });
    format!("增减构成图：{before} {old} → {after} {new}{}", most.unwrap_or_default())
}

fn bars_ui(ui: &mut Ui, shown: &Waterfall, (before, after): (&str, &str), decimals: u32) {
    let palette = style::palette(ui.visuals());
    let mut names = vec![before.to_owned()];
    let floor = floor(shown);
    if !floor.is_zero() {
        let text = format!("横轴从 {} 起", money::display(floor, decimals));
        ui.label(RichText::new(text).font(style::small()).color(palette.faint));
    }
    let mut bars = vec![bar(0, shown.old - floor, floor, palette.computed_ink)];
    let mut level = shown.old;
    let (first, rest) = shown.steps.split_at(shown.steps.len().min(MOST_BARS));
    let mut steps: Vec<(String, Decimal)> =
        first.iter().map(|(name, was, is)| (name.clone(), is - was)).collect();
    if !rest.is_empty() {
        let sum = rest.iter().map(|(_, was, is)| is - was).sum();
        steps.push((format!("其余 {} 项", rest.len()), sum));
    }
    for (name, change) in steps {
        let colour = change_colour(ui, change);
        bars.push(bar(names.len(), change, level, colour));
        level += change;
        names.push(name);
    }
    bars.push(bar(names.len(), shown.new - floor, floor, palette.computed_ink));
    names.push(after.to_owned());
    let labels = names.clone();
    let chart = still("waterfall")
        .show_grid([true, false])
        .y_axis_min_width(150.0)
        .y_grid_spacer(whole_numbers)
        .y_axis_formatter(move |mark, _| listed(&labels, -mark.value, 12))
        .show(ui, move |plot| {
            let chart = BarChart::new("增减", bars).element_formatter(Box::new(move |bar, _| {
                let name = names.get((-bar.argument).round() as usize).cloned().unwrap_or_default();
                let end = bar.base_offset.unwrap_or_default() + bar.value;
                format!("{name}\n到 {end:.2}")
            }));
            plot.bar_chart(chart);
        });
    sum_up(&chart.response, &summary(shown, (before, after), decimals));
}

/// Where the axis begins: at zero, unless the changes would be too small to see beside the totals.
fn floor(shown: &Waterfall) -> Decimal {
    let (mut level, mut least, mut most) = (shown.old, shown.old, shown.old);
    for (_, was, is) in &shown.steps {
        level += is - was;
        (least, most) = (least.min(level), most.max(level));
    }
    let range = most - least;
    let floor = least - range * Decimal::TWO;
    if range * Decimal::TEN < least { money::round(floor, 0) } else { Decimal::ZERO }
}

/// A bar of `amount` that begins at `from`, on line `at` from the top.
fn bar(at: usize, amount: Decimal, from: Decimal, colour: Color32) -> Bar {
    Bar::new(-(at as f64), float(amount)).base_offset(float(from)).width(0.7).fill(colour).horizontal()
}
