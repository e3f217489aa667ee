//! Charts of a comparison (图) described once, as shapes in points, for the window and for pictures alike: from the old
//! total to the new one, and a figure over the years. Colours are named by what they mean; which they are, and how wide
//! letters are, is for who draws. Floats are for drawing only.

mod axis;
mod svg;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::{Trend, Waterfall, change_text};
use crate::money;
use axis::Axis;
pub use svg::to_svg;

/// Size of letters, in points.
pub const LETTERS: f32 = 13.0;
/// More bars than this cannot be told apart; the rest is one.
const MOST_BARS: usize = 14;
/// Height of a bar's line.
const LINE: f32 = 27.0;
/// Height of a bar.
const BAR: f32 = 17.0;
/// Room above and below for the axis.
const HEAD: f32 = 30.0;
/// Between a label and what it belongs to.
const GAP: f32 = 6.0;

/// What a colour means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Words.
    Ink,
    /// Remarks and the axis.
    Faint,
    /// What the chart is drawn on: where a label stands, so that no line runs through it.
    Paper,
    /// Thin lines.
    Line,
    /// A total, or a figure.
    Total,
    /// An increase.
    Up,
    /// A decrease.
    Down,
}

/// Which point of a text is given; it is always at half its height.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// Its left end.
    Start,
    /// Its middle.
    Middle,
    /// Its right end.
    End,
}

/// A shape.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// A filled rectangle: left, top, width, height.
    Bar([f32; 4], Tone),
    /// A line of a width.
    Line([f32; 2], [f32; 2], f32, Tone),
    /// A round dot.
    Dot([f32; 2], Tone),
    /// A text.
    Text([f32; 2], Anchor, String, Tone),
}

/// A chart.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Chart {
    /// Its size, in points.
    pub size: [f32; 2],
    /// Its shapes, in the order in which they are drawn.
    pub shapes: Vec<Shape>,
    /// What it shows, in a sentence.
    pub summary: String,
}

/// What a change is in colours.
pub fn tone(change: Decimal) -> Tone {
    match change.cmp(&Decimal::ZERO) {
        std::cmp::Ordering::Greater => Tone::Up,
        std::cmp::Ordering::Less => Tone::Down,
        std::cmp::Ordering::Equal => Tone::Faint,
    }
}

fn float(amount: Decimal) -> f32 {
    amount.to_f32().unwrap_or_default()
}

/// About how wide a text is.
fn width(text: &str) -> f32 {
    let letter = |c: char| if c.is_ascii() { 0.56 } else { 1.0 };
    text.chars().map(letter).sum::<f32>() * LETTERS
}

/// A text that is about as wide as there is room at most.
fn shortened(text: &str, room: f32) -> String {
    if width(text) <= room {
        return text.to_owned();
    }
    let mut short = String::new();
    for c in text.chars() {
        if width(&short) + width(&c.to_string()) + LETTERS > room {
            break;
        }
        short.push(c);
    }
    short + "…"
}

impl Chart {
    fn text(&mut self, at: [f32; 2], anchor: Anchor, text: impl Into<String>, tone: Tone) {
        self.shapes.push(Shape::Text(at, anchor, text.into(), tone));
    }

    /// From the old total to the new one, of budgets that are called so: a line a bar, its name before it and its
    /// amount behind it.
    pub fn of_waterfall(shown: &Waterfall, (before, after): (&str, &str), decimals: u32, room: f32) -> Self {
        let mut lines = vec![(before.to_owned(), money::display(shown.old, decimals), None, shown.old)];
        let (mut level, mut ends) = (shown.old, vec![shown.old, shown.new]);
        for (name, change) in steps(shown) {
            let text = change_text(change, decimals);
            let end = level.saturating_add(change);
            lines.push((name, text, Some(level), end));
            level = end;
            ends.push(level);
        }
        lines.push((after.to_owned(), money::display(shown.new, decimals), None, shown.new));
        let axis = Axis::of(&ends);
        let names = lines.iter().map(|(name, ..)| width(name)).fold(0.0, f32::max).min(room * 0.34);
        let labels = lines.iter().map(|(_, label, ..)| width(label)).fold(0.0, f32::max);
        let (left, right) = (names + 2.0 * GAP, room - labels - 2.0 * GAP);
        let x = |amount: Decimal| left + axis.share(amount) * (right - left).max(1.0);
        let bottom = HEAD + LINE * lines.len() as f32;
        let mut chart = Self { size: [room, bottom + GAP], ..Self::default() };
        for mark in axis.marks() {
            chart.shapes.push(Shape::Line([x(mark), HEAD - GAP], [x(mark), bottom], 1.0, Tone::Line));
            chart.text(
                [x(mark), HEAD / 2.0],
                Anchor::Middle,
                money::display(mark, axis.decimals()),
                Tone::Faint,
            );
        }
        if axis.is_cut() {
            let from = money::display(axis.from(), axis.decimals());
            let below = [left, bottom + LINE / 2.0];
            chart.text(below, Anchor::Start, format!("横轴从 {from} 起"), Tone::Faint);
            chart.size[1] += LINE;
        }
        let count = lines.len();
        for (at, (name, label, from, to)) in lines.into_iter().enumerate() {
            let top = HEAD + LINE * at as f32;
            let middle = top + LINE / 2.0;
            let tone = from.map_or(Tone::Total, |from| tone(to.saturating_sub(from)));
            let ends = [x(from.unwrap_or_else(|| axis.from())), x(to)];
            let [start, end] = [ends[0].min(ends[1]), ends[0].max(ends[1])];
            chart.shapes.push(Shape::Bar([start, middle - BAR / 2.0, (end - start).max(1.0), BAR], tone));
            if at + 1 < count {
                // The next bar begins where this one ends.
                let down = middle + LINE - BAR / 2.0;
                chart.shapes.push(Shape::Line([x(to), middle + BAR / 2.0], [x(to), down], 1.0, Tone::Faint));
            }
            chart.text([names + GAP, middle], Anchor::End, shortened(&name, names), Tone::Ink);
            let ink = if from.is_some() { tone } else { Tone::Ink };
            chart.text([end + GAP, middle], Anchor::Start, label, ink);
        }
        chart.summary = summary(shown, (before, after), decimals);
        chart
    }

    /// A text around a point, on its own piece of paper.
    fn label(&mut self, [x, y]: [f32; 2], text: String, tone: Tone) {
        let wide = width(&text) + GAP;
        self.shapes.push(Shape::Bar([x - wide / 2.0, y - PLATE / 2.0, wide, PLATE], Tone::Paper));
        self.text([x, y], Anchor::Middle, text, tone);
    }

    /// A figure over the years, which are called so where there is little room. What is not known is a gap, and no
    /// line leads over it.
    pub fn of_trend(trend: &Trend, names: &[String], decimals: u32, [wide, high]: [f32; 2]) -> Self {
        let known: Vec<Decimal> = trend.years.iter().filter_map(|year| year.figure).collect();
        let axis = Axis::of(&known);
        let marks = axis.marks();
        let label = |mark: Decimal| money::display(mark, axis.decimals());
        let left = marks.iter().map(|mark| width(&label(*mark))).fold(0.0, f32::max) + 2.0 * GAP;
        let (top, bottom) = (HEAD + LETTERS, high - HEAD);
        let y = |amount: Decimal| bottom - axis.share(amount) * (bottom - top).max(1.0);
        let step = (wide - left) / trend.years.len().max(1) as f32;
        let x = |at: usize| left + step * (at as f32 + 0.5);
        let mut chart = Self { size: [wide, high], ..Self::default() };
        for mark in marks {
            chart.shapes.push(Shape::Line([left, y(mark)], [wide, y(mark)], 1.0, Tone::Line));
            chart.text([left - GAP, y(mark)], Anchor::End, label(mark), Tone::Faint);
        }
        if axis.is_cut() {
            let text = format!("纵轴从 {} 起", label(axis.from()));
            chart.text([GAP, HEAD / 2.0], Anchor::Start, text, Tone::Faint);
        }
        // Lines first: labels lie over them, each on its own piece of paper.
        let points: Vec<Option<[f32; 2]>> =
            trend.years.iter().enumerate().map(|(at, year)| Some([x(at), y(year.figure?)])).collect();
        for pair in points.windows(2) {
            if let [Some(from), Some(to)] = pair {
                chart.shapes.push(Shape::Line(*from, *to, 2.0, Tone::Total));
            }
        }
        for (at, year) in trend.years.iter().enumerate() {
            let name = names.get(at).unwrap_or(&year.name);
            chart.text([x(at), bottom + HEAD / 2.0], Anchor::Middle, shortened(name, step - GAP), Tone::Ink);
            match year.figure.zip(points.get(at).copied().flatten()) {
                Some((figure, [x, y])) => {
                    chart.label([x, y - LETTERS], money::display(figure, decimals), Tone::Ink);
                    chart.shapes.push(Shape::Dot([x, y], Tone::Total));
                }
                None => {
                    chart.label([x(at), bottom - LETTERS], year.without_figure().to_owned(), Tone::Faint);
                }
            }
        }
        chart.summary = trend.summary(decimals);
        chart
    }
}

/// How high the paper of a label is: from the dot below it, as high as its letters.
const PLATE: f32 = LETTERS + 2.0;

/// The steps that are drawn: the largest, and what the rest comes to.
fn steps(shown: &Waterfall) -> Vec<(String, Decimal)> {
    let (first, rest) = shown.steps.split_at(shown.steps.len().min(MOST_BARS));
    let mut steps: Vec<_> =
        first.iter().map(|(name, was, is)| (name.clone(), is.saturating_sub(*was))).collect();
    if !rest.is_empty() {
        let changes = rest.iter().map(|(_, was, is)| is.saturating_sub(*was));
        let sum = changes.fold(Decimal::ZERO, |sum, change| sum.saturating_add(change));
        steps.push((format!("其余 {} 项", rest.len()), sum));
    }
    steps
}

/// From where to where, and the largest change.
fn summary(shown: &Waterfall, (before, after): (&str, &str), decimals: u32) -> String {
    let figure = |amount| money::display(amount, decimals);
    let (old, new) = (figure(shown.old), figure(shown.new));
    // The largest comes first.
    let most = shown.steps.first().map(|(name, was, is)| {
        format!(
            "，{} 项有增减，最大的是 {name} {}",
            shown.steps.len(),
            change_text(is.saturating_sub(*was), decimals)
        )
    });
    format!("增减构成图：{before} {old} → {after} {new}{}", most.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amount(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn each_bar_begins_where_the_one_before_ends_and_has_its_label() {
        let steps = [("甲", "0", "30"), ("乙", "50", "30")];
        let steps = steps.map(|(name, was, is)| (name.to_owned(), amount(was), amount(is))).to_vec();
        let shown = Waterfall { old: amount("100"), steps, new: amount("110"), ..Waterfall::default() };
        let chart = Chart::of_waterfall(&shown, ("上年", "本年"), 2, 600.0);
        let bars: Vec<([f32; 4], Tone)> = chart
            .shapes
            .iter()
            .filter_map(|one| if let Shape::Bar(at, tone) = one { Some((*at, *tone)) } else { None })
            .collect();
        let tones: Vec<Tone> = bars.iter().map(|(_, tone)| *tone).collect();
        assert_eq!(tones, [Tone::Total, Tone::Up, Tone::Down, Tone::Total]);
        let end = |at: usize| bars[at].0[0] + bars[at].0[2];
        assert!((end(0) - bars[1].0[0]).abs() < 0.01 && (end(1) - end(2)).abs() < 0.01);
        assert!((bars[2].0[0] - end(3)).abs() < 0.01);
        for label in ["上年", "甲", "乙", "本年", "100.00", "▲ 30.00", "▼ 20.00", "110.00"] {
            assert!(
                chart.shapes.iter().any(|one| matches!(one, Shape::Text(_, _, text, _) if text == label)),
                "{label}"
            );
        }
        assert!(bars.iter().all(|([left, _, wide, _], _)| *left >= 0.0 && left + wide <= 600.0));
    }

    #[test]
    fn no_amount_is_too_large_to_be_drawn() {
        let most = Decimal::MAX;
        for steps in [vec![("甲", most, Decimal::MIN)], vec![("甲", Decimal::ZERO, most); MOST_BARS + 3]] {
            let steps = steps.into_iter().map(|(name, was, is)| (name.to_owned(), was, is)).collect();
            let shown = Waterfall { old: most, steps, new: most, ..Waterfall::default() };
            let chart = Chart::of_waterfall(&shown, ("上年", "本年"), 2, 600.0);
            assert!(chart.shapes.iter().any(|one| matches!(one, Shape::Bar(..))));
        }
    }

    /// Whichever way the line goes, each figure lies over it on a piece of paper of its own.
    #[test]
    fn no_line_runs_through_a_figure() {
        let figures = ["5", "90", "10", "50", "90", "40", "3"];
        let year = |figure: &&str| super::super::Year {
            name: "年".to_owned(),
            figure: Some(amount(figure)),
            lacks_row: false,
            change: None,
        };
        let trend = Trend { title: "甲".to_owned(), years: figures.iter().map(year).collect() };
        let chart = Chart::of_trend(&trend, &[], 2, [600.0, 300.0]);
        let last_line = chart.shapes.iter().rposition(|one| matches!(one, Shape::Line(..))).unwrap();
        for figure in figures {
            let figure = format!("{figure}.00");
            let of = |one: &Shape| matches!(one, Shape::Text(_, Anchor::Middle, text, _) if *text == figure);
            let at = chart.shapes.iter().position(of).unwrap();
            let Shape::Text([x, y], ..) = chart.shapes[at] else { unreachable!() };
            let Shape::Bar([left, top, wide, high], Tone::Paper) = chart.shapes[at - 1] else {
                panic!("{figure} has no paper")
            };
            assert!(at > last_line && wide >= width(&figure));
            assert!((left + wide / 2.0 - x).abs() < 0.01 && (top + high / 2.0 - y).abs() < 0.01);
        }
    }

    #[test]
    fn no_line_leads_over_a_gap() {
        let year = |name: &str, figure: Option<&str>| super::super::Year {
            name: name.to_owned(),
            figure: figure.map(amount),
            lacks_row: name == "四",
            change: None,
        };
        let years = vec![year("一", Some("1")), year("二", None), year("三", Some("3")), year("四", None)];
        let years = [years, vec![year("五", Some("5")), year("六", Some("6"))]].concat();
        let trend = Trend { title: "甲".to_owned(), years };
        let chart = Chart::of_trend(&trend, &[], 2, [600.0, 300.0]);
        let lines = chart.shapes.iter().filter(|one| matches!(one, Shape::Line(.., Tone::Total))).count();
        assert_eq!(lines, 1);
        for words in ["不知", "没有此行"] {
            let says = |one: &Shape| matches!(one, Shape::Text(_, _, text, _) if text == words);
            assert!(chart.shapes.iter().any(says), "{words}");
        }
        assert!(chart.summary.contains("四 没有此行，五 5.00"), "{}", chart.summary);
    }
}
