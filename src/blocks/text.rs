//! Blocks as tab-separated text, the way Excel writes it: a cell with a line break or a tab in it stands
//! in quotes, any other as it is, even where it begins with a quote. Lines end as on any system.

use super::Given;

/// The cells of a text, line by line.
pub fn read(text: &str) -> Vec<Vec<Given>> {
    let mut lines = vec![Vec::new()];
    // Some clipboards hand on the end mark of C, and editors the mark of their encoding.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let without_marks = text.contains('\0').then(|| text.replace('\0', ""));
    let text = without_marks.as_deref().unwrap_or(text);
    let mut rest = text.strip_suffix('\n').unwrap_or(text);
    rest = rest.strip_suffix('\r').unwrap_or(rest);
    loop {
        let (cell, after) = match quoted(rest) {
            Some((cell, after)) => (cell, after),
            None => {
                let end = rest.find(['\t', '\n', '\r']).unwrap_or(rest.len());
                let (cell, after) = rest.split_at(end);
                (cell.to_owned(), after)
            }
        };
        if let Some(line) = lines.last_mut() {
            line.push(Given { text: cell, ..Given::default() });
        }
        rest = match after.chars().next() {
            Some('\t') => after.get(1..).unwrap_or_default(),
            Some('\n' | '\r') => {
                lines.push(Vec::new());
                let after = after.strip_prefix('\r').unwrap_or(after);
                after.strip_prefix('\n').unwrap_or(after)
            }
            _ => return lines,
        };
    }
}

/// The cell in quotes that `text` begins with, and what follows it; `None` where a quote is only a quote.
fn quoted(text: &str) -> Option<(String, &str)> {
    let body = text.strip_prefix('"')?;
    let mut at = 0;
    loop {
        at += body.get(at..)?.find('"')?;
        match body.get(at + 1..)?.chars().next() {
            Some('"') => at += 2,
            Some('\t' | '\n' | '\r') | None => break,
            Some(_) => return None,
        }
    }
    let cell = body.get(..at)?.replace("\"\"", "\"").replace("\r\n", "\n").replace('\r', "\n");
    let after = body.get(at + 1..)?;
    cell.contains(['\t', '\n', '"']).then_some((cell, after))
}

/// Lines of cells as text. A cell that begins with a quote stands in quotes, too: where a later one ends with a quote, all
/// between them would be read as one.
pub fn write(lines: &[Vec<String>]) -> String {
    let cell = |cell: &String| {
        if cell.contains(['\t', '\n', '\r']) || cell.starts_with('"') {
            format!("\"{}\"", cell.replace('"', "\"\""))
        } else {
            cell.clone()
        }
    };
    let line = |line: &Vec<String>| line.iter().map(cell).collect::<Vec<_>>().join("\t");
    lines.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(text: &str) -> Vec<Vec<String>> {
        read(text).into_iter().map(|line| line.into_iter().map(|cell| cell.text).collect()).collect()
    }

    #[test]
    fn text_of_spreadsheets_is_read_as_they_mean_it() {
        for (text, expected) in [
            ("1\t2\r\n3\t4\r\n", vec![vec!["1", "2"], vec!["3", "4"]]),
            ("a\t\n\tb", vec![vec!["a", ""], vec!["", "b"]]),
            ("1\t2\0\n\0", vec![vec!["1", "2"]]),
            ("1\t2\r3\t4\r", vec![vec!["1", "2"], vec!["3", "4"]]),
            ("\u{feff}甲\r\n\r\n乙\0", vec![vec!["甲"], vec![""], vec!["乙"]]),
            ("\"上\r\n下\"\r\n\"a\rb\"\tc", vec![vec!["上\n下"], vec!["a\nb", "c"]]),
            ("\"上\n下\"\tx\n\"a\tb\"", vec![vec!["上\n下", "x"], vec!["a\tb"]]),
            ("\"他说\"\"好\"\"\n\"\t1", vec![vec!["他说\"好\"\n", "1"]]),
            ("\"重点\"项目\t2", vec![vec!["\"重点\"项目", "2"]]),
            ("\"没有结束\t2", vec![vec!["\"没有结束", "2"]]),
            ("\"只是引号\"\t2", vec![vec!["\"只是引号\"", "2"]]),
            ("", vec![vec![""]]),
        ] {
            assert_eq!(cells(text), expected, "{text:?}");
        }
    }

    #[test]
    fn what_is_written_reads_back() {
        let lines =
            vec![vec!["一\n二".to_owned(), "\"x\"".to_owned()], vec!["\t\"".to_owned(), String::new()]];
        let apart = vec![vec!["\"甲".to_owned(), "1".to_owned()], vec!["乙\"".to_owned(), "2".to_owned()]];
        assert_eq!(cells(&write(&apart)), apart);
        assert_eq!(cells(&write(&lines)), lines);
    }
}
