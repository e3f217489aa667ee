//! Totals against their parts, and parts (其中) against their whole.

use rust_decimal::Decimal;

use super::Native;
use crate::calc::{Book, Cell, Figure, Sheet, SheetRow};
use crate::formula::{name_of, name_of_cell, unknown};
use crate::model::ValueView;
use crate::money;
use crate::narrative::called::is_stray;
use crate::rules::cause;
use crate::rules::place::{PlaceOutcome, Places};
use crate::rules::rounding::{Judgement, judge};
use crate::rules::shown::Shown;
use crate::rules::verdict::Finding;
use crate::schema::{ColumnKind, Role, RowShape, TableSchema};
use crate::text::NOT_CALCULATED;

/// Whether a table has cells that are sums.
pub(super) fn has_totals(table: &TableSchema) -> bool {
    table.sections.iter().any(|section| {
        section.columns.iter().any(|column| !column.sum.is_empty())
            || section.fixed_rows().any(|row| !row.sum.is_empty())
            || section.free.iter().any(|row| !row.sum.is_empty())
    })
}

/// Whether a table has cells that are a part (其中) of others.
pub(super) fn has_parts(table: &TableSchema) -> bool {
    table.sections.iter().any(|section| {
        section.columns.iter().any(|column| column.part_of.is_some())
            || section.fixed_rows().any(|row| row.part_of.is_some())
    })
}

/// Every total that the document states in a row against the one its own figures give.
pub(super) fn totals(rule: &Native, book: &Book<'_>, row: SheetRow<'_>, places: &mut Places) {
    if row.row.stated().is_empty() {
        return;
    }
    let sheet = &row.sheet;
    for cell in row.cells().filter(|cell| cell.role.is_computed()) {
        let outcome = match cell.stated() {
            None => continue,
            Some(ValueView::Text(text)) if text.is_empty() => continue,
            Some(ValueView::Text(text)) if **text == *NOT_CALCULATED => {
                PlaceOutcome::NotChecked(format!("{}里有公式没有算出结果", name_of(sheet)))
            }
            Some(ValueView::Text(text)) => {
                let message = format!(
                    "{}所列的“{}”不是金额，无法核对。",
                    name_of_cell(&cell),
                    crate::text::shortened(text)
                );
                PlaceOutcome::Violated(Box::new(rule.at_cell(&cell, message)))
            }
            Some(ValueView::Amount(_)) if cell.lacks_rows() => {
                PlaceOutcome::NotChecked(format!("{}缺页，得不出合计", name_of(sheet)))
            }
            Some(ValueView::Amount(_)) if cell.is_unreadable() => {
                PlaceOutcome::NotChecked(format!("{}里有无法识别的金额", name_of(sheet)))
            }
            // A department's row above its units' rows has no lines of its own.
            Some(ValueView::Amount(_)) if lacks_lines(&cell) => {
                PlaceOutcome::NotChecked(format!("{}“{}”下没有列出分项", name_of(sheet), cell.row.name()))
            }
            Some(ValueView::Amount(_)) => total(rule, book, &cell),
        };
        places.add(outcome, || Some(cell.address()));
    }
}

fn lacks_lines(cell: &Cell<'_>) -> bool {
    let RowShape::Free(free) = cell.row.shape else {
        return false;
    };
    let is_summed = |row: SheetRow<'_>| free.sum.contains(row.row.kind());
    cell.role == Role::SumOfRows && !cell.row.descendants().any(is_summed)
}

/// The sum of parts as they are printed, and how many of them are not nought; `None` where none is printed as a total of its
/// own. What is wrong within a part is told there, and not again above it.
fn printed_sum(parts: &[Cell<'_>]) -> Option<(Decimal, u32)> {
    if parts.iter().all(|part| part.stated().is_none()) {
        return None;
    }
    let all = parts.iter().filter_map(|part| part.printed().or(part.number()));
    let all = all.filter(|value| !value.is_zero());
    Some(all.fold((Decimal::ZERO, 0), |(sum, many), value| (sum.saturating_add(value), many + 1)))
}

fn total(rule: &Native, book: &Book<'_>, cell: &Cell<'_>) -> PlaceOutcome {
    let Some((stated, computed)) = cell.disagreement() else {
        return PlaceOutcome::Passed;
    };
    let parts = cell.addends();
    let reckoned = computed;
    if let Some(stray) =
        parts.iter().find(|part| part.column.key == cell.column.key && is_stray(&part.row, &cell.row))
    {
        let why = format!(
            "{}“{}”按编码不是“{}”的下级",
            name_of(&cell.row.sheet),
            stray.row.name(),
            cell.row.name()
        );
        return PlaceOutcome::NotChecked(why);
    }
    let (computed, addends) = printed_sum(&parts).unwrap_or((computed, cell.figures()));
    let difference = stated.saturating_sub(computed);
    if difference.is_zero() {
        return PlaceOutcome::Passed;
    }
    if let Some(finding) = not_carried(rule, cell, &parts, (stated, difference)) {
        return PlaceOutcome::Violated(Box::new(finding));
    }
    let decimals = money::telling_decimals(stated, computed, cell.decimals());
    let shown = Shown::of(cell, stated, computed);
    let show = |value| shown.say(value);
    let message = format!(
        "{}所列 {}，{}，相差 {}。",
        name_of_cell(cell),
        show(stated),
        // The cell itself shows what is reckoned from the last parts up; where totals between are printed otherwise, these
        // are two sums, and each is called by its name.
        match reckoned == computed {
            true => format!("各分项之和为 {}", show(computed)),
            false =>
                format!("各分项所列数之和为 {}（从最末一级逐级相加为 {}）", show(computed), show(reckoned)),
        },
        show(difference)
    );
    let given =
        parts.iter().filter(|part| part.printed().or(part.number()).is_some_and(|number| !number.is_zero()));
    let finding = Finding {
        expected: Some(computed),
        actual: Some(stated),
        difference: Some(difference),
        cause: cause::likely(stated, computed, (&[], &parts), decimals),
        ..rule.at_cell(cell, message).with_cells(given.map(Cell::address))
    };
    let counted = cell.column.kind == ColumnKind::Count;
    match judge(book.format, difference, addends, &[stated, computed]) {
        Judgement::WithinRounding if !counted => {
            PlaceOutcome::Hint(Box::new(finding.explained_by_rounding()))
        }
        _ => PlaceOutcome::Violated(Box::new(finding)),
    }
}

/// What is carried over (上年结转) and left blank, where the total of the other side is the same as this one: it is not the total that
/// is wrong.
fn not_carried(
    rule: &Native,
    cell: &Cell<'_>,
    parts: &[Cell<'_>],
    (stated, missing): (Decimal, Decimal),
) -> Option<Finding> {
    let is_blank = |part: &&Cell<'_>| {
        let name = part.row.name();
        let is_left = ["结转", "结余"].iter().any(|word| name.contains(word));
        is_left && part.printed().or(part.number()).is_none_or(|value| value.is_zero())
    };
    let mut blank = parts.iter().filter(is_blank);
    let part = blank.next().filter(|_| blank.next().is_none() && missing > Decimal::ZERO)?;
    let sheet = &cell.row.sheet;
    let is_other =
        |row: &SheetRow<'_>| row.section_index != cell.row.section_index && row.name().ends_with("总计");
    let mut others = sheet.rows().filter(is_other).flat_map(|row| row.cells().collect::<Vec<_>>());
    let other = others.find(|other| other.printed() == Some(stated))?;
    let shown = Shown::of(cell, stated, missing);
    let message = format!(
        "{}没有填数：{}所列 {}，{}也是这个数，其余各分项合计少 {}，这一行应填 {}。",
        name_of_cell(part),
        name_of_cell(cell),
        shown.say(stated),
        name_of_cell(&other),
        shown.say(missing),
        shown.say(missing)
    );
    Some(Finding {
        expected: Some(missing),
        actual: Some(Decimal::ZERO),
        difference: Some(-missing),
        ..rule.at_cell(part, message).with_cells([cell.address(), other.address()])
    })
}

/// Every part in a row against its whole.
pub(super) fn parts(rule: &Native, row: SheetRow<'_>, places: &mut Places) {
    let whole_row = match row.shape {
        RowShape::Fixed(fixed) => fixed.part_of.as_ref().and_then(|key| row.sheet.row_by_key(key)),
        RowShape::Free(_) => None,
    };
    if whole_row.is_none() && row.section.columns.iter().all(|column| column.part_of.is_none()) {
        return;
    }
    for cell in row.cells().filter(|cell| cell.column.kind.is_number()) {
        let above = whole_row.and_then(|whole| whole.cell(cell.column_index));
        let beside = cell.column.part_of.as_ref().and_then(|key| row.cell_by(key));
        for whole in above.into_iter().chain(beside) {
            places.add(part(rule, &cell, &whole), || Some(cell.address()));
        }
    }
}

/// The rows that are parts of some rows.
pub(super) fn parts_of<'r>(sheet: Option<Sheet<'_>>, wholes: impl Iterator<Item = &'r usize>) -> Vec<usize> {
    let mut rows = Vec::new();
    for whole in wholes.filter_map(|at| sheet?.row(*at)) {
        let fixed = whole.section.fixed_rows().filter(|row| row.part_of.as_ref() == Some(whole.row.key()));
        rows.extend(fixed.filter_map(|row| whole.sheet.row_by_key(&row.key)).map(|row| row.index));
    }
    rows
}

/// The number of a cell, or why it cannot be known.
fn known(cell: &Cell<'_>) -> Result<Decimal, String> {
    match cell.figure() {
        Figure::Blank => Ok(Decimal::ZERO),
        Figure::Known { value, .. } => Ok(value),
        Figure::Unknown(missing) => Err(unknown(&cell.row.sheet, missing)),
    }
}

fn part(rule: &Native, cell: &Cell<'_>, whole: &Cell<'_>) -> PlaceOutcome {
    let (number, limit) = match (known(cell), known(whole)) {
        (Ok(number), Ok(limit)) => (number, limit),
        (Err(why), _) | (_, Err(why)) => return PlaceOutcome::NotChecked(why),
    };
    // Rounding keeps order: a part that is not greater is not printed greater.
    if number <= limit {
        return PlaceOutcome::Passed;
    }
    let decimals = money::telling_decimals(number, limit, cell.decimals());
    let show = |value| money::display(value, decimals);
    let message = format!(
        "{} {}，大于它所属的{} {}。",
        name_of_cell(cell),
        show(number),
        name_of_cell(whole),
        show(limit)
    );
    PlaceOutcome::Violated(Box::new(Finding {
        expected: Some(limit),
        actual: Some(number),
        difference: Some(number.saturating_sub(limit)),
        ..rule.at_cell(cell, message).with_cells([whole.address()])
    }))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use rust_decimal::Decimal;

    use crate::model::CellAddress;
    use crate::schema::Formats;
    use crate::session::Session;

    /// A total over totals that are printed otherwise than their own parts has two sums, that of what is printed and that of the
    /// last parts, which the cell shows: the finding names both, and calls neither by the other's name.
    #[test]
    fn two_sums_of_one_total_are_called_by_their_names() {
        let path = Path::new("assets/samples/焦作市委办公室-2023.ron");
        let loaded = crate::file::load(path, &Formats::embedded()).unwrap();
        let mut session = Session::new(loaded.budget, loaded.format);
        let (total, part): (CellAddress, CellAddress) = {
            let book = session.book();
            let rows = book.sheets().flat_map(|sheet| sheet.rows().collect::<Vec<_>>());
            let cells = rows.flat_map(|row| row.cells().collect::<Vec<_>>());
            let nested = cells.filter_map(|cell| {
                let is_total =
                    |cell: &crate::calc::Cell<'_>| cell.role.is_computed() && cell.stated().is_some();
                let part = cell.addends().into_iter().find(|part| is_total(part))?;
                let is_right = cell.disagreement().is_none() && cell.number().is_some_and(|it| !it.is_zero());
                (is_total(&cell) && is_right).then(|| (cell.address(), part.address()))
            });
            nested.into_iter().next().unwrap()
        };
        let number = |session: &Session, at: &CellAddress| session.book().cell(at).unwrap().number().unwrap();
        for (cell, more) in [(&part, 10), (&total, 30)] {
            let stated = number(&session, cell) + Decimal::from(more);
            session.enter_stated(cell, &stated.to_string()).unwrap();
        }
        let shown = crate::money::display(number(&session, &total), 2);
        let printed = crate::money::display(number(&session, &total) + Decimal::TEN, 2);
        let findings = session.verdicts().findings();
        let own = findings
            .iter()
            .find(|finding| finding.address.as_ref() == Some(&total) && finding.message.contains("所列"));
        let message = own.unwrap().message;
        for said in [format!("各分项所列数之和为 {printed}"), format!("从最末一级逐级相加为 {shown}")]
        {
            assert!(message.contains(&said), "{message}: {said}");
        }
        // Where the parts are right there is one sum.
        session.enter_stated(&part, &number(&session, &part).to_string()).unwrap();
        let findings = session.verdicts().findings();
        let own = findings.iter().find(|finding| finding.address.as_ref() == Some(&total)).unwrap();
        assert!(own.message.contains(&format!("各分项之和为 {shown}")), "{}", own.message);
    }
}
