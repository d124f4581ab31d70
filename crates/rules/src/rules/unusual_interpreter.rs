//! `unusual-interpreter`

mod standard;

use diagnostic::{Finding, Located};
use gobin::{Facts, Linking};
use image::Format;

use crate::Subject;
use crate::build_machine;
use crate::recorded;
use crate::rule::declare_rule;

declare_rule! {
    /// ## What it does
    /// Reports a program whose loader (program interpreter) stands at a path that no C library of its
    /// operating system and machine uses.
    ///
    /// ## Why it matters
    /// The kernel opens the loader by that very path. Where it is missing the program does not start, and
    /// the message (`no such file or directory`) names the program, which is there. Such paths come from
    /// the machine that built it: Nix and Guix link against their own store, a cross toolchain against its
    /// sysroot, and `patchelf` or `-Wl,--dynamic-linker` write whatever they are given. A relative path is
    /// looked up in the current folder, so whoever controls that folder controls the program.
    ///
    /// The level is `warn`: on the machine that built it the program runs, everywhere else it does not, and
    /// only the reader knows whether that was meant (a package for NixOS should allow the rule).
    ///
    /// ## Example
    /// ```console
    /// $ go build -ldflags='-linkmode=external -extldflags=-Wl,--dynamic-linker=/opt/lib/ld.so' ./cmd/calls-c
    /// $ cgone audit ./calls-c
    /// ```
    ///
    /// ## Known limits
    /// Known are the paths of glibc, musl and uClibc on Linux, of Android, the BSDs, illumos, Solaris,
    /// macOS and iOS. Whether the loader is there on the target is another question. `/lib64/ld64.so.1`,
    /// which Go's own linker writes for MIPS64, is reported: glibc has its loader in `/lib64/ld.so.1`
    /// there. AIX and Windows have no such path.
    "unusual-interpreter",
    "the loader stands at a path that no C library of the target uses",
    Warn,
    since "0.2.0",
    check,
    in Loading
}

fn check(facts: &Subject<'_>, found: &mut Vec<Finding>) {
    let Some(loader) = &facts.loading.interpreter else {
        return;
    };
    let path = loader.value.as_str();
    let Some(usual) = standard::paths(facts) else {
        return;
    };
    if facts.go.is_none() || facts.format == Format::Xcoff || usual.contains(&path) {
        return;
    }
    let mut evidence = vec![loader.evidence()];
    evidence.extend(recorded::setting(facts, "-ldflags").map(recorded::evidence));
    evidence.extend(facts.link.linking.evidence.iter().take(1).cloned());
    let mut finding = RULE.finding(
        format!("the loader `{path}` {}", describe(path, &usual)),
        evidence,
        help(facts, loader, &usual),
    );
    path.clone_into(&mut finding.subject);
    found.push(finding);
}

/// What is unusual about it.
fn describe(path: &str, usual: &[&str]) -> String {
    if !path.starts_with('/') {
        return "is a relative path, looked up in the current folder".to_owned();
    }
    if let Some(whose) = build_machine::owner(path) {
        return format!("lies in {whose}");
    }
    let in_sysroot = usual.iter().find(|usual| path.ends_with(*usual));
    match in_sysroot {
        Some(usual) => format!("is `{usual}` below a folder of the machine that built it"),
        None => "is at no path that a C library of this system and machine uses".to_owned(),
    }
}

fn help(facts: &Facts, loader: &Located<String>, usual: &[&str]) -> String {
    let usual = usual.first().copied().unwrap_or_default();
    let path = &loader.value;
    let cause = if facts.link.linking.is(&Linking::Internal) {
        format!("build with `-ldflags='-I {usual}'`, which names the target's loader")
    } else {
        format!(
            "build with the target's own compiler, or with `-ldflags='-extldflags=-Wl,--dynamic-linker={usual}'`, \
             which names the target's loader; `patchelf --set-interpreter {usual}` does it afterwards"
        )
    };
    format!(
        "{cause}; or with `CGO_ENABLED=0 -buildmode=exe`, which needs no loader and takes DNS and users from \
         Go's own code; or ship `{path}` with it"
    )
}

#[cfg(test)]
mod tests {
    use image::Arch;

    use super::check;
    use crate::examples::{Observed, messages, program};

    #[test]
    fn fires_on_each_kind_of_strange_path() {
        for (path, expect) in [
            (
                "ld.so",
                "is a relative path, looked up in the current folder",
            ),
            (
                "/nix/store/0n9-glibc-2.39/lib/ld-linux-x86-64.so.2",
                "lies in the Nix store",
            ),
            (
                "/export/home/ann/sysroot/lib64/ld-linux-x86-64.so.2",
                "lies in a home folder",
            ),
            (
                "/opt/cross/lib64/ld-linux-x86-64.so.2",
                "is `/lib64/ld-linux-x86-64.so.2` below a folder of the machine that built it",
            ),
            (
                "/lib/ld-linux.so.2",
                "is at no path that a C library of this system and machine uses",
            ),
        ] {
            assert_eq!(
                messages(check, &program().loader(path)),
                [format!("the loader `{path}` {expect}")],
            );
        }
    }

    #[test]
    fn fires_on_another_machines_loader() {
        let mut facts = program().loader("/lib64/ld-linux-x86-64.so.2");
        facts.arch = Arch::Go("arm64");
        assert_eq!(messages(check, &facts).len(), 1);
    }

    #[test]
    fn is_silent_on_what_go_and_the_c_libraries_write() {
        for (os, arch, path) in [
            ("linux", "amd64", "/lib64/ld-linux-x86-64.so.2"),
            ("linux", "amd64", "/lib/ld-musl-x86_64.so.1"),
            ("linux", "arm", "/lib/ld-linux-armhf.so.3"),
            ("linux", "ppc64le", "/lib64/ld64.so.2"),
            ("linux", "riscv64", "/lib/ld-linux-riscv64-lp64d.so.1"),
            ("android", "arm64", "/system/bin/linker64"),
            ("freebsd", "amd64", "/libexec/ld-elf.so.1"),
            ("netbsd", "amd64", "/usr/libexec/ld.elf_so"),
            ("openbsd", "arm64", "/usr/libexec/ld.so"),
            ("dragonfly", "amd64", "/usr/libexec/ld-elf.so.2"),
            ("solaris", "amd64", "/lib/amd64/ld.so.1"),
            ("darwin", "arm64", "/usr/lib/dyld"),
        ] {
            let mut facts = program().loader(path).os(os);
            facts.arch = Arch::Go(arch);
            assert!(messages(check, &facts).is_empty(), "{os}/{arch} {path}");
        }
    }

    #[test]
    fn is_silent_where_system_or_machine_is_unknown() {
        let mut facts = program().loader("/strange/ld.so");
        facts.os.value = None;
        assert!(messages(check, &facts).is_empty());
        let mut facts = program().loader("/strange/ld.so");
        facts.arch = Arch::Other(9);
        assert!(messages(check, &facts).is_empty());
    }

    #[test]
    fn is_silent_on_nothing() {
        assert!(messages(check, &program()).is_empty());
    }
}
