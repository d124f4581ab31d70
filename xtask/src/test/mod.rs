//! `cargo xtask test`: the whole proof in one command, from a machine that has only Rust and the registries.

mod cargo;
mod step;

use std::time::Instant;

use anyhow::{Result, ensure};

use crate::{
    compare, corpus, docs, fixtures, formats, images, integrations, live, loaders, profiles, roots,
    starts, tidy, toolchains, truth,
};
use step::{Outcome, Step};

/// Options of `cargo xtask test`.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Runs only the steps whose name contains this.
    #[arg(default_value = "")]
    only: String,
}

/// Every step, in order. A step that fails does not keep the others from running: one run names everything
/// that is wrong.
const STEPS: &[Step] = &[
    Step::new("format", || cargo::quiet(&["fmt", "--all", "--check"])),
    Step::new("clippy", || {
        cargo::quiet(&[
            "clippy",
            "--workspace",
            "--all-targets",
            "--locked",
            "--",
            "-D",
            "warnings",
        ])
    }),
    Step::new("tidy", || {
        tidy::run(&tidy::Arguments::default()).map(|()| String::new())
    }),
    Step::new("documentation of the code", || {
        cargo::documentation(&[
            "doc",
            "--workspace",
            "--no-deps",
            "--document-private-items",
            "--locked",
        ])
    }),
    Step::new("documentation for people", || {
        docs::run(&docs::Arguments { check: true }).map(|()| String::new())
    }),
    Step::new("toolchains", || {
        let set = toolchains::ensure()?;
        Ok(format!(
            "{} releases of Go, zig, upx, gcc, musl-gcc",
            set.go.len()
        ))
    }),
    Step::new("fixtures are built", || {
        Ok(format!("{} rows", fixtures::ensure()?.len()))
    }),
    Step::new("corpus is fetched", || {
        Ok(format!("{} files", corpus::ensure()?.len()))
    }),
    Step::new("roots are made", || {
        Ok(format!("{} roots", roots::ensure_gate()?.len()))
    }),
    Step::new("cargo test", cargo::test),
    Step::new("fixtures agree", || {
        compare::run(&compare::Arguments::default())
    }),
    Step::new("profiles are current", profiles::check),
    Step::new("starts agree", || {
        starts::run(&starts::Arguments::of_the_gate())
    }),
    Step::new("diffs of fixtures agree", compare::diffs::run),
    Step::new("loaders agree", || {
        loaders::run(&loaders::Arguments::default())
    }),
    Step::new(
        "images agree",
        || images::run(&images::Arguments::default()),
    ),
    Step::new("formats are read by others", || {
        formats::run(&formats::Arguments::default())
    }),
    Step::new("integrations", || {
        integrations::run(&integrations::Arguments::default())
    }),
    Step::new("failures are diagnosed live", || {
        live::run(&live::Arguments::default())
    }),
    Step::new("corpus agrees", || truth::run(&truth::Arguments::default())),
];

/// Runs the steps and prints a summary.
///
/// # Errors
/// When a step fails: all that failed are named.
pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    let start = Instant::now();
    let wanted = STEPS
        .iter()
        .filter(|step| step.name.contains(&arguments.only));
    let outcomes: Vec<Outcome> = wanted.map(Step::run).collect();
    ensure!(
        !outcomes.is_empty(),
        "no step is named like `{}`",
        arguments.only
    );
    println!("\n{}", step::summary(&outcomes, start.elapsed()));
    let failed: Vec<&str> = outcomes
        .iter()
        .filter(|o| o.result.is_err())
        .map(|o| o.name)
        .collect();
    ensure!(
        failed.is_empty(),
        "{} of {} steps failed: {}",
        failed.len(),
        outcomes.len(),
        failed.join(", ")
    );
    Ok(())
}
