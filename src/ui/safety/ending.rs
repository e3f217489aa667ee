//! The system ends the program: a session is logged out of, the machine is shut down, somebody stops the process. That is no
//! crash: what is being typed is written down at once, and what was done and not saved is offered the next time.
//!
//! What is done then is for the shell. Elsewhere than on Unix the system closes the window instead, which then asks as it always does.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use eframe::egui::Context;

/// Whether the system has asked the program to end.
#[derive(Clone, Debug, Default)]
pub(in crate::ui) struct Ending(Arc<AtomicBool>);

impl Ending {
    /// Watches out for the signals by which a system ends programs. Where they cannot be heard they end it as before.
    pub(crate) fn watch(ctx: &Context) -> Self {
        let ending = Self::default();
        #[cfg(unix)]
        ending.hear(ctx);
        #[cfg(not(unix))]
        let _ = ctx;
        ending
    }

    #[cfg(unix)]
    fn hear(&self, ctx: &Context) {
        use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
        use signal_hook::low_level::pipe;
        use std::io::Read as _;
        use std::os::unix::net::UnixStream;
        use std::time::Duration;

        /// A window that is not seen may draw no frame, and a system does not wait for long.
        const PATIENCE: Duration = Duration::from_secs(3);

        let Ok((mut heard, told)) = UnixStream::pair() else {
            return;
        };
        for signal in [SIGTERM, SIGHUP, SIGINT] {
            // One that cannot be heard ends the program at once, which the journal outlives.
            let _ = told.try_clone().and_then(|told| pipe::register(signal, told));
        }
        let (ctx, asked) = (ctx.clone(), Arc::clone(&self.0));
        let wait = move || {
            if heard.read(&mut [0]).is_ok_and(|count| count > 0) {
                asked.store(true, Ordering::Relaxed);
                ctx.request_repaint();
                std::thread::sleep(PATIENCE);
                std::process::exit(0);
            }
        };
        // Without a thread nobody would hear them any more; there has always been one.
        let _ = std::thread::Builder::new().name("ending".to_owned()).spawn(wait);
    }

    /// Whether it has.
    pub(crate) fn is_asked(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
