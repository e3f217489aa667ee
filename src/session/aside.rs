//! What of the text does not follow the tables (没有随表更新的文字): paragraphs that people wrote in their own way, with the
//! figures in them that the tables contradict or that nobody understands. Bringing the text in step is for [`narrative`](super::narrative); whether a figure is right is for
//! the rules.

use super::Session;
use crate::narrative::{Place, State, Why, strays_in_words};

/// A paragraph that the template did not write, and that may say something else than the tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Aside {
    /// Where it is.
    pub place: Place,
    /// Why the template leaves it alone.
    pub why: Why,
    /// How many of its figures the tables contradict.
    pub differing: usize,
    /// How many of its figures are not understood.
    pub unknown: usize,
}

impl Session {
    /// The paragraphs that the template leaves alone although figures in them are wrong or not understood, in order. None
    /// where the format has no template.
    pub fn text_aside(&self) -> Vec<Aside> {
        if self.budget.narrative.is_empty() {
            return Vec::new();
        }
        let kept = self.written_narrative().map(|written| written.kept.clone()).unwrap_or_default();
        let verdicts = self.verdicts();
        let figures = &verdicts.narrative().figures;
        let asides = kept.into_iter().map(|kept| {
            let is_of = |place: &Place| (place.section, place.paragraph) == (kept.section, kept.paragraph);
            let count = |state: &State| {
                figures.iter().filter(|figure| is_of(&figure.place) && figure.state == *state).count()
            };
            let (section, paragraph) = (kept.section, kept.paragraph);
            let place = Place::paragraph(section, paragraph);
            Aside { place, why: kept.why, differing: count(&State::Differs), unknown: count(&State::Unbound) }
        });
        asides.filter(|aside| aside.differing + aside.unknown > 0).collect()
    }

    /// What whoever hands the budget in should know of amounts in the text that nothing holds against a table, and that no
    /// table has; nothing where there is none.
    pub fn strays_in_words(&self) -> Option<String> {
        strays_in_words(self.verdicts().narrative(), &self.book())
    }

    /// What whoever saves the budget or hands it in should know of figures in the text that the tables contradict: how many,
    /// and which of them nobody but people can mend; nothing where there is none.
    pub fn text_out_of_step_in_words(&self) -> Option<String> {
        let verdicts = self.verdicts();
        let differing = verdicts.narrative().figures.iter().filter(|one| one.state == State::Differs).count();
        if differing == 0 {
            return None;
        }
        let asides: Vec<Aside> = self.text_aside().into_iter().filter(|aside| aside.differing > 0).collect();
        let theirs: usize = asides.iter().map(|aside| aside.differing).sum();
        let own = (theirs > 0).then(|| {
            format!(
                "，其中 {theirs} 个在不是照模板写的 {} 段里，按表更新说明文字时不改，要自己改",
                asides.len()
            )
        });
        Some(format!("说明文字里有 {differing} 个数与表不符{}", own.unwrap_or_default()))
    }
}

/// How many paragraphs do not follow the tables, why, and what of them wants looking at; nothing where there is none.
pub fn asides_in_words(asides: &[Aside]) -> Option<String> {
    if asides.is_empty() {
        return None;
    }
    let count = |why: Why| asides.iter().filter(|aside| aside.why == why).count();
    let why = [Why::OtherWords, Why::NoSection].into_iter().filter(|why| count(*why) > 0);
    let why: Vec<String> = why
        .map(|why| match count(why) {
            all if all == asides.len() => why.label().to_owned(),
            some => format!("{some} 段{}", why.label()),
        })
        .collect();
    let sum = |of: fn(&Aside) -> usize| asides.iter().map(of).sum::<usize>();
    let figures = [(sum(|one| one.differing), "与表不符"), (sum(|one| one.unknown), "没有认出")];
    let figures = figures.into_iter().filter(|(count, _)| *count > 0);
    let figures: Vec<String> = figures.map(|(count, what)| format!("{count} 个数{what}")).collect();
    Some(format!("{} 段没有随表更新（{}），里面 {}", asides.len(), why.join("，"), figures.join("、")))
}
