//! Development tasks: one file a task, one line in [`Task`].
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "tasks read files, start processes and talk to a developer"
)]

mod bench;
mod cache;
mod command;
mod compare;
mod corpus;
mod diagnose;
mod docs;
mod fixtures;
mod formats;
mod fuzz;
mod images;
mod integrations;
mod live;
mod loaders;
mod profiles;
mod roots;
mod starts;
mod subjects;
mod test;
mod tidy;
mod toolchains;
mod truth;
mod workspace;

use clap::{Parser, Subcommand};

#[derive(Debug, Parser)]
#[command(name = "cargo xtask", about = "Development tasks of cgone")]
struct Tasks {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Fetches real Go binaries from the registries, each by its own client.
    Corpus(corpus::Arguments),
    /// Measures what cgone costs against what one would run instead.
    Bench(bench::Arguments),
    /// Compares what cgone says about every fixture with what is expected.
    Compare(compare::Arguments),
    /// Runs the pieces for other tools, the completions and the manual pages.
    Integrations(integrations::Arguments),
    /// Compares what `cgone diff` says about pairs of fixtures with what is expected.
    Diffs,
    /// Diagnoses captured failures whose cause is known.
    DiagnoseCases(diagnose::Arguments),
    /// Writes what the pages repeat from the code: the rules' pages, what commands print.
    Docs(docs::Arguments),
    /// Checks what no compiler checks: arrows between rooms, pages, lengths, paths, sizes.
    Tidy(tidy::Arguments),
    /// Builds and really runs starts that loaders decide, and compares them with the models.
    Loaders(loaders::Arguments),
    /// Writes the release profiles from real packages.
    Profiles(profiles::Arguments),
    /// Makes root filesystems from Debian's packages: what binaries are started on.
    Roots(roots::Arguments),
    /// Starts the corpus in real root filesystems and compares with what was said before.
    Starts(starts::Arguments),
    /// Installs the toolchains that the fixtures are built with.
    Toolchains,
    /// Sets up everything that the tests need and runs all of them.
    Test(test::Arguments),
    /// Makes failures on this machine, and compares what `cgone diagnose -- COMMAND` says with their causes.
    Live(live::Arguments),
    /// Runs a program under a seccomp filter.
    #[command(hide = true)]
    Filter(live::Filter),
    /// Runs the fuzz targets for a while.
    Fuzz(fuzz::Arguments),
    /// Compares what cgone says about the corpus with what trusted tools said.
    Truth(truth::Arguments),
    /// Has every report format read by tools that are not ours.
    Formats(formats::Arguments),
    /// Makes real images and compares what cgone makes of them with what is expected.
    Images(images::Arguments),
    /// Builds the fixture matrix and writes its manifest.
    Fixtures(fixtures::Arguments),
}

fn main() -> anyhow::Result<()> {
    match Tasks::parse().task {
        Task::Corpus(arguments) => corpus::run(&arguments),
        Task::Bench(arguments) => bench::run(&arguments),
        Task::Compare(arguments) => compare::run(&arguments).map(|said| println!("{said}")),
        Task::Diffs => compare::diffs::run().map(|said| println!("{said}")),
        Task::DiagnoseCases(arguments) => diagnose::run(&arguments).map(|said| println!("{said}")),
        Task::Docs(arguments) => docs::run(&arguments),
        Task::Formats(arguments) => formats::run(&arguments).map(|said| println!("{said}")),
        Task::Integrations(arguments) => {
            integrations::run(&arguments).map(|said| println!("{said}"))
        }
        Task::Fuzz(arguments) => fuzz::run(&arguments),
        Task::Live(arguments) => live::run(&arguments).map(|said| println!("{said}")),
        Task::Filter(filter) => live::filtered(&filter),
        Task::Loaders(arguments) => loaders::run(&arguments).map(|said| println!("{said}")),
        Task::Profiles(arguments) => profiles::run(&arguments),
        Task::Roots(arguments) => roots::run(&arguments),
        Task::Starts(arguments) => starts::run(&arguments).map(|said| println!("{said}")),
        Task::Test(arguments) => test::run(&arguments),
        Task::Tidy(arguments) => tidy::run(&arguments),
        Task::Toolchains => toolchains::ensure().map(|set| set.print()),
        Task::Truth(arguments) => truth::run(&arguments).map(|said| println!("{said}")),
        Task::Images(arguments) => images::run(&arguments).map(|said| println!("{said}")),
        Task::Fixtures(arguments) => fixtures::run(&arguments),
    }
}
