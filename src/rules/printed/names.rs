//! Codes and names of the items (科目) in tables: one that bears the name of another. A row is accused where the year's
//! classification gives its name to another code, or where the other tables of the document have it under another code. A
//! name that no list and no other table has is a place's own way of saying it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::rows::Tables;
use super::{AGREED, FOR_EACH, MOST_ROWS, classes, is_total};
use crate::calc::{Book, Cell};
use crate::codes::{Classification, Code, Scheme, parent_of};
use crate::formula::name_of_cell;
use crate::model::TableKey;
use crate::narrative::called::{Called, essence, is_short_for};
use crate::rules::place::{PlaceOutcome, Places};
use crate::rules::verdict::{Finding, RuleHead};
use crate::schema::Severity;

pub(super) fn head() -> Arc<RuleHead> {
    Arc::new(RuleHead {
        id: "名称-印数".to_owned(),
        title: "科目编码与名称相符".to_owned(),
        basis:
            "《预算法》第三十二条：政府收支分类科目，收入分为类、款、项、目；支出按其功能分类分为类、款、项，\
            按其经济性质分类分为类、款"
                .to_owned(),
        severity: Severity::Warning,
        tables: Vec::new(),
    })
}

/// An item as one row of a table prints it.
struct Item<'a> {
    table: &'a TableKey,
    scheme: Scheme,
    code: &'a str,
    /// Where its name stands, what it is there, and its [`essence`].
    cell: Cell<'a>,
    name: &'a str,
    essence: String,
}

impl<'a> Item<'a> {
    /// The items of a row: the one of its code, and behind that those of other classifications, each with its name behind it.
    fn all_of(table: &'a TableKey, called: &'a Called<'a>) -> Vec<Self> {
        let Some(code) = called.code.as_deref().filter(|_| !is_total(&called.row)) else { return Vec::new() };
        let texts: Vec<(Cell<'a>, &'a str)> = called
            .row
            .cells()
            .filter(|cell| !cell.column.kind.is_number())
            .map(|cell| (cell, called.row.text(&cell.column.key).trim()))
            .collect();
        // Behind its code; a unit stands before it, and behind the name may stand that of another classification.
        let ends = |text: &str| text.len() > 1 && is_digits(text) && code.ends_with(text);
        let mut digits = String::new();
        let whole = texts.iter().position(|(_, text)| {
            if is_digits(text) {
                digits.push_str(text);
            }
            *text == code || digits.ends_with(code)
        });
        let behind = whole.or_else(|| texts.iter().position(|(_, text)| ends(text)));
        let mut behind = behind.map_or(0, |at| at + 1);
        let mut items: Vec<Self> = Vec::new();
        let mut own = Some(code);
        while let Some(code) = own {
            let Some(at) =
                (behind..texts.len()).find(|at| texts.get(*at).is_some_and(|(_, it)| !is_digits(it)))
            else {
                break;
            };
            items.extend(texts.get(at).and_then(|(cell, name)| Self::new(table, code, *cell, name)));
            // 2040601 行政运行 30217 公务接待费.
            let next = texts.get(at + 1).map(|(_, text)| *text).filter(|text| matches!(text.len(), 3 | 5));
            own = next.filter(|next| {
                is_digits(next) && Scheme::of_expenditure(next) != Scheme::of_expenditure(code)
            });
            behind = at + 2;
        }
        items
    }

    fn new(table: &'a TableKey, code: &'a str, cell: Cell<'a>, name: &'a str) -> Option<Self> {
        let (scheme, essence) = (Scheme::of_expenditure(code)?, essence(name));
        (essence.chars().count() > 1).then_some(Self { table, scheme, code, cell, name, essence })
    }

    /// Whether its column says that items stand there.
    fn is_headed(&self) -> bool {
        self.cell.column.header.iter().any(|word| word.contains("科目"))
    }

    fn is_called(&self, name: &str) -> bool {
        self.essence == essence(name)
    }

    /// Whether the list or another table gives its code the same name.
    fn is_agreed(&self, list: &Classification, same_code: &[&Item<'_>]) -> bool {
        list.lookup(self.scheme, self.code).is_some_and(|code| self.bears(code))
            || same_code.iter().any(|other| other.table != self.table && other.essence == self.essence)
    }

    fn bears(&self, code: &Code) -> bool {
        self.is_called(&code.name) || code.former_name().is_some_and(|name| self.is_called(name))
    }
}

fn is_digits(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_digit())
}

/// How many rows of a table and a classification are called as others have them, of how many, and whether all stand below a
/// header that says that they are items.
#[derive(Clone, Copy)]
struct Agreed {
    own: usize,
    all: usize,
    is_headed: bool,
}

impl Agreed {
    /// A table of purchases prints codes beside other names, and the code of a unit may look like an item's. Of a short table its
    /// header must say that it is neither.
    fn is_of_items(self) -> bool {
        let others = self.all - self.own;
        self.own >= AGREED && self.own > others * FOR_EACH
            || self.is_headed && self.own >= FEW_AGREED && self.own > others
    }
}

/// How many digits the code of a 类 has.
const CLASS: usize = 3;

/// How many rows of a short table must agree.
const FEW_AGREED: usize = 2;

/// The items of all tables by classification and code.
type ByCode<'i, 'a> = BTreeMap<(Scheme, &'a str), Vec<&'i Item<'a>>>;

fn of_code<'m, 'i, 'a>(by_code: &'m ByCode<'i, 'a>, item: &Item<'a>) -> &'m [&'i Item<'a>] {
    by_code.get(&(item.scheme, item.code)).map(Vec::as_slice).unwrap_or_default()
}

/// Judges the name of every item. There is no rule where no table prints codes with names.
pub(super) fn judge(
    book: &Book<'_>,
    tables: &Tables<'_>,
    list: &Classification,
) -> Option<(Arc<RuleHead>, Places)> {
    let items: Vec<Item<'_>> = tables
        .0
        .iter()
        .filter(|(_, items)| items.rows.len() <= MOST_ROWS)
        .flat_map(|(key, items)| items.rows.iter().flat_map(move |called| Item::all_of(key, called)))
        .collect();
    let mut by_code: ByCode<'_, '_> = BTreeMap::new();
    for item in &items {
        by_code.entry((item.scheme, item.code)).or_default().push(item);
    }
    let mut agreed: BTreeMap<(&TableKey, Scheme), Agreed> = BTreeMap::new();
    for item in &items {
        let of = agreed.entry((item.table, item.scheme));
        let of = of.or_insert(Agreed { own: 0, all: 0, is_headed: true });
        of.own += usize::from(item.is_agreed(list, of_code(&by_code, item)));
        of.all += 1;
        of.is_headed &= item.is_headed();
    }
    let named = agreed.iter().filter(|(_, agreed)| agreed.is_of_items());
    let names_items: BTreeSet<(&TableKey, Scheme)> = named.map(|(of, _)| *of).collect();
    let (head, mut places) = (head(), Places::all());
    for item in &items {
        let same_code = of_code(&by_code, item);
        let listed = list.lookup(item.scheme, item.code);
        if item.is_agreed(list, same_code) || !names_items.contains(&(item.table, item.scheme)) {
            places.add(PlaceOutcome::Passed, || Some(item.cell.address()));
            continue;
        }
        let year = book.budget.year;
        let why = listed
            .filter(|code| list.in_force(item.scheme, &code.code, year) == Some(true))
            .and_then(|code| by_list(list, year, item, code))
            .or_else(|| by_others(&items, list, item, same_code))
            .or_else(|| by_both(list, year, item, same_code));
        match why {
            Some(why) => {
                let message = format!(
                    "{}：编码 {} 与名称“{}”不符，{why}。",
                    name_of_cell(&item.cell),
                    item.code,
                    item.name
                );
                let finding = Finding::at(&head, item.cell.address(), message);
                places.add_whole(PlaceOutcome::Violated(Box::new(finding)));
            }
            None => places.add(PlaceOutcome::Passed, || Some(item.cell.address())),
        }
    }
    for finding in classes::judge(&head, tables, list) {
        places.add_whole(PlaceOutcome::Violated(Box::new(finding)));
    }
    (places.count() > 0).then_some((head, places))
}

/// What the classification calls the code, and whose name the row bears.
fn by_list(list: &Classification, year: i32, item: &Item<'_>, own: &Code) -> Option<String> {
    let bearer = list.bearer(item.scheme, item.code, year, |code| item.bears(code))?;
    Some(format!("科目表中 {} 是“{}”，“{}”是 {}", own.code, own.name, bearer.name, bearer.code))
}

/// Under which code other tables have the name, where they have the row's own under another name or not at all. A code that
/// no list has must stand in two of them: of two it is not known which is right.
fn by_others(
    items: &[Item<'_>],
    list: &Classification,
    item: &Item<'_>,
    same_code: &[&Item<'_>],
) -> Option<String> {
    let mut elsewhere = same_code.iter().filter(|other| other.table != item.table).peekable();
    // A name that only says more or less of the same is no other.
    let is_other =
        |other: &&Item<'_>| !is_short_for(item.name, other.name) && !is_short_for(other.name, item.name);
    if elsewhere.peek().is_some() && !elsewhere.any(is_other) {
        return None;
    }
    let named = items.iter().filter(|other| {
        other.scheme == item.scheme
            && other.table != item.table
            && other.code != item.code
            && (parent_of(other.code) == parent_of(item.code) || is_moved(items, list, item, other))
            && other.code.len() == item.code.len()
            && other.essence == item.essence
    });
    let mut tables: BTreeMap<&str, BTreeSet<&TableKey>> = BTreeMap::new();
    for other in named {
        tables.entry(other.code).or_default().insert(other.table);
    }
    let (code, tables) = tables.first_key_value().filter(|_| tables.len() == 1)?;
    let is_sure = tables.len() > 1 || list.lookup(item.scheme, code).is_some();
    is_sure.then(|| format!("其他各表的“{}”是 {code}", item.name))
}

/// Whether a row whose code no list and no other table has is another table's item, whose own code its table lacks.
fn is_moved(items: &[Item<'_>], list: &Classification, item: &Item<'_>, other: &Item<'_>) -> bool {
    let is_known = items.iter().any(|of| of.table != item.table && of.code == item.code);
    let has_own = items.iter().any(|of| of.table == item.table && of.code == other.code);
    let is_listed = list.lookup(item.scheme, item.code).is_some();
    let bears = list.lookup(other.scheme, other.code).is_some_and(|code| other.bears(code));
    !is_known && !has_own && !is_listed && bears
}

/// The name that the list and another table both give the code, where the row bears another: of what is spent by its economy only
/// one that the list knows of other codes, since places have their own words for that (接待经费). A 类 is never called in short; of
/// all below, places print less of a name.
fn by_both(list: &Classification, year: i32, item: &Item<'_>, same_code: &[&Item<'_>]) -> Option<String> {
    let own = list.lookup(item.scheme, item.code)?;
    let in_force = list.in_force(item.scheme, &own.code, year) == Some(true);
    let is_agreed = same_code.iter().any(|other| other.table != item.table && other.bears(own));
    let is_own_word =
        item.scheme != Scheme::Function && !list.codes(item.scheme).any(|other| item.is_called(&other.name));
    let is_class = item.scheme == Scheme::Function && item.code.len() == CLASS;
    let is_other = !is_short_for(&own.name, item.name) && (is_class || !is_short_for(item.name, &own.name));
    (in_force && is_agreed && is_other && !is_own_word)
        .then(|| format!("科目表和其他各表中 {} 是“{}”", own.code, own.name))
}
