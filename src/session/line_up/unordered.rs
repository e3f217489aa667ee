//! Columns of a block that stand in another order than those of the table, and those that only say what the code beside them
//! is called, for which a table of lines has no column.
//!
//! Knows no headers: by what the cells are alone.

use std::collections::{BTreeMap, BTreeSet};

use super::ways::Block;
use super::{BETTER, Columns, Fit, Known, LIKELY};
use crate::codes::{Scheme, same_name};
use crate::schema::CodeColumns;
use crate::session::beside::code_and_name;

/// So many names that are not those of their codes are told.
const MOST_TOLD: usize = 3;

/// The columns of a block that say what the codes beside them are called, by their place.
#[derive(Clone, Debug, Default)]
pub(super) struct NamesBeside {
    /// Of each by which classification, and the names that are not those of their codes, in words.
    of: BTreeMap<usize, (Scheme, Vec<String>)>,
}

impl NamesBeside {
    pub(super) fn is_empty(&self) -> bool {
        self.of.is_empty()
    }

    pub(super) fn has(&self, nth: usize) -> bool {
        self.of.contains_key(&nth)
    }

    /// Those among some columns.
    pub(super) fn of(mut self, columns: &BTreeSet<usize>) -> Self {
        self.of.retain(|nth, _| columns.contains(nth));
        self
    }

    /// But for one, what is bought before what it is bought for: a line is often called by it.
    pub(super) fn but_one(mut self) -> Self {
        let is_bought = |scheme: &Scheme| *scheme != Scheme::Function;
        let bought = self.of.iter().find(|(_, (scheme, _))| is_bought(scheme)).map(|(nth, _)| *nth);
        if let Some(nth) = bought.or(self.of.keys().next().copied()) {
            self.of.remove(&nth);
        }
        self
    }

    /// That they are not entered, and which of them are to be looked at.
    pub(super) fn in_words(&self) -> String {
        let mut said = String::new();
        for nth in self.of.keys() {
            said.push_str(&format!("；第 {} 列是编码的名称，由编码得出，没有录入", nth + 1));
        }
        let unlike: Vec<&str> = self.of.values().flat_map(|(_, unlike)| unlike).map(String::as_str).collect();
        if !unlike.is_empty() {
            let more =
                if unlike.len() > MOST_TOLD { format!("，共 {} 处", unlike.len()) } else { String::new() };
            let told = unlike.iter().take(MOST_TOLD).copied().collect::<Vec<_>>().join("、");
            said.push_str(&format!("；名称与编码不符，请核对：{told}{more}"));
        }
        said
    }
}

impl Known<'_> {
    /// The columns that say what the codes left or right of them are called, where the table has no column for that.
    pub(super) fn names_beside_codes(&self, columns: Columns<'_, '_>, block: &Block<'_>) -> NamesBeside {
        let nameless = |codes: &&CodeColumns| {
            codes.tables.contains(&columns.table.key) && codes.name.is_none() && codes.parts.len() == 1
        };
        let schemes: Vec<Scheme> =
            self.format.codes.iter().filter(nameless).map(|codes| codes.scheme).collect();
        let mut found = NamesBeside::default();
        for nth in 0..block.width {
            let beside = [nth.checked_sub(1), Some(nth + 1)].into_iter().flatten();
            let unlike = beside
                .flat_map(|of| schemes.iter().map(move |scheme| (of, *scheme)))
                .find_map(|(of, scheme)| Some((scheme, self.unlike_names(block, nth, of, scheme)?)));
            if let Some(unlike) = unlike {
                found.of.insert(nth, unlike);
            }
        }
        found
    }

    /// The column that lines are called by.
    pub(super) fn item(&self, columns: Columns<'_, '_>) -> Option<usize> {
        let item = self.format.lines_of(&columns.table.key)?.item.as_ref()?;
        columns.section.column_index(item)
    }

    /// Whether a column of a block can be what lines are called by, which are no names of codes.
    pub(super) fn has_item(&self, columns: Columns<'_, '_>, block: &Block<'_>, names: &NamesBeside) -> bool {
        let item = self.item(columns).and_then(|item| columns.section.columns.get(item));
        item.is_none_or(|item| {
            let mut others = (0..block.width).filter(|nth| !names.has(*nth));
            others.any(|nth| self.fit(columns, item, block, nth).is_some_and(|fit| fit >= LIKELY))
        })
    }

    /// Whether a column has the names of the codes in another one; then those that are others, in words.
    fn unlike_names(&self, block: &Block<'_>, nth: usize, of: usize, scheme: Scheme) -> Option<Vec<String>> {
        let (mut alike, mut unlike) = (0, Vec::new());
        for (code, name) in block.pairs(of, nth) {
            let (code, _) = code_and_name(code)?;
            match self.lists.lookup(scheme, &code) {
                Some(listed) if same_name(&listed.name, name) => alike += 1,
                Some(listed) => unlike.push(format!("“{code}”是“{}”，来源里写的是“{name}”", listed.name)),
                None => unlike.push(format!("“{code}”不在科目表里，来源里写的是“{name}”")),
            }
        }
        (alike > unlike.len()).then_some(unlike)
    }
}

/// For each column of a block the one of the table that it can only be, whatever their order: all of them are likely, none is as
/// likely elsewhere, no two are the same, and one is the amount. Of several amounts nobody can tell which is which.
pub(super) fn one_each(table: &[Vec<Fit>], is_number: &dyn Fn(usize) -> bool) -> Option<Vec<usize>> {
    let amount = (0..table.first()?.len()).find(|at| is_number(*at))?;
    let mut chosen = Vec::new();
    for row in table {
        let mut fits: Vec<(i32, usize)> =
            row.iter().enumerate().filter_map(|(at, fit)| Some(((*fit)?, at))).collect();
        fits.sort_by_key(|(fit, at)| (std::cmp::Reverse(*fit), *at));
        let (fit, at) = fits.first().copied().filter(|(fit, _)| *fit >= LIKELY)?;
        let rival = fits.iter().skip(1).find(|(_, other)| !(is_number(at) && is_number(*other)));
        if rival.is_some_and(|(other, _)| other + BETTER > fit) || is_number(at) && at != amount {
            return None;
        }
        if chosen.contains(&at) {
            return None;
        }
        chosen.push(at);
    }
    chosen.contains(&amount).then_some(chosen)
}
