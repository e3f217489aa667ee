//! Tables too wide for a page: their further columns stand on a following page, beside the names of the rows once more
//! or without them. Finds the grids that belong beside each other; knows pages and grids alone, and reads no column.

mod few;

use super::dress::{bare, is_continuation, is_page};
use super::source::{Beside, Block, Document, Grid, GridAt, GridCell, is_page_number};
use super::words::{is_amount, squeeze};
use crate::money::is_no_amount;
use crate::text::is_total_label;

/// How many lines may stand above a table: its number, its title, the department and the unit, or two of them.
const ABOVE: usize = 5;

/// The grids of one table as far as it is known, since its title.
#[derive(Default)]
struct Run {
    /// What stood above the first, without the words that a table goes on.
    titles: Vec<String>,
    grids: Vec<GridAt>,
}

/// What became of the grids of a document that seem to hold further columns.
#[derive(Default)]
struct Found {
    beside: Vec<Beside>,
    /// Those with too few rows to be sure.
    doubted: Vec<GridAt>,
}

/// Puts the grids that hold further columns of rows on a page before beside them. What only may be such columns is left as
/// text, so that its figures are no rows of the table before, and it is said.
pub(super) fn join(document: &mut Document) {
    let Found { beside, doubted } = find(document);
    document.beside = beside;
    doubted.into_iter().for_each(|at| few::leave_as_text(document, at));
}

/// Few rows fit by chance: where others of the document go on so, they are believed by their headers alone.
fn find(document: &Document) -> Found {
    let sure = walk(document, false);
    if sure.beside.iter().any(|beside| !few::are_few(document, beside)) { walk(document, true) } else { sure }
}

fn walk(document: &Document, others_do: bool) -> Found {
    let names = document.sheet_titles();
    // A number behind a name tells apart what is one table.
    let name = |page: usize| {
        names.get(page).copied().flatten().map(|name| name.trim_end_matches(|c: char| c.is_ascii_digit()))
    };
    // A sheet that is called otherwise than the one before is a table by its name.
    let is_called_otherwise = |beside: &Beside| {
        let (owner, own) = (name(beside.owner.0), name(beside.further.0));
        own.is_some() && own != owner
    };
    let mut run = Run::default();
    let mut found = Found::default();
    for (page, of_page) in document.pages.iter().enumerate() {
        run.begin_page();
        for (block, content) in of_page.blocks.iter().enumerate() {
            match content {
                Block::Paragraph(paragraph) => run.pass(&paragraph.text),
                Block::Grid(grid) => match run.owner(document, &found.beside, (page, block), grid) {
                    // A sheet may be a table by its name alone.
                    Some((beside, _))
                        if is_called_otherwise(&beside)
                            || of_page.name.is_some() && few::are_few(document, &beside) =>
                    {
                        run.grids.push((page, block));
                    }
                    Some((beside, is_sure)) if is_sure || others_do => found.beside.push(beside),
                    Some(_) => found.doubted.push((page, block)),
                    None => run.grids.push((page, block)),
                },
            }
        }
    }
    found
}

impl Run {
    /// What stands above a table stands on its page.
    fn begin_page(&mut self) {
        if self.grids.is_empty() {
            self.titles.clear();
        }
    }

    /// A line of text: it ends the table, unless it stood above it already.
    fn pass(&mut self, text: &str) {
        if is_page_number(text) || is_page(text) || is_continuation(text) {
            return;
        }
        let title = without_continuation(text);
        if self.grids.is_empty() {
            // Further above the tables may be listed.
            let more = self.titles.len().saturating_sub(ABOVE - 1);
            self.titles.drain(..more);
            self.titles.push(title);
        } else if !self.titles.contains(&title) {
            *self = Self { titles: vec![title], grids: Vec::new() };
        }
    }

    /// The grid beside which another belongs, and whether that is sure: of those with its rows the first that has the
    /// fewest beside it, since pages follow each other downwards or to the right.
    fn owner(
        &self,
        document: &Document,
        found: &[Beside],
        at: GridAt,
        grid: &Grid,
    ) -> Option<(Beside, bool)> {
        let beside = |owner: &GridAt| found.iter().filter(|other| other.owner == *owner).count();
        let fitting = self.grids.iter().filter(|owner| owner.0 < at.0).filter_map(|owner| {
            let fit = Fit::of(document.grid(*owner)?, grid, &self.titles)?;
            Some((*owner, fit))
        });
        let (owner, Fit { labels, header, lower, is_sure }) =
            fitting.min_by_key(|(owner, fit)| (!fit.is_sure, beside(owner)))?;
        Some((Beside { owner, further: at, labels, header, lower }, is_sure))
    }
}

/// A line above a table without the words that it goes on.
fn without_continuation(text: &str) -> String {
    squeeze(&bare(text))
}

/// How a grid holds further columns of the rows of another: as [`Beside`] says.
struct Fit {
    labels: usize,
    header: usize,
    lower: usize,
    /// Whether its rows are many enough, or add up.
    is_sure: bool,
}

impl Fit {
    fn of(owner: &Grid, grid: &Grid, titles: &[String]) -> Option<Self> {
        let (of_owner, of_grid) = (Columns::of(owner)?, Columns::of(grid)?);
        let body = owner.rows - of_owner.first_amount;
        let names_rows = of_grid.labels > 0;
        let is_body = |row: usize| grid.rows - row <= body;
        // Every row of both has its twin, from the last up to the first with an amount in either.
        let rows = if names_rows { body.max(grid.rows - of_grid.first_amount) } else { body };
        let fits = if names_rows {
            rows <= owner.rows.min(grid.rows)
                && (1..=rows).all(|from_end| of_owner.name(owner, from_end) == of_grid.name(grid, from_end))
        } else {
            grid.rows > body
                && grid
                    .cells
                    .iter()
                    .all(|cell| is_body(cell.row) == is_amount(&cell.text) || is_blank(&cell.text))
        };
        // One row needs no name.
        if !fits || of_owner.labels == 0 && rows > 1 {
            return None;
        }
        let mut above =
            grid.cells.iter().filter(|cell| cell.row < of_grid.first_amount && of_grid.is_title(cell));
        let (high, low) = (owner.rows - rows, grid.rows - rows);
        let is_said = |cell: &GridCell| is_said_above(owner, titles, &cell.text);
        if !above.all(is_said) || rows <= few::MOST && few::titles(grid, low).any(|cell| !is_said(cell)) {
            return None;
        }
        // A table of its own has a total of its own, and a repeated one the same columns.
        let header = of_grid.header(grid, of_grid.labels, titles)?;
        let own = of_owner.header(owner, of_owner.labels, titles)?;
        let is_new = header.iter().all(|path| !is_total_label(path) && !own.contains(path));
        let is_sure =
            rows > few::MOST || few::add_up((owner, of_owner.labels, &own), (grid, of_grid.labels), rows);
        let lower = (high - of_owner.titles(owner, high)).saturating_sub(low - of_grid.titles(grid, low));
        let fit = Self { labels: of_grid.labels, header: low, lower, is_sure };
        (is_new && header.iter().all(|path| !path.is_empty())).then_some(fit)
    }
}

/// Whether what stands above a table says no more than what stood above the other.
fn is_said_above(owner: &Grid, titles: &[String], text: &str) -> bool {
    let title = without_continuation(text);
    is_continuation(text)
        || titles.contains(&title)
        || owner.cells.iter().any(|cell| without_continuation(&cell.text) == title)
}

/// What the columns of a grid are by their cells.
struct Columns {
    /// How many stand before the first with an amount.
    labels: usize,
    /// The first row with an amount.
    first_amount: usize,
}

impl Columns {
    /// `None` of a grid without an amount.
    fn of(grid: &Grid) -> Option<Self> {
        let amounts = || grid.cells.iter().filter(|cell| has_amount(&cell.text));
        let labels = amounts().map(|cell| cell.column).min()?;
        let first_amount = amounts().map(|cell| cell.row).min()?;
        // Columns without any amount before the first with one are further columns, too, if nothing names a row there.
        let named = |column: &usize| {
            grid.cells
                .iter()
                .any(|cell| cell.column == *column && cell.row >= first_amount && !is_blank(&cell.text))
        };
        let labels = (0..labels).rev().find(named).map_or(0, |last| last + 1);
        Some(Self { labels, first_amount })
    }

    /// How many of the first rows of a grid, of so many, hold nothing but what stands above a table.
    fn titles(&self, grid: &Grid, rows: usize) -> usize {
        let is_above = |row: &usize| {
            let mut cells = grid.cells.iter().filter(|cell| cell.row == *row);
            cells.all(|cell| cell.text.trim().is_empty() || self.is_title(cell))
        };
        (0..rows).take_while(is_above).count()
    }

    /// What names a row, counted from the end.
    fn name(&self, grid: &Grid, from_end: usize) -> Option<String> {
        let row = grid.rows.checked_sub(from_end)?;
        let mut of_row: Vec<_> =
            grid.cells.iter().filter(|cell| cell.row == row && cell.column < self.labels).collect();
        of_row.sort_by_key(|cell| cell.column);
        Some(of_row.iter().map(|cell| squeeze(&cell.text)).collect())
    }

    /// Whether a cell reaches over the names of the rows and over what stands beside them.
    fn is_title(&self, cell: &GridCell) -> bool {
        cell.column < self.labels && cell.column + cell.column_span > self.labels
    }

    /// The names of the columns from one on, from the outermost to the innermost; without what stands above the table.
    fn header(&self, grid: &Grid, from: usize, titles: &[String]) -> Option<Vec<String>> {
        let mut paths = vec![String::new(); grid.columns.checked_sub(from)?];
        for cell in grid.cells.iter().filter(|cell| cell.row < self.first_amount) {
            if !self.is_title(cell) && !titles.contains(&without_continuation(&cell.text)) {
                let covered = paths.iter_mut().skip(cell.column.saturating_sub(from)).take(cell.column_span);
                covered.filter(|_| cell.column >= from).for_each(|path| path.push_str(&squeeze(&cell.text)));
            }
        }
        Some(paths)
    }
}

fn is_blank(text: &str) -> bool {
    text.trim().is_empty() || is_no_amount(text)
}

/// Whether a cell holds an amount as tables print it, with decimals: no code, no year, no number of a row.
fn has_amount(text: &str) -> bool {
    text.contains('.') && is_amount(text)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::exchange::source::{Kind, Page, Paragraph, Place};

    /// A document of pages; rows with tabs are grids, a cell that begins with `>` reaches to the end of its row.
    pub(super) fn document(pages: &[&str]) -> Document {
        let pages = pages.iter().map(|text| {
            let mut blocks: Vec<Block> = Vec::new();
            for line in text.lines() {
                let place = Place::Line(1);
                if !line.contains('\t') {
                    blocks.push(Block::Paragraph(Paragraph { text: line.to_owned(), heading: None, place }));
                    continue;
                }
                if !matches!(blocks.last(), Some(Block::Grid(_))) {
                    blocks.push(Block::Grid(Grid::default()));
                }
                let Some(Block::Grid(grid)) = blocks.last_mut() else { continue };
                let cells: Vec<&str> = line.split('\t').collect();
                grid.columns = grid.columns.max(cells.len());
                for (column, text) in cells.iter().enumerate().filter(|(_, text)| !text.is_empty()) {
                    let wide = text.strip_prefix('>');
                    grid.cells.push(GridCell {
                        row: grid.rows,
                        column,
                        column_span: if wide.is_some() { cells.len() - column } else { 1 },
                        text: wide.unwrap_or(text).to_owned(),
                        place: place.clone(),
                        ..GridCell::one()
                    });
                }
                grid.rows += 1;
            }
            Page { name: None, size: (0.0, 0.0), blocks }
        });
        let mut document = Document { kind: Kind::Pdf, pages: pages.collect(), ..Document::default() };
        join(&mut document);
        document
    }

    const FIRST: &str = "收入总表\n单位：万元\n编码\t名称\t合计\t财政\n\t合计\t6.00\t4.00\n201\t甲\t3.00\t3.00\n202\t乙\t3.00\t1.00";

    /// What is read of the rows, without what stands between.
    fn read(pages: &[&str]) -> String {
        document(pages).as_text().lines().filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn columns_of_a_further_page_stand_beside_their_rows() {
        let whole = "收入总表\n单位：万元\n编码\t名称\t合计\t财政\t事业\t其他\n\t合计\t6.00\t4.00\t2.00\t\n201\t甲\t3.00\t3.00\t\t\n202\t乙\t3.00\t1.00\t2.00\t";
        for (name, further) in [
            (
                "names again",
                "收入总表（续）\n单位：万元\n编码\t名称\t事业\t其他\n\t合计\t2.00\t\n201\t甲\t\t\n202\t乙\t2.00\t",
            ),
            ("no title", "编码\t名称\t事业\t其他\n\t合计\t2.00\t\n201\t甲\t\t\n202\t乙\t2.00\t"),
            (
                "continued",
                "— 2 —\n续表\n编码\t名称\t事业\t其他\n\t合计\t2.00\t\n201\t甲\t\t\n202\t乙\t2.00\t",
            ),
            ("no names", "事业\t其他\n2.00\t\n\t\n2.00\t"),
        ] {
            assert_eq!(read(&[FIRST, further]), whole, "{name}");
        }
        // Downwards first, then to the right, and the other way.
        let (below, right, right_below) = (
            "203\t丙\t1.00\t1.00\n204\t丁\t1.00\t1.00\n205\t戊\t1.00\t1.00",
            "事业\t其他\n2.00\t\n\t\n2.00\t",
            "0.10\t\n0.20\t\n0.30\t",
        );
        let head = "编码\t名称\t合计\t财政\n";
        let (below, right_below) = (format!("{head}{below}"), format!("事业\t其他\n{right_below}"));
        for pages in [[FIRST, &below, right, &right_below], [FIRST, right, &below, &right_below]] {
            let rows = read(&pages);
            assert!(rows.contains("202\t乙\t3.00\t1.00\t2.00\t"), "{rows}");
            assert!(rows.contains("204\t丁\t1.00\t1.00\t0.20\t"), "{rows}");
        }
    }

    /// A header of one row beside one of two stands at its top, so that no group of the other reaches over it.
    #[test]
    fn a_lower_header_reaches_down_to_the_rows() {
        let high = FIRST.replace("编码\t名称\t合计\t财政\n", "编码\t名称\t>财政拨款\t\n\t\t合计\t其中\n");
        let read = read(&[&high, "编码\t名称\t事业\t其他\n\t合计\t2.00\t\n201\t甲\t\t\n202\t乙\t2.00\t"]);
        assert!(
            read.contains("编码\t名称\t财政拨款\t\t事业\t其他\n\t\t合计\t其中\t\t\n\t合计\t6.00"),
            "{read}"
        );
    }

    #[test]
    fn what_is_another_table_stays_one() {
        for (name, other) in [
            (
                "another title",
                "支出总表\n编码\t名称\t事业\t其他\n\t合计\t2.00\t\n201\t甲\t\t\n202\t乙\t2.00\t",
            ),
            ("a total of its own", "编码\t名称\t合计\t其他\n\t合计\t2.00\t\n201\t甲\t\t\n202\t乙\t2.00\t"),
            (
                "the same columns",
                "编码\t名称\t合计\t财政\n\t合计\t6.00\t4.00\n201\t甲\t3.00\t3.00\n202\t乙\t3.00\t1.00",
            ),
            ("other rows", "编码\t名称\t事业\t其他\n\t合计\t2.00\t\n201\t甲\t\t\n203\t丙\t2.00\t"),
            ("a row less", "事业\t其他\n2.00\t\n2.00\t"),
            ("text within", "事业\t其他\n2.00\t\n\t见注\n2.00\t"),
        ] {
            assert_eq!(document(&[FIRST, other]).beside, [], "{name}");
        }
        // On one page nothing is too wide for it.
        let both = format!("{FIRST}\n续表\n编码\t名称\t事业\n\t合计\t2.00\n201\t甲\t\n202\t乙\t2.00");
        assert_eq!(document(&[&both]).beside, []);
    }

    #[test]
    fn a_further_column_is_found_where_it_is_printed() {
        let document =
            document(&[FIRST, "编码\t名称\t事业\t其他\n\t合计\t2.00\t\n201\t甲\t\t\n202\t乙\t2.00\t"]);
        let (_, places) = document.as_lines();
        let row = places.iter().flatten().next_back().copied().unwrap();
        let (place, column) = document.printed(row, 4);
        assert_eq!((place.page, place.block, place.row, column), (1, 0, Some(3), 2));
        assert_eq!(document.printed(row, 3), (row, 3));
    }
}
