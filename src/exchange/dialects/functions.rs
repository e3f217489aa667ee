//! Rows by function and economy whose function (功能科目) is printed once for several: joined over them, or blank below the
//! first. Each row is given the function, so that it is no sum of those that follow. A function that heads its rows in a
//! line of its own, with their sum, has no economy beside it and stays alone.

use super::Line;
use crate::exchange::words::is_amount;
use crate::text::{is_total_label, squeezed};

/// The columns of a header in which functions and economies stand, by their code, their name or both.
struct Columns {
    function: Vec<usize>,
    economy: Vec<usize>,
}

impl Columns {
    /// Those of a header; `None` of a row that is none, or has only one of the two.
    fn of(cells: &[String]) -> Option<Self> {
        if cells.iter().any(|cell| is_amount(cell)) {
            return None;
        }
        let (mut function, mut economy) = (Vec::new(), Vec::new());
        let mut last = "";
        for (at, cell) in cells.iter().enumerate() {
            // A group stands above its first column.
            last = if cell.is_empty() { last } else { cell };
            let words = squeezed(last);
            if ["功能科目", "功能分类"].iter().any(|word| words.contains(word)) {
                function.push(at);
            } else if ["经济科目", "经济分类"].iter().any(|word| words.contains(word)) {
                economy.push(at);
            }
        }
        let all = || function.iter().chain(&economy);
        // An amount between them is that of the one: two lists stand beside each other.
        let is_one = all().max().zip(all().min()).is_some_and(|(last, first)| last - first < all().count());
        (!function.is_empty() && !economy.is_empty() && is_one).then_some(Self { function, economy })
    }

    /// Whether a row shows that two lists stand beside each other: amounts, or words above amounts, in these columns.
    fn are_lists(&self, cells: &[String]) -> bool {
        let own = || self.function.iter().chain(&self.economy).filter_map(|at| cells.get(*at));
        let heads_amounts =
            |cell: &String| cell.ends_with("金额") || cell.ends_with('数') || cell.ends_with('计');
        own().any(|cell| cell.contains('.') && is_amount(cell))
            || !cells.iter().any(|cell| is_amount(cell)) && own().any(heads_amounts)
    }
}

/// Whether digits are as many as a code has of a 类, 款 or 项.
fn is_code(cell: &str) -> bool {
    cell.bytes().all(|byte| byte.is_ascii_digit()) && [3, 5, 7].contains(&cell.len())
}

/// Gives rows the function that stands above them.
pub(in crate::exchange) fn repeat(lines: &mut [Line]) {
    let mut columns = None;
    let mut above: Option<Vec<String>> = None;
    for line in lines {
        if !line.text.contains('\t') {
            if line.text.chars().any(char::is_alphabetic) {
                (columns, above) = (None, None);
            }
            continue;
        }
        let mut cells = line.cells();
        if let Some(found) = Columns::of(&cells) {
            (columns, above) = (Some(found), None);
            continue;
        }
        if columns.as_ref().is_some_and(|columns: &Columns| columns.are_lists(&cells)) {
            (columns, above) = (None, None);
        }
        let Some(Columns { function, economy }) = &columns else { continue };
        let is_said = |cell: &String| !cell.is_empty() && (!is_amount(cell) || is_code(cell));
        let says = |columns: &[usize]| columns.iter().any(|at| cells.get(*at).is_some_and(is_said));
        let is_item = cells.iter().any(|cell| is_amount(cell)) && says(economy);
        if !is_item || cells.iter().any(|cell| is_total_label(cell)) {
            above = None;
            continue;
        }
        let is_same = |above: &Vec<String>| {
            function
                .iter()
                .all(|at| cells.get(*at).is_none_or(|cell| cell.is_empty() || above.get(*at) == Some(cell)))
        };
        let Some(from) = above.take().filter(is_same) else {
            above = says(function).then_some(cells);
            continue;
        };
        for at in function {
            if let Some((cell, from)) =
                cells.get_mut(*at).zip(from.get(*at)).filter(|(cell, _)| cell.is_empty())
            {
                cell.clone_from(from);
                line.text.clear();
            }
        }
        if line.text.is_empty() {
            line.text = cells.join("\t");
        }
        above = Some(cells);
    }
}

#[cfg(test)]
mod tests {
    use super::super::lines;
    use super::repeat;

    fn rows(text: &str) -> Vec<String> {
        let mut read = lines(text).0;
        repeat(&mut read);
        read.into_iter().map(|line| line.text.replace('\t', "|")).collect()
    }

    #[test]
    fn rows_are_given_the_function_above_them() {
        let read = rows(
            "功能科目编码\t功能科目名称\t部门经济科目编码\t部门经济科目名称\t合计\n\
             2040601\t行政运行\t30101\t基本工资\t3.00\n\t\t30102\t津贴补贴\t2.00\n\
             2080505\t养老保险\t30108\t养老保险缴费\t1.00\n合计\t\t\t\t6.00\n\t\t30199\t其他\t9.00\n",
        );
        assert_eq!(read.get(2).map(String::as_str), Some("2040601|行政运行|30102|津贴补贴|2.00"));
        assert_eq!(read.get(5).map(String::as_str), Some("||30199|其他|9.00"), "not across a total");
        // The code alone may be joined.
        let read = rows(
            "功能科目编码\t功能科目名称\t部门经济科目编码\t部门经济科目名称\t合计\n\
             2040601\t行政运行\t30101\t基本工资\t3.00\n\t行政运行\t30102\t津贴补贴\t2.00\n\t养老保险\t30108\t养老保险缴费\t1.00\n",
        );
        assert_eq!(read.get(2).map(String::as_str), Some("2040601|行政运行|30102|津贴补贴|2.00"));
        assert_eq!(read.get(3).map(String::as_str), Some("|养老保险|30108|养老保险缴费|1.00"));
    }

    #[test]
    fn codes_without_names_are_given_too() {
        let read = rows(
            "功能科目编码\t部门经济科目编码\t合计\n2040601\t30101\t3.00\n\t30102\t2.00\n2080505\t30108\t1.00\n",
        );
        assert_eq!(
            read.get(1..3),
            Some(&["2040601|30101|3.00", "2040601|30102|2.00"].map(str::to_owned)[..])
        );
    }

    #[test]
    fn a_function_that_heads_its_rows_stays_alone() {
        let text = "功能科目\t\t经济科目\t\t合计\n编码\t名称\t编码\t名称\t\n\
                    2040601\t行政运行\t\t\t5.00\n\t\t30101\t基本工资\t3.00\n\t\t30102\t津贴补贴\t2.00\n";
        assert_eq!(rows(text).get(3).map(String::as_str), Some("||30101|基本工资|3.00"));
        // Two lists beside each other are not one.
        let beside =
            "功能分类\t金额\t经济分类\t金额\n教育支出\t3.00\t工资福利支出\t1.00\n\t\t商品和服务支出\t2.00\n";
        assert_eq!(rows(beside).get(2).map(String::as_str), Some("||商品和服务支出|2.00"));
        let grouped = "按功能分类\t\t按经济分类\t\n项目\t预算数\t项目\t预算数\n\
                       教育支出\t3.00\t工资福利支出\t1.00\n\t\t商品和服务支出\t2.00\n";
        assert_eq!(rows(grouped).get(3).map(String::as_str), Some("||商品和服务支出|2.00"));
        // Nor is anything given where a table has one of the two alone.
        let other = "科目编码\t科目名称\t合计\n2040601\t行政运行\t5.00\n\t其中：工资\t3.00\n";
        assert_eq!(rows(other).get(2).map(String::as_str), Some("|其中：工资|3.00"));
    }
}
