//! How long something takes, in the median of several runs.

use std::time::{Duration, Instant};

/// The median time of `times` runs.
pub fn median(name: &str, times: usize, mut run: impl FnMut()) {
    let mut took: Vec<Duration> = (0..times)
        .map(|_| {
            let start = Instant::now();
            run();
            start.elapsed()
        })
        .collect();
    took.sort();
    println!("{name}: {:.1?} (of {times}: {:.1?} – {:.1?})", took[times / 2], took[0], took[times - 1]);
}
