//! How a change is written, the same in the window, on the terminal and in files.

use rust_decimal::Decimal;

use crate::money;

/// A change with its direction, which colour only repeats.
pub fn change_text(change: Decimal, decimals: u32) -> String {
    let mark = if change > Decimal::ZERO {
        "▲ "
    } else if change < Decimal::ZERO {
        "▼ "
    } else {
        ""
    };
    format!("{mark}{}", money::display(change.abs(), decimals))
}

/// A percentage with its direction, or that there was nothing before.
pub fn percent_text(change: Decimal, percent: Option<Decimal>) -> String {
    match percent {
        Some(percent) => format!("{}%", change_text(percent, 2)),
        None if change.is_zero() => String::new(),
        None => "新增".to_owned(),
    }
}
