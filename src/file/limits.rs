//! Limits that the system sets on files (`ulimit -f`, quotas of some services): where one is met, the writing fails
//! with a reason like any other. By itself the system would end the program then, and with it all that is open.

/// From now on a file that may not grow any more is an error of whoever writes it.
pub fn tell_of_limits() {
    #[cfg(unix)]
    {
        use std::sync::Arc;
        use std::sync::atomic::AtomicBool;
        // Handled in any way, the signal ends nothing, and the write that caused it fails. Where it cannot be handled,
        // everything is as before.
        let _ = signal_hook::flag::register(signal_hook::consts::SIGXFSZ, Arc::new(AtomicBool::new(false)));
    }
}
