//! The statements of a format made ready, and the walk over the narrative's sections. Does not know how
//! figures are told apart or judged.

use std::sync::{Arc, Mutex, PoisonError};

use super::claims::{Claim, claims};
use super::plain::{Plain, plain_pattern};
use super::template::TemplateFigure;
use super::{Reading, by_hand, judge, whole};
use crate::calc::{Book, SheetRow};
use crate::formula::{Quantities, Quantity, Rows};
use crate::model::{CellAddress, TableKey};
use crate::money::Decimal;
use crate::pattern::Pattern;
use crate::schema::{Format, ItemList, QuoteKind, Statement, StatementGroup};

/// The statements of a format, ready to be looked for.
#[derive(Clone, Debug, Default)]
pub struct Reader {
    pub(super) groups: Vec<Group>,
}

/// Why a statement cannot be looked for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("说明“{rule}”的“{key}”：{message}")]
pub struct StatementError {
    /// The id of the group.
    pub rule: String,
    /// The key of the statement.
    pub key: String,
    /// What is wrong, in Chinese.
    pub message: String,
}

/// The statements of a section.
#[derive(Clone, Debug)]
pub(super) struct Group {
    pub section: String,
    pub statements: Vec<Bound>,
    /// The money of which the section must say that there is none, and how it says so.
    pub empty: Option<(Quantities, Arc<Pattern>)>,
    pub tables: Vec<TableKey>,
}

/// A statement with its formulas.
#[derive(Clone, Debug)]
pub(super) struct Bound {
    pub key: String,
    pub kind: QuoteKind,
    pub subject: String,
    /// The subject's pattern, where no names of rows go into it.
    pub pattern: Option<Arc<Pattern>>,
    /// The words by which a paragraph takes it up again.
    pub again: Option<Arc<Pattern>>,
    /// The expression for the names of rows met last: budgets of a department have the same ones.
    named: Arc<Mutex<Option<WithNames>>>,
    pub each: Option<(Rows, crate::schema::NamedRows)>,
    pub value: Quantities,
    pub whole: Quantities,
    pub last: Quantities,
    pub parts: Vec<String>,
    pub reason: bool,
    pub items: Option<(Rows, crate::schema::ItemList)>,
}

/// A statement that can be looked for in one budget: for each of its rows under that row's name.
pub(super) struct Sought<'a> {
    pub statement: &'a Bound,
    pub pattern: Arc<Pattern>,
    /// The rows with the names under which they are sought; empty without `each`.
    pub rows: Vec<Named<'a>>,
}

/// A row under its name.
pub(super) struct Named<'a> {
    pub name: String,
    /// The name of the row it belongs to, where that is sought too.
    pub above: String,
    pub row: SheetRow<'a>,
}

/// A paragraph with its claims.
pub(super) struct Paragraph<'a, 's> {
    pub index: usize,
    pub source: &'a str,
    pub plain: Plain,
    pub claims: Vec<Claim<'a, 's>>,
}

impl Reader {
    /// Makes the statements of a format ready. Those that cannot be are left out and reported.
    pub fn compile(format: &Format) -> (Self, Vec<StatementError>) {
        let mut errors = Vec::new();
        let groups = &format.document.statements;
        let groups = groups.iter().map(|group| Group::compile(group, format, &mut errors)).collect();
        (Self { groups }, errors)
    }

    /// The tables that a group reads, by its position.
    pub fn tables(&self, group: usize) -> &[TableKey] {
        self.groups.get(group).map_or(&[], |group| &group.tables)
    }

    /// Whether it reads a table of which something is true.
    pub fn reads(&self, is_so: impl Fn(&TableKey) -> bool) -> bool {
        self.groups.iter().flat_map(|group| &group.tables).any(is_so)
    }

    /// Reads the narrative of a budget.
    pub fn read(&self, book: &Book<'_>) -> Reading {
        self.read_with(book, None)
    }

    /// Reads the narrative of a budget beside last year's: changes are compared with what that says,
    /// wherever it says anything.
    pub fn read_beside(&self, book: &Book<'_>, last: &Book<'_>) -> Reading {
        self.read_with(book, Some((last, &Self::compile(last.format).0)))
    }

    /// What the budget says of the subject of one of its statements, known by section and key.
    pub(super) fn value(
        &self,
        book: &Book<'_>,
        section: &str,
        key: &str,
        own: Option<SheetRow<'_>>,
    ) -> Result<Vec<Quantity>, String> {
        let groups = self.groups.iter().filter(|group| group.section == section);
        let mut statements = groups.flat_map(|group| &group.statements);
        let found = statements.find(|statement| statement.key == key).ok_or("上年的文件没有这个数")?;
        let own = own.and_then(|row| book.sheet(&row.sheet.schema.key)?.row_by_key(row.row.key()));
        if found.each.is_some() && own.is_none() {
            return Err("上年的文件没有这一行".to_owned());
        }
        found.value.evaluate(book, own)
    }

    /// The figures of the budget for which it keeps last year's too: what, this year's, last year's.
    pub fn kept_figures(&self, book: &Book<'_>) -> Vec<(String, Quantity, Quantity)> {
        let statements = self.groups.iter().flat_map(|group| &group.statements);
        let both = statements.filter(|statement| statement.each.is_none() && !statement.last.is_empty());
        both.filter_map(|statement| {
            let first = |formulas: &Quantities| formulas.first_known(book, None).ok();
            Some((statement.key.clone(), first(&statement.value)?, first(&statement.last)?))
        })
        .collect()
    }

    /// The cells in which a budget keeps last year's figures, each with the figure that `last`, last year's
    /// budget, gives. What that does not know is left out.
    pub fn last_year_cells(&self, book: &Book<'_>, last: &Book<'_>) -> Vec<(CellAddress, Decimal)> {
        let theirs = Self::compile(last.format).0;
        let mut found: Vec<(CellAddress, Decimal)> = Vec::new();
        for group in &self.groups {
            for statement in group.statements.iter().filter(|one| one.each.is_none() && !one.last.is_empty())
            {
                let kept = statement.last.cells(book);
                // A sum of several cells says nothing of each.
                let [cell] = kept.as_slice() else {
                    continue;
                };
                let figure = theirs.value(last, &group.section, &statement.key, None);
                let figure = figure.ok().and_then(|figures| figures.into_iter().next());
                if let Some(figure) = figure.filter(|_| found.iter().all(|(known, _)| known != cell)) {
                    found.push((cell.clone(), figure.value));
                }
            }
        }
        found
    }

    fn read_with(&self, book: &Book<'_>, last: Option<(&Book<'_>, &Reader)>) -> Reading {
        let mut reading = Reading::default();
        for (rule, group) in self.groups.iter().enumerate() {
            if !book.budget.narrative.iter().any(|section| section.key == group.section) {
                continue;
            }
            let sought: Vec<Sought<'_>> =
                group.statements.iter().filter_map(|statement| statement.seek(book)).collect();
            let sections = book.budget.narrative.iter().enumerate();
            for (index, section) in sections.filter(|(_, section)| section.key == group.section) {
                let mut bound_before = Default::default();
                let paragraphs: Vec<Paragraph<'_, '_>> = section
                    .paragraphs
                    .iter()
                    .enumerate()
                    .map(|(index, source)| {
                        let plain = Plain::of(source);
                        let claims = claims(&plain, &sought, &mut bound_before);
                        Paragraph { index, source, plain, claims }
                    })
                    .collect();
                let judged = judge::Judge { book, rule, section: index, last };
                judged.paragraphs(&paragraphs, &mut reading);
                whole::judge(&judged, group, &paragraphs, &mut reading);
            }
        }
        by_hand::read(&self.groups, book, &mut reading);
        reading
            .figures
            .sort_by_key(|figure| (figure.place.section, figure.place.paragraph, figure.place.span.start));
        by_hand::apply(&mut reading, book);
        reading
    }
}

impl Group {
    fn compile(group: &StatementGroup, format: &Format, errors: &mut Vec<StatementError>) -> Self {
        let mut fail = |key: &str, message: String| {
            errors.push(StatementError { rule: group.id.clone(), key: key.to_owned(), message });
        };
        let mut statements = Vec::new();
        for statement in &group.statements {
            match Bound::compile(statement, format) {
                Ok(bound) => statements.push(bound),
                Err(message) => fail(&statement.key, message),
            }
        }
        for statement in &group.statements {
            for part in &statement.parts {
                if !group.statements.iter().any(|other| other.key == *part) {
                    fail(&statement.key, format!("没有分项“{part}”"));
                }
            }
        }
        let empty = group.empty.as_ref().and_then(|empty| {
            let amount = Quantities::compile(&empty.amount, format, None).map_err(|error| error.to_string());
            let says = Pattern::read(&plain_pattern(&empty.says)).map_err(|error| error.to_string());
            match (amount, says) {
                (Ok(amount), Ok(says)) => Some((amount, says)),
                (Err(message), _) | (_, Err(message)) => {
                    fail("empty", message);
                    None
                }
            }
        });
        let mut tables = Vec::new();
        for statement in &statements {
            let each = statement.each.as_ref().map(|(rows, _)| rows);
            for formulas in [&statement.value, &statement.whole, &statement.last] {
                formulas.tables(each, &mut tables);
            }
            if let Some((rows, _)) =
                statement.items.as_ref().filter(|(rows, _)| !tables.contains(rows.table()))
            {
                tables.push(rows.table().clone());
            }
        }
        if let Some((amount, _)) = &empty {
            amount.tables(None, &mut tables);
        }
        Self { section: group.section.clone(), statements, empty, tables }
    }
}

impl Bound {
    fn compile(statement: &Statement, format: &Format) -> Result<Self, String> {
        let each = statement.each.as_ref();
        let rows = each.map(|each| Rows::compile(&each.rows, format)).transpose();
        let rows = rows.map_err(|error| error.to_string())?;
        let formulas = |texts: &[String]| {
            Quantities::compile(texts, format, rows.as_ref()).map_err(|error| error.to_string())
        };
        let subject = plain_pattern(&statement.subject);
        let trial = Pattern::read(&subject.replace(NAMES, "名称").replace(ABOVE_NAMES, "上级"))
            .map_err(|error| error.to_string())?;
        let items = statement.items.as_ref();
        let items = items.map(|items| Ok((Rows::compile(&items.rows, format)?, items.clone())));
        Ok(Self {
            key: statement.key.clone(),
            kind: statement.kind,
            pattern: each.is_none().then_some(trial),
            again: statement
                .again
                .as_deref()
                .map(|words| Pattern::read(&plain_pattern(words)).map_err(|error| error.to_string()))
                .transpose()?,
            named: Arc::default(),
            value: formulas(&statement.value)?,
            whole: formulas(&statement.whole)?,
            last: formulas(&statement.last)?,
            parts: statement.parts.clone(),
            reason: statement.reason,
            items: items.transpose().map_err(|error: crate::formula::FormulaError| error.to_string())?,
            each: rows.zip(each.cloned()),
            subject,
        })
    }

    /// A figure that a template names. What the tables of the format do not answer is left out.
    pub(super) fn of_template(figure: &TemplateFigure, format: &Format) -> Option<Self> {
        let is_known =
            |formula: &&String| Quantities::compile(std::slice::from_ref(*formula), format, None).is_ok();
        let known = |all: &[String]| all.iter().filter(is_known).cloned().collect();
        let items = figure.items.as_ref().filter(|(rows, _)| Rows::compile(rows, format).is_ok());
        let items = items.map(|(rows, name)| ItemList {
            rows: rows.clone(),
            name: name.as_str().into(),
            aliases: Default::default(),
        });
        let statement = Statement {
            key: figure.name.clone(),
            subject: String::new(),
            again: None,
            kind: QuoteKind::Amount,
            each: None,
            value: known(&figure.value),
            whole: known(&figure.whole),
            last: Vec::new(),
            parts: Vec::new(),
            reason: false,
            items,
        };
        Self::compile(&statement, format).ok()
    }

    /// The statement with the names of the budget's rows; `None` where there are none.
    fn seek<'a>(&'a self, book: &Book<'a>) -> Option<Sought<'a>> {
        let Some((rows, each)) = &self.each else {
            return Some(Sought { statement: self, pattern: self.pattern.clone()?, rows: Vec::new() });
        };
        let above = |row: &SheetRow<'a>| {
            let above = each.within.as_ref().and_then(|kind| row.ancestor(kind));
            above.map(|above| bare_name(above.text(&each.name))).unwrap_or_default()
        };
        let rows = rows.of(book).ok()?.into_iter();
        let rows = rows.map(|row| Named { name: bare_name(row.text(&each.name)), above: above(&row), row });
        let rows: Vec<Named<'a>> = rows.filter(|named| !named.name.is_empty()).collect();
        let names = alternatives(GROUP, rows.iter().map(|named| named.name.as_str()));
        let above = alternatives(ABOVE, rows.iter().map(|named| named.above.as_str()));
        let pattern = self.with_names(self.subject.replace(NAMES, &names).replace(ABOVE_NAMES, &above))?;
        (!rows.is_empty()).then_some(Sought { statement: self, pattern, rows })
    }
}

impl Bound {
    /// The subject with names in it as an expression. Building one and, in its first match, filling its cache is much of
    /// what reading the text costs.
    fn with_names(&self, subject: String) -> Option<Arc<Pattern>> {
        let mut last = self.named.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((known, pattern)) = last.as_ref()
            && *known == subject
        {
            return Some(Arc::clone(pattern));
        }
        let pattern = Arc::new(Pattern::parse(&subject).ok()?);
        *last = Some((subject, Arc::clone(&pattern)));
        Some(pattern)
    }
}

/// A group of names, the longer ones first: a pattern takes the first that fits.
fn alternatives<'n>(group: &str, names: impl Iterator<Item = &'n str>) -> String {
    let mut names: Vec<&str> = names.collect();
    names.sort_by_key(|name| std::cmp::Reverse(name.len()));
    names.dedup();
    let names: Vec<String> = names.into_iter().map(regex::escape).collect();
    format!("(?P<{group}>{})", names.join("|"))
}

/// A subject with the names of rows in it, and the expression it makes.
type WithNames = (String, Arc<Pattern>);

/// What stands for the names of rows in a subject.
const NAMES: &str = "{名称}";

/// What stands for the names of the rows they belong to.
const ABOVE_NAMES: &str = "{上级}";

/// The group in which a name is found.
pub(super) const GROUP: &str = "name";

/// The group in which the name of the row above is found.
pub(super) const ABOVE: &str = "above";

/// A row's name without its item number and without 支出 at its end: `（五）教育支出` is 教育.
pub(super) fn bare_name(name: &str) -> String {
    let plain = Plain::of(name).text;
    let numeral = |c: char| "一二三四五六七八九十".contains(c);
    let body = plain.trim_start_matches('（');
    let rest = body.trim_start_matches(numeral);
    let numbered = rest.len() < body.len() && rest.starts_with(['、', '）']);
    let bare = if numbered { rest.trim_start_matches(['、', '）']) } else { &plain };
    let bare = bare.strip_suffix("支出").unwrap_or(bare);
    let bare = bare.strip_suffix("事务").unwrap_or(bare);
    bare.strip_suffix('等').unwrap_or(bare).to_owned()
}
