//! How the rows that a selection means are found without asking its condition of every row.
//!
//! Most conditions say that texts of a row equal something: `类 = 本行.类 且 款 = 本行.款`, `部门科目编码 =
//! "30217"`. Such rows are kept in groups by these texts (a [`Grouping`]), with the sum of each group; a
//! selection then only has to say which group it means. What the groups hold is for
//! [`super::index`]; here is only what a formula asks of them. Where a condition asks for more, the
//! rows of the group are asked it one by one, and a formula without an index asks all rows: the definition.

use super::asked::{Asked, Fact};
use super::{ColumnName, Expression, Operator, Path, Selection};
use crate::calc::Sheet;
use crate::model::{ColumnKey, KindKey, TableKey};
use crate::schema::{Format, SectionSchema};

/// Rows of a kind, in groups by what they say, with the sum of a column for each group.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Grouping {
    /// The table.
    pub table: TableKey,
    /// The kind of row.
    pub kind: KindKey,
    /// The texts that rows of a group have in common.
    pub by: Vec<Expression>,
    /// What a row must be to be in any group; asks nothing but the row itself.
    pub only: Vec<Expression>,
    /// The column that is summed, if one is.
    pub column: Option<ColumnKey>,
}

impl Grouping {
    /// Whether it puts the same rows together as another, whatever columns they sum.
    pub(super) fn makes_the_same_groups(&self, other: &Self) -> bool {
        let paths = |grouping: &Self| -> Vec<Option<Path>> {
            let of = |by: &Expression| match by {
                Expression::Candidate(path) => Some(Path { span: super::Span::default(), ..path.clone() }),
                _ => None,
            };
            grouping.by.iter().map(of).collect()
        };
        (&self.table, &self.kind) == (&other.table, &other.kind)
            && paths(self) == paths(other)
            && self.only == other.only
    }

    /// The columns that decide which group a row is in.
    pub(super) fn looks(&self) -> Vec<&Path> {
        let mut looks = Vec::new();
        for asked in self.by.iter().chain(&self.only) {
            asked.each_candidate(&mut |path| looks.push(path));
        }
        looks
    }

    /// These columns in a table, where they are texts.
    pub(super) fn asked<'a>(&'a self, sheet: Sheet<'a>) -> Option<Asked<'a>> {
        let fact = |path: &'a Path| match &path.column {
            ColumnName::Named(key) if !sheet.schema.has_numbers(key) => {
                Some((path.above.as_ref(), Fact::Text(key)))
            }
            _ => None,
        };
        let facts: Option<Vec<_>> = self.looks().into_iter().map(fact).collect();
        Asked::of(sheet, Some(&self.kind), facts?)
    }
}

/// Which group a selection means.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Lookup {
    /// The grouping, by position in the rules' list; one for each column that the rule is applied to where
    /// the selection sums that one.
    groupings: Vec<(Option<ColumnKey>, usize)>,
    /// What the group's texts are, in the order of [`Grouping::by`].
    pub key: Vec<Expression>,
    /// Whether every row of the group is meant, so that the group's sum can be taken.
    pub is_exact: bool,
    /// The grouping of the rule's own rows by the parts of `key` that they determine: from a changed group
    /// back to the rows that look at it.
    pub back: Option<usize>,
}

impl Lookup {
    /// The grouping for the column that the rule is applied to.
    pub(crate) fn grouping(&self, current: Option<&ColumnKey>) -> Option<usize> {
        let fits = |(column, _): &&(Option<ColumnKey>, usize)| {
            column.as_ref().is_none_or(|column| current == Some(column))
        };
        self.groupings.iter().find(fits).map(|(_, grouping)| *grouping)
    }

    /// All of them.
    pub(crate) fn groupings(&self) -> impl Iterator<Item = usize> {
        self.groupings.iter().map(|(_, grouping)| *grouping)
    }
}

/// The groupings that rules ask for, each once.
#[derive(Clone, Debug, Default)]
pub(crate) struct Groupings(pub Vec<Grouping>);

impl Groupings {
    /// The position of a grouping in the list, which it is added to if it is not there.
    pub(crate) fn position(&mut self, wanted: Grouping) -> usize {
        let same = |known: &Grouping| known.column == wanted.column && known.makes_the_same_groups(&wanted);
        if let Some(at) = self.0.iter().position(same) {
            return at;
        }
        self.0.push(wanted);
        self.0.len() - 1
    }

    /// The grouping of the rows of a kind by the texts in some columns.
    pub(crate) fn by_columns(&mut self, table: &TableKey, kind: &KindKey, columns: &[ColumnKey]) -> usize {
        let by = columns.iter().map(|column| {
            let column = ColumnName::Named(column.clone());
            Expression::Candidate(Path { above: None, column, span: super::Span::default() })
        });
        let (table, kind) = (table.clone(), kind.clone());
        self.position(Grouping { table, kind, by: by.collect(), only: Vec::new(), column: None })
    }

    /// Notes in every selection of a formula which groups it means. `own` are the rows the rule is applied
    /// to, `columns` the columns.
    pub(crate) fn attach(
        &mut self,
        expression: &mut Expression,
        format: &Format,
        own: Option<&Selection>,
        columns: &[ColumnKey],
    ) {
        expression.each_selection_mut(&mut |selection| {
            selection.lookup = self.lookup(selection, format, own, columns).map(Box::new);
        });
    }

    fn lookup(
        &mut self,
        selection: &Selection,
        format: &Format,
        own: Option<&Selection>,
        columns: &[ColumnKey],
    ) -> Option<Lookup> {
        let section = section_of(format, &selection.table, &selection.kind)?;
        let (mut by, mut key, mut only, mut is_exact) = (Vec::new(), Vec::new(), Vec::new(), true);
        for part in selection.filter.iter().flat_map(|filter| filter.conjuncts()) {
            match equality(part, section) {
                Some((text, value)) => {
                    by.push(text.clone());
                    key.push(value.clone());
                }
                None if part.asks_only_the_row() => only.push(part.clone()),
                None => is_exact = false,
            }
        }
        let mut grouping = |column: Option<ColumnKey>| {
            let (table, kind) = (selection.table.clone(), selection.kind.clone());
            self.position(Grouping { table, kind, by: by.clone(), only: only.clone(), column })
        };
        let groupings = match &selection.column {
            None => vec![(None, grouping(None))],
            Some(ColumnName::Named(column)) => vec![(None, grouping(Some(column.clone())))],
            Some(ColumnName::Current) => {
                columns.iter().map(|column| (Some(column.clone()), grouping(Some(column.clone())))).collect()
            }
        };
        let back = own.and_then(|own| self.back(&key, format, own));
        Some(Lookup { groupings, key, is_exact, back })
    }

    /// The rule's own rows by the parts of a key that they determine; `None` where a part is made in
    /// another way, or where none is.
    fn back(&mut self, key: &[Expression], format: &Format, own: &Selection) -> Option<usize> {
        let section = section_of(format, &own.table, &own.kind)?;
        let mut by = Vec::new();
        for part in key {
            match part {
                Expression::Own(path) if is_text(path, section) => {
                    by.push(Expression::Candidate(path.clone()));
                }
                Expression::Text(_) => {}
                _ => return None,
            }
        }
        if by.is_empty() {
            return None;
        }
        let (table, kind) = (own.table.clone(), own.kind.clone());
        Some(self.position(Grouping { table, kind, by, only: Vec::new(), column: None }))
    }
}

fn section_of<'a>(format: &'a Format, table: &TableKey, kind: &KindKey) -> Option<&'a SectionSchema> {
    let has = |section: &&SectionSchema| {
        section.free_kind(kind).is_some() || section.fixed_rows().any(|row| row.kind == *kind)
    };
    format.table(table)?.sections.iter().find(has)
}

/// `栏 = 值` or `值 = 栏`, where the column holds text and the value does not ask the row.
fn equality<'a>(part: &'a Expression, section: &SectionSchema) -> Option<(&'a Expression, &'a Expression)> {
    let Expression::Binary(Operator::Equal, left, right, _) = part else {
        return None;
    };
    let is_key = |side: &Expression| matches!(side, Expression::Candidate(path) if is_text(path, section));
    let is_value = |side: &Expression| matches!(side, Expression::Own(_) | Expression::Text(_));
    match (left.as_ref(), right.as_ref()) {
        (text, value) if is_key(text) && is_value(value) => Some((text, value)),
        (value, text) if is_key(text) && is_value(value) => Some((text, value)),
        _ => None,
    }
}

fn is_text(path: &Path, section: &SectionSchema) -> bool {
    match &path.column {
        // A row's key, which is no column, is text.
        ColumnName::Named(key) => section.column(key).is_none_or(|column| !column.kind.is_number()),
        ColumnName::Current => false,
    }
}

impl Expression {
    /// Whether it asks nothing but the row that a condition is asked of.
    fn asks_only_the_row(&self) -> bool {
        match self {
            Self::Candidate(path) => path.column != ColumnName::Current,
            Self::Cell { .. } | Self::Own(_) | Self::Sum(_) | Self::Count(_) | Self::Present(..) => false,
            _ => {
                let mut only = true;
                self.each_part(&mut |part| only &= part.asks_only_the_row());
                only
            }
        }
    }

    fn each_selection_mut(&mut self, found: &mut impl FnMut(&mut Selection)) {
        match self {
            Self::Sum(selection) | Self::Count(selection) => found(selection),
            Self::Call(_, parts, _) => parts.iter_mut().for_each(|part| part.each_selection_mut(found)),
            Self::Negative(inner, _) | Self::Not(inner, _) => inner.each_selection_mut(found),
            Self::Binary(_, left, right, _) => {
                left.each_selection_mut(found);
                right.each_selection_mut(found);
            }
            Self::Number(_)
            | Self::Text(_)
            | Self::Cell { .. }
            | Self::Own(_)
            | Self::Candidate(_)
            | Self::Present(..) => {}
        }
    }
}
