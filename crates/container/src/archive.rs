//! The members of an archive that holds an image: `docker save`, an OCI layout in one file.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::ops::Range;

use crate::name;
use crate::tar::{Archive, Kind};

/// Members that are looked at.
const MOST: usize = 1 << 16;
/// Links from member to member.
const MOST_LINKS: usize = 8;

/// Where each member stands.
#[derive(Debug, Default)]
pub struct Members {
    places: BTreeMap<String, Place>,
}

#[derive(Debug)]
enum Place {
    File(Range<usize>),
    /// Old releases of `docker save` store a layer that two images share once.
    Link(String),
}

impl Members {
    /// Lists the members of an archive that is not compressed.
    ///
    /// # Errors
    /// When it cannot be read to its end, as a clause.
    pub fn of(bytes: &[u8]) -> Result<Self, String> {
        let mut archive = Archive::new(bytes);
        let mut members = Self::default();
        while let Some(entry) = archive.next().map_err(|error| error.to_string())? {
            let Some(name) = name::parse(&entry.path) else {
                continue;
            };
            let path = name.parts.join("/");
            let place = match entry.kind {
                Kind::File if entry.stored() == entry.size => {
                    let start = usize::try_from(archive.offset()).unwrap_or(usize::MAX);
                    let size = usize::try_from(entry.size).unwrap_or(usize::MAX);
                    Place::File(start..start.saturating_add(size))
                }
                Kind::Symlink => Place::Link(target(&name.parts, &entry.link)),
                Kind::Hardlink => Place::Link(target(&[], &entry.link)),
                _ => continue,
            };
            members.places.insert(path, place);
            if members.places.len() > MOST {
                return Err(format!("an archive of more than {MOST} members"));
            }
        }
        Ok(members)
    }

    /// The names alone of an archive that is read as a stream.
    ///
    /// # Errors
    /// When it cannot be read to its end, as a clause.
    pub fn names_of(stream: impl Read) -> Result<BTreeSet<String>, String> {
        let mut archive = Archive::new(stream);
        let mut names = BTreeSet::new();
        while let Some(entry) = archive.next().map_err(|error| error.to_string())? {
            let Some(name) = name::parse(&entry.path) else {
                continue;
            };
            // Those of an image stand at the top.
            if let [only] = name.parts.as_slice()
                && names.len() < MOST
            {
                names.insert(only.clone());
            }
        }
        Ok(names)
    }

    /// Where a member's bytes stand, links followed.
    #[must_use]
    pub fn range(&self, name: &str) -> Option<Range<usize>> {
        let mut name = name;
        for _ in 0..=MOST_LINKS {
            match self.places.get(name)? {
                Place::File(range) => return Some(range.clone()),
                Place::Link(target) => name = target,
            }
        }
        None
    }
}

/// What a link in an archive means, from the archive's top.
fn target(parts: &[String], link: &[u8]) -> String {
    let folder = parts.split_last().map_or(&[][..], |(_, folder)| folder);
    let whole = format!("{}/{}", folder.join("/"), name::text(link));
    let parsed = name::parse(whole.as_bytes());
    parsed.map_or_else(String::new, |name| name.parts.join("/"))
}
