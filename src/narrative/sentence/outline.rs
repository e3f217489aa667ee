//! Headings that carry a figure above items that do: （一）本年财政拨款收入9万元, and below it 1.一般公共预算拨款收入7万元,
//! 2.政府性基金预算拨款收入2万元. Where heading and items are nothing but names with figures, the items are all there is.

use super::super::FigureKind;
use super::super::extract::Token;
use super::Slip;
use super::lists::{is_moved, unlike};
use super::number::{Span, exact};
use super::running::{Running, begins_item};
use super::spread::leading;
use crate::model::Section;
use crate::money;

/// A line that is a number, a name and a figure.
struct Line<'t> {
    text: &'t Running,
    name: &'t str,
    token: &'t Token,
}

impl<'t> Line<'t> {
    fn of(text: &'t Running) -> Option<Self> {
        let (name, token) = leading(text).filter(|_| text.tokens.len() == 1 && begins_item(text.text()))?;
        let behind = text.part(token.range.end..text.text().len());
        matches!(behind, "" | "。" | "；" | "：").then_some(Self { text, name, token })
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
            let items: Vec<&Line<'_>> = items.iter().collect();
            // A heading has no place of its own: the first item that has money shows where.
            let first = items.iter().find(|item| !item.token.number.is_zero()).or(items.first());
            let place = first.map(|item| item.text.place(&item.token.range));
            let slip = unequal((whole.text, whole.token), &items).zip(place);
            slips.extend(slip.map(|(slip, place)| Slip { place, ..slip }));
        }
        // 2026年收入预算9万元，比上年…, and below it headings that carry its parts.
        let below = headed.get(at + 1..).unwrap_or_default();
        let items: Vec<&Line<'_>> = below.iter().map_while(Option::as_ref).collect();
        slips.extend(texts.first().and_then(|text| of_side(text, &items)));
    }
}

/// All income or all spending that a paragraph begins with, against the headings of that side.
fn of_side(text: &Running, items: &[&Line<'_>]) -> Option<Slip> {
    let at = text.tokens.iter().position(Token::is_number)?;
    let whole = text.tokens.get(at).filter(|token| token.kind == FigureKind::Amount)?;
    let name = text.part(0..whole.range.start);
    let is_whole = ["预算", "合计", "总计"].iter().any(|total| name.ends_with(total));
    let (side, other) =
        [("收入", "支出"), ("支出", "收入")].into_iter().find(|(side, _)| name.contains(side))?;
    let items: Vec<&Line<'_>> = items.iter().copied().take_while(|item| !item.name.contains(other)).collect();
    let is_side = items.len() > 1 && items.iter().any(|item| item.name.contains(side));
    unequal((text, whole), &items).filter(|_| is_whole && is_side && !is_moved(text, at))
}

/// A whole that its items do not make.
fn unequal(whole: (&Running, &Token), items: &[&Line<'_>]) -> Option<Slip> {
    let parts: Vec<(&Running, &Token)> = items.iter().map(|item| (item.text, item.token)).collect();
    let (of_whole, of_parts) = Span::sum(whole.1, parts.iter().map(|(_, part)| *part));
    let sum = money::sum(parts.iter().map(|(_, part)| exact(part)))?;
    (!parts.is_empty() && !of_parts.meets(of_whole)).then(|| unlike(whole, &parts, "下面各项", sum))
}
