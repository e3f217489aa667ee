//! Charts of a comparison: from the old total to the new one, and a figure over the years; each beside the
//! same figures as a table. Floats are for drawing only.

use eframe::egui::{Color32, RichText, ScrollArea, Ui, vec2};
use egui_plot::{Bar, BarChart, Line, Plot, PlotPoints, Points};

use super::controls::{choice_ui, choose_table_ui};
use super::words::{change_colour, change_text, percent_text};
use super::{Comparing, Found, Name, Wish};
use crate::calc::Book;
use crate::compare::{
    Compared, ComparedColumn, ComparedRow, ComparedTable, Grouping, Waterfall, change_of, waterfall,
};
use crate::model::TableKey;
use crate::money::{self, Decimal};
use crate::ui::style;

/// More bars than this cannot be told apart; the rest is one.
const MOST_BARS: usize = 14;

/// What is chosen for the charts, kept by the window between frames.
#[derive(Clone, Debug, Default)]
struct Choice {
    table: Option<TableKey>,
    column: usize,
    grouping: usize,
    row: usize,
}

/// Of what a waterfall is: table, amount, grouping.
pub(super) type WaterfallOf = (TableKey, usize, Grouping);

/// A figure for drawing.
fn float(amount: Decimal) -> f64 {
    amount.try_into().unwrap_or_default()
}

/// Chooses an amount column of the table.
fn column_ui<'t>(ui: &mut Ui, table: &'t ComparedTable, chosen: &mut usize) -> Option<&'t ComparedColumn> {
    let columns: Vec<&ComparedColumn> =
        table.columns.iter().filter(|column| column.column.kind.is_number()).collect();
    *chosen = (*chosen).min(columns.len().saturating_sub(1));
    let title = columns.get(*chosen).map_or("", |column| column.title.as_str());
    choice_ui(ui, "栏", title, 180.0, |ui| {
        for (at, column) in columns.iter().enumerate() {
            ui.selectable_value(chosen, at, &column.title);
        }
    });
    columns.get(*chosen).copied()
}

pub(super) fn waterfall_ui(
    ui: &mut Ui,
    comparing: &mut Comparing,
    books: &[Book<'_>],
    names: &[Name],
    found: &Found,
    wishes: &mut Vec<Wish>,
) {
    let id = ui.scope_id().with("waterfall");
    let mut choice: Choice = ui.data(|data| data.get_temp(id)).unwrap_or_default();
    let mut shown = None;
    let mut copy = false;
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
        let sides = (books.len().saturating_sub(2), books.len().saturating_sub(1));
        let grouping = groupings.get(choice.grouping);
        shown =
            column.zip(grouping).map(|(column, grouping)| waterfall(table, books, sides, column, grouping));
    });
    ui.data_mut(|data| data.insert_temp(id, choice));
    let Some(shown) = shown else {
        return;
    };
    let [.., before, after] = names else {
        return;
    };
    let (before, after) = (before.short.as_str(), after.short.as_str());
    let decimals = books.last().map_or(2, |book| book.format.decimals);
    let mut lines = vec![(before.to_owned(), shown.old, None)];
    lines.extend(shown.steps.iter().map(|(name, was, is)| (name.clone(), is - was, Some((*was, *is)))));
    lines.push((after.to_owned(), shown.new, None));
    if copy {
        let line = |(name, amount, both): &(String, Decimal, Option<(Decimal, Decimal)>)| match both {
            Some((was, is)) => format!("{name}\t{was}\t{is}\t{amount}"),
            None => format!("{name}\t\t\t{amount}"),
        };
        let text = lines.iter().map(line).collect::<Vec<_>>().join("\n");
        wishes.push(Wish::Copy(format!("项目\t{before}\t{after}\t增减\n{text}")));
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
        bars_ui(left, &shown, (before, after), decimals);
        ScrollArea::vertical().auto_shrink(false).show(right, |ui| {
            for (name, amount, both) in &lines {
                ui.horizontal(|ui| {
                    let text = match both {
                        Some(_) => change_text(*amount, decimals),
                        None => money::display(*amount, decimals),
                    };
                    let colour = both.map(|_| change_colour(ui, *amount));
                    let text = RichText::new(text).color(colour.unwrap_or(style::palette(ui.visuals()).ink));
                    ui.add_sized(vec2(110.0, 18.0), eframe::egui::Label::new(text));
                    ui.label(name);
                });
            }
        });
    });
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
    let name_at = move |value: f64| {
        let whole = (value - value.round()).abs() < 1e-6 && value <= 0.0;
        let at = (-value).round() as usize;
        let name = if whole { labels.get(at).cloned() } else { None };
        name.map(|name| name.chars().take(12).collect::<String>()).unwrap_or_default()
    };
    let hover = names;
    Plot::new("waterfall")
        .allow_scroll(false)
        .allow_drag(false)
        .allow_zoom(false)
        .show_grid([true, false])
        .y_axis_min_width(150.0)
        .y_grid_spacer(|input| {
            let (from, to) = (input.bounds.0.floor() as i64, input.bounds.1.ceil() as i64);
            (from..=to).map(|at| egui_plot::GridMark { value: at as f64, step_size: 1.0 }).collect()
        })
        .y_axis_formatter(move |mark, _| name_at(mark.value))
        .show(ui, move |plot| {
            let chart = BarChart::new("增减", bars).element_formatter(Box::new(move |bar, _| {
                let name = hover.get((-bar.argument).round() as usize).cloned().unwrap_or_default();
                let end = bar.base_offset.unwrap_or_default() + bar.value;
                format!("{name}\n到 {end:.2}")
            }));
            plot.bar_chart(chart);
        });
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

pub(super) fn trend_ui(
    ui: &mut Ui,
    comparing: &mut Comparing,
    books: &[Book<'_>],
    names: &[Name],
    found: &Found,
    wishes: &mut Vec<Wish>,
) {
    let id = ui.scope_id().with("trend");
    let mut choice: Choice = ui.data(|data| data.get_temp(id)).unwrap_or_default();
    let mut figures: Vec<(String, Option<Decimal>)> = Vec::new();
    let mut copy = false;
    ui.horizontal_wrapped(|ui| {
        let Some(table) = choose_table_ui(ui, comparing, found) else {
            return;
        };
        let Some(column) = column_ui(ui, table, &mut choice.column) else {
            return;
        };
        let rows: Vec<_> = table.rows.iter().filter(|row| row.section == column.section).collect();
        if choice.table.as_ref() != Some(&table.key) {
            // What changed most is asked for first.
            let change = |row: &ComparedRow| {
                let figure = |side| table.figure(books, side, row, column);
                let last = books.len().saturating_sub(1);
                change_of(figure(last.saturating_sub(1)), figure(last)).map(|(change, _)| change.abs())
            };
            let most = rows.iter().enumerate().rev().max_by_key(|(_, row)| change(row));
            choice.row = most.map_or(0, |(at, _)| at);
            choice.table = Some(table.key.clone());
        }
        choice.row = choice.row.min(rows.len().saturating_sub(1));
        let name = |at: usize| {
            let row = rows.get(at).and_then(|row| table.newest_row(books, row));
            row.map(|row| row.name()).unwrap_or_default()
        };
        choice_ui(ui, "行", name(choice.row), 240.0, |ui| {
            // Drawn as far as it is in view: a table may have tens of thousands of rows.
            ScrollArea::vertical().max_height(300.0).show_rows(ui, 18.0, rows.len(), |ui, range| {
                for at in range {
                    ui.selectable_value(&mut choice.row, at, name(at));
                }
            });
        });
        copy = ui.button("复制数据").clicked();
        if let Some(row) = rows.get(choice.row) {
            let known = names.iter().enumerate().map(|(side, name)| {
                let figure = table.figure(books, side, row, column);
                (name.full(), figure.number())
            });
            figures = known.collect();
        }
    });
    ui.data_mut(|data| data.insert_temp(id, choice));
    let decimals = books.last().map_or(2, |book| book.format.decimals);
    if copy {
        let line = |(name, figure): &(String, Option<Decimal>)| {
            format!("{name}\t{}", figure.map(|figure| figure.to_string()).unwrap_or_default())
        };
        wishes.push(Wish::Copy(figures.iter().map(line).collect::<Vec<_>>().join("\n")));
    }
    let mut before: Option<Decimal> = None;
    for (name, figure) in &figures {
        ui.horizontal(|ui| {
            ui.label(name);
            match figure {
                Some(figure) => {
                    ui.label(RichText::new(money::display(*figure, decimals)).font(style::strong()));
                    if let Some(before) = before {
                        let change = figure - before;
                        let percent = change_of(Compared::Number(before), Compared::Number(*figure));
                        let percent = percent.and_then(|(_, percent)| percent);
                        let text =
                            format!("{}　{}", change_text(change, decimals), percent_text(change, percent));
                        ui.label(RichText::new(text).color(change_colour(ui, change)));
                    }
                    before = Some(*figure);
                }
                None => {
                    ui.label("不知");
                }
            }
        });
    }
    let palette = style::palette(ui.visuals());
    let points: Vec<[f64; 2]> = figures
        .iter()
        .enumerate()
        .filter_map(|(at, (_, figure))| Some([at as f64, float((*figure)?)]))
        .collect();
    let labels: Vec<String> = names.iter().map(|name| name.short.clone()).collect();
    let (marks, line) = (points.clone(), points);
    Plot::new("trend")
        .allow_scroll(false)
        .allow_drag(false)
        .allow_zoom(false)
        .include_y(0.0)
        .include_x(-0.5)
        .include_x(figures.len() as f64 - 0.5)
        .show_grid([false, true])
        .x_grid_spacer(|input| {
            let (from, to) = (input.bounds.0.floor() as i64, input.bounds.1.ceil() as i64);
            (from..=to).map(|at| egui_plot::GridMark { value: at as f64, step_size: 1.0 }).collect()
        })
        .x_axis_formatter(move |mark, _| {
            let whole = (mark.value - mark.value.round()).abs() < 1e-6 && mark.value >= 0.0;
            let label = if whole { labels.get(mark.value.round() as usize) } else { None };
            label.map(|label| label.chars().take(6).collect()).unwrap_or_default()
        })
        .show(ui, |plot| {
            plot.line(Line::new("数额", PlotPoints::from(line)).color(palette.cursor).width(2.0));
            plot.points(Points::new("数额", PlotPoints::from(marks)).color(palette.cursor).radius(4.0));
        });
}
