//! Units of amounts by their names (元, 千元, 万元, 亿元 and those between). Where a document says one is for those who read it.

use rust_decimal::Decimal;

/// How many 元 the unit with that name is.
pub fn unit_in_yuan(label: &str) -> Option<Decimal> {
    let bare = label.strip_prefix("人民币").unwrap_or(label);
    let mut yuan = Decimal::ONE;
    for c in bare.strip_suffix('元')?.chars() {
        yuan = yuan.checked_mul(Decimal::from(match c {
            '十' => 10,
            '百' => 100,
            '千' => 1_000,
            '万' | '萬' => 10_000,
            '亿' | '億' => 100_000_000,
            _ => return None,
        }))?;
    }
    (yuan <= Decimal::from(100_000_000_000_i64)).then_some(yuan)
}

/// What one of a unit is called.
pub fn unit_name(yuan: Decimal) -> String {
    for (amount, name) in [
        (1, "元"),
        (10, "十元"),
        (100, "百元"),
        (1_000, "千元"),
        (10_000, "万元"),
        (100_000, "十万元"),
        (1_000_000, "百万元"),
        (10_000_000, "千万元"),
        (100_000_000, "亿元"),
    ] {
        if yuan == Decimal::from(amount) {
            return name.to_owned();
        }
    }
    format!("{yuan} 元")
}
