//! Blocks of commands and what they print.
//!
//! In a ```` ```console ```` block each line that starts with `$ cgone` is run in the root of the checkout, and
//! the lines under it are what it prints on both streams. A line `...` stands for any lines, `[..]` for any
//! text in a line: such outputs are compared, all others are written anew.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::workspace;

/// How a page may call the program.
const CALLS: &[&str] = &["cgone ", "cargo run --release --bin cgone -- "];

/// Builds `cgone` and returns the folder that holds it.
pub(super) fn programs() -> Result<PathBuf> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".into());
    workspace::output(&cargo, &["build", "--quiet", "--bin", "cgone"])?;
    Ok(workspace::target()?.join("debug"))
}

/// The page with the output of its commands as it is now, and how many commands there are.
pub(super) fn renew(page: &str, programs: &Path) -> Result<(String, usize)> {
    renew_with(page, &|command| output(command, programs))
}

/// What a command prints, in the order of a terminal.
fn output(command: &str, programs: &Path) -> Result<String> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::iter::once(programs.to_path_buf()).chain(std::env::split_paths(&path));
    let done = Command::new("sh")
        .args(["-c", &format!("exec 2>&1; {command}")])
        .current_dir(workspace::root())
        .env("PATH", std::env::join_paths(folders)?)
        .env("NO_COLOR", "1")
        .env("COLUMNS", "110")
        .output()?;
    // 2 and 3 are answers too: a page may show what a wrong call says.
    let code = done.status.code().unwrap_or(-1);
    ensure!(
        (0..=3).contains(&code),
        "`{command}` ended with {}",
        done.status
    );
    String::from_utf8(done.stdout).context("output is not UTF-8")
}

/// The part of a page that is read.
enum Within<'p> {
    /// Between blocks.
    Text,
    /// In a block, outside the output of a command that is run.
    Block,
    /// Under a command that is run: its output as the page has it.
    Output(&'p str, Vec<&'p str>),
}

fn renew_with(page: &str, run: &dyn Fn(&str) -> Result<String>) -> Result<(String, usize)> {
    let mut text = String::with_capacity(page.len());
    let mut within = Within::Text;
    let mut commands = 0;
    for line in page.lines() {
        let ends = line.starts_with("```") || line.starts_with("$ ");
        if let (Within::Output(_, shown), false) = (&mut within, ends) {
            shown.push(line);
            continue;
        }
        finish(&mut text, &within, run)?;
        within = next(line, &within);
        commands += usize::from(matches!(within, Within::Output(..)));
        text.push_str(line);
        text.push('\n');
    }
    ensure!(matches!(within, Within::Text), "a block without an end");
    Ok((text, commands))
}

fn next<'p>(line: &'p str, within: &Within<'p>) -> Within<'p> {
    match within {
        Within::Text if line == "```console" => Within::Block,
        Within::Text => Within::Text,
        _ if line.starts_with("```") => Within::Text,
        _ => call(line).map_or(Within::Block, |command| Within::Output(command, Vec::new())),
    }
}

/// The command of a line, if it is one of `cgone`.
fn call(line: &str) -> Option<&str> {
    let command = line.strip_prefix("$ ")?;
    CALLS
        .iter()
        .any(|call| command.starts_with(call))
        .then_some(command)
}

/// Writes the output of the command that ended here.
fn finish(
    text: &mut String,
    within: &Within<'_>,
    run: &dyn Fn(&str) -> Result<String>,
) -> Result<()> {
    let Within::Output(command, shown) = within else {
        return Ok(());
    };
    let said = run(&plain(command))?;
    let closes = said.lines().any(|line| line.starts_with("```"));
    ensure!(!closes, "`{command}` prints the end of its own block");
    let elided = shown
        .iter()
        .any(|line| line.trim() == "..." || line.contains("[..]"));
    let keep = elided && matches(shown, &said.lines().collect::<Vec<_>>());
    if keep {
        shown.iter().for_each(|line| push_line(text, line));
    } else {
        said.lines()
            .for_each(|line| push_line(text, line.trim_end()));
    }
    Ok(())
}

fn push_line(text: &mut String, line: &str) {
    text.push_str(line);
    text.push('\n');
}

/// The command with the built program in place of cargo.
fn plain(command: &str) -> String {
    let call = CALLS.iter().find_map(|call| command.strip_prefix(call));
    call.map_or_else(|| command.to_owned(), |rest| format!("cgone {rest}"))
}

/// Whether lines fit a pattern of lines.
fn matches(pattern: &[&str], lines: &[&str]) -> bool {
    match pattern.split_first() {
        None => lines.is_empty(),
        Some((first, rest)) if first.trim() == "..." => {
            (0..=lines.len()).any(|n| matches(rest, lines.get(n..).unwrap_or_default()))
        }
        Some((first, rest)) => lines
            .split_first()
            .is_some_and(|(line, more)| line_matches(first, line) && matches(rest, more)),
    }
}

/// Whether a line fits a pattern with `[..]` in it.
fn line_matches(pattern: &str, line: &str) -> bool {
    let line = line.trim_end();
    match pattern.split_once("[..]") {
        None => pattern == line,
        Some((start, rest)) => line.strip_prefix(start).is_some_and(|more| {
            let ends = more.char_indices().map(|(at, _)| at).chain([more.len()]);
            ends.into_iter()
                .any(|at| line_matches(rest, more.get(at..).unwrap_or_default()))
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(page: &str, expect: &str, count: usize) {
        let run = |command: &str| Ok(format!("said {command}\nand more\n"));
        let (text, commands) = renew_with(page, &run).unwrap();
        assert_eq!((text.as_str(), commands), (expect, count));
    }

    #[test]
    fn output_is_written_anew() {
        check(
            "a\n```console\n$ cgone x\nold\n$ go build\nkept\n```\nb\n",
            "a\n```console\n$ cgone x\nsaid cgone x\nand more\n$ go build\nkept\n```\nb\n",
            1,
        );
        check(
            "```console\n$ cargo run --release --bin cgone -- y\n```\n",
            "```console\n$ cargo run --release --bin cgone -- y\nsaid cgone y\nand more\n```\n",
            1,
        );
    }

    #[test]
    fn elided_output_stays_while_it_fits() {
        let fits = "```console\n$ cgone x\nsaid [..]x\n...\n```\n";
        check(fits, fits, 1);
        check(
            "```console\n$ cgone x\nother [..]\n...\n```\n",
            "```console\n$ cgone x\nsaid cgone x\nand more\n```\n",
            1,
        );
    }

    #[test]
    fn output_that_ends_its_own_block_is_refused() {
        let run = |_: &str| Ok("```\n".to_owned());
        assert!(renew_with("```console\n$ cgone x\n```\n", &run).is_err());
    }

    #[test]
    fn other_blocks_and_open_blocks_are_told_apart() {
        check("```text\n$ cgone x\n```\n", "```text\n$ cgone x\n```\n", 0);
        assert!(renew_with("```console\n$ cgone x\n", &|_| Ok(String::new())).is_err());
    }
}
