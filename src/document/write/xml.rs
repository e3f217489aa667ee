//! Elements and texts written as XML: escaped, and without the characters that XML cannot hold.

use std::fmt::Write;

use quick_xml::escape::escape;

/// XML under way.
#[derive(Debug, Default)]
pub(super) struct Xml(pub String);

impl Xml {
    /// Opens an element.
    pub(super) fn open(&mut self, name: &str, attributes: &[(&str, &str)]) -> &mut Self {
        self.begin(name, attributes);
        self.0.push('>');
        self
    }

    /// An element with nothing in it.
    pub(super) fn leaf(&mut self, name: &str, attributes: &[(&str, &str)]) -> &mut Self {
        self.begin(name, attributes);
        self.0.push_str("/>");
        self
    }

    /// Closes an element.
    pub(super) fn close(&mut self, name: &str) -> &mut Self {
        self.0.push_str("</");
        self.0.push_str(name);
        self.0.push('>');
        self
    }

    /// A text.
    pub(super) fn text(&mut self, text: &str) -> &mut Self {
        self.0.push_str(&escaped(text));
        self
    }

    /// An element with a text.
    pub(super) fn element(&mut self, name: &str, attributes: &[(&str, &str)], text: &str) -> &mut Self {
        self.open(name, attributes).text(text).close(name)
    }

    fn begin(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.0.push('<');
        self.0.push_str(name);
        for (key, value) in attributes {
            // Writing to a string cannot fail.
            let _ = write!(self.0, " {key}=\"{}\"", escaped(value));
        }
    }
}

fn escaped(text: &str) -> String {
    let possible =
        |c: &char| matches!(c, '\t' | '\n' | '\r') || (*c >= ' ' && !matches!(c, '\u{fffe}' | '\u{ffff}'));
    let text: String = text.chars().filter(possible).collect();
    escape(text.as_str()).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_xml_cannot_hold_is_left_out_or_escaped() {
        let mut xml = Xml::default();
        xml.open("甲", &[("乙", "<\"&")]).text("a<b\u{1}\u{ffff}&c").close("甲").leaf("丙", &[]);
        assert_eq!(xml.0, "<甲 乙=\"&lt;&quot;&amp;\">a&lt;b&amp;c</甲><丙/>");
    }
}
