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
}

const MACHINES: &[Machine] = &[
    Machine {
        debian: "amd64",
        go: "amd64",
        emulator: None,
    },
    Machine {
        debian: "i386",
        go: "386",
        emulator: None,
    },
    Machine {
        debian: "arm64",
        go: "arm64",
        emulator: Some("qemu-aarch64-static"),
    },
    Machine {
        debian: "armhf",
        go: "arm",
        emulator: Some("qemu-arm-static"),
    },
    Machine {
        debian: "ppc64el",
        go: "ppc64le",
        emulator: Some("qemu-ppc64le-static"),
    },
    Machine {
        debian: "riscv64",
        go: "riscv64",
        emulator: Some("qemu-riscv64-static"),
    },
    Machine {
        debian: "s390x",
        go: "s390x",
        emulator: Some("qemu-s390x-static"),
    },
];

impl Machine {
    /// The machine of Debian's architecture.
    pub(crate) fn of(debian: &str) -> Option<Self> {
        MACHINES.iter().copied().find(|m| m.debian == debian)
    }
}
