//! Tables of one row or two that go on beside themselves on a further page. Their rows say too little of whose they are: it
//! takes a total of the first page that comes out with the amounts of the further one, and not without them.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::super::source::{Beside, Block, Document, Grid, GridAt, GridCell, Note, Paragraph};
use super::super::units;
use super::super::words::Printed;
use crate::text::is_total_label;

/// So many rows are few.
pub(super) const MOST: usize = 2;
/// Of more amounts than these some come to anything.
const AMOUNTS: usize = 8;

/// Whether what belongs beside a grid has few rows.
pub(super) fn are_few(document: &Document, beside: &Beside) -> bool {
    document.grid(beside.further).is_none_or(|grid| grid.rows - beside.header.min(grid.rows) <= MOST)
}

/// The cells of a header, of so many rows, that are what stands above a table: over all its columns or alone above the first,
/// called a table, or with the unit.
pub(super) fn titles(grid: &Grid, header: usize) -> impl Iterator<Item = &GridCell> {
    let shown = || grid.cells.iter().filter(|cell| !cell.text.trim().is_empty());
    let is_alone = move |cell: &GridCell| {
        cell.column == 0
            && cell.row_span == 1
            && cell.row + 1 < header
            && shown().filter(|other| other.row == cell.row).count() == 1
    };
    shown().filter(move |cell| {
        cell.row < header
            && grid.columns > 1
            && (cell.column_span >= grid.columns
                || is_alone(cell)
                || cell.text.trim_end().ends_with('表')
                || units::stated(&cell.text).is_some())
    })
}

/// Takes a grid as the text that it shows, and says why.
pub(super) fn leave_as_text(document: &mut Document, (page, block): GridAt) {
    let Some(content) = document.pages.get_mut(page).and_then(|page| page.blocks.get_mut(block)) else {
        return;
    };
    let Block::Grid(grid) = content else { return };
    let filled = || grid.cells.iter().filter(|cell| !cell.text.trim().is_empty());
    let Some(place) = filled().next().map(|cell| cell.place.clone()) else { return };
    let words: Vec<&str> = filled().flat_map(|cell| cell.text.split_whitespace()).collect();
    let text = words.join(" ");
    let told = format!(
        "像是前一页表的后面几栏，只有一两行、又没有表题，认不准，没有读入（“{text}”）；请对照原件补上"
    );
    document.notes.push(Note { place: Some(place.clone()), text: told });
    *content = Block::Paragraph(Paragraph { text, heading: None, place });
}

/// Whether in some row, counted from the end, a total of one grid lacks amounts of the other. `paths` are the headers of
/// its columns behind `labels`.
pub(super) fn add_up(
    (owner, labels, paths): (&Grid, usize, &[String]),
    (further, from): (&Grid, usize),
    rows: usize,
) -> bool {
    (1..=rows).any(|from_end| {
        let own = amounts(owner, labels, from_end);
        let others = amounts(further, from, from_end);
        let others: Vec<Decimal> = others.into_iter().map(|(_, amount)| amount).collect();
        own.iter().any(|(column, total)| {
            let is_total = column
                .checked_sub(labels)
                .and_then(|at| paths.get(at))
                .is_some_and(|path| ends_in_total(path));
            let beside = own.iter().filter(|(other, _)| other != column).map(|(_, amount)| *amount);
            is_total && lacks(*total, &beside.collect::<Vec<_>>(), &others)
        })
    })
}

/// Whether a total is none of its own page's amounts together, and some of them with some of the further ones.
fn lacks(total: Decimal, own: &[Decimal], further: &[Decimal]) -> bool {
    if own.len() + further.len() > AMOUNTS {
        return false;
    }
    let own = sums(own);
    let further: BTreeSet<Decimal> = sums(further).into_iter().filter(|sum| !sum.is_zero()).collect();
    !own.contains(&total) && further.iter().any(|sum| own.contains(&(total - sum)))
}

/// What some of some amounts come to, or none of them.
fn sums(amounts: &[Decimal]) -> BTreeSet<Decimal> {
    amounts.iter().fold(BTreeSet::from([Decimal::ZERO]), |sums, amount| {
        let with = sums.iter().filter_map(|sum| sum.checked_add(*amount)).collect::<Vec<_>>();
        sums.into_iter().chain(with).collect()
    })
}

/// The amounts of a row that are not zero, with their columns.
fn amounts(grid: &Grid, from: usize, from_end: usize) -> Vec<(usize, Decimal)> {
    let row = grid.rows.checked_sub(from_end);
    let cells = grid.cells.iter().filter(|cell| Some(cell.row) == row && cell.column >= from);
    let amounts = cells.filter_map(|cell| Some((cell.column, Printed::new(cell.text.clone()).number?)));
    amounts.filter(|(_, amount)| !amount.is_zero()).collect()
}

/// Whether the innermost word of a column's header is a total's: 小计 below a group, “三公”经费合计.
fn ends_in_total(path: &str) -> bool {
    is_total_label(path) || ["合计", "小计", "总计"].iter().any(|word| path.ends_with(word))
}

#[cfg(test)]
mod tests {
    use super::super::tests::document;

    const FIRST: &str = "三公经费表\n单位：万元\n合计\t出国费\t公务用车费\n\t\t小计\n9.07\t\t6.38";

    /// Of one row the further columns are believed where a total lacks them.
    #[test]
    fn one_row_goes_on_where_it_adds_up() {
        let whole =
            "合计\t出国费\t公务用车费\t\t\t接待费\n\t\t小计\t购置费\t运行费\t\n9.07\t\t6.38\t\t6.38\t2.69";
        let further = "\t\t接待费\n购置费\t运行费\t\n\t6.38\t2.69";
        // A page that is drawn has cells in which nothing stands.
        for further in [further, &further.replacen('\t', " \t", 1)] {
            let read = document(&[FIRST, further]).as_text();
            assert!(read.contains(whole), "{read}");
        }
        // A total that is complete, one that lacks another amount, and a table of its own.
        let complete = FIRST.replace("9.07", "6.38");
        for (name, first, further, is_text) in [
            ("complete", complete.as_str(), "会议费\t培训费\n1.00\t2.00", true),
            ("nothing comes to it", FIRST, "会议费\t培训费\n1.00\t2.00", true),
            ("a total of its own", FIRST, "合计\t培训费\n2.69\t2.69", false),
            ("a title", FIRST, ">政府采购预算表\t\n货物\t服务\n1.00\t2.69", false),
            ("a title in its first cell", FIRST, "政府采购\t\n货物\t服务\n1.00\t2.69", false),
        ] {
            let document = document(&[first, further]);
            assert_eq!(document.beside, [], "{name}");
            assert_eq!(document.notes.len(), usize::from(is_text), "{name}");
            assert_eq!(document.as_text().contains("会议费 培训费 1.00 2.00"), is_text, "{name}");
        }
    }

    /// Where another table of the document goes on so, its header says enough.
    #[test]
    fn one_row_goes_on_where_another_table_does() {
        let other = "收入总表\n编码\t名称\t合计\n\t合计\t6.00\n201\t甲\t3.00\n202\t乙\t3.00";
        let beside = "编码\t名称\t事业\n\t合计\t2.00\n201\t甲\t\n202\t乙\t2.00";
        let further = "\t\t接待费\n购置费\t运行费\t\n\t6.38\t2.99";
        let first = FIRST.replace("6.38", "6.30");
        assert_eq!(document(&[&first, further]).beside, []);
        assert_eq!(document(&[other, beside, &first, further]).beside.len(), 2);
    }
}
