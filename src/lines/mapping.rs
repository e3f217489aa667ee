//! Which field of another system is which column of the lines, as a file: `字段,栏目,单位,别名,对照`.

use std::path::Path;

use crate::money::{Decimal, MoneyUnit};
use crate::opening;
use crate::schema::TableSchema;

/// The mapping that comes with the program.
const DEFAULT: &str = include_str!("../../assets/exchange/预算管理一体化.csv");

/// The fields in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mapping {
    /// The fields.
    pub fields: Vec<Field>,
    /// How many 元 the unit of the amounts is in a file that is read, where somebody has said it.
    pub stated: Option<Decimal>,
}

/// A field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its name in the other system.
    pub name: String,
    /// What it holds.
    pub source: Source,
    /// The unit of its amounts there; the budget's where nothing is said.
    pub unit: Option<MoneyUnit>,
    /// What it may be called in a file that is read, besides its name and the column's.
    pub aliases: Vec<String>,
    /// What stands there for the words of the lines: `本年一般公共预算=11`. The words themselves where nothing is said.
    pub codes: Vec<(String, String)>,
}

impl Field {
    /// What stands there for words of the lines; `None` where the field has codes, and none for these.
    pub fn code_of<'f>(&'f self, words: &'f str) -> Option<&'f str> {
        if self.codes.is_empty() || words.is_empty() {
            return Some(words);
        }
        self.codes.iter().find(|(of, _)| of == words).map(|(_, code)| code.as_str())
    }

    /// The words for which something stands there, or what stands there where nothing is known of it.
    ///
    /// # Errors
    /// Says in Chinese which they may be, if there are several.
    pub fn words_of<'f>(&'f self, code: &'f str) -> Result<&'f str, String> {
        let of: Vec<&str> =
            self.codes.iter().filter(|(_, own)| own == code).map(|(words, _)| words.as_str()).collect();
        match of.as_slice() {
            [] => Ok(code),
            [only] => Ok(only),
            several => Err(format!("对照表里它是{}，不知是哪一个", several.join("或"))),
        }
    }
}

/// What a field holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A column of the lines.
    Column(String),
    /// The budget year (=年度).
    Year,
    /// The department's code (=部门代码).
    DepartmentCode,
    /// The department's name (=部门名称).
    DepartmentName,
    /// The remark on the line (=备注).
    Remark,
    /// The same words in each line (=“words”).
    Words(String),
}

impl Mapping {
    /// The mapping of a file, or the one that comes with the program.
    ///
    /// # Errors
    /// Says in Chinese what is wrong with the file, and in which row.
    pub fn at(path: Option<&Path>) -> Result<Self, String> {
        let Some(path) = path else { return Self::parse(DEFAULT) };
        let text = opening::read_text(path, opening::BUDGET);
        let text = text.map_err(|error| format!("{}：{error}", path.display()))?;
        Self::parse(&text).map_err(|error| format!("{}：{error}", path.display()))
    }

    /// Reads a mapping.
    ///
    /// # Errors
    /// Says in Chinese what is wrong, and in which row.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut rows = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
        let head = rows.headers().map_err(|error| format!("对照表读不出来：{error}"))?.clone();
        let at = |name: &str| head.iter().position(|word| word.trim() == name);
        let (Some(name), Some(source)) = (at("字段"), at("栏目")) else {
            return Err("对照表第一行要有“字段”“栏目”两栏，另可有“单位”“别名”“对照”".to_owned());
        };
        let (unit, aliases, codes) = (at("单位"), at("别名"), at("对照"));
        let mut mapping = Self::default();
        for (number, row) in (2..).zip(rows.records()) {
            let row = row.map_err(|error| format!("对照表第 {number} 行读不出来：{error}"))?;
            let cell = |at: usize| row.get(at).unwrap_or_default().trim();
            if cell(name).is_empty() {
                continue;
            }
            if mapping.fields.iter().any(|field| field.name == cell(name)) {
                return Err(format!("对照表第 {number} 行：字段“{}”写了两次", cell(name)));
            }
            let unit = match unit.map(cell).unwrap_or_default() {
                "" => None,
                "元" => Some(MoneyUnit::Yuan),
                "万元" => Some(MoneyUnit::WanYuan),
                other => return Err(format!("对照表第 {number} 行：单位“{other}”不认识；写作 元 或 万元")),
            };
            let aliases = aliases.map(cell).unwrap_or_default().split('、');
            let aliases = aliases.filter(|alias| !alias.is_empty()).map(str::to_owned).collect();
            let codes = codes_of(codes.map(cell).unwrap_or_default())
                .map_err(|part| format!("对照表第 {number} 行：“{part}”写作 栏目里的字=代码，用、分开"))?;
            let source = source_of(cell(source));
            mapping.fields.push(Field { name: cell(name).to_owned(), source, unit, aliases, codes });
        }
        Ok(mapping)
    }

    /// The same for a file whose amounts are in a unit that somebody has said.
    pub fn in_unit(self, unit: Option<MoneyUnit>) -> Self {
        Self { stated: unit.map(MoneyUnit::in_yuan), ..self }
    }

    /// The same for a file to be written whose amounts are in a unit that somebody has said: the names of their fields say it,
    /// so that nobody who reads the file takes it for another.
    pub fn written_in(mut self, unit: Option<MoneyUnit>, schema: &TableSchema) -> Self {
        let Some(unit) = unit else { return self };
        let is_amount = |field: &Field| matches!(&field.source, Source::Column(column) if super::is_amount(schema, column));
        for field in self.fields.iter_mut().filter(|field| is_amount(field)) {
            field.name = format!("{}（{}）", field.name, unit.label());
            field.unit = Some(unit);
        }
        self
    }

    /// Holds the columns against the lines' own.
    ///
    /// # Errors
    /// Says in Chinese which the lines do not have.
    pub fn check(&self, schema: &TableSchema) -> Result<(), String> {
        let columns = || schema.sections.iter().flat_map(|section| &section.columns);
        for field in &self.fields {
            let Source::Column(column) = &field.source else { continue };
            if !columns().any(|known| known.key.as_str() == column) {
                let all: Vec<&str> = columns().map(|known| known.key.as_str()).collect();
                let (name, title) = (&field.name, &schema.title);
                return Err(format!("字段“{name}”对应的栏“{column}”，{title}里没有；有：{}", all.join("、")));
            }
        }
        Ok(())
    }

    /// Without the fields whose columns the lines do not have: the default mapping is for several tables.
    pub fn of(mut self, schema: &TableSchema) -> Self {
        self.fields.retain(|field| {
            let one = Self { fields: vec![field.clone()], stated: None };
            one.check(schema).is_ok()
        });
        self
    }
}

/// `甲=1、乙=2`; what is none of these otherwise.
fn codes_of(text: &str) -> Result<Vec<(String, String)>, String> {
    let parts = text.split(['、', '；', ';']).map(str::trim).filter(|part| !part.is_empty());
    let pair = |part: &str| {
        let (words, code) = part.split_once(['=', '＝'])?;
        let (words, code) = (words.trim().to_owned(), code.trim().to_owned());
        (!words.is_empty() && !code.is_empty()).then_some((words, code))
    };
    parts.map(|part| pair(part).ok_or_else(|| part.to_owned())).collect()
}

fn source_of(text: &str) -> Source {
    match text {
        "=年度" => Source::Year,
        "=部门代码" => Source::DepartmentCode,
        "=部门名称" => Source::DepartmentName,
        "=备注" => Source::Remark,
        _ => match text.strip_prefix('=') {
            Some(words) => Source::Words(words.trim_matches(['“', '”', '"']).to_owned()),
            None => Source::Column(text.to_owned()),
        },
    }
}
