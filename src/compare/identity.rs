//! What makes a row the same item in two budgets: its code, its unit, its name; never its position, and
//! between years not its key either, which may only number rows that were alike when they were made.
//!
//! Texts are compared by their essence (width, blanks and quotation marks do not count) and kept as
//! hashes: a hundred thousand rows are matched in the time that building their texts would take.

use std::hash::{Hash, Hasher};
use std::sync::LazyLock;

use rustc_hash::FxHasher;

use super::matching::Match;
use super::renamed::Renamed;
use crate::calc::SheetRow;
use crate::codes::Scheme;
use crate::model::ColumnKey;
use crate::schema::{CodeColumns, ColumnKind, Format, RowShape, SectionSchema};
use crate::text::{folded, is_total_label, unnumbered};

/// What is known of one row for matching.
#[derive(Clone, Debug)]
pub(super) struct Identity {
    /// Its position in its table.
    pub index: usize,
    /// The section it stands in, in the numbering of the newest budget.
    pub section: usize,
    /// Whether the form prints it always; then its key says all.
    pub fixed: bool,
    /// Its level among free rows; fixed rows have none.
    pub level: Option<u8>,
    /// The position, among the identities of its table, of the row it belongs to.
    pub parent: Option<usize>,
    /// Its key, hashed with its kind.
    pub key: u64,
    /// Its kind.
    pub kind: u64,
    /// Its codes, those of older classifications renumbered; `None` where it has none.
    pub codes: Option<u64>,
    /// Whether its codes are those of a classification: another code is another item, however alike both are called.
    pub is_classified: bool,
    /// Whether its code alone says which item it is: a classification's that names it, or one of its own; not so of a line that
    /// says of what class its project is.
    pub is_by_code: bool,
    /// What stands before its name in its key: unit, type of project.
    pub context: u64,
    /// Its name, as the newest budget has it; `None` where it has none.
    pub name: Option<u64>,
    /// What it is called, without the mark of its place (一、, （二）) before that; rows that the form prints always have it, too.
    pub bare: Option<u64>,
    /// How it is known that the newest budget calls it otherwise.
    pub renamed: Option<Match>,
}

/// How the rows of a section are identified, found out once for all of them.
pub(super) struct Identifier<'f> {
    kinds: Vec<KindIdentity<'f>>,
    renamed: Option<&'f Renamed>,
}

struct KindIdentity<'f> {
    kind: &'f str,
    codes: Vec<(Vec<&'f ColumnKey>, Option<Scheme>)>,
    context: Vec<&'f ColumnKey>,
    name: Option<&'f ColumnKey>,
    is_by_code: bool,
}

impl<'f> Identifier<'f> {
    /// For the rows of a section of a table, whose names may be others in the newest budget.
    pub(super) fn new(
        format: &'f Format,
        table: &crate::model::TableKey,
        section: &'f SectionSchema,
        renamed: Option<&'f Renamed>,
    ) -> Self {
        let kinds = section.free.iter().map(|free| {
            let declared: Vec<&CodeColumns> = format
                .codes
                .iter()
                .filter(|codes| codes.kind == free.kind && codes.tables.contains(table))
                .collect();
            let is_declared = |key: &ColumnKey| declared.iter().any(|codes| codes.parts.contains(key));
            let mut codes: Vec<(Vec<&ColumnKey>, Option<Scheme>)> =
                declared.iter().map(|codes| (codes.parts.iter().collect(), Some(codes.scheme))).collect();
            codes.extend(
                section
                    .columns
                    .iter()
                    .filter(|column| column.kind == ColumnKind::Code && !is_declared(&column.key))
                    .map(|column| (vec![&column.key], None)),
            );
            let is_text = |column: &&crate::schema::Column| column.kind == ColumnKind::Text;
            let mut texts: Vec<&ColumnKey> = if free.key.is_empty() {
                // A row without a key of its own is known by all that it says.
                section.columns.iter().filter(is_text).map(|column| &column.key).collect()
            } else {
                let of_key = free.key.iter().filter(|key| section.column(key).as_ref().is_some_and(is_text));
                of_key.collect()
            };
            let mut name = texts.pop();
            if name.is_none() {
                // Rows that are known by their code still have a name to be known by, if codes change.
                let text =
                    |column: &&crate::schema::Column| column.kind == ColumnKind::Text && !column.merged;
                name = section.columns.iter().find(text).map(|column| &column.key);
            }
            let is_key = name.is_some_and(|name| free.key.contains(name));
            let names_it = |codes: &&CodeColumns| codes.name.as_ref() == name;
            let is_by_code = !is_key || declared.is_empty() || declared.iter().any(names_it);
            KindIdentity { kind: free.kind.as_str(), codes, context: texts, name, is_by_code }
        });
        Self { kinds: kinds.collect(), renamed }
    }

    /// The text by which a row is known.
    pub(super) fn name_of<'r>(&self, row: &SheetRow<'r>) -> Option<&'r str> {
        let of_kind = self.kinds.iter().find(|known| known.kind == row.row.kind().as_str())?;
        of_kind.name.map(|column| row.text(column)).filter(|name| !name.is_empty())
    }

    /// A text as the newest budget has it.
    fn newest<'t>(&'t self, text: &'t str) -> (&'t str, Option<Match>) {
        let renamed = self.renamed.and_then(|renamed| renamed.name(text));
        renamed.map_or((text, None), |(name, how)| (name, Some(how)))
    }

    /// The identity of a row of that section. `parent` is for the caller to fill in.
    pub(super) fn of(&self, row: &SheetRow<'_>, section: usize) -> Identity {
        let kind = hash(row.row.kind().as_str());
        let key = hash((section, row.row.kind().as_str(), row.row.key().as_str()));
        let fixed = matches!(row.shape, RowShape::Fixed(_));
        let mut identity = Identity {
            index: row.index,
            section,
            fixed,
            level: row.shape.level(),
            parent: None,
            key,
            kind,
            codes: None,
            is_classified: false,
            is_by_code: true,
            context: 0,
            name: None,
            bare: None,
            renamed: None,
        };
        let of_kind = self.kinds.iter().find(|known| known.kind == row.row.kind().as_str());
        let Some(of_kind) = of_kind.filter(|_| !fixed) else {
            let name = if fixed { Some(row.name()) } else { row.own_name() };
            identity.bare = name.map(|name| bare(&name));
            return identity;
        };
        let mut hasher = FxHasher::default();
        let mut any = false;
        for (columns, scheme) in &of_kind.codes {
            let mut code = String::new();
            columns.iter().for_each(|column| code.extend(row.text(column).chars().flat_map(essence)));
            any |= !code.is_empty();
            identity.is_classified |= scheme.is_some() && !code.is_empty();
            match scheme {
                Some(scheme) => renumbered(*scheme, &code).as_ref().unwrap_or(&code).hash(&mut hasher),
                None => code.hash(&mut hasher),
            }
        }
        identity.codes = any.then(|| hasher.finish());
        let mut hasher = FxHasher::default();
        for column in &of_kind.context {
            text(self.newest(row.text(column)).0, &mut hasher);
        }
        identity.context = hasher.finish();
        identity.is_by_code = of_kind.is_by_code;
        let name = of_kind.name.map(|column| row.text(column)).filter(|name| !name.is_empty());
        if let Some((name, renamed)) = name.map(|name| self.newest(name)) {
            (identity.name, identity.renamed) = (Some(hash_of(name)), renamed);
            identity.bare = Some(bare(name));
        }
        identity
    }
}

/// A value as a number; two values are taken for the same by it.
pub(super) fn hash(value: impl Hash) -> u64 {
    let mut hasher = FxHasher::default();
    value.hash(&mut hasher);
    hasher.finish()
}

/// A name as a number.
pub(super) fn hash_of(name: &str) -> u64 {
    let mut hasher = FxHasher::default();
    text(name, &mut hasher);
    hasher.finish()
}

/// A name without the mark of its place before it, as a number.
fn bare(name: &str) -> u64 {
    hash_of(unnumbered(name.trim()).trim())
}

fn text(text: &str, hasher: &mut FxHasher) {
    for character in text.chars().flat_map(essence) {
        hasher.write_u32(u32::from(character));
    }
    hasher.write_u8(0xff);
}

/// A character as far as it counts: [`folded`], and of blanks, quotation marks and the separators that people
/// put in or leave out from one year to the next, nothing. That is more than where a name must be the listed
/// one (`codes::same_name`).
pub(super) fn essence(character: char) -> Option<char> {
    match folded(character) {
        c if c.is_whitespace() => None,
        '“' | '”' | '‘' | '’' | '"' | '\'' | '、' | '·' | '-' | '—' | '《' | '》' => None,
        c => Some(c),
    }
}

/// How alike two names are: the share of pairs of neighbouring characters that they have in common. Codes before a name
/// and 合计 are no name: two units are not one for their numbers' sake.
pub(super) fn likeness(a: &str, b: &str) -> f64 {
    let pairs = |text: &str| {
        let is_code = |word: &&str| word.chars().all(|c| c.is_ascii_digit());
        let words = text.split(' ').filter(|word| !is_code(word) && !is_total_label(word));
        let plain: Vec<char> = words.flat_map(str::chars).filter_map(essence).collect();
        let mut pairs: Vec<(char, char)> = plain.iter().copied().zip(plain.iter().copied().skip(1)).collect();
        pairs.sort_unstable();
        pairs
    };
    let (a, b) = (pairs(a), pairs(b));
    if a.is_empty() || b.is_empty() {
        return 0.0;
    }
    let (mut common, mut left, mut right) = (0_usize, a.iter().peekable(), b.iter().peekable());
    while let (Some(x), Some(y)) = (left.peek(), right.peek()) {
        match x.cmp(y) {
            std::cmp::Ordering::Less => drop(left.next()),
            std::cmp::Ordering::Greater => drop(right.next()),
            std::cmp::Ordering::Equal => {
                common += 1;
                left.next();
                right.next();
            }
        }
    }
    2.0 * common as f64 / (a.len() + b.len()) as f64
}

/// A code that a later classification numbers otherwise (`assets/classification/renumbered.csv`).
struct Renumbered {
    scheme: Scheme,
    from: String,
    to: String,
}

static RENUMBERED: LazyLock<Vec<Renumbered>> =
    LazyLock::new(|| parse_renumbered(include_str!("../../assets/classification/renumbered.csv")));

fn parse_renumbered(text: &str) -> Vec<Renumbered> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let rows = reader.records().flatten().filter_map(|row| {
        let scheme = match row.get(0)? {
            "function" => Scheme::Function,
            "department" => Scheme::DepartmentEconomic,
            "government" => Scheme::GovernmentEconomic,
            "income" => Scheme::Income,
            _ => return None,
        };
        Some(Renumbered { scheme, from: row.get(1)?.to_owned(), to: row.get(2)?.to_owned() })
    });
    rows.collect()
}

/// The code's number in the later classification, if it was renumbered: itself or what it belongs to.
fn renumbered(scheme: Scheme, code: &str) -> Option<String> {
    RENUMBERED.iter().filter(|one| one.scheme == scheme).find_map(|one| {
        let rest = code.strip_prefix(one.from.as_str())?;
        Some(format!("{}{rest}", one.to))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn likeness_sees_what_was_renamed() {
        assert!(likeness("民间对外交往经费", "民间对外友好交往经费") > 0.7);
        assert!(likeness("办公费", "印刷费") < 0.4);
        assert!(likeness("", "办公费") < 0.1);
        assert!(likeness("901001 合计", "901004 合计") < 0.1);
        assert!(likeness("2022年综合治理", "2023年综合治理") > 0.7);
    }

    #[test]
    fn the_table_of_renumbered_codes_is_sound() {
        let text = include_str!("../../assets/classification/renumbered.csv");
        assert_eq!(parse_renumbered(text).len(), text.lines().count() - 1);
        assert_eq!(renumbered(Scheme::Function, "2082201").as_deref(), Some("2137201"));
        assert_eq!(renumbered(Scheme::Function, "2013101"), None);
        assert_eq!(renumbered(Scheme::DepartmentEconomic, "20822"), None);
    }
}
