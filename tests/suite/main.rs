//! The one test binary: whole features through public doors.

#[cfg(feature = "gui")]
mod window;
