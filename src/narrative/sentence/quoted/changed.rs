//! Items that the text quotes with each other's figures: both stand in the tables, so that neither is wrong by itself.

use super::{Known, Slip, SlipKind, exact, is_any, printed, subject};
use super::{Running, Token};

/// A quotation whose figure stands under another name.
pub(super) struct Elsewhere<'t, 'f> {
    pub text: &'t Running,
    pub token: &'t Token,
    pub rows: Vec<&'f Known>,
}

/// Whether two quotations have each other's figures.
pub(super) fn are_changed(one: &Elsewhere<'_, '_>, other: &Elsewhere<'_, '_>) -> bool {
    is_any(&other.rows, one.token) && is_any(&one.rows, other.token) && exact(one.token) != exact(other.token)
}

/// Quotations of which each has the figure of the other.
pub(super) fn changed_about(elsewhere: &[Elsewhere<'_, '_>]) -> Vec<Slip> {
    let mut slips = Vec::new();
    for (at, one) in elsewhere.iter().enumerate() {
        let Some(other) = elsewhere.iter().skip(at + 1).find(|other| are_changed(one, other)) else {
            continue;
        };
        let of = |own: &Elsewhere<'_, '_>| {
            format!("“{}”写作 {}", subject(own.text, own.token), printed(own.text, own.token))
        };
        let cell = |own: &Elsewhere<'_, '_>, with: &Token| {
            own.rows.iter().find(|known| is_any(&[**known], with)).map(|known| known.cell.clone())
        };
        let message = format!("{}，{}；各表里正好相反。", of(one), of(other));
        slips.push(Slip {
            cells: [cell(one, other.token), cell(other, one.token)].into_iter().flatten().collect(),
            subject: subject(one.text, one.token),
            expected: Some(exact(other.token)),
            stated: Some(exact(one.token)),
            ..Slip::new(SlipKind::Quote, one.text.place(&one.token.range), message)
        });
    }
    slips
}
