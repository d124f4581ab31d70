//! `cgone schema [NAME]`: JSON Schemas of what cgone writes and reads.

use report::SCHEMAS;

use crate::args::{Color, Schema};
use crate::exit::Exit;
use crate::terminal;

/// Prints the schema, or the list of all.
pub(crate) fn run(args: &Schema, color: Color) -> Exit {
    let text = match &args.name {
        None => list(),
        Some(name) => match SCHEMAS.iter().find(|s| s.name == name || s.id == name) {
            Some(schema) => (schema.text)(),
            None => {
                let names = SCHEMAS.iter().map(|schema| schema.name);
                let nearest = rules::nearest(name, names).unwrap_or_default();
                let message =
                    format!("no such schema; did you mean `{nearest}`? `cgone schema` lists all");
                terminal::complain(color, name, &message);
                return Exit::Usage;
            }
        },
    };
    match terminal::print(&text) {
        Ok(()) => Exit::Clean,
        Err(_) => Exit::Usage,
    }
}

fn list() -> String {
    let line = |schema: &report::Schema| {
        format!("{:8} {:14} {}\n", schema.name, schema.id, schema.summary)
    };
    SCHEMAS.iter().map(line).collect()
}
