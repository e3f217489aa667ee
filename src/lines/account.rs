//! What lines that were read do to those that are there, said before anybody takes them for what was sent out: how many there
//! are and what they come to, before and now, and all that is to be looked at.

use std::collections::{BTreeMap, BTreeSet};

use super::formulas::formulas;
use super::listed::{MOST, numbers};
use super::read::{ReadColumn, ReadLine, ReadLines};
use super::replace::replacing;
use super::strange::strange;
use crate::edit::Batch;
use crate::model::{Budget, ColumnKey, Row, RowKey, RowView, Value, ValueView};
use crate::money::{self, Decimal, unit_name};
use crate::schema::{ColumnKind, Format, FreeRow, TableSchema};
use crate::text::shortened;

/// By so much amounts are wrong whose unit was taken for another.
const FACTORS: [i64; 3] = [10_000, 1_000, 100];

/// Lines that were read, made ready to stand in the place of those that are there.
#[derive(Clone, Debug)]
pub struct TakenLines {
    /// The step.
    pub step: Batch,
    /// How many lines there are and what they come to, before and now.
    pub summary: String,
    /// What is to be looked at.
    pub remarks: Vec<String>,
}

/// Holds lines that were read against those that are there, and makes the step that puts them in their place. A line that was
/// there keeps its key, and so what is noted on it; also its remark where the file has none.
///
/// # Errors
/// Says in Chinese in which column the unit is not the one that it was read in.
pub fn take_in(
    read: ReadLines,
    budget: &Budget,
    format: &Format,
    schema: &TableSchema,
) -> Result<TakenLines, String> {
    let Some(free) = schema.sections.iter().flat_map(|section| &section.free).next() else {
        return Err(format!("{}不能增加行", schema.title));
    };
    let mut against = Against::of(read, budget, format, schema, free);
    let mut remarks = std::mem::take(&mut against.read.remarks);
    for column in against.read.columns.clone() {
        remarks.extend(against.unit_in_words(&column)?);
    }
    remarks.extend(against.gone());
    remarks.extend(against.without_amount());
    remarks.extend(against.bracketed());
    remarks.extend(against.negative());
    remarks.extend(against.doubled());
    let was = against.was.iter().map(|was| was.and_then(|at| against.old.get(at)).copied());
    remarks.extend(formulas(against.read.lines.iter().zip(was), budget, format, schema));
    remarks.extend(strange(&against.read.lines, &against.old, budget, format, schema));
    let summary = against.summary();
    let rows = against.into_rows(free);
    Ok(TakenLines { step: replacing(budget, schema, rows), summary, remarks })
}

struct Against<'a> {
    read: ReadLines,
    old: Vec<RowView<'a>>,
    /// For each line that was read the one that it was, and the other way round those that were found again.
    was: Vec<Option<usize>>,
    found: BTreeSet<usize>,
    format: &'a Format,
    schema: &'a TableSchema,
    /// The columns of amounts, that of the lines' own amount first.
    amounts: Vec<&'a ColumnKey>,
}

impl<'a> Against<'a> {
    fn of(
        read: ReadLines,
        budget: &'a Budget,
        format: &'a Format,
        schema: &'a TableSchema,
        free: &FreeRow,
    ) -> Self {
        let table = budget.tables.get(&schema.key);
        let is_line =
            |row: &RowView<'_>| schema.shape(*row).is_some_and(|(_, shape)| shape.level().is_some());
        let old: Vec<RowView<'a>> =
            table.into_iter().flat_map(crate::model::Table::rows).filter(is_line).collect();
        // A key may have been given before its row was changed: both sides are called by what they say now.
        let mut taken = BTreeSet::new();
        let mut places = BTreeMap::new();
        for (at, row) in old.iter().enumerate() {
            let key = free.new_key(*row, &taken);
            taken.insert(key.clone());
            places.insert(key, at);
        }
        let was: Vec<Option<usize>> =
            read.lines.iter().map(|line| places.get(&line.row.key).copied()).collect();
        let found = was.iter().flatten().copied().collect();
        let own = format.lines_of(&schema.key).map(|lines| &lines.amount);
        let columns = schema.sections.iter().flat_map(|section| &section.columns);
        let others = columns.filter(|column| column.kind == ColumnKind::Amount).map(|column| &column.key);
        let others = others.filter(|key| Some(*key) != own);
        let amounts = own.into_iter().chain(others).collect();
        Self { read, old, was, found, format, schema, amounts }
    }

    fn text(&self, amount: Decimal) -> String {
        let decimals = self.format.decimals.max(amount.normalize().scale());
        format!("{} {}", money::display(amount, decimals), self.format.unit.label())
    }

    /// “43 行（原 44 行），合计 782.86 万元（原 824.01 万元）”.
    fn summary(&self) -> String {
        let (new, old) = (self.read.lines.len(), self.old.len());
        let before = |text: String| if old == 0 { String::new() } else { format!("（原 {text}）") };
        let mut said = format!("{new} 行{}", before(format!("{old} 行")));
        for (at, column) in self.amounts.iter().enumerate() {
            let sum = |amounts: Vec<Decimal>| money::sum(amounts);
            let now = sum(self.read.lines.iter().filter_map(|line| amount(&line.row, column)).collect());
            let then = sum(self.old.iter().filter_map(|row| amount_of(*row, column)).collect());
            let is_blank = |sum: &Option<Decimal>| sum.is_some_and(|sum| sum.is_zero());
            if at > 0 && is_blank(&now) && is_blank(&then) {
                continue;
            }
            let title = if at == 0 { "合计".to_owned() } else { format!("{column}合计") };
            let text = |sum: Option<Decimal>| sum.map_or_else(|| "无法计算".to_owned(), |sum| self.text(sum));
            said += &format!("，{title} {}{}", text(now), before(text(then)));
        }
        said
    }

    /// Amounts that are the old ones many times over, or a fraction of them: their unit is another one.
    fn unit_in_words(&self, column: &ReadColumn) -> Result<Option<String>, String> {
        let pairs: Vec<(usize, Decimal, Decimal)> = self
            .read
            .lines
            .iter()
            .zip(&self.was)
            .filter_map(|(line, was)| {
                let then = amount_of(*self.old.get((*was)?)?, &column.column)?;
                let now = amount(&line.row, &column.column)?;
                (!then.is_zero() && !now.is_zero()).then_some((line.number, then, now))
            })
            .collect();
        let (title, unit) = (&column.written, unit_name(column.yuan));
        let advice =
            format!("请在栏名里写明单位，例如“{title}（万元）”，或在命令后加 --unit 元 或 --unit 万元");
        if pairs.is_empty() && self.old.is_empty() && !column.is_stated && !column.by_name {
            return Err(format!("没有读入：“{title}”没有写单位，也没有原来的明细可比；{advice}"));
        }
        for (factor, is_more) in FACTORS.iter().flat_map(|factor| [(*factor, false), (*factor, true)]) {
            let factor = Decimal::from(factor);
            let is_near = |then: Decimal, now: Decimal| {
                let (less, more) = if is_more { (then, now) } else { (now, then) };
                let (less, more) = (less.checked_mul(factor), more);
                // What was rounded to two decimals of a larger unit is not exactly so many times as much.
                less.and_then(|less| less.checked_sub(more))
                    .is_some_and(|off| off.abs() <= more.abs() / Decimal::from(50))
            };
            let like: Vec<_> = pairs.iter().filter(|(_, then, now)| is_near(*then, *now)).collect();
            let Some((number, then, now)) = like.first() else { continue };
            let times = if is_more { format!("{factor} 倍") } else { format!("{factor} 分之一") };
            let example = format!("第 {number} 行 {} → {}", self.text(*then), self.text(*now));
            if like.len() * 2 > pairs.len() && !column.is_stated {
                return Err(format!(
                    "没有读入：“{title}”有 {} 行（共 {} 行可比）是原来的 {times}，例如{example}；这一栏按{unit}读，多半单位不对。{advice}",
                    like.len(),
                    pairs.len(),
                ));
            }
            let numbers = numbers(like.iter().map(|(number, ..)| *number));
            // Of one line among many it is told only where it is exactly so.
            let is_exact = like.iter().any(|(_, then, now)| {
                let (less, more) = if is_more { (then, now) } else { (now, then) };
                less.checked_mul(factor) == Some(*more)
            });
            if is_exact || column.is_stated {
                return Ok(Some(format!(
                    "“{title}”第 {numbers} 行是原来的 {times}（{example}），请核对单位（这一栏按{unit}读）"
                )));
            }
        }
        Ok(None)
    }

    fn gone(&self) -> Option<String> {
        let gone = self.old.iter().enumerate().filter(|(at, _)| !self.found.contains(at));
        let gone: Vec<RowView<'_>> = gone.map(|(_, row)| *row).collect();
        let own = *self.amounts.first()?;
        let sum = money::sum(gone.iter().filter_map(|row| amount_of(*row, own)))?;
        let names = gone.iter().take(MOST).map(|row| {
            let amount = amount_of(*row, own).map(|amount| self.text(amount)).unwrap_or_default();
            format!("“{}”{amount}", shortened(&self.name(*row)))
        });
        let names = names.collect::<Vec<_>>().join("、");
        let more = if gone.len() > MOST { "等" } else { "" };
        let new = self.was.iter().filter(|was| was.is_none()).count();
        let new = if new > 0 { format!("；另有 {new} 行是原来没有的") } else { String::new() };
        (!gone.is_empty()).then(|| {
            let (count, sum) = (gone.len(), self.text(sum));
            format!("原有的 {count} 行文件里没有（合计 {sum}）：{names}{more}{new}")
        })
    }

    /// What a line is called: its unit and what it is for.
    fn name(&self, row: RowView<'_>) -> String {
        let lines = self.format.lines_of(&self.schema.key);
        let columns = lines.into_iter().flat_map(|lines| [&lines.unit, &lines.item]).flatten();
        let words: Vec<&str> =
            columns.map(|column| row.text(column)).filter(|text| !text.is_empty()).collect();
        words.join(" ")
    }

    /// Lines without their amount, unless they had none before.
    fn without_amount(&self) -> Option<String> {
        let own = *self.amounts.first()?;
        let lines = self.read.lines.iter().zip(&self.was).filter(|(line, was)| {
            let then = was.and_then(|was| self.old.get(was)).map(|row| amount_of(*row, own).is_some());
            !line.row.cells.contains_key(own) && then != Some(false)
        });
        let lines: Vec<usize> = lines.map(|(line, _)| line.number).collect();
        (!lines.is_empty())
            .then(|| format!("第 {} 行的“{own}”是空的或写作“-”，读入后没有金额", numbers(lines.into_iter())))
    }

    fn bracketed(&self) -> Option<String> {
        let lines = self.read.lines.iter().filter(|line| !line.bracketed.is_empty());
        let lines: Vec<usize> = lines.map(|line| line.number).collect();
        (!lines.is_empty()).then(|| {
            format!("第 {} 行的金额写在括号里，按负数读入；不是负数的请去掉括号", numbers(lines.into_iter()))
        })
    }

    /// Amounts below nought that were not before, and are not told with their brackets.
    fn negative(&self) -> Option<String> {
        let lines = self.read.lines.iter().zip(&self.was).filter(|(line, was)| {
            let old = was.and_then(|was| self.old.get(was));
            self.amounts.iter().filter(|column| !line.bracketed.contains(column)).any(|column| {
                let was_negative = old.and_then(|row| amount_of(*row, column)).is_some_and(is_negative);
                amount(&line.row, column).is_some_and(is_negative) && !was_negative
            })
        });
        let lines: Vec<usize> = lines.map(|(line, _)| line.number).collect();
        (!lines.is_empty()).then(|| format!("第 {} 行的金额是负数，原来不是", numbers(lines.into_iter())))
    }

    /// Lines that say the same in all their columns, more often than before.
    fn doubled(&self) -> Option<String> {
        let words = |row: RowView<'_>| {
            let cells = row.cells();
            let cells = cells.iter().map(|(column, value)| match value {
                ValueView::Amount(amount) => format!("{column}={}", amount.normalize()),
                ValueView::Text(text) => format!("{column}={text}"),
            });
            cells.collect::<Vec<_>>().join("\u{1f}") + "\u{1f}" + row.remark()
        };
        let mut before: BTreeMap<String, usize> = BTreeMap::new();
        for row in &self.old {
            *before.entry(words(*row)).or_default() += 1;
        }
        let mut lines: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for line in &self.read.lines {
            lines.entry(words(line.row.view())).or_default().push(line.number);
        }
        let twice = |(words, at): &(&String, &Vec<usize>)| {
            at.len() > 1 && at.len() > before.get(*words).copied().unwrap_or_default()
        };
        let mut twice: Vec<&Vec<usize>> = lines.iter().filter(twice).map(|(_, at)| at).collect();
        twice.sort();
        let count: usize = twice.iter().map(|at| at.len() - 1).sum();
        let places = twice.iter().take(MOST).map(|at| format!("第 {} 行", numbers(at.iter().copied())));
        let places = places.collect::<Vec<_>>().join("；");
        let more = if twice.len() > MOST { "……" } else { "" };
        (!twice.is_empty())
            .then(|| format!("有 {count} 行是重复的（各栏全同）：{places}{more}；多读的请删去"))
    }

    fn into_rows(self, free: &FreeRow) -> Vec<Row> {
        let mut taken: BTreeSet<RowKey> =
            self.found.iter().filter_map(|at| self.old.get(*at)).map(|row| row.key().clone()).collect();
        let mut rows = Vec::with_capacity(self.read.lines.len());
        for (ReadLine { mut row, .. }, was) in self.read.lines.into_iter().zip(&self.was) {
            match was.and_then(|was| self.old.get(was)) {
                Some(old) => {
                    row.key = old.key().clone();
                    if !self.read.has_remarks {
                        old.remark().clone_into(&mut row.remark);
                    }
                }
                None => {
                    row.key = free.new_key(row.view(), &taken);
                    taken.insert(row.key.clone());
                }
            }
            rows.push(row);
        }
        rows
    }
}

fn is_negative(amount: Decimal) -> bool {
    amount.is_sign_negative() && !amount.is_zero()
}

fn amount(row: &Row, column: &ColumnKey) -> Option<Decimal> {
    row.cells.get(column).and_then(Value::amount)
}

fn amount_of(row: RowView<'_>, column: &ColumnKey) -> Option<Decimal> {
    row.cells().get(column).and_then(ValueView::amount)
}
