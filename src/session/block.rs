//! Blocks of texts typed at once: into cells that are there, and into rows that are added for them. What a cell
//! does not take is listed, all of it, before anything is changed.
//! Where a block comes from, the clipboard or a search, is not known here.

use std::collections::BTreeSet;

use super::Session;
use super::beside::{Told, TypedRow};
use super::entry::{Units, parse_as};
use super::reckoning::{Reckonings, fill_in, reckoned_with};
use super::stated_beside::given_for;
use crate::edit::{self, Batch, Edit, NewRow};
use crate::model::{CellAddress, Cells, ColumnKey, KindKey, Layer, Row, RowKey, TableKey, Value};
use crate::money::{Decimal, MoneyUnit, parse_amount};
use crate::schema::{ColumnKind, Role, RowShape, SectionSchema};
use crate::standards::{read_formula, vanishes};
use crate::text::plain;

/// So many refused texts are named in a sentence, more are counted.
const MOST_NAMED: usize = 3;

/// Rows to be added to a table.
#[derive(Clone, Debug, PartialEq)]
pub struct Addition {
    /// The table.
    pub table: TableKey,
    /// The position of the row that they go behind.
    pub below: Option<usize>,
    /// The rows.
    pub rows: Vec<AddedRow>,
}

/// A row to be added, with the texts of its cells.
#[derive(Clone, Debug, PartialEq)]
pub struct AddedRow {
    /// Its kind.
    pub kind: KindKey,
    /// Its texts.
    pub cells: Vec<(ColumnKey, String)>,
}

/// Texts to be typed at once.
#[derive(Clone, Copy, Debug, Default)]
pub struct Entries<'e> {
    /// Into cells that are there.
    pub cells: &'e [(CellAddress, String)],
    /// Into rows that are added.
    pub addition: Option<&'e Addition>,
    /// How many 元 one is of the unit that amounts are written in, where the block says so itself.
    pub yuan: Option<Decimal>,
}

/// Why a text is not taken, as it is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Refusal {
    /// It is meant as what the column takes, and cannot be read.
    Unread,
    /// It is something else than the column takes.
    OtherKind,
    /// There is no cell for it.
    NoPlace,
}

impl Refusal {
    /// Why a column of that kind refuses a text.
    pub fn of(kind: ColumnKind, text: &str) -> Self {
        let is_meant = match kind {
            ColumnKind::Code => false,
            kind if kind.is_number() => plain(text).contains(|c: char| c.is_ascii_digit()),
            _ => !matches!(parse_amount(text, MoneyUnit::Yuan), Ok(Some(_))),
        };
        if is_meant { Self::Unread } else { Self::OtherKind }
    }
}

/// A text that its cell does not take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedEntry {
    /// As what it is counted.
    pub refusal: Refusal,
    /// The column, as its head says it; empty where there is none.
    pub column: String,
    /// Which cell, in words.
    pub place: String,
    /// The text.
    pub text: String,
    /// Why, and what to do.
    pub reason: String,
}

/// What typing a block would do.
#[derive(Clone, Debug)]
pub struct PlannedBlock {
    /// The step, without what is refused.
    pub step: Batch,
    /// The keys of the rows that it adds.
    pub added: Vec<RowKey>,
    /// How many texts fell on computed, printed or blank cells.
    pub skipped: usize,
    /// How many cells that are filled get something else.
    pub replaced: usize,
    /// The amounts among them that fell on computed cells.
    pub computed: Vec<(CellAddress, Decimal)>,
    /// What is refused, all of it.
    pub refused: Vec<RefusedEntry>,
    /// What formulas do to amounts, in sentences.
    pub told: Vec<String>,
}

/// What a block does, as it is found out.
#[derive(Default)]
struct Plan {
    skipped: usize,
    replaced: usize,
    computed: Vec<(CellAddress, Decimal)>,
    refused: Vec<RefusedEntry>,
    reckonings: Reckonings,
    beside: Told,
}

/// The cells that a step fills, also those of rows that it adds.
fn filled_by(edits: &[Edit]) -> Vec<CellAddress> {
    let of_edit = |edit: &Edit| match edit {
        Edit::SetCell { address, .. } => vec![address.clone()],
        Edit::InsertRows { table, rows, .. } => {
            let of_row = |row: &Row| {
                row.cells.keys().map(|column| CellAddress::new(table, &row.key, column)).collect::<Vec<_>>()
            };
            rows.iter().flat_map(of_row).collect()
        }
        _ => Vec::new(),
    };
    edits.iter().flat_map(of_edit).collect()
}

impl PlannedBlock {
    /// The cells that it fills, also those of rows that it adds: what is told of it counts these, and so does its step.
    pub fn cells(&self) -> Vec<CellAddress> {
        filled_by(&self.step.edits)
    }

    /// Whether every text is taken.
    ///
    /// # Errors
    /// Names what is refused, and why.
    pub fn nothing_refused(&self) -> Result<(), String> {
        if self.refused.is_empty() { Ok(()) } else { Err(RefusedEntry::in_words(&self.refused)) }
    }
}

impl RefusedEntry {
    /// How many are refused for what, each kind with its number; of those that their columns do not take, which columns.
    pub fn counted(refused: &[Self]) -> String {
        let of = |refusal: Refusal| refused.iter().filter(move |one| one.refusal == refusal);
        let mut columns: Vec<(&str, usize)> = Vec::new();
        for one in of(Refusal::OtherKind) {
            match columns.iter_mut().find(|(column, _)| *column == one.column) {
                Some((_, count)) => *count += 1,
                None => columns.push((&one.column, 1)),
            }
        }
        let named: Vec<String> =
            columns.iter().map(|(column, count)| format!("“{column}”{count} 格")).collect();
        let said = |refusal: Refusal| match refusal {
            Refusal::Unread => "读不出来".to_owned(),
            Refusal::OtherKind => format!("不是所在栏填的内容（{}）", named.join("、")),
            Refusal::NoPlace => "没有对应的行或栏".to_owned(),
        };
        let kinds = [Refusal::Unread, Refusal::OtherKind, Refusal::NoPlace];
        let kinds = kinds.into_iter().map(|refusal| (of(refusal).count(), refusal));
        let kinds = kinds.filter(|(count, _)| *count > 0);
        kinds.map(|(count, refusal)| format!("{count} 格{}", said(refusal))).collect::<Vec<_>>().join("，")
    }

    /// What is refused, in a sentence.
    pub fn in_words(refused: &[Self]) -> String {
        let one = |refused: &Self| format!("{}：{}", refused.place, refused.reason);
        let mut said = refused.iter().take(MOST_NAMED).map(one).collect::<Vec<_>>().join("；");
        if refused.len() > MOST_NAMED {
            said.push_str(&format!("；还有 {} 格", refused.len() - MOST_NAMED));
        }
        said
    }
}

impl Session {
    /// What typing a block would do: nothing is changed. What a cell does not take is left out of the step, and
    /// listed, so that whoever asked can decide.
    ///
    /// # Errors
    /// Says why the rows cannot be added.
    pub fn plan_block(&self, entries: &Entries<'_>, label: &str) -> Result<PlannedBlock, String> {
        let own = self.entry_units();
        let units = Units { yuan: entries.yuan.unwrap_or(own.yuan), ..own };
        let mut plan = Plan::default();
        let cells = self.with_beside(entries.cells, &mut plan.beside);
        let mut edits = self.edits_for(&cells, units, &mut plan)?;
        let mut keys = Vec::new();
        if let Some(addition) = entries.addition.filter(|addition| !addition.rows.is_empty()) {
            let rows = self.new_rows_for(addition, units, &mut plan)?;
            let missing = || format!("没有表“{}”", addition.table);
            let schema = self.format.table(&addition.table).ok_or_else(missing)?;
            let table = self.budget.table(&addition.table).ok_or_else(missing)?;
            let (added, new_keys) =
                edit::new_rows(schema, table, addition.below, rows).map_err(|error| error.to_string())?;
            edits.extend(added.edits);
            keys = new_keys;
        }
        let cells = filled_by(&edits).len();
        let label = match keys.len() {
            0 => format!("{label} {cells} 格"),
            rows => format!("{label} {cells} 格，增加 {rows} 行"),
        };
        let Plan { skipped, replaced, computed, refused, reckonings, beside } = plan;
        let told = reckonings.said().into_iter().chain(beside.said()).collect();
        Ok(PlannedBlock {
            step: Batch { label, edits },
            added: keys,
            skipped,
            replaced,
            computed,
            refused,
            told,
        })
    }

    fn new_rows_for(
        &self,
        addition: &Addition,
        units: Units,
        plan: &mut Plan,
    ) -> Result<Vec<NewRow>, String> {
        if self.is_derived(&addition.table) {
            return Err("此表由预算明细汇总，不能增加行；请在明细里增加".to_owned());
        }
        let missing = || format!("没有表“{}”", addition.table);
        let schema = self.format.table(&addition.table).ok_or_else(missing)?;
        let mut rows = Vec::new();
        for (at, row) in addition.rows.iter().enumerate() {
            let found =
                schema.sections.iter().find_map(|section| Some((section, section.free_kind(&row.kind)?)));
            let (section, free) =
                found.ok_or_else(|| format!("“{}”不能增加“{}”行", schema.title, row.kind))?;
            let shape = RowShape::Free(free);
            let called = format!("增加的第 {} 行", at + 1);
            let mut values = self.values_of(&addition.table, (section, &shape), row, units, (&called, plan));
            match fill_in(&self.budget, &self.format, &addition.table, &mut values) {
                Ok(None) => {}
                Ok(Some((gives, given))) => plan.reckonings.note(&self.format, &called, gives, given),
                Err((column, reason)) => {
                    let typed = row.cells.iter().find(|(key, _)| *key == column);
                    let title = section.column(&column).map_or(column.as_str(), |own| own.title());
                    plan.refused.push(RefusedEntry {
                        refusal: Refusal::Unread,
                        column: title.to_owned(),
                        place: format!("{called} {title}"),
                        text: typed.map(|(_, text)| text.clone()).unwrap_or_default(),
                        reason,
                    });
                }
            }
            rows.push(NewRow { kind: row.kind.clone(), cells: values });
        }
        Ok(rows)
    }

    /// What the texts of a row mean that is added.
    fn values_of(
        &self,
        table: &TableKey,
        (section, shape): (&SectionSchema, &RowShape<'_>),
        row: &AddedRow,
        units: Units,
        (called, plan): (&str, &mut Plan),
    ) -> Cells {
        let mut values = Cells::new();
        let of_row = TypedRow { table, kind: &row.kind, section, shape, now: None };
        for (key, text) in &self.texts_beside(&of_row, row.cells.clone(), &mut plan.beside) {
            let Some(column) = section.column(key) else {
                continue;
            };
            let role = shape.role(column);
            if role != Role::Input {
                plan.skipped += usize::from(!text.is_empty());
                continue;
            }
            let value = parse_as(role, column.kind, units, text).and_then(|value| {
                let address = CellAddress::new(table, RowKey::default(), key);
                read_formula(&self.budget, &self.format, &address, value)
            });
            match value {
                Ok(Some(value)) => drop(values.insert(key.clone(), value)),
                Ok(None) => {}
                Err(reason) => plan.refused.push(RefusedEntry {
                    refusal: Refusal::of(column.kind, text),
                    column: column.title().to_owned(),
                    place: format!("{called} {}", column.title()),
                    text: text.clone(),
                    reason,
                }),
            }
        }
        values
    }

    /// The edits that type texts into cells.
    fn edits_for(
        &self,
        entries: &[(CellAddress, String)],
        units: Units,
        plan: &mut Plan,
    ) -> Result<Vec<Edit>, String> {
        let mut edits = Vec::new();
        let mut given = BTreeSet::new();
        let book = self.book();
        let list = self.format.standards.as_ref();
        for (address, text) in entries {
            let cell = book.cell(address).ok_or_else(|| format!("没有单元格 {address}"))?;
            if cell.role != Role::Input {
                plan.skipped += 1;
                plan.computed.extend(given_for(cell.role, cell.column.kind, units, text, address));
                continue;
            }
            let value = parse_as(cell.role, cell.column.kind, units, text)
                .and_then(|value| read_formula(&self.budget, &self.format, address, value));
            match value {
                Ok(value) => {
                    let is_amount = |list: &crate::schema::StandardList| {
                        (&address.table, &address.column) == (&list.lines, &list.amount)
                    };
                    if value.is_some() && list.is_some_and(is_amount) {
                        given.insert(address.row.clone());
                    }
                    if cell.entered() != value.as_ref().map(Value::view) {
                        plan.replaced += usize::from(cell.entered().is_some());
                        edits.push(Edit::SetCell { layer: Layer::Input, address: address.clone(), value });
                    }
                }
                Err(reason) => plan.refused.push(RefusedEntry {
                    refusal: Refusal::of(cell.column.kind, text),
                    column: cell.column.title().to_owned(),
                    place: format!("{} {}", cell.row.name(), cell.column.title()),
                    text: text.clone(),
                    reason,
                }),
            }
        }
        self.reckon_lines(&mut edits, &given, plan);
        Ok(edits)
    }

    /// Writes down what formulas that are set give, but for lines of `given` whose amount comes along. A formula of which
    /// the table would print nothing is refused also where it brings an amount: the two cannot both be meant.
    fn reckon_lines(&self, edits: &mut Vec<Edit>, given: &BTreeSet<RowKey>, plan: &mut Plan) {
        let book = self.book();
        for line in reckoned_with(&self.budget, &self.format, edits, given) {
            let cell = book.cell(&line.formula);
            let name = cell.as_ref().map_or_else(String::new, |cell| cell.row.name());
            let Some(reason) = vanishes(&self.format, line.gives) else {
                plan.reckonings.note(&self.format, &name, line.gives, line.given);
                if line.given.is_none() {
                    edits.push(line.edit());
                }
                continue;
            };
            let is_formula =
                |edit: &mut Edit| matches!(edit, Edit::SetCell { address, .. } if *address == line.formula);
            let title = cell.map_or_else(String::new, |cell| cell.column.title().to_owned());
            for edit in edits.extract_if(.., is_formula) {
                let Edit::SetCell { value, .. } = edit else { continue };
                plan.refused.push(RefusedEntry {
                    refusal: Refusal::Unread,
                    column: title.clone(),
                    place: format!("{name} {title}"),
                    text: value.as_ref().and_then(Value::text).unwrap_or_default().to_owned(),
                    reason: reason.clone(),
                });
            }
        }
    }
}
