//! What stands in an open cell and was not entered yet: kept in the journal while it is typed, and put back
//! into its cell after a crash, to be entered or given up.

use super::document::Document;
use super::grid::cell::text_to_edit;
use crate::model::CellAddress;

impl Document {
    /// What is being typed in the shown table, where it is not what stands in the cell anyway.
    pub(super) fn being_typed(&mut self) -> Option<(CellAddress, String)> {
        let address = self.cursor()?;
        let editor = &self.grid()?.editor;
        if !editor.open {
            return None;
        }
        // What an input method has not settled is not typed yet.
        let text = editor.composing.as_ref().map_or(&editor.text, |(settled, _)| settled).clone();
        let book = self.book();
        let stands = book.cell(&address).map(|cell| text_to_edit(&cell, self.session.typed_in()));
        (stands.as_ref() != Some(&text)).then_some((address, text))
    }

    /// Opens the cell again with what was being typed; says where it was where that cannot be.
    pub(super) fn go_on_typing(&mut self, place: &str, text: &str) {
        let address = place.parse::<CellAddress>().ok();
        match address.filter(|address| self.book().cell(address).is_some()) {
            Some(address) => {
                self.show_cell(&address);
                self.wants_keyboard = true;
                if let Some(grid) = self.grid() {
                    grid.editor.open_with(text.to_owned());
                }
            }
            None => self.notices.push(format!("上次未录完的内容没有放回（{place} 不在了）：{text}")),
        }
    }
}
