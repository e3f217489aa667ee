//! Writing the text of the budget from its template, and saying what is left to people.

use crate::ui::document::{Document, Page};

impl Document {
    /// Writes the text, or brings its figures up to date.
    pub fn write_narrative(&mut self) {
        let before = self.session.revision();
        self.message = Some(match self.session.write_narrative() {
            Err(reason) => reason,
            Ok(written) => {
                self.page = Page::Narrative;
                let done = if self.session.revision() == before {
                    "说明文字和表里的数一致"
                } else {
                    "已按模板写好说明文字"
                };
                let open = written.open.len();
                let open = if open > 0 {
                    format!("；有 {open} 处要填写，标有“请填写”")
                } else {
                    String::new()
                };
                let kept = written.kept;
                let kept = if kept > 0 {
                    format!("；{kept} 段不是照模板写的，没有改动")
                } else {
                    String::new()
                };
                format!("{done}{open}{kept}")
            }
        });
    }
}
