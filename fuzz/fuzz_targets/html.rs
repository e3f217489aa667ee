//! Any page or Markdown text with HTML in it is imported; its rows survive their file.

#![no_main]

use libfuzzer_sys::fuzz_target;
use yusuan::exchange::import_text;
use yusuan::file;
use yusuan::schema::{Formats, default_format};

fuzz_target!(|text: &str| {
    // A title before it, so that what is read of the tables goes into one.
    let text = format!("<html><body><p>部门收支预算表</p><p>单位：万元</p>{text}");
    let imported = import_text(&text, "网页.html", &default_format());
    let written = file::to_text(&imported.budget, &file::Extras::default());
    match file::from_text(&written, &Formats::embedded()) {
        Ok(loaded) => assert_eq!(loaded.budget, imported.budget),
        Err(error) => panic!("{error}\n{written}"),
    }
});
