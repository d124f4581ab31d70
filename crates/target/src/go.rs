//! What a Go program asks of the machine by itself, once its loader is done: instructions, a kernel, files
//! that linked packages read.

use gobin::{Facts, Lookup};

use crate::start::{Record, Stop};
use crate::{Conditions, Cpu, Failure, Node, Reason, Stage, Step, Tree, Try};

/// What one Go program asks.
#[derive(Clone, Debug, Default)]
pub struct GoNeeds {
    /// The CPU that the compiler was told to count on, as `v3` or `armv7`.
    cpu: Option<Cpu>,
    /// The Go release, as `[1, 24]`.
    release: Option<[u32; 2]>,
    /// Which of [`READ`] it reads.
    reads: Vec<&'static Reads>,
}

/// Files that a package of the standard library reads while running.
#[derive(Debug)]
struct Reads {
    /// What they hold.
    what: &'static str,
    /// Any of these will do, in the order in which they are tried.
    any_of: &'static [&'static str],
    /// What the program says without them.
    message: &'static str,
    /// Whether a program reads them.
    when: fn(&Facts) -> bool,
}

/// Every such file (`crypto/x509/root_linux.go`, `time/zoneinfo_unix.go`, `os/user/lookup_unix.go` of Go 1.21 and
/// 1.27).
const READ: &[Reads] = &[
    Reads {
        what: "root certificates",
        any_of: &[
            "/etc/ssl/certs/ca-certificates.crt",
            "/etc/pki/tls/certs/ca-bundle.crt",
            "/etc/ssl/ca-bundle.pem",
            "/etc/pki/tls/cacert.pem",
            "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
            "/etc/ssl/cert.pem",
            "/etc/ssl/certs",
            "/etc/pki/tls/certs",
        ],
        message: "tls: failed to verify certificate: x509: certificate signed by unknown authority",
        when: |facts| facts.linked.system_roots.is(&true) && !facts.runtime.x509_roots.is(&true),
    },
    Reads {
        what: "time zones",
        any_of: &[
            "/usr/share/zoneinfo",
            "/usr/share/lib/zoneinfo",
            "/usr/lib/locale/TZ",
            "/etc/zoneinfo",
        ],
        message: "unknown time zone",
        when: |facts| facts.linked.zones_by_name.is(&true) && !facts.runtime.tzdata.is(&true),
    },
    Reads {
        what: "users",
        any_of: &["/etc/passwd"],
        message: "open /etc/passwd: no such file or directory",
        when: |facts| facts.runtime.users.is(&Lookup::Go),
    },
];

impl GoNeeds {
    /// Reads them from the facts of a program; `None` for one that is not Go.
    #[must_use]
    pub fn of(facts: &Facts) -> Option<Self> {
        let go = facts.go.as_ref()?;
        Some(Self {
            cpu: cpu(facts),
            release: go.version.value.as_deref().and_then(release),
            reads: READ.iter().filter(|reads| (reads.when)(facts)).collect(),
        })
    }

    /// Whether the runtime starts, and what it will miss later.
    pub(crate) fn check(
        &self,
        tree: &dyn Tree,
        conditions: &Conditions,
        record: &mut Record,
    ) -> Result<(), Stop> {
        self.check_cpu(conditions, record)?;
        self.check_kernel(conditions)?;
        for reads in &self.reads {
            look_for(tree, reads, record);
        }
        Ok(())
    }

    fn check_cpu(&self, conditions: &Conditions, record: &mut Record) -> Result<(), Stop> {
        let Some(wanted) = self.cpu else {
            return Ok(());
        };
        let Some(own) = conditions.cpu else {
            return Err(Stop::unknown(format!(
                "the CPU: Go's code needs {wanted} (`--cpu` says which there is)"
            )));
        };
        let Some(message) = lacks(wanted, own) else {
            return Ok(());
        };
        record.trail.push(Step {
            stage: Stage::Go,
            does: "compare the CPU with what the compiler counted on".to_owned(),
            tries: Vec::new(),
            result: format!("the program needs {wanted}, the CPU is {own}"),
        });
        Err(Stop::Fails(Failure {
            reason: Reason::CpuLevel,
            subject: wanted.to_string(),
            message,
        }))
    }

    /// The oldest kernel that a Go release supports (its release notes). The runtime does not compare.
    fn check_kernel(&self, conditions: &Conditions) -> Result<(), Stop> {
        let (Some(kernel), Some([_, minor])) = (conditions.kernel, self.release) else {
            return Ok(());
        };
        let oldest = if minor >= 24 { [3, 2] } else { [2, 6] };
        if kernel >= oldest {
            return Ok(());
        }
        let [major, patch] = oldest;
        Err(Stop::unknown(format!(
            "how go1.{minor} fares on a kernel older than {major}.{patch}, the oldest that it supports"
        )))
    }
}

/// The level that the build info records, where it is more than every CPU of the machine has.
fn cpu(facts: &Facts) -> Option<Cpu> {
    let level = facts.runtime.cpu_level.value.as_deref()?;
    match facts.arch.goarch()? {
        "amd64" => Cpu::parse(level).filter(|cpu| *cpu != Cpu::Amd64(1)),
        "arm" => {
            let (version, float) = level.split_once(',').unwrap_or((level, ""));
            let version = version.parse().ok()?;
            let vfp = float != "softfloat" && version > 5;
            vfp.then_some(Cpu::Arm { version, vfp })
        }
        _ => None,
    }
}

/// What the runtime prints on a CPU that lacks what the compiler counted on; `None` if it lacks nothing.
fn lacks(wanted: Cpu, own: Cpu) -> Option<String> {
    match (wanted, own) {
        (Cpu::Amd64(wanted), Cpu::Amd64(own)) => (own < wanted).then(|| {
            format!(
                "This program can only be run on AMD64 processors with v{wanted} microarchitecture support."
            )
        }),
        (Cpu::Arm { .. }, Cpu::Arm { vfp: false, .. }) => Some(
            "runtime: this CPU has no floating point hardware, so it cannot run".to_owned(),
        ),
        (Cpu::Arm { version: 7.., .. }, Cpu::Arm { version: ..7, .. }) => Some(
            "runtime: this CPU has no VFPv3 floating point hardware, so it cannot run".to_owned(),
        ),
        _ => None,
    }
}

/// `go1.24.11 (Red Hat …)` to `[1, 24]`.
fn release(version: &str) -> Option<[u32; 2]> {
    let mut parts = version
        .strip_prefix("go")?
        .split(|c: char| !c.is_ascii_digit());
    Some([parts.next()?.parse().ok()?, parts.next()?.parse().ok()?])
}

fn look_for(tree: &dyn Tree, reads: &Reads, record: &mut Record) {
    let mut tries = Vec::new();
    for path in reads.any_of {
        let result = match tree.look(path) {
            Node::File(_) | Node::Folder | Node::Special => return,
            // What a target does not tell is not told to be missing.
            Node::Unknown(_) => return,
            Node::Missing(absence) => absence.words().to_lowercase(),
        };
        tries.push(Try {
            what: (*path).to_owned(),
            why: reads.what.to_owned(),
            result,
        });
    }
    record.trail.push(Step {
        stage: Stage::Go,
        does: format!("look for {}", reads.what),
        tries,
        result: "none there".to_owned(),
    });
    record.later.push(Failure {
        reason: Reason::RuntimeFile,
        subject: reads.what.to_owned(),
        message: reads.message.to_owned(),
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_runtime_says_what_a_cpu_lacks() {
        let v3 = Cpu::Amd64(3);
        assert!(lacks(v3, Cpu::Amd64(2)).unwrap().contains("v3"));
        assert_eq!(lacks(v3, Cpu::Amd64(4)), None);
        let seven = Cpu::Arm {
            version: 7,
            vfp: true,
        };
        let six = Cpu::Arm {
            version: 6,
            vfp: true,
        };
        assert!(lacks(seven, six).unwrap().contains("VFPv3"));
        assert_eq!(lacks(six, seven), None);
        assert!(
            lacks(
                six,
                Cpu::Arm {
                    version: 5,
                    vfp: false
                }
            )
            .is_some()
        );
    }

    #[test]
    fn releases_are_read_with_what_follows() {
        assert_eq!(release("go1.26.7 (Red Hat 1.26.7-1)"), Some([1, 26]));
        assert_eq!(release("go1.20 or newer"), Some([1, 20]));
        assert_eq!(release("devel"), None);
    }
}
