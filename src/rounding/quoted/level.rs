//! Changes that rounding leaves nothing of: a figure that grew by less than is printed stayed about as it was (基本持平).

use crate::pattern::Pattern;

/// 比2022年减少0万元，下降0.83%; 增加0.00万元（2022年没有安排）.
static NOUGHT: Pattern = Pattern::new(
    "(?:比|较|同比)(?P<year>上年|去年|20[0-9]{2}年(?:度)?)(?:预算数?)?(?:增加|减少|增长|下降)(?:了)?0(?:\\.0+)?[万亿]?元(?:，(?:增长|下降|增加|减少|增幅|降幅)(?:了|为)?[0-9.,]+%|（20[0-9]{2}年没有安排）)?",
    &["0"],
);

/// A paragraph as it is said where changes of it are printed as nought that were none in the exact text; with what became
/// of each.
pub(in crate::rounding) fn level(exact: &str, printed: &str) -> Option<(String, Vec<String>)> {
    // Whoever wrote of a change of nought meant it so.
    if NOUGHT.is_match(exact) {
        return None;
    }
    let mut anew = String::new();
    let mut said = Vec::new();
    let mut from = 0;
    for found in NOUGHT.captures_iter(printed) {
        let (Some(all), Some(year)) = (found.get(0), found.name("year")) else { continue };
        let words = format!("与{}基本持平", year.as_str());
        anew.push_str(printed.get(from..all.start()).unwrap_or_default());
        anew.push_str(&words);
        said.push(format!("{} 改为 {words}", all.as_str()));
        from = all.end();
    }
    anew.push_str(printed.get(from..).unwrap_or_default());
    (!said.is_empty()).then_some((anew, said))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_of_which_nothing_is_printed_is_none() {
        for (exact, printed, expected) in [
            (
                "接待费3.84万元，比2022年减少0.16万元，下降4.00%，主要原因：节约。",
                "接待费4万元，比2022年减少0万元，下降4.00%，主要原因：节约。",
                Some("接待费4万元，与2022年基本持平，主要原因：节约。"),
            ),
            (
                "购置费0.40万元，比2022年增加0.40万元（2022年没有安排）。",
                "购置费0万元，比2022年增加0万元（2022年没有安排）。",
                Some("购置费0万元，与2022年基本持平。"),
            ),
            // A change that is left, one that begins with a nought, and one that somebody wrote so.
            ("较上年增加0.61万元，增长5%。", "较上年增加1万元，增长5%。", None),
            ("较上年增加0.61万元，增长5%。", "较上年增加0.6万元，增长5%。", None),
            ("比上年增加0万元，增长0%。", "比上年增加0万元，增长0%。", None),
        ] {
            let found = level(exact, printed).map(|(text, _)| text);
            assert_eq!(found.as_deref(), expected, "{printed}");
        }
    }
}
