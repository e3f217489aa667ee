//! Any bytes are read as a workbook (xlsx, xls, ods, XML), or refused with a reason, in bounded room.

#![no_main]

use libfuzzer_sys::fuzz_target;
use yusuan::exchange::source::workbook;

mod parts;

fuzz_target!(|bytes: &[u8]| parts::judge(workbook::read(&parts::file(bytes), &parts::LIMITS)));
