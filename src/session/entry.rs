//! Reads what is typed or pasted into a cell, as the cell's column wants it.

use super::line_up::begins_with_nought;
use crate::calc::Cell;
use crate::model::Value;
use crate::money::{Decimal, MoneyUnit, parse_amount, parse_amount_of, parse_count};
use crate::schema::{ColumnKind, Role};
use crate::text::{is_invisible, narrow};

/// The most characters of a text cell: the longest 指标值说明 of published tables have about 400.
const MAX_TEXT: usize = 4000;
/// The most characters of a code: a project code has 21.
const MAX_CODE: usize = 40;

/// What `text` means in `cell`; blank text is a blank cell. An amount without a unit is meant in `typed`.
///
/// # Errors
/// Says in Chinese why the cell does not take it.
pub fn parse_entry(cell: &Cell<'_>, typed: MoneyUnit, text: &str) -> Result<Option<Value>, String> {
    let units = Units { kept: cell.row.sheet.format().unit, yuan: typed.in_yuan() };
    parse_as(cell.role, cell.column.kind, units, text)
}

/// In which units amounts are meant.
#[derive(Clone, Copy, Debug)]
pub(super) struct Units {
    /// In which they are kept.
    pub kept: MoneyUnit,
    /// How many 元 one is of the unit in which they are typed, where no unit is written behind them.
    pub yuan: Decimal,
}

/// What `text` means in a cell of that role, in a column of that kind.
pub(super) fn parse_as(
    role: Role,
    kind: ColumnKind,
    units: Units,
    text: &str,
) -> Result<Option<Value>, String> {
    match role {
        Role::Input => {}
        Role::SumOfColumns | Role::SumOfRows => {
            return Err("此格是合计，由程序计算；请修改它的组成部分，原表数可在右侧“原表数”处修改".to_owned());
        }
        Role::SumOfLines => {
            return Err("此格由预算明细汇总；请修改明细（右侧列出了它的组成）".to_owned());
        }
        Role::Label => return Err("此格是表式固定的文字，不能修改".to_owned()),
        Role::Blank => return Err("这一行在此栏不填数".to_owned()),
    }
    if kind.is_number() {
        return parse_number(kind, units, text);
    }
    let text = text.trim_matches(|c: char| c.is_whitespace());
    if text.is_empty() {
        return Ok(None);
    }
    if kind == ColumnKind::Code {
        // A raised or circled digit is a mark on the code, never part of it.
        let shown = text.chars().filter(|c| !c.is_whitespace() && !is_invisible(*c));
        let code: String = shown.map(narrow).collect();
        if let Some(odd) = code.chars().find(|c| !c.is_ascii_alphanumeric() && *c != '-') {
            return Err(format!("“{code}”不是编码：“{odd}”不能出现在编码里；编码只用数字和字母"));
        }
        return limited(code, MAX_CODE);
    }
    limited(text.replace('\t', " "), MAX_TEXT)
}

/// What `text` means in a number cell.
pub(super) fn parse_number(kind: ColumnKind, units: Units, text: &str) -> Result<Option<Value>, String> {
    if begins_with_nought(text) {
        let code = text.trim();
        return Err(format!("“{code}”以 0 开头，像编码，不是数；是数就不要写前面的 0"));
    }
    let number = match kind {
        ColumnKind::Count => parse_count(text),
        ColumnKind::Yuan => parse_amount(text, MoneyUnit::Yuan),
        _ => parse_amount_of(text, units.kept, units.yuan),
    };
    number.map(|number| number.map(Value::Amount)).map_err(|error| error.message)
}

fn limited(text: String, most: usize) -> Result<Option<Value>, String> {
    let length = text.chars().count();
    if length > most {
        return Err(format!("文字太长：{length} 个字，此格最多 {most} 个；请缩短"));
    }
    Ok(Some(Value::Text(text.into())))
}
