//! The ruled lines of a page as grids of cells, read from the drawing that `pdftocairo` makes of it. A
//! cell reaches as far as no line cuts it, so that joined cells are one. Text is none of its business.

use std::path::Path;
use std::process::Command;

/// A straight line, upright or level: where it is across its direction, and from where to where it goes.
#[derive(Clone, Copy, Debug)]
struct Rule {
    at: f64,
    from: f64,
    to: f64,
}

/// How far apart lines may stand, in points, and still be one.
const SAME: f64 = 2.5;

/// The ruled lines of one table.
#[derive(Clone, Debug, Default)]
pub struct Grid {
    upright: Vec<Rule>,
    level: Vec<Rule>,
    /// The columns' edges from left to right.
    pub across: Vec<f64>,
    /// The rows' edges from top to bottom.
    pub down: Vec<f64>,
}

/// The grids of a page from top to bottom; none where there is no `pdftocairo`.
pub fn grids(path: &Path, page: usize) -> Vec<Grid> {
    let page = page.to_string();
    let drawn =
        Command::new("pdftocairo").args(["-svg", "-f", &page, "-l", &page]).arg(path).arg("-").output();
    let Ok(drawn) = drawn else { return Vec::new() };
    let svg = String::from_utf8_lossy(&drawn.stdout).into_owned();
    let (mut upright, mut level) = (Vec::new(), Vec::new());
    let body = svg.rsplit_once("</defs>").map_or(svg.as_str(), |(_, body)| body);
    for line in body.lines().filter(|line| line.starts_with("<path")) {
        rules_of(line, &mut upright, &mut level);
    }
    parted(upright, level)
}

fn attribute<'t>(line: &'t str, name: &str) -> Option<&'t str> {
    line.split_once(&format!(" {name}=\""))?.1.split_once('"').map(|(value, _)| value)
}

fn numbers(text: &str) -> Vec<f64> {
    text.split(|c: char| c == ',' || c.is_whitespace()).filter_map(|part| part.parse().ok()).collect()
}

/// The straight lines of a drawn path: the edges of an outline, or a long thin filled area.
fn rules_of(line: &str, upright: &mut Vec<Rule>, level: &mut Vec<Rule>) {
    let Some(drawn) = attribute(line, "d") else { return };
    if drawn.contains('C') {
        return;
    }
    let matrix = attribute(line, "transform")
        .and_then(|text| text.strip_prefix("matrix(")?.strip_suffix(')').map(numbers))
        .filter(|matrix| matrix.len() == 6)
        .unwrap_or_else(|| vec![1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);
    let outlined = !line.contains("stroke:none");
    for piece in drawn.split('M') {
        let points: Vec<(f64, f64)> = numbers(&piece.replace(['L', 'Z'], " "))
            .chunks_exact(2)
            .map(|at| {
                (
                    matrix[0] * at[0] + matrix[2] * at[1] + matrix[4],
                    matrix[1] * at[0] + matrix[3] * at[1] + matrix[5],
                )
            })
            .collect();
        let closed = piece.contains('Z').then(|| points.first().copied()).flatten();
        let corners: Vec<(f64, f64)> = points.iter().copied().chain(closed).collect();
        if outlined {
            for pair in corners.windows(2) {
                add(pair, upright, level);
            }
        } else if !line.contains("rgb(100%,100%,100%)") {
            add(&corners, upright, level);
        }
    }
}

/// Adds the line that these points make, if they are long and thin.
fn add(points: &[(f64, f64)], upright: &mut Vec<Rule>, level: &mut Vec<Rule>) {
    let span = |of: fn(&(f64, f64)) -> f64| {
        points.iter().map(of).fold((f64::MAX, f64::MIN), |(low, high), at| (low.min(at), high.max(at)))
    };
    let ((left, right), (top, bottom)) = (span(|at| at.0), span(|at| at.1));
    if right - left < 2.0 && bottom - top > 3.0 {
        upright.push(Rule { at: f64::midpoint(left, right), from: top, to: bottom });
    } else if bottom - top < 2.0 && right - left > 3.0 {
        level.push(Rule { at: f64::midpoint(top, bottom), from: left, to: right });
    }
}

/// The lines that touch each other, as a grid each.
fn parted(upright: Vec<Rule>, level: Vec<Rule>) -> Vec<Grid> {
    let touches = |a: &Rule, b: &Rule| {
        a.at > b.from - SAME && a.at < b.to + SAME && b.at > a.from - SAME && b.at < a.to + SAME
    };
    let mut grids: Vec<Grid> = Vec::new();
    for rule in level {
        let mine = upright.iter().filter(|other| touches(&rule, other)).copied().collect();
        let mut joined = Grid { upright: mine, level: vec![rule], ..Grid::default() };
        grids.retain(|grid| {
            let apart = !grid.upright.iter().any(|a| {
                joined
                    .upright
                    .iter()
                    .any(|b| (a.at - b.at).abs() < SAME && a.from < b.to + SAME && b.from < a.to + SAME)
            });
            if !apart {
                joined.upright.extend(&grid.upright);
                joined.level.extend(&grid.level);
            }
            apart
        });
        grids.push(joined);
    }
    for grid in &mut grids {
        grid.across = edges(&grid.upright);
        grid.down = edges(&grid.level);
    }
    // A page may begin with the last row alone; a frame around a text is no table.
    grids.retain(|grid| grid.across.len() > 2 && grid.down.len() > 1);
    grids.sort_by(|a, b| a.down[0].total_cmp(&b.down[0]));
    grids
}

fn edges(rules: &[Rule]) -> Vec<f64> {
    let mut edges: Vec<f64> = rules.iter().map(|rule| rule.at).collect();
    edges.sort_by(f64::total_cmp);
    edges.dedup_by(|next, before| *next - *before < SAME);
    edges
}

impl Grid {
    /// The row and the column of the cell in which a point lies; `None` outside.
    pub fn cell(&self, across: f64, down: f64) -> Option<(usize, usize)> {
        let place = |edges: &[f64], at: f64| {
            let place = edges.iter().position(|edge| at < *edge)?.checked_sub(1)?;
            (place + 1 < edges.len()).then_some(place)
        };
        let (mut row, mut column) = (place(&self.down, down)?, place(&self.across, across)?);
        let middle = |edges: &[f64], at: usize| f64::midpoint(edges[at], edges[at + 1]);
        let cuts = |rules: &[Rule], at: f64, through: f64| {
            rules.iter().any(|rule| {
                (rule.at - at).abs() < SAME && rule.from - SAME < through && through < rule.to + SAME
            })
        };
        while column > 0 && !cuts(&self.upright, self.across[column], down) {
            column -= 1;
        }
        while row > 0 && !cuts(&self.level, self.down[row], middle(&self.across, column)) {
            row -= 1;
        }
        Some((row, column))
    }

    /// Its upper edge.
    pub fn top(&self) -> f64 {
        self.down.first().copied().unwrap_or(f64::MAX)
    }
}
