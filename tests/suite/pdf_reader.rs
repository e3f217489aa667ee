//! PDFs taken apart: published ones, of which it is held how many pages, tables and amounts are found, and small
//! ones made for what pages may do to a reader. Published ones are skipped where the folder is absent.

pub(crate) mod beside;
mod codes;
mod further;
mod hostile;
pub(crate) mod made;
mod paragraphs;
mod repeated;
mod shapes;
mod unruled;

use std::collections::BTreeMap;
use std::fmt::Write;

use yusuan::exchange::source::{Block, Document, Limits, pdf};

use crate::support::{golden, published};

/// Documents of nine places. The last two are web pages that are called PDF.
const DOCUMENTS: [&str; 31] = [
    "上海市卫生健康委员会-2026",
    "上海市水务局-2026",
    "北京市信访办公室-2026-说明",
    "北京市财政局-2026-说明",
    "普陀区万里街道办事处-2024",
    "普陀区万里街道办事处-2025",
    "普陀区政府办公室-2025-单位",
    "普陀区政府办公室-2025-部门",
    "普陀区社会工作部-2024-决算",
    "杭州市司法局-2026",
    "杭州市气象局-2026",
    "江苏省人大办公厅-2017",
    "江苏省委办公厅-2018-表格",
    "江苏省委办公厅-2018-说明",
    "江苏省委办公厅-2019-表格",
    "江苏省委办公厅-2019-说明",
    "江苏省政协办公厅-2019-表格",
    "江苏省政协办公厅-2019-说明",
    "深圳市信访局-2026",
    "深圳市审计局-2026",
    "深圳市统计局-2026",
    "烟台市审计局-2026",
    "烟台市民政局-2026",
    "烟台市财政局-2026",
    "苏州市审计局-2026",
    "苏州市应急管理局-2026",
    "西安市委宣传部-旧年表式",
    "西安市审计局-2026",
    "西安市统计局-2026",
    "重庆市民政局-2026",
    "重庆市财政局-2026",
];

/// The amounts in a text: numbers with decimals or with commas between thousands.
fn amounts(text: &str) -> usize {
    let is_part = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',');
    let is_amount = |part: &&str| {
        let part = part.trim_matches(['.', ',']);
        let point =
            part.split_once('.').is_some_and(|(a, b)| !a.is_empty() && b.chars().all(|c| c.is_ascii_digit()));
        let comma = part.split(',').skip(1).all(|part| part.split('.').next().unwrap().len() == 3);
        point || part.contains(',') && comma
    };
    text.split(|c| !is_part(c)).filter(is_amount).count()
}

/// What was found, in one line, and what was said, by kind.
fn account(document: &Document) -> String {
    let (mut grids, mut cells, mut in_text, mut characters) = (0, 0, 0, 0);
    let mut count = |text: &str| characters += text.chars().filter(|c| !c.is_whitespace()).count();
    for block in document.pages.iter().flat_map(|page| &page.blocks) {
        match block {
            Block::Paragraph(paragraph) => {
                count(&paragraph.text);
                in_text += amounts(&paragraph.text);
            }
            Block::Grid(grid) => {
                grids += 1;
                for cell in &grid.cells {
                    count(&cell.text);
                    cells += amounts(&cell.text);
                }
            }
        }
    }
    let pages = document.pages.len();
    let mut out = format!("{pages} 页，{grids} 表，表中金额 {cells}，文中金额 {in_text}，字 {characters}\n");
    let mut notes: BTreeMap<String, usize> = BTreeMap::new();
    for note in &document.notes {
        let kind = note.text.chars().filter(|c| !c.is_ascii_digit()).collect();
        *notes.entry(kind).or_default() += 1;
    }
    for (note, count) in notes {
        writeln!(out, "    {count} 处：{note}").unwrap();
    }
    out
}

#[test]
fn published_documents_are_taken_apart() {
    let mut out = String::new();
    for name in DOCUMENTS {
        let Some(path) = published(&format!("pdf/{name}.pdf")) else { return };
        let read = pdf::read(&std::fs::read(path).unwrap(), &Limits::default());
        let account = read.map_or_else(|error| format!("{error}\n"), |document| account(&document));
        write!(out, "{name}：{account}").unwrap();
    }
    golden("tests/data/pdf/reader.golden", &out);
}
