//! What is said of a whole document once it was read: doubts kept beside the budget, what nobody would read, and
//! tables that seem to lack a page. Reads nothing itself.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::dialects;
use super::doubts::Answer;
use super::pages::Import;
use super::proof::Proof;
use super::report::{ImportNote, NoteKind, line_list};
use super::table::Reader;
use crate::calc::{Book, Cell, Figures};
use crate::model::{
    ColumnKey, Coverage, DOUBTED_COLUMNS, DOUBTED_HEADER, Note, NoteKey, NoteKind as Kept, RowKey, TableKey,
};
use crate::schema::Role;
use crate::text::shortened;

impl Import<'_> {
    /// Keeps beside the budget what a person should know about how it was read.
    pub(super) fn keep_doubts(&mut self) {
        let proofs = self.proofs();
        for (table, reader) in &self.readers {
            for doubt in reader.doubts.said() {
                let proof = proofs.get(table);
                let open = match proof {
                    Some(proof) => proof.left_open(doubt.answer, doubt.columns.as_ref()),
                    None => Some(doubt.columns.iter().flatten().cloned().collect()),
                };
                let is_answered = open.is_none();
                let answer =
                    if is_answered { "（各合计与各数都相符，不再存疑）" } else { "" };
                let text = format!("第 {} 行：{}{answer}", doubt.line, doubt.text);
                let key = NoteKey { kind: Kept::Import, place: table.to_string(), of: doubt.of.to_owned() };
                let note =
                    self.budget.notes.entry(key).or_insert_with(|| Note { settled: true, ..Note::default() });
                if !note.text.is_empty() {
                    note.text.push('；');
                }
                note.text.push_str(&text);
                if let Some(open) = open.filter(|_| doubt.is_problem) {
                    let own = self.report.tables.iter_mut().find(|own| own.table == *table);
                    if let Some(own) = own.filter(|_| matches!(doubt.of, DOUBTED_COLUMNS | DOUBTED_HEADER)) {
                        let note = ImportNote {
                            line: doubt.line,
                            kind: NoteKind::Doubted,
                            text: doubt.text.clone(),
                        };
                        own.notes.push(note);
                    }
                    // No columns means all.
                    let is_of_all = open.is_empty() || !note.settled && note.columns.is_empty();
                    note.settled = false;
                    let columns: BTreeSet<ColumnKey> = note.columns.drain(..).chain(open).collect();
                    note.columns.extend(columns.into_iter().filter(|_| !is_of_all));
                }
            }
        }
    }

    /// What the figures of the tables say that are asked.
    fn proofs(&self) -> BTreeMap<TableKey, Proof> {
        let is_asked = |reader: &Reader<'_>| {
            reader.doubts.said().iter().any(|doubt| doubt.is_problem && doubt.answer != Answer::None)
        };
        let asked: Vec<_> = self.readers.iter().filter(|(_, reader)| is_asked(reader)).collect();
        if asked.is_empty() {
            return BTreeMap::new();
        }
        let figures = Figures::compute(&self.budget, self.format);
        let book = Book { format: self.format, budget: &self.budget, figures: &figures };
        let proof = |(key, reader): (&TableKey, &Reader<'_>)| {
            let sheet = book.sheet(key)?;
            let is_whole = sheet.coverage() == Coverage::Full && !reader.doubts.has_lost();
            Some((key.clone(), Proof::of(&sheet, is_whole)))
        };
        asked.into_iter().filter_map(proof).collect()
    }

    /// Says what was not read since it is crossed out or hidden, in the report and beside the budget.
    pub(super) fn tell_left(&mut self, left: &[dialects::Left]) {
        for (why, of, told) in [
            (dialects::Why::Struck, "删除线", "划掉的文字没有读入"),
            (dialects::Why::Hidden, "隐藏", "隐藏的内容没有读入"),
        ] {
            let own = || left.iter().filter(|left| left.why == why);
            let Some(first) = own().next() else { continue };
            let lines: Vec<u32> = own().map(|left| left.number).collect();
            let examples: Vec<String> =
                own().take(5).map(|left| format!("“{}”", shortened(&left.text))).collect();
            let more = if lines.len() > examples.len() { "等" } else { "" };
            let text = format!(
                "有 {} 处{told}（第 {} 行，{}{more}）；请对照原文核对",
                lines.len(),
                line_list(&lines),
                examples.join("、")
            );
            let note = ImportNote { line: first.number, kind: NoteKind::LeftOut, text: text.clone() };
            self.report.notes.push(note);
            let key = NoteKey { kind: Kept::Import, place: String::new(), of: of.to_owned() };
            // What is crossed out is seen, and somebody meant it; what is hidden was never meant to be read.
            let settled = why == dialects::Why::Hidden;
            self.budget.notes.insert(key, Note { text, settled, ..Note::default() });
        }
    }

    /// Says which tables its contents list that the document does not have.
    pub(super) fn tell_missing(&mut self, titles: &[String]) {
        let names: Vec<String> = titles.iter().map(|title| format!("“{title}”")).collect();
        if names.is_empty() {
            return;
        }
        let text = format!("目录里列有{}，文件里没有这样的表；请核对是否漏了", names.join("、"));
        self.report.notes.push(ImportNote { line: 0, kind: NoteKind::Missing, text: text.clone() });
        let key = NoteKey { kind: Kept::Import, place: String::new(), of: "目录".to_owned() };
        self.budget.notes.insert(key, Note { text, ..Note::default() });
    }

    /// A table with a page break inside whose rows give less than its printed total may lack a page: its
    /// sums prove nothing. A wrong total alone is no such sign: it contradicts its own row, too, or another total.
    pub(super) fn find_lost_rows(&mut self) {
        let figures = Figures::compute(&self.budget, self.format);
        let book = Book { format: self.format, budget: &self.budget, figures: &figures };
        let mut found: Vec<(TableKey, String)> = Vec::new();
        for sheet in book.sheets().filter(|sheet| sheet.coverage() == Coverage::Full) {
            let broken = self.readers.get(&sheet.schema.key).is_some_and(|reader| reader.page > 1);
            let short = sheet.rows().filter(|_| broken).flat_map(|row| row.cells()).find_map(|cell| {
                let (stated, computed) = cell.disagreement().filter(|_| cell.role == Role::SumOfRows)?;
                let slack =
                    Decimal::new(i64::from(cell.figures()) + 1, 0) * Decimal::new(5, cell.decimals() + 1);
                let short = stated.saturating_sub(computed);
                let is_wrong = || is_at_odds(&cell) || has_another(&cell, computed);
                (short > slack && !is_wrong()).then(|| {
                    format!(
                        "表内有换页，而各行的{}比印出的合计少 {short}，可能缺页，也可能有数印错",
                        cell.column.key
                    )
                })
            });
            found.extend(short.map(|remark| (sheet.schema.key.clone(), remark)));
        }
        for (key, remark) in found {
            if let Some(report) = self.report.tables.iter_mut().find(|report| report.table == key) {
                report.coverage = Coverage::Partial;
                report.remark.clone_from(&remark);
                report.notes.push(ImportNote { line: 0, kind: NoteKind::LostPage, text: remark.clone() });
            }
            if let Some(table) = self.budget.tables.get_mut(&key) {
                table.coverage = Coverage::Partial;
                table.remark = remark;
            }
        }
    }
}

/// Whether another total of its table, which agrees with itself, prints what its rows give: then none is lost. Rows of
/// items are no such totals, as one may be all that is left of what stands below another.
fn has_another(cell: &Cell<'_>, computed: Decimal) -> bool {
    let row = &cell.row;
    let Some(section) = row.sheet.schema.sections.get(row.section_index) else { return false };
    let is_total = |key: &RowKey| section.fixed_rows().any(|total| total.key == *key);
    let agrees = |key: &RowKey| {
        let other = row.sheet.row_by_key(key).and_then(|other| other.cell(cell.column_index));
        other.is_some_and(|other| {
            let same = other.printed() == Some(computed) && other.disagreement().is_none();
            same && other.role == Role::SumOfRows
        })
    };
    let mut others = section.fixed_rows().filter(|total| total.key != *row.row.key());
    is_total(row.row.key()) && !computed.is_zero() && others.any(|total| agrees(&total.key))
}

/// Whether a printed total contradicts what its row prints beside it: the sum that it is one of, or whose parts these are.
fn is_at_odds(cell: &Cell<'_>) -> bool {
    let printed = |of: &Cell<'_>| of.printed().unwrap_or_default();
    let sums = cell.row.cells().filter(|whole| !whole.column.sum.is_empty());
    let own = sums.filter(|whole| {
        whole.column_index == cell.column_index || whole.column.sum.contains(&cell.column.key)
    });
    own.filter(|whole| whole.printed().is_some()).any(|whole| {
        let parts: Vec<Decimal> = whole
            .column
            .sum
            .iter()
            .filter_map(|key| cell.row.cell_by(key))
            .map(|part| printed(&part))
            .collect();
        let addends = i64::try_from(parts.len()).unwrap_or(i64::MAX - 1);
        let slack = Decimal::new(addends.saturating_add(1), 0) * Decimal::new(5, cell.decimals() + 1);
        let sum = parts.iter().fold(Decimal::ZERO, |sum, part| sum.saturating_add(*part));
        sum.saturating_sub(printed(&whole)).abs() > slack
    })
}
