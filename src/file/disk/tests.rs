//! What is read back is what was written.

use super::*;

#[test]
fn the_version_is_read_from_the_first_field_alone() {
    for (text, expected) in [
        ("(yusuan: 1, format: \"x\")", Some(1)),
        ("\u{feff}// 注\n//\n(\r\n    yusuan : 12 [anything", Some(12)),
        ("(yusuan: 99999999999999999999", Some(u32::MAX)),
        ("(format: \"x\", yusuan: 1)", None),
        ("(yusuan: x)", None),
        ("// only a comment", None),
        ("", None),
    ] {
        assert_eq!(version(text), expected, "{text}");
    }
}

#[test]
fn amounts_are_exact_or_refused() {
    for text in ["0", "-0.01", "2907.50", "79228162514264337593543950335", "0.0000000000000000000000000001"] {
        let amount: Amount = read(&format!("{text:?}")).unwrap();
        assert_eq!(amount.value.unwrap().to_string(), text);
    }
    // More digits than there is room for: kept as they stand, not rounded.
    for text in ["79228162514264337593543950336", "0.00000000000000000000000000001"] {
        let amount: Amount = read(&format!("{text:?}")).unwrap();
        assert_eq!(amount.value.unwrap_err().as_ref(), text);
    }
    for text in ["", "-", ".", "1e3", "1_000", "1,000", "12元", "+5", " 1", "1-2", "1.2.3", "--1"] {
        let error = read::<Amount>(&format!("{text:?}")).unwrap_err();
        assert!(error.code.to_string().contains("不是金额"), "{text}: {error}");
    }
    assert!(read::<Amount>("2907.50").is_err(), "a bare number would pass through a float");
}
