//! Tables whose rows say whose they are once for several: 单位名称 joined over the rows of a unit, or blank below its first
//! one. Each row is given the name, so that rows of one name are told apart by their units wherever they are looked at. A
//! unit that heads its rows in a line of its own, with its total, stays alone.

use std::collections::BTreeSet;

use super::Line;
use crate::exchange::words::is_amount;
use crate::text::{is_total_label, squeezed};

/// A column that says whose rows are is headed by no more, in characters.
const LONGEST: usize = 12;

/// What is known of a table while its rows are gone through.
#[derive(Default)]
struct Table {
    /// The columns that say whose rows are, the last of which names it.
    columns: Vec<usize>,
    header: String,
    /// The rows to be given what stands in those columns of another.
    given: Vec<(usize, usize)>,
    names: BTreeSet<String>,
    /// Whether a row with figures stood below the header.
    has_rows: bool,
    /// The row with the name that holds.
    last: Option<usize>,
}

/// Gives rows the unit that stands above them.
pub(in crate::exchange) fn repeat(lines: &mut [Line]) {
    let mut table = Table::default();
    let mut at = 0;
    while at < lines.len() {
        let Some(line) = lines.get(at) else { break };
        if !line.text.contains('\t') {
            if line.text.chars().any(char::is_alphabetic) {
                std::mem::take(&mut table).fill(lines);
            }
            at += 1;
            continue;
        }
        let cells = line.cells();
        let columns = owners(&cells);
        if columns.is_empty() && is_above_other(&cells, table.has_rows) {
            std::mem::take(&mut table).fill(lines);
        } else if columns.is_empty() {
            table.see(at, &cells);
        } else if line.text != table.header {
            let header = line.text.clone();
            std::mem::take(&mut table).fill(lines);
            table = Table { columns, header, ..Table::default() };
        }
        at += 1;
    }
    table.fill(lines);
}

/// Whether a row stands above another table: its title, its unit, or below rows a header that says of none whose it is.
fn is_above_other(cells: &[String], has_rows: bool) -> bool {
    let filled = || cells.iter().filter(|cell| !cell.is_empty());
    let heads = |cell: &String| {
        cell.ends_with('表') && cell.chars().count() > 3 || cell.contains("单位：") || cell.contains("单位:")
    };
    !filled().any(|cell| is_amount(cell)) && (has_rows || filled().count() < 2 || filled().any(heads))
}

/// The columns of a header that say whose rows are; none of a row that is no header.
fn owners(cells: &[String]) -> Vec<usize> {
    let filled = cells.iter().filter(|cell| !cell.is_empty());
    if filled.clone().count() < 3 || filled.clone().any(|cell| is_amount(cell)) {
        return Vec::new();
    }
    let is_owner = |cell: &String| {
        let bare = cell.trim_end_matches("名称").trim_end_matches("代码").trim_end_matches("编码");
        cell.chars().count() <= LONGEST
            && (bare.ends_with("单位") || bare.ends_with("部门") || bare.ends_with("(单位)"))
            && cell != "单位"
            && !cell.contains("计量")
    };
    let folded = |cell: &String| squeezed(cell).replace('（', "(").replace('）', ")");
    let owners = || cells.iter().enumerate().filter(|(_, cell)| is_owner(&folded(cell)));
    // A code alone may be that of a unit that heads its rows, whose name stands among theirs.
    let has_name = owners().any(|(_, cell)| !cell.ends_with(['码', '号']));
    owners().filter(|_| has_name).map(|(at, _)| at).collect()
}

impl Table {
    /// Looks at a row below the header.
    fn see(&mut self, at: usize, cells: &[String]) {
        let Some(column) = self.columns.last() else { return };
        let of = |column: usize| cells.get(column).map_or("", String::as_str);
        let others =
            || cells.iter().enumerate().filter(|(at, cell)| !self.columns.contains(at) && !cell.is_empty());
        let has_figures = others().any(|(_, cell)| is_amount(cell));
        let is_named = others().any(|(at, cell)| at > *column && !is_amount(cell));
        let is_total = cells.iter().any(|cell| is_total_label(cell));
        self.has_rows |= has_figures;
        if is_total || !has_figures {
            self.last = self.last.filter(|_| !is_total);
        } else if !of(*column).is_empty() {
            self.names.insert(of(*column).to_owned());
            self.last = is_named.then_some(at);
        } else if let Some(last) =
            self.last.filter(|_| is_named && self.columns.iter().all(|column| of(*column).is_empty()))
        {
            self.given.push((at, last));
        }
    }

    /// Gives the rows their units, where there are several.
    fn fill(self, lines: &mut [Line]) {
        if self.names.len() < 2 {
            return;
        }
        for (at, from) in self.given {
            let Some(own) = lines.get(from) else { continue };
            let above: Vec<String> = own.text.split('\t').map(str::to_owned).collect();
            let Some(line) = lines.get_mut(at) else { continue };
            let mut cells: Vec<String> = line.text.split('\t').map(str::to_owned).collect();
            for column in &self.columns {
                if let Some((cell, above)) = cells.get_mut(*column).zip(above.get(*column)) {
                    cell.clone_from(above);
                }
            }
            line.text = cells.join("\t");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::lines;
    use super::repeat;

    fn read(text: &str) -> Vec<String> {
        let mut read = lines(text).0;
        repeat(&mut read);
        read.into_iter()
            .filter(|line| line.text.contains('\t'))
            .map(|line| line.text.replace('\t', "|"))
            .collect()
    }

    #[test]
    fn rows_are_given_the_unit_above_them() {
        let table = "单位代码\t单位名称\t项目名称\t合计\n101\t甲中心\t车辆\t20.00\n\t\t房屋\t5.00\n\t\t小计\t25.00\n102\t乙中心\t车辆\t3.00\n\t\t房屋\t1.00\n合计\t\t\t29.00\n";
        let read_of = read(table);
        assert_eq!(
            read_of.get(2..),
            Some(
                &[
                    "101|甲中心|房屋|5.00",
                    "101|甲中心|小计|25.00",
                    "102|乙中心|车辆|3.00",
                    "102|乙中心|房屋|1.00",
                    "合计|||29.00"
                ]
                .map(str::to_owned)[..]
            )
        );
        for same in [
            // A unit above its rows is a row by itself; one unit alone says nothing of the rows below.
            "预算单位\t科目编码\t科目名称\t合计\n甲中心\t\t\t25.00\n\t201\t车辆\t20.00\n乙中心\t\t\t25.00\n\t201\t车辆\t20.00\n",
            "预算单位\t科目编码\t科目名称\t合计\n甲中心\t201\t车辆\t20.00\n\t202\t房屋\t5.00\n",
            "单位代码\t单位（项目）名称\t类型\t合计\n101\t甲中心\t全部\t25.00\n\t车辆\t运转\t20.00\n102\t乙中心\t全部\t3.00\n\t房屋\t运转\t3.00\n",
            "单位名称\t项目\t合计\t备注\n收支总表\t\t\t\n收入\t\t支出\t\n一、财政拨款\t5.00\t一、教育\t5.00\n二、事业\t1.00\t二、卫生\t1.00\n\t\t三、交通\t1.00\n",
            "项目\t计量单位\t数量\t合计\n甲\t台\t1\t2.00\n乙\t\t1\t3.00\n丙\t辆\t1\t3.00\n丁\t\t1\t3.00\n",
        ] {
            let before: Vec<String> = same.lines().map(|line| line.replace('\t', "|")).collect();
            assert_eq!(read(same), before);
        }
    }
}
