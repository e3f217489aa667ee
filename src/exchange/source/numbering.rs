//! Rows that number the columns of a table. Every reader drops them, wherever they stand: they look like figures and are none.

/// What stands in a cell of a row that numbers the columns.
enum Numbering {
    /// `**`, 栏次: here is no figure.
    Star,
    /// The nth letter: `A`, 甲.
    Letter(usize, char),
    /// `3`, `3=4+5`, `(3)`, ③, `③=①+②`; and whether it is said that it is a number of a column.
    Number(u32, bool),
}

impl Numbering {
    fn of(text: &str) -> Option<Self> {
        if matches!(text, "栏次" | "行次" | "栏目")
            || text.chars().all(|c| matches!(c, '*' | '-' | '—' | '×'))
        {
            return Some(Self::Star);
        }
        let bare = text.trim_matches(['(', ')', '第', '栏', '列']);
        let mut letters = bare.chars();
        if let (Some(letter), None) = (letters.next(), letters.next()) {
            let nth = ["ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz", "甲乙丙丁戊己庚辛壬癸"];
            let nth = nth.iter().find_map(|all| all.chars().position(|one| one == letter));
            if let Some(nth) = nth {
                return Some(Self::Letter(nth, letter));
            }
        }
        let circled = |c: char| Some(u32::from(c).checked_sub(u32::from('①'))? + 1).filter(|nth| *nth <= 20);
        let first = bare.chars().next().and_then(circled);
        let rest = match first {
            Some(_) => bare.trim_start_matches(|c: char| circled(c).is_some()),
            None => bare.trim_start_matches(|c: char| c.is_ascii_digit()),
        };
        let own = bare.get(..bare.len() - rest.len())?;
        // Several circled digits make no number.
        let number = if own.chars().count() == 1 { first } else { None };
        let number = number.or_else(|| own.parse::<u32>().ok())?;
        let is_part = |c: char| c.is_ascii_digit() || circled(c).is_some() || "=+-*/()".contains(c);
        let is_formula = rest.starts_with('=') && rest.chars().all(is_part);
        let says_so = first.is_some() || is_formula || text.contains(['第', '栏', '列']);
        (number < 200 && (rest.is_empty() || is_formula)).then_some(Self::Number(number, says_so))
    }
}

/// Whether a row with these cells, blank ones aside, numbers the columns: `1 2 3`, with stars or letters (`** 1 2`, `甲 乙 1 2`,
/// `A B C`) where no figures stand. Blanks within cells are left out, and their letters and figures are of half width.
pub(in crate::exchange) fn is_numbering(row: &[&str]) -> bool {
    let cells: Option<Vec<Numbering>> = row.iter().map(|cell| Numbering::of(cell)).collect();
    let Some(cells) = cells else { return false };
    // A dash alone may stand for a blank amount.
    let is_star = |cell: &&str| cell.contains('*') || cell.ends_with('次');
    let (mut letters, mut numbers, mut closely) = (Vec::new(), Vec::new(), true);
    let mut is_latin = true;
    let mut says_so = row.iter().any(is_star);
    for cell in &cells {
        match cell {
            Numbering::Star => {}
            Numbering::Letter(nth, letter) => {
                letters.push(*nth);
                is_latin &= letter.is_ascii();
            }
            Numbering::Number(number, said) => {
                says_so |= said;
                closely &= numbers.last().is_none_or(|last| last + 1 == *number);
                numbers.push(*number);
            }
        }
    }
    let rises = numbers.windows(2).all(|pair| matches!(pair, [one, other] if one < other));
    let letters_rise = letters.windows(2).all(|pair| matches!(pair, [one, other] if one + 1 == *other));
    let first = numbers.first().copied();
    // A name of one letter is none of these.
    let lettered = letters_rise && letters.first().is_some_and(|first| *first == 0);
    if !letters.is_empty() && !lettered || !rises {
        return false;
    }
    match (numbers.len(), letters.len()) {
        // 甲 and 乙 alone may be names.
        (0, letters) => is_latin && letters > 1,
        (count, 0) => {
            count > 2 && closely
                || says_so && (count > 1 || first == Some(1) || cells.len() > 2 && first < Some(20))
        }
        // A row whose name is one letter has figures, too.
        _ => says_so || closely && first == Some(1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_that_number_the_columns_are_known() {
        for (row, expected) in [
            ("1|2|3", true),
            ("**|1", true),
            ("**|1|**|2", true),
            ("栏次|1|2|3", true),
            ("甲|乙|1|2", true),
            ("A|B|C", true),
            ("①|②|③=①+②", true),
            ("甲|1|2", true),
            ("A|B|1栏|3栏", true),
            ("A|100|150", false),
            ("甲|5|9", false),
            ("甲|乙|1|5", false),
            ("①②|1|2", false),
            ("1|2|3=1+2", true),
            ("1栏|2栏", true),
            ("甲|乙", false),
            ("1|2", false),
            ("3|2|1", false),
            ("合计|1|2|3", false),
            ("1", false),
            ("**|**|1", true),
            ("**|**", false),
            ("201|31|01", false),
            ("行政运行|12|5", false),
            ("5|12", false),
            ("-|-|5", false),
            ("1.00|2.00|3.00", false),
            ("2026\n年预算数|1|2", false),
        ] {
            let cells: Vec<&str> = row.split('|').collect();
            assert_eq!(is_numbering(&cells), expected, "{row}");
        }
    }
}
