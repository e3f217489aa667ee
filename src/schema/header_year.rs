//! Of which year a column speaks, by the words and figures of its header: asked where a document's columns are told apart,
//! and where its format becomes that of a later year's.

/// The year before, in words.
const BEFORE: [&str; 2] = ["上年", "去年"];
/// The year itself.
const THIS: [&str; 2] = ["本年", "今年"];
/// What of last year is this year's money.
const CARRIED: [&str; 2] = ["结转", "结余"];

/// Whether a header speaks of the year before, and not of what was carried over from it.
pub(crate) fn is_of_year_before(header: &str) -> bool {
    let has = |words: &[&str]| words.iter().any(|word| header.contains(word));
    has(&BEFORE) && !has(&CARRIED)
}

/// The year that a header names in figures.
pub(crate) fn year_in(header: &str) -> Option<u32> {
    let from = header.find("20")?;
    header.get(from..from + 4)?.parse().ok()
}

/// Whether a header in a budget of the year `own` is of the year before (`true`) or of that year, and what it says
/// besides. One of two years (比上年增减) is of neither.
pub(crate) fn parted(header: &str, own: i32) -> (Option<bool>, String) {
    let named = |year: i32| format!("{year}年");
    let before = BEFORE.map(str::to_owned).into_iter().chain([named(own.saturating_sub(1))]);
    let this = THIS.map(str::to_owned).into_iter().chain([named(own)]);
    let words = before.map(|word| (word, true)).chain(this.map(|word| (word, false)));
    let (mut of, mut rest) = (None, header.to_owned());
    for (word, is_before) in words {
        if !rest.contains(&word) {
            continue;
        }
        rest = rest.replace(&word, "");
        if of.is_some_and(|known| known != is_before) {
            return (None, without_years(&rest));
        }
        of = Some(is_before);
    }
    (of, without_years(&rest))
}

fn without_years(rest: &str) -> String {
    rest.replace("年度", "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_says_of_which_year_it_is() {
        for (header, year, rest) in [
            ("上年预算数", Some(true), "预算数"),
            ("去年预算数", Some(true), "预算数"),
            ("2022年预算数", Some(true), "预算数"),
            ("本年预算数", Some(false), "预算数"),
            ("今年预算数", Some(false), "预算数"),
            ("2023年预算数", Some(false), "预算数"),
            ("2023年比2022年增减", None, "比增减"),
            ("预算数", None, "预算数"),
        ] {
            assert_eq!(parted(header, 2023), (year, rest.to_owned()), "{header}");
        }
        assert!(is_of_year_before("上年执行数") && !is_of_year_before("上年结转"));
        assert_eq!((year_in("2023年预算数"), year_in("预算数")), (Some(2023), None));
    }
}
