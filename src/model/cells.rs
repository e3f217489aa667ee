//! The values of one row by column. A budget has many more rows than columns, so a row keeps its few values in
//! one run of memory, and finds one by comparing interned keys.

use super::{ColumnKey, Value};

/// Values by column, in the order of the column keys. A blank cell is not in it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cells(Vec<(ColumnKey, Value)>);

impl Cells {
    /// No values.
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// The value in a column.
    pub fn get(&self, column: &ColumnKey) -> Option<&Value> {
        self.0.iter().find(|(key, _)| key == column).map(|(_, value)| value)
    }

    /// The value in a column, to change it.
    pub fn get_mut(&mut self, column: &ColumnKey) -> Option<&mut Value> {
        self.0.iter_mut().find(|(key, _)| key == column).map(|(_, value)| value)
    }

    /// Whether there is a value in a column.
    pub fn contains_key(&self, column: &ColumnKey) -> bool {
        self.get(column).is_some()
    }

    /// Puts a value into a column, and gives the one that was there.
    pub fn insert(&mut self, column: ColumnKey, value: Value) -> Option<Value> {
        if let Some(there) = self.get_mut(&column) {
            return Some(std::mem::replace(there, value));
        }
        let at = self.0.partition_point(|(key, _)| *key < column);
        self.0.insert(at, (column, value));
        None
    }

    /// Takes the value out of a column.
    pub fn remove(&mut self, column: &ColumnKey) -> Option<Value> {
        let at = self.0.iter().position(|(key, _)| key == column)?;
        Some(self.0.remove(at).1)
    }

    /// Columns and values.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&ColumnKey, &Value)> + Clone {
        self.0.iter().map(|(key, value)| (key, value))
    }

    /// Columns and values, to change the values.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = (&ColumnKey, &mut Value)> {
        self.0.iter_mut().map(|(key, value)| (&*key, value))
    }

    /// The columns with a value.
    pub fn keys(&self) -> impl Iterator<Item = &ColumnKey> {
        self.0.iter().map(|(key, _)| key)
    }

    /// The values.
    pub fn values(&self) -> impl Iterator<Item = &Value> {
        self.0.iter().map(|(_, value)| value)
    }

    /// How many values there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Takes all values out.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// Keeps the values that are wanted.
    pub fn retain(&mut self, mut wanted: impl FnMut(&ColumnKey, &mut Value) -> bool) {
        self.0.retain_mut(|(key, value)| wanted(key, value));
    }
}

impl Extend<(ColumnKey, Value)> for Cells {
    fn extend<T: IntoIterator<Item = (ColumnKey, Value)>>(&mut self, values: T) {
        let values = values.into_iter();
        self.0.reserve_exact(values.size_hint().0);
        self.0.extend(values);
        if !self.0.is_sorted_by(|(one, _), (next, _)| one < next) {
            self.0.sort_by(|(one, _), (other, _)| one.cmp(other));
            // Of two values for a column the last one counts.
            self.0.dedup_by(|last, first| {
                let is_same = last.0 == first.0;
                if is_same {
                    std::mem::swap(last, first);
                }
                is_same
            });
        }
    }
}

impl FromIterator<(ColumnKey, Value)> for Cells {
    fn from_iter<T: IntoIterator<Item = (ColumnKey, Value)>>(values: T) -> Self {
        let mut cells = Self::new();
        cells.extend(values);
        cells
    }
}

impl<const N: usize> From<[(ColumnKey, Value); N]> for Cells {
    fn from(values: [(ColumnKey, Value); N]) -> Self {
        values.into_iter().collect()
    }
}

impl IntoIterator for Cells {
    type Item = (ColumnKey, Value);
    type IntoIter = std::vec::IntoIter<(ColumnKey, Value)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a> IntoIterator for &'a Cells {
    type Item = (&'a ColumnKey, &'a Value);
    type IntoIter = std::iter::Map<
        std::slice::Iter<'a, (ColumnKey, Value)>,
        fn(&'a (ColumnKey, Value)) -> (&'a ColumnKey, &'a Value),
    >;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter().map(|(key, value)| (key, value))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_is_a_sorted_map(steps in prop::collection::vec((0..4_u8, "[甲乙丙丁]{1,2}", 0..9_i64), 0..60)) {
            let (mut cells, mut map) = (Cells::new(), BTreeMap::new());
            for (step, column, value) in steps {
                let (column, value) = (ColumnKey::from(column), Value::Amount(value.into()));
                match step {
                    3 => {
                        let more = ["乙", "甲", "乙"].map(|name| (ColumnKey::from(name), value.clone()));
                        let last = (column, Value::Amount(7.into()));
                        cells.extend(more.iter().cloned().chain([last.clone()]));
                        map.extend(more.into_iter().chain([last]));
                    }
                    0 => prop_assert_eq!(cells.remove(&column), map.remove(&column)),
                    1 => prop_assert_eq!(cells.get(&column), map.get(&column)),
                    _ => prop_assert_eq!(cells.insert(column.clone(), value.clone()), map.insert(column, value)),
                }
                prop_assert!(cells.iter().eq(map.iter()));
                prop_assert_eq!(&cells, &map.clone().into_iter().collect::<Cells>());
            }
        }
    }
}
