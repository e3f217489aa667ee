//! Any formula is read, or refused at a character of it, and what is read is applied to the sample. The
//! lines of the input are the rows it is applied to, its condition and what it checks. The input is also
//! read as a whole file of rules.

#![no_main]

use std::sync::{Arc, LazyLock};

use libfuzzer_sys::fuzz_target;
use yusuan::calc::{Book, Figures};
use yusuan::codes::Classification;
use yusuan::file;
use yusuan::model::Budget;
use yusuan::formula::{parse, parse_rows};
use yusuan::rules::{RuleFile, RuleSet};
use yusuan::schema::{Condition, Format, Formats, RuleText, Severity};

static SAMPLE: LazyLock<(Budget, Arc<Format>, Figures)> = LazyLock::new(|| {
    let text = include_str!("../../assets/samples/焦作市委办公室-2023.ron");
    match file::from_text(text, &Formats::embedded()) {
        Ok(loaded) => {
            let figures = Figures::compute(&loaded.budget, &loaded.format);
            (loaded.budget, loaded.format, figures)
        }
        Err(error) => panic!("{error}"),
    }
});

fuzz_target!(|text: &str| {
    let length = text.chars().count();
    for error in [parse(text).err(), parse_rows(text).err()].into_iter().flatten() {
        assert!(error.span.start <= error.span.end && error.span.end <= length, "{error} in {text}");
    }
    let _ = RuleFile::parse("规则.ron", text);

    let mut lines = text.lines().map(str::to_owned);
    let mut next = || lines.next().filter(|line| !line.is_empty());
    let (each, when, check) = (next(), next(), next().unwrap_or_default());
    let rule = RuleText {
        id: "试".to_owned(),
        severity: Severity::Error,
        title: String::new(),
        basis: String::new(),
        each,
        columns: Vec::new(),
        when: when.map(|formula| Condition { formula, meaning: String::new() }),
        message: None,
        tolerance: None,
        check,
    };
    let (budget, format, figures) = &*SAMPLE;
    let mut rules = RuleSet::default();
    if rules.add(&[rule], format).is_empty() {
        rules.run(&Book { format, budget, figures }, Classification::for_year(2023));
    }
});
