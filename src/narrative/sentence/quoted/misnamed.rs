//! Items under a name that no table has, with the figure of another: 购房补贴（项）54.80万元, where the tables have 54.80 of
//! 住房公积金 and no 购房补贴 at all.

use super::super::super::FigureKind;
use super::super::super::extract::Token;
use super::super::change::is_said;
use super::super::digits::digits;
use super::super::number::exact;
use super::super::phrase::{clause, printed, subject};
use super::super::running::Running;
use super::super::{Slip, SlipKind};
use super::Figures;
use super::figures::Known;
use super::items::{called_item, named};
use crate::codes::{Classification, Scheme};

/// How many digits show that a figure is one row's and no chance.
const DIGITS: usize = 4;

/// Judges the figures of a paragraph.
pub(super) fn judge(figures: &Figures, classification: &Classification, text: &Running) -> Vec<Slip> {
    // 类, 款 and 项 of one kind of spending often have one figure: only those of one level are taken for each other.
    let levels = |name: &str| -> Vec<usize> {
        let names = [name.to_owned(), format!("{name}支出")];
        let codes = names.iter().flat_map(|name| classification.named(Scheme::Function, name));
        codes.map(|entry| entry.code.len()).collect()
    };
    let slip = |(at, token): (usize, &Token)| {
        if token.kind != FigureKind::Amount || is_said(text, at) || digits(token.number).len() < DIGITS {
            return None;
        }
        let before = text.part(0..token.range.start);
        let name = called_item(before).or_else(|| named(clause(text, token)))?;
        // A name of several levels is that of the highest.
        let own = levels(&name).into_iter().min().filter(|_| !figures.by_name.contains_key(&name))?;
        let is_like = |other: &str| levels(other).contains(&own);
        let meant = |(_, rows): &(&String, &Vec<Known>)| {
            rows.iter().any(|known| known.yuan == exact(token) && !known.is_before)
        };
        let mut meant = figures.by_name.iter().filter(meant).filter(|(name, _)| is_like(name));
        let (other, rows) = meant.next().filter(|_| meant.next().is_none())?;
        let known = rows.iter().find(|known| known.yuan == exact(token))?;
        let message = format!(
            "“{}”{}：各表里没有“{name}”，{} 是“{other}”的数（{}）。",
            subject(text, token),
            printed(text, token),
            printed(text, token),
            known.row
        );
        Some(Slip {
            subject: name,
            cells: vec![known.cell.clone()],
            ..Slip::new(SlipKind::Name, text.place(&token.range), message)
        })
    };
    text.tokens.iter().enumerate().filter_map(slip).collect()
}
