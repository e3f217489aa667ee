//! Grouping the rows of the shown table by their codes, and folding what belongs together: below a row of an outer
//! level, or below the head of a group. The data is not touched; see `sheet::groups`.

use crate::calc::SheetRow;
use crate::model::TableKey;
use crate::sheet::groups::Grouping;
use crate::sheet::layout::GridLayout;
use crate::sheet::levels::parent;
use crate::ui::document::Document;
use crate::ui::table::grid::state::address_at;

impl Document {
    /// Groups the rows by the next of the ways there are, and after the last by none.
    pub fn group_rows(&mut self) {
        let Some(key) = self.table_key() else {
            return;
        };
        let book = self.book();
        let ways = book.sheet(&key).map(|sheet| Grouping::of(&sheet)).unwrap_or_default();
        if ways.is_empty() {
            self.message = Some("此表没有可以用来分组的科目编码栏".to_owned());
            return;
        }
        let now = self.view(&key).and_then(|view| view.grouping.clone());
        let next = match &now {
            None => ways.first().cloned(),
            Some(now) => ways.iter().position(|way| way == now).and_then(|at| ways.get(at + 1)).cloned(),
        };
        self.message = Some(match &next {
            Some(way) => format!("按{}分组；再按一次换一种分法", way.title()),
            None => "不再分组".to_owned(),
        });
        self.change_view(|view| {
            view.grouping = next;
            view.folded_heads.clear();
            view.last_folded = None;
        });
    }

    fn fold_all_groups(&mut self, key: &TableKey) {
        let outermost = |layout: &GridLayout| -> Vec<String> {
            layout.heads.iter().filter(|head| head.level == 0).map(|head| head.key.clone()).collect()
        };
        let heads = self.with_grid(|_, layout, _, _| outermost(layout)).unwrap_or_default();
        self.edit_view(key, |view, _| {
            view.last_folded = None;
            if view.folded_heads.is_empty() {
                view.folded_heads.extend(heads);
            } else {
                view.folded_heads.clear();
            }
        });
    }

    /// Folds the rows below a head, or unfolds them.
    pub fn fold_head(&mut self, head: &str) {
        let Some(key) = self.table_key() else {
            return;
        };
        self.edit_view(&key, |view, _| {
            view.last_folded = None;
            if !view.folded_heads.remove(head) {
                view.folded_heads.insert(head.to_owned());
            }
        });
    }

    /// Folds the innermost open group around the cursor, or unfolds the one that was just folded; `false`
    /// where the cursor stands in none.
    fn fold_group(&mut self) -> bool {
        let (Some(key), Some(cursor)) = (self.table_key(), self.cursor()) else {
            return false;
        };
        let Some(view) = self.view(&key) else {
            return false;
        };
        if let Some(head) = view.last_folded.clone() {
            self.fold_head(&head);
            return true;
        }
        let book = self.book();
        let row = book.cell(&cursor).map(|cell| cell.row);
        let heads = view.grouping.as_ref().zip(row).map(|(grouping, row)| grouping.heads_above(&row));
        let Some(head) = heads.and_then(|heads| heads.last().cloned()) else {
            return false;
        };
        let column = self.with_grid(|sheet, layout, _, state| state.place(layout, &sheet));
        let column = column.flatten().map_or(0, |(_, column)| column);
        self.fold_head(&head);
        // The cursor goes to the next row that is still seen.
        let to = self.with_grid(|sheet, layout, _, _| {
            let line = layout.line_of_head(&head)?;
            let place = [1, -1].into_iter().find_map(|down| layout.cell_from(line, column, down, 0));
            address_at(layout, &sheet, place?)
        });
        if let (Some(Some(to)), Some(grid)) = (to, self.grid()) {
            grid.go(to, false);
            grid.view.last_folded = Some(head);
        }
        true
    }

    /// Folds the row under the cursor, or the one it belongs to, or unfolds it.
    pub fn fold_row(&mut self) {
        if self.fold_group() {
            return;
        }
        let book = self.book();
        let row = self.cursor().and_then(|cursor| Some(book.cell(&cursor)?.row));
        let row =
            row.and_then(|row| if row.descendants().next().is_some() { Some(row) } else { parent(&row) });
        let Some(key) = row.map(|row| row.row.key().clone()) else {
            self.message = Some("这一行没有下级，也没有上级，不能折叠".to_owned());
            return;
        };
        let Some(mut to) = self.cursor() else {
            return;
        };
        to.row = key.clone();
        self.change_view(|view| {
            if !view.folded.remove(&key) {
                view.folded.insert(key);
            }
        });
        if let Some(grid) = self.grid() {
            grid.go(to, false);
        }
    }

    /// Folds all rows that something belongs to, or unfolds all.
    pub fn fold_all(&mut self) {
        let Some(key) = self.table_key() else {
            return;
        };
        if self.view(&key).is_some_and(|view| view.grouping.is_some()) {
            self.fold_all_groups(&key);
            return;
        }
        let unfold = self.view(&key).is_some_and(|view| !view.folded.is_empty());
        self.edit_view(&key, |view, sheet| {
            view.folded.clear();
            if !unfold {
                let mut above: Option<SheetRow<'_>> = None;
                for row in sheet.rows() {
                    if let Some(above) = above.filter(|above| {
                        above.shape.level().is_some() && row.shape.level() > above.shape.level()
                    }) {
                        view.folded.insert(above.row.key().clone());
                    }
                    above = Some(row);
                }
            }
        });
        if self.table_key().is_some_and(|key| self.view(&key).is_none_or(|view| !view.is_on())) {
            self.message = Some("此表没有上下级的行".to_owned());
        }
    }
}
