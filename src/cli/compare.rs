//! `yusuan compare`: what differs between budgets, for people, as JSON, as CSV or as a file. What counts as the same
//! row and as a change is for [`compare`](crate::compare); here it is only which budgets and how to say it.

mod file;
mod text;

use std::io::{self, Write};
use std::sync::Arc;

use csv::{Terminator, Writer, WriterBuilder};
use serde_json::{Value as Json, json};

use super::arguments::CompareTask;
use super::terminal::json_to;
use super::{Ended, FINE, UNREADABLE, complain, open};
use crate::calc::{Book, Figures};
use crate::compare::{
    Change, Comparison, Filter, Proposal, StatedChange, compare, last_year_changes, stated_beside,
};
use crate::exchange;
use crate::model::{Budget, TableKey, Value};
use crate::money::Decimal;
use crate::narrative::{BoundFigure, State};
use crate::report::csv_cell;
use crate::schema::{Format, Formats};

/// A budget read for comparison.
struct Opened {
    file: String,
    budget: Budget,
    format: Arc<Format>,
    figures: Figures,
}

/// All that is to be said.
struct Found<'a> {
    opened: &'a [Opened],
    books: &'a [Book<'a>],
    comparison: Comparison,
    /// From which budget to which, and what differs.
    changes: Vec<(usize, usize, Change)>,
    /// What a single budget keeps of last year.
    kept: Vec<StatedChange>,
    /// The changes that the newest narrative states; why there are none, where there are none.
    stated: Result<Vec<BoundFigure>, &'static str>,
}

pub(super) fn run(task: &CompareTask, formats: &Formats, out: &mut dyn Write) -> Ended {
    let mut opened = Vec::new();
    for path in &task.files {
        let (budget, format) = open(path, formats)?;
        let figures = Figures::compute(&budget, &format);
        opened.push(Opened { file: path.display().to_string(), budget, format, figures });
    }
    let named: Vec<_> = opened.iter().map(|one| (one.file.clone(), &one.budget)).collect();
    if let Some(text) = exchange::unlike(&named) {
        complain(&text);
    }
    let books: Vec<Book<'_>> = opened
        .iter()
        .map(|one| Book { format: &one.format, budget: &one.budget, figures: &one.figures })
        .collect();
    let Some(newest) = books.last() else {
        return Ok(UNREADABLE);
    };
    let mut only = None;
    if let Some(name) = &task.table {
        let Some(table) = newest.format.table_by_name(name) else {
            return Err(format!("没有表“{name}”").into());
        };
        only = Some(table.key.clone());
    }
    let found = find(task, &opened, &books, newest, only.as_ref());
    if let Some(place) = &task.output {
        let said = if file::is_csv(place) {
            let mut text = Vec::new();
            as_csv(&found, &mut text)?;
            file::write_csv(task, place, &text)?
        } else {
            file::write(task, &found, place)?
        };
        writeln!(out, "{said}")?;
        return Ok(FINE);
    }
    if task.json {
        json_to(out, &as_json(&found), true)?;
    } else if task.csv {
        as_csv(&found, out)?;
    } else {
        text::print(&found, only.is_none(), out)?;
    }
    Ok(FINE)
}

fn find<'a>(
    task: &CompareTask,
    opened: &'a [Opened],
    books: &'a [Book<'a>],
    newest: &Book<'a>,
    only: Option<&TableKey>,
) -> Found<'a> {
    let filter = Filter { least: task.min_change, least_percent: task.min_percent };
    let mut comparison = compare(books);
    if let Some(only) = only {
        comparison.tables.retain(|table| table.key == *only);
        comparison.unmatched.retain(|unmatched| unmatched.table == *only);
    }
    let shown = |change: &Change| filter.shows(change) && only.is_none_or(|only| change.table == *only);
    let mut changes = Vec::new();
    for new in 1..books.len() {
        let found = comparison.changes(books, new - 1, new);
        changes.extend(found.into_iter().filter(shown).map(|change| (new - 1, new, change)));
    }
    let alone = books.len() == 1;
    let mut kept = if alone { last_year_changes(newest) } else { Vec::new() };
    kept.retain(|one| filter.passes(Some(one.change), one.percent));
    let stated = match only {
        Some(_) if !alone => Err("只对比一张表，没有对照说明文字"),
        _ => stated_beside(books),
    };
    Found { opened, books, comparison, changes, kept, stated }
}

fn as_json(found: &Found<'_>) -> Json {
    let text = |value: &Option<Value>| match value {
        Some(Value::Amount(amount)) => json!(amount.to_string()),
        Some(Value::Text(text)) => json!(&**text),
        None => Json::Null,
    };
    let number = |number: Option<Decimal>| number.map(|number| number.to_string());
    let changes = found.changes.iter().map(|(from, to, change)| {
        json!({
            "table": change.table, "row": change.row, "column": change.column, "title": change.title,
            "old": text(&change.old), "new": text(&change.new),
            "change": change.change.map(|change| change.to_string()),
            "percent": number(change.percent), "kind": change.kind.id(), "from": from, "to": to,
        })
    });
    let kept = found.kept.iter().map(|one| {
        let cell = one.cells.first();
        json!({
            "table": cell.map(|cell| &cell.table), "row": cell.map(|cell| &cell.row),
            "column": cell.map(|cell| &cell.column), "title": one.subject,
            "old": one.old.to_string(), "new": one.new.to_string(),
            "change": one.change.to_string(), "percent": number(one.percent),
            "kind": if one.change.is_zero() { "same" } else { "changed" },
        })
    });
    let unmatched = found.comparison.unmatched.iter().map(
        |one| json!({"budget": one.side, "table": one.table, "column": one.column, "message": one.message}),
    );
    let proposals = found.comparison.proposals(found.books);
    let proposed = proposals.iter().map(|one| {
        json!({"table": one.table, "budget": one.side, "old": one.old, "new": one.new, "message": one.how.label()})
    });
    let newest = found.books.last();
    let stated = found.stated.iter().flatten().map(|figure| {
        json!({
            "subject": figure.subject, "text": figure.text,
            "place": newest.map(|book| figure.place.name(book.budget)),
            "stated": number(figure.stated), "expected": number(figure.expected),
            "state": state_id(&figure.state),
        })
    });
    let printed = found.comparison.printed_totals(found.books);
    let printed = printed.iter().map(|one| {
        json!({
            "table": one.table, "budget": one.side, "title": one.title,
            "printed": one.printed.to_string(), "compared": one.compared.to_string(),
        })
    });
    let pairs = (1..found.books.len()).map(|new| (new - 1, new));
    let shared = pairs.flat_map(|(from, to)| {
        let all = found.comparison.shared(found.books, from, to);
        all.into_iter().map(move |one| {
            json!({
                "subject": one.subject, "old": one.old.to_string(), "new": one.new.to_string(),
                "cell": one.at.to_string(), "from": from, "to": to,
            })
        })
    });
    json!({
        "budgets": found.opened.iter().map(|one| json!({"file": one.file, "year": one.budget.year})).collect::<Vec<_>>(),
        "changes": changes.chain(kept).collect::<Vec<_>>(),
        "unmatched": unmatched.collect::<Vec<_>>(),
        "proposed": proposed.collect::<Vec<_>>(),
        "printed": printed.collect::<Vec<_>>(),
        "shared": shared.collect::<Vec<_>>(),
        "stated": stated.collect::<Vec<_>>(),
        "not_stated": found.stated.as_ref().err(),
    })
}

fn state_id(state: &State) -> &'static str {
    match state {
        State::Agrees => "agrees",
        State::Rounding => "rounding",
        State::Differs => "differs",
        State::NotChecked(_) => "not_checked",
        State::Unbound => "unbound",
    }
}

/// What its row was taken for in the older budget, where that is a guess.
fn guess(proposals: &[Proposal<'_>], from: usize, change: &Change) -> String {
    let is_its =
        |one: &&Proposal<'_>| one.side == from && *one.table == change.table && one.row == change.row;
    proposals.iter().find(is_its).map(Proposal::words).unwrap_or_default()
}

/// What no difference of two figures says: totals that are printed otherwise than they are compared, and what has no
/// counterpart. Whoever reads only the lines of differences would miss both.
fn unchanged(found: &Found<'_>, rows: &mut Writer<Vec<u8>>) -> csv::Result<()> {
    let file = |at: usize| csv_cell(found.opened.get(at).map_or("", |one| one.file.as_str()));
    let sides = |side: usize, value: String| match side {
        0 => [file(0), String::new(), value, String::new()],
        _ => [String::new(), file(side), String::new(), value],
    };
    let decimals = found.books.last().map_or(2, |book| book.format.decimals);
    for one in found.comparison.printed_totals(found.books) {
        let [old_file, new_file, old, new] = sides(one.side, one.printed.to_string());
        let (table, title, words) =
            (csv_cell(one.table.as_str()), csv_cell(&one.title), csv_cell(&one.words(decimals)));
        rows.write_record([
            &table,
            "",
            "",
            &title,
            &old_file,
            &new_file,
            &old,
            &new,
            "",
            "",
            "列示数与相加数不同",
            "",
            &words,
        ])?;
    }
    for one in &found.comparison.unmatched {
        let [old_file, new_file, ..] = sides(one.side, String::new());
        let table = csv_cell(one.table.as_str());
        let column = csv_cell(one.column.as_deref().unwrap_or_default());
        let words = csv_cell(&one.message);
        rows.write_record([
            &table,
            "",
            &column,
            "",
            &old_file,
            &new_file,
            "",
            "",
            "",
            "",
            "没有对应",
            "",
            &words,
        ])?;
    }
    Ok(())
}

fn as_csv(found: &Found<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut rows = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(Vec::new());
    rows.write_record([
        "表",
        "行",
        "栏",
        "项目",
        "旧文件",
        "新文件",
        "旧",
        "新",
        "增减",
        "增减%",
        "类别",
        "推定",
        "说明",
    ])?;
    let text = |value: &Option<Value>| match value {
        Some(Value::Amount(amount)) => amount.to_string(),
        // What somebody else wrote must not be calculated as a formula on the reader's machine.
        Some(Value::Text(text)) => csv_cell(text),
        None => String::new(),
    };
    let number = |number: Option<Decimal>| number.map(|number| number.to_string()).unwrap_or_default();
    let file = |at: usize| found.opened.get(at).map_or("", |one| one.file.as_str());
    let proposals = found.comparison.proposals(found.books);
    for (from, to, change) in &found.changes {
        let guessed = guess(&proposals, *from, change);
        rows.write_record([
            &csv_cell(change.table.as_str()),
            &csv_cell(change.row.as_str()),
            &csv_cell(change.column.as_str()),
            &csv_cell(&change.title),
            &csv_cell(file(*from)),
            &csv_cell(file(*to)),
            &text(&change.old),
            &text(&change.new),
            &number(change.change),
            &number(change.percent),
            change.kind.label(),
            &csv_cell(&guessed),
            "",
        ])?;
    }
    unchanged(found, &mut rows)?;
    for one in &found.kept {
        let (old, new, change) = (one.old.to_string(), one.new.to_string(), one.change.to_string());
        let percent = number(one.percent);
        rows.write_record([
            "",
            "",
            "",
            &csv_cell(&one.subject),
            "上年数",
            &csv_cell(file(0)),
            &old,
            &new,
            &change,
            &percent,
            "增减",
            "",
            "",
        ])?;
    }
    let rows = rows.into_inner().map_err(csv::IntoInnerError::into_error)?;
    // Without a byte order mark Excel takes the file for the system's old encoding.
    out.write_all("\u{feff}".as_bytes())?;
    out.write_all(&rows)
}
