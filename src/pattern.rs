//! Patterns of words, from the program and from formats: built when a text is first looked at that can hold them, and
//! kept. Building one costs more than most documents then cost it, so a text is first asked for the words without which
//! a pattern cannot match, which the pattern itself says. What they mean is for those who have them.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use regex::{Captures, Match, Regex, RegexBuilder};
use regex_syntax::ParserBuilder;
use regex_syntax::hir::literal::{ExtractKind, Extractor};
use regex_syntax::hir::{Class, Hir, HirKind};

/// A pattern.
#[derive(Debug)]
pub(crate) struct Pattern {
    words: Words,
    /// Words of which one stands wherever it matches; where none are told the pattern itself is asked.
    signs: &'static [&'static str],
    own: OnceLock<Signs>,
    built: OnceLock<Option<Regex>>,
}

#[derive(Debug)]
enum Words {
    Fixed(&'static str),
    Made(fn() -> String),
    Read(String),
}

/// What words of a text say of a pattern, before it is built.
#[derive(Debug, Default)]
struct Signs {
    /// It cannot match without one of each.
    needed: Vec<Vec<String>>,
    /// It matches wherever one of these stands.
    enough: Vec<String>,
}

impl Signs {
    fn of(pattern: &Hir) -> Self {
        let words = |kind: ExtractKind, part: &Hir| {
            let found = Extractor::new().kind(kind).extract(part);
            let is_exact = found.is_exact() && part.properties().look_set().is_empty();
            let words = found.literals()?.iter().map(|word| std::str::from_utf8(word.as_bytes()));
            // A class may be cut within its characters.
            let words: Vec<String> = words.map(|word| word.ok().map(str::to_owned)).collect::<Option<_>>()?;
            (!words.iter().any(String::is_empty)).then_some((words, is_exact))
        };
        let ends = [ExtractKind::Prefix, ExtractKind::Suffix];
        let needed = ends.into_iter().filter_map(|kind| Some(words(kind, pattern)?.0)).collect();
        let parts = match pattern.kind() {
            HirKind::Alternation(parts) => parts.as_slice(),
            _ => std::slice::from_ref(pattern),
        };
        let enough = parts.iter().filter_map(|part| words(ExtractKind::Prefix, part));
        let enough = enough.filter(|(_, is_exact)| *is_exact).flat_map(|(words, _)| words).collect();
        Self { needed, enough }
    }

    /// Whether a text holds the pattern, if its words say so.
    fn say(&self, text: &str) -> Option<bool> {
        let has_one = |words: &[String]| words.iter().any(|word| text.contains(word.as_str()));
        if has_one(&self.enough) {
            return Some(true);
        }
        (!self.needed.iter().all(|words| has_one(words))).then_some(false)
    }
}

/// How much there is to build: repetition may make it any amount.
fn weight(pattern: &Hir) -> usize {
    match pattern.kind() {
        HirKind::Empty | HirKind::Look(_) => 1,
        HirKind::Literal(literal) => literal.0.len(),
        HirKind::Class(Class::Unicode(class)) => class.ranges().len() + 4,
        HirKind::Class(Class::Bytes(class)) => class.ranges().len() + 1,
        HirKind::Repetition(repeated) => {
            let times = repeated.max.unwrap_or(repeated.min).max(1) as usize;
            weight(&repeated.sub).saturating_mul(times)
        }
        HirKind::Capture(group) => weight(&group.sub),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => {
            parts.iter().map(weight).fold(0, usize::saturating_add)
        }
    }
}

/// The most patterns of formats that are kept. Formats have some hundreds; files that bring formats of their own bring no
/// end of them.
const KEPT: usize = 2_000;

/// What weighs more may be too large to be built, and is built when it is read, so that this is known.
const HEAVY: usize = 20_000;

static READ: Mutex<Option<HashMap<String, Arc<Pattern>>>> = Mutex::new(None);

impl Pattern {
    /// A pattern as it is written.
    pub(crate) const fn new(words: &'static str, signs: &'static [&'static str]) -> Self {
        Self::of(Words::Fixed(words), signs)
    }

    /// A pattern that is put together of parts.
    pub(crate) const fn made(words: fn() -> String, signs: &'static [&'static str]) -> Self {
        Self::of(Words::Made(words), signs)
    }

    const fn of(words: Words, signs: &'static [&'static str]) -> Self {
        Self { words, signs, own: OnceLock::new(), built: OnceLock::new() }
    }

    /// A pattern that comes from outside the program; the same one for the same words, since every budget asks them.
    ///
    /// # Errors
    /// When it is none.
    pub(crate) fn read(words: &str) -> Result<Arc<Self>, regex::Error> {
        let kept = || READ.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = kept().as_ref().and_then(|kept| kept.get(words)) {
            return Ok(Arc::clone(known));
        }
        // Not under the lock: others need not wait for it.
        let new = Arc::new(Self::parse(words)?);
        let mut kept = kept();
        let kept = kept.get_or_insert_default();
        if kept.len() >= KEPT {
            kept.clear();
        }
        kept.insert(words.to_owned(), Arc::clone(&new));
        Ok(new)
    }

    /// The same, known to nobody else: a pattern that one budget makes.
    ///
    /// # Errors
    /// When it is none.
    pub(crate) fn parse(words: &str) -> Result<Self, regex::Error> {
        let new = Self::of(Words::Read(words.to_owned()), &[]);
        let parsed = new.parsed()?;
        new.own.get_or_init(|| Signs::of(&parsed));
        if weight(&parsed) > HEAVY {
            let built = new.build()?;
            new.built.get_or_init(|| Some(built));
        }
        Ok(new)
    }

    /// As it is written.
    pub(crate) fn words(&self) -> Cow<'_, str> {
        match &self.words {
            Words::Fixed(words) => Cow::Borrowed(words),
            Words::Made(words) => Cow::Owned(words()),
            Words::Read(words) => Cow::Borrowed(words),
        }
    }

    /// Whether a text holds the pattern, if its words say so.
    fn say(&self, text: &str) -> Option<bool> {
        let said = match self.signs {
            [] => self.own().say(text),
            signs => (!signs.iter().any(|sign| text.contains(sign))).then_some(false),
        };
        // Every text that a test reads shows whether the signs are told rightly.
        debug_assert!(
            said.is_none_or(|said| self.regex().is_none_or(|pattern| pattern.is_match(text) == said)),
            "matches otherwise than its signs say, {:?}: {text}",
            self.words()
        );
        said
    }

    fn own(&self) -> &Signs {
        self.own.get_or_init(|| self.parsed().map(|parsed| Signs::of(&parsed)).unwrap_or_default())
    }

    /// Whether `^` and `$` stand for the ends of a line: so in formats, whose authors think of lines.
    fn is_of_lines(&self) -> bool {
        matches!(self.words, Words::Read(_))
    }

    fn parsed(&self) -> Result<Hir, regex::Error> {
        let parsed = ParserBuilder::new().multi_line(self.is_of_lines()).build().parse(&self.words());
        parsed.map_err(|error| regex::Error::Syntax(error.to_string()))
    }

    fn build(&self) -> Result<Regex, regex::Error> {
        RegexBuilder::new(&self.words()).multi_line(self.is_of_lines()).build()
    }

    /// The pattern, where a text can hold it.
    fn within(&self, text: &str) -> Option<&Regex> {
        if self.say(text) == Some(false) { None } else { self.regex() }
    }

    fn regex(&self) -> Option<&Regex> {
        let built = self.built.get_or_init(|| self.build().ok());
        debug_assert!(built.is_some(), "a pattern that cannot be built");
        built.as_ref()
    }

    pub(crate) fn is_match(&self, text: &str) -> bool {
        self.say(text).unwrap_or_else(|| self.regex().is_some_and(|pattern| pattern.is_match(text)))
    }

    pub(crate) fn find<'t>(&self, text: &'t str) -> Option<Match<'t>> {
        self.within(text)?.find(text)
    }

    pub(crate) fn captures<'t>(&self, text: &'t str) -> Option<Captures<'t>> {
        self.within(text)?.captures(text)
    }

    pub(crate) fn find_iter<'t>(&self, text: &'t str) -> impl Iterator<Item = Match<'t>> {
        self.within(text).into_iter().flat_map(move |pattern| pattern.find_iter(text))
    }

    pub(crate) fn captures_iter<'t>(&self, text: &'t str) -> impl Iterator<Item = Captures<'t>> {
        self.within(text).into_iter().flat_map(move |pattern| pattern.captures_iter(text))
    }

    /// A text with all that matches replaced (`$1` is its first group).
    pub(crate) fn replaced(&self, text: &str, by: &str) -> String {
        match self.within(text) {
            Some(pattern) => pattern.replace_all(text, by).into_owned(),
            None => text.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Pattern;

    #[test]
    fn what_has_a_sign_is_looked_at() {
        let pattern = Pattern::new("预算(?P<number>[0-9]+)", &["预算"]);
        let number = |text| Some(pattern.captures(text)?.name("number")?.as_str().to_owned());
        assert_eq!(number("决算12"), None);
        assert_eq!(number("预算12").as_deref(), Some("12"));
        assert_eq!(pattern.replaced("2026年预算12万元", "$number"), "2026年12万元");
    }

    /// What is asked before a pattern is built, and where that answers already.
    #[test]
    fn a_pattern_says_what_it_needs() {
        type Case = (&'static str, &'static [&'static [&'static str]], &'static [&'static str]);
        let cases: [Case; 7] = [
            (
                "一般公共预算(?:拨款)?收入",
                &[
                    &["一般公共预算拨款收入", "一般公共预算收入"],
                    &["一般公共预算拨款收入", "一般公共预算收入"],
                ],
                &["一般公共预算拨款收入", "一般公共预算收入"],
            ),
            ("(?:^|[^公理])事业编制", &[&["事业编制"]], &[]),
            ("收入.*[^，]", &[&["收入"]], &[]),
            ("货物|无.*采购", &[&["货物", "无"], &["货物", "采购"]], &["货物"]),
            ("^三公$", &[&["三公"], &["三公"]], &[]),
            ("(?:收入)?", &[], &[]),
            ("", &[], &[]),
        ];
        for (words, needed, enough) in cases {
            let pattern = Pattern::read(words).unwrap();
            assert_eq!(pattern.own().needed, needed, "{words}");
            assert_eq!(pattern.own().enough, enough, "{words}");
            for text in ["一般公共预算收入", "事业编制", "公事业编制", "货物", "无采购", "三公\n", "收入"]
            {
                assert_eq!(
                    pattern.is_match(text),
                    pattern.regex().unwrap().is_match(text),
                    "{words}: {text}"
                );
            }
        }
        assert!(Pattern::read("(").is_err());
        assert!(Pattern::read("(?:.{1000}){1000}").is_err(), "too large is said when it is read");
    }

    #[test]
    #[should_panic(expected = "matches otherwise than its signs say")]
    fn wrong_signs_show_in_every_test() {
        Pattern::new("预算|决算", &["预算"]).is_match("决算12");
    }
}
