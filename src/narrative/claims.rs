//! Whose figure is it, and which of its figures? Subjects claim the figures behind them. Knows words,
//! not numbers: whether a figure is right is for `judge`.

use std::collections::BTreeMap;
use std::ops::Range;

use rust_decimal::Decimal;

use super::FigureKind;
use super::compile::{ABOVE, Bound, GROUP, Sought};
use super::enumerated::wholes;
use super::extract::{Token, tokens};
use super::plain::Plain;
use crate::calc::SheetRow;
use crate::pattern::Pattern;
use crate::schema::QuoteKind;

/// A subject of a paragraph with its figures.
#[derive(Clone, Debug)]
pub(super) struct Claim<'a, 's> {
    /// What is said; `None` for figures that nobody claims.
    pub statement: Option<&'s Bound>,
    /// The row that is spoken of.
    pub own: Option<SheetRow<'a>>,
    /// What it is called.
    pub name: String,
    /// The words of the subject.
    pub range: Range<usize>,
    /// Where what is said of it ends.
    pub end: usize,
    pub value: Option<Token>,
    /// Whether its value was said before.
    pub again: bool,
    /// Whether the paragraph takes its subject up again without naming it.
    pub unnamed: bool,
    pub share: Option<Token>,
    pub change: Option<(Token, Decimal)>,
    pub rate: Option<(Token, Decimal)>,
    /// Its list of items.
    pub list: Option<Range<usize>>,
    /// The words between it and its change: with what it is compared.
    pub compared: String,
    /// Whether a reason for its change is given.
    pub explained: bool,
    /// Figures near it that it does not claim.
    pub unbound: Vec<Token>,
}

/// Which statements have got which figure already, in 元 where it is money: a sentence that speaks of the
/// same thing again and says another figure means something else by it.
pub(super) type BoundBefore = BTreeMap<(usize, String, u8), Decimal>;

static REASON: Pattern = Pattern::made(
    || {
        let words = "原因|由于|因[^公]|主要是|主要系|所致|导致|根据|随着|鉴于|为了";
        // 今年新增科目, 本年新增: there was none before.
        format!("{words}|[今本当]年度?新增|新增科目")
    },
    &[],
);
static GOES_ON: Pattern =
    Pattern::new("^(?:[一二三四五六七八九]是|其[一二三四]|（[一二三四五六]）是)", &["是"]);
static COMPARES: Pattern =
    Pattern::new(r"^(?:预算数|金额)?(?:[0-9]{4}年)?(?:与|比|较|同比|和上年)", &["与", "比", "较", "和上年"]);
static LIST: Pattern = Pattern::new("(?:包括|包含|用于)：?", &["包括", "包含", "用于"]);
static LIST_BEGINS: Pattern = Pattern::new("^(?:其中)?(?:主要|具体)?(?:包括|包含)：?", &["包括", "包含"]);

/// Whether a text begins with what a figure is compared with.
pub(super) fn compares(text: &str) -> bool {
    starts(&COMPARES, text)
}

const STOPS: [char; 5] = ['。', '；', '，', '、', '：'];

fn starts(pattern: &Pattern, text: &str) -> bool {
    pattern.is_match(text)
}

/// The end of the sentence that runs on at `from`, unless what follows goes on with `on`.
fn sentence_end(text: &str, from: usize, on: &Pattern) -> usize {
    let rest = text.get(from..).unwrap_or_default();
    rest.char_indices()
        .filter(|(_, c)| matches!(c, '。' | '；'))
        .map(|(at, c)| from + at + c.len_utf8())
        .find(|end| !starts(on, text.get(*end..).unwrap_or_default()))
        .unwrap_or(text.len())
}

/// A text up to the end of its first sentence.
fn sentence_of(text: &str) -> &str {
    text.find(['。', '；']).map_or(text, |end| text.get(..end).unwrap_or_default())
}

/// The length of the mark that ends a sentence, if one stands first.
fn ended(text: &str) -> usize {
    text.chars().next().filter(|c| matches!(c, '。' | '；')).map_or(0, char::len_utf8)
}

/// The ranges in which a reason is given (原因：…), where nothing is claimed.
fn reasons(text: &str) -> Vec<Range<usize>> {
    let mut ranges: Vec<Range<usize>> = Vec::new();
    for (at, _) in text.match_indices("原因") {
        if ranges.last().is_none_or(|last| last.end <= at) {
            ranges.push(at..sentence_end(text, at, &GOES_ON));
        }
    }
    ranges
}

fn within(ranges: &[Range<usize>], at: usize) -> bool {
    ranges.iter().any(|range| range.contains(&at))
}

/// The claims of a paragraph in order, that of nobody first.
pub(super) fn claims<'a, 's>(
    plain: &Plain,
    sought: &'s [Sought<'a>],
    before: &mut BoundBefore,
) -> Vec<Claim<'a, 's>> {
    let tokens = tokens(plain);
    let reasons = reasons(&plain.text);
    let mut found: Vec<(usize, Claim<'a, 's>, bool)> = Vec::new();
    for (index, sought) in sought.iter().enumerate() {
        for subject in sought.pattern.captures_iter(&plain.text) {
            let Some(range) = subject.get(0).map(|all| all.range()) else { continue };
            if range.is_empty() || within(&reasons, range.start) {
                continue;
            }
            let Some(with_value) = speaks_of(sought.statement, plain, &tokens, range.end) else { continue };
            let part = |group: &str| subject.name(group).map(|name| name.as_str());
            let (name, above) = (part(GROUP), part(ABOVE));
            let row = name.and_then(|name| {
                let same = above.map_or("", |above| above);
                sought.rows.iter().find(|row| row.name == name && (above.is_none() || row.above == same))
            });
            if name.is_some() && row.is_none() {
                continue;
            }
            // What a row is called is what the text calls it here.
            let called = match (above, name) {
                (Some(above), Some(name)) => format!("{above}·{name}"),
                _ => name.unwrap_or(&sought.statement.key).to_owned(),
            };
            let own = row.map(|row| row.row);
            found.push((index, Claim::new(Some(sought.statement), own, called, range), with_value));
        }
    }
    found.sort_by_key(|(index, claim, with_value)| {
        (claim.range.start, !with_value, std::cmp::Reverse(claim.range.end), *index)
    });
    let mut claims = vec![(usize::MAX, Claim::new(None, None, String::new(), 0..0))];
    for (index, claim, _) in found {
        if claims.last().is_none_or(|(_, last)| last.range.end <= claim.range.start) {
            claims.push((index, claim));
        }
    }
    let mut claims = taken_up_again(claims, plain, &tokens, &reasons);
    let begins: Vec<usize> = claims.iter().map(|(_, claim)| claim.range.start).skip(1).collect();
    let subjects: Vec<Range<usize>> = claims.iter().skip(1).map(|(_, claim)| claim.range.clone()).collect();
    let wholes: Vec<_> = std::iter::once(None).chain(wholes(plain, &subjects, &tokens)).collect();
    for (at, (index, claim)) in claims.iter_mut().enumerate() {
        let limit = begins.get(at).copied().unwrap_or(plain.text.len());
        claim.end = limit.min(sentence_end(&plain.text, claim.range.end, &COMPARES));
        let given = |of: usize| wholes.get(of).copied().flatten();
        let mine = claim.range.end..given(at).map_or(limit, |whole| whole.from);
        // What is said behind the list of its parts.
        let last =
            (at + 1..wholes.len()).find(|last| given(*last).is_some_and(|whole| whole.subject + 1 == at));
        let later = last.and_then(given).map_or(0..0, |whole| {
            let limit = last.and_then(|last| begins.get(last)).copied().unwrap_or(plain.text.len());
            whole.from..limit
        });
        if !later.is_empty() {
            claim.end = later.end.min(sentence_end(&plain.text, later.start, &COMPARES));
        }
        let mine = tokens
            .iter()
            .filter(|token| mine.contains(&token.range.start) || later.contains(&token.range.start));
        claim.take(*index, plain, limit, mine, &reasons, before);
        let last = [claim.change.as_ref(), claim.rate.as_ref()];
        if let Some((first, _)) = last.iter().flatten().next() {
            let value = claim.value.as_ref().map_or(claim.range.start, |value| value.range.end);
            claim.compared = plain.part(value.max(later.start)..first.range.start).to_owned();
        }
        let last = last.into_iter().flatten().map(|(token, _)| token.range.end).max();
        if let Some(last) = last {
            claim.explained = is_explained(&plain.text, last, begins.get(at..).unwrap_or_default());
        }
    }
    claims.into_iter().map(|(_, claim)| claim).collect()
}

/// The claims of a paragraph with those of the same subjects under other words between them.
fn taken_up_again<'a, 's>(
    named: Vec<(usize, Claim<'a, 's>)>,
    plain: &Plain,
    tokens: &[Token],
    reasons: &[Range<usize>],
) -> Vec<(usize, Claim<'a, 's>)> {
    let begins: Vec<usize> = named.iter().map(|(_, claim)| claim.range.start).skip(1).collect();
    let mut out = Vec::with_capacity(named.len());
    for (at, (index, claim)) in named.into_iter().enumerate() {
        let from = claim.range.end;
        let text = plain.part(from..begins.get(at).copied().unwrap_or(plain.text.len()));
        let words = claim.statement.and_then(|statement| Some((statement, statement.again.as_ref()?)));
        let mut again = Vec::new();
        for (statement, found) in
            words.iter().flat_map(|(of, words)| words.find_iter(text).map(move |found| (of, found)))
        {
            let range = from + found.start()..from + found.end();
            if within(reasons, range.start) || speaks_of(statement, plain, tokens, range.end) != Some(true) {
                continue;
            }
            let unnamed = Claim::new(Some(*statement), claim.own, claim.name.clone(), range);
            again.push((index, Claim { unnamed: true, ..unnamed }));
        }
        out.push((index, claim));
        out.extend(again);
    }
    out
}

/// Whether a reason stands in the sentence of a change that ends at `at`, or behind it before the next
/// sentence that has a subject of its own.
fn is_explained(text: &str, at: usize, next: &[usize]) -> bool {
    let ends = |c: char| matches!(c, '。' | '；');
    let from = text.get(..at).and_then(|before| before.rfind(ends)).unwrap_or(0);
    let opens_sentence = |start: &&usize| {
        let between = text.get(at..**start).unwrap_or_default();
        between.contains(ends)
    };
    let to = next.iter().find(opens_sentence).copied().unwrap_or(text.len());
    starts(&REASON, text.get(from..to).unwrap_or_default())
}

/// Whether the words at `end` speak of a subject that ends there: its figure stands right behind it
/// (`true`), or what has become of it (`false`). Otherwise it is only mentioned.
fn speaks_of(statement: &Bound, plain: &Plain, tokens: &[Token], end: usize) -> Option<bool> {
    let next = tokens.iter().find(|token| token.range.start >= end)?;
    let gap = plain.part(end..next.range.start);
    let length = gap.chars().count();
    let kind = match statement.kind {
        QuoteKind::Amount => FigureKind::Amount,
        QuoteKind::Count => FigureKind::Count,
    };
    let unstopped = |gap: &str| !gap.contains(STOPS);
    // An item of a class is not the class: 教育支出（类）进修及培训（款）.
    if gap.contains("（款）") || gap.contains("（项）") {
        return None;
    }
    if next.kind == kind && length <= 16 && unstopped(gap.trim_end_matches('：')) && !gap.contains('占') {
        return Some(true);
    }
    let directed = matches!(next.kind, FigureKind::Direction | FigureKind::Flat);
    (directed && length <= 20 && unstopped(gap)).then_some(false)
}

impl<'a, 's> Claim<'a, 's> {
    fn new(
        statement: Option<&'s Bound>,
        own: Option<SheetRow<'a>>,
        name: String,
        range: Range<usize>,
    ) -> Self {
        Self {
            statement,
            own,
            name,
            end: range.end,
            range,
            value: None,
            again: false,
            unnamed: false,
            share: None,
            change: None,
            rate: None,
            list: None,
            compared: String::new(),
            explained: false,
            unbound: Vec::new(),
        }
    }

    /// Tells the figures behind the subject apart. What stands from `limit` on is said of another one.
    fn take<'t>(
        &mut self,
        index: usize,
        plain: &Plain,
        limit: usize,
        tokens: impl Iterator<Item = &'t Token>,
        reasons: &[Range<usize>],
        before: &mut BoundBefore,
    ) {
        // What is said of it under other words is said in its own right.
        let name = if self.unnamed { format!("{} 再提", self.name) } else { self.name.clone() };
        let said_before = before.contains_key(&(index, name.clone(), 0));
        let mut first = |role: u8, token: &Token, sign: Decimal| {
            let amount = token.number.saturating_mul(token.in_yuan).saturating_mul(sign);
            *before.entry((index, name.clone(), role)).or_insert(amount) == amount
        };
        let changed = |claim: &Self| claim.change.as_ref().map_or(Decimal::ONE, |(_, sign)| *sign);
        let mut direction: Option<&Token> = None;
        let mut last_end = self.range.end;
        for token in tokens {
            if token.kind == FigureKind::Direction {
                direction = Some(token);
                continue;
            }
            let start = token.range.start;
            let gap = plain.part(last_end..start);
            let sign = direction
                .take()
                .filter(|word| {
                    let between = plain.part(word.range.end..start);
                    between.chars().count() <= 4 && !between.contains(STOPS)
                })
                .map(|word| word.number);
            let claimable = self.statement.is_some() && start < self.end && !within(reasons, start);
            let near = gap.chars().count() <= 3;
            let after_change = self.change.as_ref().is_some_and(|(change, _)| change.range.end == last_end);
            match (token.kind, sign) {
                _ if !claimable && token.is_number() => self.unbound.push(token.clone()),
                _ if !claimable => {}
                (FigureKind::Amount, Some(sign)) if self.change.is_none() && first(2, token, sign) => {
                    self.change = Some((token.clone(), sign));
                }
                (FigureKind::Flat, _) if self.change.is_none() && first(2, token, Decimal::ONE) => {
                    self.change = Some((token.clone(), Decimal::ONE));
                }
                (FigureKind::Percent, Some(sign)) if self.rate.is_none() && first(3, token, sign) => {
                    self.rate = Some((token.clone(), sign));
                }
                (FigureKind::Percent, None)
                    if gap.contains('占') && self.share.is_none() && first(1, token, Decimal::ONE) =>
                {
                    self.share = Some(token.clone());
                }
                (FigureKind::Percent, None)
                    if near && after_change && self.rate.is_none() && first(3, token, changed(self)) =>
                {
                    let sign = changed(self);
                    self.rate = Some((token.clone(), sign));
                }
                (FigureKind::Amount | FigureKind::Count, None)
                    if self.is_value(token, plain) && first(0, token, Decimal::ONE) =>
                {
                    self.value = Some(token.clone());
                    self.again = said_before || self.unnamed;
                    self.find_list(plain, limit);
                }
                _ if token.is_number() => self.unbound.push(token.clone()),
                _ => {}
            }
            last_end = token.range.end;
        }
    }

    fn is_value(&self, token: &Token, plain: &Plain) -> bool {
        let of_kind = self.statement.is_some_and(|statement| match statement.kind {
            QuoteKind::Amount => token.kind == FigureKind::Amount,
            QuoteKind::Count => token.kind == FigureKind::Count,
        });
        let gap = plain.part(self.range.end..token.range.start);
        of_kind
            && self.value.is_none()
            && gap.chars().count() <= 16
            && !gap.trim_end_matches('：').contains(STOPS)
    }

    /// The list of items behind the value and before `limit`, if the statement has one.
    fn find_list(&mut self, plain: &Plain, limit: usize) {
        let wanted = self.statement.is_some_and(|statement| statement.items.is_some());
        let Some(value) = self.value.as_ref().filter(|_| wanted) else { return };
        let from = value.range.end;
        let text = plain.part(from..self.end);
        let sentence = sentence_of(text);
        let word = LIST.find(sentence);
        self.list = word.map(|word| from + word.end()..from + sentence.len());
        // The list may be a sentence of its own: 人员经费100万元。主要包括：…。
        let next = from + sentence.len() + text.get(sentence.len()..).map_or(0, ended);
        let behind = plain.part(next..limit);
        let word = LIST_BEGINS.find(behind);
        if let (None, Some(word)) = (&self.list, word) {
            self.list = Some(next + word.end()..next + sentence_of(behind).len());
        }
    }
}
