//! Sheets filled in like a form, of labels and what was written beside them: no header stands above their columns, and
//! whoever takes their first rows for one loses the name of the first project and all that is said of whose it is. Knows no
//! label: a sheet is told by where its cells stand.

use super::super::words::Printed;
use super::header::Piece;
use crate::model::{ColumnKey, KindKey};
use crate::schema::{Column, ColumnKind, FreeRow, SectionSchema};

/// A row of a form has at most so many cells: a label or two, with what was written beside them.
const MOST: usize = 4;

/// Whether the pieces of a table, of which one is the widest, are sheets. A header says the same wherever it stands again;
/// what begins each project's sheet names another.
pub(super) fn are_headless(pieces: &[Piece], widest: &Piece) -> bool {
    let mut heads = pieces.iter().filter(|piece| piece.head().next().is_some());
    let first = heads.next().map(Piece::words);
    let differ = |piece: &Piece| first.as_ref().is_some_and(|first| piece.words() != *first);
    heads.any(differ) || is_headless(widest)
}

/// Whether what seems to be the header of a piece is rows of a form. A header has words of its own for every column that
/// has cells of its own below, and a word below another only where it parts it.
fn is_headless(piece: &Piece) -> bool {
    let mut rows = piece.head().chain(piece.rows());
    let (Some(first), Some(second)) = (rows.next(), rows.next()) else { return false };
    let (first, second) = (filled(first), filled(second));
    let begins = |row: &[usize]| row.first() == Some(&0);
    if !begins(&first) || !begins(&second) || first.len() > MOST {
        return false;
    }
    // As wide as the label below it: of a header that were one word above another of the same column.
    let is_below = piece.head().count() > 1 && first.get(1) == second.get(1);
    is_below || first.get(1).is_none_or(|next| *next > 1) && is_parted(piece)
}

/// Whether cells stand beside each other below a column's words that no word parts.
fn is_parted(piece: &Piece) -> bool {
    let paths = piece.paths();
    piece.rows().any(|row| {
        let filled = filled(row);
        let mut pairs = filled.iter().zip(filled.iter().skip(1));
        pairs.any(|(one, other)| paths.get(*one).is_some_and(|path| Some(path) == paths.get(*other)))
    })
}

/// The positions of the cells that are not blank.
fn filled(row: &[Printed]) -> Vec<usize> {
    row.iter().enumerate().filter(|(_, cell)| !cell.is_blank()).map(|(at, _)| at).collect()
}

/// So many columns that have numbers in place of words, and rows of which any cell may be filled.
pub(super) fn section(width: usize) -> SectionSchema {
    let keys: Vec<String> = (1..=width).map(Column::wordless).collect();
    let column = |key: &String| Column {
        key: ColumnKey::from(key.as_str()),
        header: vec![key.clone()],
        kind: ColumnKind::Text,
        ..Column::default()
    };
    let row = |(at, key): (usize, &String)| FreeRow {
        kind: KindKey::from(if at == 0 { "行".to_owned() } else { format!("行{}", at + 1) }),
        key: vec![ColumnKey::from(key.as_str())],
        may_repeat: true,
        needs: vec![ColumnKey::from(key.as_str())],
        ..FreeRow::default()
    };
    SectionSchema {
        columns: keys.iter().map(column).collect(),
        free: keys.iter().enumerate().map(row).collect(),
        ..SectionSchema::default()
    }
}

#[cfg(test)]
mod tests {
    use super::super::derive;
    use crate::exchange::import_text;
    use crate::schema::Formats;

    /// A document with a sheet for each of some projects, which `sheet` writes.
    fn document(sheet: impl Fn(&str, &str) -> String) -> String {
        let sheets = PROJECTS.map(|(name, money)| sheet(name, money)).concat();
        format!("某市某局2026年部门预算\n\n{sheets}")
    }

    const PROJECTS: [(&str, &str); 3] =
        [("会议费", "12.50"), ("办公设备购置", "7.00"), ("业务印刷", "100.00")];

    const TARGETS: &str = "总体目标\t按时完成\t\t\t\n一级指标\t二级指标\t三级指标\t\t指标值\n\
                           产出指标\t数量指标\t办理次数\t\t≥30\n\t质量指标\t合格率\t\t100%\n\n";

    fn grid(name: &str, money: &str) -> String {
        format!(
            "项目名称\t\t{name}\t\t\n主管部门及代码\t\t119_某局\t实施单位\t某中心\n资金金额（万元）\t资金总额：\t{money}\t\t\n{TARGETS}"
        )
    }

    /// Projects below each other, with their money in a column of its own: it is money, and what is to be reached is not.
    #[test]
    fn a_list_of_projects_has_their_money() {
        let row = |(name, money): (&str, &str)| format!("某局\t{name}\t{money}\t{money}\t按时完成\n");
        let rows = PROJECTS.map(row).concat();
        let text = format!(
            "某市某局2026年部门预算\n\n项目支出绩效表\n单位：万元\n单位名称\t项目名称\t金额\t指标值\t绩效目标\n{rows}"
        );
        let own = derive(&text, &Formats::embedded().get("全国通用").unwrap(), &[]).unwrap();
        let table = import_text(&text, "某局", &own).budget.tables.into_values().next().unwrap();
        let read: Vec<(Option<String>, Option<String>)> = table
            .rows()
            .iter()
            .map(|row| {
                let money = row.cells().get(&"合计".into()).and_then(|value| value.amount());
                let value =
                    row.cells().get(&"指标值".into()).and_then(|value| value.text().map(str::to_owned));
                (money.map(|money| money.to_string()), value)
            })
            .collect();
        let own = PROJECTS.map(|(_, money)| (Some(money.to_owned()), Some(money.to_owned())));
        assert_eq!(read, own);
    }

    /// Every project comes in with its name, its money and its targets, whatever shape the sheets have.
    #[test]
    fn every_project_of_sheets_is_read() {
        let title = "项目绩效目标表\n（2026年度）\n";
        let titled = |name: &str, money: &str| format!("{title}{}", grid(name, money));
        let once = |name: &str, money: &str| {
            let title = if name == PROJECTS[0].0 { title } else { "" };
            format!("{title}{}", grid(name, money))
        };
        let below = |name: &str, money: &str| {
            format!(
                "{title}项目：{name}\n\n主管部门\t\t119_某局\t\t\n实施单位\t\t某中心\t\t\n资金总额\t\t{money}\t\t\n{TARGETS}"
            )
        };
        let between = |name: &str, money: &str| {
            let title = if name == PROJECTS[0].0 { title } else { "" };
            format!(
                "{title}（一）{name}\n主管部门\t\t119_某局\t实施单位\t某中心\n资金总额：\t\t{money}\t\t\n{TARGETS}"
            )
        };
        let narrow = |name: &str, money: &str| {
            format!(
                "{title}项目名称\t{name}\n主管部门\t119_某局\n实施单位\t某中心\n资金总额（万元）\t{money}\n产出指标\t办理次数≥30\n质量指标\t合格率100%\n\n"
            )
        };
        let coded = |name: &str, money: &str| {
            format!(
                "{title}项目名称\t{name}\t项目代码\tA01\t\n主管部门及代码\t119_某局\t实施单位\t某中心\t\n年度金额（万元）：\t{money}\t\t\t\n{TARGETS}"
            )
        };
        let bars = |name: &str, money: &str| {
            let rows = grid(name, money);
            let row = |line: &str| format!("| {} |", line.split('\t').collect::<Vec<_>>().join(" | "));
            let rows: Vec<String> = rows.lines().filter(|line| !line.is_empty()).map(row).collect();
            let (first, rest) = rows.split_first().unwrap();
            format!("{title}\n{first}\n|---|---|---|---|---|\n{}\n\n", rest.join("\n"))
        };
        let web = |name: &str, money: &str| {
            format!(
                "<p>项目绩效目标表</p><table><tr><td>项目名称</td><td colspan=3>{name}</td></tr><tr><td>主管部门</td><td>119_某局</td><td>实施单位</td><td>某中心</td></tr><tr><td>资金（万元）</td><td colspan=3>{money}</td></tr><tr><td rowspan=2>产出指标</td><td>数量指标</td><td>办理次数</td><td>≥30</td></tr><tr><td>质量指标</td><td>合格率</td><td>100%</td></tr></table>\n"
            )
        };
        for (shape, text) in [
            ("titled", document(titled)),
            ("once", document(once)),
            ("below", document(below)),
            ("between", document(between)),
            ("narrow", document(narrow)),
            ("coded", document(coded)),
            ("bars", document(bars)),
            ("web", document(web)),
        ] {
            let own = derive(&text, &Formats::embedded().get("全国通用").unwrap(), &[]).unwrap();
            let imported = import_text(&text, "某局", &own);
            let tables = imported.budget.tables.values();
            let cells = tables.flat_map(|table| table.rows()).flat_map(|row| row.cells().iter());
            let cells: Vec<String> = cells.filter_map(|(_, value)| value.text().map(str::to_owned)).collect();
            let count = |word: &str| cells.iter().filter(|cell| cell.contains(word)).count();
            for (name, money) in PROJECTS {
                assert_eq!((count(name), count(money)), (1, 1), "{shape} {name}: {cells:#?}");
            }
            for word in ["119_某局", "某中心", "办理次数", "合格率"] {
                assert_eq!(count(word), PROJECTS.len(), "{shape} {word}: {cells:#?}");
            }
        }
    }
}
