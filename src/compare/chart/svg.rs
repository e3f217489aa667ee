//! A chart as a picture (SVG): for papers and web pages, on white, in the colours of print.

use std::fmt::Write;

use quick_xml::escape::escape;

use super::{Anchor, Chart, LETTERS, Shape, Tone};

/// Space around the chart, and the height of its title.
const MARGIN: f32 = 16.0;
const TITLE: f32 = 30.0;
/// Fonts that have Chinese letters, on any system.
const FONTS: &str =
    "Noto Sans SC, Noto Sans CJK SC, Source Han Sans SC, Microsoft YaHei, PingFang SC, sans-serif";

/// The picture, under a title.
pub fn to_svg(chart: &Chart, title: &str) -> String {
    let [width, height] = [chart.size[0] + 2.0 * MARGIN, chart.size[1] + 2.0 * MARGIN + TITLE];
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:.0}\" height=\"{height:.0}\" \
         viewBox=\"0 0 {width:.0} {height:.0}\" font-family=\"{FONTS}\" font-size=\"{LETTERS}\">\n\
         <title>{}</title>\n<desc>{}</desc>\n<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n\
         <text x=\"{MARGIN}\" y=\"{:.1}\" font-size=\"16\" font-weight=\"bold\" fill=\"{}\">{}</text>\n\
         <g transform=\"translate({MARGIN} {})\">\n",
        written(title),
        written(&chart.summary),
        MARGIN + 12.0,
        colour(Tone::Ink),
        written(title),
        MARGIN + TITLE,
    );
    for shape in &chart.shapes {
        // Writing to a string cannot fail.
        let _ = match shape {
            Shape::Bar([left, top, width, height], tone) => writeln!(
                out,
                "<rect x=\"{left:.1}\" y=\"{top:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" fill=\"{}\"/>",
                colour(*tone)
            ),
            Shape::Line([x1, y1], [x2, y2], width, tone) => writeln!(
                out,
                "<line x1=\"{x1:.1}\" y1=\"{y1:.1}\" x2=\"{x2:.1}\" y2=\"{y2:.1}\" stroke=\"{}\" \
                 stroke-width=\"{width}\"/>",
                colour(*tone)
            ),
            Shape::Dot([x, y], tone) => {
                writeln!(out, "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"4\" fill=\"{}\"/>", colour(*tone))
            }
            Shape::Text([x, y], anchor, text, tone) => {
                let anchor = match anchor {
                    Anchor::Start => "start",
                    Anchor::Middle => "middle",
                    Anchor::End => "end",
                };
                // Half a letter below the middle: not every program knows where a line of text is highest.
                let base = y + LETTERS * 0.36;
                writeln!(
                    out,
                    "<text x=\"{x:.1}\" y=\"{base:.1}\" text-anchor=\"{anchor}\" fill=\"{}\">{}</text>",
                    colour(*tone),
                    written(text)
                )
            }
        };
    }
    out.push_str("</g>\n</svg>\n");
    out
}

fn written(text: &str) -> String {
    let clean: String = text.chars().filter(|c| !c.is_control()).collect();
    escape(clean.as_str()).into_owned()
}

fn colour(tone: Tone) -> &'static str {
    match tone {
        Tone::Ink => "#1c2026",
        Tone::Faint => "#60666f",
        Tone::Paper => "#ffffff",
        Tone::Line => "#d6dae0",
        Tone::Total => "#4a5f7d",
        Tone::Up => "#b3470b",
        Tone::Down => "#1c6b8c",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_xml_whatever_its_words_are() {
        let text = Shape::Text([1.0, 2.0], Anchor::End, "<甲>&\u{1}".to_owned(), Tone::Up);
        let chart = Chart { size: [100.0, 50.0], shapes: vec![text], summary: "\"乙\"".to_owned() };
        let svg = to_svg(&chart, "题");
        assert!(svg.contains("&lt;甲&gt;&amp;</text>") && svg.contains("&quot;乙&quot;"), "{svg}");
        let mut reader = quick_xml::Reader::from_str(&svg);
        while !matches!(reader.read_event().unwrap(), quick_xml::events::Event::Eof) {}
    }
}
