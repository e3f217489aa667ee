//! Codes that run into the names behind them where only blanks part columns (`01 行政运行` below 项): below the names of the
//! levels of a code, its digits go into the columns of their levels and the rest into that of names.

use super::Line;
use crate::text::is_year;

/// The levels of codes as headers name them, and how many digits each has.
const LEVELS: [(&str, usize); 3] = [("类", 3), ("款", 2), ("项", 2)];

/// Parts such cells.
pub(super) fn part(lines: &mut [Line]) {
    let mut first: Option<usize> = None;
    for line in lines.iter_mut() {
        if line.typed.is_none() {
            if !line.text.trim().is_empty() {
                first = None;
            }
            continue;
        }
        let bare = line.cells();
        if let Some(at) = levels(&bare) {
            first = Some(at);
        } else if let Some(cells) = first.and_then(|at| parted(&line.text, at)) {
            line.text = cells.join("\t");
        }
    }
}

/// Where the levels of a code are named in a header, one beside the other.
fn levels(cells: &[String]) -> Option<usize> {
    let is_named = |own: &[String]| {
        own.iter().zip(LEVELS).all(|(cell, (level, _))| cell.ends_with(level) && cell.chars().count() < 4)
    };
    cells.windows(LEVELS.len()).position(is_named)
}

/// The cells of a row whose codes stand from a column on, if one of them runs into a name.
fn parted(text: &str, first: usize) -> Option<Vec<String>> {
    let mut cells: Vec<String> = text.split('\t').map(str::to_owned).collect();
    let name_at = first + LEVELS.len();
    let at = (first..=name_at).find(|at| {
        cells.get(*at).is_some_and(|cell| {
            let cell = cell.trim();
            cell.starts_with(|c: char| c.is_ascii_digit())
                && cell.ends_with(|c: char| c.is_alphabetic() || "）)".contains(c))
        })
    })?;
    let cell = cells.get(at)?.trim().to_owned();
    let name = cell.trim_start_matches(|c: char| c.is_ascii_digit() || c.is_whitespace());
    let mut digits: String = cell.strip_suffix(name)?.chars().filter(char::is_ascii_digit).collect();
    // A name of two lines, or an ordinal, is no code with a name.
    if name.starts_with(['.', '、', '．', '年', '月', '-']) || is_year(&digits) {
        return None;
    }
    // With its three digits a code begins at its 类; else it ends before the name, or begins where it stands.
    let level = match digits.len() {
        3 | 5 | 7 => 0,
        2 if at < name_at => at - first,
        2 => LEVELS.len() - 1,
        4 => LEVELS.len() - 2,
        _ => return None,
    };
    if at < name_at && cells.get(name_at).is_none_or(|cell| !cell.trim().is_empty()) {
        return None;
    }
    let name = name.to_owned();
    cells.get_mut(at)?.clear();
    for (nth, (_, length)) in LEVELS.iter().enumerate().skip(level) {
        if digits.is_empty() {
            break;
        }
        let rest = digits.split_off(digits.len().min(*length));
        let own = cells.get_mut(first + nth)?;
        if own.trim().is_empty() {
            *own = std::mem::replace(&mut digits, rest);
        } else {
            return None;
        }
    }
    *cells.get_mut(name_at)? = name;
    Some(cells)
}

#[cfg(test)]
mod tests {
    use super::parted;

    #[test]
    fn codes_that_run_into_names_are_parted() {
        for (text, expected) in [
            ("\t\t01行政运行\t\t3.00", Some("||01|行政运行|3.00")),
            ("201\t31\t\t01 行政运行\t3.00", Some("201|31|01|行政运行|3.00")),
            ("201 一般公共服务支出\t\t\t\t3.00", Some("201|||一般公共服务支出|3.00")),
            ("\t\t\t201 31 01行政运行（本级）\t3.00", Some("201|31|01|行政运行（本级）|3.00")),
            ("\t31党委办公厅\t\t\t3.00", Some("|31||党委办公厅|3.00")),
            // What stands in both columns already, a year, an amount.
            ("\t\t01行政运行\t行政运行\t3.00", None),
            ("201\t31\t02\t01 行政运行\t3.00", None),
            ("\t\t\t2026年彩票公益金\t3.00", None),
            ("\t\t\t2026 彩票公益金\t3.00", None),
            ("201\t31\t01\t行政运行\t3.00", None),
        ] {
            let cells = parted(text, 0).map(|cells| cells.join("|"));
            assert_eq!(cells.as_deref(), expected, "{text}");
        }
    }
}
