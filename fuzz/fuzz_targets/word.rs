//! Any bytes are read as a Word file, or refused with a reason, in bounded room.

#![no_main]

use libfuzzer_sys::fuzz_target;
use yusuan::exchange::source::word;

mod parts;

fuzz_target!(|bytes: &[u8]| parts::judge(word::read(&parts::file(bytes), &parts::LIMITS)));
