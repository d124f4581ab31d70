//! What keeps a finding recognisable from one build to the next.

use diagnostic::Finding;
use sha2::{Digest, Sha256};

/// 32 hexadecimal digits made of the rule, the image's name and the finding's subject: no offset, no level and
/// no wording. Baselines, SARIF and GitLab tell findings apart by it.
///
/// `image` is the path with `/`, relative where the run was given a relative one, and its container.
#[must_use]
pub fn fingerprint(image: &str, finding: &Finding) -> String {
    fingerprint_of(finding.rule, image, &finding.subject)
}

/// The same from its parts.
pub(crate) fn fingerprint_of(rule: &str, image: &str, subject: &str) -> String {
    let mut hash = Sha256::new();
    for part in [rule, image, subject] {
        // The length keeps `ab` + `c` and `a` + `bc` apart.
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    let digest = hash.finalize();
    digest
        .iter()
        .take(16)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use diagnostic::Level;

    use super::*;

    fn finding(subject: &str, message: &str) -> Finding {
        Finding {
            rule: "glibc-floor",
            level: Level::Warn,
            message: message.to_owned(),
            subject: subject.to_owned(),
            evidence: Vec::new(),
            help: None,
            decided: Vec::new(),
        }
    }

    #[test]
    fn wording_does_not_count_and_the_subject_does() {
        let one = fingerprint("a", &finding("GLIBC_2.34", "one"));
        assert_eq!(one, fingerprint("a", &finding("GLIBC_2.34", "another")));
        assert_ne!(one, fingerprint("a", &finding("GLIBC_2.38", "one")));
        assert_ne!(one, fingerprint("b", &finding("GLIBC_2.34", "one")));
        assert_eq!(one.len(), 32);
    }
}
