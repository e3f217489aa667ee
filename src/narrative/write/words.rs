//! A template's paragraph as an expression, by which one that was written from it is known again, and what people wrote
//! in its free places.

use std::collections::BTreeMap;

use regex::{Captures, Regex};

use super::OPEN;
use crate::narrative::template::{Condition, Piece};

/// The most that a paragraph may be as an expression.
const LIMIT: usize = 1 << 20;

/// A figure as the program writes it.
const NUMBER: &str = r"-?[\d.,]+";

/// A list of figures as the program writes it.
const LISTED: &str = r"(?:[^，。；]+?-?[\d.,]+[万亿]?元(?:，占-?[\d.,]+%)?；?)*";

/// A change as the program writes it.
const CHANGE: &str = r"(?:与\d{4}年(?:基本)?持平|比\d{4}年(?:增加|减少)-?[\d.,]+[万亿]?元(?:，(?:增长|下降)-?[\d.,]+%|（\d{4}年没有安排）)?)";

/// What people wrote in the free places of a paragraph.
#[derive(Debug, Default)]
pub(super) struct Free {
    written: BTreeMap<String, String>,
    figures: BTreeMap<String, String>,
    reasons: BTreeMap<String, Reason>,
    told: BTreeMap<(String, String), String>,
    /// The conditions whose words the paragraph has.
    held: Vec<Condition>,
}

/// Which way a figure went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Turn {
    /// It grew.
    Up,
    /// It became less.
    Down,
    /// It stayed as it was.
    Flat,
}

impl Turn {
    const ALL: [Self; 3] = [Self::Up, Self::Down, Self::Flat];

    /// As the text says it.
    fn word(self) -> &'static str {
        match self {
            Self::Up => "增加",
            Self::Down => "减少",
            Self::Flat => "持平",
        }
    }

    /// Of a change as the program writes it.
    fn of(change: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|turn| change.contains(turn.word()))
    }
}

/// Why a figure changed, as people wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reason {
    pub words: String,
    /// The change that it was written for, where the text says one.
    pub of: Option<Turn>,
    /// Whether the figure went another way since, so that a place to fill stands there.
    pub is_set_aside: bool,
}

/// Around a reason that is kept in a place to fill, and between its turn and its words.
const KEPT: [&str; 3] = ["（原来", "时写：", "）〕"];

impl Reason {
    /// What to write anew, with the words that were there.
    pub(super) fn set_aside(&self, what: &str) -> String {
        let [before, between, _] = KEPT;
        let turn = self.of.map(Turn::word).unwrap_or_default();
        // The brackets of a place to fill end it.
        let words = self.words.replace('〔', "[").replace('〕', "]");
        format!("{what}{before}{turn}{between}{words}）")
    }

    /// One that is kept in a place to fill.
    fn kept(text: &str) -> Option<Self> {
        let [before, between, behind] = KEPT;
        let (_, kept) = text.split_once(before)?;
        let (turn, words) = kept.split_once(between)?;
        let words = words.strip_suffix(behind)?.to_owned();
        Some(Self { words, of: Turn::of(turn), is_set_aside: true })
    }
}

impl Free {
    /// What a paragraph has in the free places of its template.
    pub(super) fn of(pieces: &[Piece], found: &Captures<'_>) -> Self {
        let mut free = Self::default();
        let mut number = 0;
        each_free(pieces, &mut |piece| {
            let text = found.name(&format!("f{number}")).map(|text| text.as_str().trim());
            number += 1;
            let is_reason = matches!(piece, Piece::Field { form, .. } if form == "原因");
            let text = text.map(|text| if is_reason { text.trim_end_matches('。') } else { text });
            let Some(text) = text.filter(|text| !text.is_empty()) else { return };
            if is_blank(text) {
                if let (Piece::Field { name, .. }, Some(kept)) = (piece, Reason::kept(text)) {
                    free.reasons.insert(name.clone(), kept);
                }
                return;
            }
            match piece {
                Piece::Field { name, form, .. } if form.is_empty() => {
                    free.figures.insert(name.clone(), text.to_owned());
                }
                Piece::Field { name, form, .. } if form != "原因" => {
                    free.told.insert((name.clone(), form.clone()), text.to_owned());
                }
                Piece::Field { name, .. } => {
                    let reason = Reason { words: text.to_owned(), of: None, is_set_aside: false };
                    free.reasons.insert(name.clone(), reason);
                }
                Piece::Free(what) => drop(free.written.insert(what.clone(), text.to_owned())),
                Piece::Text(_) | Piece::If(..) => {}
            }
        });
        for (name, reason) in free.reasons.iter_mut().filter(|(_, reason)| !reason.is_set_aside) {
            let change = free.told.get(&(name.clone(), "比上年".to_owned()));
            reason.of = change.and_then(|change| Turn::of(change));
        }
        let mut nth = 0;
        each_condition(pieces, &mut |condition| {
            if found.name(&format!("i{nth}")).is_some() {
                free.held.push(condition.clone());
            }
            nth += 1;
        });
        free
    }

    /// Keeps of a text of another year what people wrote between its figures, as `again` makes it; its figures, changes and
    /// reasons were that year's, wherever they were written.
    pub(super) fn keep_written(&mut self, again: &dyn Fn(&str) -> String) {
        let is_of_change = |what: &str| ["增减", "原因"].iter().any(|word| what.contains(word));
        self.written.retain(|what, _| !is_of_change(what));
        self.written.values_mut().for_each(|text| *text = again(text));
        self.figures.clear();
        self.told.clear();
        self.reasons.clear();
        self.held.clear();
    }

    /// Whether the paragraph says that there is none of a figure: somebody knew where the tables do not.
    pub(super) fn says_none(&self, name: &str) -> bool {
        self.held.iter().any(|condition| *condition == Condition::None(name.to_owned()))
    }

    /// What was written in a free place.
    pub(super) fn written(&self, what: &str) -> Option<&str> {
        self.written.get(what).map(String::as_str)
    }

    /// The figure that was written where the tables have none.
    pub(super) fn figure(&self, name: &str) -> Option<&str> {
        self.figures.get(name).map(String::as_str)
    }

    /// What was written of a figure where the tables do not tell it: its change, what it consists of.
    pub(super) fn told(&self, name: &str, form: &str) -> Option<&str> {
        self.told.get(&(name.to_owned(), form.to_owned())).map(String::as_str)
    }

    /// The reason that was written for a change.
    pub(super) fn reason(&self, name: &str) -> Option<&Reason> {
        self.reasons.get(name)
    }
}

/// Whether nobody wrote into a place yet: words beside what is to be replaced are somebody's.
fn is_blank(text: &str) -> bool {
    text.strip_prefix(OPEN)
        .is_some_and(|what| what.find('〕').is_none_or(|end| what[end..].chars().count() == 1))
}

/// Whether a name in a template is that of a figure.
fn is_figure(name: &str, form: &str) -> bool {
    form.is_empty() && !matches!(name, "年" | "上年" | "元" | "序" | "部门" | "部门全称" | "单位")
}

/// Whether people may have to write what stands there.
fn is_open(name: &str, form: &str) -> bool {
    matches!(form, "原因" | "比上年" | "分栏") || is_figure(name, form)
}

/// Free places in order: what people fill, figures and changes that they may have to write themselves, and reasons.
fn each_free<'a>(pieces: &'a [Piece], found: &mut impl FnMut(&'a Piece)) {
    for piece in pieces {
        match piece {
            Piece::Free(_) => found(piece),
            Piece::Field { name, form, .. } if is_open(name, form) => found(piece),
            Piece::If(_, inner) => each_free(inner, found),
            Piece::Text(_) | Piece::Field { .. } => {}
        }
    }
}

/// Conditions in the order in which their words are looked for.
fn each_condition<'a>(pieces: &'a [Piece], found: &mut impl FnMut(&'a Condition)) {
    for piece in pieces {
        if let Piece::If(condition, inner) = piece {
            found(condition);
            each_condition(inner, found);
        }
    }
}

/// The expression for a paragraph; `None` for one that is nothing but places, which anything would be.
pub(super) fn pattern(pieces: &[Piece]) -> Option<Regex> {
    let mut fixed = 0;
    let body = expression(pieces, &mut (0, 0), &mut fixed);
    let is_free = matches!(pieces, [Piece::Free(_)]);
    if fixed == 0 && !is_free {
        return None;
    }
    regex::RegexBuilder::new(&format!("(?s)^{body}$")).size_limit(LIMIT).build().ok()
}

/// Free places and conditions are numbered each for itself.
fn expression(pieces: &[Piece], numbers: &mut (usize, usize), fixed: &mut usize) -> String {
    let mut out = String::new();
    for piece in pieces {
        match piece {
            Piece::Text(text) => {
                *fixed += text.chars().count();
                out.push_str(&regex::escape(text));
            }
            Piece::Free(_) => {
                out.push_str(&format!("(?P<f{}>.*?)", numbers.0));
                numbers.0 += 1;
            }
            Piece::Field { form, lead, .. } if form == "原因" => {
                out.push_str(&format!("(?:{}(?P<f{}>.*?))?", regex::escape(lead), numbers.0));
                numbers.0 += 1;
            }
            Piece::Field { name, form, lead } if is_figure(name, form) => {
                // A figure may be missing, as older versions left it.
                let (lead, at) = (regex::escape(lead), numbers.0);
                out.push_str(&format!("{lead}(?:(?P<f{at}>{NUMBER})|{OPEN}[^〕]*〕)?"));
                numbers.0 += 1;
            }
            Piece::Field { form, lead, .. } if matches!(form.as_str(), "比上年" | "分栏") => {
                let (lead, at) = (regex::escape(lead), numbers.0);
                let told = if form == "分栏" { LISTED } else { CHANGE };
                out.push_str(&format!("(?:{lead}(?P<f{at}>{told}|{OPEN}[^〕]*〕))?"));
                numbers.0 += 1;
            }
            Piece::Field { name, form, lead } => out.push_str(&of_field(name, form, lead)),
            Piece::If(_, inner) => {
                let at = numbers.1;
                numbers.1 += 1;
                out.push_str(&format!("(?P<i{at}>{})?", expression(inner, numbers, fixed)));
            }
        }
    }
    out
}

/// What the program itself writes in a place, and no more: what people put there is not taken for it, so that it is
/// never written over.
fn of_field(name: &str, form: &str, lead: &str) -> String {
    let open = format!("{OPEN}[^〕]*〕");
    let body = match (name, form) {
        ("年" | "上年", "") => r"\d{4}".to_owned(),
        ("元", "") => "[万亿]?元".to_owned(),
        ("序", "") => "[一二三四五六七八九十\\d]+".to_owned(),
        ("部门" | "部门全称", "") => "[^，。；]*?".to_owned(),
        ("单位", _) => "[^。]*?".to_owned(),
        (_, "占比") => format!("占{NUMBER}%"),
        (_, "所列") => "[^，。；]*?".to_owned(),
        (_, "逐项") => LISTED.to_owned(),
        _ => open,
    };
    format!("(?:{}{body})?", regex::escape(lead))
}

/// 一, 二, … 十, 十一, …
pub(super) fn numeral(number: usize) -> String {
    const ONES: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let one = |number: usize| ONES.get(number).copied().unwrap_or_default();
    match (number / 10, number % 10) {
        (0, ones) => one(ones).to_owned(),
        (1, ones) => format!("十{}", one(ones)),
        (tens @ 2..=9, ones) => format!("{}十{}", one(tens), one(ones)),
        _ => number.to_string(),
    }
}
