//! The lines of a table: rows, one below the other or of several sections side by side, the headings of sections and the heads
//! of groups.

use super::{GridLayout, Line};
use crate::calc::Sheet;
use crate::schema::RowShape;
use crate::sheet::groups::Head;
use crate::text::squeezed;

impl GridLayout {
    pub(super) fn place_rows(&mut self, sheet: &Sheet<'_>, shown: &[usize]) {
        let schema = sheet.schema;
        let mut of_section: Vec<Vec<usize>> = vec![Vec::new(); schema.sections.len()];
        for row in shown.iter().filter_map(|row| sheet.row(*row)) {
            if let Some(rows) = of_section.get_mut(row.section_index) {
                rows.push(row.index);
            }
        }
        if self.stacked {
            for (index, (section, rows)) in schema.sections.iter().zip(&of_section).enumerate() {
                if !section.title.is_empty() {
                    self.lines.push(Line::Heading(index));
                }
                self.starts.push((self.lines.len(), index));
                self.lines.push(Line::Header(index));
                self.lines.extend(rows.iter().map(|row| Line::Rows(vec![Some(*row)])));
            }
        } else {
            self.pair_up(sheet, &of_section);
        }
    }

    /// Puts heads between the rows of a table that has one section.
    pub(super) fn place_heads(&mut self, heads: &[(usize, Head)]) {
        let mut heads = heads.iter().peekable();
        let mut lines = Vec::with_capacity(self.lines.len());
        for (at, line) in std::mem::take(&mut self.lines).into_iter().map(Some).chain([None]).enumerate() {
            while let Some((_, head)) = heads.next_if(|(before, _)| *before <= at) {
                lines.push(Line::Head(self.heads.len()));
                self.heads.push(head.clone());
            }
            lines.extend(line);
        }
        self.lines = lines;
    }

    pub(super) fn remember_rows(&mut self) {
        for (at, line) in self.lines.iter().enumerate() {
            if let Line::Rows(rows) = line {
                self.line_of_row.extend(rows.iter().flatten().map(|row| (*row, at)));
            }
        }
    }

    /// Sections beside each other: the totals of each stand on the lines of the others' (本年收入合计 beside 本年支出合计,
    /// 收入总计 beside 支出总计), however many rows stand above them or between. A section without any goes on from the top.
    fn pair_up(&mut self, sheet: &Sheet<'_>, of_section: &[Vec<usize>]) {
        let totals: Vec<Vec<Total>> = of_section.iter().map(|rows| totals(sheet, rows)).collect();
        let pieces: Vec<Vec<&[usize]>> =
            of_section.iter().zip(alike(&totals)).map(|(rows, totals)| cut(rows, &totals)).collect();
        let most = pieces.iter().map(Vec::len).max().unwrap_or_default();
        // One without a total is a single piece.
        let (ended, open): (Vec<_>, Vec<_>) =
            pieces.iter().partition(|pieces| pieces.len() == most && most > 1);
        let heights: Vec<usize> = (0..most)
            .map(|nth| {
                ended.iter().filter_map(|pieces| pieces.get(nth)).map(|piece| piece.len()).max().unwrap_or(0)
            })
            .collect();
        let high = heights.iter().sum::<usize>();
        let high =
            open.iter().map(|pieces| pieces.iter().map(|piece| piece.len()).sum()).fold(high, usize::max);
        let columns: Vec<Vec<Option<usize>>> =
            pieces.iter().map(|pieces| column(pieces, &heights, pieces.len() == most && most > 1)).collect();
        for at in 0..high {
            let row = |column: &Vec<Option<usize>>| column.get(at).copied().flatten();
            self.lines.push(Line::Rows(columns.iter().map(row).collect()));
        }
    }
}

/// A total at the foot of a section: where among the rows that are seen, and whether it is of all that stands above it (总计).
#[derive(Clone, Copy)]
struct Total {
    at: usize,
    is_whole: bool,
}

/// The totals among the rows of a section that are seen.
fn totals(sheet: &Sheet<'_>, rows: &[usize]) -> Vec<Total> {
    let total = |(at, row): (usize, &usize)| {
        let row = sheet.row(*row)?;
        let RowShape::Fixed(fixed) = row.shape else { return None };
        let name = squeezed(&row.name()).into_owned();
        let is_total = row.shape.sums_rows() || name.ends_with("合计") || name.ends_with("总计");
        let is_of_foot = row.section.after.iter().any(|after| after.key == fixed.key);
        (is_total && is_of_foot).then(|| Total { at, is_whole: name.contains("总计") })
    };
    rows.iter().enumerate().filter_map(total).collect()
}

/// Which totals of each section have one in all others that have any: all where they are equally many, else the first and
/// the last, or the one that some have.
fn alike(totals: &[Vec<Total>]) -> Vec<Vec<usize>> {
    let having = || totals.iter().filter(|totals| !totals.is_empty());
    let least = having().map(Vec::len).min().unwrap_or_default();
    let is_same = having().all(|totals| totals.len() == least);
    let only = having().find_map(|totals| totals.first().filter(|_| totals.len() == 1));
    let of = |totals: &Vec<Total>| -> Vec<usize> {
        let (Some(first), Some(last)) = (totals.first(), totals.last()) else { return Vec::new() };
        match only {
            _ if having().count() < 2 => Vec::new(),
            _ if is_same => totals.iter().map(|total| total.at).collect(),
            Some(only) => {
                let same = totals.iter().rev().find(|total| total.is_whole == only.is_whole);
                vec![same.unwrap_or(last).at]
            }
            None => vec![first.at, last.at],
        }
    };
    totals.iter().map(of).collect()
}

/// Rows cut above each total and below it: what stands above, the total, what stands between, and so on.
fn cut<'r>(rows: &'r [usize], totals: &[usize]) -> Vec<&'r [usize]> {
    let mut from = 0;
    let mut pieces = Vec::new();
    for total in totals {
        pieces.extend([rows.get(from..*total), rows.get(*total..total + 1)].into_iter().flatten());
        from = total + 1;
    }
    pieces.extend(rows.get(from..));
    pieces
}

/// The rows of a section from the top down, those of each piece in the height that it has in all.
fn column(pieces: &[&[usize]], heights: &[usize], is_ended: bool) -> Vec<Option<usize>> {
    let mut out = Vec::new();
    for (piece, height) in pieces.iter().zip(heights) {
        let blank = if is_ended { height.saturating_sub(piece.len()) } else { 0 };
        out.extend(piece.iter().copied().map(Some).chain(std::iter::repeat_n(None, blank)));
    }
    out
}
