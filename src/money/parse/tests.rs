//! Amounts as people type them.

use super::*;

/// The amount in 万元 as text, `空` for blank, or the message.
fn read(text: &str) -> String {
    match parse_amount(text, MoneyUnit::WanYuan) {
        Ok(Some(value)) => value.normalize().to_string(),
        Ok(None) => "空".into(),
        Err(error) => error.message,
    }
}

#[test]
fn an_amount_is_meant_in_the_unit_it_is_typed_in() {
    let kept = MoneyUnit::WanYuan;
    for (text, expected) in
        [("318567.85", "31.856785"), ("31.856785万元", "31.856785"), ("=12*3", "0.0036"), ("1", "0.0001")]
    {
        let read = parse_amount_typed(text, kept, MoneyUnit::Yuan).unwrap().unwrap();
        assert_eq!(read, expected.parse().unwrap(), "{text}");
    }
    let sum = parse_amount("=12.5*4", kept).unwrap().unwrap();
    assert_eq!(sum.to_string(), "50", "no decimals that nobody wrote");
    let refused = parse_amount_typed("1.234", kept, MoneyUnit::Yuan).unwrap_err();
    assert!(refused.message.contains("以元为单位最多 2 位"), "{}", refused.message);
    let read = parse_amount_typed("1.5", MoneyUnit::Yuan, kept).unwrap().unwrap();
    assert_eq!(read, Decimal::from(15_000));
    let thousand = Decimal::from(1000);
    for (text, expected) in [("12.5", "1.25"), ("12.5元", "0.00125"), ("（12.5）", "-1.25")] {
        let read = parse_amount_of(text, kept, thousand).unwrap().unwrap();
        assert_eq!(read, expected.parse().unwrap(), "{text} in 千元");
    }
}

#[test]
fn sums_say_what_is_wrong_in_them() {
    for (text, part) in [
        ("=99999999999999999999999999*99999", "太大"),
        ("=1/0", "除以零"),
        ("=1+", "没有写完"),
        ("=(1", "没有写完"),
        ("=1a", "第 2 个字符“a”"),
        ("=1 2", "第 3 个字符“2”"),
        ("=1²", "上标"),
    ] {
        let message = read(text);
        assert!(message.contains(part), "{text}: {message}");
    }
    assert!(read(&format!("={}1", "(".repeat(5000))).contains("太复杂"));
}

#[test]
fn counts_are_whole() {
    assert_eq!(parse_count("91人").unwrap(), Some(Decimal::new(91, 0)));
    assert_eq!(parse_count("1,091 人").unwrap(), Some(Decimal::new(1091, 0)));
    assert_eq!(parse_count("").unwrap(), None);
    assert_eq!(parse_count("—").unwrap(), None);
    assert!(parse_count("1.5").unwrap_err().message.contains("不是整数"));
    assert!(parse_count("91元").unwrap_err().message.contains("是金额"));
    assert!(parse_count("9①人").unwrap_err().message.contains("①"));
}

#[test]
fn what_stands_for_nothing() {
    for text in ["-", " -   ", "—", "——", "－", "- -", "¥ -", "￥-   ", "/", "／", "无", " 无 ", "\u{200b}–"]
    {
        assert!(is_no_amount(text), "{text}");
        assert_eq!(read(text), "空", "{text}");
    }
    for text in ["", " ", "0", "-1", "…", "……", "无数", "//", "(-)", "元"] {
        assert!(!is_no_amount(text), "{text}");
    }
}
