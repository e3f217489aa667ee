//! Pasting a block: one step for all that is taken, a question where not all of it can be.

use super::notes::replaced_in_words;
use super::place::{Placed, place};
use crate::blocks::{self, Given};
use crate::lines::{Mapping, Source};
use crate::model::{CellAddress, RowKey};
use crate::money::Decimal;
use crate::session::{Entries, OtherNames, PlannedBlock, RefusedEntry, begins_with_nought};
use crate::sheet::levels::belongs_to;
use crate::ui::document::Document;
use crate::ui::request::{PartlyRead, Request};
use crate::ui::table::grid::state::{Reveal, address_at};

impl Document {
    /// Puts what the clipboard holds into the cells from the cursor on, as one step: a table where it
    /// has one, else the text. Where some of it cannot be taken, that is asked about.
    pub fn paste(&mut self, from_text: &str, from_html: Option<&str>) {
        self.put_block(from_text, from_html, "粘贴");
    }

    /// The same, by the name that the step has.
    pub(in crate::ui) fn put_block(
        &mut self,
        from_text: &str,
        from_html: Option<&str>,
        called: &'static str,
    ) {
        if from_text.is_empty() && from_html.and_then(blocks::html::read).is_none() {
            self.message = Some("剪贴板上没有能粘贴的文字或表格".to_owned());
            return;
        }
        // On the blank line below the last one the block makes rows of its own.
        let is_below = self.grid().is_some_and(|grid| grid.is_below());
        if !is_below && !self.go_beyond_end() {
            return;
        }
        let lines = blocks::read(from_text, from_html);
        if let [line] = lines.as_slice()
            && let [only] = line.as_slice()
            && self.paste_everywhere(only, called)
        {
            return;
        }
        let conditions = self.table_key().map(|key| self.conditions(&key)).unwrap_or_default();
        let yuan = self.session.typed_in().in_yuan();
        let known = (self.session.units(), names_elsewhere());
        let placed = self.with_grid(|sheet, layout, _, grid| {
            let here = grid.block_below(layout, &sheet).or_else(|| grid.block(layout, &sheet));
            let block = here.ok_or("请先选中一个单元格")?;
            place(&sheet, layout, block, &lines, &conditions, known, yuan)
        });
        let placed = match placed {
            Some(Ok(placed)) => placed,
            Some(Err(reason)) => {
                self.message = Some(format!("{reason}；没有{called}任何数据"));
                return;
            }
            None => return,
        };
        let Placed { entries: cells, addition, refused, notes, yuan, passed, columns, agreed, unlike } =
            placed;
        let entries = Entries { cells: &cells, addition: Some(&addition), yuan };
        let mut planned = match self.session.plan_block(&entries, called) {
            Ok(planned) => planned,
            Err(reason) => {
                self.message = Some(format!("{called}没有进行：{reason}"));
                return;
            }
        };
        let refusal = passed.and_then(|passed| passed.refusal(&self.book(), &cells, &planned.step));
        if let Some(reason) = refusal {
            self.message = Some(format!("{reason}；没有{called}任何数据"));
            return;
        }
        planned.refused.splice(0..0, refused);
        planned.computed.retain(|(cell, _)| !agreed.contains(cell));
        let mut said = notes.said();
        if let Some(unit) = yuan.filter(|yuan| *yuan != self.session.typed_in().in_yuan()) {
            said.push(format!("金额按表头所写的单位读入（1 个单位 = {unit} 元）"));
        }
        let revision = self.session.revision();
        if planned.refused.is_empty() {
            self.take_pasted(PartlyRead { planned, said, revision, called, columns, unlike });
        } else if planned.step.edits.is_empty() {
            self.message = Some(format!("{called}没有进行：{}", refused_in_words(&planned.refused)));
        } else {
            // Each of many stands in the question.
            let refused = match planned.refused.as_slice() {
                [_] => refused_in_words(&planned.refused),
                many => RefusedEntry::counted(many),
            };
            self.message = Some(format!("还没有{called}，请选择怎么办：{refused}"));
            let block = PartlyRead { planned, said, revision, called, columns, unlike };
            self.requests.push(Request::Pasted(Box::new(block)));
        }
    }

    /// Puts one cell into all that are selected, as one step; `false` where that is only one.
    fn paste_everywhere(&mut self, only: &Given, called: &str) -> bool {
        let cells = self.selected_cells();
        if cells.len() < 2 {
            return false;
        }
        let is_number =
            |cell: &CellAddress| self.book().cell(cell).is_some_and(|cell| cell.column.kind.is_number());
        if begins_with_nought(&only.text) && cells.iter().any(is_number) {
            let text = only.text.trim();
            self.message = Some(format!("“{text}”以 0 开头，像编码，不是金额；没有{called}任何数据"));
            return true;
        }
        let entries: Vec<_> = {
            let book = self.book();
            let text = |cell: &CellAddress| {
                let is_number = book.cell(cell).is_some_and(|cell| cell.column.kind.is_number());
                let number = only.for_number().ok().filter(|_| is_number);
                number.map_or_else(|| only.text.clone(), |read| read.text)
            };
            cells.iter().map(|cell| (cell.clone(), text(cell))).collect()
        };
        self.enter_all(&entries, called);
        true
    }

    /// Takes the step, and says what became of the rest.
    pub(in crate::ui) fn take_pasted(&mut self, block: PartlyRead) {
        let PartlyRead { planned, said, called, columns, unlike, .. } = block;
        let changed = planned.cells();
        let PlannedBlock { step, added, skipped, replaced, computed, refused, told } = planned;
        if !step.edits.is_empty()
            && let Err(error) = self.session.apply(step)
        {
            self.message = Some(format!("{called}没有进行：{error}"));
            return;
        }
        let mut parts = vec![entered_in_words(changed.len(), added.len(), skipped, &refused)];
        parts.extend(replaced_in_words(replaced));
        // Of a total whose own lines make another figure these are told; where the table agrees with it nothing is.
        let (of_lines, others): (Vec<_>, Vec<_>) =
            computed.into_iter().partition(|(cell, _)| unlike.contains_key(cell));
        parts.extend(self.session.differing(&others));
        let differs =
            |one: &(CellAddress, Decimal)| self.session.differing(std::slice::from_ref(one)).is_some();
        let unlike: Vec<&str> = of_lines
            .iter()
            .filter(|one| differs(one))
            .filter_map(|(cell, _)| unlike.get(cell).map(String::as_str))
            .collect();
        if !unlike.is_empty() {
            parts.push(format!("请核对：{}", unlike.join("；")));
        }
        parts.extend(told);
        parts.extend(said);
        parts.extend(self.show_added(&added));
        // What a row says because of the view, or comes to by a formula, was not pasted.
        let pasted: Vec<CellAddress> =
            changed.into_iter().filter(|cell| columns.contains(&cell.column)).collect();
        self.select_all_of(&pasted);
        self.message = Some(format!("{called}：{}", parts.join("；")));
    }

    /// Selects the block that cells take up. The cursor is on its first one.
    fn select_all_of(&mut self, cells: &[CellAddress]) {
        self.with_grid(|sheet, layout, _, grid| {
            let places: Vec<_> = cells.iter().filter_map(|cell| layout.place(&sheet, cell)).collect();
            let corner = |pick: fn(usize, usize) -> usize| {
                places.iter().copied().reduce(|one, next| (pick(one.0, next.0), pick(one.1, next.1)))
            };
            let (Some(first), Some(last)) = (corner(usize::min), corner(usize::max)) else {
                return;
            };
            let nearest = |(line, column): (usize, usize), right| {
                address_at(layout, &sheet, layout.cell_from(line, column, 0, right)?)
            };
            if let (Some(first), Some(last)) = (nearest(first, 1), nearest(last, -1)) {
                grid.go(first, false);
                grid.corner = Some(last);
                grid.reveal = Reveal::Block;
            }
        });
    }

    /// Sees to it that rows which were added are seen, and says what had to be changed for it.
    fn show_added(&mut self, added: &[RowKey]) -> Option<String> {
        let key = self.table_key()?;
        self.settle_unit();
        let hidden = |document: &Self| {
            let sheet = document.book().sheet(&key)?;
            let unseen = |row: &&RowKey| {
                sheet.row_by_key(row).is_none_or(|row| !belongs_to(&row, document.look.unit.as_ref()))
            };
            Some(added.iter().filter(unseen).count()).filter(|count| *count > 0)
        };
        let said = hidden(self).filter(|_| self.look.unit.is_some() && self.is_filtered(&key)).map(|count| {
            self.show_unit(None);
            format!("其中 {count} 行不属于所看的单位，已改为显示全部单位")
        });
        for row in added {
            self.edit_view(&key, |view, sheet| view.reveal(sheet, row));
        }
        said
    }
}

/// Under which names files of budget lines have the columns of a budget.
fn names_elsewhere() -> OtherNames {
    let known = Mapping::at(None).unwrap_or_default();
    let names = known.fields.into_iter().filter_map(|field| match field.source {
        Source::Column(key) => Some((key.as_str().into(), field.aliases)),
        _ => None,
    });
    names.collect()
}

/// What is refused, counted by kinds, and the first of it with where it stands and why.
fn refused_in_words(refused: &[RefusedEntry]) -> String {
    format!("{}（{}）", RefusedEntry::counted(refused), RefusedEntry::in_words(refused))
}

/// How many cells of a block were entered, and how many were left and why, in one sentence.
fn entered_in_words(entered: usize, rows: usize, skipped: usize, refused: &[RefusedEntry]) -> String {
    let rows = if rows > 0 { format!("（增加了 {rows} 行）") } else { String::new() };
    let of_form = "落在合计或固定文字上";
    let why = match (skipped, refused.len()) {
        (_, 0) => of_form.to_owned(),
        (0, _) => refused_in_words(refused),
        (skipped, _) => format!("{skipped} 格{of_form}，{}", refused_in_words(refused)),
    };
    match (entered, skipped + refused.len()) {
        (0, 0) => "没有可录入的内容".to_owned(),
        (0, left) => format!("{left} 格都没有录入：{why}"),
        (_, 0) => format!("录入 {entered} 格{rows}"),
        (_, left) => format!("录入 {entered} 格{rows}，有 {left} 格没有录入：{why}"),
    }
}
