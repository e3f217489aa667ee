//! Parts that a sentence lists within one breath: 收入100万元，其中：甲60万元、乙40万元，比上年增加5万元. What
//! follows the list speaks of the whole again. Knows where subjects and figures stand, not what they are.

use std::ops::Range;

use super::claims::compares;
use super::extract::Token;
use super::plain::Plain;

/// The subject to which the figures from a place on belong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Whole {
    /// The position of the subject.
    pub subject: usize,
    /// From where on the figures behind the list's last part are its figures.
    pub from: usize,
}

/// For each subject the whole that takes its later figures, if it is the last part of a list. Subjects are
/// given by where their words stand, in order.
pub(super) fn wholes(plain: &Plain, subjects: &[Range<usize>], tokens: &[Token]) -> Vec<Option<Whole>> {
    let mut open: Option<usize> = None;
    let mut parts = 0_u32;
    let mut out = Vec::with_capacity(subjects.len());
    for (at, subject) in subjects.iter().enumerate() {
        let next = subjects.get(at + 1);
        let limit = next.map_or(plain.text.len(), |next| next.start);
        // The figure of a subject is the first one behind it.
        let value = tokens.iter().find(|token| token.is_number() && token.range.start >= subject.end);
        let Some(end) = value.map(|value| value.range.end).filter(|end| *end <= limit) else {
            open = None;
            out.push(None);
            continue;
        };
        let rest = plain.part(end..limit);
        // A list of one part leaves open whose change it is.
        let last = open.filter(|_| parts > 1 && rest.strip_prefix('，').is_some_and(compares));
        out.push(last.map(|subject| Whole { subject, from: end }));
        let (between, behind) = (plain.part(end..limit), next.map_or("", |next| plain.part(end..next.end)));
        let bare = between.trim_matches(['，', '：', '（']);
        if matches!(bare, "其中" | "包括" | "其中包括" | "其中主要是") {
            (open, parts) = (Some(at), 1);
        } else if open.is_some() && behind.starts_with('、') && matches!(between, "、" | "") {
            parts += 1;
        } else {
            open = None;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::narrative::extract::tokens;

    #[test]
    fn what_follows_a_list_is_said_of_its_whole() {
        for (text, expected) in [
            ("收入9万元，其中：甲5万元、乙4万元，较上年增加3万元。", vec![None, None, Some(0)]),
            ("收入9万元，其中：甲5万元、乙4万元，占5%。", vec![None, None, None]),
            ("收入9万元，其中：甲5万元，较上年增加3万元；乙4万元。", vec![None, None, None]),
            ("收入9万元。甲5万元、乙4万元，较上年增加3万元。", vec![None, None, None]),
        ] {
            let plain = Plain::of(text);
            let words = ["收入", "甲", "乙"];
            let subjects: Vec<Range<usize>> = words
                .iter()
                .map(|word| text.find(word).unwrap()..text.find(word).unwrap() + word.len())
                .collect();
            let found = wholes(&plain, &subjects, &tokens(&plain));
            let found: Vec<Option<usize>> =
                found.into_iter().map(|whole| whole.map(|whole| whole.subject)).collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
