//! `cargo xtask live`: failures made afresh on this machine, traced and diagnosed, against their true causes.

mod filter;
mod scene;
mod stage;

use std::path::PathBuf;

use anyhow::{Result, bail, ensure};

use crate::command;
pub(crate) use filter::{Filter, run as filtered};
use scene::Verdict;
use stage::Stage;

/// Options of `cargo xtask live`.
#[derive(Debug, Default, clap::Args)]
pub(crate) struct Arguments {
    /// Only scenes whose name contains this
    #[arg(default_value = "")]
    only: String,
    /// Print what each scene was taken for
    #[arg(long)]
    all: bool,
    /// The `cgone` that is tried; an optimised one is built if not given
    #[arg(long, value_name = "FILE")]
    cgone: Option<PathBuf>,
}

/// Makes the failures and compares.
///
/// # Errors
/// A scene cannot be made, or its cause is not found: all of them are named.
pub(crate) fn run(arguments: &Arguments) -> Result<String> {
    let mut scenes = scene::read()?;
    scenes.retain(|scene| scene.name.contains(&arguments.only));
    ensure!(
        !scenes.is_empty(),
        "no scene is named like `{}`",
        arguments.only
    );
    let stage = Stage::new(arguments.cgone.as_deref())?;
    let mut wrong = Vec::new();
    let (mut certain, mut absent) = (0, Vec::new());
    for scene in &scenes {
        if let Some(missing) = stage.misses(scene) {
            absent.push(format!("{} ({missing})", scene.name));
            continue;
        }
        let done = stage.play(scene)?;
        match scene.judge(&done) {
            Verdict::Right { is_certain } => {
                certain += usize::from(is_certain);
                if arguments.all {
                    println!("{}: {}", scene.name, done.summary());
                }
            }
            Verdict::Wrong(why) => {
                println!("{}: {why}; {}", scene.name, done.summary());
                println!("{}", command::last_words(&done.output));
                wrong.push(scene.name.clone());
            }
        }
    }
    let played = scenes.len() - absent.len();
    for scene in &absent {
        println!("not played on this machine: {scene}");
    }
    if !wrong.is_empty() {
        bail!("{} of {played} scenes: {}", wrong.len(), wrong.join(", "));
    }
    ensure!(played > 0, "no scene can be played on this machine");
    Ok(format!(
        "{played} failures made and diagnosed, {certain} with certainty; {} not on this machine",
        absent.len()
    ))
}
