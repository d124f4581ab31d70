//! `cargo xtask filter CALL=ERRNO… PROGRAM…`: a program under a seccomp filter, as a container's runtime installs one.

use std::collections::BTreeMap;
use std::os::unix::process::CommandExt;
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};
use seccompiler::{BpfProgram, SeccompAction, SeccompFilter, TargetArch};

/// Options of `cargo xtask filter`.
#[derive(Debug, clap::Args)]
pub(crate) struct Filter {
    /// The call and what it is answered with, a number or `kill`; then the program and its arguments
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, required = true)]
    words: Vec<String>,
}

/// Installs the filter and becomes the program.
///
/// # Errors
/// The call is not known, the filter is refused, or the program cannot be executed.
pub(crate) fn run(filter: &Filter) -> Result<()> {
    let (rule, command) = filter.words.split_first().context("no filter")?;
    let (program, arguments) = command.split_first().context("no program")?;
    let (call, answer) = rule.split_once('=').context("no answer")?;
    let action = match answer {
        "kill" => SeccompAction::KillProcess,
        errno => SeccompAction::Errno(errno.parse().context("an errno")?),
    };
    let number = match call {
        "clone3" => nix::libc::SYS_clone3,
        "clone" => nix::libc::SYS_clone,
        other => bail!("no call `{other}`"),
    };
    let arch = TargetArch::try_from(std::env::consts::ARCH)?;
    let rules = BTreeMap::from([(number, Vec::new())]);
    let filter = SeccompFilter::new(rules, SeccompAction::Allow, action, arch)?;
    let program_of_filter: BpfProgram = filter.try_into()?;
    seccompiler::apply_filter(&program_of_filter)?;
    let error = Command::new(program).args(arguments).exec();
    ensure!(false, "{program}: {error}");
    Ok(())
}
