//! A comparison as something to hand on (对比结果): its views as printed tables for Word, Excel, a browser or paper, and
//! its charts as pictures. What differs is found by [`compare`](crate::compare), how a table becomes a file is for
//! [`document`](crate::document); which rows are wanted, and in which order, is said by who asks.

mod merged;
mod tables;
mod whole;

use std::path::Path;

pub use merged::merged;
pub use tables::{beside, differences, kept, of_kind, stated, steps, with_sign, years};
pub use whole::{Chosen, Wanted, amounts, described};

use crate::calc::Book;
use crate::compare::Comparison;
use crate::compare::chart::{Chart, to_svg};
use crate::document::{Document, Kind, Picture, PrintedTable, write};
use crate::file::backup::Copies;
use crate::file::{self, Replaced};

/// How wide a chart is as a picture, in points.
pub const PICTURE: f32 = 900.0;
/// How files with pictures end.
pub const PICTURE_ENDING: &str = "svg";

/// Budgets side by side, and what they are called.
#[derive(Clone, Copy)]
pub struct Subject<'a> {
    /// The budgets, the oldest first.
    pub books: &'a [Book<'a>],
    /// What each is called in full.
    pub names: &'a [String],
    /// What each is called where there is little room.
    pub short: &'a [String],
    /// How they were compared.
    pub comparison: &'a Comparison,
}

impl Subject<'_> {
    fn name(&self, side: usize) -> &str {
        self.names.get(side).map_or("", String::as_str)
    }

    fn short(&self, side: usize) -> &str {
        self.short.get(side).map_or("", String::as_str)
    }

    fn decimals(&self) -> u32 {
        self.books.last().map_or(2, |book| book.format.decimals)
    }

    /// Two budgets of them: `2022 年（甲） → 2023 年（乙）`.
    fn between(&self, from: usize, to: usize) -> String {
        format!("{} → {}", self.name(from), self.name(to))
    }

    fn unit(&self) -> String {
        self.books.last().map_or_else(String::new, |book| format!("单位：{}", book.format.unit.label()))
    }
}

/// Something to hand on: a document, with a picture at a table that shows a chart.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Handout {
    /// Its tables.
    pub document: Document,
}

impl Handout {
    /// One view.
    pub fn of(title: impl Into<String>, tables: Vec<PrintedTable>) -> Self {
        let document = Document { title: title.into(), tables, ..Document::default() };
        Self { document }
    }

    /// The first chart that it shows.
    pub fn chart(&self) -> Option<&Picture> {
        self.document.tables.iter().find_map(|table| table.picture.as_ref())
    }

    /// Writes it as a file of the kind that its name says. What stood there before is kept beside it.
    ///
    /// # Errors
    /// Says in Chinese why nothing was written.
    pub fn write(&self, path: &Path) -> Result<Replaced, String> {
        let bytes = self.to_bytes(path)?;
        file::write_file_keeping(path, &bytes, &Copies::unasked(file::data_folder()))
            .map_err(|error| format!("{}：{error}", path.display()))
    }

    fn to_bytes(&self, path: &Path) -> Result<Vec<u8>, String> {
        if !is_picture(path) {
            let kind = Kind::of(path).map_err(|why| format!("{why}，图以 .{PICTURE_ENDING} 结尾"))?;
            return write::to_bytes(&self.document, kind);
        }
        match self.chart() {
            Some(chart) => Ok(chart.svg.clone().into_bytes()),
            None => Err(format!(
                "{}：这里没有图可写；“增减构成”和“历年走势”才有图，其余请写成 .xlsx 或 .docx",
                path.display()
            )),
        }
    }
}

/// A table of figures with their chart above it.
pub fn charted(table: PrintedTable, chart: &Chart) -> PrintedTable {
    let picture = Picture { svg: to_svg(chart, &table.title), said: chart.summary.clone() };
    PrintedTable { picture: Some(picture), ..table }
}

/// Whether a file's name asks for a picture.
pub fn is_picture(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case(PICTURE_ENDING))
}
