//! Patterns of words that are always the same: built when a text is first looked at that can hold them at all, and kept.
//! Building one costs more than most documents then cost it. What they mean is for those who have them; patterns that
//! come with a format or with rules are built where those are read, since they may be wrong.

use std::sync::OnceLock;

use regex::{Captures, Match, Regex};

/// A pattern, and words of which one stands wherever it matches.
pub(crate) struct Pattern {
    words: Words,
    /// Without any of these it cannot match; empty where nothing is that sure.
    signs: &'static [&'static str],
    built: OnceLock<Option<Regex>>,
}

enum Words {
    Fixed(&'static str),
    Made(fn() -> String),
}

impl Pattern {
    /// A pattern as it is written.
    pub(crate) const fn new(words: &'static str, signs: &'static [&'static str]) -> Self {
        Self { words: Words::Fixed(words), signs, built: OnceLock::new() }
    }

    /// A pattern that is put together of parts.
    pub(crate) const fn made(words: fn() -> String, signs: &'static [&'static str]) -> Self {
        Self { words: Words::Made(words), signs, built: OnceLock::new() }
    }

    /// The pattern, where a text can hold it.
    fn within(&self, text: &str) -> Option<&Regex> {
        if self.signs.is_empty() || self.signs.iter().any(|sign| text.contains(sign)) {
            return self.regex();
        }
        // Every text that a test reads shows whether the signs are told rightly.
        debug_assert!(
            self.regex().is_none_or(|pattern| !pattern.is_match(text)),
            "matches without its signs {:?}: {text}",
            self.signs
        );
        None
    }

    fn regex(&self) -> Option<&Regex> {
        let build = || match self.words {
            Words::Fixed(words) => Regex::new(words).ok(),
            Words::Made(words) => Regex::new(&words()).ok(),
        };
        let built = self.built.get_or_init(build);
        debug_assert!(built.is_some(), "a pattern that cannot be built");
        built.as_ref()
    }

    pub(crate) fn is_match(&self, text: &str) -> bool {
        self.within(text).is_some_and(|pattern| pattern.is_match(text))
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

    #[test]
    #[should_panic(expected = "matches without its signs")]
    fn wrong_signs_show_in_every_test() {
        Pattern::new("预算|决算", &["预算"]).is_match("决算12");
    }
}
