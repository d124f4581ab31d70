//! `ar` archives.

/// How long names are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Names {
    /// `name/`, and long ones in a member `//`.
    Gnu,
    /// Long ones in front of the member, behind `#1/LENGTH`.
    Bsd,
}

/// An archive of members: name and content.
#[must_use]
pub fn build(names: Names, members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = b"!<arch>\n".to_vec();
    let mut long = String::new();
    let mut bodies = Vec::new();
    for (name, content) in members {
        let (field, front) = match names {
            _ if name.len() < 16 && !name.contains(' ') => (format!("{name}/"), ""),
            Names::Gnu => {
                let field = format!("/{}", long.len());
                long.push_str(name);
                long.push_str("/\n");
                (field, "")
            }
            Names::Bsd => (format!("#1/{}", name.len()), *name),
        };
        bodies.push((field, [front.as_bytes(), content].concat()));
    }
    if !long.is_empty() {
        member(&mut archive, "//", long.as_bytes());
    }
    for (field, body) in bodies {
        member(&mut archive, &field, &body);
    }
    archive
}

fn member(archive: &mut Vec<u8>, name: &str, content: &[u8]) {
    let size = content.len();
    let header = format!("{name:<16}{:<12}{:<6}{:<6}{:<8}{size:<10}`\n", 0, 0, 0, 644);
    archive.extend_from_slice(header.as_bytes());
    archive.extend_from_slice(content);
    if size % 2 == 1 {
        archive.push(b'\n');
    }
}
