//! `cgone completions SHELL`: what a shell offers after Tab.

use clap_complete::aot::{Bash, Fish, Generator, Zsh};

use crate::args::{self, Color};
use crate::exit::Exit;
use crate::terminal;

const HELP: &str = "\
Examples:
  $ cgone completions bash > cgone.bash
  $ cgone completions zsh > _cgone
  $ cgone completions fish > cgone.fish

bash: source the file, or put it as `cgone` below `/usr/share/bash-completion/completions`
zsh:  put `_cgone` into a folder of `$fpath`
fish: put the file into `~/.config/fish/completions`";

#[derive(Debug, clap::Args)]
#[command(after_long_help = HELP)]
pub(crate) struct Completions {
    /// The shell
    #[arg(value_name = "SHELL")]
    shell: Shell,
}

/// A shell whose completions are tested in that shell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Shell {
    /// bash, 4.4 or newer.
    Bash,
    /// zsh.
    Zsh,
    /// fish.
    Fish,
}

/// Prints the script.
pub(crate) fn run(args: &Completions, color: Color) -> Exit {
    let script = match args.shell {
        Shell::Bash => script(Bash),
        Shell::Zsh => script(Zsh),
        Shell::Fish => script(Fish) + &fish_operands(),
    };
    match terminal::print(&script) {
        Ok(()) => Exit::Clean,
        Err(error) => {
            terminal::complain(color, "standard output", &error.to_string());
            Exit::Usage
        }
    }
}

fn script(shell: impl Generator) -> String {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut args::described(), "cgone", &mut script);
    String::from_utf8_lossy(&script).into_owned()
}

/// The values of operands, which the generator for fish leaves out: `cgone explain RULE`.
fn fish_operands() -> String {
    let command = args::described();
    let mut lines = String::new();
    for subcommand in command.get_subcommands() {
        for operand in subcommand.get_positionals() {
            let values = operand.get_possible_values();
            let names: Vec<&str> = values.iter().map(|value| value.get_name()).collect();
            if !names.is_empty() {
                lines.push_str(&format!(
                    "complete -c cgone -n \"__fish_cgone_using_subcommand {}\" -f -a \"{}\"\n",
                    subcommand.get_name(),
                    names.join(" ")
                ));
            }
        }
    }
    lines
}
