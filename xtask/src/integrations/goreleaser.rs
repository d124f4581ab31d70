//! The hook for `goreleaser`: its command, with the path in place of the template. The tool itself is not run.

use anyhow::{Result, ensure};

use super::Piece;
use super::bench::{Bench, CLEAN, FOUND, end_with, piece};
use super::yaml;

pub(super) const PIECE: Piece = Piece {
    name: "goreleaser",
    run,
};

/// What `goreleaser` puts the path of the binary in for.
const TEMPLATE: &str = "{{ .Path }}";

fn run(bench: &Bench) -> Result<String> {
    let config = yaml::read(&piece("goreleaser/goreleaser.yaml"))?;
    let hook = yaml::text(&config, "/builds/0/hooks/post/0/cmd")?;
    ensure!(
        hook.contains(TEMPLATE),
        "the hook does not name the binary: {hook}"
    );
    let folder = bench.folder("goreleaser")?;
    for (program, deny, code) in [(CLEAN, "", 0), (FOUND.0, FOUND.1, 1)] {
        let path = folder.join(program);
        // GoReleaser splits the command into words and starts it without a shell.
        let line = hook.replace(TEMPLATE, &path.to_string_lossy());
        let mut words = line.split_whitespace();
        let mut command = bench.command(words.next().unwrap_or_default(), &folder)?;
        command.args(words);
        if !deny.is_empty() {
            command.args(["--deny", deny]);
        }
        end_with(&mut command, code)?;
    }
    Ok("the hook's command ran, passing and failing; GoReleaser itself did not".to_owned())
}
