//! An image's configuration (OCI image specification, config.md; Docker's is the same in these fields).

use std::fmt;

use serde::Deserialize;

/// What an image runs on, in Go's names.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub struct Platform {
    /// `GOOS`; empty if it is not said.
    #[serde(default)]
    pub os: String,
    /// `GOARCH`; empty if it is not said.
    #[serde(default, rename = "architecture")]
    pub arch: String,
    /// `v7`, `v8`; empty if there is none.
    #[serde(default, deserialize_with = "or_default")]
    pub variant: String,
}

impl Platform {
    /// Reads `os/arch` or `os/arch/variant`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('/');
        let (os, arch) = (parts.next()?, parts.next()?);
        let variant = parts.next().unwrap_or_default();
        let fits = !os.is_empty() && !arch.is_empty() && parts.next().is_none();
        fits.then(|| Self {
            os: os.to_owned(),
            arch: arch.to_owned(),
            variant: variant.to_owned(),
        })
    }

    /// Whether this is what is asked for; a question without a variant takes every one.
    #[must_use]
    pub fn answers(&self, asked: &Self) -> bool {
        let variant = asked.variant.is_empty() || asked.variant == self.variant;
        self.os == asked.os && self.arch == asked.arch && variant
    }

    /// Whether nothing is said.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.os.is_empty() && self.arch.is_empty()
    }
}

impl fmt::Display for Platform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.os, self.arch)?;
        if !self.variant.is_empty() {
            write!(f, "/{}", self.variant)?;
        }
        Ok(())
    }
}

/// How an image is started.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Config {
    /// `user`, `uid`, `user:group`; empty for root.
    #[serde(deserialize_with = "or_default")]
    pub user: String,
    /// The program and its first arguments.
    #[serde(deserialize_with = "or_default")]
    pub entrypoint: Vec<String>,
    /// Arguments behind those, or the whole command where there is no entrypoint.
    #[serde(deserialize_with = "or_default")]
    pub cmd: Vec<String>,
    /// `NAME=VALUE`.
    #[serde(deserialize_with = "or_default")]
    pub env: Vec<String>,
    /// The folder that the program starts in; empty for the root.
    #[serde(deserialize_with = "or_default")]
    pub working_dir: String,
}

/// The document around both.
#[derive(Debug, Deserialize)]
pub(super) struct Document {
    #[serde(flatten)]
    pub(super) platform: Platform,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) config: Config,
}

/// Go writes `null` for an empty list.
pub(super) fn or_default<'d, D, T>(value: D) -> Result<T, D::Error>
where
    D: serde::Deserializer<'d>,
    T: Deserialize<'d> + Default,
{
    Option::<T>::deserialize(value).map(Option::unwrap_or_default)
}
