//! Tables of HTML as blocks of cells. Reading takes the tag soup of Excel, LibreOffice and WPS, and of pages and
//! Markdown, through a tokenizer, and gives what is shown: hidden rows, columns and words are left out, merged
//! cells keep the columns beside them in place. The number behind a cell (`x:num`, `sdval`, and `data-yuan`, our
//! own) is kept beside what it shows.

use html5gum::{StartTag, Token, Tokenizer};

use super::Given;
use super::style::{Look, Sheet, is_date_format, is_nothing};

/// Merged cells and columns beyond this many are not believed.
const MOST_SPAN: usize = 1000;

/// A table of which merged cells cover more than this is not believed: so much room would a short text take.
const MOST_COVERED: usize = 200_000;

/// A table as it is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// Its lines of cells.
    pub lines: Vec<Vec<Given>>,
    /// Whether it may not be what it looks like: cells of it hold further tables, or are merged beyond belief.
    pub unsure: bool,
}

/// The cells of the one table in `html`; `None` where there is none, or more than one.
pub fn read(html: &str) -> Option<Vec<Vec<Given>>> {
    let mut tables = tables(html);
    let table = tables.pop().filter(|table| tables.is_empty() && !table.unsure)?;
    (!table.lines.is_empty()).then_some(table.lines)
}

/// The tables in `html` that show anything, in their order.
pub fn tables(html: &str) -> Vec<Table> {
    let mut reader = Reader::default();
    for token in Tokenizer::new(html) {
        match token {
            Ok(Token::StartTag(tag)) => reader.start(&tag),
            Ok(Token::EndTag(tag)) => reader.end(&tag.name),
            Ok(Token::String(text)) => reader.text(&String::from_utf8_lossy(&text)),
            // Style sheets stand in comments, as of old.
            Ok(Token::Comment(text)) if reader.skips == Some(Skips::Style) => {
                reader.text(&String::from_utf8_lossy(&text));
            }
            Ok(_) => {}
            Err(never) => match never {},
        }
    }
    reader.end_table();
    reader.tables
}

/// What is being read.
#[derive(Default)]
struct Reader {
    tables: Vec<Table>,
    sheet: Sheet,
    table: Raw,
    depth: usize,
    /// Within an element whose text is not for reading.
    skips: Option<Skips>,
    style: String,
}

/// Elements whose text is not for reading.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Skips {
    Style,
    Other,
}

/// A table being read.
#[derive(Default)]
struct Raw {
    lines: Vec<Line>,
    /// For each column how many further lines a merged cell above reaches into.
    reach: Vec<usize>,
    /// Which columns are hidden by their own elements.
    columns: Vec<bool>,
    /// A group of columns of which no column has been named: how many, whether hidden.
    group: Option<(usize, bool)>,
    group_hidden: bool,
    /// Whether the part of the table (`tbody`) is hidden.
    part_hidden: bool,
    cell: Option<Open>,
    /// How many places merged cells cover.
    covered: usize,
    unsure: bool,
}

#[derive(Default)]
struct Line {
    hidden: bool,
    cells: Vec<Placed>,
}

/// A cell in its column; for what a merged cell covers, blank and neither hidden nor shown.
#[derive(Default)]
struct Placed {
    given: Given,
    hidden: Option<bool>,
}

/// The cell being read.
struct Open {
    given: Given,
    hidden: bool,
    columns: usize,
    rows: usize,
    /// The elements open within it, from the outermost hidden one on.
    unseen: Vec<Vec<u8>>,
    /// Within a superscript or subscript.
    raised: Option<Raised>,
    /// Whether another paragraph begins before the next text.
    breaks: bool,
}

#[derive(Clone, Copy)]
enum Raised {
    Above,
    Below,
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
        let element = String::from_utf8_lossy(&tag.name).into_owned();
        let mut look = self.sheet.of(&element, &attribute("class").unwrap_or_default());
        look = look.and(Look::of(&attribute("style").unwrap_or_default()));
        look.hidden |= attribute("hidden").is_some();
        let nothing = |name: &str| attribute(name).is_some_and(|length| is_nothing(&length));
        match element.as_str() {
            "table" => {
                if self.depth > 0 {
                    self.table.unsure = true;
                    self.table.paragraph();
                }
                self.depth += 1;
            }
            "style" => self.skips = Some(Skips::Style),
            "script" | "title" => self.skips = Some(Skips::Other),
            _ if self.depth != 1 => self.table.within(&tag.name, look, tag.self_closing),
            "colgroup" => {
                self.table.end_group();
                let hidden = look.hidden || nothing("width");
                self.table.group = Some((span("span"), hidden));
                self.table.group_hidden = hidden;
            }
            "col" => {
                self.table.group = None;
                let hidden = look.hidden || nothing("width") || self.table.group_hidden;
                let columns = (self.table.columns.len() + span("span")).min(MOST_SPAN);
                self.table.columns.resize(columns, hidden);
            }
            "thead" | "tbody" | "tfoot" => {
                self.table.end_cell();
                self.table.part_hidden = look.hidden;
            }
            "tr" => self.table.start_line(look.hidden || nothing("height")),
            "td" | "th" => {
                let number = attribute("x:num").or_else(|| attribute("sdval"));
                let format = attribute("sdnum");
                let format = format.as_deref().and_then(|format| format.splitn(3, ';').nth(2));
                let given = Given {
                    text: String::new(),
                    number: number.filter(|number| !number.is_empty()),
                    yuan: attribute("data-yuan"),
                    date: look.date || format.is_some_and(is_date_format),
                };
                let hidden = look.hidden || nothing("width") || nothing("height");
                self.table.start_cell(given, hidden, span("colspan"), span("rowspan"));
            }
            _ => self.table.within(&tag.name, look, tag.self_closing),
        }
    }

    fn end(&mut self, name: &[u8]) {
        match name {
            b"style" => {
                self.skips = None;
                self.sheet.read(&std::mem::take(&mut self.style));
            }
            b"script" | b"title" => self.skips = None,
            b"table" if self.depth == 1 => self.end_table(),
            b"table" => {
                self.depth = self.depth.saturating_sub(1);
                self.table.paragraph();
            }
            b"td" | b"th" | b"tr" if self.depth == 1 => self.table.end_cell(),
            b"td" | b"th" | b"tr" => {
                self.table.left(name);
                self.table.paragraph();
            }
            b"colgroup" => {
                self.table.end_group();
                self.table.group_hidden = false;
            }
            b"thead" | b"tbody" | b"tfoot" => {
                self.table.end_cell();
                self.table.part_hidden = false;
            }
            name => self.table.left(name),
        }
    }

    fn text(&mut self, text: &str) {
        match self.skips {
            Some(Skips::Style) => self.style.push_str(text),
            Some(Skips::Other) => {}
            None => self.table.text(text),
        }
    }

    fn end_table(&mut self) {
        self.depth = 0;
        let mut raw = std::mem::take(&mut self.table);
        raw.end_cell();
        raw.end_group();
        let unsure = raw.unsure;
        let lines = raw.shown();
        if !lines.is_empty() {
            self.tables.push(Table { lines, unsure });
        }
    }
}

impl Raw {
    fn end_group(&mut self) {
        if let Some((columns, hidden)) = self.group.take() {
            self.columns.resize((self.columns.len() + columns).min(MOST_SPAN), hidden);
        }
    }

    fn start_line(&mut self, hidden: bool) {
        self.end_cell();
        self.end_group();
        // Merged cells beyond the end of the line count it too.
        let length = self.lines.last().map_or(0, |line| line.cells.len());
        for reach in self.reach.iter_mut().skip(length) {
            *reach = reach.saturating_sub(1);
        }
        self.lines.push(Line { hidden: hidden || self.part_hidden, cells: Vec::new() });
    }

    fn start_cell(&mut self, given: Given, hidden: bool, columns: usize, rows: usize) {
        self.end_cell();
        self.below_merged();
        self.cell =
            Some(Open { given, hidden, columns, rows, unseen: Vec::new(), raised: None, breaks: false });
    }

    /// An element begins within a cell.
    fn within(&mut self, name: &[u8], look: Look, closed: bool) {
        let Some(cell) = &mut self.cell else {
            return;
        };
        match name {
            b"br" if cell.unseen.is_empty() => {
                cell.given.text.truncate(cell.given.text.trim_end_matches(' ').len());
                cell.given.text.push('\n');
            }
            // These have no end.
            b"br" | b"img" | b"input" | b"hr" | b"wbr" | b"meta" | b"link" | b"col" => {}
            _ if closed => {}
            _ => {
                match name {
                    b"sup" => cell.raised = Some(Raised::Above),
                    b"sub" => cell.raised = Some(Raised::Below),
                    b"p" | b"div" | b"li" | b"tr" | b"td" | b"th" => cell.breaks = true,
                    _ => {}
                }
                if look.hidden || !cell.unseen.is_empty() {
                    cell.unseen.push(name.to_vec());
                }
            }
        }
    }

    /// An element ends within a cell.
    fn left(&mut self, name: &[u8]) {
        let Some(cell) = &mut self.cell else {
            return;
        };
        match name {
            b"sup" | b"sub" => cell.raised = None,
            b"p" | b"div" | b"li" => cell.breaks = true,
            _ => {}
        }
        if let Some(at) = cell.unseen.iter().rposition(|open| open == name) {
            cell.unseen.truncate(at);
        }
    }

    /// What comes next in the cell is another paragraph.
    fn paragraph(&mut self) {
        if let Some(cell) = &mut self.cell {
            cell.breaks = true;
        }
    }

    /// Space and line breaks in the source are one space; a hard space is one too.
    fn text(&mut self, text: &str) {
        let Some(cell) = self.cell.as_mut().filter(|cell| cell.unseen.is_empty()) else {
            return;
        };
        for c in text.chars() {
            let shown = &mut cell.given.text;
            if matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{c}' | '\u{a0}') {
                if !cell.breaks && !shown.ends_with([' ', '\n']) && !shown.is_empty() {
                    shown.push(' ');
                }
                continue;
            }
            if std::mem::take(&mut cell.breaks) && !shown.is_empty() && !shown.ends_with('\n') {
                shown.truncate(shown.trim_end_matches(' ').len());
                shown.push('\n');
            }
            shown.push(match cell.raised {
                Some(raised) => raised_digit(c, raised),
                None => c,
            });
        }
    }

    fn end_cell(&mut self) {
        let Some(Open { mut given, hidden, mut columns, mut rows, .. }) = self.cell.take() else {
            return;
        };
        self.covered += columns - 1;
        if self.covered > MOST_COVERED {
            self.unsure = true;
            (columns, rows) = (1, 1);
        }
        given.text.truncate(given.text.trim_end().len());
        let Some(line) = self.lines.last_mut() else {
            return;
        };
        let start = line.cells.len();
        line.cells.push(Placed { given, hidden: Some(hidden) });
        line.cells.resize_with(start + columns, Placed::default);
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
            while let Some(reach) = self.reach.get_mut(line.cells.len()).filter(|reach| **reach > 0) {
                *reach -= 1;
                line.cells.push(Placed::default());
                self.covered += 1;
                if self.covered > MOST_COVERED {
                    self.unsure = true;
                    self.reach.clear();
                }
            }
        }
    }

    /// The lines and columns that are shown. A column is hidden by its own element, or where all cells in it are.
    fn shown(self) -> Vec<Vec<Given>> {
        let width = self.lines.iter().map(|line| line.cells.len()).max().unwrap_or_default();
        let mut hidden = self.columns;
        hidden.resize(width.max(hidden.len()), false);
        let mut seen = vec![(false, false); hidden.len()];
        for line in self.lines.iter().filter(|line| !line.hidden) {
            for (cell, (any, all)) in line.cells.iter().zip(&mut seen) {
                if let Some(hidden) = cell.hidden {
                    *all = hidden && (*all || !*any);
                    *any = true;
                }
            }
        }
        for (column, (any, all)) in hidden.iter_mut().zip(seen) {
            *column |= any && all;
        }
        let shown = |line: Line| {
            let cells = line.cells.into_iter().zip(&hidden).filter(|(_, hidden)| !**hidden);
            let cells =
                cells.map(|(cell, _)| if cell.hidden == Some(true) { Given::default() } else { cell.given });
            cells.collect::<Vec<Given>>()
        };
        let lines = self.lines.into_iter().filter(|line| !line.hidden).map(shown);
        lines.filter(|line: &Vec<Given>| !line.is_empty()).collect()
    }
}

/// A digit that is raised or lowered, as the character that is one: it is no digit of the number before it.
fn raised_digit(c: char, raised: Raised) -> char {
    let (digits, base) = match (raised, c) {
        (Raised::Above, '1') => return '¹',
        (Raised::Above, '2') => return '²',
        (Raised::Above, '3') => return '³',
        (Raised::Above, c) => (c, 0x2070),
        (Raised::Below, c) => (c, 0x2080),
    };
    digits.to_digit(10).and_then(|digit| char::from_u32(base + digit)).unwrap_or(c)
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
        let number = read(excel).unwrap()[0][0].number.clone();
        assert_eq!(number.as_deref(), Some("2907.505"));
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
    fn what_is_hidden_is_left_out() {
        let shown = lines(&[&["甲", "1"], &["乙", "2"]]);
        for (name, html) in [
            (
                "a column",
                "<table><col><col style='display:none'><col><tr><td>甲<td>9<td>1<tr><td>乙<td>9<td>2</table>",
            ),
            (
                "of no width",
                "<table><col width=72><col width=0><tr><td>甲<td>9<td>1<tr><td>乙<td>9<td>2</table>",
            ),
            (
                "in a group",
                "<table><colgroup></colgroup><colgroup width=0 span=2></colgroup><colgroup><col></colgroup>
                 <tr><td>甲<td>9<td>8<td>1<tr><td>乙<td>9<td>8<td>2</table>",
            ),
            (
                "by its cells alone",
                "<table><tr><td>甲<td style='display:none'>9<td>1<tr><td>乙<td width=0 style='mso-hide:all'>9<td>2</table>",
            ),
            (
                "by a class",
                "<style><!--.xl66{display:none}--></style><table><tr><td>甲<td class=xl66>9<td>1
                 <tr class=xl66><td>丙<td>9<td>9<tr><td>乙<td class='a xl66'>9<td>2</table>",
            ),
            ("a row of no height", "<table><tr><td>甲<td>1<tr height=0><td>丙<td>9<tr><td>乙<td>2</table>"),
            (
                "a row, below a merged cell",
                "<table><tr><td>甲<td>1<tr style='visibility:collapse'><td>丙<td>9<tr><td>乙<td>2</table>",
            ),
            (
                "a part",
                "<table><tr><td>甲<td>1<tbody style='display:none'><tr><td>丙<td>9</tbody><tr><td>乙<td>2</table>",
            ),
            (
                "words of a cell",
                "<table><tr><td>甲<span style='display:none'>乙<b>丙</b></span><td><span hidden>9</span>1
                 <tr><td>乙<td>2</table>",
            ),
        ] {
            assert_eq!(cells(html), shown, "{name}");
        }
        let one = "<table><tr><td>甲<td style='display:none'>9<td>1<tr><td>乙<td>8<td>2</table>";
        assert_eq!(cells(one), lines(&[&["甲", "", "1"], &["乙", "8", "2"]]), "one cell of a column");
        let merged = "<table><tr><td rowspan=3>甲<td>1<tr style='display:none'><td>9<tr><td>2</table>";
        assert_eq!(cells(merged), lines(&[&["甲", "1"], &["", "2"]]));
    }

    #[test]
    fn what_runs_together_only_in_the_source_is_kept_apart() {
        for (cell, expected) in [
            ("12.50<sup>2</sup>", "12.50²"),
            ("12<sub>3</sub>", "12₃"),
            ("<p>12</p><p>50</p>", "12\n50"),
            ("<div>甲</div> 乙", "甲\n乙"),
            ("合\u{3000}计&nbsp;&nbsp;数", "合\u{3000}计 数"),
            ("甲<table><tr><td>1<td>2</table>", "甲\n1\n2"),
        ] {
            let found = tables(&format!("<table><tr><td>{cell}</td></tr></table>"));
            assert_eq!(found[0].lines[0][0].text, expected, "{cell}");
        }
        let two = tables("<table><tr><td>1</table><p>x</p><table><tr><td>2</table>");
        assert_eq!(two.len(), 2);
    }

    #[test]
    fn dates_are_known_by_their_format() {
        for (cell, date) in [
            ("<td sdval=\"44986\" sdnum=\"1033;0;M-D\">3-1", true),
            ("<td sdval=\"12.5\" sdnum=\"1033;0;0.00\">12.50", false),
            ("<td style='mso-number-format:\"Short Date\"'>2023", true),
            ("<td class=xl65>5", true),
        ] {
            let html = format!("<style>.xl65{{mso-number-format:d}}</style><table><tr>{cell}</table>");
            assert_eq!(read(&html).unwrap()[0][0].date, date, "{cell}");
        }
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
        assert_eq!(read(&html).unwrap()[0][2].yuan.as_deref(), Some("318567.85"));
    }
}
