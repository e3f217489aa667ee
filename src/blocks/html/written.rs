//! Cells as a table of HTML for the clipboard: what other programs show of it, and what this one reads again.

/// A cell to be written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// What it shows.
    pub text: String,
    /// Whether that is a number.
    pub number: bool,
    /// The exact amount in 元 behind it, where what it shows is rounded or in another unit.
    pub yuan: Option<String>,
}

/// Lines of cells as a table, numbers on the right.
pub fn write(lines: &[Vec<Written>]) -> String {
    let mut html = "<meta charset=\"utf-8\"><table>".to_owned();
    for line in lines {
        html.push_str("<tr>");
        for Written { text, number, yuan } in line {
            let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
            let text = text.replace('\n', "<br>");
            // Without this Excel takes the zeros off a code.
            let style =
                if *number { "text-align:right" } else { "mso-number-format:'\\@';white-space:normal" };
            let yuan = yuan.as_ref().map(|yuan| format!(" data-yuan=\"{yuan}\"")).unwrap_or_default();
            html.push_str(&format!("<td style=\"{style}\"{yuan}>{text}</td>"));
        }
        html.push_str("</tr>");
    }
    html.push_str("</table>");
    html
}
