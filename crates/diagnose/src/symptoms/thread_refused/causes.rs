//! The limits and filters that refuse a new thread.

use crate::cause::{Cause, build, docker, host, kubernetes, systemd};

const ULIMIT: &str = "`ulimit -u`, although Go's message suggests it: that is another limit";

/// Every cause that this symptom tells apart.
pub(super) const CAUSES: &[Cause] = &[
    Cause {
        name: "rlimit-nproc",
        title: "the user has as many threads as RLIMIT_NPROC allows",
        fix: &[
            docker(
                "`docker run --ulimit nproc=65535`, or another uid for this container: all containers of a uid share the count",
            ),
            kubernetes(
                "a uid of its own in `securityContext.runAsUser`; the limit is the container runtime's",
            ),
            systemd("`LimitNPROC=65535` in the unit"),
            host(
                "raise `nproc` in /etc/security/limits.d, or `ulimit -u` in the shell that starts it",
            ),
            build("bound the goroutines that block in C or in system calls: each holds a thread"),
        ],
        not: &[
            "raising the pids limit of the container",
            "raising `GOMAXPROCS`: it does not count blocked threads",
        ],
    },
    Cause {
        name: "cgroup-pids-max",
        title: "the pids cgroup has as many threads as `pids.max` allows",
        fix: &[
            docker("`docker run --pids-limit 4096`, or `pids_limit` in Compose"),
            kubernetes("raise `podPidsLimit` of the kubelet"),
            systemd("`TasksMax=` in the unit, and in the slices above it"),
            host("write a larger `pids.max` into the cgroup and its ancestors"),
            build("bound the goroutines that block in C or in system calls: each holds a thread"),
        ],
        not: &[ULIMIT],
    },
    Cause {
        name: "kernel-threads-max",
        title: "the machine has as many threads as `kernel.threads-max` allows",
        fix: &[
            host(
                "`sysctl -w kernel.threads-max=…`, and find who holds the threads: `ps -eLf | wc -l`",
            ),
            docker("on the host: `sysctl -w kernel.threads-max=…`"),
            kubernetes("on the node: `sysctl -w kernel.threads-max=…`"),
        ],
        not: &[
            ULIMIT,
            "raising limits inside the container: this one is the machine's",
        ],
    },
    Cause {
        name: "kernel-pid-max",
        title: "no process number is free below `kernel.pid_max`",
        fix: &[
            host(
                "`sysctl -w kernel.pid_max=4194304`; since Linux 6.14 each pid namespace has its own",
            ),
            docker(
                "on the host, or inside the container's pid namespace on Linux 6.14 and newer: `sysctl -w kernel.pid_max=…`",
            ),
            kubernetes("on the node: `sysctl -w kernel.pid_max=…`"),
        ],
        not: &[ULIMIT],
    },
    Cause {
        name: "rlimit-stack",
        title: "the stack of each C thread is as large as RLIMIT_STACK, and does not fit",
        fix: &[
            docker("`docker run --ulimit stack=8388608`"),
            systemd("`LimitSTACK=8M` in the unit"),
            host("`ulimit -s 8192` in the shell that starts it"),
        ],
        not: &[
            ULIMIT,
            "`ulimit -s unlimited`: it makes the stacks larger still",
        ],
    },
    Cause {
        name: "vm-max-map-count",
        title: "the process has as many mappings as `vm.max_map_count` allows",
        fix: &[
            host(
                "`sysctl -w vm.max_map_count=262144`, and look in /proc/PID/maps for what leaks mappings",
            ),
            docker("on the host: `sysctl -w vm.max_map_count=262144`"),
            kubernetes("on the node: `sysctl -w vm.max_map_count=262144`"),
        ],
        not: &[ULIMIT, "more memory: mappings are counted, not bytes"],
    },
    Cause {
        name: "seccomp-clone3-eperm",
        title: "a seccomp filter answers `clone3` with EPERM, so the C library does not fall back to `clone`",
        fix: &[
            docker(
                "a newer Docker or containerd, whose profile answers ENOSYS; or a profile of your own that allows `clone3`",
            ),
            kubernetes(
                "a newer container runtime on the node; or a `seccompProfile` that allows `clone3`",
            ),
            systemd("add `clone3` to `SystemCallFilter=`"),
            host("a newer containers-common, or a profile that answers ENOSYS"),
            build(
                "`CGO_ENABLED=0`: Go's own runtime calls `clone`; or an image with glibc older than 2.34",
            ),
        ],
        not: &[
            "raising limits: no limit is reached",
            "`--privileged` hides it and gives the container everything",
        ],
    },
    Cause {
        name: "seccomp-clone-eperm",
        title: "a seccomp filter or security module refuses `clone` for threads",
        fix: &[
            docker("a seccomp profile that allows `clone` with CLONE_THREAD"),
            kubernetes("a `seccompProfile` that allows `clone` with CLONE_THREAD"),
            systemd("add `@process` to `SystemCallFilter=`"),
        ],
        not: &[
            "raising limits: no limit is reached",
            "`CGO_ENABLED=0`: Go's own runtime makes threads by `clone` too",
        ],
    },
    Cause {
        name: "seccomp-clone-eagain",
        title: "a seccomp filter answers with EAGAIN, which looks like a limit",
        fix: &[
            docker("a seccomp profile that allows `clone` and `clone3`"),
            kubernetes("a `seccompProfile` that allows `clone` and `clone3`"),
            systemd("look at `SystemCallErrorNumber=` and `SystemCallFilter=`"),
        ],
        not: &["raising limits: none is reached"],
    },
    Cause {
        name: "clone-enomem",
        title: "the kernel had no memory for a new thread",
        fix: &[
            docker("a larger `--memory`"),
            kubernetes("a larger `resources.limits.memory`"),
            systemd("a larger `MemoryMax=`"),
            host("free memory; in a pid namespace whose first process died, start a new one"),
        ],
        not: &[ULIMIT],
    },
    Cause {
        name: "qemu-clone-einval",
        title: "QEMU's user mode refuses the flags that the program makes threads with",
        fix: &[
            docker(
                "an image of the host's architecture (`--platform`), or a newer QEMU for binfmt",
            ),
            host("a newer qemu-user"),
        ],
        not: &["raising limits: no limit is reached"],
    },
];
