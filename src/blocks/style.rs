//! What styles say of a cell that matters to its content: whether it is shown at all, whether as a date, and whether
//! it is crossed out. Reads the style attributes and the simple style sheets that Excel, LibreOffice and WPS put on the clipboard;
//! of cascading it knows no more than they use.

use std::collections::BTreeMap;

/// Elements whose text is crossed out.
pub(crate) const STRUCK: [&str; 3] = ["del", "s", "strike"];

/// What styles say of an element.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Look {
    /// It is not shown.
    pub hidden: bool,
    /// Its number is shown as a date or a time.
    pub date: bool,
    /// It is crossed out.
    pub struck: bool,
}

impl Look {
    /// Both taken together.
    pub(crate) fn and(self, other: Self) -> Self {
        Self {
            hidden: self.hidden || other.hidden,
            date: self.date || other.date,
            struck: self.struck || other.struck,
        }
    }

    /// What declarations (`display:none;width:0`) say.
    pub(crate) fn of(declarations: &str) -> Self {
        let mut look = Self::default();
        for (name, value) in declarations_of(declarations) {
            let lower = value.to_ascii_lowercase();
            let word = lower.split_whitespace().next().unwrap_or_default();
            match name.as_str() {
                "display" => look.hidden |= word == "none",
                "visibility" => look.hidden |= matches!(word, "hidden" | "collapse"),
                "mso-hide" => look.hidden |= matches!(word, "all" | "screen"),
                "width" | "height" => look.hidden |= is_nothing(word),
                "text-decoration" | "text-decoration-line" => {
                    look.struck |= lower.split_whitespace().any(|word| word == "line-through");
                }
                "mso-number-format" => look.date |= is_date_format(&value),
                _ => {}
            }
        }
        look
    }
}

/// Whether a length is zero.
pub(crate) fn is_nothing(length: &str) -> bool {
    let number = length.trim().trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '%');
    number.parse::<f64>().is_ok_and(|number| number == 0.0)
}

/// Whether numbers in a format of spreadsheets are shown as dates or times: `yyyy/m/d`, `M-D`, `Short Date`.
pub(crate) fn is_date_format(format: &str) -> bool {
    let format = format.trim().trim_matches('"');
    let named = format.to_ascii_lowercase();
    if named.contains("date") || named.contains("time") {
        return true;
    }
    if named.starts_with("general") {
        return false;
    }
    let mut chars = format.chars().peekable();
    let mut literal = false;
    while let Some(c) = chars.next() {
        match c {
            // `\0022` is a quote in a style sheet, any other character behind it stands for itself.
            '\\' => {
                let code: String = chars.clone().take(4).collect();
                if code == "0022" {
                    literal = !literal;
                    chars.nth(3);
                } else {
                    chars.next();
                }
            }
            '"' => literal = !literal,
            _ if literal => {}
            '_' | '*' => drop(chars.next()),
            '[' => {
                let within: String = chars.by_ref().take_while(|c| *c != ']').collect();
                // [h]:mm counts hours; [Red] and [$-804] do not.
                if within.chars().all(|c| matches!(c.to_ascii_lowercase(), 'h' | 'm' | 's'))
                    && !within.is_empty()
                {
                    return true;
                }
            }
            'y' | 'Y' | 'm' | 'M' | 'd' | 'D' | 'h' | 'H' | 's' | 'S' => return true,
            _ => {}
        }
    }
    false
}

/// The names, in small letters, and values of declarations; a value in quotes may hold a semicolon.
fn declarations_of(text: &str) -> Vec<(String, String)> {
    let mut declarations = Vec::new();
    let mut rest = text;
    while let Some((name, after)) = rest.split_once(':') {
        let mut quote = None;
        let mut escaped = false;
        let end = after.find(|c: char| {
            match (c, quote) {
                _ if escaped => escaped = false,
                ('\\', _) => escaped = true,
                (';', None) => return true,
                ('"' | '\'', None) => quote = Some(c),
                (c, Some(open)) if c == open => quote = None,
                _ => {}
            }
            false
        });
        let (value, next) = after.split_at(end.unwrap_or(after.len()));
        declarations
            .push((name.trim().trim_matches(';').trim().to_ascii_lowercase(), value.trim().to_owned()));
        rest = next.strip_prefix(';').unwrap_or(next);
    }
    declarations
}

/// A style sheet: what it says of elements and of classes.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sheet(BTreeMap<String, Look>);

impl Sheet {
    /// Takes in the text of a `style` element.
    pub(crate) fn read(&mut self, text: &str) {
        let text = without_comments(text);
        for rule in text.split('}') {
            let Some((selectors, declarations)) = rule.split_once('{') else {
                continue;
            };
            // What stands for a page or a medium says nothing of an element.
            if selectors.trim_start().starts_with('@') {
                continue;
            }
            let look = Look::of(declarations);
            if look == Look::default() {
                continue;
            }
            for selector in selectors.split(',') {
                let last = selector.split_whitespace().next_back().unwrap_or_default();
                let known = self.0.entry(last.to_ascii_lowercase()).or_default();
                *known = known.and(look);
            }
        }
    }

    /// What it says of an element with these classes.
    pub(crate) fn of(&self, element: &str, classes: &str) -> Look {
        if self.0.is_empty() {
            return Look::default();
        }
        let mut look = self.0.get(element).copied().unwrap_or_default();
        for class in classes.split_ascii_whitespace() {
            let class = class.to_ascii_lowercase();
            for selector in [format!(".{class}"), format!("{element}.{class}")] {
                look = look.and(self.0.get(&selector).copied().unwrap_or_default());
            }
        }
        look
    }
}

/// A style sheet without its comments and the marks that hide it from very old programs.
fn without_comments(text: &str) -> String {
    let text = text.replace("<!--", "").replace("-->", "");
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some((before, after)) = rest.split_once("/*") {
        out.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_hidden_and_what_is_a_date() {
        let look = |hidden, date| Look { hidden, date, struck: false };
        for (style, expected) in [
            ("display:none", look(true, false)),
            ("DISPLAY : None ; color:red", look(true, false)),
            ("mso-width-source:userset;mso-width-alt:0;width:0pt", look(true, false)),
            ("width:54pt;border-width:0", look(false, false)),
            ("visibility:collapse", look(true, false)),
            ("mso-hide:all", look(true, false)),
            ("mso-number-format:\"yyyy\\/m\\/d\\;\\@\";display:none", look(true, true)),
            ("mso-number-format:\"m\\0022月\\0022d\\0022日\\0022\"", look(false, true)),
            ("mso-number-format:\"Short Date\"", look(false, true)),
            ("mso-number-format:\"0\\.00_ \"", look(false, false)),
            ("mso-number-format:\"#,##0.00_ \\;[Red]\\\\-#,##0.00\\\\ \"", look(false, false)),
            ("mso-number-format:\"0\\.00\\0022元整m\\0022\"", look(false, false)),
            ("mso-number-format:Percent", look(false, false)),
            ("mso-number-format:\"\\@\"", look(false, false)),
        ] {
            assert_eq!(Look::of(style), expected, "{style}");
        }
        assert!(Look::of("color:red;text-decoration: underline line-through").struck);
        assert!(!Look::of("text-decoration:underline").struck);
        for (format, date) in [
            ("M-D", true),
            ("[h]:mm", true),
            ("0.00", false),
            ("_ * #,##0.00_ ;_ @_ ", false),
            ("[$-804]0", false),
        ] {
            assert_eq!(is_date_format(format), date, "{format}");
        }
        let mut sheet = Sheet::default();
        sheet.read(
            "<!--td{padding:0} /* .a{display:none} */ .xl66{display:none} td.xl67 , rt {display:none;}-->",
        );
        assert!(
            sheet.of("td", "a xl66").hidden && sheet.of("td", "xl67").hidden && sheet.of("rt", "").hidden
        );
        assert!(!sheet.of("td", "a").hidden && !sheet.of("tr", "xl67").hidden);
    }
}
