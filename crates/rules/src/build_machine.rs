//! Folders that belong to the machine that built a binary, or to anybody.

/// First folders of a path, and whose they are.
const OWNERS: &[(&str, &str)] = &[
    ("/nix/store/", "the Nix store"),
    ("/gnu/store/", "the Guix store"),
    ("/home/", "a home folder"),
    ("/root/", "a home folder"),
    ("/Users/", "a home folder"),
    ("/export/home/", "a home folder"),
    ("/build/", "a build folder"),
    ("/builds/", "a build folder"),
    ("/buildd/", "a build folder"),
    ("/workspace/", "a build folder"),
    ("/github/workspace/", "a build folder"),
    ("/var/lib/jenkins/", "a build folder"),
    ("/go/src/", "a build folder"),
    ("/usr/src/", "a build folder"),
];

/// Folders that every user may write to (file hierarchy standard; `/private` is macOS's).
const WRITABLE: &[&str] = &[
    "/tmp/",
    "/var/tmp/",
    "/usr/tmp/",
    "/dev/shm/",
    "/run/lock/",
    "/var/lock/",
    "/private/tmp/",
    "/private/var/tmp/",
];

/// Whose folder an absolute path lies in, where that is the machine's that built it: a store, a home folder, a
/// build folder, a folder for temporary files.
pub(crate) fn owner(path: &str) -> Option<&'static str> {
    let folder = format!("{}/", path.trim_end_matches('/'));
    if writable(path) {
        return Some("a folder for temporary files");
    }
    let (_, owner) = OWNERS.iter().find(|(start, _)| folder.starts_with(start))?;
    Some(owner)
}

/// Whether everybody may write to the folder that an absolute path lies in.
pub(crate) fn writable(path: &str) -> bool {
    let folder = format!("{}/", path.trim_end_matches('/'));
    WRITABLE.iter().any(|start| folder.starts_with(start))
}

/// Whether a path lies in a store whose content nobody can change once it is written.
pub(crate) fn immutable(path: &str) -> bool {
    path.starts_with("/nix/store/") || path.starts_with("/gnu/store/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn owners_are_told_by_whole_folders() {
        for (path, expect) in [
            ("/home", Some("a home folder")),
            ("/export/home/ann/lib", Some("a home folder")),
            ("/root", Some("a home folder")),
            ("/rootfs/lib", None),
            ("/tmp", Some("a folder for temporary files")),
            ("/tmpfiles/lib", None),
            ("/builds/group/project", Some("a build folder")),
            ("/usr/lib", None),
        ] {
            assert_eq!(owner(path), expect, "{path}");
        }
        assert!(writable("/dev/shm") && !writable("/dev/shmem"));
        assert!(immutable("/nix/store/x") && !immutable("/nix/var"));
    }
}
