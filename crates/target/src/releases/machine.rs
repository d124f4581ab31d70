//! What a machine is called, and what the headers of its libraries say.

use image::{Arch, Identity};

/// One machine.
#[derive(Debug)]
pub(super) struct Machine {
    /// `GOARCH`.
    pub(super) go: &'static str,
    /// Debian's folder of libraries.
    pub(super) triplet: &'static str,
    /// The folder of 64-bit or other libraries where packages are RPMs, without `/usr`.
    pub(super) rpm: &'static str,
    /// The loader of glibc that programs name.
    pub(super) glibc: &'static str,
    /// What musl calls the machine.
    pub(super) musl: &'static str,
    /// The version of glibc's oldest symbols there.
    pub(super) first_glibc: &'static str,
    /// `e_machine`, 64 bits, little endian, `e_flags`.
    header: (u16, bool, bool, u32),
}

/// Loaders and first versions: sysdeps/unix/sysv/linux/*/shlib-versions and ldconfig.h of glibc; folders of
/// RPM distributions: `%_lib`, and `lp64d` of RISC-V's ABI.
const MACHINES: &[Machine] = &[
    Machine {
        go: "amd64",
        triplet: "x86_64-linux-gnu",
        rpm: "/lib64",
        glibc: "/lib64/ld-linux-x86-64.so.2",
        musl: "x86_64",
        first_glibc: "GLIBC_2.2.5",
        header: (62, true, true, 0),
    },
    Machine {
        go: "386",
        triplet: "i386-linux-gnu",
        rpm: "/lib",
        glibc: "/lib/ld-linux.so.2",
        musl: "i386",
        first_glibc: "GLIBC_2.0",
        header: (3, false, true, 0),
    },
    Machine {
        go: "arm64",
        triplet: "aarch64-linux-gnu",
        rpm: "/lib64",
        glibc: "/lib/ld-linux-aarch64.so.1",
        musl: "aarch64",
        first_glibc: "GLIBC_2.17",
        header: (183, true, true, 0),
    },
    Machine {
        go: "arm",
        triplet: "arm-linux-gnueabihf",
        rpm: "/lib",
        glibc: "/lib/ld-linux-armhf.so.3",
        musl: "armhf",
        first_glibc: "GLIBC_2.4",
        header: (40, false, true, 0x0500_0400),
    },
    Machine {
        go: "ppc64le",
        triplet: "powerpc64le-linux-gnu",
        rpm: "/lib64",
        glibc: "/lib64/ld64.so.2",
        musl: "powerpc64le",
        first_glibc: "GLIBC_2.17",
        header: (21, true, true, 2),
    },
    Machine {
        go: "riscv64",
        triplet: "riscv64-linux-gnu",
        rpm: "/lib64/lp64d",
        glibc: "/lib/ld-linux-riscv64-lp64d.so.1",
        musl: "riscv64",
        first_glibc: "GLIBC_2.27",
        header: (243, true, true, 5),
    },
    Machine {
        go: "s390x",
        triplet: "s390x-linux-gnu",
        rpm: "/lib64",
        glibc: "/lib/ld64.so.1",
        musl: "s390x",
        first_glibc: "GLIBC_2.2",
        header: (22, true, false, 0),
    },
];

/// The machine of that `GOARCH` name.
pub(super) fn of(go: &str) -> Option<&'static Machine> {
    MACHINES.iter().find(|machine| machine.go == go)
}

/// Every machine that profiles are kept for.
pub(super) fn all() -> impl Iterator<Item = &'static str> {
    MACHINES.iter().map(|machine| machine.go)
}

impl Machine {
    /// The header of a library.
    pub(super) const fn identity(&self) -> Identity {
        let (machine, wide, little_endian, flags) = self.header;
        Identity {
            arch: Arch::Go(self.go),
            wide,
            little_endian,
            machine,
            flags,
            file_type: 3,
            os_abi: 0,
            abi_version: 0,
            program_headers_fit: true,
        }
    }

    /// The folders that Debian's glibc searches, in order.
    pub(super) fn debian_folders(&self) -> Vec<String> {
        let triplet = self.triplet;
        let multiarch = [format!("/lib/{triplet}"), format!("/usr/lib/{triplet}")];
        multiarch
            .into_iter()
            .chain(["/lib".into(), "/usr/lib".into()])
            .collect()
    }

    /// The folders that the glibc of an RPM distribution searches.
    pub(super) fn rpm_folders(&self) -> Vec<String> {
        vec![self.rpm.to_owned(), format!("/usr{}", self.rpm)]
    }

    /// musl's loader.
    pub(super) fn musl_loader(&self) -> String {
        format!("/lib/ld-musl-{}.so.1", self.musl)
    }
}
