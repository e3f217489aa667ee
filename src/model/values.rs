//! What stands in the cells of one table, each value as one word: texts by a number, each kept once; amounts as
//! digits with their decimals. What does not fit into a word is kept aside. Which cell holds which word, this does not
//! know.

use std::hash::{BuildHasher, BuildHasherDefault};
use std::sync::Arc;

use hashbrown::HashTable;
use rust_decimal::Decimal;
use rustc_hash::FxHasher;

use super::{Text, ValueView};

/// A value of a table as it is kept: its kind in the last two bits. A blank cell is zero.
pub(super) type Word = u64;

/// The word of a blank cell.
pub(super) const BLANK: Word = 0;

const AMOUNT: Word = 1;
const TEXT: Word = 2;
const ASIDE: Word = 3;
const KIND: Word = 3;
const KIND_BITS: u32 = 2;
/// Bits for the decimals of an amount, above those of its kind.
const SCALE: Word = 7;
const DIGITS_FROM: u32 = KIND_BITS + 3;

/// The texts of a table, and the amounts that do not fit into a word. What is no longer used stays until the table
/// goes: it is little, since texts come again.
#[derive(Clone, Debug, Default)]
pub(super) struct Values {
    texts: Arc<Texts>,
    aside: Vec<Decimal>,
}

#[derive(Clone, Debug, Default)]
struct Texts {
    all: Vec<Text>,
    numbers: HashTable<u32>,
}

impl Values {
    /// The word of a value.
    pub(super) fn word(&mut self, value: ValueView<'_>) -> Word {
        match value {
            ValueView::Text(text) => text_word(self.number(text)),
            ValueView::Amount(amount) => amount_word(amount).unwrap_or_else(|| {
                self.aside.push(amount);
                (self.aside.len() as Word - 1) << KIND_BITS | ASIDE
            }),
        }
    }

    /// The value of a word; `None` for a blank one.
    pub(super) fn value(&self, word: Word) -> Option<ValueView<'_>> {
        let number = || usize::try_from(word >> KIND_BITS).ok();
        match word & KIND {
            AMOUNT => Some(ValueView::Amount(amount(word))),
            TEXT => Some(ValueView::Text(self.texts.all.get(number()?)?)),
            ASIDE => Some(ValueView::Amount(*self.aside.get(number()?)?)),
            _ => None,
        }
    }

    /// How many texts there are.
    pub(super) fn texts(&self) -> usize {
        self.texts.all.len()
    }

    /// The number of a text, from zero; the same number, the same text.
    fn number(&mut self, text: &Text) -> u32 {
        let hashed = hash(text);
        let at = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
        let known = &self.texts;
        let known = known.numbers.find(hashed, |number| known.all.get(at(*number)) == Some(text));
        if let Some(known) = known {
            return *known;
        }
        let Texts { all, numbers } = Arc::make_mut(&mut self.texts);
        let number = u32::try_from(all.len()).unwrap_or(u32::MAX);
        all.push(text.clone());
        numbers.insert_unique(hashed, number, |number| all.get(at(*number)).map_or(0, |text| hash(text)));
        number
    }
}

/// The number of a text in its word; `None` for a blank cell or an amount.
pub(super) fn text_number(word: Word) -> Option<u32> {
    (word & KIND == TEXT).then(|| u32::try_from(word >> KIND_BITS).ok()).flatten()
}

/// Whether a word may be that of an amount below nought; of one that is kept aside it may be.
pub(super) fn may_be_negative(word: Word) -> bool {
    word & KIND == ASIDE || word & KIND == AMOUNT && word.cast_signed() < 0
}

/// The word of a text by its number.
pub(super) fn text_word(number: u32) -> Word {
    Word::from(number) << KIND_BITS | TEXT
}

/// The word of an amount; `None` for one with too many digits or decimals, and for a zero with a sign.
fn amount_word(amount: Decimal) -> Option<Word> {
    let digits = i64::try_from(amount.mantissa()).ok()?;
    let scale = Word::from(amount.scale());
    let shifted = digits.checked_mul(1 << DIGITS_FROM)?;
    let is_plain = scale <= SCALE && !(amount.is_zero() && amount.is_sign_negative());
    is_plain.then_some(shifted.cast_unsigned() | scale << KIND_BITS | AMOUNT)
}

fn amount(word: Word) -> Decimal {
    let scale = u32::try_from(word >> KIND_BITS & SCALE).unwrap_or_default();
    Decimal::new(word.cast_signed() >> DIGITS_FROM, scale)
}

fn hash(text: &str) -> u64 {
    BuildHasherDefault::<FxHasher>::default().hash_one(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Value;

    #[test]
    fn every_value_is_kept_as_it_is() {
        let mut values = Values::default();
        let amounts = [
            "0",
            "-0",
            "0.00",
            "-0.01",
            "12.30",
            "1.2345678",
            "0.12345678",
            "9007199254740993.01",
            "-288230376151711.74",
            "288230376151711744",
            "79228162514264337593543950335",
            "-0.0000000000000000000000000001",
        ];
        let amounts = amounts.map(|amount| Value::Amount(amount.parse().unwrap()));
        let texts = ["", "甲", "一段长到要另占内存的文字，三十多个字节", "甲"].map(Value::from);
        for value in amounts.iter().chain(&texts).chain(&amounts) {
            let word = values.word(value.view());
            assert_ne!(word, BLANK);
            let kept = values.value(word).unwrap().to_value();
            assert_eq!(format!("{kept:?}"), format!("{value:?}"));
        }
        assert_eq!(values.texts(), 3);
        assert_eq!(values.value(BLANK), None);
    }
}
