//! What reading a Word file left out, gathered so that each kind is said once, with its number and first place.

use crate::exchange::source::{Note, Place};

/// What was left out.
#[derive(Debug, Default)]
pub(super) struct Notes {
    deleted: Said,
    hidden: Said,
    struck: Said,
    pictures: Said,
    embedded: Said,
    rows: Said,
    formulas: Vec<(String, u32)>,
    comments: bool,
}

#[derive(Debug, Default)]
struct Said {
    count: usize,
    first: Option<(u32, String)>,
}

impl Said {
    fn add(&mut self, text: &str, line: u32) {
        self.count += 1;
        let text = text.trim();
        if self.first.as_ref().is_none_or(|(_, before)| before.is_empty() && !text.is_empty()) {
            let mut start: String = text.chars().take(30).filter(|c| !c.is_control()).collect();
            if text.chars().nth(30).is_some() {
                start.push('…');
            }
            self.first = Some((line, start));
        }
    }

    fn say(self, notes: &mut Vec<Note>, say: impl FnOnce(usize, &str) -> String) {
        if let Some((line, text)) = self.first {
            let example = if text.is_empty() { String::new() } else { format!("，如“{text}”") };
            notes.push(Note { place: Some(Place::Line(line)), text: say(self.count, &example) });
        }
    }
}

impl Notes {
    pub(super) fn deleted(&mut self, text: &str, line: u32) {
        self.deleted.add(text, line);
    }

    pub(super) fn hidden(&mut self, text: &str, line: u32) {
        self.hidden.add(text, line);
    }

    pub(super) fn struck(&mut self, text: &str, line: u32) {
        self.struck.add(text, line);
    }

    /// Text in a cell that another is joined over: it is not shown.
    pub(super) fn under(&mut self, text: &str, line: u32) {
        if !text.is_empty() {
            self.hidden.add(text, line);
        }
    }

    pub(super) fn picture(&mut self, line: u32) {
        self.pictures.add("", line);
    }

    pub(super) fn embedded(&mut self, line: u32) {
        self.embedded.add("", line);
    }

    pub(super) fn row(&mut self, text: &str, line: u32) {
        self.rows.add(text, line);
    }

    pub(super) fn not_calculated(&mut self, formula: &str, line: u32) {
        self.formulas.push((formula.to_owned(), line));
    }

    pub(super) fn comments(&mut self) {
        self.comments = true;
    }

    /// That formulas have no result, once for all of them.
    pub(super) fn without_result(&self) -> Option<String> {
        let (formula, line) = self.formulas.first()?;
        let count = self.formulas.len();
        Some(format!(
            "有 {count} 个公式没有算出的结果（首个在第 {line} 行，是“{formula}”），不能当作空白或零；请在 Word 中更新域后另存"
        ))
    }

    /// All of them, for people.
    pub(super) fn into_notes(self) -> Vec<Note> {
        let mut notes = Vec::new();
        let without_result = self.without_result();
        self.deleted.say(&mut notes, |count, example| {
            format!("有 {count} 处修订中删除的文字没有读入{example}；修订尚未接受，请核对定稿")
        });
        self.rows.say(&mut notes, |count, example| {
            format!("有 {count} 行表格是隐藏的或在修订中删除的，没有读入{example}")
        });
        self.hidden.say(&mut notes, |count, example| {
            format!("有 {count} 处隐藏的或合并单元格之下的文字没有读入{example}")
        });
        self.struck
            .say(&mut notes, |count, example| format!("有 {count} 处划了删除线的文字没有读入{example}"));
        self.pictures.say(&mut notes, |count, _| {
            format!("有 {count} 段含图片、图表或嵌入的对象，其中的内容没有读入；若是表格，请换成文字表格")
        });
        self.embedded.say(&mut notes, |count, _| {
            format!("有 {count} 处嵌入了另一个文档，没有读入；请用 Word 打开并另存后再打开")
        });
        if let Some((text, (_, line))) = without_result.zip(self.formulas.first()) {
            notes.push(Note { place: Some(Place::Line(*line)), text });
        }
        if self.comments {
            notes.push(Note { place: None, text: "文档有批注，没有读入".to_owned() });
        }
        notes
    }
}
