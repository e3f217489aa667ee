//! Any bytes are read as a PDF, or refused with a reason, in bounded room. The libraries that interpret may panic,
//! which their caller holds; our own code may not.

#![no_main]

use libfuzzer_sys::fuzz_target;
use yusuan::exchange::source::pdf;

mod parts;

fuzz_target!(
    init: {
        // What is set by the fuzzer ends the program at every panic, also one that is caught.
        let end = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            if panic.location().is_none_or(|place| !place.file().contains("/registry/")) {
                end(panic);
            }
        }));
    },
    |bytes: &[u8]| parts::judge(pdf::read(bytes, &parts::LIMITS))
);
