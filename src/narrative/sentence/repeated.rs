//! A list that is told twice: once in a row behind its whole (预算9万元，包括在职人员经费5万元、公用经费3万元、项目支出1万元), and below
//! item by item under numbers (（一）在职人员经费5万元，主要是…). Where nearly all items agree, one that does not is wrong.

use super::super::extract::Token;
use super::change::changes;
use super::lists::{List, name};
use super::number::{Span, exact};
use super::phrase::printed;
use super::running::{Running, begins_item};
use super::spread::leading;
use super::{Slip, SlipKind};
use crate::text::unnumbered;

/// How many items must agree.
const AGREEING: usize = 2;

/// Judges the lists of a section.
pub(super) fn judge(texts: &[Running], slips: &mut Vec<Slip>) {
    for (paragraph, text) in texts.iter().enumerate() {
        let said = changes(text);
        let below = texts.get(paragraph + 1..).unwrap_or_default();
        for list in (0..text.tokens.len()).filter_map(|at| List::at(text, &said, at)) {
            slips.extend(again(&list, below));
        }
    }
}

/// The name and the figure that a numbered paragraph begins with.
fn item(text: &Running) -> Option<(&str, &Token)> {
    let (name, token) = leading(text).filter(|_| begins_item(text.text()))?;
    Some((bare(name), token))
}

/// A name without what opens the list and what ends with its figure.
fn bare(name: &str) -> &str {
    let opens = ["其中", "主要包括", "具体包括", "包括", "分别为"];
    let own = opens.iter().find_map(|word| name.strip_prefix(word)).unwrap_or(name);
    own.trim_start_matches('：').trim_end_matches(['为', '是', '共', '计'])
}

fn again(list: &List<'_>, below: &[Running]) -> Option<Slip> {
    let items: Vec<(&Running, &str, &Token)> =
        below.iter().filter_map(|text| item(text).map(|(name, token)| (text, name, token))).collect();
    let (mut agreeing, mut wrong) = (0, Vec::new());
    for (text, part) in &list.parts {
        let own = bare(unnumbered(name(text, part)));
        let mut same = items.iter().filter(|(_, name, _)| *name == own);
        let Some((of, _, token)) = same.next().filter(|_| same.next().is_none()) else { continue };
        if Span::of(token).meets(Span::of(part)) {
            agreeing += 1;
        } else {
            wrong.push((own, *text, *part, *of, *token));
        }
    }
    let [(own, text, part, of, token)] = wrong.as_slice() else { return None };
    let message = format!(
        "“{own}”前面列作 {}，这里写作 {}；同一列表的另外 {agreeing} 项前后相同。",
        printed(text, part),
        printed(of, token)
    );
    (agreeing >= AGREEING).then(|| Slip {
        other: Some(text.place(&part.range)),
        subject: (*own).to_owned(),
        stated: Some(exact(token)),
        ..Slip::new(SlipKind::Twice, of.place(&token.range), message)
    })
}
