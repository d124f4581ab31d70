//! Where reports go: standard output and files, each in its format.

use std::collections::BTreeSet;
use std::path::PathBuf;

use report::{Format, Piece, Totals, View};

use crate::{terminal, whole};

/// One `--format`.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    /// The format.
    format: &'static Format,
    /// The file; standard output if `None`.
    file: Option<PathBuf>,
}

impl Target {
    /// Reads `FORMAT` or `FORMAT=FILE`.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let (name, file) = match text.split_once('=') {
            Some((_, "")) => return Err("no file after `=`".to_owned()),
            Some((name, file)) => (name, Some(PathBuf::from(file))),
            None => (text, None),
        };
        let known = || {
            let names: Vec<&str> = report::FORMATS.iter().map(|f| f.name).collect();
            format!("no format `{name}`; there is {}", names.join(", "))
        };
        let format = report::find(name).ok_or_else(known)?;
        Ok(Self { format, file })
    }
}

/// Every report of one run, fed record by record.
#[derive(Debug)]
pub(crate) struct Outputs {
    outputs: Vec<Output>,
    view: View,
}

#[derive(Debug)]
struct Output {
    target: Target,
    /// How it is written: a file has no colour.
    view: View,
    /// Pieces that wait for the end of the run.
    pieces: Vec<Piece>,
    /// Text that waits for its file.
    text: String,
}

impl Outputs {
    /// The targets asked for; people read standard output unless a format was sent there.
    pub(crate) fn new(mut targets: Vec<Target>, view: View) -> Result<Self, String> {
        match targets.iter().filter(|t| t.file.is_none()).count() {
            0 => targets.push(Target::parse("human")?),
            1 => {}
            _ => {
                return Err(
                    "two formats for standard output: give one of them a file, `FORMAT=FILE`"
                        .into(),
                );
            }
        }
        check_files(&targets)?;
        let outputs = targets.into_iter().map(|target| Output {
            view: View {
                color: view.color && target.file.is_none(),
                ..view
            },
            target,
            pieces: Vec::new(),
            text: String::new(),
        });
        Ok(Self {
            outputs: outputs.collect(),
            view,
        })
    }

    /// The formats with their views, for rendering records on other threads.
    pub(crate) fn renderers(&self) -> Vec<(&'static Format, View)> {
        let renderer = |o: &Output| (o.target.format, o.view);
        self.outputs.iter().map(renderer).collect()
    }

    /// Takes one record's pieces, in the order of [`Self::renderers`]. Formats that need no frame go to
    /// standard output at once.
    pub(crate) fn push(&mut self, pieces: Vec<Piece>) -> Result<(), String> {
        for (output, piece) in self.outputs.iter_mut().zip(pieces) {
            match (output.target.format.join, &output.target.file) {
                (Some(_), _) => output.pieces.push(piece),
                (None, Some(_)) => output.text.push_str(&piece.text),
                (None, None) => print(&piece.text)?,
            }
        }
        Ok(())
    }

    /// Writes what waited for the end.
    pub(crate) fn finish(self, totals: &Totals) -> Result<(), String> {
        for output in self.outputs {
            let text = match output.target.format.join {
                Some(join) => join(&output.pieces, totals, &output.view),
                None => output.text,
            };
            match output.target.file {
                None => print(&text)?,
                Some(file) => whole::write(&file, &text)
                    .map_err(|error| format!("{}: {error}", file.display()))?,
            }
        }
        Ok(())
    }

    /// Whether standard output is read by people, who see notices there unless they asked for findings alone.
    pub(crate) fn are_for_people(&self) -> bool {
        let human = |o: &Output| o.target.file.is_none() && o.target.format.name == "human";
        self.view.quiet || self.outputs.iter().any(human)
    }

    /// Whether only findings are wanted.
    pub(crate) const fn is_quiet(&self) -> bool {
        self.view.quiet
    }
}

/// Every file can be written as far as one can tell, and none is meant twice.
fn check_files(targets: &[Target]) -> Result<(), String> {
    let mut files = BTreeSet::new();
    for file in targets.iter().filter_map(|target| target.file.as_ref()) {
        whole::check(file)?;
        if !files.insert(file) {
            return Err(format!("{}: two formats for one file", file.display()));
        }
    }
    Ok(())
}

fn print(text: &str) -> Result<(), String> {
    terminal::print(text).map_err(|error| format!("standard output: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_may_have_a_file() {
        let target = Target::parse("json=out/a=b.json").unwrap();
        assert_eq!(target.format.name, "json");
        assert_eq!(target.file, Some(PathBuf::from("out/a=b.json")));
        assert!(Target::parse("json=").is_err());
        assert!(Target::parse("yaml").unwrap_err().contains("ndjson"));
    }

    #[test]
    fn the_help_names_every_format() {
        use clap::CommandFactory;
        let mut command = crate::args::Args::command();
        let audit = command.find_subcommand_mut("audit").unwrap();
        let help = audit.render_help().to_string();
        for format in report::FORMATS {
            assert!(help.contains(&format!("`{}`", format.name)), "{help}");
        }
    }

    #[test]
    fn standard_output_has_one_format() {
        let both = vec![
            Target::parse("json").unwrap(),
            Target::parse("human").unwrap(),
        ];
        assert!(Outputs::new(both, View::default()).is_err());
        let file = vec![Target::parse("json=f").unwrap()];
        assert_eq!(
            Outputs::new(file, View::default())
                .unwrap()
                .renderers()
                .len(),
            2
        );
    }
}
