//! Which sections of three texts are one, and in which order they stand.

use std::collections::{BTreeMap, BTreeSet};

use super::merge::{At, Merger, Three};
use super::merge_text::{Each, Part};
use crate::model::{Section, section_names};

impl Merger<'_> {
    /// The names of the sections that stay, in the order of who changed it; those of one side alone behind what they stand
    /// behind there.
    pub(super) fn sections_in_order(
        &mut self,
        names: &Each<Vec<String>>,
        parts: &BTreeMap<String, Part>,
    ) -> Vec<String> {
        let of_both = |of: usize| -> Vec<String> {
            let is_in =
                |side: usize, name: &String| names.get(side).is_some_and(|names| names.contains(name));
            let own = names.get(of).into_iter().flatten().filter(|name| parts.contains_key(*name));
            own.filter(|name| is_in(1, name) && is_in(2, name)).cloned().collect()
        };
        let (ours, theirs) = (of_both(1), of_both(2));
        let mut base = of_both(0);
        // What both added has no place of its own in the base.
        base.extend(ours.iter().filter(|name| !base.contains(name)).cloned().collect::<Vec<_>>());
        let at = || At::new("说明·次序", "说明各节的次序");
        let shown = |names: &Vec<String>| names.join("、");
        let known = |own: &[String], base: &[String]| -> Vec<String> {
            own.iter().filter(|name| base.contains(name)).cloned().collect()
        };
        let kept = of_both(0);
        let is_kept = |own: &[String]| known(own, &kept) == kept;
        let order = match (is_kept(&ours), is_kept(&theirs)) {
            // Whose does not matter: what both added they put to different places.
            (true, true) => ours.clone().min(theirs.clone()),
            (false, true) => ours.clone(),
            (true, false) => theirs.clone(),
            (false, false) => self.pick(&Three::new(&base, &ours, &theirs), at, shown).clone(),
        };
        // Behind each, and before all, what only one side has there.
        let behind = |of: usize| -> BTreeMap<Option<String>, Vec<String>> {
            let mut behind: BTreeMap<Option<String>, Vec<String>> = BTreeMap::new();
            let mut last = None;
            for name in names.get(of).into_iter().flatten() {
                if order.contains(name) {
                    last = Some(name.clone());
                } else if parts.contains_key(name) {
                    behind.entry(last.clone()).or_default().push(name.clone());
                }
            }
            behind
        };
        let (own, other) = (behind(1), behind(2));
        let mut all = Vec::new();
        for place in std::iter::once(None).chain(order.iter().cloned().map(Some)) {
            all.extend(place.clone());
            let of = |behind: &BTreeMap<Option<String>, Vec<String>>| {
                behind.get(&place).cloned().unwrap_or_default()
            };
            let (first, second) = (of(&own).min(of(&other)), of(&own).max(of(&other)));
            for name in first.into_iter().chain(second) {
                if !all.contains(&name) {
                    all.push(name);
                }
            }
        }
        all
    }
}

/// What the sections of each text are called: by their names, but one that was only renamed as it was called in the base.
pub(super) fn identities(texts: &Each<&Vec<Section>>) -> Each<Vec<String>> {
    let [base, ours, theirs] = texts.map(|sections| section_names(sections));
    let renamed = |side: &Vec<Section>, own: Vec<String>| -> Vec<String> {
        let mut taken: BTreeSet<String> = own.iter().cloned().collect();
        let free: Vec<usize> =
            (0..own.len()).filter(|at| own.get(*at).is_some_and(|name| !base.contains(name))).collect();
        let mut own = own;
        for at in free {
            let Some(section) = side.get(at) else { continue };
            let was = texts[0].iter().zip(&base).find(|(before, name)| {
                let kept = before.paragraphs.iter().filter(|text| section.paragraphs.contains(text)).count();
                !taken.contains(*name)
                    && kept > 0
                    && kept * 2 >= before.paragraphs.len().max(section.paragraphs.len())
            });
            if let (Some((_, name)), Some(of)) = (was, own.get_mut(at)) {
                taken.insert(name.clone());
                of.clone_from(name);
            }
        }
        own
    };
    let (ours, theirs) = (renamed(texts[1], ours), renamed(texts[2], theirs));
    [base, ours, theirs]
}
