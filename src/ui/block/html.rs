//! Blocks as an HTML table. Reading takes the tag soup of Excel, LibreOffice and WPS through a tokenizer;
//! styles are passed over, the unrounded number behind a cell (`x:num`, `sdval`, and `data-yuan`, our own) is
//! kept.

use html5gum::{StartTag, Token, Tokenizer};

use super::Given;

/// Merged cells beyond this many columns or rows are not believed.
const MOST_SPAN: usize = 1000;

/// What is being read.
#[derive(Default)]
struct Reader {
    lines: Vec<Vec<Given>>,
    /// For each column how many further lines a merged cell above reaches into.
    reach: Vec<usize>,
    /// The cell being read and how far it reaches: columns, rows.
    cell: Option<(Given, usize, usize)>,
    tables: usize,
    depth: usize,
    /// Within `style` and `script`, whose text is not for reading.
    hidden: bool,
}

/// The cells of the one table in `html`; `None` where there is none, or more than one.
pub fn read(html: &str) -> Option<Vec<Vec<Given>>> {
    let mut reader = Reader::default();
    for token in Tokenizer::new(html) {
        match token {
            Ok(Token::StartTag(tag)) => reader.start(&tag),
            Ok(Token::EndTag(tag)) => reader.end(&tag.name),
            Ok(Token::String(text)) => reader.text(&String::from_utf8_lossy(&text)),
            Ok(_) => {}
            Err(never) => match never {},
        }
    }
    reader.end_cell();
    reader.lines.retain(|line| !line.is_empty());
    (reader.tables == 1 && !reader.lines.is_empty()).then_some(reader.lines)
}

impl Reader {
    fn start(&mut self, tag: &StartTag<()>) {
        let attribute = |name: &str| {
            let value = tag.attributes.get(name.as_bytes())?;
            Some(String::from_utf8_lossy(value).trim().to_owned())
        };
        let span = |name: &str| {
            attribute(name).and_then(|text| text.parse::<usize>().ok()).unwrap_or(1).clamp(1, MOST_SPAN)
        };
        match &tag.name[..] {
            b"table" => {
                self.tables += 1;
                self.depth += 1;
            }
            b"style" | b"script" | b"title" => self.hidden = true,
            b"tr" if self.depth > 0 => {
                self.end_cell();
                // Merged cells beyond the end of the line count it too.
                let length = self.lines.last().map_or(0, Vec::len);
                for reach in self.reach.iter_mut().skip(length) {
                    *reach = reach.saturating_sub(1);
                }
                self.lines.push(Vec::new());
            }
            b"td" | b"th" if self.depth > 0 => {
                self.end_cell();
                self.below_merged();
                let number = attribute("x:num").or_else(|| attribute("sdval"));
                let exact = number.filter(|number| !number.is_empty() && number.len() <= 17);
                let exact = attribute("data-yuan").map(|yuan| format!("{yuan}元")).or(exact);
                self.cell = Some((Given { text: String::new(), exact }, span("colspan"), span("rowspan")));
            }
            b"br" => {
                if let Some((cell, ..)) = &mut self.cell {
                    cell.text.truncate(cell.text.trim_end_matches(' ').len());
                    cell.text.push('\n');
                }
            }
            _ => {}
        }
    }

    fn end(&mut self, name: &[u8]) {
        match name {
            b"td" | b"th" | b"tr" => self.end_cell(),
            b"table" => {
                self.end_cell();
                self.depth = self.depth.saturating_sub(1);
            }
            b"style" | b"script" | b"title" => self.hidden = false,
            _ => {}
        }
    }

    /// Space and line breaks in the source are one space; a hard space is one too.
    fn text(&mut self, text: &str) {
        let Some((cell, ..)) = self.cell.as_mut().filter(|_| !self.hidden) else {
            return;
        };
        for c in text.chars() {
            if !c.is_whitespace() {
                cell.text.push(c);
            } else if !cell.text.ends_with([' ', '\n']) && !cell.text.is_empty() {
                cell.text.push(' ');
            }
        }
    }

    fn end_cell(&mut self) {
        let Some((mut cell, columns, rows)) = self.cell.take() else {
            return;
        };
        cell.text.truncate(cell.text.trim_end().len());
        let Some(line) = self.lines.last_mut() else {
            return;
        };
        let start = line.len();
        line.push(cell);
        line.resize(start + columns, Given::default());
        if rows > 1 {
            self.reach.resize(self.reach.len().max(start + columns), 0);
            for reach in self.reach.iter_mut().skip(start).take(columns) {
                *reach = rows;
            }
        }
        // Every line counts a merged cell's reach down once, where it passes it.
        for reach in self.reach.iter_mut().skip(start).take(columns) {
            *reach = reach.saturating_sub(1);
        }
    }

    /// Leaves blank what merged cells of the lines above cover.
    fn below_merged(&mut self) {
        if let Some(line) = self.lines.last_mut() {
            while let Some(reach) = self.reach.get_mut(line.len()).filter(|reach| **reach > 0) {
                *reach -= 1;
                line.push(Given::default());
            }
        }
    }
}

/// A cell to be written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// What it shows.
    pub text: String,
    /// Whether that is a number.
    pub number: bool,
    /// The exact amount in 元 behind it, where what it shows is rounded or in another unit.
    pub yuan: Option<String>,
}

/// Lines of cells as a table, numbers on the right.
pub fn write(lines: &[Vec<Written>]) -> String {
    let mut html = "<meta charset=\"utf-8\"><table>".to_owned();
    for line in lines {
        html.push_str("<tr>");
        for Written { text, number, yuan } in line {
            let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
            let text = text.replace('\n', "<br>");
            // Without this Excel takes the zeros off a code.
            let style =
                if *number { "text-align:right" } else { "mso-number-format:'\\@';white-space:normal" };
            let yuan = yuan.as_ref().map(|yuan| format!(" data-yuan=\"{yuan}\"")).unwrap_or_default();
            html.push_str(&format!("<td style=\"{style}\"{yuan}>{text}</td>"));
        }
        html.push_str("</tr>");
    }
    html.push_str("</table>");
    html
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(html: &str) -> Option<Vec<Vec<String>>> {
        Some(read(html)?.into_iter().map(|line| line.into_iter().map(|cell| cell.text).collect()).collect())
    }

    fn lines(lines: &[&[&str]]) -> Option<Vec<Vec<String>>> {
        Some(lines.iter().map(|line| line.iter().map(|cell| (*cell).to_owned()).collect()).collect())
    }

    #[test]
    fn the_tag_soup_of_excel_is_read() {
        let excel = "<html xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><head><style><!--td {mso-x:1}--></style>
            </head><body><!--StartFragment--><table border=0><col width=72>
            <tr height=19><td class=xl65 x:num=\"2907.505\">2,907.51</td><td>行政<br>
            运行&nbsp;</td></tr><tr><td>a &lt; b<td></tr><!--EndFragment--></table></body></html>";
        assert_eq!(cells(excel), lines(&[&["2,907.51", "行政\n运行"], &["a < b", ""]]));
        let exact = read(excel).unwrap()[0][0].exact.clone();
        assert_eq!(exact.as_deref(), Some("2907.505"));
    }

    #[test]
    fn merged_cells_leave_blanks() {
        let html = "<table><tr><td rowspan=3>甲<td colspan=2>乙<td rowspan=2>丙</tr>
            <tr><td>1<td>2</tr><tr><td>3<td>4<td>5</tr><tr><td>6</tr></table>";
        assert_eq!(
            cells(html),
            lines(&[&["甲", "乙", "", "丙"], &["", "1", "2"], &["", "3", "4", "5"], &["6"]])
        );
    }

    #[test]
    fn what_is_not_one_table_is_left_to_the_text() {
        assert_eq!(cells("<p>文字</p>"), None);
        assert_eq!(cells("<table><tr><td>1</table><table><tr><td>2</table>"), None);
    }

    #[test]
    fn what_is_written_reads_back() {
        let cell = |text: &str, number| Written { text: text.to_owned(), number, yuan: None };
        let rounded = Written { yuan: Some("318567.85".to_owned()), ..cell("32", true) };
        let html = write(&[vec![cell("01", false), cell("1.5", true), rounded], vec![cell("a<b\n&", false)]]);
        assert_eq!(cells(&html), lines(&[&["01", "1.5", "32"], &["a<b\n&"]]));
        assert_eq!(read(&html).unwrap()[0][2].exact.as_deref(), Some("318567.85元"));
    }
}
