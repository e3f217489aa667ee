//! Items that the text gives money and no table has: …（款）老年福利（项）33万元. Told only beside items that the tables have with the
//! text's own figures: else they are tables of something else.

use super::super::super::FigureKind;
use super::super::super::called::{essence, is_short_for};
use super::super::super::extract::Token;
use super::super::change::is_said;
use super::super::phrase::{clause, is_last_years, printed, words_before, years};
use super::super::running::Running;
use super::super::{Slip, SlipKind};
use super::figures::{Figures, Known};
use super::is_of_others;
use super::items::ITEM;
use crate::text::unnumbered;

/// How many items beside it must be quoted rightly.
const WITNESSES: usize = 2;

/// How many digits the code of an item (项) has.
const ITEM_CODE: usize = 7;

/// An item (项) as a sentence quotes it.
struct Quoted<'t> {
    text: &'t Running,
    token: &'t Token,
    name: String,
    code: Option<&'t str>,
}

impl<'t> Quoted<'t> {
    fn of(text: &'t Running, at: usize, year: i32) -> Option<Self> {
        let token = text.tokens.get(at)?;
        let own = clause(text, token);
        let is_other = is_last_years(own, None) || years(own).iter().any(|named| *named != year);
        if token.kind != FigureKind::Amount
            || token.number.is_zero()
            || is_said(text, at)
            || is_other
            || is_of_others(text, token)
        {
            return None;
        }
        let found = ITEM.captures(words_before(text, token))?;
        let code = found.name("code").map(|code| code.as_str());
        let is_item = match code {
            Some(code) => code.len() == ITEM_CODE && code.starts_with('2'),
            None => found.name("leaf").is_some() && found.get(0)?.as_str().contains("（项）"),
        };
        let name = found.name("coded").or(found.name("leaf"))?.as_str();
        let name = essence(unnumbered(name));
        (is_item && name.chars().count() > 1).then_some(Self { text, token, name, code })
    }

    fn rows<'f>(&self, figures: &'f Figures) -> Option<&'f Vec<Known>> {
        self.code.and_then(|code| figures.by_code.get(code)).or_else(|| figures.by_name.get(&self.name))
    }

    /// Whether no row is called so, in full or in short.
    fn is_unknown(&self, figures: &Figures) -> bool {
        let is_like = |name: &String| is_short_for(name, &self.name) || is_short_for(&self.name, name);
        self.rows(figures).is_none() && !figures.by_name.keys().any(is_like)
    }

    fn slip(&self, figures: &Figures) -> Slip {
        let figure = printed(self.text, self.token);
        let code = self.code.map(|code| format!("（{code}）")).unwrap_or_default();
        // What is elsewhere under another name may only be misnamed.
        let (kind, also) = match figures.has(self.token) {
            true => (SlipKind::Name, String::new()),
            false => (SlipKind::Quote, format!("，也没有 {figure} 这个数")),
        };
        let message = format!("“{}{code}”{figure}：各表里没有“{}”这一项{also}。", self.name, self.name);
        Slip { subject: self.name.clone(), ..Slip::new(kind, self.text.place(&self.token.range), message) }
    }
}

/// Judges a section.
pub(super) fn judge(figures: &Figures, texts: &[Running], year: i32) -> Vec<Slip> {
    let items: Vec<Quoted<'_>> = texts
        .iter()
        .flat_map(|text| (0..text.tokens.len()).filter_map(move |at| Quoted::of(text, at, year)))
        .collect();
    let is_right = |item: &&Quoted<'_>| {
        item.rows(figures).is_some_and(|rows| figures.is_one_of(&rows.iter().collect::<Vec<_>>(), item.token))
    };
    let right = items.iter().filter(is_right).count();
    let unknown: Vec<&Quoted<'_>> = items.iter().filter(|item| item.is_unknown(figures)).collect();
    if right < WITNESSES || right < unknown.len() * 2 {
        return Vec::new();
    }
    unknown.into_iter().map(|item| item.slip(figures)).collect()
}
