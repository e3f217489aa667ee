//! Headings that carry a figure above items that do: （一）本年财政拨款收入9万元, and below it 1.一般公共预算拨款收入7万元,
//! 2.政府性基金预算拨款收入2万元. Where heading and items are nothing but names with figures, the items are all there is.

use super::super::extract::Token;
use super::super::{FigureKind, Place};
use super::lists::is_moved;
use super::number::{Span, exact};
use super::phrase::printed;
use super::reckon::in_unit;
use super::running::{Running, begins_item};
use super::{Slip, SlipKind};
use crate::model::Section;
use crate::money;
use crate::text::unnumbered;

/// How many characters a name may have.
const NAME: usize = 30;

/// A line that is a number, a name and a figure.
struct Line<'t> {
    text: &'t Running,
    token: &'t Token,
    name: &'t str,
    place: Place,
}

impl<'t> Line<'t> {
    fn of(text: &'t Running) -> Option<Self> {
        let [token] = text.tokens.as_slice() else { return None };
        let name = unnumbered(text.part(0..token.range.start)).trim_end_matches(['为', '是', '：']);
        let behind = text.part(token.range.end..text.text().len());
        let is_name = (2..=NAME).contains(&name.chars().count()) && !name.contains(['，', '。', '；', '、']);
        let is_line = token.kind == FigureKind::Amount
            && is_name
            && begins_item(text.text())
            && matches!(behind, "" | "。" | "；" | "：")
            && !is_moved(text, 0);
        is_line.then(|| Self { text, token, name, place: text.place(&token.range) })
    }
}

/// Judges the headings of a document with what stands below them.
pub(super) fn judge(sections: &[Section], texts: &[Vec<Running>], slips: &mut Vec<Slip>) {
    let headings: Vec<Running> = sections
        .iter()
        .enumerate()
        .flat_map(|(index, section)| {
            let heading = Section { paragraphs: vec![section.title.clone()], ..Section::default() };
            Running::of(index, &heading)
        })
        .collect();
    let headed: Vec<Option<Line<'_>>> = headings.iter().map(Line::of).collect();
    for (at, texts) in texts.iter().enumerate() {
        if let Some(Some(whole)) = headed.get(at) {
            let items: Vec<Line<'_>> = texts.iter().map_while(Line::of).collect();
            slips.extend(unequal(whole, &items));
        }
        // 2026年收入预算9万元，比上年…, and below it headings that carry its parts.
        let below = headed.get(at + 1..).unwrap_or_default();
        let items: Vec<&Line<'_>> = below.iter().map_while(Option::as_ref).collect();
        if let Some(whole) = texts.first().and_then(leading).filter(|_| items.len() > 1) {
            slips.extend(of_all(texts.first(), whole, &items));
        }
    }
}

/// The figure that a paragraph begins with.
fn leading(text: &Running) -> Option<&Token> {
    let at = text.tokens.iter().position(Token::is_number)?;
    let own = text.part(0..text.tokens.get(at)?.range.start);
    let is_whole = own.ends_with("预算") || own.ends_with("合计") || own.ends_with("总计");
    let is_amount = |token: &&Token| token.kind == FigureKind::Amount;
    text.tokens.get(at).filter(is_amount).filter(|_| is_whole && !is_moved(text, at))
}

fn of_all(text: Option<&Running>, whole: &Token, items: &[&Line<'_>]) -> Option<Slip> {
    let text = text?;
    let name = text.part(0..whole.range.start);
    // The headings are of this whole where they speak of the same side.
    let side = ["收入", "支出"].into_iter().find(|side| name.contains(side))?;
    let of_side: Vec<&Line<'_>> = items
        .iter()
        .copied()
        .take_while(|item| {
            let other = if side == "收入" { "支出" } else { "收入" };
            !item.name.contains(other)
        })
        .collect();
    if !of_side.iter().any(|item| item.name.contains(side)) || of_side.len() < 2 {
        return None;
    }
    let (of_whole, of_parts) = Span::sum(whole, of_side.iter().map(|item| item.token));
    let sum = money::sum(of_side.iter().map(|item| exact(item.token)))?;
    (!of_parts.meets(of_whole)).then(|| {
        let parts: Vec<String> = of_side.iter().map(|item| printed(item.text, item.token)).collect();
        slip(name, &printed(text, whole), whole, text.place(&whole.range), (&parts, sum))
    })
}

fn unequal(whole: &Line<'_>, items: &[Line<'_>]) -> Option<Slip> {
    let (of_whole, of_parts) = Span::sum(whole.token, items.iter().map(|item| item.token));
    let sum = money::sum(items.iter().map(|item| exact(item.token)))?;
    if items.is_empty() || of_parts.meets(of_whole) {
        return None;
    }
    let parts: Vec<String> = items.iter().map(|item| printed(item.text, item.token)).collect();
    // A heading has no place of its own: the first item that has money shows where.
    let at = items.iter().find(|item| !item.token.number.is_zero()).or(items.first())?;
    Some(slip(whole.name, &printed(whole.text, whole.token), whole.token, at.place, (&parts, sum)))
}

fn slip(
    name: &str,
    shown: &str,
    whole: &Token,
    place: Place,
    (parts, sum): (&[String], rust_decimal::Decimal),
) -> Slip {
    let message = format!(
        "“{name}”{shown}：下面各项 {} 合计 {}，相差 {}。",
        parts.join(" + "),
        in_unit(sum, whole),
        in_unit(exact(whole).saturating_sub(sum), whole)
    );
    Slip {
        subject: name.to_owned(),
        expected: Some(sum),
        stated: Some(exact(whole)),
        ..Slip::new(SlipKind::Parts, place, message)
    }
}
