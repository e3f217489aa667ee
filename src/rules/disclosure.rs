//! What must be published beside the tables: the sections of the text, and the terms that its glossary
//! (名词解释) must explain. Which ones is for the format; what the sections say is for [`super::narrative`].

use std::sync::Arc;

use super::place::{PlaceOutcome, Places};
use super::verdict::{Finding, RuleHead};
use crate::calc::Book;
use crate::model::Section;
use crate::narrative::OPEN;
use crate::schema::{Disclosure, RequiredSection, Severity, Term};

/// Judges what the format wants disclosed.
pub(super) fn judge(book: &Book<'_>) -> Vec<(Arc<RuleHead>, Places)> {
    let Some(disclosure) = &book.format.document.disclosure else {
        return Vec::new();
    };
    let mut judged = Vec::new();
    for (id, title, ends) in [
        (SECTIONS, "应当公开的说明齐全", sections(disclosure, book)),
        (GLOSSARY, "文中用到的专业名词有解释", glossary(disclosure, book)),
    ] {
        let head = Arc::new(RuleHead {
            id: id.to_owned(),
            title: title.to_owned(),
            basis: disclosure.basis.clone(),
            severity: Severity::Warning,
            tables: Vec::new(),
        });
        let mut places = Places::all();
        for end in ends {
            places.add_whole(match end {
                End::Holds => PlaceOutcome::Passed,
                End::Broken(subject, message) => {
                    PlaceOutcome::Violated(Box::new(Finding { subject, ..Finding::new(&head, message) }))
                }
                End::NotApplicable(why) => PlaceOutcome::NotApplicable(why),
            });
        }
        judged.push((head, places));
    }
    judged
}

/// The ids of the rules here.
pub(super) const SECTIONS: &str = "说明-章节";
pub(super) const GLOSSARY: &str = "说明-名词";

/// How it ends for one section or one term.
enum End {
    Holds,
    /// What it is about, and what is wrong with it.
    Broken(String, String),
    NotApplicable(String),
}

/// Whether each section that must be published is there and says something.
fn sections(disclosure: &Disclosure, book: &Book<'_>) -> Vec<End> {
    if book.budget.narrative.is_empty() {
        return vec![End::NotApplicable("文件中没有说明文字".to_owned())];
    }
    let says_nothing = |required: &&RequiredSection| {
        let mut narrative = book.budget.narrative.iter();
        let section = narrative.find(|section| section.key == required.section);
        let is_open = |section: &Section| section.paragraphs.iter().all(|text| text.starts_with(OPEN));
        section.is_none_or(|section| words(section).is_empty() || is_open(section))
    };
    let missing: Vec<String> =
        disclosure.sections.iter().filter(says_nothing).map(|required| required.title.clone()).collect();
    // One finding, however many are missing: a reader who wants the text knows at the first.
    vec![match missing.len() {
        0 => End::Holds,
        count => End::Broken(
            missing.join("、"),
            format!("没有这 {count} 节说明，或只有标题：{}。", missing.join("、")),
        ),
    }]
}

/// Whether the glossary explains each term that the rest of the text uses.
fn glossary(disclosure: &Disclosure, book: &Book<'_>) -> Vec<End> {
    let is_glossary = |section: &&Section| section.key == disclosure.glossary;
    let Some(glossary) = book.budget.narrative.iter().find(is_glossary) else {
        // That it is missing is for the other rule to say.
        return vec![End::NotApplicable("文件中没有名词解释".to_owned())];
    };
    let explained = words(glossary);
    let used: Vec<String> =
        book.budget.narrative.iter().filter(|section| !is_glossary(section)).map(words).collect();
    let of = |term: &Term| {
        let in_it = |words: &String| term.words.iter().any(|word| words.contains(word.as_str()));
        if !used.iter().any(in_it) {
            return End::NotApplicable(format!("文中没有用到“{}”", term.name));
        }
        if in_it(&explained) {
            End::Holds
        } else {
            End::Broken(term.name.clone(), format!("文中用到“{}”，名词解释里没有解释它。", term.name))
        }
    };
    disclosure.terms.iter().map(of).collect()
}

/// The section's words without spaces, quotation marks and brackets, which are set differently everywhere.
fn words(section: &Section) -> String {
    let set = |c: &char| !c.is_whitespace() && !"“”\"‘’（）()".contains(*c);
    section.paragraphs.iter().flat_map(|paragraph| paragraph.chars()).filter(set).collect()
}

#[cfg(test)]
mod tests {
    use crate::model::Section;
    use crate::rules::Outcome;
    use crate::rules::fixtures::{coherent, verdicts};
    use crate::schema::default_format;

    /// Leaves out a section, or a term of the glossary, and says how the two rules end.
    #[test]
    fn what_must_be_published_is_missed() {
        let format = default_format();
        let disclosure = format.document.disclosure.as_ref().unwrap();
        let section = |key: &str, text: &str| Section {
            key: key.to_owned(),
            title: key.to_owned(),
            paragraphs: vec![text.to_owned()],
        };
        let whole = || -> Vec<Section> {
            let required = disclosure.sections.iter().filter(|one| one.section != disclosure.glossary);
            let mut narrative: Vec<_> =
                required.map(|one| section(&one.section, "本部门基本支出和“三公”经费。")).collect();
            narrative.push(section(&disclosure.glossary, "一、基本支出：……。二、三公经费：……"));
            narrative
        };
        let outcomes = |narrative: Vec<Section>| {
            let mut budget = coherent();
            budget.narrative = narrative;
            let verdicts = verdicts(&budget);
            (verdicts.outcome(super::SECTIONS).unwrap(), verdicts.outcome(super::GLOSSARY).unwrap())
        };
        assert_eq!(outcomes(Vec::new()), (Outcome::NotApplicable, Outcome::NotApplicable));
        assert_eq!(outcomes(whole()), (Outcome::Passed, Outcome::Passed));
        let mut empty = whole();
        empty[0].paragraphs.clear();
        assert_eq!(outcomes(empty).0, Outcome::Violated);
        let mut missing = whole();
        missing.remove(0);
        assert_eq!(outcomes(missing).0, Outcome::Violated);
        let mut unexplained = whole();
        unexplained.last_mut().unwrap().paragraphs = vec!["一、基本支出：……".to_owned()];
        assert_eq!(outcomes(unexplained), (Outcome::Passed, Outcome::Violated));
    }
}
