//! A text within a paragraph of a Word document.

use crate::document::write::xml::Xml;

/// A text as it stands in a paragraph.
pub(super) fn run(xml: &mut Xml, text: &str) {
    for (at, line) in text.split('\n').enumerate() {
        xml.open("w:r", &[]);
        if at > 0 {
            xml.leaf("w:br", &[]);
        }
        xml.element("w:t", &[("xml:space", "preserve")], line).close("w:r");
    }
}
