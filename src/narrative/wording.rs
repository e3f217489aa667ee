//! What changed within a text (文字的改动): the pieces that stayed, went and came. A number is one piece, and so is a
//! word in letters: `2,907.50` became `2,908.50`, not its 7 an 8. Whose text it is, and how a piece is shown, is for
//! others.

use similar::{Algorithm, DiffTag, capture_diff_slices};

/// What became of a piece of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fate {
    /// It stands in both.
    Kept,
    /// It stands in the old text alone.
    Gone,
    /// It stands in the new text alone.
    Come,
}

/// A piece of a text, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// What became of it.
    pub fate: Fate,
    /// Its words.
    pub text: String,
}

/// Texts whose parts that differ are longer than this, in words, are not searched for what they have in common.
const LONGEST: usize = 4_000;

/// What of `old` stayed in `new`, what went, and what came. Joined without what went it is `new`; without what came,
/// `old`.
pub fn reworded(old: &str, new: &str) -> Vec<Piece> {
    let (old, new) = (words(old), words(new));
    let before = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let rest = old.len().min(new.len()) - before;
    let after = old.iter().rev().zip(new.iter().rev()).take(rest).take_while(|(a, b)| a == b).count();
    let middle = |words: &[&str]| -> Vec<String> {
        let count = words.len() - before - after;
        words.iter().skip(before).take(count).map(ToString::to_string).collect()
    };
    let joined = |words: &mut dyn Iterator<Item = &&str>| words.copied().collect::<String>();
    let mut pieces = Pieces::default();
    pieces.push(Fate::Kept, &joined(&mut old.iter().take(before)));
    let (was, is) = (middle(&old), middle(&new));
    if was.len().max(is.len()) > LONGEST {
        pieces.push(Fate::Gone, &was.concat());
        pieces.push(Fate::Come, &is.concat());
    } else {
        searched(&was, &is, &mut pieces);
    }
    pieces.push(Fate::Kept, &joined(&mut old.iter().skip(old.len() - after)));
    pieces.done
}

/// Looks for what two lists of words have in common.
fn searched(was: &[String], is: &[String], pieces: &mut Pieces) {
    let part = |words: &[String], range: std::ops::Range<usize>| {
        words.get(range).map(<[String]>::concat).unwrap_or_default()
    };
    let changes = capture_diff_slices(Algorithm::Myers, was, is);
    let (mut gone, mut come) = (String::new(), String::new());
    for (at, change) in changes.iter().enumerate() {
        let (old, new) = (part(was, change.old_range()), part(is, change.new_range()));
        // A single character that happens to be the same on both sides is no reason to part a change in two.
        let is_between = at > 0 && at + 1 < changes.len();
        if change.tag() == DiffTag::Equal && !(is_between && old.chars().count() == 1) {
            pieces.push(Fate::Gone, &std::mem::take(&mut gone));
            pieces.push(Fate::Come, &std::mem::take(&mut come));
            pieces.push(Fate::Kept, &old);
        } else {
            gone.push_str(&old);
            come.push_str(&new);
        }
    }
    pieces.push(Fate::Gone, &gone);
    pieces.push(Fate::Come, &come);
}

/// Pieces under way: those of one fate that follow each other are one.
#[derive(Default)]
struct Pieces {
    done: Vec<Piece>,
}

impl Pieces {
    fn push(&mut self, fate: Fate, text: &str) {
        match self.done.last_mut().filter(|last| last.fate == fate) {
            _ if text.is_empty() => {}
            Some(last) => last.text.push_str(text),
            None => self.done.push(Piece { fate, text: text.to_owned() }),
        }
    }
}

/// The words of a text: numbers with their points and commas, words in letters, and every other character by itself.
fn words(text: &str) -> Vec<&str> {
    let is_letter = |c: char| c.is_ascii_alphanumeric();
    let mut words = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let mut end = first.len_utf8();
        if is_letter(first) {
            let mut letters = rest.char_indices().peekable();
            while let Some((at, c)) = letters.next() {
                let goes_on = letters.peek().is_some_and(|(_, next)| is_letter(*next));
                if is_letter(c) {
                    end = at + c.len_utf8();
                } else if !(matches!(c, '.' | ',') && goes_on) {
                    break;
                }
            }
        }
        let (word, after) = rest.split_at(end);
        words.push(word);
        rest = after;
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_shown_where_it_is() {
        let shown = |old: &str, new: &str| -> String {
            let shown = reworded(old, new).into_iter().map(|piece| match piece.fate {
                Fate::Kept => piece.text,
                Fate::Gone => format!("[-{}]", piece.text),
                Fate::Come => format!("[+{}]", piece.text),
            });
            shown.collect()
        };
        for (old, new, expected) in [
            ("年初没有购车计划。", "本年没有购车计划。", "[-年初][+本年]没有购车计划。"),
            ("收入2,907.50万元，", "收入2,908.50万元，", "收入[-2,907.50][+2,908.50]万元，"),
            ("减少0.16万元", "增加0.16万元", "[-减少][+增加]0.16万元"),
            ("", "新写的一段", "[+新写的一段]"),
            ("删去的一段", "", "[-删去的一段]"),
            ("一样", "一样", "一样"),
            (
                "主要原因：人员减少。",
                "主要原因：退休人员减少，压减开支。",
                "主要原因：[+退休]人员减少[+，压减开支]。",
            ),
            ("啊啊", "啊啊啊", "啊啊[+啊]"),
        ] {
            assert_eq!(shown(old, new), expected);
        }
    }

    #[test]
    fn nothing_is_lost_of_either_text() {
        let texts = ["", "一", "甲乙丙丁", "甲1.5丙，abc.d丁", "丁丙乙甲", &"长文".repeat(5_000)];
        for old in texts {
            for new in texts {
                let pieces = reworded(old, new);
                let without = |fate: Fate| -> String {
                    pieces
                        .iter()
                        .filter(|piece| piece.fate != fate)
                        .map(|piece| piece.text.as_str())
                        .collect()
                };
                assert_eq!((without(Fate::Come).as_str(), without(Fate::Gone).as_str()), (old, new));
            }
        }
    }
}
