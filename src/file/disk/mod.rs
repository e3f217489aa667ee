//! The layouts of a budget file on disk, one module a version, and the way from each to the next.
//!
//! These structs are what `serde` reads, and nothing more: they know neither the model nor a format. Only the rows
//! of a long file, as this program writes them, are read right into the model's (`rows`, `plain`).
//! A field that a layout does not know is kept as the text it was written in, so that a file of a
//! newer program loses nothing here. Writing is not their business either ([`super::write`]): field
//! names that are only known at run time cannot be written through `serde`.

mod plain;
mod rows;
pub(super) mod v0;
pub(super) mod v1;

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use ron::error::SpannedError;
use ron::value::RawValue;
use rust_decimal::Decimal;
use serde::de::{self, Deserialize, DeserializeOwned, Deserializer, MapAccess, Visitor};
use smol_str::SmolStr;

use super::error::Position;
pub(super) use rows::RowsApart;

/// The layout that this program writes.
pub(super) const CURRENT: u32 = 1;

/// Reads a file of any version up to the current one, and brings it to the newest layout; `None` for a version that
/// does not exist yet. Rows of a long file may be read apart from it.
pub(super) fn read_file(version: u32, text: &str) -> Option<Result<(v1::File, RowsApart), SpannedError>> {
    let whole = |file| (file, RowsApart::new());
    match version {
        0 => Some(read(text).map(|file: v0::File| whole(file.upgrade()))),
        // What cannot be read in parts is read as a whole, which says where it is wrong, too.
        1 => Some(rows::read_in_parts(text).map_or_else(|| read(text).map(whole), Ok)),
        _ => None,
    }
}

/// Reads the line of one row of any version up to the current one.
pub(super) fn read_row(version: u32, text: &str) -> Result<v1::Row, SpannedError> {
    match version {
        0 => read(text).map(v0::Row::upgrade),
        _ => read(text),
    }
}

/// Reads one value in RON.
pub(super) fn read<T: DeserializeOwned>(text: &str) -> Result<T, SpannedError> {
    ron::Options::default().from_str(text)
}

/// The version that the file's first field states (`(yusuan: 1, …`), read without the rest, which a
/// newer version may have laid out in any way. `None` for a text that does not begin like this.
pub(super) fn version(text: &str) -> Option<u32> {
    let mut rest = text.trim_start_matches('\u{feff}').trim_start();
    while rest.starts_with("//") {
        rest = rest.split_once('\n')?.1.trim_start();
    }
    let rest = rest.strip_prefix('(')?.trim_start().strip_prefix("yusuan")?.trim_start();
    let rest = rest.strip_prefix(':')?.trim_start();
    let digits = rest.find(|c: char| !c.is_ascii_digit()).map_or(rest, |end| rest.get(..end).unwrap_or(rest));
    // A number beyond every version there will be is a newer version all the same.
    if digits.is_empty() { None } else { Some(digits.parse().unwrap_or(u32::MAX)) }
}

/// A field that the layout does not know, as it was written.
#[derive(Clone, Debug)]
pub(super) struct UnknownField {
    /// Its name.
    pub name: SmolStr,
    /// Its value in RON, word for word.
    pub ron: String,
    /// Where the value stood in memory while it was read, from which its line is told ([`Lines`]).
    address: usize,
}

/// The unknown fields of one struct.
pub(super) type Unknown = Vec<UnknownField>;

/// Tells the place of an unknown field or an amount in the text it was read from.
pub(super) struct Lines<'t> {
    text: &'t str,
    /// Where lines begin; made when first asked for.
    starts: OnceCell<Vec<usize>>,
}

impl<'t> Lines<'t> {
    /// The lines of `text`.
    pub(super) fn of(text: &'t str) -> Self {
        Self { text, starts: OnceCell::new() }
    }

    fn starts(&self) -> &[usize] {
        let starts =
            || std::iter::once(0).chain(self.text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        self.starts.get_or_init(starts)
    }

    /// The line on which the field's value begins, from 1; `None` if it was read from another text.
    pub(super) fn line(&self, field: &UnknownField) -> Option<usize> {
        Some(self.line_at(self.offset(field.address)?))
    }

    /// Where an amount stands; `None` if it was read from another text.
    pub(super) fn place(&self, amount: &Amount) -> Option<Position> {
        let offset = self.offset(amount.address)?;
        let line = self.line_at(offset);
        let start = *self.starts().get(line.checked_sub(1)?)?;
        Some(Position { line, column: self.text.get(start..offset)?.chars().count() + 1 })
    }

    fn offset(&self, address: usize) -> Option<usize> {
        let offset = address.checked_sub(self.text.as_ptr() as usize)?;
        (offset < self.text.len()).then_some(offset)
    }

    fn line_at(&self, offset: usize) -> usize {
        self.starts().partition_point(|start| *start <= offset)
    }
}

/// Reads the value of an unknown field, whatever it is.
fn unknown_field<'de, A: MapAccess<'de>>(
    name: SmolStr,
    before: &[UnknownField],
    map: &mut A,
) -> Result<UnknownField, A::Error> {
    if before.iter().any(|field| field.name == name) {
        return Err(de::Error::custom(format!("字段“{name}”出现了两次")));
    }
    let raw = map.next_value::<&RawValue>()?.trim();
    Ok(UnknownField { name, ron: raw.get_ron().to_owned(), address: raw.get_ron().as_ptr() as usize })
}

/// The name of a struct's field.
struct FieldName(SmolStr);

impl<'de> Deserialize<'de> for FieldName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Name;
        impl Visitor<'_> for Name {
            type Value = FieldName;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("字段名")
            }

            fn visit_str<E: de::Error>(self, name: &str) -> Result<FieldName, E> {
                Ok(FieldName(SmolStr::new(name)))
            }
        }
        deserializer.deserialize_identifier(Name)
    }
}

/// A map in which no key may occur twice: of two cells with one name, neither is dropped silently.
#[derive(Clone, Debug)]
pub(super) struct Entries<T>(pub BTreeMap<SmolStr, T>);

impl<T> Default for Entries<T> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Entries<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Map<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Map<T> {
            type Value = Entries<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("{…}")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Entries<T>, A::Error> {
                let mut entries = BTreeMap::new();
                while let Some(key) = map.next_key::<SmolStr>()? {
                    if entries.contains_key(&key) {
                        return Err(de::Error::custom(format!("“{key}”出现了两次")));
                    }
                    entries.insert(key, map.next_value()?);
                }
                Ok(Entries(entries))
            }
        }
        deserializer.deserialize_map(Map(PhantomData))
    }
}

/// The cells of one row by column, of which there are few; no column may occur twice.
#[derive(Clone, Debug)]
pub(super) struct CellEntries<T>(Vec<(SmolStr, T)>);

impl<T> CellEntries<T> {
    /// The columns.
    pub(super) fn columns(&self) -> impl Iterator<Item = &SmolStr> {
        self.0.iter().map(|(column, _)| column)
    }

    /// Whether there is a cell in a column.
    pub(super) fn has(&self, column: &SmolStr) -> bool {
        self.position(column).is_ok()
    }

    fn position(&self, column: &SmolStr) -> Result<usize, usize> {
        // As they are written they come in order.
        match self.0.last() {
            Some((last, _)) if last < column => Err(self.0.len()),
            _ => self.0.binary_search_by(|(known, _)| known.cmp(column)),
        }
    }
}

impl<T> IntoIterator for CellEntries<T> {
    type Item = (SmolStr, T);
    type IntoIter = std::vec::IntoIter<(SmolStr, T)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<T> Default for CellEntries<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for CellEntries<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Map<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Map<T> {
            type Value = CellEntries<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("{…}")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<CellEntries<T>, A::Error> {
                let mut cells = CellEntries::default();
                while let Some(column) = map.next_key::<SmolStr>()? {
                    let Err(at) = cells.position(&column) else {
                        return Err(de::Error::custom(format!("“{column}”出现了两次")));
                    };
                    cells.0.insert(at, (column, map.next_value()?));
                }
                Ok(cells)
            }
        }
        deserializer.deserialize_map(Map(PhantomData))
    }
}

/// An amount: on disk a string, so that no reader takes it for a float and its scale is kept.
#[derive(Clone, Debug)]
pub(super) struct Amount {
    /// The number; as it was written where it has more digits than a number can.
    pub value: Result<Decimal, Box<str>>,
    /// Where it stood in memory while it was read, from which its place is told ([`Lines`]); 0 if that is lost.
    address: usize,
}

impl Amount {
    /// What the digits of `text` say; `None` for what is no number.
    fn of(text: &str, address: usize) -> Option<Self> {
        let digits = text.strip_prefix('-').unwrap_or(text);
        let mut parts = digits.split('.');
        let (whole, fraction, more) = (parts.next(), parts.next(), parts.next());
        let is_plain = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        let is_number = more.is_none()
            && whole.is_some_and(is_plain)
            && fraction.is_none_or(is_plain)
            && digits.bytes().any(|byte| byte.is_ascii_digit());
        is_number.then(|| Self { value: Decimal::from_str_exact(text).map_err(|_| text.into()), address })
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Exact;
        impl<'de> Visitor<'de> for Exact {
            type Value = Amount;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("带引号的金额")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Amount, E> {
                Amount::of(text, 0).ok_or_else(|| E::custom(format!("“{text}”不是金额")))
            }

            fn visit_borrowed_str<E: de::Error>(self, text: &'de str) -> Result<Amount, E> {
                let amount = Amount::of(text, text.as_ptr() as usize);
                amount.ok_or_else(|| E::custom(format!("“{text}”不是金额")))
            }
        }
        deserializer.deserialize_str(Exact)
    }
}

/// Declares a struct of a layout: it reads its fields by name, in any order, each once, and keeps
/// those it does not know. `check` names a function that refuses what no single field shows.
macro_rules! record {
    (
        $(#[$doc:meta])*
        $name:ident { $($(#[$field_doc:meta])* $rule:ident $field:ident: $type:ty,)* }
        $(check $check:path)?
    ) => {
        $(#[$doc])*
        #[derive(Clone, Debug)]
        pub(in crate::file) struct $name {
            $($(#[$field_doc])* pub $field: $type,)*
            /// The fields that this layout does not know.
            pub unknown: $crate::file::disk::Unknown,
        }

        impl $name {
            /// The names of its fields.
            #[allow(dead_code)]
            pub(in crate::file) const FIELDS: &[&str] = &[$(stringify!($field)),*];
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Fields;
                impl<'de> serde::de::Visitor<'de> for Fields {
                    type Value = $name;

                    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        f.write_str("(…)")
                    }

                    fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<$name, A::Error> {
                        $(let mut $field: Option<$type> = None;)*
                        let mut unknown = Vec::new();
                        while let Some($crate::file::disk::FieldName(name)) = map.next_key()? {
                            match name.as_str() {
                                $(name if name == stringify!($field) => {
                                    if $field.replace(map.next_value()?).is_some() {
                                        return Err(serde::de::Error::duplicate_field(stringify!($field)));
                                    }
                                })*
                                _ => {
                                    let field =
                                        $crate::file::disk::unknown_field(name, &unknown, &mut map)?;
                                    unknown.push(field);
                                }
                            }
                        }
                        let record = $name { $($field: record!(@$rule $field),)* unknown };
                        $($check(&record).map_err(serde::de::Error::custom)?;)?
                        Ok(record)
                    }
                }
                deserializer.deserialize_struct(stringify!($name), &[], Fields)
            }
        }
    };
    (@required $field:ident) => {
        $field.ok_or_else(|| serde::de::Error::missing_field(stringify!($field)))?
    };
    (@optional $field:ident) => {
        $field.unwrap_or_default()
    };
}
use record;

#[cfg(test)]
mod tests;

/// Whether a file holds a budget, by how it begins.
pub(super) fn is_budget(bytes: &[u8]) -> bool {
    const BEGINNING: usize = 4096;
    let beginning = bytes.get(..BEGINNING.min(bytes.len())).unwrap_or_default();
    version(&String::from_utf8_lossy(beginning)).is_some()
}
