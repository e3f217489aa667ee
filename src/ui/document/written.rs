//! Writing the text of the budget from its template, and saying what is left to people.

use crate::narrative::Why;
use crate::session::asides_in_words;
use crate::ui::document::{Document, Page};

impl Document {
    /// Lets the text follow what was edited in the tables, and says so. Nothing happens where the text is not the
    /// template's, or somebody took it back.
    pub fn follow_text(&mut self) {
        let paragraphs = self.session.follow_text();
        if paragraphs > 0 {
            self.message = Some(format!("说明文字有 {paragraphs} 处随表更新；不要的话可以撤销"));
        }
    }

    /// Writes the text, or brings its figures up to date.
    pub fn write_narrative(&mut self) {
        let before = self.session.revision();
        self.message = Some(match self.session.write_narrative() {
            Err(reason) => reason,
            Ok(written) => {
                // As many as the page says.
                let open = self.places_to_fill_in().len();
                self.look.page = Page::Narrative;
                let done = if self.session.revision() == before {
                    "说明文字和表里的数一致"
                } else {
                    "已按模板写好说明文字"
                };
                let open = if open > 0 {
                    format!("；有 {open} 处要填写，标有“请填写”")
                } else {
                    String::new()
                };
                let kept = written.kept.iter().filter(|kept| kept.why == Why::OtherWords).count();
                let kept = (kept > 0).then(|| format!("；{kept} 段不是照模板写的，没有改动"));
                let asides = asides_in_words(&self.session.text_aside());
                let asides = asides.map(|asides| format!("；{asides}，请自己核对"));
                let (kept, asides) = (kept.unwrap_or_default(), asides.unwrap_or_default());
                format!("{done}{open}{kept}{asides}")
            }
        });
    }
}
