//! Columns that were taken for one: where a table has two sides, the figures of the left one and the codes of the right one
//! may stand so near to each other that no blank parts all rows. A cell that begins with an amount and goes on with a code or
//! a name is two.

use super::is_amount;

/// So many such cells are none by chance.
const FEWEST: usize = 3;
/// What heads a column of codes and names.
const LABELS: [&str; 4] = ["编码", "科目", "名称", "项目"];

/// Parts such columns; whether there were any.
pub(super) fn part(rows: &mut [Vec<String>]) -> bool {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let joined: Vec<usize> = (0..columns).filter(|column| is_joined(rows, *column)).collect();
    for column in joined.iter().rev() {
        let first = rows.iter().position(|row| row.get(*column).is_some_and(|cell| begins_with_amount(cell)));
        let (head, body) = rows.split_at_mut(first.unwrap_or(0));
        part_head(head, *column);
        for row in body {
            let Some(cell) = row.get_mut(*column) else { continue };
            let rest = match cell.split_once(' ') {
                Some((amount, rest)) if is_amount(amount) => {
                    let rest = rest.trim().to_owned();
                    *cell = amount.to_owned();
                    rest
                }
                _ if is_amount(cell) => String::new(),
                _ => std::mem::take(cell),
            };
            row.insert(column + 1, rest);
        }
    }
    !joined.is_empty()
}

/// The words that head codes and names go to the right, in one line with those that head the figures: a blank beside a head is
/// part of it.
fn part_head(rows: &mut [Vec<String>], column: usize) {
    let (mut line, mut own, mut others) = (None, Vec::new(), Vec::new());
    for (at, row) in rows.iter_mut().enumerate() {
        let Some(cell) = row.get_mut(column) else { continue };
        for word in std::mem::take(cell).split_whitespace() {
            let is_label = LABELS.iter().any(|label| word.contains(label));
            line = line.or(Some(at));
            (if is_label { &mut others } else { &mut own }).push(word.to_owned());
        }
        row.insert(column + 1, String::new());
    }
    let Some(row) = line.and_then(|at| rows.get_mut(at)) else { return };
    for (column, words) in [(column, own), (column + 1, others)] {
        row.get_mut(column).into_iter().for_each(|cell| *cell = words.concat());
    }
}

fn begins_with_amount(cell: &str) -> bool {
    cell.split_whitespace().next().is_some_and(is_amount)
}

/// Whether most cells of a column that have an amount go on with a name behind it.
fn is_joined(rows: &[Vec<String>], column: usize) -> bool {
    let cells: Vec<&str> = rows.iter().filter_map(|row| row.get(column)).map(String::as_str).collect();
    let goes_on = |cell: &&&str| {
        cell.split_once(' ').is_some_and(|(amount, rest)| {
            is_amount(amount)
                && rest.chars().any(crate::text::is_cjk)
                && !rest.split_whitespace().any(is_amount)
        })
    };
    let joined = cells.iter().filter(goes_on).count();
    joined >= FEWEST && joined > cells.iter().filter(|cell| is_amount(cell)).count()
}

#[cfg(test)]
mod tests {
    use super::part;

    fn parted(rows: &[&str]) -> (bool, Vec<String>) {
        let mut rows: Vec<Vec<String>> =
            rows.iter().map(|row| row.split('|').map(str::to_owned).collect()).collect();
        let is_parted = part(&mut rows);
        (is_parted, rows.iter().map(|row| row.join("|")).collect())
    }

    #[test]
    fn figures_of_the_left_side_are_no_part_of_the_codes_of_the_right_one() {
        let rows = [
            "经济分类|科目名称|决算数|科目名称|决算数",
            "科目编码||经济分类科目编码||",
            "301|工资福利支出|95.36 302 商品和服务支出||10.23",
            "30101|基本工资|14.12 30201 办公费||3.78",
            "30102|津贴补贴|39.72 30202 印刷费||0.00",
            "30103|奖金|0.00||",
        ];
        let expected = [
            "经济分类|科目名称|决算数|经济分类科目编码|科目名称|决算数",
            "科目编码|||||",
            "301|工资福利支出|95.36|302 商品和服务支出||10.23",
            "30101|基本工资|14.12|30201 办公费||3.78",
            "30102|津贴补贴|39.72|30202 印刷费||0.00",
            "30103|奖金|0.00|||",
        ];
        assert_eq!(parted(&rows), (true, expected.map(str::to_owned).to_vec()));
        // Amounts with a word behind them here and there are notes, and what names come to is no second column.
        let rows = ["项目|预算数", "甲|1.20 元", "乙|2.40", "丙|3.60 元", "丁|4.80"];
        assert_eq!(parted(&rows), (false, rows.map(str::to_owned).to_vec()));
    }
}
