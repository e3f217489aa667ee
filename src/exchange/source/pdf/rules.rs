//! Ruled lines as grids of cells. A cell reaches as far as no line cuts it, so that joined cells are one. Where
//! a page ends under a table without a line, the grid is closed where its uprights end together. Text is none
//! of its business.

/// How far apart lines may stand, in points, and still be one.
pub(super) const SAME: f64 = 2.5;
/// Lines drawn within this of each other are pieces of one.
const BESIDE: f64 = 1.2;
/// Lines of one page; more are a drawing.
const MOST_RULES: usize = 20_000;
/// Grids of one page; more are a drawing.
const MOST_GRIDS: usize = 400;
/// Unit cells of one grid; more are a drawing.
const MOST_CELLS: usize = 400_000;

/// A straight line, upright or level: where it is across its direction, and from where to where it goes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Rule {
    pub at: f64,
    pub from: f64,
    pub to: f64,
}

impl Rule {
    /// A line.
    pub(super) fn new(at: f64, from: f64, to: f64) -> Self {
        Self { at, from, to }
    }

    fn reaches(&self, at: f64) -> bool {
        self.from - SAME < at && at < self.to + SAME
    }
}

/// A cell of a lattice, in unit rows and columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cell {
    pub row: usize,
    pub column: usize,
    pub rows: usize,
    pub columns: usize,
}

/// The grid that ruled lines make.
#[derive(Clone, Debug)]
pub(super) struct Lattice {
    /// The columns' edges from left to right, three at least.
    pub across: Vec<f64>,
    /// The rows' edges from top to bottom, two at least.
    pub down: Vec<f64>,
    /// Its cells, by row and column.
    pub cells: Vec<Cell>,
    /// Which cell each unit is part of, row by row.
    units: Vec<usize>,
}

impl Lattice {
    /// The cell at a point.
    pub(super) fn at(&self, across: f64, down: f64) -> Option<usize> {
        let place = |edges: &[f64], at: f64| {
            let place = edges.partition_point(|edge| *edge <= at).checked_sub(1)?;
            (place + 1 < edges.len()).then_some(place)
        };
        let (row, column) = (place(&self.down, down)?, place(&self.across, across)?);
        self.units.get(row * (self.across.len() - 1) + column).copied()
    }

    /// Its upper edge.
    pub(super) fn top(&self) -> f64 {
        self.down.first().copied().unwrap_or(f64::MAX)
    }

    /// Left, top, right, bottom of a cell.
    pub(super) fn edges(&self, cell: &Cell) -> [f64; 4] {
        let of = |edges: &[f64], at: usize| edges.get(at).copied().unwrap_or_default();
        [
            of(&self.across, cell.column),
            of(&self.down, cell.row),
            of(&self.across, cell.column + cell.columns),
            of(&self.down, cell.row + cell.rows),
        ]
    }

    /// Some of its rows alone up to a column, with the columns that these have, and which of its cells each of theirs is. Only
    /// what is blank reaches across either end, or beyond that column.
    pub(super) fn of_rows(&self, rows: std::ops::Range<usize>, width: usize) -> (Self, Vec<usize>) {
        let is_own = |cell: &Cell| rows.contains(&cell.row) && cell.column < width;
        let own: Vec<usize> =
            (0..self.cells.len()).filter(|at| self.cells.get(*at).is_some_and(is_own)).collect();
        let cells = || own.iter().filter_map(|at| self.cells.get(*at));
        let end = |cell: &Cell| (cell.column + cell.columns).min(width);
        let mut edges: Vec<usize> = cells().flat_map(|cell| [cell.column, end(cell)]).collect();
        edges.sort_unstable();
        edges.dedup();
        let column = |edge: usize| edges.partition_point(|known| *known < edge);
        let of = |cell: &Cell| Cell {
            row: cell.row - rows.start,
            column: column(cell.column),
            rows: cell.rows.min(rows.end - cell.row),
            columns: column(end(cell)) - column(cell.column),
        };
        let cells: Vec<Cell> = cells().map(of).collect();
        let across: Vec<f64> = edges.iter().filter_map(|edge| self.across.get(*edge).copied()).collect();
        let down = self.down.get(rows.start..=rows.end).unwrap_or_default().to_vec();
        let columns = across.len().saturating_sub(1);
        let mut units = vec![usize::MAX; columns * down.len().saturating_sub(1)];
        for (at, cell) in cells.iter().enumerate() {
            for row in cell.row..cell.row + cell.rows {
                let from = row * columns + cell.column;
                units.get_mut(from..from + cell.columns).into_iter().for_each(|units| units.fill(at));
            }
        }
        (Self { across, down, cells, units }, own)
    }

    fn new(mut uprights: Vec<Rule>, mut levels: Vec<Rule>) -> Option<Self> {
        close(&mut levels, &uprights);
        close(&mut uprights, &levels);
        let (across, down) = (edges(&uprights), edges(&levels));
        let (columns, rows) = (across.len().checked_sub(1)?, down.len().checked_sub(1)?);
        // A page may begin with the last row alone; a frame around a text is no table. One column alone may be the last of a
        // table that is too wide for a page.
        let fewest = if columns == 1 { 4 } else { 1 };
        if columns < 1 || rows < fewest || columns.saturating_mul(rows) > MOST_CELLS {
            return None;
        }
        let (left, above) = (cuts(&uprights, &across, &down), cuts(&levels, &down, &across));
        // Whether a line stands left of, or above, a unit.
        let cut_left = |row: usize, column: usize| left.get(column * rows + row) == Some(&true);
        let cut_above = |row: usize, column: usize| above.get(row * columns + column) == Some(&true);
        let mut units = vec![usize::MAX; rows * columns];
        let mut cells = Vec::new();
        for row in 0..rows {
            for column in 0..columns {
                if units.get(row * columns + column) != Some(&usize::MAX) {
                    continue;
                }
                let free = |row: usize, column: usize| units.get(row * columns + column) == Some(&usize::MAX);
                let mut wide = 1;
                while column + wide < columns && !cut_left(row, column + wide) && free(row, column + wide) {
                    wide += 1;
                }
                let mut high = 1;
                while row + high < rows
                    && (column..column + wide).all(|at| !cut_above(row + high, at) && free(row + high, at))
                    && (column + 1..column + wide).all(|at| !cut_left(row + high, at))
                {
                    high += 1;
                }
                for row in row..row + high {
                    if let Some(units) = units.get_mut(row * columns + column..row * columns + column + wide)
                    {
                        units.fill(cells.len());
                    }
                }
                cells.push(Cell { row, column, rows: high, columns: wide });
            }
        }
        Some(Self { across, down, cells, units })
    }
}

/// Adds the line that a page's end left out: where two of the crossing lines end together beyond the last.
fn close(rules: &mut Vec<Rule>, crossing: &[Rule]) {
    let (first, last) = rules
        .iter()
        .fold((f64::MAX, f64::MIN), |(first, last), rule| (first.min(rule.at), last.max(rule.at)));
    let begin = crossing.iter().map(|rule| rule.from).fold(f64::MAX, f64::min);
    let end = crossing.iter().map(|rule| rule.to).fold(f64::MIN, f64::max);
    let mut add = |at: f64, of: fn(&Rule) -> f64| {
        let ending = crossing.iter().filter(|rule| (of(rule) - at).abs() < SAME).map(|rule| rule.at);
        let (from, to) = ending.fold((f64::MAX, f64::MIN), |(from, to), at| (from.min(at), to.max(at)));
        if to - from > SAME {
            rules.push(Rule::new(at, from, to));
        }
    };
    if begin < first - SAME {
        add(begin, |rule| rule.from);
    }
    if end > last + SAME {
        add(end, |rule| rule.to);
    }
}

/// Where rules stand, as the edges of columns or rows.
fn edges(rules: &[Rule]) -> Vec<f64> {
    let mut edges: Vec<f64> = rules.iter().map(|rule| rule.at).collect();
    edges.sort_by(f64::total_cmp);
    edges.dedup_by(|next, before| *next - *before < SAME);
    edges
}

/// For each edge, whether a rule stands there, interval by interval of the crossing edges.
fn cuts(rules: &[Rule], edges: &[f64], crossing: &[f64]) -> Vec<bool> {
    let intervals = crossing.len().saturating_sub(1);
    let middles: Vec<f64> = crossing
        .windows(2)
        .map(|pair| f64::midpoint(pair.first().copied().unwrap_or(0.0), pair.last().copied().unwrap_or(0.0)))
        .collect();
    let mut cut = vec![false; edges.len() * intervals];
    for rule in rules {
        let near = edges.partition_point(|edge| *edge < rule.at - SAME);
        for (at, edge) in edges.iter().enumerate().skip(near).take(2) {
            if (edge - rule.at).abs() >= SAME {
                continue;
            }
            let first = middles.partition_point(|middle| *middle <= rule.from - SAME);
            let last = middles.partition_point(|middle| *middle < rule.to + SAME);
            if let Some(cut) = cut.get_mut(at * intervals + first..at * intervals + last.max(first)) {
                cut.fill(true);
            }
        }
    }
    cut
}

/// Pieces of one line as one line; specks that join none are left out.
fn joined(mut pieces: Vec<Rule>) -> Vec<Rule> {
    pieces.sort_by(|a, b| a.at.total_cmp(&b.at));
    let mut out = Vec::new();
    let mut rest = pieces.as_mut_slice();
    while let Some(first) = rest.first().map(|rule| rule.at) {
        let count = rest.partition_point(|rule| rule.at - first < BESIDE);
        let (band, others) = rest.split_at_mut(count.max(1));
        band.sort_by(|a, b| a.from.total_cmp(&b.from));
        let mut open: Option<Rule> = None;
        for piece in band.iter() {
            match &mut open {
                Some(rule) if piece.from <= rule.to + SAME => rule.to = rule.to.max(piece.to),
                _ => out.extend(open.replace(*piece)),
            }
        }
        out.extend(open);
        rest = others;
    }
    out.retain(|rule| rule.to - rule.from > 3.0);
    out
}

/// The grids of a page from top to bottom, and whether there were more lines than tables have.
pub(super) fn lattices(upright: Vec<Rule>, level: Vec<Rule>) -> (Vec<Lattice>, bool) {
    let (upright, level) = (joined(upright), joined(level));
    if upright.len() + level.len() > MOST_RULES {
        return (Vec::new(), true);
    }
    // Rules that touch each other belong together: uprights are sorted by where they stand.
    let mut group: Vec<usize> = (0..upright.len() + level.len()).collect();
    for (at, rule) in level.iter().enumerate() {
        let from = upright.partition_point(|other| other.at <= rule.from - SAME);
        for (other, crossing) in upright.iter().enumerate().skip(from) {
            if crossing.at >= rule.to + SAME {
                break;
            }
            if crossing.reaches(rule.at) {
                let (a, b) = (root(&mut group, other), root(&mut group, upright.len() + at));
                if let Some(of) = group.get_mut(b) {
                    *of = a;
                }
            }
        }
    }
    let mut parts: std::collections::BTreeMap<usize, (Vec<Rule>, Vec<Rule>)> =
        std::collections::BTreeMap::new();
    for (at, rule) in upright.iter().enumerate() {
        parts.entry(root(&mut group, at)).or_default().0.push(*rule);
    }
    for (at, rule) in level.iter().enumerate() {
        parts.entry(root(&mut group, upright.len() + at)).or_default().1.push(*rule);
    }
    let mut out: Vec<Lattice> =
        parts.into_values().filter_map(|(upright, level)| Lattice::new(upright, level)).collect();
    if out.len() > MOST_GRIDS {
        return (Vec::new(), true);
    }
    out.sort_by(|a, b| a.top().total_cmp(&b.top()));
    (out, false)
}

fn root(group: &mut [usize], mut at: usize) -> usize {
    while let Some(above) = group.get(at).copied().filter(|above| *above != at) {
        let next = group.get(above).copied().unwrap_or(above);
        if let Some(of) = group.get_mut(at) {
            *of = next;
        }
        at = above;
    }
    at
}
