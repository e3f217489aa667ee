//! What either side of a merge did, as a printed table (合并清单): who hands a merged budget on can show what became of
//! everybody's work. What a merge is, and whose stands, is for [`compare`](crate::compare).

use super::tables::{row, sheet, words};
use crate::compare::{MergeLine, Side};
use crate::document::PrintedTable;

/// All places that a side changed, those that both changed first.
pub fn merged(lines: &[MergeLine]) -> PrintedTable {
    let columns =
        [("项目", 260.0), ("原来", 110.0), ("我方", 110.0), ("对方", 110.0), ("取", 60.0), ("说明", 90.0)];
    let body = lines.iter().map(|line| {
        let side = |side: Side| line.of_side(side).unwrap_or("没有改").to_owned();
        let taken = line.taken.map_or("双方相同", Side::label);
        let said = if line.conflict.is_some() { "双方改得不同" } else { "" };
        let contents = [
            line.title.clone(),
            line.base.clone(),
            side(Side::Ours),
            side(Side::Theirs),
            taken.into(),
            said.into(),
        ];
        row(contents.map(words), false)
    });
    let mut sheet = sheet("合并清单".to_owned(), "合并清单", &columns, body.collect());
    sheet.frozen = 1;
    sheet.notes = vec!["“我方”和“对方”是双方各自改成的内容；“取”是合并结果里用了谁的。".to_owned()];
    sheet
}
