//! The options of `cgone load`.

use std::path::PathBuf;

use clap::ValueEnum;

use crate::policy::PolicyArguments;

const HELP: &str = "\
Examples:
  $ cgone load ./app --on host
  $ cgone load ./app --on ./rootfs --trail

Exit codes:
  0  it starts wherever it was asked about
  1  it fails somewhere
  2  usage: the command line is wrong
  3  an input could not be read
  4  a fault of cgone";

/// Options.
#[derive(Debug, clap::Args)]
#[command(after_help = HELP)]
pub(crate) struct Arguments {
    /// Programs: ELF files, compressed ones, scripts; `IMAGE:/path`, or an image for what it starts
    #[arg(value_name = "FILE", required_unless_present = "list_targets")]
    pub(crate) files: Vec<PathBuf>,
    /// Where it is to start: a root filesystem's folder, an image, `host`, or a release such as `debian:12`, `alpine:3.22`,
    /// `distroless/static-debian12`, `scratch`; may be given several times; without it, what the policy's
    /// `starts-on` demands
    #[arg(long, value_name = "TARGET")]
    pub(crate) on: Vec<String>,
    /// Print the releases that can be named, and how sure each is: `measured` in its packages, `read` in a
    /// published table, or `knowledge` that was not checked
    #[arg(long)]
    pub(crate) list_targets: bool,
    /// The oldest release of each family on which it starts
    #[arg(long)]
    pub(crate) floor: bool,
    /// Print every step, with everything that was tried in order and why it was passed over
    #[arg(long)]
    pub(crate) trail: bool,
    /// Print the libraries as a tree
    #[arg(long)]
    pub(crate) tree: bool,
    /// Really start it there as well: in namespaces of its own without network, without privileges, with `--version`
    #[arg(long)]
    pub(crate) verify: bool,
    /// Where the program stands in the target; its own path there if it lies in it, else `/NAME`
    #[arg(long, value_name = "PATH")]
    pub(crate) at: Option<String>,
    /// An environment variable that loaders read: `LD_LIBRARY_PATH=/opt/lib`, `LD_PRELOAD=…`, `LD_BIND_NOW=1`
    #[arg(long, value_name = "NAME=VALUE")]
    pub(crate) env: Vec<String>,
    /// The CPU there: `v1` to `v4` (x86-64), `armv5` to `armv8`
    #[arg(long, value_name = "LEVEL")]
    pub(crate) cpu: Option<String>,
    /// The kernel there: `5.10`
    #[arg(long, value_name = "RELEASE")]
    pub(crate) kernel: Option<String>,
    /// The machine there: `linux/arm64` or `arm64`; otherwise what the target's own programs are built for
    #[arg(long, value_name = "PLATFORM")]
    pub(crate) platform: Option<String>,
    /// A loader that is started by hand with the program as its argument: `/lib/ld-musl-x86_64.so.1`
    #[arg(long, value_name = "PATH")]
    pub(crate) loader: Option<String>,
    /// A library that the program opens while running (`dlopen`); may be given several times
    #[arg(long, value_name = "LIBRARY")]
    pub(crate) open: Vec<String>,
    /// The program lies on a mount that is `noexec`
    #[arg(long)]
    pub(crate) noexec: bool,
    /// Where `starts-on` stands.
    #[command(flatten)]
    pub(crate) policy: PolicyArguments,
    /// Output
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(crate) format: Format,
}

const WHY: &str = "\
Examples:
  $ cgone why ./app cgo
  $ cgone why ./app GLIBC_2.34

Exit codes are those of `cgone load`.";

/// Options of `cgone why`.
#[derive(Debug, clap::Args)]
#[command(after_help = WHY)]
pub(crate) struct WhyArguments {
    /// The program
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// `interp`, a library, a symbol version such as `GLIBC_2.34`, a symbol, `cgo`, `net`, `os/user`, `cpu`, or a
    /// package that calls C
    #[arg(value_name = "WHAT")]
    pub(crate) what: String,
    /// Targets whose verdicts are compared: what would change without it
    #[arg(long, value_name = "TARGET")]
    pub(crate) on: Vec<String>,
    /// The evidence of every link
    #[arg(short, long)]
    pub(crate) verbose: bool,
    /// Output
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(crate) format: Format,
}

/// How verdicts are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people.
    Human,
    /// One document: the verdict, or `verdicts` where there are several.
    Json,
    /// One verdict a line.
    Ndjson,
}
