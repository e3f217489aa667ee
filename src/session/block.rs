//! Blocks of texts typed at once: into cells that are there, and into rows that are added for them. What a cell
//! does not take is listed, all of it, before anything is changed.
//! Where a block comes from, the clipboard or a search, is not known here.

use super::Session;
use super::entry::{Units, parse_as};
use super::reckoning::{amounts_with, fill_in, read_formula, vanishing};
use crate::edit::{self, Batch, Edit, NewRow};
use crate::model::{CellAddress, Cells, ColumnKey, KindKey, Layer, RowKey, TableKey, Value};
use crate::money::Decimal;
use crate::schema::{Role, RowShape};

/// So many refused texts are named in a sentence, more are counted.
const MOST_NAMED: usize = 8;

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

/// A text that its cell does not take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedEntry {
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
    /// What is refused, all of it.
    pub refused: Vec<RefusedEntry>,
}

impl PlannedBlock {
    /// Whether every text is taken.
    ///
    /// # Errors
    /// Names what is refused, and why.
    pub fn nothing_refused(&self) -> Result<(), String> {
        if self.refused.is_empty() { Ok(()) } else { Err(RefusedEntry::in_words(&self.refused)) }
    }
}

impl RefusedEntry {
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
        let (mut edits, mut skipped, mut refused) = self.edits_for(entries.cells, units)?;
        let cells = edits.len();
        let mut keys = Vec::new();
        if let Some(addition) = entries.addition.filter(|addition| !addition.rows.is_empty()) {
            let rows = self.new_rows_for(addition, units, (&mut skipped, &mut refused))?;
            let missing = || format!("没有表“{}”", addition.table);
            let schema = self.format.table(&addition.table).ok_or_else(missing)?;
            let table = self.budget.table(&addition.table).ok_or_else(missing)?;
            let (added, new_keys) =
                edit::new_rows(schema, table, addition.below, rows).map_err(|error| error.to_string())?;
            edits.extend(added.edits);
            keys = new_keys;
        }
        let label = match keys.len() {
            0 => format!("{label} {cells} 格"),
            rows => format!("{label} {cells} 格，增加 {rows} 行"),
        };
        Ok(PlannedBlock { step: Batch { label, edits }, added: keys, skipped, refused })
    }

    fn new_rows_for(
        &self,
        addition: &Addition,
        units: Units,
        (skipped, refused): (&mut usize, &mut Vec<RefusedEntry>),
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
            let mut values = Cells::new();
            for (key, text) in &row.cells {
                let Some(column) = section.column(key) else {
                    continue;
                };
                let role = RowShape::Free(free).role(column);
                if role != Role::Input {
                    *skipped += usize::from(!text.is_empty());
                    continue;
                }
                let value = parse_as(role, column.kind, units, text).and_then(|value| {
                    let address = CellAddress::new(&addition.table, RowKey::default(), key);
                    read_formula(&self.budget, &self.format, &address, value)
                });
                match value {
                    Ok(Some(value)) => drop(values.insert(key.clone(), value)),
                    Ok(None) => {}
                    Err(reason) => refused.push(RefusedEntry {
                        place: format!("增加的第 {} 行 {}", at + 1, column.title()),
                        text: text.clone(),
                        reason,
                    }),
                }
            }
            if let Err((column, reason)) = fill_in(&self.budget, &self.format, &addition.table, &mut values) {
                let typed = row.cells.iter().find(|(key, _)| *key == column);
                refused.push(RefusedEntry {
                    place: format!(
                        "增加的第 {} 行 {}",
                        at + 1,
                        section.column(&column).map_or(column.as_str(), |own| own.title())
                    ),
                    text: typed.map(|(_, text)| text.clone()).unwrap_or_default(),
                    reason,
                });
            }
            rows.push(NewRow { kind: row.kind.clone(), cells: values });
        }
        Ok(rows)
    }

    /// The edits that type texts into cells, how many cells take none, and which texts are refused.
    fn edits_for(
        &self,
        entries: &[(CellAddress, String)],
        units: Units,
    ) -> Result<(Vec<Edit>, usize, Vec<RefusedEntry>), String> {
        let mut edits = Vec::new();
        let mut skipped = 0;
        let mut refused = Vec::new();
        let book = self.book();
        for (address, text) in entries {
            let cell = book.cell(address).ok_or_else(|| format!("没有单元格 {address}"))?;
            if cell.role != Role::Input {
                skipped += 1;
                continue;
            }
            let value = parse_as(cell.role, cell.column.kind, units, text)
                .and_then(|value| read_formula(&self.budget, &self.format, address, value));
            match value {
                Ok(value) if cell.entered() != value.as_ref().map(crate::model::Value::view) => {
                    edits.push(Edit::SetCell { layer: Layer::Input, address: address.clone(), value });
                }
                Ok(_) => {}
                Err(reason) => refused.push(RefusedEntry {
                    place: format!("{} {}", cell.row.name(), cell.column.title()),
                    text: text.clone(),
                    reason,
                }),
            }
        }
        for amount in amounts_with(&self.budget, &self.format, &edits) {
            let Some(reason) = vanishing(&self.format, &amount) else {
                edits.push(amount);
                continue;
            };
            // The formula that gives it goes with it.
            let is_formula = |edit: &Edit| match (edit, &amount, &self.format.standards) {
                (Edit::SetCell { address, .. }, Edit::SetCell { address: of, .. }, Some(list)) => {
                    address.row == of.row && address.table == of.table && address.column == list.formula
                }
                _ => false,
            };
            let formulas: Vec<Edit> = edits.extract_if(.., |edit| is_formula(edit)).collect();
            if formulas.is_empty() {
                // Something that the formula reads is entered, and none of it alone is wrong.
                return Err(reason);
            }
            for edit in formulas {
                let Edit::SetCell { address, value, .. } = edit else { continue };
                let cell = book.cell(&address);
                refused.push(RefusedEntry {
                    place: cell.map_or_else(String::new, |cell| {
                        format!("{} {}", cell.row.name(), cell.column.title())
                    }),
                    text: value.as_ref().and_then(Value::text).unwrap_or_default().to_owned(),
                    reason: reason.clone(),
                });
            }
        }
        Ok((edits, skipped, refused))
    }
}
