//! Small PDFs made for a test, page by page, and documents shown as text. Points are counted from the upper
//! left corner.

use std::fmt::Write;

use yusuan::exchange::source::{Block, Document};

/// Width and height of the pages.
pub const SIZE: (f64, f64) = (400.0, 300.0);

/// A page being drawn.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// Further entries of its dictionary, such as `/Rotate 90`.
    pub entries: String,
    /// What it draws.
    pub content: String,
}

impl Page {
    pub fn new() -> Self {
        Self::default()
    }

    /// A page turned when shown: what it draws is turned back.
    pub fn entries(mut self, entries: &str) -> Self {
        self.entries.push_str(entries);
        self
    }

    /// Anything.
    pub fn raw(mut self, operators: &str) -> Self {
        writeln!(self.content, "{operators}").unwrap();
        self
    }

    /// A text whose baseline begins at a point, in letters ten points high.
    pub fn text(self, x: f64, y: f64, text: &str) -> Self {
        let matrix = format!("1 0 0 1 {x} {}", SIZE.1 - y);
        self.text_by(&matrix, text)
    }

    /// A text by its matrix.
    pub fn text_by(mut self, matrix: &str, text: &str) -> Self {
        write!(self.content, "BT {matrix} Tm").unwrap();
        for c in text.chars() {
            if c.is_ascii() {
                write!(self.content, " /F1 10 Tf <{:02X}> Tj", u32::from(c)).unwrap();
            } else {
                write!(self.content, " /F2 10 Tf <{:04X}> Tj", u32::from(c)).unwrap();
            }
        }
        self.content.push_str(" ET\n");
        self
    }

    /// A line from point to point.
    pub fn line(mut self, x0: f64, y0: f64, x1: f64, y1: f64) -> Self {
        writeln!(self.content, "{x0} {} m {x1} {} l S", SIZE.1 - y0, SIZE.1 - y1).unwrap();
        self
    }

    /// A filled rectangle by two corners.
    pub fn fill(mut self, x0: f64, y0: f64, x1: f64, y1: f64) -> Self {
        writeln!(self.content, "{x0} {} {} {} re f", SIZE.1 - y1, x1 - x0, y1 - y0).unwrap();
        self
    }

    /// The lines of a grid without joined cells.
    pub fn grid(mut self, across: &[f64], down: &[f64]) -> Self {
        for x in across {
            self = self.line(*x, down[0], *x, down[down.len() - 1]);
        }
        for y in down {
            self = self.line(across[0], *y, across[across.len() - 1], *y);
        }
        self
    }
}

/// The file of some pages. Its fonts are Helvetica and an unembedded Chinese one.
pub fn pdf(pages: &[Page]) -> Vec<u8> {
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        String::new(),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_owned(),
        "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [5 0 R] >>"
            .to_owned(),
        "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 \
         /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> >>"
            .to_owned(),
    ];
    let mut kids = String::new();
    for page in pages {
        let number = objects.len() + 1;
        write!(kids, "{number} 0 R ").unwrap();
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /Contents {} 0 R {} >>",
            number + 1,
            page.entries
        ));
        let content = &page.content;
        objects.push(format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len() + 1));
    }
    objects[1] = format!(
        "<< /Type /Pages /Count {} /Kids [{kids}] /MediaBox [0 0 {} {}] \
         /Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> >>",
        pages.len(),
        SIZE.0,
        SIZE.1
    );
    file(&objects)
}

/// A file of these objects; the first is its catalog.
pub fn file(objects: &[String]) -> Vec<u8> {
    let mut out = String::from("%PDF-1.7\n");
    let mut places = Vec::new();
    for (at, object) in objects.iter().enumerate() {
        places.push(out.len());
        write!(out, "{} 0 obj\n{object}\nendobj\n", at + 1).unwrap();
    }
    let start = out.len();
    write!(out, "xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).unwrap();
    for place in places {
        writeln!(out, "{place:010} 00000 n ").unwrap();
    }
    write!(out, "trailer << /Size {} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n", objects.len() + 1)
        .unwrap();
    out.into_bytes()
}

/// A document, block by block. Joined cells say how far they reach.
pub fn shown(document: &Document) -> String {
    let mut out = String::new();
    for (at, page) in document.pages.iter().enumerate() {
        writeln!(out, "— {} {}×{}", at + 1, page.size.0.round(), page.size.1.round()).unwrap();
        for block in &page.blocks {
            match block {
                Block::Paragraph(paragraph) => writeln!(out, "{}", paragraph.text).unwrap(),
                Block::Grid(grid) => {
                    writeln!(out, "[{}×{}]", grid.rows, grid.columns).unwrap();
                    for cell in &grid.cells {
                        write!(out, "  {},{}", cell.row, cell.column).unwrap();
                        if (cell.row_span, cell.column_span) != (1, 1) {
                            write!(out, " {}×{}", cell.row_span, cell.column_span).unwrap();
                        }
                        writeln!(out, " {}", cell.text.replace('\n', "/")).unwrap();
                    }
                }
            }
        }
    }
    for note in &document.notes {
        writeln!(out, "! {}", note.text).unwrap();
    }
    out
}
