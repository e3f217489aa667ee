//! Formulas as they are read, and what is said of wrong ones.

use super::*;

#[test]
fn what_cannot_be_read_is_placed_and_explained() {
    for (text, at, part) in [
        ("", 1, "没有写完"),
        ("T1[a.b", 4, "“]”"),
        ("T1[a]b", 6, "“.”"),
        ("1 +", 4, "没有写完"),
        ("1 2", 3, "多余"),
        ("SUM(T3.项)", 9, "“.”"),
        ("FOO(1)", 1, "没有函数"),
        ("ABS(1,2)", 8, "参数个数"),
        ("\"文字", 1, "引号"),
        ("金额 = 1", 1, "看不懂"),
        ("1 = @", 5, "应有"),
        ("1..2 = 1", 1, "不是数字"),
    ] {
        let error = parse(text).unwrap_err();
        assert_eq!(error.span.start + 1, at, "{text}: {error}");
        assert!(error.message.contains(part), "{text}: {error}");
    }
    for (deep, part) in [("(", "太深"), ("-", "太深"), ("非 ", "太深"), ("1+", "太长"), ("1 且 ", "太长")]
    {
        let error = parse(&deep.repeat(100_000)).unwrap_err();
        assert!(error.message.contains(part), "{deep}: {error}");
    }
}

#[test]
fn full_width_punctuation_and_both_languages_are_one() {
    for (a, b) in [
        ("SUM(T3.项[类=\"201\"].合计) = 1", "求和（T3．项【类＝\"201\"】．合计）＝1"),
        ("1=1 AND NOT 2=3", "1=1 且 非 2=3"),
        ("1 <> 2", "1≠2"),
    ] {
        let strip = |text: &str| format!("{:?}", parse(text).unwrap()).replace(char::is_numeric, "");
        assert_eq!(strip(a), strip(b));
    }
}

proptest::proptest! {
    #[test]
    fn any_text_is_read_or_refused_within_its_length(
        text in r#"([本行列类.\[\](),"'0-9+*/<>=≥ 且或非T（）【】，A-Z\-]|SUM\(|COUNT\(|T3\.项|\PC){0,60}"#
    ) {
        let length = text.chars().count();
        for error in [parse(&text).err(), parse_rows(&text).err()].into_iter().flatten() {
            proptest::prop_assert!(error.span.start <= error.span.end && error.span.end <= length);
        }
    }
}
