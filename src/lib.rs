//! x

pub mod codes;
