//! The template of a narrative (说明模板): a text that a bureau writes, with places for figures, lists and reasons.
//! `docs/templates.md` shows the language; this reads it. What stands in a place is for [`super::write`].
//!
//! Nothing here knows a table or a figure: whether a name is one of the format's is said when the text is written.

use std::fmt;

use crate::file::folders_at_hand;
use crate::opening;
use crate::schema::Format;

/// The templates that come with the program, by the id of their format.
const EMBEDDED: &[(&str, &str)] = &[
    ("焦作-2023", include_str!("../../assets/narratives/焦作-2023.txt")),
    ("全国通用", include_str!("../../assets/narratives/全国通用.txt")),
];

/// The folder of templates beside the program and in the user's.
const FOLDER: &str = "narratives";

/// A template.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Template {
    /// Whether it is one for all places, not the format's own: it writes texts, and does not change what others wrote.
    pub is_general: bool,
    /// Figures that any section may name, beside those of the format's statements.
    pub figures: Vec<TemplateFigure>,
    /// The sections in order.
    pub sections: Vec<TemplateSection>,
}

/// A figure that a template names (`[数]`), for formats that have no statements of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TemplateFigure {
    /// Its name.
    pub name: String,
    /// How it is found, in the rule language: the first that the tables answer.
    pub value: Vec<String>,
    /// The wholes that it is part of, likewise.
    pub whole: Vec<String>,
    /// The rows that are listed with it, and the column of their names.
    pub items: Option<(String, String)>,
}

/// The head of the lines that name figures.
const FIGURES: &str = "数";
/// What stands between a figure and its whole.
const PART_OF: &str = " 占 ";
/// What stands between a figure and the names that are listed with it.
const LISTING: &str = " 列 ";

/// A section of a template.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TemplateSection {
    /// Its key, as the format knows it.
    pub key: String,
    /// Its heading.
    pub title: Vec<Piece>,
    /// Its paragraphs.
    pub paragraphs: Vec<Vec<Piece>>,
}

/// A piece of a paragraph.
#[derive(Clone, Debug, PartialEq)]
pub enum Piece {
    /// Words as they are.
    Text(String),
    /// What is known of a statement of the section, or of the budget: `{支出总计:比上年|，}`.
    Field {
        /// Of which.
        name: String,
        /// What of it; empty for the figure itself.
        form: String,
        /// What stands before it, if there is anything.
        lead: String,
    },
    /// Words that people write: `{填:用途}`.
    Free(String),
    /// Words that stand there only sometimes: `{有 支出总计}…{/}`.
    If(Condition, Vec<Piece>),
}

/// When words stand there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// There is money, or nobody knows: what is not known is a place to fill, not zero.
    Some(String),
    /// It is known that there is none.
    None(String),
    /// It is known that there is money.
    Known(String),
    /// The text above uses a word.
    Used(String),
}

/// A mistake of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong, and what to do, in Chinese.
    pub message: String,
}

impl fmt::Display for TemplateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "说明模板第 {} 行：{}", self.line, self.message)
    }
}

impl std::error::Error for TemplateError {}

impl Template {
    /// The template of a format: a file `narratives/<id>.txt` at hand, else the one that comes with the program; without
    /// either the one that the format names, found in the same way.
    ///
    /// # Errors
    /// When the file at hand is not a template.
    pub fn of(format: &Format) -> Result<Option<Self>, String> {
        let general = format.document.template.as_ref();
        // The one for all places is no place's own, also where a format bears its name.
        let own = if general == Some(&format.id) { None } else { Self::called(&format.id)? };
        match (own, general) {
            (None, Some(name)) => Ok(Self::called(name)?.map(|found| Self { is_general: true, ..found })),
            (own, _) => Ok(own),
        }
    }

    fn called(name: &str) -> Result<Option<Self>, String> {
        for folder in folders_at_hand(FOLDER) {
            let path = folder.join(format!("{name}.txt"));
            if path.is_file() {
                let text = opening::read_text(&path, opening::BUDGET);
                let text = text.map_err(|error| format!("{}：{error}", path.display()))?;
                return Self::parse(&text).map(Some).map_err(|error| format!("{}：{error}", path.display()));
            }
        }
        let embedded = EMBEDDED.iter().find(|(id, _)| *id == name);
        embedded.map(|(_, text)| Self::parse(text).map_err(|error| error.to_string())).transpose()
    }

    /// Reads a template.
    ///
    /// # Errors
    /// The first line that is not understood.
    pub fn parse(text: &str) -> Result<Self, TemplateError> {
        let mut template = Self::default();
        let mut is_of_figures = false;
        for (number, line) in (1..).zip(text.lines()) {
            let line = line.trim();
            if line.is_empty() || line.starts_with(';') {
                continue;
            }
            let wrong = |message: String| TemplateError { line: number, message };
            if let Some(head) = line.strip_prefix('[') {
                let Some((key, title)) = head.split_once(']') else {
                    return Err(wrong("节的开头写作 [节名] 标题".to_owned()));
                };
                let title = pieces(title.trim()).map_err(wrong)?;
                let key = key.trim().to_owned();
                is_of_figures = key == FIGURES;
                if is_of_figures {
                    continue;
                }
                template.sections.push(TemplateSection { key, title, paragraphs: Vec::new() });
            } else if is_of_figures {
                template.name_figure(line).map_err(wrong)?;
            } else {
                let paragraph = pieces(line).map_err(wrong)?;
                let Some(section) = template.sections.last_mut() else {
                    return Err(wrong("第一行要写节的开头：[节名] 标题".to_owned()));
                };
                section.paragraphs.push(paragraph);
            }
        }
        Ok(template)
    }
}

impl Template {
    /// Takes a line that names a figure: `基本支出 = 支出总表[合计].基本支出 占 支出总表[合计].合计`.
    fn name_figure(&mut self, line: &str) -> Result<(), String> {
        let Some((name, formula)) = line.split_once('=').filter(|(name, _)| !name.trim().is_empty()) else {
            return Err("[数] 里每行写作：名称 = 公式，或 名称 = 公式 占 总数的公式".to_owned());
        };
        let (name, formula) = (name.trim(), formula.trim());
        let (formula, items) = match formula.split_once(LISTING) {
            Some((formula, list)) => {
                let parts = list.trim().rsplit_once('.').ok_or("“列”后面写作：表.行[条件].名称栏")?;
                (formula, Some((parts.0.to_owned(), parts.1.to_owned())))
            }
            None => (formula, None),
        };
        let (value, whole) = formula.split_once(PART_OF).map_or((formula, None), |(a, b)| (a, Some(b)));
        let known = self.figures.iter().position(|figure| figure.name == name);
        let at = known.unwrap_or_else(|| {
            self.figures.push(TemplateFigure { name: name.to_owned(), ..TemplateFigure::default() });
            self.figures.len() - 1
        });
        if let Some(figure) = self.figures.get_mut(at) {
            figure.value.push(value.trim().to_owned());
            figure.whole.extend(whole.map(|whole| whole.trim().to_owned()));
            figure.items = figure.items.take().or(items);
        }
        Ok(())
    }
}

/// The pieces of a line.
fn pieces(line: &str) -> Result<Vec<Piece>, String> {
    let mut open: Vec<(Condition, Vec<Piece>)> = Vec::new();
    let mut out: Vec<Piece> = Vec::new();
    let mut rest = line;
    while let Some((before, behind)) = rest.split_once('{') {
        if !before.is_empty() {
            out.push(Piece::Text(before.to_owned()));
        }
        let (mark, after) = behind.split_once('}').ok_or("“{”没有对应的“}”")?;
        rest = after;
        if mark.trim() == "/" {
            let (condition, above) = open.pop().ok_or("“{/}”前面没有开头")?;
            let inner = std::mem::replace(&mut out, above);
            out.push(Piece::If(condition, inner));
        } else if let Some(condition) = condition(mark) {
            open.push((condition, std::mem::take(&mut out)));
        } else {
            out.push(field(mark)?);
        }
    }
    if !rest.is_empty() {
        out.push(Piece::Text(rest.to_owned()));
    }
    match open.is_empty() {
        true => Ok(out),
        false => Err("“{有 …}”“{无 …}”“{若有 …}”“{用到 …}”要用“{/}”结束".to_owned()),
    }
}

fn condition(mark: &str) -> Option<Condition> {
    let (word, name) = mark.split_once(' ')?;
    let name = name.trim().to_owned();
    match word {
        "有" => Some(Condition::Some(name)),
        "无" => Some(Condition::None(name)),
        "若有" => Some(Condition::Known(name)),
        "用到" => Some(Condition::Used(name)),
        _ => None,
    }
}

fn field(mark: &str) -> Result<Piece, String> {
    let (what, lead) = mark.split_once('|').unwrap_or((mark, ""));
    let (name, form) = what.split_once([':', '：']).unwrap_or((what, ""));
    let (name, form) = (name.trim().to_owned(), form.trim().to_owned());
    match name.as_str() {
        "" => Err("“{}”里没有写名称".to_owned()),
        "填" if form.is_empty() => Err("“{填:…}”要写明填什么".to_owned()),
        "填" => Ok(Piece::Free(form)),
        _ => Ok(Piece::Field { name, form, lead: lead.to_owned() }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_is_read() {
        let text = "; 说明\n[甲] {年}年\n共{支出:比上年|，}。{有 基金}有{填:用途}{/}";
        let template = Template::parse(text).unwrap();
        let field = |name: &str, form: &str, lead: &str| Piece::Field {
            name: name.to_owned(),
            form: form.to_owned(),
            lead: lead.to_owned(),
        };
        let words = |words: &str| Piece::Text(words.to_owned());
        let section = &template.sections[0];
        assert_eq!(section.title, [field("年", "", ""), words("年")]);
        let inner = vec![words("有"), Piece::Free("用途".to_owned())];
        let condition = Condition::Some("基金".to_owned());
        let expected = [words("共"), field("支出", "比上年", "，"), words("。"), Piece::If(condition, inner)];
        assert_eq!(section.paragraphs, [expected]);
    }

    #[test]
    fn mistakes_are_said_with_their_line() {
        for (text, line, part) in [
            ("共", 1, "节的开头"),
            ("[甲", 1, "节的开头"),
            ("[甲] 甲\n共{支出", 2, "没有对应"),
            ("[甲] 甲\n{有 支出}共", 2, "结束"),
            ("[甲] 甲\n共{/}", 2, "没有开头"),
            ("[甲] 甲\n{填:}", 2, "填什么"),
            ("[甲] 甲\n{}", 2, "名称"),
            ("[数]\n支出总计", 2, "名称 = 公式"),
            ("[数]\n支出总计 = T1[支出总计].支出金额 列 T1", 2, "名称栏"),
        ] {
            let error = Template::parse(text).unwrap_err();
            assert_eq!(error.line, line, "{text}");
            assert!(error.message.contains(part), "{text}: {error}");
        }
    }
}
