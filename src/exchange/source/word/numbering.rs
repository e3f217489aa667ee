//! Automatic numbers, counted as Word counts them: levels, restarts, starts of one's own, lists that share their
//! counting. Knows nothing of paragraphs.

use std::collections::{HashMap, HashSet};

use super::counting::{count, custom};
use super::styles::Styles;
use crate::exchange::source::xml::Element;

/// Levels that a list has.
const LEVELS: usize = 9;
/// Word counts no further.
const MOST: u32 = 32_767;

/// The lists of a document and how far each has counted.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    /// Lists by the id that paragraphs give.
    lists: HashMap<String, List>,
    levels: HashMap<String, Vec<Level>>,
    /// How far each shared counting has come; nothing at a level that has not begun.
    counters: HashMap<String, [Option<u32>; LEVELS]>,
    begun: HashSet<(String, usize)>,
}

#[derive(Clone, Debug, Default)]
struct List {
    counting: String,
    starts: HashMap<usize, u32>,
    levels: HashMap<usize, Level>,
}

#[derive(Clone, Debug)]
struct Level {
    start: u32,
    format: String,
    /// Such as `001, 002, 003, ...`, where the format is one's own.
    custom: Option<String>,
    text: String,
    restart: Option<usize>,
    legal: bool,
    suffix: String,
    style: Option<String>,
}

fn number(element: &Element, name: &str) -> Option<u32> {
    element
        .value(name)
        .and_then(|it| it.trim().parse::<i64>().ok())
        .map(|it| u32::try_from(it.clamp(0, i64::from(MOST))).unwrap_or(0))
}

impl Level {
    fn new(level: &Element) -> Self {
        let alternate = level.child("mc:AlternateContent");
        let format = |of: Option<&Element>| of.and_then(|it| it.child("w:numFmt")).cloned();
        let chosen = alternate.and_then(|it| format(it.child("mc:Choice")));
        let chosen = chosen
            .or_else(|| format(Some(level)))
            .or_else(|| alternate.and_then(|it| format(it.child("mc:Fallback"))));
        Self {
            start: number(level, "w:start").unwrap_or(0),
            format: chosen.as_ref().and_then(|it| it.attribute("val")).unwrap_or("decimal").to_owned(),
            custom: chosen.as_ref().and_then(|it| it.attribute("format")).map(str::to_owned),
            text: level.value("w:lvlText").unwrap_or_default().chars().take(200).collect(),
            restart: number(level, "w:lvlRestart").map(|it| it as usize),
            legal: level.switch("w:isLgl") == Some(true),
            suffix: level.value("w:suff").unwrap_or("tab").to_owned(),
            style: level.value("w:pStyle").map(str::to_owned),
        }
    }

    fn show(&self, number: u32, legal: bool) -> String {
        match &self.custom {
            _ if legal => number.to_string(),
            Some(pattern) if self.format == "custom" => custom(number, pattern),
            _ => count(number, &self.format),
        }
    }
}

fn index(level: &Element) -> Option<usize> {
    level.attribute("ilvl").and_then(|it| it.parse().ok()).filter(|it| *it < LEVELS)
}

impl Numbering {
    pub(super) fn new(part: &Element, styles: &Styles) -> Self {
        let mut all = Self::default();
        let mut by_style: HashMap<String, String> = HashMap::new();
        for it in part.children().filter(|it| it.name == "w:abstractNum") {
            let Some(id) = it.attribute("abstractNumId") else { continue };
            let mut levels = Vec::new();
            for level in it.children().filter(|it| it.name == "w:lvl") {
                if let Some(at) = index(level) {
                    levels.resize_with(levels.len().max(at + 1), Level::default);
                    if let Some(place) = levels.get_mut(at) {
                        *place = Level::new(level);
                    }
                }
            }
            if let Some(style) = it.value("w:numStyleLink") {
                by_style.insert(id.to_owned(), style.to_owned());
            }
            all.levels.insert(id.to_owned(), levels);
        }
        for it in part.children().filter(|it| it.name == "w:num") {
            let (Some(id), Some(counting)) = (it.attribute("numId"), it.value("w:abstractNumId")) else {
                continue;
            };
            let mut list = List { counting: counting.to_owned(), ..List::default() };
            for change in it.children().filter(|it| it.name == "w:lvlOverride") {
                let Some(at) = index(change) else { continue };
                if let Some(level) = change.child("w:lvl") {
                    list.levels.insert(at, Level::new(level));
                }
                if let Some(start) = number(change, "w:startOverride") {
                    list.starts.insert(at, start);
                }
            }
            all.lists.insert(id.to_owned(), list);
        }
        // A list that stands for a style counts as the list that the style names.
        let named: Vec<(String, String)> = all
            .lists
            .iter()
            .filter_map(|(id, list)| {
                let target = styles.number_id(by_style.get(&list.counting)?)?;
                Some((id.clone(), all.lists.get(target)?.counting.clone()))
            })
            .collect();
        for (id, counting) in named {
            if let Some(list) = all.lists.get_mut(&id) {
                list.counting = counting;
            }
        }
        all
    }

    fn level<'a>(&'a self, list: &'a List, at: usize) -> Option<&'a Level> {
        list.levels.get(&at).or_else(|| self.levels.get(&list.counting)?.get(at))
    }

    /// The level of a list that belongs to a style.
    pub(super) fn level_of_style(&self, id: &str, style: &str) -> Option<usize> {
        let list = self.lists.get(id)?;
        (0..LEVELS).find(|at| self.level(list, *at).is_some_and(|it| it.style.as_deref() == Some(style)))
    }

    /// Counts on and gives the number as it stands before the text; empty where there is none.
    pub(super) fn next(&mut self, id: Option<&str>, level: usize) -> String {
        let Some((id, list)) = id.and_then(|id| self.lists.get_key_value(id)) else { return String::new() };
        let (id, list, at) = (id.clone(), list.clone(), level.min(LEVELS - 1));
        let Some(own) = self.level(&list, at).cloned() else { return String::new() };
        let restarts: Vec<Option<usize>> =
            (0..LEVELS).map(|at| self.level(&list, at).and_then(|it| it.restart)).collect();
        let starts: Vec<u32> = (0..LEVELS)
            .map(|at| {
                let given = list.starts.get(&at).copied();
                given.or_else(|| self.level(&list, at).map(|it| it.start)).unwrap_or(1)
            })
            .collect();
        let start = |at: usize| starts.get(at).copied().unwrap_or(1);
        let counters = self.counters.entry(list.counting.clone()).or_default();
        // A start of its own counts anew where the list is met for the first time.
        let anew = list.starts.contains_key(&at) && self.begun.insert((id, at));
        for (level, counter) in counters.iter_mut().enumerate() {
            if level < at {
                counter.get_or_insert_with(|| start(level));
            } else if level == at {
                *counter = match *counter {
                    Some(before) if !anew => Some(before.saturating_add(1).min(MOST)),
                    _ => Some(start(level)),
                };
            } else {
                // Lower levels begin again, but for those that only a higher one lets begin again, or none.
                let again = restarts.get(level).copied().flatten().is_none_or(|below| at < below);
                if again {
                    *counter = None;
                }
            }
        }
        let counters = *counters;
        let mut text = String::new();
        let mut rest = own.text.as_str();
        while let Some((before, after)) = rest.split_once('%') {
            text.push_str(before);
            let digit = after.chars().next().and_then(|it| it.to_digit(10)).filter(|it| *it > 0);
            rest = match digit {
                Some(digit) => {
                    let level = digit as usize - 1;
                    let value = counters.get(level).copied().flatten().unwrap_or_else(|| start(level));
                    if let Some(shown) = self.level(&list, level) {
                        text.push_str(&shown.show(value, own.legal));
                    }
                    after.get(1..).unwrap_or_default()
                }
                None => {
                    text.push('%');
                    after
                }
            };
        }
        text.push_str(rest);
        if own.format == "bullet" {
            return String::new();
        }
        let needs_space = match own.suffix.as_str() {
            "space" => !text.is_empty(),
            // A tab parts the number from what follows; behind 、 or ） none is needed.
            "tab" => text.ends_with(|it: char| it.is_ascii_alphanumeric() || it == '.'),
            _ => false,
        };
        if needs_space {
            text.push(' ');
        }
        text
    }
}

impl Default for Level {
    fn default() -> Self {
        Self {
            start: 1,
            format: "none".to_owned(),
            custom: None,
            text: String::new(),
            restart: None,
            legal: false,
            suffix: "nothing".to_owned(),
            style: None,
        }
    }
}
