//! A published PDF as the text that the import reads: the rows of its ruled tables parted by tabs, the
//! lines of a paragraph in one line. For the trial only: a table without ruled lines stays text.

use std::path::Path;
use std::process::Command;

use super::rules::{Grid, grids};

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

/// The text of a PDF, or `None` where there is no `pdftotext` or no `pdftocairo`.
pub fn read(path: &Path) -> Option<String> {
    Command::new("pdftocairo").arg("-v").output().ok()?;
    let done = Command::new("pdftotext").arg("-bbox").arg(path).arg("-").output().ok()?;
    let mut out = Text::default();
    for (at, page) in pages(&String::from_utf8_lossy(&done.stdout)).into_iter().enumerate() {
        out.page(page, &grids(path, at + 1));
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
    let (left, right) = (number("xMin")?, number("xMax")?);
    let word = Word { left, right, top: number("yMin")?, bottom: number("yMax")?, text };
    (!word.text.trim().is_empty()).then_some(word)
}

/// The lines that words stand in, from top to bottom.
fn lines(mut words: Vec<Word>) -> Vec<Line> {
    words.sort_by(|a, b| a.middle().total_cmp(&b.middle()));
    let mut lines: Vec<Line> = Vec::new();
    for word in words {
        let beside = |other: &Word| word.middle() - other.middle() < other.height().min(word.height()) / 2.0;
        match lines.last_mut() {
            Some(line) if line.iter().any(beside) => line.push(word),
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

#[derive(Default)]
struct Text {
    text: String,
    /// How high the last line is, if it reached the right edge, so that a paragraph may go on.
    open: Option<f64>,
}

impl Text {
    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn page(&mut self, words: Vec<Word>, grids: &[Grid]) {
        let mut tables: Vec<Vec<(usize, usize, Word)>> = vec![Vec::new(); grids.len()];
        let mut rest = Vec::new();
        for word in words {
            let across = f64::midpoint(word.left, word.right);
            let found =
                grids.iter().enumerate().find_map(|(at, grid)| Some((at, grid.cell(across, word.middle())?)));
            match found {
                Some((at, (row, column))) => tables[at].push((row, column, word)),
                None => rest.push(word),
            }
        }
        let lines = lines(rest);
        let straight: Vec<&Line> = lines.iter().filter(|line| !is_spaced(line)).collect();
        let left = straight.iter().map(|line| line[0].left).fold(f64::MAX, f64::min);
        let right = straight.iter().map(|line| line[line.len() - 1].right).fold(f64::MIN, f64::max);
        let mut tables = grids.iter().zip(tables).peekable();
        for line in &lines {
            while let Some((grid, cells)) = tables.next_if(|(grid, _)| grid.top() < line[0].middle()) {
                self.table(grid, cells);
            }
            self.prose(line, left, right);
        }
        for (grid, cells) in tables {
            self.table(grid, cells);
        }
    }

    /// A line of text. One that begins at the edge goes on with the paragraph above, if that reached the
    /// other edge.
    fn prose(&mut self, line: &Line, left: f64, right: f64) {
        let text = plain(line);
        let bare: String =
            text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '—' | '–' | '－')).collect();
        if bare.chars().all(|c| c.is_ascii_digit()) {
            return;
        }
        // Digits and signs may be of another height than the words they stand among.
        let height = line.iter().map(Word::height).fold(0.0, f64::max);
        let begins = line[0].left - left > height * 0.9 || is_spaced(line);
        if self.open.is_some_and(|open| (open - height).abs() < height * 0.25) && !begins {
            self.text.pop();
        }
        self.line(&text);
        let full = right - line[line.len() - 1].right < height * 2.5 && !is_spaced(line);
        self.open = full.then_some(height);
    }

    /// The rows of a table. Rows with nothing in them are left out.
    fn table(&mut self, grid: &Grid, words: Vec<(usize, usize, Word)>) {
        self.open = None;
        for row in 0..grid.down.len() - 1 {
            let mut cells = vec![String::new(); grid.across.len() - 1];
            for (column, cell) in cells.iter_mut().enumerate() {
                let mine = words.iter().filter(|(of, at, _)| (*of, *at) == (row, column));
                let mine = lines(mine.map(|(_, _, word)| word.clone()).collect());
                *cell = mine.into_iter().flatten().map(|word| word.text).collect();
            }
            if cells.iter().any(|cell| !cell.is_empty()) {
                self.line(&cells.join("\t"));
            }
        }
        self.line("");
    }
}
