//! What Debian, Go and QEMU call a machine.

/// One machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Machine {
    /// Debian's architecture.
    pub(crate) debian: &'static str,
    /// `GOARCH`.
    pub(crate) go: &'static str,
    /// QEMU's user-mode emulator; none for what an x86-64 kernel starts itself.
    pub(crate) emulator: Option<&'static str>,
    /// Debian's folder of libraries in `/lib` and `/usr/lib`.
    pub(crate) triplet: &'static str,
    /// The loader of glibc that programs name (sysdeps/unix/sysv/linux/*/shlib-versions).
    pub(crate) interpreter: &'static str,
    /// The version of glibc's oldest symbols.
    pub(crate) first_glibc: &'static str,
}

const MACHINES: &[Machine] = &[
    Machine {
        debian: "amd64",
        go: "amd64",
        emulator: None,
        triplet: "x86_64-linux-gnu",
        interpreter: "/lib64/ld-linux-x86-64.so.2",
        first_glibc: "GLIBC_2.2.5",
    },
    Machine {
        debian: "i386",
        go: "386",
        emulator: None,
        triplet: "i386-linux-gnu",
        interpreter: "/lib/ld-linux.so.2",
        first_glibc: "GLIBC_2.0",
    },
    Machine {
        debian: "arm64",
        go: "arm64",
        emulator: Some("qemu-aarch64-static"),
        triplet: "aarch64-linux-gnu",
        interpreter: "/lib/ld-linux-aarch64.so.1",
        first_glibc: "GLIBC_2.17",
    },
    Machine {
        debian: "armhf",
        go: "arm",
        emulator: Some("qemu-arm-static"),
        triplet: "arm-linux-gnueabihf",
        interpreter: "/lib/ld-linux-armhf.so.3",
        first_glibc: "GLIBC_2.4",
    },
    Machine {
        debian: "ppc64el",
        go: "ppc64le",
        emulator: Some("qemu-ppc64le-static"),
        triplet: "powerpc64le-linux-gnu",
        interpreter: "/lib64/ld64.so.2",
        first_glibc: "GLIBC_2.17",
    },
    Machine {
        debian: "riscv64",
        go: "riscv64",
        emulator: Some("qemu-riscv64-static"),
        triplet: "riscv64-linux-gnu",
        interpreter: "/lib/ld-linux-riscv64-lp64d.so.1",
        first_glibc: "GLIBC_2.27",
    },
    Machine {
        debian: "s390x",
        go: "s390x",
        emulator: Some("qemu-s390x-static"),
        triplet: "s390x-linux-gnu",
        interpreter: "/lib/ld64.so.1",
        first_glibc: "GLIBC_2.2",
    },
];

impl Machine {
    /// The folders that Debian's loader searches, in order.
    pub(crate) fn folders(self) -> [String; 4] {
        let triplet = self.triplet;
        [
            format!("/lib/{triplet}"),
            format!("/usr/lib/{triplet}"),
            "/lib".into(),
            "/usr/lib".into(),
        ]
    }

    /// The machine of Debian's architecture.
    pub(crate) fn of(debian: &str) -> Option<Self> {
        MACHINES.iter().copied().find(|m| m.debian == debian)
    }
}
