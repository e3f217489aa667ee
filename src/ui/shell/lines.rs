//! Budget lines for other systems, out of the document in front and back into it, under the field names of the mapping
//! that comes with the program.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use eframe::egui::Context;

use crate::file::backup::Copies;
use crate::file::{self, write_file_keeping};
use crate::lines::{self, Mapping};
use crate::money::MoneyUnit;
use crate::ui::dialogs::line_unit::LineUnit;
use crate::ui::dialogs::system::{Ask, Kind};
use crate::ui::document::{Document, Page};
use crate::ui::request::Way;
use crate::ui::shell::app::App;
use crate::ui::shell::dialog::Dialog;
use crate::ui::shell::file_purpose::Purpose;
use crate::ui::shell::files;

impl App {
    /// Asks in which unit lines are written, or read.
    pub(super) fn ask_unit_of_lines(&mut self, way: Way) {
        let Some(document) = self.document_mut() else {
            return;
        };
        if document.commit() {
            let id = document.id();
            self.dialogs.open_of(Some(id), Dialog::Lines(LineUnit::of(way)));
        }
    }

    /// Asks where the lines of the document in front go, or which are read into it.
    pub(super) fn ask_file_of_lines(&mut self, ctx: &Context, way: Way, unit: Option<MoneyUnit>) {
        let Some(document) = self.document() else {
            return;
        };
        match way {
            Way::Out => {
                let suggested = files::suggested_place(document).with_extension("明细.csv");
                self.ask_for(ctx, Purpose::LinesOut(unit), Ask::lines(Kind::Save, suggested));
            }
            Way::In => self.ask_for(ctx, Purpose::LinesIn(unit), Ask::lines(Kind::Open, PathBuf::new())),
        }
    }

    /// Writes the lines.
    pub(in crate::ui) fn export_lines_to(&mut self, place: &Path, unit: Option<MoneyUnit>) {
        let done = self.document_mut().map_or(Ok(()), |document| {
            export(document, place, unit).map(|said| document.message = Some(said))
        });
        done.unwrap_or_else(|error| self.dialogs.error(error));
    }

    /// Reads lines in place of those that are there, as one step.
    pub(in crate::ui) fn import_lines_of(&mut self, path: &Path, unit: Option<MoneyUnit>) {
        match self.document_mut().map_or(Ok(None), |document| import(document, path, unit)) {
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

fn export(document: &Document, place: &Path, unit: Option<MoneyUnit>) -> Result<String, String> {
    let book = document.session.book();
    let schema = lines::table(book.format, shown(document).as_deref())?;
    if !lines::any(&book, schema) {
        return Err(format!("{}是空的，没有可以写出的行，没有写文件", schema.title));
    }
    let mapping = Mapping::at(None)?.of(schema).written_in(unit, schema);
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
fn import(document: &mut Document, path: &Path, unit: Option<MoneyUnit>) -> Result<Option<String>, String> {
    let format = Arc::clone(document.session.format());
    let schema = lines::table(&format, shown(document).as_deref())?;
    let mapping = Mapping::at(None)?.of(schema).in_unit(unit);
    let read = lines::read(path, document.session.budget(), &format, schema, &mapping)?;
    let left = match read.left.as_slice() {
        [] => String::new(),
        left => format!("；对照表里没有、没有读的字段：{}", left.join("、")),
    };
    let taken = lines::take_in(read, document.session.budget(), &format, schema)
        .map_err(|error| format!("{}：{error}", path.display()))?;
    if document.apply(Ok(taken.step)) {
        document.look.page = Page::Table(schema.key.clone());
        let said = format!("读入{} {}{left}；可以撤销", schema.title, taken.summary);
        // What is to be looked at must not pass by at the foot of the window.
        if !taken.remarks.is_empty() {
            return Ok(Some(format!("{said}\n\n{}", taken.remarks.join("\n"))));
        }
        document.message = Some(said);
    }
    Ok(None)
}
