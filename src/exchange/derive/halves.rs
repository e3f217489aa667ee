//! A list that is folded in two: halves beside each other with the same columns below a group each, as 人员经费 beside 公用经费
//! with codes, names and amounts. Each is a section of its own rows and its own total, called by its group.

use std::ops::Range;

use super::super::words::squeeze;
use crate::model::{KindKey, RowKey};
use crate::schema::{ColumnKind, SectionSchema};
use crate::text::is_total_label;

/// The columns of both halves; `None` where the columns are others.
pub(super) fn of(paths: &[Vec<String>], kinds: &[ColumnKind]) -> Option<[Range<usize>; 2]> {
    let middle = paths.len() / 2;
    let (first, second) = paths.split_at_checked(middle).filter(|(one, other)| one.len() == other.len())?;
    let begins = |at: usize| kinds.get(at) == Some(&ColumnKind::Code);
    let ends = |at: usize| kinds.get(at) == Some(&ColumnKind::Amount);
    let group = |half: &[Vec<String>]| -> Option<String> {
        let own = half.first()?.first()?.clone();
        half.iter().all(|path| path.len() == 2 && path.first() == Some(&own)).then_some(own)
    };
    let are_other = group(first)? != group(second)?;
    let are_alike = first.iter().zip(second).all(|(one, other)| one.last() == other.last());
    let are_lists = middle > 2 && begins(0) && begins(middle) && ends(middle - 1) && ends(paths.len() - 1);
    (are_other && are_alike && are_lists).then_some([0..middle, middle..paths.len()])
}

/// Whether a label is that of a half's total: 人员经费合计.
pub(super) fn is_total_of(label: &str, header: &[String]) -> bool {
    let group = header.first().filter(|_| header.len() > 1).map(|group| squeeze(group));
    group.and_then(|group| label.strip_prefix(group.as_str())).is_some_and(is_total_label)
}

/// Calls the rows of the halves by their groups, since both have the same kinds. What adds up in one half adds up in the
/// other, where a wrong figure may hide it, unless items are `withheld`.
pub(super) fn name<'p>(
    sections: &mut [SectionSchema],
    groups: impl Iterator<Item = &'p str>,
    withheld: bool,
) {
    if let ([one, other], false) = (&mut *sections, withheld) {
        adopt(one, other);
        adopt(other, one);
    }
    for (section, group) in sections.iter_mut().zip(groups) {
        let named = |of: &str| format!("{group}{of}");
        for row in section.before.iter_mut().chain(&mut section.after) {
            row.key = RowKey::from(named(row.key.as_str()));
            row.kind = KindKey::from(named(row.kind.as_str()));
            row.sum.iter_mut().for_each(|of| *of = named(of));
        }
        for row in &mut section.free {
            row.kind = KindKey::from(named(row.kind.as_str()));
            row.sum.iter_mut().for_each(|of| *of = KindKey::from(named(of.as_str())));
        }
    }
}

/// Gives rows of a half that are sums of nothing the sums of the same rows of the other, as far as it has their parts.
fn adopt(section: &mut SectionSchema, other: &SectionSchema) {
    let kinds: Vec<KindKey> = section.free.iter().map(|row| row.kind.clone()).collect();
    let has = |kind: &str| kinds.iter().any(|own| own.as_str() == kind);
    for row in section.free.iter_mut().filter(|row| row.sum.is_empty()) {
        let twin = other.free.iter().find(|twin| twin.kind == row.kind);
        let sum = twin.map(|twin| &twin.sum).filter(|sum| sum.iter().all(|of| has(of.as_str())));
        row.sum.extend(sum.into_iter().flatten().cloned());
    }
    let total = other.before.iter().chain(&other.after).find(|row| !row.sum.is_empty());
    let Some(total) = total.filter(|total| total.sum.iter().all(|of| has(of))) else { return };
    for row in section.before.iter_mut().chain(&mut section.after).filter(|row| row.sum.is_empty()) {
        row.sum.clone_from(&total.sum);
    }
}
