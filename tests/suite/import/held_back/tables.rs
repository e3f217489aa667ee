//! The nine usual tables of a department with made figures that foot, printed in a style: what stands where, and what
//! must be read. Knows no file format.

use rust_decimal::Decimal;

use super::Style;
use super::department::{ABOVE, ECONOMIC, ECONOMIC_ABOVE, ITEMS, Line, function, tree};

/// A cell as it is printed, over so many columns and rows.
#[derive(Clone, Debug)]
pub struct Cell {
    pub text: String,
    pub columns: usize,
    pub rows: usize,
}

/// A row that must be read: its label and its figures in 万元; zero where nothing is printed.
pub type Expected = (String, Vec<Decimal>);

/// A table as it is printed, and what must be read of it: by section its rows.
#[derive(Debug)]
pub struct Printed {
    pub key: &'static str,
    pub title: String,
    pub unit: &'static str,
    pub header: Vec<Vec<Cell>>,
    pub body: Vec<Vec<String>>,
    pub note: &'static str,
    pub expected: Vec<Vec<Expected>>,
}

/// Header rows out of paths: alike neighbours are joined, and what is shorter goes down.
fn header(paths: &[&str]) -> Vec<Vec<Cell>> {
    let paths: Vec<Vec<&str>> = paths.iter().map(|path| path.split('/').collect()).collect();
    let depth = paths.iter().map(Vec::len).max().unwrap_or(0);
    let mut rows: Vec<Vec<Cell>> = vec![Vec::new(); depth];
    for level in 0..depth {
        let mut at = 0;
        while at < paths.len() {
            let Some(word) = paths[at].get(level) else {
                at += 1;
                continue;
            };
            let same = |other: &&Vec<&str>| other.len() > level && other[..=level] == paths[at][..=level];
            let is_group = paths[at].len() > level + 1;
            let many = if is_group { paths[at..].iter().take_while(same).count() } else { 1 };
            let rows_down = if is_group { 1 } else { depth - level };
            rows[level].push(Cell { text: (*word).to_owned(), columns: many, rows: rows_down });
            at += many;
        }
    }
    rows
}

impl Style {
    /// The cells that stand before a line's figures.
    fn lead(&self, code: &str, name: &str) -> Vec<String> {
        let level = match code.len() {
            0 | 3 => 0,
            5 => 1,
            _ => 2,
        };
        let part = |from: usize, to: usize| code.get(from..to).unwrap_or_default().to_owned();
        let name = name.to_owned();
        match self.codes.as_str() {
            "一栏" => vec![code.to_owned(), name],
            "三栏" => vec![part(0, 3), part(3, 5), part(5, 7), name],
            "错开" => {
                let own = |at: usize, text: String| if at == level { text } else { String::new() };
                vec![own(0, part(0, 3)), own(1, part(3, 5)), own(2, part(5, 7)), name]
            }
            "方括号" if code.is_empty() => vec![name],
            "方括号" => vec![format!("[{code}]{name}")],
            "前置" if code.is_empty() => vec![name],
            "前置" => vec![format!("{code} {name}")],
            "缩进" => vec![format!("{}{name}", "　".repeat(level))],
            _ => vec![name],
        }
    }

    /// Income by unit, in groups of sources.
    fn by_unit(&self) -> Printed {
        let (nth, unit) = (1, self.unit(1));
        let columns = [
            "预算单位",
            "收入总计",
            "本年收入/小计",
            "本年收入/财政拨款/一般公共预算拨款",
            "本年收入/财政拨款/政府性基金预算拨款",
            "本年收入/事业收入",
            "上年结转结余",
        ];
        let all: i64 = ITEMS.iter().map(|item| item.2.iter().sum::<i64>()).sum();
        let units = [("某市审计局本级", all - 123_456), ("某市审计中心", 123_456)];
        let own: Vec<Vec<i64>> = units
            .iter()
            .zip(OTHER_SOURCES)
            .map(|((_, all), (own, kept))| vec![*all, all - kept, all - kept - own, 0, own, kept])
            .collect();
        let whole = (0..6).map(|at| own.iter().map(|parts| parts[at]).sum()).collect();
        let rows = std::iter::once(("合计", whole)).chain(units.iter().map(|unit| unit.0).zip(own));
        let (mut body, mut expected) = (Vec::new(), Vec::new());
        for (name, parts) in rows {
            let figures = parts.iter().map(|value| self.amount(*value, unit));
            body.push(std::iter::once(name.to_owned()).chain(figures).collect());
            expected.push((name.to_owned(), parts.iter().map(|value| Decimal::new(*value, 2)).collect()));
        }
        let title = self.titles[nth].clone();
        Printed {
            key: KEYS[nth],
            title,
            unit,
            header: header(&columns),
            body,
            note: "",
            expected: vec![expected],
        }
    }

    /// Adds last year's figures before, twice as much, and what changed behind.
    fn beside_last_year(&self, table: &mut Printed) {
        let at = table.body[0].len() - table.expected[0][0].1.len();
        let depth = table.header.len();
        let down = |text: &str| Cell { text: text.to_owned(), columns: 1, rows: depth };
        let lead = table.header[0].len() - table.expected[0][0].1.len();
        table.header[0].insert(lead, down("2025年预算数"));
        table.header[0].push(down("增减额"));
        table.header[0].push(down("增减率（%）"));
        for (row, (_, figures)) in table.body.iter_mut().zip(&mut table.expected[0]) {
            let now = figures[0];
            let hundredths = i64::try_from(now.mantissa()).unwrap();
            row.insert(at, self.amount(2 * hundredths, table.unit));
            row.push(self.amount(-hundredths, table.unit));
            row.push("-50.00".to_owned());
            figures.insert(0, now + now);
            figures.push(-now);
        }
    }

    /// The header paths of those cells.
    fn lead_paths(&self, what: &str) -> Vec<String> {
        let own = |paths: &[&str]| paths.iter().map(|path| (*path).to_owned()).collect();
        match self.codes.as_str() {
            "一栏" => own(&["科目编码", "科目名称"]),
            "三栏" | "错开" => own(&["科目编码/类", "科目编码/款", "科目编码/项", "科目名称"]),
            "方括号" | "前置" => own(&["科目"]),
            _ => vec![format!("{what}科目名称")],
        }
    }

    fn label(&self, code: &str, name: &str) -> String {
        match self.codes.as_str() {
            "方括号" if !code.is_empty() => format!("[{code}]{name}"),
            "前置" if !code.is_empty() => format!("{code}{name}"),
            _ => name.to_owned(),
        }
    }

    /// A table of lines below each other.
    fn stacked(&self, nth: usize, what: &str, columns: &[&str], lines: Vec<Line>) -> Printed {
        let unit = self.unit(nth);
        let mut paths = self.lead_paths(what);
        paths.extend(columns.iter().map(|path| (*path).to_owned()));
        let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
        let leaves =
            |line: &&Line| !lines.iter().any(|other| other.0.starts_with(&line.0) && other.0 > line.0);
        let width = lines.first().map_or(columns.len(), |line| line.2.len());
        let whole: Vec<i64> =
            (0..width).map(|at| lines.iter().filter(leaves).map(|line| line.2[at]).sum()).collect();
        let mut lead = self.lead("", "合计");
        if self.total_in_code && lead.len() > 1 {
            lead.rotate_right(1);
        }
        let row = |lead: Vec<String>, figures: &[i64]| -> Vec<String> {
            lead.into_iter().chain(figures.iter().map(|value| self.amount(*value, unit))).collect()
        };
        let figures = |values: &[i64]| values.iter().map(|value| Decimal::new(*value, 2)).collect();
        let mut body: Vec<Vec<String>> = Vec::new();
        let mut expected: Vec<Expected> = Vec::new();
        for (code, name, values) in &lines {
            body.push(row(self.lead(code, name), values));
            expected.push((self.label(code, name), figures(values)));
        }
        let at = if self.total_last { body.len() } else { 0 };
        body.insert(at, row(lead, &whole));
        expected.insert(at, ("合计".to_owned(), figures(&whole)));
        Printed {
            key: KEYS[nth],
            title: self.titles[nth].clone(),
            unit,
            header: header(&paths),
            body,
            note: "",
            expected: vec![expected],
        }
    }

    /// A table of income beside expenditure.
    fn beside(&self, nth: usize, columns: &[&str], income: &[(&str, i64)]) -> Printed {
        let unit = self.unit(nth);
        let several = columns.len() - 3;
        let mut spent: Vec<(String, Vec<i64>)> = Vec::new();
        for (numeral, (code, name)) in
            ["一", "二", "三", "四"].iter().zip(ABOVE.iter().filter(|of| of.0.len() == 3))
        {
            let all: i64 = ITEMS
                .iter()
                .filter(|item| item.0.starts_with(code))
                .map(|item| item.2.iter().sum::<i64>())
                .sum();
            spent.push((format!("{numeral}、{name}"), vec![all]));
        }
        let whole: i64 = spent.iter().map(|row| row.1[0]).sum();
        let mut left: Vec<(String, i64)> =
            income.iter().map(|(name, value)| ((*name).to_owned(), *value)).collect();
        let kept: i64 = 10_000;
        // What is not brought over from last year is this year's, and the first source makes up the rest.
        left[0].1 = whole - kept - left.iter().skip(1).map(|row| row.1).sum::<i64>();
        while left.len() < spent.len() {
            left.push((String::new(), 0));
        }
        while spent.len() < left.len() {
            spent.push((String::new(), vec![0]));
        }
        for (name, value) in [("本年收入合计", whole - kept), ("上年结转结余", kept), ("收入总计", whole)]
        {
            left.push((name.to_owned(), value));
        }
        for (name, value) in [("本年支出合计", whole), ("年终结转结余", 0), ("支出总计", whole)]
        {
            spent.push((name.to_owned(), vec![value]));
        }
        let mut body = Vec::new();
        let mut expected = vec![Vec::new(), Vec::new()];
        for ((name, value), (right, values)) in left.iter().zip(&spent) {
            // Of several columns the first is the total, and the second has it all.
            let figures: Vec<i64> = (0..=several).map(|at| if at < 2 { values[0] } else { 0 }).collect();
            let amount = |label: &str, value: i64| {
                if label.is_empty() { String::new() } else { self.amount(value, unit) }
            };
            let mut row = vec![name.clone(), amount(name, *value), right.clone()];
            row.extend(figures.iter().map(|value| amount(right, *value)));
            body.push(row);
            if !name.is_empty() {
                expected[0].push((name.clone(), vec![Decimal::new(*value, 2)]));
            }
            if !right.is_empty() {
                let figures = figures.iter().map(|value| Decimal::new(*value, 2)).collect();
                expected[1].push((right.clone(), figures));
            }
        }
        if self.has("其中") && income.len() > 2 {
            // Says more of the first source, and is in no sum.
            let text = format!("{}其中：专项收入", if self.codes == "缩进" { "　" } else { "" });
            let mut row = vec![text, self.amount(1_111, unit)];
            row.extend(std::iter::repeat_n(String::new(), columns.len() - 2));
            body.insert(1, row);
            expected[0].insert(1, ("其中：专项收入".to_owned(), vec![Decimal::new(1_111, 2)]));
        }
        let (title, header) = (self.titles[nth].clone(), header(columns));
        Printed { key: KEYS[nth], title, unit, header, body, note: "", expected }
    }

    /// 三公: one row of figures, with or without whose it is.
    fn three(&self) -> Printed {
        let (nth, unit) = (6, self.unit(6));
        let values = [9_600, 1_200, 6_300, 0, 6_300, 2_100];
        let mut columns = vec![
            "合计",
            "因公出国（境）费",
            "公务用车购置及运行费/小计",
            "公务用车购置及运行费/公务用车购置费",
            "公务用车购置及运行费/公务用车运行费",
            "公务接待费",
        ];
        let mut row: Vec<String> = values.iter().map(|value| self.amount(*value, unit)).collect();
        if self.whose {
            columns.insert(0, "单位名称");
            row.insert(0, "某市审计局".to_owned());
        }
        let label = if self.whose { "某市审计局" } else { "" };
        let figures = values.iter().map(|value| Decimal::new(*value, 2)).collect();
        Printed {
            key: KEYS[nth],
            title: self.titles[nth].clone(),
            unit,
            header: header(&columns),
            body: vec![row],
            note: "",
            expected: vec![vec![(label.to_owned(), figures)]],
        }
    }

    /// All nine.
    pub fn tables(&self) -> Vec<Printed> {
        let levels = self.codes != "无";
        let income =
            [("一、一般公共预算拨款收入", 0), ("二、政府性基金预算拨款收入", 0), ("三、事业收入", 1_234)];
        let grants =
            [("一、一般公共预算拨款", 0), ("二、政府性基金预算拨款", 0), ("三、国有资本经营预算拨款", 0)];
        let two = ["收入/项目", "收入/预算数", "支出/项目", "支出/预算数"];
        let four = [
            "收入/项目",
            "收入/预算数",
            "支出/项目",
            "支出/合计",
            "支出/一般公共预算",
            "支出/政府性基金预算",
            "支出/国有资本经营预算",
        ];
        let of_income = ["合计", "一般公共预算拨款收入", "政府性基金预算拨款收入", "事业收入", "上年结转"];
        let by_source = |parts: &[i64; 3]| {
            let all = parts.iter().sum::<i64>();
            let others = ITEMS.iter().zip(OTHER_SOURCES).find(|(item, _)| item.2 == *parts);
            let (own, kept) = others.map_or((0, 0), |(_, others)| others);
            vec![all, all - own - kept, 0, own, kept]
        };
        let plain = |parts: &[i64; 3]| vec![parts.iter().sum(), parts[0] + parts[1], parts[2]];
        let full =
            |parts: &[i64; 3]| vec![parts.iter().sum(), parts[0] + parts[1], parts[0], parts[1], parts[2]];
        let economic: Vec<Line> = ECONOMIC
            .iter()
            .map(|(code, name, parts)| {
                ((*code).to_owned(), (*name).to_owned(), vec![parts[0] + parts[1], parts[0], parts[1]])
            })
            .collect();
        let mut empty = self.stacked(8, "", &["合计", "基本支出", "项目支出"], Vec::new());
        empty.body.clear();
        empty.expected = vec![Vec::new()];
        empty.note = "注：本部门2026年没有国有资本经营预算安排的支出，本表为空表。";
        let funds = self.stacked(
            7,
            "",
            &["合计", "基本支出", "项目支出"],
            tree(
                &[("2120803".to_owned(), "城市建设支出".to_owned(), vec![5_000, 0, 5_000])],
                &[("212", "城乡社区支出"), ("21208", "国有土地使用权出让收入安排的支出")],
                levels,
            ),
        );
        let income_table = match self.has("按单位") {
            true => self.by_unit(),
            false => self.stacked(1, "功能分类", &of_income, function(by_source, levels)),
        };
        let mut spent =
            self.stacked(2, "功能分类", &["合计", "基本支出", "项目支出"], function(plain, levels));
        if self.has("年列") {
            self.beside_last_year(&mut spent);
        }
        vec![
            self.beside(0, &two, &income),
            income_table,
            spent,
            self.beside(3, &four, &grants),
            self.stacked(
                4,
                "功能分类",
                &["合计", "基本支出/小计", "基本支出/人员经费", "基本支出/公用经费", "项目支出"],
                function(full, levels),
            ),
            self.stacked(
                5,
                "经济分类",
                &["合计", "人员经费", "公用经费"],
                tree(&economic, &ECONOMIC_ABOVE, levels),
            ),
            self.three(),
            funds,
            empty,
        ]
    }
}

/// 事业收入 and what is carried over, of the first and the second that have any: as much as table 1 says.
const OTHER_SOURCES: [(i64, i64); 2] = [(1_200, 9_600), (34, 400)];

/// The keys of the nine tables in the national core.
pub const KEYS: [&str; 9] = [
    "收支总表",
    "收入总表",
    "支出总表",
    "财政拨款收支总表",
    "一般公共预算支出表",
    "一般公共预算基本支出表",
    "三公经费表",
    "政府性基金预算支出表",
    "国有资本经营预算支出表",
];
