//! Go object files and package definitions: text that says for what they were compiled.
//!
//! `go object GOOS GOARCH VERSION [GOARCH-level] X:EXPERIMENTS\n`, then perhaps `build id "…"\n`
//! (`HeaderString` in `cmd/internal/objabi`, Go 1.26).

use diagnostic::Located;

use crate::image::{Format, Tables};
use crate::part::{Part, Word};
use crate::words::valid_start;
use crate::{Arch, Image, Kind, OpenError};

/// What a Go object begins with.
pub(crate) const MAGIC: &[u8] = b"go object ";

/// Longest header line: a version string and every experiment are a few hundred bytes.
const MAX_LINE: usize = 4096;

/// The machines that Go targets: pointer size and byte order.
const MACHINES: [(&str, u8, bool); 16] = [
    ("386", 4, true),
    ("amd64", 8, true),
    ("arm", 4, true),
    ("arm64", 8, true),
    ("loong64", 8, true),
    ("mips", 4, false),
    ("mips64", 8, false),
    ("mips64le", 8, true),
    ("mipsle", 4, true),
    ("ppc64", 8, false),
    ("ppc64le", 8, true),
    ("riscv64", 8, true),
    ("s390x", 8, false),
    ("wasm", 8, true),
    ("amd64p32", 4, true),
    ("sparc64", 8, false),
];

/// The systems that Go targets or targeted.
const SYSTEMS: [&str; 17] = [
    "aix",
    "android",
    "darwin",
    "dragonfly",
    "freebsd",
    "illumos",
    "ios",
    "js",
    "linux",
    "nacl",
    "netbsd",
    "openbsd",
    "plan9",
    "solaris",
    "wasip1",
    "windows",
    "zos",
];

/// Decodes one Go object or package definition.
///
/// # Errors
/// When the first line does not name a system and a machine that Go knows.
pub(crate) fn decode<'d>(part: &Part<'d>) -> Result<Image<'d>, OpenError> {
    let broken = |message: String| part.broken(Format::GoObject, 0, message);
    let header = line(part.data, 0).filter(|line| line.as_bytes().starts_with(MAGIC));
    let header = header.ok_or_else(|| broken("no `go object` line".to_owned()))?;
    let mut words = header.split(' ').skip(2);
    let os = words.next().unwrap_or_default();
    let os = SYSTEMS.into_iter().find(|known| *known == os);
    let arch = words.next().unwrap_or_default();
    let machine = MACHINES.into_iter().find(|known| known.0 == arch);
    let (Some(os), Some((arch, size, little))) = (os, machine) else {
        return Err(broken(format!(
            "`{header}` names no system and machine of Go"
        )));
    };
    let mut image = part.image(Format::GoObject, Arch::Go(arch), Word { little, size });
    let place = || part.place("go object header", 0);
    image.kind = Kind::Object;
    image.os = Some(Located::new(os, place()));
    image.loading.go_build_id = build_id(part, header.len() + 1);
    image.tables = Tables::GoObject(Located::new(header.to_owned(), place()));
    Ok(image)
}

fn build_id(part: &Part<'_>, at: usize) -> Option<Located<String>> {
    let id = line(part.data, at)?.strip_prefix("build id \"")?;
    let id = id.strip_suffix('"')?.to_owned();
    Some(Located::new(
        id,
        part.place("go object build id", at as u64),
    ))
}

/// The version in a header line: the words between the machine and the first setting.
pub(crate) fn version(header: &str) -> Option<&str> {
    let start = header.match_indices(' ').nth(3)?.0 + 1;
    let rest = header.get(start..)?;
    let setting =
        |word: &str| word.starts_with("X:") || word.starts_with("GO") && word.contains('=');
    let length: usize = rest
        .split(' ')
        .take_while(|word| !setting(word))
        .map(|word| word.len() + 1)
        .sum();
    rest.get(..length.checked_sub(1)?)
}

/// The line that starts at `at`, without its end.
fn line(data: &[u8], at: usize) -> Option<&str> {
    let rest = data.get(at..)?;
    let rest = rest.get(..MAX_LINE).unwrap_or(rest);
    let end = memchr::memchr(b'\n', rest)?;
    let line = rest.get(..end)?;
    Some(valid_start(line)).filter(|text| text.len() == end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decode_text(text: &str) -> Result<Image<'_>, OpenError> {
        decode(&Part::whole(text.as_bytes()))
    }

    #[test]
    fn the_header_names_system_machine_and_version() {
        let text = "go object linux s390x go1.26.8 X:none\nbuild id \"a/b\"\n\n!\n";
        let image = decode_text(text).unwrap();
        assert_eq!(image.os.as_ref().unwrap().value, "linux");
        assert_eq!(image.arch, Arch::Go("s390x"));
        assert!(!image.little_endian);
        let id = image.loading.go_build_id.as_ref().unwrap();
        assert_eq!((id.value.as_str(), id.place.offset), ("a/b", Some(38)));
        assert_eq!(image.stated_go_version().unwrap().value, "go1.26.8");
    }

    #[test]
    fn an_unknown_machine_is_no_go_object() {
        assert!(decode_text("go object linux vax go1.26.8\n").is_err());
        assert!(decode_text("go object linux amd64").is_err());
    }

    #[test]
    fn a_development_version_has_several_words() {
        let image = decode_text("go object darwin arm64 devel go1.27-abc Tue X:none\n").unwrap();
        assert_eq!(
            image.stated_go_version().unwrap().value,
            "devel go1.27-abc Tue"
        );
    }
}
