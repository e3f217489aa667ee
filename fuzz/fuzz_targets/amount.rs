//! Whatever is typed into a cell is an amount or a message.

#![no_main]

use libfuzzer_sys::fuzz_target;
use yusuan::money::{MoneyUnit, parse_amount, parse_count};

fuzz_target!(|text: &str| {
    for unit in [MoneyUnit::Yuan, MoneyUnit::WanYuan] {
        match parse_amount(text, unit) {
            // What was understood reads the same when it is typed as it stands.
            Ok(Some(value)) => {
                assert_eq!(parse_amount(&value.to_string(), unit), Ok(Some(value)));
                assert!(unit.holds(value).is_ok());
                // Digits come from nowhere else than digits.
                assert!(text.chars().any(|c| c.is_ascii_digit() || ('０'..='９').contains(&c)));
            }
            Ok(None) => {}
            Err(error) => assert!(!error.to_string().is_empty()),
        }
    }
    let _ = parse_count(text);
});
