//! The completions, in the shells that they are for.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, ensure};

use super::Piece;
use super::bench::{Bench, end_with};
use crate::command;

pub(super) const BASH: Piece = Piece {
    name: "completions-bash",
    run: |bench| run(bench, "bash", "cgone.bash", bash),
};

pub(super) const ZSH: Piece = Piece {
    name: "completions-zsh",
    run: |bench| run(bench, "zsh", "_cgone", zsh),
};

pub(super) const FISH: Piece = Piece {
    name: "completions-fish",
    run: |bench| run(bench, "fish", "cgone.fish", fish),
};

/// What is typed, and what must be offered.
const TYPED: &[(&str, &str)] = &[
    ("cgone exp", "explain"),
    ("cgone --col", "--color"),
    ("cgone audit --for", "--format"),
    ("cgone explain interp-", "interp-without-needed"),
    ("cgone completions f", "fish"),
    ("cgone diff --fail", "--fail-on"),
];

/// A command that prints what its shell offers.
type Offers = fn(&Bench, &Path, &str) -> Result<Command>;

fn run(bench: &Bench, shell: &str, file: &str, offers: Offers) -> Result<String> {
    let folder = bench.folder(&format!("completions-{shell}"))?;
    let script = folder.join(file);
    let text = command::text(Command::new(bench.cgone()).args(["completions", shell]))?;
    fs::write(&script, text)?;
    for (typed, offered) in TYPED {
        let said = end_with(&mut offers(bench, &script, typed)?, 0)?;
        ensure!(
            said.contains(offered),
            "`{typed}` offers no `{offered}` but\n{said}"
        );
    }
    // What no command is called is not offered.
    let said = end_with(&mut offers(bench, &script, "cgone zzz")?, 0)?;
    ensure!(!said.contains("explain"), "anything is offered:\n{said}");
    Ok(format!("{} words completed by {shell}", TYPED.len()))
}

fn bash(bench: &Bench, script: &Path, typed: &str) -> Result<Command> {
    let code = r#"source "$1"; COMP_WORDS=($2); COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
        _cgone cgone "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}"
        printf '%s\n' "${COMPREPLY[@]}""#;
    let mut command = bench.command("bash", &parent(script))?;
    command
        .args(["--norc", "-c", code, "bash"])
        .arg(script)
        .arg(typed);
    Ok(command)
}

/// A zsh in a pseudo-terminal, in which Tab is pressed; the list of what is offered, or the completed word, is read
/// back from its screen until it says that it is done.
fn zsh(bench: &Bench, script: &Path, typed: &str) -> Result<Command> {
    let code = r#"zmodload zsh/zpty
        zpty shell zsh -f -i
        zpty -w shell "PS1= ; unsetopt zle_bracketed_paste beep; fpath=(${1:h} \$fpath); autoload -Uz compinit; compinit -u -D; zstyle ':completion:*' list-prompt ''; LISTMAX=1000; stty cols 200; print rea''dy"
        zpty -r shell seen '*ready*' || exit 3
        zpty -w -n shell "$2"$'\t\t'
        sleep 1
        zpty -w shell $'\x15print en\x27\x27ded'
        zpty -r shell seen '*ended*' || exit 3
        print -r -- "$seen"
        zpty -d shell"#;
    let mut command = bench.command("timeout", &parent(script))?;
    command
        .args(["60", "zsh", "-f", "-c", code, "zsh"])
        .arg(script)
        .arg(typed);
    command.env("TERM", "dumb");
    Ok(command)
}

fn fish(bench: &Bench, script: &Path, typed: &str) -> Result<Command> {
    let code = "source $argv[1]; complete --do-complete $argv[2]";
    let mut command = bench.command("fish", &parent(script))?;
    command
        .args(["--no-config", "-c", code])
        .arg(script)
        .arg(typed);
    Ok(command)
}

fn parent(script: &Path) -> PathBuf {
    script.parent().unwrap_or(script).to_path_buf()
}
