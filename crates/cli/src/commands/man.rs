//! `cgone man [DIR]`: a manual page a subcommand, from the same declarations as `--help`.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use clap::Command;
use clap_mangen::Man;

use super::page;
use crate::args::{self, Color};
use crate::exit::Exit;
use crate::save;
use crate::terminal;

const HELP: &str = "\
Examples:
  $ cgone man | head -5
  $ cgone man ./man1
  $ cgone man --format markdown ./commands";

#[derive(Debug, clap::Args)]
#[command(after_long_help = HELP)]
pub(crate) struct Manual {
    /// Folder for the pages, one a subcommand; without it the page of `cgone` goes to standard output
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
    /// How the pages are written
    #[arg(long, value_name = "FORMAT", default_value = "roff")]
    format: PageFormat,
}

/// How a page is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum PageFormat {
    /// For `man`.
    Roff,
    /// For the documentation.
    Markdown,
}

impl PageFormat {
    fn file(self, name: &str) -> String {
        match self {
            Self::Roff => format!("{name}.1"),
            Self::Markdown => format!("{name}.md"),
        }
    }

    fn render(self, command: &Command) -> io::Result<Vec<u8>> {
        match self {
            Self::Roff => {
                let mut page = Vec::new();
                Man::new(command.clone()).render(&mut page)?;
                Ok(page)
            }
            Self::Markdown => Ok(page::markdown(command).into_bytes()),
        }
    }
}

/// Writes the pages.
pub(crate) fn run(args: &Manual, color: Color) -> Exit {
    match write(args) {
        Ok(()) => Exit::Clean,
        Err(message) => {
            terminal::complain(color, "", &message);
            Exit::Usage
        }
    }
}

fn write(args: &Manual) -> Result<(), String> {
    let pages = pages(args::described());
    let Some(folder) = &args.folder else {
        let first = pages
            .first()
            .map(|(_, command)| args.format.render(command));
        let page = first.transpose().map_err(|error| error.to_string())?;
        let text = String::from_utf8_lossy(&page.unwrap_or_default()).into_owned();
        return terminal::print(&text).map_err(|error| format!("standard output: {error}"));
    };
    fs::create_dir_all(folder).map_err(|error| said(folder, &error))?;
    for (name, command) in &pages {
        let file = folder.join(args.format.file(name));
        let page = args
            .format
            .render(command)
            .map_err(|error| said(&file, &error))?;
        save::whole(&file, &page).map_err(|error| said(&file, &error))?;
    }
    Ok(())
}

/// The command and each of its subcommands, under the names of their pages: `cgone`, `cgone-audit`.
fn pages(mut command: Command) -> Vec<(String, Command)> {
    command.build();
    let name = command.get_name().to_owned();
    let subcommands = command
        .get_subcommands()
        .filter(|sub| sub.get_name() != "help");
    let pages: Vec<(String, Command)> = subcommands
        .map(|sub| {
            let page = format!("{name}-{}", sub.get_name());
            (page, sub.clone())
        })
        .collect();
    std::iter::once((name, command)).chain(pages).collect()
}

fn said(path: &Path, error: &io::Error) -> String {
    format!("{}: {error}", path.display())
}
