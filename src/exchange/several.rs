//! Whether files that are given together are one budget: of one year, and of one body. Goes by what each says of itself; where
//! one is silent, nothing is said. Which files belong together is for `together` and `parts`.

use super::facts;
use super::parts;
use super::words::squeeze;
use super::{ImportNote, Imported, NoteKind as ReportNote};
use crate::model::{Note, NoteKey};
use crate::schema::Format;
use crate::text::is_ideograph;

/// What one of the files says of itself.
pub(super) struct Said<'a> {
    file: &'a str,
    year: Option<i32>,
    /// The names of bodies that stand in it, the one on its cover first.
    names: Vec<String>,
    /// All of it, without blanks.
    text: String,
}

/// What keeps files apart, in Chinese.
pub(super) enum Apart {
    Years(String),
    Bodies(String),
}

impl<'a> Said<'a> {
    /// What a file says, as a format reads it off its text.
    pub(super) fn by(file: &'a str, text: String, format: &Format) -> Self {
        let names = facts::bodies(format, &text);
        Self { file, year: parts::year(format, &text), names, text: squeeze(&text) }
    }

    /// Whether nothing speaks against it that both are of one body: one of the names is another's, or stands in the other file.
    fn is_of_one_body(&self, other: &Self) -> bool {
        let stands_in = |name: &String, file: &Self| file.text.contains(&core(name));
        self.names.is_empty()
            || other.names.is_empty()
            || self.names.iter().any(|own| other.names.iter().any(|name| is_same(own, name)))
            || self.names.iter().any(|own| stands_in(own, other))
            || other.names.iter().any(|name| stands_in(name, self))
    }
}

/// What keeps some files apart.
pub(super) fn told(files: &[Said<'_>]) -> Vec<Apart> {
    let mut out = Vec::new();
    let years: Vec<(i32, &str)> = files.iter().filter_map(|said| Some((said.year?, said.file))).collect();
    if years.iter().any(|(year, _)| Some(*year) != years.first().map(|(first, _)| *first)) {
        let said: Vec<String> = years.iter().map(|(year, name)| format!("{name} 是 {year} 年的")).collect();
        let said = said.join("，");
        out.push(Apart::Years(format!("{said}：不是同一年度的，不是一份预算；请核对文件，各年的分别读入")));
    }
    let is_other = |said: &&Said<'_>| files.iter().any(|other| !said.is_of_one_body(other));
    let said: Vec<String> = files
        .iter()
        .filter(is_other)
        .filter_map(|said| Some(format!("{} 是{}的", said.file, said.names.first()?)))
        .collect();
    if !said.is_empty() {
        let said = said.join("，");
        out.push(Apart::Bodies(format!(
            "{said}：不是同一单位的，不是一份预算；请核对文件，各单位的分别读入"
        )));
    }
    out
}

impl Apart {
    /// Says it in the report and beside the budget.
    pub(super) fn tell(&self, imported: &mut Imported) {
        let (kind, key, text) = match self {
            Self::Years(text) => (ReportNote::SeveralYears, NoteKey::of_years(), text),
            Self::Bodies(text) => (ReportNote::SeveralBodies, NoteKey::of_bodies(), text),
        };
        imported.report.notes.push(ImportNote { line: 0, kind, text: text.clone() });
        imported.budget.notes.insert(key, Note { text: text.clone(), ..Note::default() });
    }
}

/// A name as it is compared.
fn core(name: &str) -> String {
    name.chars().filter(|c| is_ideograph(*c)).collect()
}

/// Whether one name may be short for another: its characters stand in the other in their order (省委办公厅 and
/// 中国共产党某省委员会办公厅).
fn is_same(one: &str, other: &str) -> bool {
    let (one, other) = (core(one), core(other));
    let (short, long) = if one.chars().count() < other.chars().count() { (one, other) } else { (other, one) };
    let mut rest = long.chars();
    short.chars().all(|c| rest.any(|other| other == c))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(file: &str, name: &str, text: &str) -> Said<'static> {
        let file: &'static str = file.to_owned().leak();
        let names = if name.is_empty() { Vec::new() } else { vec![name.to_owned()] };
        Said { file, year: Some(2026), names, text: text.to_owned() }
    }

    #[test]
    fn two_bodies_are_told_and_two_names_of_one_are_not() {
        for (one, other, text, is_told) in [
            ("某市审计局", "某市统计局", "", true),
            ("某市审计局", "审计局", "", false),
            ("某市审计局", "某市审计局（本级）", "", false),
            ("某省委办公厅", "中国共产党某省委员会办公厅", "", false),
            ("某市民政局", "某市殡仪馆", "下属单位包括某市殡仪馆。", false),
            ("某市审计局", "", "", false),
        ] {
            let told = told(&[said("说明.txt", one, text), said("表格.txt", other, "")]);
            assert_eq!(told.len(), usize::from(is_told), "{one} {other}");
        }
    }
}
