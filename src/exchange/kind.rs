//! What kind of document it is, as it says itself: a budget (预算) or final accounts (决算), of a department with its
//! units (部门) or of one unit (单位). File names lie about that. What follows from it is not decided here.

use std::fmt;

use super::patterns::compile;
use crate::model::{Budget, Department, Note, NoteKey};

/// How far into a document its cover, its contents and the titles of its first tables reach.
const HEAD: usize = 400;
/// Longer lines are sentences, which speak of others too.
const TITLE: usize = 45;

/// What kind of document it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DocumentKind {
    /// Budget or final accounts.
    pub stage: Stage,
    /// Whose; `None` where it does not say.
    pub whose: Option<Whose>,
}

/// Budget or final accounts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Stage {
    /// A budget (预算).
    #[default]
    Budget,
    /// Final accounts (决算).
    Accounts,
}

/// Whose budget it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// A department's with its units (部门).
    Department,
    /// One unit's (单位).
    Unit,
}

impl DocumentKind {
    /// Reads it off the titles at the beginning of a text.
    pub(super) fn of(text: &str) -> Self {
        let lines = || text.lines().take(HEAD);
        let is_title = |line: &&str| line.chars().count() <= TITLE;
        let titles = || lines().flat_map(|line| line.split('\t')).map(str::trim).filter(is_title);
        // What was spent is held against the budget at the beginning of the year in final accounts alone.
        let titles: Vec<String> =
            titles().map(|title| without_funds(title).replace("年初预算", "")).collect();
        let count = |word: &str| titles.iter().filter(|title| title.contains(word)).count();
        let (accounts, budgets) = (count("决算"), count("预算"));
        let is_accounts = accounts > budgets || accounts == budgets && speaks_of_accounts(text);
        // The title with the year is the document's own; else most titles say it. A column may be headed 预算单位 in
        // any document.
        let own = compile("(部门|单位)(综合)?(预算|决算)|(预算|决算)单位");
        let says = |line: &str| Some(own.as_ref()?.find(line)?.as_str().contains("部门"));
        let paragraphs = || lines().filter(|line| !line.contains('\t')).map(str::trim).filter(is_title);
        let of_year = paragraphs().filter(|line| line.contains('年')).find_map(says);
        let (department, unit): (Vec<bool>, Vec<bool>) = paragraphs().filter_map(says).partition(|is| *is);
        let of_most = (department.len() != unit.len()).then_some(department.len() > unit.len());
        let whose = of_year.or(of_most).map(|is| if is { Whose::Department } else { Whose::Unit });
        Self { stage: if is_accounts { Stage::Accounts } else { Stage::Budget }, whose }
    }

    /// Whether it is final accounts.
    pub fn is_accounts(&self) -> bool {
        self.stage == Stage::Accounts
    }
}

/// A text without the names of funds, which are called 预算 in final accounts, too.
fn without_funds(text: &str) -> String {
    ["一般公共预算", "政府性基金预算", "国有资本经营预算", "财政拨款预算"]
        .iter()
        .fold(text.to_owned(), |text, fund| text.replace(fund, ""))
}

/// Whether what is told where no title says it is what was spent: the sentences speak more often of final accounts than of
/// budgets, or hold what was spent against the budget.
fn speaks_of_accounts(text: &str) -> bool {
    let text = without_funds(text);
    let count = |word: &str| text.matches(word).count();
    let begun = count("年初预算") + count("完成预算");
    let (accounts, budgets) = (count("决算"), count("预算").saturating_sub(begun));
    let held = compile(
        r"(?:与|较|比)年初预算(?:数)?(?:对比|相比|差异)|完成(?:年初)?预算的|年初预算为[^，,。]{1,20}[，,]差值",
    );
    accounts > budgets || accounts == budgets && held.is_some_and(|held| held.is_match(&text))
}

/// Says beside a budget that it is final accounts (决算), or one unit's: nothing else of what is saved tells.
pub(super) fn note(kind: DocumentKind, budget: &mut Budget) {
    if kind.whose == Some(Whose::Unit) {
        let text = "这是一个单位的，不是部门的（含所属单位）".to_owned();
        budget.notes.insert(NoteKey::of_unit(), Note { text, settled: true, ..Note::default() });
    }
    if kind.is_accounts() {
        let text = "这是决算公开，不是预算：只核对表内合计和表间的收支关系".to_owned();
        budget.notes.insert(NoteKey::accounts(), Note { text, settled: true, ..Note::default() });
    }
}

/// What is to be said where budgets are held against final accounts or against those of another department, or later years
/// against earlier ones as if they were before them; in the order of the comparison, each with what it is called.
pub fn unlike(budgets: &[(String, &Budget)]) -> Option<String> {
    let said = beside_accounts(budgets).into_iter().chain(backwards(budgets)).chain(of_others(budgets));
    let said: Vec<String> = said.collect();
    (!said.is_empty()).then(|| said.join("；"))
}

fn of_others(budgets: &[(String, &Budget)]) -> Option<String> {
    let (newest, before) = budgets.split_last()?;
    let is_other = |(_, budget): &&(String, &Budget)| !are_one(&budget.department, &newest.1.department);
    let (file, other) = before.iter().find(is_other)?;
    Some(format!(
        "{file} 是“{}”的，{} 是“{}”的：部门名称不同，不是同一部门（改名、合并的除外）的，增减没有意义",
        other.department.short(),
        newest.0,
        newest.1.department.short()
    ))
}

/// Whether two names may be one department's: the short one above the tables has the characters of that on the cover.
fn are_one(a: &Department, b: &Department) -> bool {
    let names = |of: &Department| -> Vec<Vec<char>> {
        let names = [&of.name, &of.full_name].into_iter().filter(|name| !name.is_empty());
        names.map(|name| name.chars().filter(|c| !c.is_whitespace()).collect()).collect()
    };
    let is_short_for = |short: &Vec<char>, long: &Vec<char>| {
        let mut rest = long.iter();
        short.iter().all(|c| rest.any(|other| other == c))
    };
    let (a, b) = (names(a), names(b));
    let are_alike =
        |one: &Vec<char>| b.iter().any(|other| is_short_for(one, other) || is_short_for(other, one));
    a.is_empty() || b.is_empty() || a.iter().any(are_alike)
}

fn backwards(budgets: &[(String, &Budget)]) -> Option<String> {
    let mut pairs = budgets.iter().zip(budgets.iter().skip(1));
    let ((later, _), (earlier, _)) = pairs.find(|((_, old), (_, new))| old.year > new.year)?;
    Some(format!(
        "{later} 的年度晚于 {earlier}，增减是从后一年到前一年算的；按年度先后看，请在年度较晚的文件里对比"
    ))
}

fn beside_accounts(budgets: &[(String, &Budget)]) -> Option<String> {
    let (accounts, others): (Vec<_>, Vec<_>) = budgets.iter().partition(|(_, budget)| budget.is_accounts());
    let ((accounts, _), (other, _)) = (accounts.first()?, others.first()?);
    Some(format!("{accounts} 是决算，{other} 是预算：决算数与预算数口径不同，下面的差额不是两年预算的增减"))
}

impl fmt::Display for DocumentKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let stage = if self.is_accounts() { "决算" } else { "预算" };
        match self.whose {
            Some(Whose::Department) => write!(f, "部门{stage}（含所属单位）"),
            Some(Whose::Unit) => write!(f, "单位{stage}"),
            None => write!(f, "{stage}；文中看不出是部门的还是单位的，这一点没有检查"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_in_the_wrong_order_are_told() {
        let of = |year: i32| Budget { year, ..Budget::default() };
        let (old, new) = (of(2022), of(2023));
        let named = |one: &str| one.to_owned();
        assert_eq!(unlike(&[(named("甲"), &old), (named("乙"), &new)]), None);
        let told = unlike(&[(named("乙"), &new), (named("甲"), &old)]).unwrap();
        assert!(told.contains("乙 的年度晚于 甲"), "{told}");
    }

    #[test]
    fn another_department_is_told() {
        let of = |name: &str, full_name: &str| {
            let department =
                Department { name: name.into(), full_name: full_name.into(), ..Department::default() };
            Budget { department, ..Budget::default() }
        };
        for (old, new, is_told) in [
            (of("", "某市统计局"), of("", "某市审计局"), true),
            (of("市委办", ""), of("", "中国共产党某市委员会办公室"), false),
            (of("", "某市统计局"), of("", "某市统计局本级"), false),
            (of("", ""), of("", "某市审计局"), false),
        ] {
            let told = unlike(&[("甲".to_owned(), &old), ("乙".to_owned(), &new)]);
            assert_eq!(told.is_some(), is_told, "{told:?}");
        }
    }

    #[test]
    fn the_kind_is_what_the_titles_say() {
        for (text, expected) in [
            ("某局2026年部门预算\n目录\n部门收支总表\n", "部门预算（含所属单位）"),
            ("某中心2026年度单位预算\n预算单位收入预算总表\t\n部门预算\n", "单位预算"),
            ("某局2024年度部门决算\n收入支出决算总表\n", "部门决算（含所属单位）"),
            ("某局2026年预算\n收支总表\n", "预算；文中看不出是部门的还是单位的，这一点没有检查"),
            (
                "一、2022年度一般公共预算财政拨款“三公”经费支出决算表\n项目\t预算数\t决算数\n",
                "决算；文中看不出是部门的还是单位的，这一点没有检查",
            ),
            // A piece of a text has no title.
            (
                "本单位2021年度总收入581.45万元,其中本年收入390.55万元,较2020年度决算数减少175.26万元,为以前年度支出预算未执行完毕的资金,较上年决算数减少7.63万元。\n",
                "决算；文中看不出是部门的还是单位的，这一点没有检查",
            ),
            (
                "2018年度一般公共预算财政拨款安排的“三公”经费支出2.05万元,年初预算为2.95万元,差值为0.9万元,原因为厉行节约,接待减少。\n",
                "决算；文中看不出是部门的还是单位的，这一点没有检查",
            ),
            (
                "2025年“三公”经费年初预算数为2.05万元,比上年预算增加0.05万元,主要是2024年决算时公务接待增加,安排的经费相应增加。\n",
                "预算；文中看不出是部门的还是单位的，这一点没有检查",
            ),
            // A sentence speaks of others.
            (
                "某局2026年部门预算\n按照规定，本单位预算由财政部门批复，单位预算的编制执行本部门统一的要求，单位决算另行公开，请各单位预算人员注意查收。\n",
                "部门预算（含所属单位）",
            ),
        ] {
            assert_eq!(DocumentKind::of(text).to_string(), expected, "{text}");
        }
    }
}
