//! Office files made of the input, so that what is changed is what the readers take apart and not its packing: the
//! parts stand one behind the other, each below a line `=== NAME`. A part called `Workbook` makes a compound file
//! of old Office, others a zip. An input that does not begin so is the file itself. And what holds of every
//! document that was read.

use std::io::{Cursor, Write};

use yusuan::exchange::source::{Block, Document, Limits, SourceError};
use zip::write::SimpleFileOptions;

/// What a reader may use here: little, so that what grows is found.
pub const LIMITS: Limits = Limits { bytes: 1 << 20, pages: 20, cells: 5_000 };

/// The file of an input.
pub fn file(input: &[u8]) -> Vec<u8> {
    let Some(rest) = input.strip_prefix(b"=== ") else {
        return input.to_vec();
    };
    let mut parts = Vec::new();
    let mut from = 0;
    let next = |from: usize| rest[from..].windows(5).position(|mark| mark == b"\n=== ").map(|at| at + from);
    loop {
        let end = next(from);
        let part = &rest[from..end.unwrap_or(rest.len())];
        let line = part.iter().position(|byte| *byte == b'\n').unwrap_or(part.len());
        let name = String::from_utf8_lossy(&part[..line]).into_owned();
        parts.push((name, part.get(line + 1..).unwrap_or_default()));
        match end {
            Some(end) if parts.len() < 16 => from = end + 5,
            _ => break,
        }
    }
    if let Some((_, stream)) = parts.iter().find(|(name, _)| name == "Workbook") {
        let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
        file.create_stream("Workbook").unwrap().write_all(stream).unwrap();
        file.flush().unwrap();
        return file.into_inner().into_inner();
    }
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, part) in parts {
        // Two of one name are refused by who writes.
        if zip.start_file(name, options).is_ok() {
            zip.write_all(part).unwrap();
        }
    }
    zip.finish().unwrap().into_inner()
}

/// Cells stand within their grids and on no others, and what is refused says why.
pub fn judge(read: Result<Document, SourceError>) {
    let document = match read {
        Ok(document) => document,
        Err(error) => return assert!(!error.to_string().is_empty()),
    };
    let mut cells = 0;
    for block in document.pages.iter().flat_map(|page| &page.blocks) {
        let Block::Grid(grid) = block else { continue };
        cells += grid.cells.len();
        let mut taken = std::collections::BTreeSet::new();
        for cell in &grid.cells {
            assert!(cell.row_span > 0 && cell.column_span > 0, "{cell:?}");
            assert!(cell.row + cell.row_span <= grid.rows, "{cell:?} in {} rows", grid.rows);
            assert!(cell.column + cell.column_span <= grid.columns, "{cell:?} in {} columns", grid.columns);
            if cell.row_span * cell.column_span < 10_000 {
                for row in cell.row..cell.row + cell.row_span {
                    for column in cell.column..cell.column + cell.column_span {
                        assert!(taken.insert((row, column)), "{cell:?} on another");
                    }
                }
            }
        }
    }
    assert!(cells <= LIMITS.cells, "{cells} cells");
    let _ = document.as_text();
}
