//! The hooks, run by `pre-commit` itself in a scratch repository.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Result, ensure};

use super::Piece;
use super::bench::{Bench, CLEAN, FOUND, end, end_with};
use super::yaml;
use crate::{cache, toolchains, workspace};

pub(super) const PIECE: Piece = Piece {
    name: "pre-commit",
    run,
};

/// A program that is built by the hook; a PIE of it needs a loader and no library.
const PROGRAM: &[(&str, &str)] = &[
    ("go.mod", "module example.com/app\n\ngo 1.21\n"),
    (
        "main.go",
        "package main\n\nfunc main() { println(\"hello\") }\n",
    ),
];

fn run(bench: &Bench) -> Result<String> {
    let hooks = bench.folder("pre-commit/hooks")?;
    copy_hooks(&hooks)?;
    commit(&hooks)?;
    let folder = bench.folder("pre-commit/user")?;
    for (name, text) in PROGRAM {
        fs::write(folder.join(name), text)?;
    }
    fs::write(folder.join("picture.png"), b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")?;
    let deny = format!("--deny={}", FOUND.1);
    for (hook, arguments, code) in [
        ("cgone-audit", String::new(), 0),
        ("cgone-audit", deny.clone(), 1),
        ("cgone-build", format!("{deny}, --, -buildmode=exe, ."), 0),
        ("cgone-build", format!("{deny}, --, -buildmode=pie, ."), 1),
    ] {
        let config = format!(
            "repos:\n- repo: {}\n  rev: v1\n  hooks:\n  - id: {hook}\n    args: [{arguments}]\n    verbose: true\n",
            hooks.display()
        );
        fs::write(folder.join(".pre-commit-config.yaml"), config)?;
        commit(&folder)?;
        check(bench, &folder, hook, code)?;
    }
    Ok("cgone-audit and cgone-build ran by pre-commit, each passing and failing".to_owned())
}

fn check(bench: &Bench, folder: &Path, hook: &str, code: i32) -> Result<()> {
    let go = toolchains::ensure()?.newest_go()?;
    let tools = [
        yaml::environment()?.join("bin"),
        go.parent().unwrap_or(folder).to_path_buf(),
    ];
    let own = bench.path()?;
    let path = std::env::join_paths(tools.into_iter().chain(std::env::split_paths(&own)))?;
    let mut command = bench.command("pre-commit", folder)?;
    command
        .args(["run", "--all-files", "--color=never", hook])
        .env("PATH", path)
        .env("PRE_COMMIT_HOME", folder.join("../home"))
        .env("GOCACHE", cache::root()?.join("gocache/hooks"))
        .env("GOTOOLCHAIN", "local")
        .env("CGO_ENABLED", "0");
    let ended = end(&mut command)?;
    ensure!(
        ended.code == code,
        "{hook}: ended with {}, not {code}\n{}",
        ended.code,
        ended.said
    );
    let word = if code == 0 { "Passed" } else { FOUND.1 };
    ensure!(
        ended.said.contains(word),
        "{hook}: no `{word}` in\n{}",
        ended.said
    );
    let names_clean = hook != "cgone-audit" || ended.said.contains(CLEAN);
    ensure!(names_clean, "{hook} looked at nothing:\n{}", ended.said);
    Ok(())
}

/// The hooks as a repository of their own: what is not committed yet counts too.
fn copy_hooks(to: &Path) -> Result<()> {
    for path in workspace::tracked()? {
        if !path.starts_with("integrations") && path != Path::new(".pre-commit-hooks.yaml") {
            continue;
        }
        let target = to.join(&path);
        if let Some(folder) = target.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::copy(workspace::root().join(&path), target)?;
    }
    Ok(())
}

/// Commits everything in a folder, which becomes a repository, and tags it.
fn commit(folder: &Path) -> Result<()> {
    let git = |arguments: &[&str]| {
        let mut command = Command::new("git");
        command
            .current_dir(folder)
            .args(["-c", "user.name=x", "-c", "user.email=x@example.com"]);
        end_with(command.args(arguments), 0)
    };
    git(&["init", "--quiet"])?;
    git(&["add", "--all"])?;
    git(&["commit", "--quiet", "--allow-empty", "--message", "x"])?;
    git(&["tag", "--force", "v1"])?;
    Ok(())
}
