//! Pages of this program's own making, told as those of a document that was read: which cell stands where on them is
//! known from the writing.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use super::{Origin, OriginFile, Spot};
use crate::exchange::marks::{Marks, RowMark};
use crate::exchange::source::Document;
use crate::model::{CellAddress, Original};

impl Origin {
    /// Pages under a name, with their bytes, what stands on them, and where the cells of a budget do.
    pub fn of_own(
        name: String,
        content: Arc<Vec<u8>>,
        document: Document,
        cells: BTreeMap<Spot, CellAddress>,
    ) -> Self {
        let original = Original { hash: crate::file::content_hash(&content), name: name.clone() };
        let file = OriginFile { path: PathBuf::from(name), original, document, content: Some(content) };
        let (mut marks, mut lines) = (Marks::default(), Vec::new());
        for (spot, cell) in &cells {
            let row = Spot { column: None, ..*spot };
            let at = u32::try_from(lines.len()).unwrap_or(u32::MAX);
            let mark = marks.rows.entry(cell.table.clone()).or_default().entry(cell.row.clone());
            let mark = mark.or_insert_with(|| {
                lines.push((at, Some(row)));
                RowMark { at, cells: Vec::new() }
            });
            let from = spot.column.and_then(|column| u16::try_from(column).ok());
            mark.cells.extend(from.map(|from| (cell.column.clone(), from)));
            marks.tables.entry(cell.table.clone()).or_insert(mark.at);
        }
        Self { files: vec![file], lines, marks, cells, set: None }
    }
}
