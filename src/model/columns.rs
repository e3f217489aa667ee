//! The columns of one table in one layer: by column a run of words, one a row. A column is as long as its last value, so
//! that one with few values takes little; one of texts alone takes half. What a word says, `values` knows.

use std::ops::Range;

use super::ColumnKey;
use super::values::{BLANK, Word, text_number, text_word};

/// Columns in the order of their keys.
#[derive(Clone, Debug, Default)]
pub(super) struct Columns(Vec<Column>);

#[derive(Clone, Debug)]
struct Column {
    key: ColumnKey,
    run: Run,
}

/// The words of one column; blank behind its end.
#[derive(Clone, Debug)]
pub(super) enum Run {
    /// Texts alone: their numbers plus one, zero for a blank cell.
    Texts(Vec<u32>),
    /// Anything.
    Any(Vec<Word>),
}

impl Default for Run {
    fn default() -> Self {
        Self::Texts(Vec::new())
    }
}

impl Run {
    /// The word of a row.
    pub(super) fn get(&self, at: usize) -> Word {
        match self {
            Self::Texts(numbers) => numbers.get(at).map_or(BLANK, |number| word(*number)),
            Self::Any(words) => words.get(at).copied().unwrap_or(BLANK),
        }
    }

    /// The number of a row's text plus one; zero for a blank cell or an amount.
    pub(super) fn text(&self, at: usize) -> u32 {
        match self {
            Self::Texts(numbers) => numbers.get(at).copied().unwrap_or_default(),
            Self::Any(_) => text_number(self.get(at)).map_or(0, |number| number.saturating_add(1)),
        }
    }

    /// Whether any of its words is one that is wanted.
    pub(super) fn has(&self, is_wanted: impl Fn(Word) -> bool) -> bool {
        match self {
            Self::Texts(numbers) => numbers.iter().any(|number| is_wanted(word(*number))),
            Self::Any(words) => words.iter().any(|word| is_wanted(*word)),
        }
    }

    fn len(&self) -> usize {
        match self {
            Self::Texts(numbers) => numbers.len(),
            Self::Any(words) => words.len(),
        }
    }

    /// Whether it never had a value, or lost its rows.
    pub(super) fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Puts a word into a row; gives the one that was there.
    pub(super) fn set(&mut self, at: usize, word: Word) -> Word {
        let before = self.get(at);
        if at >= self.len() && word == BLANK {
            return before;
        }
        let number = if word == BLANK { Some(0) } else { text_number(word).and_then(|at| at.checked_add(1)) };
        match (&mut *self, number) {
            (Self::Texts(numbers), Some(number)) => put(numbers, at, number),
            (Self::Any(words), _) => put(words, at, word),
            (Self::Texts(numbers), None) => {
                let mut words = Vec::with_capacity(numbers.capacity().max(at + 1));
                words.extend(numbers.iter().map(|number| self::word(*number)));
                put(&mut words, at, word);
                *self = Self::Any(words);
            }
        }
        before
    }

    /// Moves the last `count` of `len` rows up to `at`.
    pub(super) fn rotate(&mut self, at: usize, count: usize, len: usize) {
        fn turn<T: Clone + Default>(run: &mut Vec<T>, at: usize, count: usize, len: usize) {
            if run.len() > at {
                run.resize(len, T::default());
                if let Some(tail) = run.get_mut(at..) {
                    tail.rotate_right(count.min(tail.len()));
                }
            }
        }
        match self {
            Self::Texts(numbers) => turn(numbers, at, count, len),
            Self::Any(words) => turn(words, at, count, len),
        }
    }

    pub(super) fn remove(&mut self, rows: &Range<usize>) {
        let end = rows.end.min(self.len());
        let rows = rows.start.min(end)..end;
        match self {
            Self::Texts(numbers) => drop(numbers.drain(rows)),
            Self::Any(words) => drop(words.drain(rows)),
        }
    }

    /// Makes it of some of its rows, in the order given.
    pub(super) fn arrange(&mut self, order: &[usize]) {
        fn gather<T: Copy + Default>(run: &[T], order: &[usize]) -> Vec<T> {
            order.iter().map(|at| run.get(*at).copied().unwrap_or_default()).collect()
        }
        match self {
            Self::Texts(numbers) => *numbers = gather(numbers, order),
            Self::Any(words) => *words = gather(words, order),
        }
    }
}

fn put<T: Clone + Default>(run: &mut Vec<T>, at: usize, value: T) {
    if at >= run.len() {
        run.resize(at + 1, T::default());
    }
    if let Some(there) = run.get_mut(at) {
        *there = value;
    }
}

fn word(number: u32) -> Word {
    number.checked_sub(1).map_or(BLANK, text_word)
}

impl Columns {
    /// The column under a key.
    pub(super) fn run(&self, key: &ColumnKey) -> Option<&Run> {
        self.0.iter().find(|column| column.key == *key).map(|column| &column.run)
    }

    /// Whether no row ever had a value.
    pub(super) fn is_empty(&self) -> bool {
        self.0.iter().all(|column| column.run.is_empty())
    }

    /// Puts a word into a cell; gives the one that was there.
    pub(super) fn set(&mut self, key: &ColumnKey, at: usize, word: Word) -> Word {
        let known = self.0.iter().position(|column| column.key == *key);
        let column = known.unwrap_or_else(|| {
            let column = self.0.partition_point(|column| column.key < *key);
            if word != BLANK {
                self.0.insert(column, Column { key: key.clone(), run: Run::default() });
            }
            column
        });
        let is_there = known.is_some() || word != BLANK;
        self.0.get_mut(column).filter(|_| is_there).map_or(BLANK, |column| column.run.set(at, word))
    }

    /// The words of a row that are not blank, by column.
    pub(super) fn of_row(&self, at: usize) -> impl DoubleEndedIterator<Item = (&ColumnKey, Word)> + Clone {
        let words = self.0.iter().map(move |Column { key, run }| (key, run.get(at)));
        words.filter(|(_, word)| *word != BLANK)
    }

    /// Moves the last `count` of `len` rows up to `at`.
    pub(super) fn rotate(&mut self, at: usize, count: usize, len: usize) {
        self.0.iter_mut().for_each(|column| column.run.rotate(at, count, len));
    }

    /// Takes rows out.
    pub(super) fn remove(&mut self, rows: &Range<usize>) {
        self.0.iter_mut().for_each(|column| column.run.remove(rows));
    }

    /// Makes the columns of some of their rows, in the order given.
    pub(super) fn arrange(&mut self, order: &[usize]) {
        self.0.iter_mut().for_each(|column| column.run.arrange(order));
    }

    /// Makes a row blank.
    pub(super) fn clear(&mut self, at: usize) {
        for column in &mut self.0 {
            column.run.set(at, BLANK);
        }
    }
}
