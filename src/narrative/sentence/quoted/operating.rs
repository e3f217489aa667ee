//! The operating cost of offices (机关运行经费) as the text tells it, against what a table calls so. What it takes in differs
//! by place, so only figures of that very name are compared, and nothing is said where the text gives the table's
//! figure anywhere: others are of parts then.

use rust_decimal::Decimal;

use super::super::change::is_said;
use super::super::number::{Span, exact};
use super::super::phrase::clause;
use super::super::running::Running;
use super::super::Slip;
use super::{Figures, Known, OPERATING, is_near};
use crate::narrative::FigureKind;
use crate::narrative::extract::Token;

/// Judges all sections together.
pub(super) fn judge(figures: &Figures, sections: &[Vec<Running>]) -> Vec<Slip> {
    let known: Vec<&Known> = figures.operating.iter().filter(|known| !known.yuan.is_zero()).collect();
    if known.is_empty() {
        return Vec::new();
    }
    let mut slips = Vec::new();
    for text in sections.iter().flatten() {
        if text.text().contains("决算") || text.text().contains("执行") {
            continue;
        }
        for token in text.tokens.iter().enumerate().filter(|(at, _)| !is_said(text, *at)).map(|(_, token)| token) {
            if !is_own(text, token) {
                continue;
            }
            let span = Span::of(token);
            if known.iter().any(|known| span.low <= known.yuan && known.yuan <= span.high) {
                return Vec::new();
            }
            let near: Vec<&Known> =
                known.iter().copied().filter(|known| is_near(known.yuan, exact(token))).collect();
            if !figures.has(token) && !near.is_empty() {
                slips.extend(figures.wrong(text, token, &near));
            }
        }
    }
    slips
}

/// Whether a figure is this year's under that name.
fn is_own(text: &Running, token: &Token) -> bool {
    let own = clause(text, token);
    let other = ["上年", "去年", "比", "较", "其中", "项目", "政府采购"].iter().any(|word| own.contains(word));
    let named = OPERATING.as_ref().is_some_and(|name| name.is_match(own));
    token.kind == FigureKind::Amount && token.number != Decimal::ZERO && named && !other
}
