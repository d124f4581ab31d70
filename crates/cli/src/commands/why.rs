//! `cgone why FILE WHAT`: what makes a program need something, and what would remove it.

use report::load::{Change, why_human, why_json};
use target::{Verdict, start, why};

use crate::args::Color;
use crate::exit::Exit;
use crate::input::{self, NotOpened, Source};
use crate::load::{Format, Named, Target, WhyArguments as Arguments, on_target, plain_conditions};
use crate::terminal;

/// Answers.
pub(crate) fn run(args: &Arguments, color: Color) -> Exit {
    match answer(args, color) {
        Ok(exit) => exit,
        Err((exit, message)) => {
            terminal::complain(color, &args.file.to_string_lossy(), &message);
            exit
        }
    }
}

fn answer(args: &Arguments, color: Color) -> Result<Exit, (Exit, String)> {
    let opened = input::open(Source::File(&args.file)).map_err(|error| match error {
        NotOpened::NotBinary(_) => (Exit::Input, "no binary".to_owned()),
        NotOpened::Failed(message) => (Exit::Input, message),
    })?;
    let image = match image::open(&opened.bytes) {
        Ok(image::Opened::One(image)) => image,
        Ok(_) => return Err((Exit::Input, "holds several images; name one".to_owned())),
        Err(error) => return Err((Exit::Input, error.to_string())),
    };
    let facts = gobin::read(&image);
    let answer = why(&facts, &args.what).map_err(|not_there| {
        let known = not_there.known.join(", ");
        let message = format!("nothing in it goes by `{}`; there is {known}", args.what);
        (Exit::Usage, message)
    })?;
    let changes = changes(args).map_err(|message| (Exit::Usage, message))?;
    let path = args.file.to_string_lossy();
    let text = match args.format {
        Format::Human => {
            let view = terminal::view(color, false, args.verbose);
            why_human(&path, &answer, &changes, &view)
        }
        Format::Json | Format::Ndjson => why_json(&path, &answer, &changes),
    };
    terminal::print(&text).map_err(|error| (Exit::Usage, error.to_string()))?;
    Ok(Exit::Clean)
}

/// Verdicts that a program without loader and library would change.
fn changes(args: &Arguments) -> Result<Vec<Change>, String> {
    let named = Named::open(&args.file, None)?;
    let mut changes = Vec::new();
    for name in &args.on {
        let target = Target::open(name, named.arch())?;
        let program = named.on(&target, None);
        let outcome = start(
            target.tree(),
            &program,
            &on_target(&plain_conditions(), &target),
        );
        if !matches!(outcome.verdict, Verdict::Starts) {
            changes.push(Change {
                target: name.clone(),
                now: outcome.verdict.name().to_owned(),
                then: "starts".to_owned(),
            });
        }
    }
    Ok(changes)
}
