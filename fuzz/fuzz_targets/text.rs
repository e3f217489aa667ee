//! Any text is imported and checked, and what was imported survives its file.

#![no_main]

use libfuzzer_sys::fuzz_target;
use yusuan::exchange::import_text;
use yusuan::file;
use yusuan::schema::{Formats, default_format};
use yusuan::session::Session;

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    let format = default_format();
    let imported = import_text(&text, "文件.txt", &format);
    let written = file::to_text(&imported.budget, &file::Extras::default());
    let loaded = file::from_text(&written, &Formats::embedded());
    let session = Session::new(imported.budget, format);
    match loaded {
        Ok(loaded) => assert_eq!(session.budget(), Session::new(loaded.budget, loaded.format).budget()),
        Err(error) => panic!("{error}\n{written}"),
    }
});
