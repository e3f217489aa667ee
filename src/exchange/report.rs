//! What an import tells: table by table what was read, what was mended, what needs a look, each with
//! line numbers. Says nothing about whether figures are right; that is for the rules.

use std::collections::BTreeMap;
use std::fmt;

use super::kind::DocumentKind;
use crate::model::{Coverage, TableKey};

/// The account of one import.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ImportReport {
    /// Where the text came from.
    pub source: String,
    /// The format it was read with.
    pub format: String,
    /// What kind of document it is.
    pub kind: DocumentKind,
    /// The tables in the format's order.
    pub tables: Vec<TableReport>,
    /// The text sections in the document's order.
    pub sections: Vec<SectionReport>,
    /// Repairs and problems of the text and of the whole document.
    pub notes: Vec<ImportNote>,
    /// How many lines found no place; they are kept in the budget.
    pub unplaced: usize,
    /// How many of these have amounts.
    pub unplaced_figures: usize,
}

/// How much of a document an import has read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// All that it has.
    Complete,
    /// Some tables or figures could not be read.
    Incomplete,
    /// No table and no section of its text.
    Nothing,
}

/// How many things that were left out are told.
const TOLD: usize = 3;

impl ImportReport {
    /// How much of the document has been read.
    pub fn outcome(&self) -> Outcome {
        let tables = || self.tables.iter().filter(|table| table.number.is_some());
        let is_read = |table: &TableReport| !table.coverage.is_missing();
        let has_sections = self.sections.iter().any(|section| section.is_known() || section.speaks);
        if !tables().any(is_read) && !has_sections {
            return Outcome::Nothing;
        }
        let is_unread = tables().any(|table| table.coverage == Coverage::Unread);
        let is_apart =
            |note: &ImportNote| matches!(note.kind, NoteKind::SeveralYears | NoteKind::SeveralBodies);
        let are_apart = self.notes.iter().any(is_apart);
        if !tables().any(is_read)
            || is_unread
            || are_apart
            || self.unplaced_figures > 0
            || self.unreadable() > 0
            || self.doubted() > 0
        {
            return Outcome::Incomplete;
        }
        Outcome::Complete
    }

    /// What the file's reader left out or could not read, in Chinese, a few of it; blank where that is nothing.
    pub fn left_out(&self) -> String {
        let left = self.notes.iter().filter(|note| note.kind == NoteKind::LeftOut);
        left.take(TOLD).map(|note| note.text.as_str()).collect::<Vec<_>>().join("；")
    }

    /// What is hidden in the file and was left out; blank where nothing is.
    fn hidden(&self) -> String {
        let left = self.notes.iter().filter(|note| note.kind == NoteKind::LeftOut);
        let hidden: Vec<&str> =
            left.map(|note| note.text.as_str()).filter(|text| text.contains("隐藏")).collect();
        let more = if hidden.len() > TOLD { "等" } else { "" };
        hidden.into_iter().take(TOLD).collect::<Vec<_>>().join("；") + more
    }

    /// Why nothing was read with a format of that name.
    pub fn nothing_in_words(&self, format: &str) -> String {
        let why = match self.left_out() {
            left if left.is_empty() => format!("文件不是部门预算，或者不合格式“{format}”"),
            left => left,
        };
        format!("没有读出任何一张表、任何一节说明；{why}")
    }

    /// How many amounts could not be read and are kept as text.
    fn unreadable(&self) -> usize {
        let notes = self.tables.iter().flat_map(|table| &table.notes).chain(&self.notes);
        notes.filter(|note| note.kind == NoteKind::Unreadable).count()
    }

    /// In how many tables figures may stand in another column than they were read into.
    fn doubted(&self) -> usize {
        let is_doubted = |table: &&TableReport| table.notes.iter().any(|note| note.kind == NoteKind::Doubted);
        self.tables.iter().filter(is_doubted).count()
    }

    /// How much was read and how much was left, in two lines.
    pub fn summary(&self) -> String {
        let counts = [Coverage::Full, Coverage::Partial, Coverage::Unread, Coverage::Absent];
        let [full, partial, unread, absent] = counts.map(|coverage| self.count(coverage));
        let tables = format!(
            "预算表：读出 {full} 张，不完整 {partial} 张，未读出 {unread} 张，文件中没有 {absent} 张\n"
        );
        let left = match (self.outcome(), self.unplaced) {
            (Outcome::Nothing, _) => {
                let left = self.left_out();
                let why =
                    if left.is_empty() { "请检查文件内容和所用的格式" } else { left.as_str() };
                format!("没有读出任何一张表、任何一节说明；{why}")
            }
            (_, 0) if full + partial == 0 => "没有读出任何一张表；请检查文件内容和所用的格式".to_owned(),
            (_, 0) => match self.hidden().as_str() {
                "" => "全部内容都已归位".to_owned(),
                hidden => format!("读入的内容都已归位；{hidden}"),
            },
            (_, count) if self.unplaced_figures > 0 => format!(
                "未能归位的内容 {count} 行（其中 {} 行有金额），已原样保留在文件里",
                self.unplaced_figures
            ),
            (_, count) => format!("未能归位的内容 {count} 行，已原样保留在文件里"),
        };
        let mut told = tables + &left;
        if self.unreadable() > 0 {
            told.push_str(&format!("；有 {} 处数字没有读出来，按原文保留，请核对", self.unreadable()));
        }
        if self.doubted() > 0 {
            told.push_str(&format!("；有 {} 张表的栏次有疑问，请对照原件核对", self.doubted()));
        }
        told + "\n"
    }

    /// How much was read, to compare formats: published tables, then filled cells, then sections.
    pub(super) fn reach(&self) -> (usize, usize, usize) {
        let read =
            || self.tables.iter().filter(|table| table.number.is_some() && !table.coverage.is_missing());
        let sections = self.sections.iter().filter(|section| section.is_known()).count();
        (read().count(), read().map(|table| table.cells).sum(), sections)
    }

    /// How many of the published tables are covered in a way.
    fn count(&self, coverage: Coverage) -> usize {
        self.tables.iter().filter(|table| table.number.is_some() && table.coverage == coverage).count()
    }
}

/// The account of one table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TableReport {
    /// The table.
    pub table: TableKey,
    /// Its printed number, if it has one.
    pub number: Option<u32>,
    /// Its title in the format.
    pub title: String,
    /// The lines it was read from, first and last, in as many pieces as it lay in.
    pub lines: Vec<(u32, u32)>,
    /// How many rows were read.
    pub rows: usize,
    /// How many filled cells were read.
    pub cells: usize,
    /// How much of the table the document gives.
    pub coverage: Coverage,
    /// Why it is not complete.
    pub remark: String,
    /// What was mended and what needs a look.
    pub notes: Vec<ImportNote>,
}

/// The account of one section of text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SectionReport {
    /// Key from the format, empty for an unknown heading.
    pub key: String,
    /// Heading as printed.
    pub title: String,
    /// First and last line.
    pub lines: (u32, u32),
    /// How many paragraphs.
    pub paragraphs: usize,
    /// Whether it speaks of a budget's money, whatever its heading.
    pub speaks: bool,
}

impl SectionReport {
    /// Whether it is one that the format knows, rather than what stands before the first heading.
    pub fn is_known(&self) -> bool {
        !self.key.is_empty() && !self.title.is_empty() && self.key != super::narrative::CONTENTS
    }
}

/// One thing worth knowing about the import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportNote {
    /// Line in the document, from 1; 0 where it concerns no line.
    pub line: u32,
    /// What kind of thing.
    pub kind: NoteKind,
    /// The particulars, in Chinese; may be empty.
    pub text: String,
}

/// The kinds of notes: first what was mended, then what a person should look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum NoteKind {
    /// A cell or paragraph taken apart by a page break was joined.
    Joined,
    /// Blanks inside names, left by line wrapping, were removed.
    Blanks,
    /// Markdown was decoded.
    Markup,
    /// A row or page was moved sideways, since leading cells were lost.
    Shifted,
    /// Merged cells were filled down.
    FilledDown,
    /// A row without its printed label was recognised.
    Unlabelled,
    /// A dash was read as a blank amount.
    Dash,
    /// Codes were completed or parted.
    Codes,
    /// Columns were put in place by their header.
    Columns,
    /// Amounts were converted from another unit.
    Unit,
    /// No unit was found.
    UnitMissing,
    /// The header differs from the format's.
    Header,
    /// A page is lost.
    LostPage,
    /// Figures may stand in another column than they were read into.
    Doubted,
    /// A number could not be read and is kept as text.
    Unreadable,
    /// Something expected was not found.
    Missing,
    /// A line or cell found no place.
    Unplaced,
    /// The file's reader left something out, or could not read it.
    LeftOut,
    /// The files are of several years.
    SeveralYears,
    /// The files are of several bodies.
    SeveralBodies,
}

impl NoteKind {
    /// In the interface's words.
    pub fn label(self) -> &'static str {
        match self {
            Self::Joined => "跨页内容已拼接",
            Self::Blanks => "名称中的换行空格已去掉",
            Self::Markup => "Markdown 标记已还原",
            Self::Shifted => "缺格移位已对齐",
            Self::FilledDown => "合并单元格已向下补全",
            Self::Unlabelled => "未印名称的合计行已识别",
            Self::Dash => "短横线已读作空白",
            Self::Codes => "科目编码已补全、拆分",
            Self::Columns => "各栏已按表头归位",
            Self::Unit => "金额单位不同，已换算",
            Self::UnitMissing => "没有金额单位",
            Self::Header => "表头与格式不一致",
            Self::LostPage => "缺页",
            Self::Doubted => "栏次有疑问，要对照原件核对",
            Self::Unreadable => "数字读不出来，按原文保留",
            Self::Missing => "没有找到",
            Self::Unplaced => "未能归位，已原样保留",
            Self::LeftOut => "原件中没有读入的",
            Self::SeveralYears => "年度不同的文件",
            Self::SeveralBodies => "单位不同的文件",
        }
    }

    /// Whether the importer mended it, rather than leaving it to a person.
    pub fn is_repair(self) -> bool {
        self <= Self::Unit
    }
}

impl fmt::Display for ImportReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "导入 {}（格式 {}）", self.source, self.format)?;
        writeln!(f, "文件是{}", self.kind)?;
        for table in &self.tables {
            write!(f, "{table}")?;
        }
        let paragraphs: usize = self.sections.iter().map(|section| section.paragraphs).sum();
        writeln!(f, "文字说明：{} 节，{paragraphs} 段", self.sections.len())?;
        write_notes(f, &self.notes)?;
        f.write_str(&self.summary())
    }
}

impl fmt::Display for TableReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.number {
            Some(number) => write!(f, "表{number} {}：", self.title)?,
            None => write!(f, "{}：", self.title)?,
        }
        if self.coverage == Coverage::Absent {
            writeln!(f, "{}", self.remark)?;
            return Ok(());
        }
        if self.coverage == Coverage::Unread {
            writeln!(f, "未读出：{}", self.remark)?;
            return write_notes(f, &self.notes);
        }
        write!(f, "{} 行，{} 格", self.rows, self.cells)?;
        if !self.lines.is_empty() {
            let pieces: Vec<String> = self.lines.iter().map(|(from, to)| format!("{from}–{to}")).collect();
            write!(f, "（第 {} 行）", pieces.join("、"))?;
        }
        match self.coverage {
            Coverage::Partial => writeln!(f, "，不完整：{}", self.remark)?,
            _ => writeln!(f)?,
        }
        write_notes(f, &self.notes)
    }
}

/// One line for each kind of note: how many, where, and the particulars that differ.
fn write_notes(f: &mut fmt::Formatter<'_>, notes: &[ImportNote]) -> fmt::Result {
    let mut kinds: BTreeMap<NoteKind, Vec<&ImportNote>> = BTreeMap::new();
    for note in notes {
        kinds.entry(note.kind).or_default().push(note);
    }
    for (kind, notes) in kinds {
        let sign = if kind.is_repair() { "·" } else { "！" };
        write!(f, "  {sign} {}", kind.label())?;
        let mut bare: Vec<u32> =
            notes.iter().filter(|note| note.text.is_empty()).map(|note| note.line).collect();
        bare.dedup();
        if !bare.is_empty() {
            let count = notes.iter().filter(|note| note.text.is_empty()).count();
            write!(f, " {count} 处（第 {} 行）", line_list(&bare))?;
        }
        writeln!(f)?;
        for note in notes.iter().filter(|note| !note.text.is_empty()) {
            match note.line {
                0 => writeln!(f, "      {}", note.text)?,
                line => writeln!(f, "      第 {line} 行：{}", note.text)?,
            }
        }
    }
    Ok(())
}

/// `3–5、9`.
pub(super) fn line_list(lines: &[u32]) -> String {
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for line in lines {
        match runs.last_mut() {
            Some(run) if run.1 + 1 == *line || run.1 == *line => run.1 = *line,
            _ => runs.push((*line, *line)),
        }
    }
    let texts: Vec<String> = runs
        .iter()
        .map(|(from, to)| if from == to { from.to_string() } else { format!("{from}–{to}") })
        .collect();
    texts.join("、")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_listed_in_runs() {
        assert_eq!(line_list(&[3, 4, 5, 9]), "3–5、9");
    }
}
