//! Budget lines for other systems, out of the document in front and back into it, under the field names of the mapping
//! that comes with the program.

use std::path::Path;
use std::sync::Arc;

use eframe::egui::Context;

use crate::file::backup::Copies;
use crate::file::{self, write_file_keeping};
use crate::lines::{self, Mapping};
use crate::ui::dialogs::system::{Ask, Kind};
use crate::ui::document::{Document, Page};
use crate::ui::shell::app::App;
use crate::ui::shell::file_purpose::Purpose;
use crate::ui::shell::files;

impl App {
    /// Asks where the lines of the document in front go.
    pub(super) fn ask_place_of_lines(&mut self, ctx: &Context) {
        let Some(document) = self.document() else {
            return;
        };
        let suggested = files::suggested_place(document).with_extension("明细.csv");
        self.ask_for(ctx, Purpose::LinesOut, Ask::lines(Kind::Save, suggested));
    }

    /// Asks which lines are read into the document in front.
    pub(super) fn ask_for_lines(&mut self, ctx: &Context) {
        self.ask_for(ctx, Purpose::LinesIn, Ask::lines(Kind::Open, std::path::PathBuf::new()));
    }

    /// Writes the lines.
    pub(in crate::ui) fn export_lines_to(&mut self, place: &Path) {
        let done = self
            .document_mut()
            .map_or(Ok(()), |document| export(document, place).map(|said| document.message = Some(said)));
        done.unwrap_or_else(|error| self.dialogs.error(error));
    }

    /// Reads lines in place of those that are there, as one step.
    pub(in crate::ui) fn import_lines_of(&mut self, path: &Path) {
        match self.document_mut().map_or(Ok(None), |document| import(document, path)) {
            Ok(None) => {}
            Ok(Some(remarks)) => self.dialogs.done_but("已读入，请核对", remarks),
            Err(error) => self.dialogs.error(error),
        }
    }
}

/// The table of lines that is shown, or the first.
fn shown(document: &Document) -> Option<String> {
    let shown = document.table_key().filter(|key| document.session.format().has_lines(key));
    shown.map(|key| key.to_string())
}

fn export(document: &Document, place: &Path) -> Result<String, String> {
    let book = document.session.book();
    let schema = lines::table(book.format, shown(document).as_deref())?;
    if !lines::any(&book, schema) {
        return Err(format!("{}是空的，没有可以写出的行，没有写文件", schema.title));
    }
    let mapping = Mapping::at(None)?.of(schema);
    file::must_end(place, &["csv", "xlsx"])?;
    let is_workbook = place.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("xlsx"));
    let bytes = if is_workbook {
        lines::to_workbook(&book, schema, &mapping)?
    } else {
        lines::to_csv(&book, schema, &mapping)?
    };
    let written = write_file_keeping(place, &bytes, &Copies::unasked(file::data_folder()))
        .map_err(|error| format!("{}：{error}", place.display()))?;
    let copy = if written.copy.is_some() { "，原来的内容已留作备份" } else { "" };
    Ok(format!("{}已导出到 {}{copy}", schema.title, written.path.display()))
}

/// Reads lines; what of them is to be looked at, if anything is.
fn import(document: &mut Document, path: &Path) -> Result<Option<String>, String> {
    let format = Arc::clone(document.session.format());
    let schema = lines::table(&format, shown(document).as_deref())?;
    let mapping = Mapping::at(None)?.of(schema);
    let read = lines::read(path, document.session.budget(), &format, schema, &mapping)?;
    let left = match read.left.as_slice() {
        [] => String::new(),
        left => format!("；对照表里没有、没有读的字段：{}", left.join("、")),
    };
    let taken = lines::take_in(read, document.session.budget(), &format, schema)
        .map_err(|error| format!("{}：{error}", path.display()))?;
    if document.apply(Ok(taken.step)) {
        document.page = Page::Table(schema.key.clone());
        let said = format!("读入{} {}{left}；可以撤销", schema.title, taken.summary);
        // What is to be looked at must not pass by at the foot of the window.
        if !taken.remarks.is_empty() {
            return Ok(Some(format!("{said}\n\n{}", taken.remarks.join("\n"))));
        }
        document.message = Some(said);
    }
    Ok(None)
}
