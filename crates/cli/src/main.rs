//! The `cgone` command.
fn main() {}
