//! What a cause is: its name, what it means, and what helps.

/// One cause.
#[derive(Debug)]
pub struct Cause {
    /// Kebab-case; machine output names it.
    pub name: &'static str,
    /// One clause: what is wrong.
    pub title: &'static str,
    /// What mends it, by platform.
    pub fix: &'static [Fix],
    /// What does not help although the message suggests it.
    pub not: &'static [&'static str],
}

/// Where a fix applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Platform {
    /// When the program is built.
    Build,
    /// Docker and its likes.
    Docker,
    /// Kubernetes.
    Kubernetes,
    /// A unit of systemd.
    Systemd,
    /// A plain host.
    Host,
}

impl Platform {
    /// Its name in machine output.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Build => "build",
            Self::Docker => "docker",
            Self::Kubernetes => "kubernetes",
            Self::Systemd => "systemd",
            Self::Host => "host",
        }
    }
}

/// What to do on one platform.
#[derive(Clone, Copy, Debug)]
pub struct Fix {
    /// Where.
    pub platform: Platform,
    /// What.
    pub text: &'static str,
}

/// When the program is built.
pub(crate) const fn build(text: &'static str) -> Fix {
    let platform = Platform::Build;
    Fix { platform, text }
}

/// On Docker.
pub(crate) const fn docker(text: &'static str) -> Fix {
    let platform = Platform::Docker;
    Fix { platform, text }
}

/// On Kubernetes.
pub(crate) const fn kubernetes(text: &'static str) -> Fix {
    let platform = Platform::Kubernetes;
    Fix { platform, text }
}

/// In a unit of systemd.
pub(crate) const fn systemd(text: &'static str) -> Fix {
    let platform = Platform::Systemd;
    Fix { platform, text }
}

/// On a plain host.
pub(crate) const fn host(text: &'static str) -> Fix {
    let platform = Platform::Host;
    Fix { platform, text }
}
