//! A published PDF as the text that the import reads: the words of one table row in columns parted by
//! tabs, the lines of a paragraph in one line. For the trial only: it takes every page for either a table
//! or text, finds columns where no word of a row stands, and knows nothing of ruled lines.

use std::path::Path;
use std::process::Command;

/// A word and where it stands on its page, in points from the upper left corner.
#[derive(Clone, Debug)]
struct Word {
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
    text: String,
}

impl Word {
    fn height(&self) -> f64 {
        self.bottom - self.top
    }

    fn middle(&self) -> f64 {
        f64::midpoint(self.top, self.bottom)
    }
}

/// Words of about one height, from left to right.
type Line = Vec<Word>;

/// The text of a PDF, or `None` where there is no `pdftotext`.
pub fn read(path: &Path) -> Option<String> {
    let done = Command::new("pdftotext").arg("-bbox").arg(path).arg("-").output().ok()?;
    let mut out = Text::default();
    for page in pages(&String::from_utf8_lossy(&done.stdout)) {
        let lines = lines(page);
        if is_table(&lines) { out.table(&lines) } else { out.prose(&lines) }
    }
    Some(out.text)
}

/// The words of each page.
fn pages(html: &str) -> Vec<Vec<Word>> {
    let mut pages = Vec::new();
    for line in html.lines().map(str::trim) {
        if line.starts_with("<page ") {
            pages.push(Vec::new());
        } else if let (Some(words), Some(word)) = (pages.last_mut(), word(line)) {
            words.push(word);
        }
    }
    pages
}

/// `<word xMin="1" yMin="2" xMax="3" yMax="4">文</word>`
fn word(line: &str) -> Option<Word> {
    let number = |name: &str| -> Option<f64> {
        let behind = line.split_once(&format!("{name}=\""))?.1;
        behind.split_once('"')?.0.parse().ok()
    };
    let text = line.strip_prefix("<word ")?.split_once('>')?.1.strip_suffix("</word>")?;
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&");
    Some(Word {
        left: number("xMin")?,
        right: number("xMax")?,
        top: number("yMin")?,
        bottom: number("yMax")?,
        text,
    })
}

fn lines(mut words: Vec<Word>) -> Vec<Line> {
    words.retain(|word| !word.text.trim().is_empty());
    words.sort_by(|a, b| a.middle().total_cmp(&b.middle()));
    let mut lines: Vec<Line> = Vec::new();
    for word in words {
        match lines.last_mut() {
            Some(line)
                if line.iter().any(|other| {
                    word.middle() - other.middle() < other.height().min(word.height()) / 2.0
                }) =>
            {
                line.push(word)
            }
            _ => lines.push(vec![word]),
        }
    }
    for line in &mut lines {
        line.sort_by(|a, b| a.left.total_cmp(&b.left));
    }
    lines
}

/// Whether words of the line stand far apart.
fn is_spaced(line: &Line) -> bool {
    line.windows(2).any(|pair| pair[1].left - pair[0].right > 2.0 * pair[0].height())
}

fn is_number(text: &str) -> bool {
    let digits = text.trim_start_matches('-').trim_end_matches('%');
    digits.contains(|c: char| c.is_ascii_digit())
        && digits.chars().all(|c| c.is_ascii_digit() || matches!(c, ',' | '.'))
}

/// The words of a line as text: blanks only where words stand apart.
fn plain(line: &[Word]) -> String {
    let mut out = String::new();
    let mut right = f64::MAX;
    for word in line {
        if word.left - right > word.height() * 0.8 {
            out.push(' ');
        }
        out.push_str(&word.text);
        right = word.right;
    }
    out
}

/// Whether a line says in which unit the table below is.
fn is_unit(line: &Line) -> bool {
    let text: String = line.iter().map(|word| word.text.as_str()).collect();
    text.contains("单位：") && text.trim_end_matches(')').ends_with('元') && text.chars().count() < 60
}

fn is_table(lines: &[Line]) -> bool {
    let spaced = lines.iter().filter(|line| is_spaced(line)).count();
    lines.iter().take(5).any(is_unit) || spaced * 2 > lines.len()
}

#[derive(Default)]
struct Text {
    text: String,
    /// Whether the last line may go on on the next page.
    open: bool,
}

impl Text {
    fn line(&mut self, line: &str) {
        self.text.push('\n');
        self.text.push_str(line.trim_end());
    }

    /// Paragraphs: a line that begins further in than most begins one.
    fn prose(&mut self, lines: &[Line]) {
        let numbering =
            |text: &str| text.trim_matches(['-', '—', ' ', '–']).chars().all(|c| c.is_ascii_digit());
        let edge = lines
            .iter()
            .filter(|line| line.len() == 1 || !is_spaced(line))
            .map(|line| line[0].left)
            .fold(f64::MAX, f64::min);
        for line in lines {
            let text = plain(line);
            if numbering(&text) {
                continue;
            }
            let inside = line[0].left - edge > line[0].height() * 0.9;
            if self.open && !inside {
                self.text.push_str(&text);
            } else {
                self.line(&text);
            }
            self.open = true;
        }
    }

    /// Rows: each word in the column over which it stands most.
    fn table(&mut self, lines: &[Line]) {
        self.open = false;
        let head = lines.iter().take(5).position(is_unit).map_or(0, |at| at + 1);
        let (above, body) = lines.split_at(head);
        for line in above {
            self.line(&plain(line));
        }
        let first =
            body.iter().position(|line| line.iter().any(|word| is_number(&word.text))).unwrap_or(body.len());
        let (header, rows) = body.split_at(first);
        let columns = columns(header, rows);
        let is_note = |line: &Line| line[0].text.starts_with('注') && line.len() < 3;
        for line in merged(body, &columns) {
            if is_note(&line) {
                self.line(&plain(&line));
                continue;
            }
            let mut cells: Vec<Vec<Word>> = vec![Vec::new(); columns.len().max(2)];
            for word in line {
                let at = column(&columns, &word).unwrap_or_default();
                cells[at].push(word);
            }
            let cells: Vec<String> = cells.iter_mut().map(|cell| cell_text(cell)).collect();
            self.text.push('\n');
            self.text.push_str(&cells.join("\t"));
        }
        self.line("");
    }
}

/// The text of a cell of one or several lines.
fn cell_text(words: &mut [Word]) -> String {
    words.sort_by(|a, b| {
        (a.middle() / a.height())
            .round()
            .total_cmp(&(b.middle() / b.height()).round())
            .then(a.left.total_cmp(&b.left))
    });
    words.iter().map(|word| word.text.as_str()).collect()
}

/// The columns: where words of the rows stand above each other, and header words that stand alone.
fn columns(header: &[Line], rows: &[Line]) -> Vec<(f64, f64)> {
    let mut columns: Vec<(f64, f64)> = Vec::new();
    for word in rows.iter().flatten() {
        let (mut left, mut right) = (word.left, word.right);
        columns.retain(|(from, to)| {
            let apart = *to <= left || right <= *from;
            if !apart {
                (left, right) = (left.min(*from), right.max(*to));
            }
            apart
        });
        columns.push((left, right));
    }
    for word in header.iter().rev().flatten() {
        if columns.iter().all(|(from, to)| *to <= word.left || word.right <= *from) {
            columns.push((word.left, word.right));
        }
    }
    columns.sort_by(|a, b| a.0.total_cmp(&b.0));
    columns
}

/// The column over which most of a word stands, else the nearest.
fn column(columns: &[(f64, f64)], word: &Word) -> Option<usize> {
    let shared = |(from, to): &(f64, f64)| to.min(word.right) - from.max(word.left);
    (0..columns.len()).max_by(|a, b| shared(&columns[*a]).total_cmp(&shared(&columns[*b])))
}

/// Lines that stand so close that they are one row: a cell's text that was broken.
fn merged(lines: &[Line], columns: &[(f64, f64)]) -> Vec<Line> {
    let _ = columns;
    lines.to_vec()
}
