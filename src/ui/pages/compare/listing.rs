//! Which differences are listed, and in which order. How a line is drawn is not known here.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::found::Found;
use super::revised;
use crate::calc::Book;
use crate::compare::{Change, ChangeKind, Filter, Follows, reason_key};
use crate::model::{TableKey, Value};
use crate::money::{self, Decimal};

/// Without a threshold of one's own, changes of so many percent want a reason.
const WANTS_REASON: Decimal = Decimal::TEN;

/// Whether a change wants a reason and has none.
fn lacks_reason(change: &Change, books: &[Book<'_>], filter: &Filter) -> bool {
    let (Some(newest), Some(last)) = (books.last(), books.iter().rev().nth(1)) else {
        return false;
    };
    let own = filter.least.is_some() || filter.least_percent.is_some();
    let filter = if own { *filter } else { Filter { least: None, least_percent: Some(WANTS_REASON) } };
    change.change.is_some()
        && filter.shows(change)
        && !newest.budget.notes.contains_key(&reason_key(&change.address(), last.budget.year))
}

/// What the differences shown were chosen for.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct ListedFor {
    pub filter: Filter,
    pub only_without_reason: bool,
    /// Whether totals are listed, too, that only follow what was changed.
    pub with_totals: bool,
    pub sort: Option<(SortBy, bool)>,
    /// The table, and the kind of change, that are listed alone.
    pub table: Option<TableKey>,
    pub kind: Option<ChangeKind>,
}

/// What the differences are sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SortBy {
    Title,
    Old,
    New,
    Change,
    Percent,
    Kind,
}

impl SortBy {
    pub(super) fn is_of_figures(self) -> bool {
        matches!(self, Self::Old | Self::New | Self::Change | Self::Percent)
    }
}

/// The differences shown, by position.
#[derive(Default)]
pub(super) struct Listed {
    pub shown: Vec<usize>,
    /// How many want a reason and have none.
    pub without: usize,
    /// How many totals are left out because they only follow.
    pub following: usize,
    /// What is shown of texts, by position: found out once, for paragraphs are long.
    pub briefs: BTreeMap<usize, [String; 2]>,
}

/// What a line shows of both sides of a difference.
pub(super) fn briefs(change: &Change, decimals: u32) -> [String; 2] {
    match (&change.old, &change.new) {
        (Some(Value::Text(old)), Some(Value::Text(new))) => revised::brief(old, new),
        (old, new) => [value(old, decimals), value(new, decimals)],
    }
}

fn compared(a: &Change, b: &Change, by: SortBy) -> Ordering {
    let amount = |value: &Option<Value>| value.as_ref().and_then(Value::amount);
    match by {
        SortBy::Title => a.title.cmp(&b.title),
        SortBy::Old => amount(&a.old).cmp(&amount(&b.old)),
        SortBy::New => amount(&a.new).cmp(&amount(&b.new)),
        // With their signs: what was cut most stands at one end, what grew most at the other, texts between.
        SortBy::Change => a.change.unwrap_or_default().cmp(&b.change.unwrap_or_default()),
        SortBy::Percent => a.percent.unwrap_or_default().cmp(&b.percent.unwrap_or_default()),
        SortBy::Kind => a.kind.cmp(&b.kind),
    }
}

impl Listed {
    pub(super) fn new(found: &Found, books: &[Book<'_>], wanted: &ListedFor) -> Self {
        let ListedFor { filter, only_without_reason, with_totals, sort, .. } = *wanted;
        let follows = Follows::of(&found.changes, books);
        let mut listed = Self::default();
        for (at, change) in found.changes.iter().enumerate() {
            if wanted.table.as_ref().is_some_and(|table| *table != change.table)
                || wanted.kind.is_some_and(|kind| kind != change.kind)
            {
                continue;
            }
            let lacks = lacks_reason(change, books, &filter);
            // What only sums others has its reason where these have theirs.
            let is_left_out = !with_totals && follows.is(change, books);
            listed.without += usize::from(lacks && !is_left_out);
            if !filter.shows(change) || only_without_reason && !lacks {
                continue;
            }
            if is_left_out {
                listed.following += 1;
                continue;
            }
            listed.shown.push(at);
        }
        if let Some((by, down)) = sort {
            let change = |at: &usize| found.changes.get(*at);
            listed.shown.sort_by(|a, b| {
                let order =
                    change(a).zip(change(b)).map(|(a, b)| compared(a, b, by)).unwrap_or(Ordering::Equal);
                if down { order.reverse() } else { order }
            });
        }
        listed
    }
}

/// A value as the list shows it.
pub(super) fn value(value: &Option<Value>, decimals: u32) -> String {
    match value {
        Some(Value::Amount(amount)) => money::display(*amount, decimals),
        Some(Value::Text(text)) => text.to_string(),
        None => "—".to_owned(),
    }
}
