//! Names found by part of them, or by how their letters sound: in full or by initials (`zjh` for 增加行).

use pinyin::ToPinyinMulti;

use crate::text::fold;

/// Whether what was typed finds a name.
pub(in crate::ui) fn finds(typed: &str, name: &str) -> bool {
    let name = fold(name);
    let sounds: Vec<Vec<String>> = name.chars().filter(|c| c.is_alphanumeric()).map(sounds_of).collect();
    fold(typed).split_whitespace().all(|word| {
        name.contains(word)
            || (0..sounds.len()).any(|start| spells(word, sounds.get(start..).unwrap_or_default()))
    })
}

/// Whether a letter is what was typed, or sounds so that it begins with it.
pub(in crate::ui) fn begins(typed: &str, first: char) -> bool {
    let (typed, letter) = (fold(typed), fold(&first.to_string()));
    typed == letter
        || letter.chars().flat_map(sounds_of).any(|sound| sound.starts_with(typed.as_ref() as &str))
}

/// How a letter can sound; 行 is both `hang` and `xing`.
fn sounds_of(c: char) -> Vec<String> {
    match c.to_pinyin_multi() {
        Some(sounds) => sounds.into_iter().map(|sound| sound.plain().to_owned()).collect(),
        None => vec![c.to_string()],
    }
}

/// Whether a word gives the sounds one by one, each in full or by its initial.
fn spells(word: &str, sounds: &[Vec<String>]) -> bool {
    if word.is_empty() {
        return true;
    }
    let Some((first, rest)) = sounds.split_first() else {
        return false;
    };
    first.iter().any(|sound| {
        let whole = word.strip_prefix(sound.as_str()).is_some_and(|left| spells(left, rest));
        let initial = sound.chars().next();
        whole || initial.and_then(|letter| word.strip_prefix(letter)).is_some_and(|left| spells(left, rest))
    })
}

#[cfg(test)]
mod tests {
    use super::finds;

    #[test]
    fn names_are_found_by_letters_and_sounds() {
        for typed in ["增加", "zjh", "zengjiah", "ZJ", "加 行", ""] {
            assert!(finds(typed, "增加行 编辑"), "{typed}");
        }
        assert!(!finds("zjy", "增加行 编辑"));
    }
}
