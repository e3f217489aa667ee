//! Any bytes are read as a budget file or refused with a reason; what is read can be checked, and reads
//! the same after it is written.

#![no_main]

use libfuzzer_sys::fuzz_target;
use yusuan::file;
use yusuan::schema::Formats;
use yusuan::session::Session;

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    let formats = Formats::embedded();
    match file::from_text(&text, &formats) {
        Ok(loaded) => {
            let written = file::to_text(&loaded.budget, &loaded.extras);
            match file::from_text(&written, &formats) {
                Ok(again) => assert_eq!(loaded.budget, again.budget),
                Err(error) => panic!("{error}\n{written}"),
            }
            Session::new(loaded.budget, loaded.format);
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
});
