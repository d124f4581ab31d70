//! `cargo xtask docs`: what the documentation repeats from the code is written here, never by hand: the
//! rules' pages, the keys of a policy, and what the commands of the pages print.

mod commands;
mod console;
mod policy;
mod rules;
mod summary;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::workspace;

/// Options of `cargo xtask docs`.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Writes nothing; fails where a page differs from what would be written.
    #[arg(long)]
    pub(crate) check: bool,
}

/// A page as it should be.
#[derive(Debug)]
struct Page {
    /// Relative to the root.
    path: PathBuf,
    text: String,
}

/// Writes or checks every page.
///
/// # Errors
/// When the program cannot be built, a command fails, or a page differs and is only to be checked.
pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    let programs = console::programs()?;
    let mut written = rules::pages();
    written.extend(commands::pages(&programs)?);
    written.push(policy::page()?);
    written.push(summary::page(&written)?);
    let mut stale = settle(&written, arguments.check)?;
    stale.extend(leftovers(&written, arguments.check)?);
    let mut commands = 0;
    for path in pages_with_commands()? {
        let text = read(&path)?;
        let (text, count) =
            console::renew(&text, &programs).with_context(|| path.display().to_string())?;
        commands += count;
        stale.extend(settle(&[Page { path, text }], arguments.check)?);
    }
    println!(
        "docs: {} pages from the code, {commands} commands run",
        written.len()
    );
    match (arguments.check, commands, stale.as_slice()) {
        (_, 0, _) => bail!("no page has a command of `cgone`"),
        (true, _, [_, ..]) => bail!("stale, run `cargo xtask docs`: {}", stale.join(", ")),
        _ => Ok(()),
    }
}

/// Pages of rules and commands that are no more.
fn leftovers(written: &[Page], check: bool) -> Result<Vec<String>> {
    let mut stale = Vec::new();
    for path in workspace::tracked()? {
        let ours = path.starts_with("docs/rules") || path.starts_with("docs/commands");
        if !ours || written.iter().any(|page| page.path == path) {
            continue;
        }
        stale.push(path.display().to_string());
        if !check {
            std::fs::remove_file(workspace::root().join(&path))?;
            println!("removed {}", path.display());
        }
    }
    Ok(stale)
}

/// The pages that show what commands print: all but the rules' own, whose examples are of other programs.
fn pages_with_commands() -> Result<Vec<PathBuf>> {
    let files = workspace::tracked()?.into_iter();
    let page = |path: &Path| path.extension().is_some_and(|e| e == "md");
    let shown = |path: &Path| path == Path::new("README.md") || path.starts_with("docs");
    Ok(files
        .filter(|path| page(path) && shown(path) && !path.starts_with("docs/rules"))
        .collect())
}

/// Writes the pages that differ, or only names them.
fn settle(pages: &[Page], check: bool) -> Result<Vec<String>> {
    let mut stale = Vec::new();
    for page in pages {
        let there = read(&page.path).unwrap_or_default();
        if there == page.text {
            continue;
        }
        stale.push(page.path.display().to_string());
        if check {
            show_difference(&page.path, &there, &page.text);
        } else {
            write(page)?;
        }
    }
    Ok(stale)
}

/// The first line that differs, on both sides.
fn show_difference(path: &Path, there: &str, wanted: &str) {
    let lines = there.lines().map(Some).chain(std::iter::repeat(None));
    let wanted = wanted.lines().map(Some).chain([None]);
    let differs = lines.zip(wanted).zip(1..).find(|((a, b), _)| a != b);
    if let Some(((there, wanted), line)) = differs {
        println!("{}:{line}:", path.display());
        println!("  there:  {}", there.unwrap_or("(end of page)"));
        println!("  wanted: {}", wanted.unwrap_or("(end of page)"));
    }
}

fn read(path: &Path) -> Result<String> {
    std::fs::read_to_string(workspace::root().join(path))
        .with_context(|| format!("cannot read {}", path.display()))
}

fn write(page: &Page) -> Result<()> {
    let path = workspace::root().join(&page.path);
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    std::fs::write(&path, &page.text)
        .with_context(|| format!("cannot write {}", path.display()))?;
    println!("wrote {}", page.path.display());
    Ok(())
}
