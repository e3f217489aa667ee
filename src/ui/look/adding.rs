//! What it is called to add a row.

use crate::model::KindKey;

/// What adding a row of a kind is called, of so many kinds that can be added. What a document's own codes only tell by how long
/// they are is no word of budgets: beside no other it is a row.
pub(in crate::ui) fn added_in_words(kind: &KindKey, of: usize) -> String {
    let length = kind.as_str().strip_prefix("编码").and_then(|rest| rest.strip_suffix('位'));
    match (length, of) {
        (Some(_), 1) => "增加行".to_owned(),
        (Some(length), _) => format!("增加 {length} 位编码的行"),
        (None, _) => format!("增加{kind}"),
    }
}

#[cfg(test)]
mod tests {
    use super::added_in_words;

    #[test]
    fn a_code_tells_its_length_only_beside_others() {
        for (kind, of, title) in
            [("编码4位", 1, "增加行"), ("编码4位", 2, "增加 4 位编码的行"), ("任务", 2, "增加任务")]
        {
            assert_eq!(added_in_words(&kind.into(), of), title);
        }
    }
}
