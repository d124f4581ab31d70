//! Values that were read of a process, its cgroup and its machine.

/// One value at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gauge {
    /// When it was read, as the folder of the snapshot says: `at_exit`; empty where nothing says.
    pub moment: String,
    /// What it is: `limit Max processes`, `status Uid`, `cgroup pids.max`, `sysctl kernel.pid_max`.
    pub key: String,
    /// Its value, as it stands there.
    pub value: String,
}
