//! The `yusuan` program.

fn main() {}
