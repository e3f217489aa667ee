//! Items as the text names them, against the tables' names and codes: a code that is another item's, a 款 called 项, a
//! purpose or a reason that is another item's. Knows no classification: only what the document's own tables call what.

use std::collections::{BTreeMap, BTreeSet};

use super::super::called::{Called, essence};
use super::running::Running;
use super::{Slip, SlipKind};
use crate::pattern::Pattern;

/// 行政运行（2010801）.
static CODED: Pattern =
    Pattern::new("(?P<name>[^，。；：、（）“”0-9①-⑳]{2,})（(?P<code>[0-9]{3}|[0-9]{5}|[0-9]{7})）", &["（"]);
/// 行政运行（项）.
static LEVELLED: Pattern =
    Pattern::new("(?:（[款类]）|^|[，。；：、）.“-])(?P<name>[^，。；：、（）“”0-9]{2,})（项）", &["（项）"]);
/// What an item is for, and why it changed.
static USE: Pattern = Pattern::new("主要用于：?(?P<name>[^，。；：、（）“”0-9]{4,})[。，；]", &["主要用于"]);
static REASON: Pattern = Pattern::new(
    "原因(?:是|为)?：?(?P<name>[^，。；：、（）“”0-9]{4,}?)(?:经费)?(?:增加|减少)[。；]",
    &["原因"],
);

/// How much longer the words may be than the name of the item they are another's by.
const BEHIND: usize = 2;

/// A name of fewer characters is said of many things.
const LEAST: usize = 4;

/// What the tables call items.
struct Items {
    by_code: BTreeMap<String, BTreeSet<String>>,
    by_name: BTreeMap<String, BTreeSet<String>>,
}

impl Items {
    fn of(rows: &[Called<'_>]) -> Self {
        let mut items = Self { by_code: BTreeMap::new(), by_name: BTreeMap::new() };
        for Called { code, names, .. } in rows {
            let Some(code) = code else { continue };
            for name in names {
                items.by_code.entry(code.clone()).or_default().insert(name.clone());
                items.by_name.entry(name.clone()).or_default().insert(code.clone());
            }
        }
        items
    }

    /// The codes of a name, of one classification and one length.
    fn codes(&self, name: &str, like: &str) -> Vec<&str> {
        let same = |code: &&String| code.len() == like.len() && code.get(..1) == like.get(..1);
        self.by_name.get(name).into_iter().flatten().filter(same).map(String::as_str).collect()
    }

    /// What a coded name says wrongly.
    fn coded(&self, name: &str, code: &str) -> Option<String> {
        let own = essence(name);
        let known = self.by_code.get(code);
        if own.chars().count() < LEAST - 1 || known.is_some_and(|names| names.contains(&own)) {
            return None;
        }
        let called = |names: &BTreeSet<String>| names.iter().cloned().collect::<Vec<_>>().join("、");
        match known {
            Some(names) => {
                let others = self.by_name.get(&own)?;
                let other = others.iter().find(|other| other.get(..1) == code.get(..1))?;
                // A name may be told in full: 其他社会保障和就业支出 of 其他.
                let part =
                    names.iter().any(|known| own.contains(known.as_str()) || known.contains(own.as_str()));
                (!part || other.len() == code.len() || code.starts_with(other.as_str())).then(|| {
                    format!(
                        "“{name}（{code}）”：表中 {code} 是“{}”，“{name}”是 {other}，名称与编码不符。",
                        called(names)
                    )
                })
            }
            None => {
                let codes = self.codes(&own, code);
                let ([other], true) =
                    (codes.as_slice(), self.by_code.keys().any(|known| known.len() == code.len()))
                else {
                    return None;
                };
                Some(format!("“{name}（{code}）”：表中“{name}”是 {other}，各表里没有 {code}。"))
            }
        }
    }

    /// The item below a 款 that the text calls 项.
    fn levelled(&self, name: &str) -> Option<String> {
        let own = essence(name);
        let codes = self.by_name.get(&own)?;
        let functions: Vec<&String> = codes.iter().filter(|code| code.starts_with('2')).collect();
        let [code] = functions.as_slice() else { return None };
        let below: Vec<&BTreeSet<String>> = self
            .by_code
            .iter()
            .filter(|(other, _)| code.len() == 5 && other.len() == 7 && other.starts_with(code.as_str()))
            .map(|(_, names)| names)
            .collect();
        let [first, ..] = below.as_slice() else { return None };
        let item = first.iter().next()?;
        Some(format!("“{name}（项）”：表中“{name}”是款（{code}），其下的项是“{item}”。"))
    }

    /// The other item of the same depth that words name, where the paragraph speaks of one.
    fn another(&self, words: &str, own: &str) -> Option<&str> {
        let said = essence(words);
        let mine = self.by_name.get(own)?;
        if !mine.iter().any(|code| code.len() == 7) || said.contains(own) || own.contains(said.as_str()) {
            return None;
        }
        let is_other = |(name, codes): &(&String, &BTreeSet<String>)| {
            let bare = said.strip_prefix(name.as_str());
            let begins = bare.is_some_and(|rest| rest.chars().count() <= BEHIND);
            // 城乡社区管理事务一般行政管理事务: with the name of its 款 before it.
            let above = said.strip_suffix(name.as_str()).filter(|above| self.by_name.contains_key(*above));
            name.chars().count() >= LEAST
                && codes.iter().any(|code| code.len() == 7 && code.starts_with('2'))
                && !codes.iter().any(|code| mine.contains(code))
                && (begins || above.is_some())
        };
        let mut found = self.by_name.iter().filter(is_other);
        found.next().map(|(name, _)| name.as_str())
    }
}

/// Judges the names of all sections.
pub(super) fn judge(rows: &[Called<'_>], sections: &[Vec<Running>], slips: &mut Vec<Slip>) {
    let items = Items::of(rows);
    let mut told: BTreeSet<String> = BTreeSet::new();
    for text in sections.iter().flatten() {
        let part = text.text();
        for found in CODED.captures_iter(part) {
            let (Some(name), Some(code)) = (found.name("name"), found.name("code")) else { continue };
            let name = name.as_str().trim_start_matches(['.', '．', '-', ' ']);
            let wrong = items.coded(name, code.as_str());
            // Once for all places where it is said.
            if let Some(message) = wrong.filter(|message| told.insert(message.clone())) {
                let slip = Slip::new(SlipKind::Name, text.place(&code.range()), message);
                slips.push(Slip { subject: format!("{name} {}", code.as_str()), ..slip });
            }
        }
        let mut own: Vec<String> = Vec::new();
        for found in LEVELLED.captures_iter(part) {
            let Some(name) = found.name("name") else { continue };
            own.push(essence(name.as_str()));
            if let Some(message) =
                items.levelled(name.as_str()).filter(|message| told.insert(message.clone()))
            {
                let slip = Slip::new(SlipKind::Name, text.place(&name.range()), message);
                slips.push(Slip { subject: name.as_str().to_owned(), ..slip });
            }
        }
        let [own] = own.as_slice() else { continue };
        for (pattern, what) in [(&USE, "用途"), (&REASON, "增减的原因")] {
            let Some(name) = pattern.captures(part).and_then(|found| found.name("name")) else { continue };
            if let Some(other) = items.another(name.as_str(), own) {
                let message =
                    format!("“{own}”的{what}写的是“{}”，这是另一项“{other}”，请核对。", name.as_str());
                let slip = Slip::new(SlipKind::Copied, text.place(&name.range()), message);
                slips.push(Slip { subject: own.clone(), ..slip });
            }
        }
    }
}
