//! Options to the conditions of a start.

use std::fs;

use target::{Conditions, Cpu};

use super::{Arguments, Target};

/// Machines by their `GOARCH` name.
pub(crate) const MACHINES: [&str; 13] = [
    "386", "amd64", "arm", "arm64", "loong64", "mips", "mips64", "mips64le", "mipsle", "ppc64",
    "ppc64le", "riscv64", "s390x",
];

/// What the options say.
pub(crate) fn conditions(args: &Arguments) -> Result<Conditions, String> {
    Ok(Conditions {
        environment: args
            .env
            .iter()
            .map(|text| variable(text))
            .collect::<Result<_, _>>()?,
        cpu: args.cpu.as_deref().map(cpu).transpose()?,
        kernel: args.kernel.as_deref().map(kernel).transpose()?,
        arch: args.platform.as_deref().map(machine).transpose()?,
        loader: args.loader.clone(),
        noexec: args.noexec,
        opens: args.open.clone(),
    })
}

/// The conditions of a start without options.
pub(crate) fn plain_conditions() -> Conditions {
    Conditions::default()
}

/// The conditions on a target: of the machine itself, what options leave open is read; an image's own variables
/// stand behind those of the options.
pub(crate) fn on_target(conditions: &Conditions, target: &Target) -> Conditions {
    let mut conditions = conditions.clone();
    conditions.environment.extend(target.environment());
    if target.tree().name() == "host" {
        conditions.cpu = conditions.cpu.or_else(host_cpu);
        conditions.kernel = conditions.kernel.or_else(host_kernel);
    }
    conditions
}

fn host_cpu() -> Option<Cpu> {
    let text = fs::read_to_string("/proc/cpuinfo").ok()?;
    let flags = text.lines().find_map(|line| line.strip_prefix("flags"))?;
    Some(Cpu::from_flags(flags))
}

fn host_kernel() -> Option<[u32; 2]> {
    let release = fs::read_to_string("/proc/sys/kernel/osrelease").ok()?;
    kernel(&release).ok()
}

fn variable(text: &str) -> Result<(String, String), String> {
    let (name, value) = text
        .split_once('=')
        .ok_or_else(|| format!("`--env {text}` has no `=`"))?;
    Ok((name.to_owned(), value.to_owned()))
}

fn cpu(text: &str) -> Result<Cpu, String> {
    Cpu::parse(text).ok_or_else(|| {
        format!("`--cpu {text}` is no CPU level; there is v1 to v4, and armv5 to armv8")
    })
}

fn kernel(text: &str) -> Result<[u32; 2], String> {
    let mut parts = text.split(['.', '-']).map(str::parse);
    match (parts.next(), parts.next()) {
        (Some(Ok(major)), Some(Ok(minor))) => Ok([major, minor]),
        _ => Err(format!("`--kernel {text}` is no release such as `5.10`")),
    }
}

fn machine(text: &str) -> Result<&'static str, String> {
    let name = text.strip_prefix("linux/").unwrap_or(text);
    let name = name.strip_suffix("/v7").unwrap_or(name);
    let found = MACHINES.into_iter().find(|machine| *machine == name);
    found.ok_or_else(|| {
        format!(
            "`--platform {text}` is no machine; there is {}",
            MACHINES.join(", ")
        )
    })
}
