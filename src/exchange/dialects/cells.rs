//! Tables of which every cell is a line of its own, as a page gives them that is copied in a viewer: blank cells leave
//! nothing. The lines come in the rhythm of the columns, a code, a name, amounts; they are put into rows only where the
//! table's own sums leave one way to do so. All others stay as they are, and are told as not read.

mod placing;

use rust_decimal::Decimal;

use self::placing::{Record, placed};
use super::{Line, row};
use crate::exchange::split::is_short;
use crate::exchange::units;
use crate::text::{is_dash, is_total_label, narrow, squeezed};

/// More lines than one table has that was copied by hand.
const MOST: usize = 4_000;
/// A table has at least so many columns of amounts, and rows.
const FEWEST: usize = 2;
/// Names of columns, and what stands in a cell, are no longer, in characters.
const LONGEST: usize = 60;

/// Puts the cells of such tables into rows.
pub(super) fn join(lines: &mut Vec<Line>) {
    let mut at = 0;
    while at < lines.len() {
        let is_begin = lines.get(at).is_some_and(heads_table);
        at += 1;
        if !is_begin {
            continue;
        }
        let (from, cells) = cells(lines, at);
        let Some(last) = cells.last().map(|cell| cell.at) else { continue };
        let Some(rows) = rows(&cells) else { continue };
        let rows: Vec<Line> = rows
            .into_iter()
            .map(|(at, cells)| row(lines.get(at).map_or(0, |line| line.number), &cells))
            .collect();
        at = from + rows.len();
        lines.splice(from..=last, rows);
    }
}

/// Whether a line is the title of a table or says its unit.
fn heads_table(line: &Line) -> bool {
    let text = squeezed(&line.text);
    !line.text.contains('\t')
        && is_short(&text)
        && (units::stated(&text).is_some() || text.ends_with('表') && text.chars().count() > 3)
}

/// A line that may be a cell.
struct Cell {
    /// Which of the lines it is.
    at: usize,
    text: String,
    amount: Option<Amount>,
}

/// What stands in a cell of figures.
#[derive(Clone, Copy)]
enum Amount {
    Number(Decimal),
    /// A dash: nothing, but its place is taken.
    Nothing,
}

impl Cell {
    /// Whether it is digits alone, which may be a code as well.
    fn is_digits(&self) -> bool {
        self.text.bytes().all(|byte| byte.is_ascii_digit())
    }
}

/// The cells from a line on to where no table can go on, and the line of the first.
fn cells(lines: &[Line], from: usize) -> (usize, Vec<Cell>) {
    let mut out: Vec<Cell> = Vec::new();
    for (at, line) in lines.iter().enumerate().skip(from).take(MOST) {
        let text = line.text.trim().to_owned();
        if text.is_empty() {
            continue;
        }
        let may_be =
            !line.text.contains('\t') && text.chars().count() <= LONGEST && !text.contains(['。', '；']);
        if !may_be || heads_table(line) || text.contains([':', '：']) {
            break;
        }
        let amount = match text.chars().all(is_dash) {
            true => Some(Amount::Nothing),
            false => number(&text).map(Amount::Number),
        };
        out.push(Cell { at, text, amount });
    }
    (out.first().map_or(from, |cell| cell.at), out)
}

fn number(text: &str) -> Option<Decimal> {
    let digits: String = text.chars().map(narrow).filter(|c| *c != ',').collect();
    let is_number =
        digits.strip_prefix('-').unwrap_or(&digits).bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    digits.parse().ok().filter(|_| is_number)
}

/// The rows, with the header first, each with the line it begins on; `None` where they are not certain.
fn rows(cells: &[Cell]) -> Option<Vec<(usize, Vec<String>)>> {
    let first = cells.iter().position(|cell| cell.amount.is_some() && !begins_row(cells, cell))?;
    // In the rows below the first is seen whether a code stands before each name.
    let is_code = |at: usize| {
        let pair = cells.get(at).zip(cells.get(at + 1));
        pair.is_some_and(|(code, name)| code.is_digits() && code.text.len() > 2 && name.amount.is_none())
    };
    let has_codes = (first..cells.len()).any(is_code);
    let labels = 1 + usize::from(has_codes);
    let begin = match cells.get(first.checked_sub(1)?)? {
        label if is_total_label(&squeezed(&label.text)) => first - 1,
        _ => first.checked_sub(labels)?,
    };
    let mut records: Vec<Record> = Vec::new();
    let mut at = begin;
    while at < cells.len() {
        let from = at;
        let code =
            is_code(at).then(|| cells.get(at).map(|cell| cell.text.clone())).flatten().unwrap_or_default();
        at += usize::from(!code.is_empty());
        let mut name = String::new();
        while let Some(cell) = cells.get(at).filter(|cell| cell.amount.is_none()) {
            // A name over two lines is known by the code before it.
            if !name.is_empty() && code.is_empty() {
                return None;
            }
            name.push_str(&cell.text);
            at += 1;
        }
        let mut amounts = Vec::new();
        while let Some(amount) = cells.get(at).filter(|_| !is_code(at)).and_then(|cell| cell.amount) {
            amounts.push(match amount {
                Amount::Number(number) => Some(number),
                Amount::Nothing => None,
            });
            at += 1;
        }
        if name.is_empty() || code.is_empty() && has_codes && !is_total_label(&squeezed(&name)) {
            return None;
        }
        records.push(Record { at: cells.get(from)?.at, code, name, amounts });
    }
    let columns = records.iter().map(|record| record.amounts.len()).max()?;
    let header = cells.get(..begin)?;
    if columns < FEWEST || records.len() < FEWEST + 1 || header.len() != labels + columns {
        return None;
    }
    let placed = placed(&records, columns)?;
    let heading: Vec<String> = header.iter().map(|cell| cell.text.clone()).collect();
    let mut out = vec![(header.first()?.at, heading)];
    for (record, amounts) in records.into_iter().zip(placed) {
        let label = if has_codes { vec![record.code, record.name] } else { vec![record.name] };
        let amounts =
            amounts.into_iter().map(|amount| amount.map(|amount| amount.to_string()).unwrap_or_default());
        out.push((record.at, label.into_iter().chain(amounts).collect()));
    }
    Some(out)
}

/// Whether a cell of digits is a code: a name stands behind it.
fn begins_row(cells: &[Cell], cell: &Cell) -> bool {
    let next = cells.iter().find(|other| other.at > cell.at);
    cell.is_digits() && cell.text.len() > 2 && next.is_some_and(|next| next.amount.is_none())
}

#[cfg(test)]
mod tests {
    use super::super::lines;

    fn read(text: &str) -> Vec<String> {
        let rows = lines(text).0.into_iter().filter(|line| line.text.contains('\t'));
        rows.map(|line| line.text.replace('\t', "|")).collect()
    }

    #[test]
    fn cells_in_lines_of_their_own_are_rows_where_sums_say_so() {
        let head = "支出总表\n单位:万元\n科目编码\n科目名称\n合计\n基本支出\n项目支出\n";
        let full = "合计\n100.00\n60.00\n40.00\n201\n一般公共服务支出\n70.00\n40.00\n30.00\n20131\n党委办公厅（室）\n及相关机构事务\n70.00\n40.00\n30.00\n208\n社会保障和就业支出\n30.00\n20.00\n10.00\n";
        let part = "合计\n100.00\n60.00\n40.00\n201\n一般公共服务支出\n70.00\n60.00\n10.00\n2013101\n行政运行\n60.00\n60.00\n2013102\n一般行政管理事务\n10.00\n10.00\n208\n社会保障和就业支出\n30.00\n30.00\n";
        let named = "部门收入表\n项目\n合计\n财政拨款\n其他\n总计\n12.00\n7.00\n5.00\n甲\n4.00\n4.00\n-\n乙\n8.00\n3.00\n5.00\n本部门说明如下，没有其他。";
        for (text, expected) in [
            (
                format!("{head}{full}"),
                &[
                    "科目编码|科目名称|合计|基本支出|项目支出",
                    "|合计|100.00|60.00|40.00",
                    "201|一般公共服务支出|70.00|40.00|30.00",
                    "20131|党委办公厅（室）及相关机构事务|70.00|40.00|30.00",
                    "208|社会保障和就业支出|30.00|20.00|10.00",
                ][..],
            ),
            (
                format!("{head}{part}"),
                &[
                    "科目编码|科目名称|合计|基本支出|项目支出",
                    "|合计|100.00|60.00|40.00",
                    "201|一般公共服务支出|70.00|60.00|10.00",
                    "2013101|行政运行|60.00|60.00|",
                    "2013102|一般行政管理事务|10.00||10.00",
                    "208|社会保障和就业支出|30.00||30.00",
                ][..],
            ),
            (
                named.to_owned(),
                &["项目|合计|财政拨款|其他", "总计|12.00|7.00|5.00", "甲|4.00|4.00|", "乙|8.00|3.00|5.00"][..],
            ),
            // Two rows that could be each other's, and sums that do not hold.
            (
                format!(
                    "{head}{}",
                    part.replace("60.00\n2013102", "35.00\n2013102")
                        .replace("事务\n10.00\n10.00", "事务\n35.00\n35.00")
                        .replace("70.00\n60.00\n10.00", "70.00\n35.00\n35.00")
                        .replace("60.00\n35.00", "35.00\n35.00")
                ),
                &[][..],
            ),
            (format!("{head}{}", full.replace("30.00\n20.00\n10.00", "31.00\n20.00\n10.00")), &[][..]),
            ("目录\n收支总表\n3\n收入总表\n4\n支出总表\n5".to_owned(), &[][..]),
        ] {
            assert_eq!(read(&text), expected, "{text}");
        }
    }
}
