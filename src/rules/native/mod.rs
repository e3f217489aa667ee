//! Rules that hold of every table of every region. What they need to know of a table they read from
//! its description, so a new format brings them along.

mod codes;
mod indicator_sense;
mod indicators;
mod reckoned;
mod silent;
mod sums;
mod tables;
mod texts;

use std::collections::BTreeSet;
use std::sync::Arc;

use indicator_sense::Patterns;

use super::dependencies::{Delta, Rejudge};
use super::place::{PlaceOutcome, Places};
use super::verdict::{Finding, RuleHead};
use crate::calc::{Book, Cell, Sheet, TableChange};
use crate::formula::asked::{Asked, Fact};
use crate::formula::index::{ChangedGroups, Index};
use crate::formula::{Groupings, absent};
use crate::model::{ColumnKey, KindKey, TableKey};
use crate::schema::{
    CodeColumns, Format, IndicatorColumns, IndicatorTables, PairColumns, Severity, StandardList, TableSchema,
};

/// A rule that is a function.
#[derive(Clone, Debug)]
pub(super) struct Native {
    /// What all its findings share.
    pub head: Arc<RuleHead>,
    check: Check,
}

/// What a native rule looks at.
#[derive(Clone, Debug)]
enum Check {
    Totals,
    Parts,
    Readable,
    Negative,
    Present,
    EmptyExplained,
    /// With the grouping of each kind of row by what makes its key.
    Duplicates(Vec<(KindKey, usize)>),
    Codes(CodeColumns),
    Pairs(PairColumns),
    Indicators(IndicatorTables),
    IndicatorsEntered(IndicatorTables),
    IndicatorComplete(IndicatorColumns),
    IndicatorSense(IndicatorColumns, Box<Patterns>),
    Reckoned(StandardList),
    /// By column of lines the texts that tables made of them know.
    Texts(Vec<(ColumnKey, Vec<String>)>),
}

const FORM: &str = "部门预算公开表式的栏目关系";
const CODES: &str = "《预算法》第三十二条：政府收支分类科目，收入分为类、款、项、目；支出按其功能分类分为类、款、项，\
    按其经济性质分类分为类、款";
const TARGETS: &str =
    "《预算法》第三十二条：各部门、各单位应当按照……绩效目标管理等预算编制规定……编制本部门、本单位预算草案";
const STANDARDS: &str = "《预算法》第三十二条：各部门、各单位应当按照国务院财政部门制定的政府收支分类科目、预算支出标准和要求……编制本部门、\
    本单位预算草案";
const DISCLOSURE: &str = "《预算法》第十四条：经本级政府财政部门批复的部门预算、决算及报表，应当在批复后二十日内由各部门向\
    社会公开";

/// The native rules of a format; adds the groupings that they ask for.
pub(super) fn rules(format: &Format, groupings: &mut Groupings) -> Vec<Native> {
    let mut rules = of_document(format);
    // What is only made of lines can be neither misread nor stated wrongly.
    for table in format.tables.iter().filter(|table| !table.overview) {
        of_table(table, groupings, &mut rules);
    }
    of_codes(format, &mut rules);
    of_lines(format, &mut rules);
    if let Some(indicators) = &format.indicators {
        of_targets(format, indicators, &mut rules);
    }
    rules
}

fn rule(
    id: String,
    severity: Severity,
    title: String,
    basis: &str,
    tables: Vec<TableKey>,
    check: Check,
) -> Native {
    Native { head: Arc::new(RuleHead { id, title, basis: basis.to_owned(), severity, tables }), check }
}

/// What is asked of the document as a whole: that its tables are there, and that empty ones say why.
fn of_document(format: &Format) -> Vec<Native> {
    let published = format.published().map(|table| table.key.clone()).collect();
    let may_be_empty =
        format.tables.iter().filter(|table| table.may_be_empty).map(|table| table.key.clone()).collect();
    let whole = |id: &str, title: &str, tables, check| {
        rule(id.to_owned(), Severity::Warning, title.to_owned(), DISCLOSURE, tables, check)
    };
    vec![
        whole("表格齐全", "各表齐全，没有缺表缺页", published, Check::Present),
        whole("空表说明", "空表有说明", may_be_empty, Check::EmptyExplained),
    ]
}

/// What is asked of each table.
fn of_table(table: &TableSchema, groupings: &mut Groupings, rules: &mut Vec<Native>) {
    let mut add = |family: &str, severity, what: &str, check| {
        let (id, title) = (format!("{}-{family}", table.key), format!("{}{what}", table.named()));
        rules.push(rule(id, severity, title, FORM, vec![table.key.clone()], check));
    };
    if sums::has_totals(table) {
        add("合计", Severity::Error, "的合计等于分项之和", Check::Totals);
    }
    if sums::has_parts(table) {
        add("其中", Severity::Error, "的“其中”数不大于总数", Check::Parts);
    }
    add("识别", Severity::Error, "的金额都能识别", Check::Readable);
    if tables::has_amounts(table) {
        add("负数", Severity::Warning, "的金额不小于零", Check::Negative);
    }
    let kinds = table
        .sections
        .iter()
        .flat_map(|section| &section.free)
        .filter(|free| !free.key.is_empty() && !free.may_repeat);
    let keyed: Vec<(KindKey, usize)> = kinds
        .map(|free| (free.kind.clone(), groupings.by_columns(&table.key, &free.kind, &free.key)))
        .collect();
    if !keyed.is_empty() {
        add("重复", Severity::Warning, "没有重复的行", Check::Duplicates(keyed));
    }
}

/// What is asked of codes: that the classification has them, and that both economic ones fit together.
fn of_codes(format: &Format, rules: &mut Vec<Native>) {
    for columns in &format.codes {
        for table in columns.tables.iter().filter_map(|key| format.table(key)) {
            let title = format!("{}的{}在科目表中", table.named(), columns.scheme.title());
            let id = format!("{}-{}", table.key, columns.scheme.title());
            let tables = vec![table.key.clone()];
            rules.push(rule(id, Severity::Error, title, CODES, tables, Check::Codes(columns.clone())));
        }
    }
    for columns in &format.pairs {
        for table in columns.tables.iter().filter_map(|key| format.table(key)) {
            let title = format!("{}的两套经济分类科目相互对应", table.named());
            let tables = vec![table.key.clone()];
            let id = format!("{}-科目对应", table.key);
            rules.push(rule(id, Severity::Error, title, CODES, tables, Check::Pairs(columns.clone())));
        }
    }
}

/// What is asked of budget lines: texts that the tables made of them know, amounts that follow from their formula (测算公式).
fn of_lines(format: &Format, rules: &mut Vec<Native>) {
    for table in format.tables.iter().filter(|table| format.has_lines(&table.key)) {
        let columns = texts::columns(format, table);
        if !columns.is_empty() {
            let title = format!("{}的{}是各表认识的写法", table.named(), texts::names(table, &columns));
            let (id, tables) = (format!("{}-写法", table.key), vec![table.key.clone()]);
            rules.push(rule(id, Severity::Error, title, FORM, tables, Check::Texts(columns)));
        }
    }
    if let Some(list) = &format.standards {
        let units = format.units.as_ref().map(|units| &units.table);
        let facts = list.facts.as_ref().map(|facts| &facts.table);
        let tables = [Some(&list.lines), Some(&list.table), units, facts];
        let tables = tables.into_iter().flatten().cloned().collect();
        let title = "按测算公式计算的明细，金额等于测算公式的结果".to_owned();
        let check = Check::Reckoned(list.clone());
        rules.push(rule(list.rule(), Severity::Warning, title, STANDARDS, tables, check));
    }
}

/// What is asked of performance targets (绩效目标).
fn of_targets(format: &Format, indicators: &IndicatorTables, rules: &mut Vec<Native>) {
    let tables = vec![indicators.whole.table.clone(), indicators.projects.table.clone()];
    let title = "整体绩效目标与项目绩效目标的同一指标值一致".to_owned();
    let check = Check::Indicators(indicators.clone());
    rules.push(rule("绩效指标一致".into(), Severity::Error, title, TARGETS, tables.clone(), check));
    let title = "编制时，整体绩效目标和每个项目的绩效指标都有填写".to_owned();
    let check = Check::IndicatorsEntered(indicators.clone());
    rules.push(rule("绩效目标填写".into(), Severity::Warning, title, TARGETS, tables, check));
    let patterns = indicators.senses.as_ref().and_then(Patterns::of);
    for columns in [&indicators.whole, &indicators.projects] {
        let Some(table) = format.table(&columns.table) else { continue };
        let mut add = |family: &str, what: &str, check| {
            let (id, title) = (format!("{}-{family}", table.key), format!("{}{what}", table.named()));
            rules.push(rule(id, Severity::Warning, title, TARGETS, vec![table.key.clone()], check));
        };
        add("指标成对", "的指标都有名称和指标值", Check::IndicatorComplete(columns.clone()));
        if let Some(senses) = &patterns {
            let check = Check::IndicatorSense(columns.clone(), senses.clone().into());
            add("指标含义", "的指标值合乎指标的含义", check);
        }
    }
}

impl Native {
    /// What the rule is applied to: rows of its table by position; `None` for what is no row.
    pub(super) fn places(&self, book: &Book<'_>) -> Vec<Option<usize>> {
        let Some(sheet) = self.sheet_of_rows(book) else {
            return vec![None];
        };
        let rows = match &self.check {
            Check::Codes(CodeColumns { kind, .. }) | Check::Pairs(PairColumns { kind, .. }) => {
                sheet.rows_of(kind).map(|row| Some(row.index)).collect()
            }
            _ => sheet.rows().map(|row| Some(row.index)).collect(),
        };
        match self.check {
            // That there is nothing unreadable, or negative, is said once.
            Check::Readable | Check::Negative => [vec![None], rows].concat(),
            _ => rows,
        }
    }

    /// The table to whose rows the rule is applied one by one; `None` for a rule that looks at tables as a
    /// whole, and where the table is absent.
    pub(super) fn sheet_of_rows<'a>(&self, book: &Book<'a>) -> Option<Sheet<'a>> {
        let table = match &self.check {
            Check::Present | Check::EmptyExplained | Check::Indicators(_) | Check::IndicatorsEntered(_) => {
                return None;
            }
            Check::IndicatorComplete(columns) | Check::IndicatorSense(columns, _) => &columns.table,
            Check::Totals
            | Check::Parts
            | Check::Readable
            | Check::Negative
            | Check::Duplicates(_)
            | Check::Codes(_)
            | Check::Pairs(_)
            | Check::Texts(_)
            | Check::Reckoned(_) => self.head.tables.first()?,
        };
        book.sheet(table).filter(|sheet| !sheet.coverage().is_missing())
    }

    /// Whether the row at a position is of the kind that the rule is applied to.
    pub(super) fn is_of_kind(&self, book: &Book<'_>, row: usize) -> bool {
        let row = self.sheet_of_rows(book).and_then(|sheet| sheet.row(row));
        row.is_some_and(|row| match &self.check {
            Check::Codes(CodeColumns { kind, .. }) | Check::Pairs(PairColumns { kind, .. }) => {
                *row.row.kind() == *kind
            }
            _ => true,
        })
    }

    /// Whether it asks whether tables are there, and not what stands in them.
    pub(super) fn is_of_coverage(&self) -> bool {
        matches!(self.check, Check::Present)
    }

    /// Whether it ends without a place at every row of its table; not all of which are looked at to tell.
    pub(super) fn is_silent(&self, book: &Book<'_>) -> bool {
        self.sheet_of_rows(book).is_some_and(|sheet| silent::is_silent(&self.check, &sheet))
    }

    /// Why the rule does not apply where there is nothing to apply it to.
    pub(super) fn nothing(&self) -> Option<&'static str> {
        match self.check {
            Check::Totals => Some("文件没有列出合计"),
            Check::Texts(_) => Some("没有明细"),
            Check::Reckoned(_) => Some("没有写测算公式的明细"),
            Check::IndicatorsEntered(_) => Some("只在按明细编制时适用"),
            _ => None,
        }
    }

    /// The texts that alone decide whether the rule holds for a row; `None` where other things do too.
    pub(super) fn asked<'a>(&'a self, book: &Book<'a>) -> Option<Asked<'a>> {
        let (kind, own): (_, Vec<&ColumnKey>) = match &self.check {
            Check::Codes(columns) => {
                (Some(&columns.kind), columns.parts.iter().chain(&columns.name).collect())
            }
            Check::Pairs(columns) => (Some(&columns.kind), vec![&columns.department, &columns.government]),
            Check::Texts(columns) => (None, columns.iter().map(|(column, _)| column).collect()),
            _ => return None,
        };
        Asked::of(self.sheet_of_rows(book)?, kind, own.into_iter().map(|column| (None, Fact::Text(column))))
    }

    /// Applies the rule to one of its [`Native::places`] in its [`Native::sheet_of_rows`].
    pub(super) fn apply(
        &self,
        book: &Book<'_>,
        index: &Index,
        (sheet, row): (Option<Sheet<'_>>, Option<usize>),
        places: &mut Places,
    ) {
        let Some(row) = row.and_then(|row| sheet?.row(row)) else {
            return self.apply_whole(book, places);
        };
        match &self.check {
            Check::Totals => sums::totals(self, book, row, places),
            Check::Parts => sums::parts(self, row, places),
            Check::Readable => tables::readable(self, row, places),
            Check::Negative => tables::not_negative(self, row, places),
            Check::Duplicates(groupings) => tables::duplicate(self, row, groupings, index, places),
            Check::Codes(columns) => codes::known(self, book, &row, columns, places),
            Check::Pairs(columns) => codes::pair(self, &row, columns, places),
            Check::IndicatorComplete(columns) => indicator_sense::complete(self, row, columns, places),
            Check::IndicatorSense(columns, senses) => {
                indicator_sense::check(self, row, columns, senses, places);
            }
            Check::Texts(columns) => texts::known(self, &row, columns, places),
            Check::Reckoned(list) => reckoned::amount(self, book, &row, list, places),
            Check::Present | Check::EmptyExplained | Check::Indicators(_) | Check::IndicatorsEntered(_) => {}
        }
    }

    /// Applies a rule that looks at tables as a whole, or says that there is no table.
    fn apply_whole(&self, book: &Book<'_>, places: &mut Places) {
        if let Check::Indicators(tables) = &self.check {
            return indicators::check(self, book, tables, places);
        }
        if let Check::IndicatorsEntered(tables) = &self.check {
            return indicators::entered(self, book, tables, places);
        }
        if matches!(self.check, Check::Reckoned(_)) {
            return;
        }
        let sheets = self.head.tables.iter().filter_map(|key| book.sheet(key));
        if matches!(self.check, Check::Present) {
            return tables::present(self, &sheets.collect::<Vec<_>>(), places);
        }
        for sheet in sheets {
            places.add_whole(match self.check {
                _ if sheet.coverage().is_missing() => PlaceOutcome::NotChecked(absent(&sheet)),
                Check::EmptyExplained => tables::empty_explained(self, &sheet),
                Check::Readable | Check::Negative => PlaceOutcome::Passed,
                _ => continue,
            });
        }
    }

    /// What has to be judged again after changes.
    pub(super) fn rejudge(&self, delta: &Delta<'_>) -> Rejudge {
        let mut rejudge = Rejudge::nothing();
        for table in &self.head.tables {
            let cells = match delta.changes.of(table) {
                None => continue,
                Some(TableChange::Whole) => return Rejudge::All,
                Some(TableChange::Cells(cells)) => cells,
            };
            match &self.check {
                Check::Present => {}
                Check::Indicators(tables) => {
                    let read = || [&tables.whole, &tables.projects].into_iter().flat_map(|one| &one.columns);
                    let reads = |changed: &BTreeSet<ColumnKey>| {
                        read().any(|(name, value)| changed.contains(name) || changed.contains(value))
                    };
                    if cells.values().any(reads) {
                        return Rejudge::All;
                    }
                    continue;
                }
                Check::EmptyExplained | Check::IndicatorsEntered(_) => return Rejudge::All,
                // Head-counts and standards concern lines anywhere.
                Check::Reckoned(list) if *table != list.lines => return Rejudge::All,
                Check::Parts => {
                    rejudge =
                        rejudge.and(Rejudge::rows(sums::parts_of(delta.book.sheet(table), cells.keys())));
                }
                Check::Duplicates(groupings) => {
                    for (_, grouping) in groupings {
                        let Some(ChangedGroups::Keys(keys)) = delta.groups.get(*grouping) else {
                            return Rejudge::All;
                        };
                        let rows = keys.iter().flat_map(|key| delta.index.rows(*grouping, key));
                        rejudge = rejudge.and(Rejudge::rows(rows));
                    }
                }
                _ => {}
            }
            rejudge = rejudge.and(Rejudge::rows(cells.keys().copied()));
        }
        rejudge
    }

    /// A finding of this rule at a cell.
    fn at_cell(&self, cell: &Cell<'_>, message: String) -> Finding {
        Finding::at(&self.head, cell.address(), message)
    }

    /// A finding of this rule about a table.
    fn at_table(&self, sheet: &Sheet<'_>, message: String) -> Finding {
        Finding { table: Some(sheet.schema.key.clone()), ..Finding::new(&self.head, message) }
    }
}
