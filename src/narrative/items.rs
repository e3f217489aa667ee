//! Lists of items (主要包括：…) against the rows that have money. Names are compared leniently: without
//! brackets and 支出 at their end, and by the aliases of the format. Does not know which lists there are.

use std::ops::Range;

use super::claims::Claim;
use super::compile::{Bound, Paragraph};
use super::judge::Judge;
use super::{BoundFigure, FigureKind, Reading, Remark, RemarkKind, Role, State};
use crate::calc::SheetRow;

/// A name as it is compared: 其它 is another spelling of 其他.
fn essence(name: &str) -> String {
    let kept: String =
        super::plain::Plain::of(name).text.chars().filter(|c| !matches!(c, '（' | '）')).collect();
    let kept = kept.replace("其它", "其他");
    let bare = kept.strip_suffix('等').unwrap_or(&kept);
    bare.strip_suffix("支出").unwrap_or(bare).to_owned()
}

/// The items of a list with where they stand.
fn listed(text: &str, range: &Range<usize>) -> Vec<(String, Range<usize>)> {
    let mut items = Vec::new();
    let mut at = range.start;
    for item in text.get(range.clone()).unwrap_or_default().split(['、', '，']) {
        let name = item.strip_suffix("等").unwrap_or(item);
        if !name.is_empty() {
            items.push((essence(name), at..at + name.len()));
        }
        at += item.len() + '、'.len_utf8();
    }
    items
}

/// Judges the list of a claim.
pub(super) fn judge(
    judge: &Judge<'_, '_>,
    statement: &Bound,
    claim: &Claim<'_, '_>,
    paragraph: &Paragraph<'_, '_>,
    reading: &mut Reading,
) {
    let (Some((rows, list)), Some(range)) = (&statement.items, &claim.list) else { return };
    let items = listed(&paragraph.plain.text, range);
    let figure = |range: &Range<usize>, state: State| BoundFigure {
        rule: judge.rule,
        kind: FigureKind::Item,
        role: Some(Role::Item),
        subject: claim.name.clone(),
        state,
        ..judge.figure(paragraph, range)
    };
    let rows: Vec<SheetRow<'_>> = match rows.of(judge.book) {
        Ok(rows) => rows,
        Err(why) => {
            let unchecked = |(_, range)| figure(range, State::NotChecked(why.clone()));
            reading.figures.extend(items.iter().map(|(name, range)| (name, range)).map(unchecked));
            return;
        }
    };
    let cell = |row: &SheetRow<'_>| row.cell_by(&list.name).map(|cell| cell.address());
    let mut named = vec![false; rows.len()];
    let mut surplus = Vec::new();
    for (item, range) in &items {
        let alias = list.aliases.iter().find(|(alias, _)| essence(alias) == *item);
        let means: Vec<String> = match alias {
            Some((_, names)) => names.iter().map(|name| essence(name)).chain([item.clone()]).collect(),
            None => vec![item.clone()],
        };
        let mut cells = Vec::new();
        for (row, named) in rows.iter().zip(&mut named) {
            if means.contains(&essence(row.text(&list.name))) {
                *named = true;
                cells.extend(cell(row));
            }
        }
        let state = if cells.is_empty() { State::Differs } else { State::Agrees };
        let found = BoundFigure { cells, ..figure(range, state) };
        if found.state == State::Differs {
            surplus.push(found.text.clone());
        }
        reading.figures.push(found);
    }
    let unnamed = || rows.iter().zip(&named).filter(|(_, named)| !**named).map(|(row, _)| row);
    let mut missing: Vec<&str> = Vec::new();
    for row in unnamed() {
        if !missing.contains(&row.text(&list.name)) {
            missing.push(row.text(&list.name));
        }
    }
    let surplus = (!surplus.is_empty())
        .then(|| format!("“{}”列出了没有金额的科目：{}。", claim.name, surplus.join("、")));
    let wrong = (!missing.is_empty())
        .then(|| format!("“{}”没有列出有金额的科目：{}。", claim.name, missing.join("、")));
    for (kind, wrong, cells) in [
        (RemarkKind::Surplus, surplus, Vec::new()),
        (RemarkKind::Missing, wrong, unnamed().filter_map(cell).collect()),
    ] {
        let place = judge.place(paragraph, range);
        reading.remarks.push(Remark {
            place,
            rule: judge.rule,
            kind,
            subject: String::new(),
            wrong,
            cells,
            expected: None,
            stated: None,
        });
    }
}
