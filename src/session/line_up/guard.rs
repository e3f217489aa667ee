//! What is refused of a block whose columns go one beside the other: codes that would become amounts, and cells that are something
//! else than the columns that they would land on.
//!
//! Lines nothing up: it says what is wrong, and where the block may begin.

use super::ways::Block;
use super::{Columns, Fit, Known, is_word};
use crate::blocks::Given;
use crate::schema::Column;

impl Known<'_> {
    /// Refuses what would go one beside the other where several columns are something else than those they would land on.
    pub(super) fn refuse_misfits(
        &self,
        columns: Columns<'_, '_>,
        block: &Block<'_>,
        here: &[Fit],
    ) -> Result<(), String> {
        let misfits = here.iter().enumerate().filter(|(_, fit)| fit.is_none()).filter_map(|(nth, _)| {
            let at = columns.beside.get(nth).copied().flatten();
            let column = at.and_then(|at| columns.section.columns.get(at))?;
            Some(format!("“{}”落在“{}”栏上", block.column(nth).next()?, column.full_title()))
        });
        let misfits: Vec<String> = misfits.collect();
        if misfits.len() < 2 {
            return Ok(());
        }
        let told = misfits.iter().take(2).cloned().collect::<Vec<_>>().join("，");
        Err(format!("{told}，左右没有对齐；请从对应的栏开始粘贴，或者连表头一起复制，按表头对到各栏"))
    }

    /// Refuses what would put codes into amounts, where the columns go one beside the other.
    ///
    /// # Errors
    /// Says in Chinese which code would land where.
    pub fn refuse_codes(&self, beside: &[Option<&Column>], lines: &[Vec<Given>]) -> Result<(), String> {
        let block = Block::of(lines);
        let number = |nth: usize| beside.get(nth).copied().flatten().filter(|column| column.kind.is_number());
        let is_worded = |nth: usize| block.column(nth).next().is_some() && block.column(nth).all(is_word);
        let is_off = (0..block.width).any(|nth| number(nth).is_some() && is_worded(nth));
        self.guard(&block, &number, is_off, &|| None)
    }

    pub(super) fn guard<'c>(
        &self,
        block: &Block<'_>,
        number: &dyn Fn(usize) -> Option<&'c Column>,
        is_off: bool,
        start: &dyn Fn() -> Option<&'c Column>,
    ) -> Result<(), String> {
        let found = (0..block.width).find_map(|nth| {
            let column = number(nth)?;
            let codes: Vec<&str> = block.column(nth).collect();
            let may_be = is_off && !codes.is_empty() && codes.iter().all(|code| self.is_code(code));
            (may_be || self.are_codes(&codes)).then(|| (column, codes.first().copied().unwrap_or_default()))
        });
        let Some((column, code)) = found else {
            return Ok(());
        };
        let what = match start() {
            Some(column) => format!("这些内容像是从“{}”栏起的，请选中那一栏再粘贴", column.full_title()),
            None => "请从对应的栏开始粘贴，或者连表头一起复制，按表头对到各栏".to_owned(),
        };
        Err(format!("“{code}”像编码，却落在“{}”栏上，左右没有对齐；{what}", column.full_title()))
    }

    /// The only column from which on a block fits, one column beside the other.
    pub(super) fn start<'s>(&self, columns: Columns<'_, 's>, block: &Block<'_>) -> Option<&'s Column> {
        let fits_from = |from: &usize| {
            let beside: Vec<usize> = columns.seen.iter().skip(*from).copied().collect();
            (0..block.width).all(|nth| {
                let column = beside.get(nth).and_then(|at| columns.section.columns.get(*at));
                let fit = column.and_then(|column| self.fit(columns, column, block, nth));
                fit.is_some_and(|fit| fit > 0 || block.column(nth).next().is_none())
            })
        };
        let mut starts = (0..columns.seen.len()).filter(fits_from);
        let start = starts.next().filter(|_| starts.next().is_none())?;
        columns.section.columns.get(*columns.seen.get(start)?)
    }
}
