//! Which rows of a table are parts of which by their shape alone, whatever their figures say: codes that begin with one
//! another, units below a total, rows below a numbered one. Where the shape leaves any doubt there is none.

mod codes;

use self::codes::{code, codes};
use super::{Lines, by_name, is_part, parts, rows};
use crate::calc::SheetRow;
use crate::codes::{Classification, FUNDS, Scheme};
use crate::schema::RowShape;
use crate::text::{is_ideograph, is_subtotal_label, numeral, unnumbered};

/// The level of rows without a mark, below all that have one.
const UNMARKED: u8 = 4;

/// A row with those that it consists of.
pub(super) struct Node {
    pub head: usize,
    pub parts: Vec<usize>,
    /// Whether there may be more of them: then none is more than the head, and nothing else is known.
    pub is_open: bool,
}

impl Node {
    fn whole(head: usize, parts: Vec<usize>) -> Self {
        Self { head, parts, is_open: false }
    }
}

/// Rows whose codes are below one that the table does not print, though it prints those of the others.
pub(super) struct Orphans {
    pub code: String,
    pub rows: Vec<usize>,
}

/// What the shape of a section says.
#[derive(Default)]
pub(super) struct Shape {
    pub nodes: Vec<Node>,
    pub orphans: Vec<Orphans>,
    /// The codes of rows that have one.
    pub codes: Vec<Option<String>>,
}

/// The shape of a section; of one that stands beside another rows are told by the marks before their names.
pub(super) fn of(lines: &Lines<'_>, is_beside: bool, classification: &Classification) -> Shape {
    if lines.rows.is_empty() {
        return Shape::default();
    }
    if is_beside {
        return Shape { nodes: marked(lines, classification), ..Shape::default() };
    }
    let items: Vec<usize> = (0..lines.rows.len()).filter(|at| !lines.totals.contains(at)).collect();
    let is_plain = |at: &usize| {
        let Some(row) = lines.rows.get(*at) else { return false };
        row.texts().any(|text| !text.is_empty())
            && !row.texts().any(is_subtotal_label)
            && !is_part(lines, *at)
    };
    if items.is_empty() || !items.iter().all(is_plain) {
        let nodes = if is_marked(lines) { marked(lines, classification) } else { Vec::new() };
        return Shape { nodes, ..Shape::default() };
    }
    let codes = match codes(lines) {
        // Names say it where the table prints no codes.
        none if none.iter().all(Option::is_none) => {
            by_name::codes(&rows::names(lines.rows.iter()), classification).unwrap_or(none)
        }
        printed => printed,
    };
    // Codes of units among those of items, in one column: which is which, nobody can tell.
    let lengths: std::collections::BTreeSet<usize> = codes.iter().flatten().map(String::len).collect();
    if lengths.iter().any(|length| length % 2 == 0) && lengths.iter().any(|length| matches!(length, 5 | 7)) {
        return Shape::default();
    }
    // Rows without a code that stand among units may be anything.
    let has_bare = items.iter().any(|at| code(&codes, *at).is_none());
    if has_bare && lengths.iter().any(|length| !matches!(length, 3 | 5 | 7)) {
        return Shape::default();
    }
    match items.iter().any(|at| code(&codes, *at).is_some()) {
        true => coded(lines, &items, codes),
        false if is_marked(lines) => Shape { nodes: marked(lines, classification), ..Shape::default() },
        false => Shape { nodes: listed(lines, &items), ..Shape::default() },
    }
}

/// Rows with codes, each below the nearest whose code its own begins with; rows without one head those behind them.
fn coded(lines: &Lines<'_>, items: &[usize], codes: Vec<Option<String>>) -> Shape {
    let mut shape = Shape::default();
    let mut open: Vec<usize> = Vec::new();
    let mut below: Vec<Vec<usize>> = vec![Vec::new(); lines.rows.len()];
    let (mut tops, mut heads): (Vec<usize>, Vec<usize>) = (Vec::new(), Vec::new());
    for at in items {
        let Some(own) = code(&codes, *at) else {
            open.clear();
            heads.push(*at);
            continue;
        };
        let is_above = |above: &usize| {
            code(&codes, *above).is_some_and(|above| own.len() > above.len() && own.starts_with(above))
        };
        while open.last().is_some_and(|above| !is_above(above)) {
            open.pop();
        }
        match open.last().or(heads.last()) {
            Some(above) => below.get_mut(*above).into_iter().for_each(|below| below.push(*at)),
            None => tops.push(*at),
        }
        open.push(*at);
    }
    let length = |at: &usize| code(&codes, *at).map_or(0, str::len);
    let are_alike = |rows: &[usize]| {
        rows.windows(2).all(|pair| pair.iter().map(length).min() == pair.iter().map(length).max())
    };
    shape.orphans = orphans(items, &codes, &below);
    let with_parts = below.iter().enumerate().filter(|(_, parts)| !parts.is_empty() && are_alike(parts));
    shape.nodes = with_parts.map(|(head, parts)| Node::whole(head, parts.clone())).collect();
    // Above units may stand their department, without items of its own.
    let is_empty = |at: &usize| below.get(*at).is_none_or(Vec::is_empty);
    let outer = match heads.split_first() {
        Some(_) if !tops.is_empty() => Vec::new(),
        Some((first, rest)) if !rest.is_empty() && is_empty(first) => {
            if !rest.iter().any(is_empty) {
                shape.nodes.push(Node::whole(*first, rest.to_vec()));
            }
            vec![*first]
        }
        Some(_) if heads.len() > 1 && heads.iter().any(is_empty) => Vec::new(),
        Some(_) => heads,
        None => tops,
    };
    if !outer.is_empty() && are_alike(&outer) {
        shape.nodes.extend(below_total(lines, items, outer));
    }
    shape.codes = codes;
    shape
}

/// Rows whose own code says that they are below one that is not printed, where that of the others is.
fn orphans(items: &[usize], codes: &[Option<String>], below: &[Vec<usize>]) -> Vec<Orphans> {
    let known: Vec<&str> = items.iter().filter_map(|at| code(codes, *at)).collect();
    let above = |own: &str| {
        own.len().checked_sub(2).filter(|length| *length >= 3).and_then(|to| own.get(..to).map(str::to_owned))
    };
    let mut found: Vec<Orphans> = Vec::new();
    for at in items {
        let Some((own, parent)) = code(codes, *at).and_then(|own| Some((own, above(own)?))) else { continue };
        if known.contains(&parent.as_str()) {
            continue;
        }
        // Others of its length stand below theirs.
        let others = || known.iter().filter(|other| other.len() == own.len() && !other.starts_with(&parent));
        let has =
            others().filter(|other| above(other).is_some_and(|of| known.contains(&of.as_str()))).count();
        if has < 2 || has < others().count() {
            continue;
        }
        match found.iter_mut().find(|orphans| orphans.code == parent) {
            Some(orphans) => orphans.rows.push(*at),
            None => found.push(Orphans { code: parent, rows: vec![*at] }),
        }
    }
    // What is missing above what is missing is one row more; more than one at a time is a manner, and no slip.
    let is_told = found.len() == 1 && !below.is_empty();
    if is_told { found } else { Vec::new() }
}

/// The total of a section with its parts, where it has one, which may stand again at the other end.
fn below_total(lines: &Lines<'_>, items: &[usize], parts: Vec<usize>) -> Vec<Node> {
    let (first, last) = (items.first().copied(), items.last().copied());
    let is_at_end = |at: &usize| Some(*at) < first || Some(*at) > last;
    let is_clear = match lines.totals.as_slice() {
        [only] => is_at_end(only),
        [one, other] => Some(*one) < first && Some(*other) > last,
        _ => false,
    };
    let node = |head: &usize| Node::whole(*head, parts.clone());
    if is_clear { lines.totals.iter().map(node).collect() } else { Vec::new() }
}

/// Units or projects below a total, and nothing else: each is named in the same column.
fn listed(lines: &Lines<'_>, items: &[usize]) -> Vec<Node> {
    let named = |at: &usize| {
        let texts: Vec<&str> = lines.rows.get(*at)?.texts().collect();
        texts.iter().rposition(|text| !text.is_empty())
    };
    let place = items.first().and_then(named);
    let has_mark = |at: &usize| {
        lines.rows.get(*at).is_none_or(|row| row.texts().any(|text| parts::mark(text).is_some()))
    };
    if !items.iter().all(|at| named(at) == place) || items.iter().any(has_mark) {
        return Vec::new();
    }
    let header = || {
        let row = lines.rows.first()?;
        let cell = row.cells().filter(|cell| !cell.column.kind.is_number()).nth(place?)?;
        Some(cell.column.header.concat())
    };
    let is_list =
        header().is_some_and(|header| ["单位", "部门", "项目名称"].iter().any(|word| header.contains(word)));
    let Some((first, rest)) = items.split_first().filter(|_| is_list || items.len() == 1) else {
        return Vec::new();
    };
    // A department above its units prints what all of them have. A column in which it alone has a figure says nothing of that.
    let columns = lines.rows.get(*first).map_or(0, |row| row.cells().count());
    let (mut whole, mut side_by_side) = (0, 0);
    for column in 0..columns {
        let of = |at: &usize| lines.value(*at, column).filter(|value| !value.is_zero());
        let total = lines.totals.first().and_then(of);
        let sum = crate::money::sum(rest.iter().filter_map(of)).filter(|sum| !sum.is_zero());
        let (Some(total), Some(sum), Some(own)) = (total, sum, of(first)) else { continue };
        whole += usize::from(own == total || sum == total);
        side_by_side += usize::from(own.checked_add(sum) == Some(total));
    }
    let is_whole = whole > side_by_side;
    let is_nested = |at: usize| {
        (0..columns).any(|column| {
            let of = |at: &usize| lines.value(*at, column).unwrap_or_default();
            let Some(own) = items.get(at).map(of).filter(|own| !own.is_zero()) else { return false };
            let mut sum = rust_decimal::Decimal::ZERO;
            items.iter().skip(at + 1).enumerate().any(|(nth, next)| {
                sum = sum.saturating_add(of(next));
                nth > 0 && sum == own
            })
        })
    };
    if !rest.is_empty() && is_whole {
        let nodes = below_total(lines, items, vec![*first]);
        let units = (1..items.len()).all(|at| !is_nested(at)).then(|| Node::whole(*first, rest.to_vec()));
        return nodes.into_iter().chain(units).collect();
    }
    if (0..items.len()).any(is_nested) {
        return Vec::new();
    }
    below_total(lines, items, items.to_vec())
}

/// Whether the rows of a section that stands alone are numbered as those of two sides are.
fn is_marked(lines: &Lines<'_>) -> bool {
    let is = |row: &SheetRow<'_>| row.texts().any(|text| parts::mark(text) == Some(0));
    lines.rows.iter().filter(|row| is(row)).count() > 1
}

/// Rows below numbered ones, and those that the first total closes, where what they are called leaves out nothing.
fn marked(lines: &Lines<'_>, classification: &Classification) -> Vec<Node> {
    let is_end = |at: &usize| {
        lines.totals.contains(at)
            || lines.rows.get(*at).is_some_and(|row| matches!(row.shape, RowShape::Fixed(_)))
    };
    let end = (0..lines.rows.len()).find(is_end).unwrap_or(lines.rows.len());
    let rows: Vec<(usize, u8, &str)> = (0..end)
        .filter(|at| !is_part(lines, *at))
        .filter_map(|at| {
            // What stands behind the name are percentages and the like.
            let texts = || lines.rows.get(at).into_iter().flat_map(SheetRow::texts);
            let label = texts()
                .rfind(|text| text.contains(is_ideograph))
                .or_else(|| texts().rfind(|text| !text.is_empty()))?;
            Some((at, parts::mark(label).unwrap_or(UNMARKED), label))
        })
        .collect();
    let mut nodes = Vec::new();
    for (nth, (head, level, _)) in rows.iter().enumerate() {
        let behind = rows.iter().skip(nth + 1);
        let inner: Vec<&(usize, u8, &str)> = behind.take_while(|(_, own, _)| own > level).collect();
        nodes.extend(complete(*head, &inner, classification));
    }
    if end < lines.rows.len() {
        nodes.extend(complete(end, &rows.iter().collect::<Vec<_>>(), classification));
    }
    nodes
}

/// A head with the outermost of the rows below it, where these leave out nothing.
fn complete(head: usize, rows: &[&(usize, u8, &str)], classification: &Classification) -> Option<Node> {
    let level = rows.iter().map(|(_, level, _)| *level).min()?;
    // A row that stands deeper before all of them is below none.
    let outer: Vec<&&(usize, u8, &str)> = rows.iter().filter(|(_, own, _)| *own == level).collect();
    if rows.first().is_none_or(|(_, first, _)| *first != level) {
        return None;
    }
    let labels: Vec<&str> = outer.iter().map(|(_, _, label)| *label).collect();
    let has_fund = |fund: &str| labels.iter().filter(|label| label.contains(fund)).count() == 1;
    let are_funds = labels.len() >= FUNDS.len() && FUNDS.iter().all(|fund| has_fund(fund));
    let are_in_order = level < UNMARKED
        && labels.len() > 1
        && labels.iter().enumerate().all(|(nth, label)| number(label) == Some(nth + 1));
    let are_classes = || {
        let is_class = |scheme: Scheme, label: &&str| {
            let name = unnumbered(label).trim();
            let of_class = classification.codes(scheme).filter(|code| code.code.len() == 3);
            let is_called =
                |own: &str| crate::codes::same_name(own, name) || own == name.trim_end_matches("支出");
            of_class.into_iter().any(|code| is_called(&code.name) || code.is_called(name))
        };
        let schemes = [Scheme::Function, Scheme::DepartmentEconomic, Scheme::GovernmentEconomic];
        labels.len() > 1
            && schemes.into_iter().any(|scheme| labels.iter().all(|label| is_class(scheme, label)))
    };
    // 基本支出 is 人员 and 公用.
    let is_kind = |words: [&str; 2]| {
        labels.iter().filter(|label| words.iter().any(|word| label.contains(word))).count() == 1
    };
    let are_kinds = labels.len() == 2 && is_kind(["人员", "工资福利"]) && is_kind(["公用", "商品和服务"]);
    let is_open = !(are_funds || are_in_order || are_kinds || are_classes());
    Some(Node { head, parts: outer.iter().map(|(at, ..)| *at).collect(), is_open })
}

/// The number before a label.
fn number(label: &str) -> Option<usize> {
    let label = label.trim_start();
    let (number, _) = match label.strip_prefix(['（', '(']) {
        Some(inner) => inner.split_once(['）', ')'])?,
        None => label.split_once(['、', '.', '．'])?,
    };
    numeral(number.trim()).and_then(|number| usize::try_from(number).ok())
}
