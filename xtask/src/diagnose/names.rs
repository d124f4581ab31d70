//! The words of the captures for causes, in cgone's.

/// Causes that the captures name otherwise than with underscores for hyphens.
const OTHERS: &[(&str, &str)] = &[
    ("c_stack", "c-stack-overflow"),
    ("kernel_too_old_glibc", "kernel-too-old"),
    ("user_unknown_scratch", "user-unknown"),
    ("huge_alloc", "huge-allocation"),
    ("x509_untrusted_cert", "untrusted-certificate"),
    ("stack_smash", "stack-corruption"),
    ("goamd64", "goamd64-level"),
];

/// The cause of a capture by cgone's name; `Ok(None)` where nothing failed.
pub(super) fn cause(word: &str) -> Result<Option<&'static str>, String> {
    if word == "none" {
        return Ok(None);
    }
    let other = OTHERS.iter().find(|(theirs, _)| *theirs == word);
    let name = other.map_or_else(|| word.replace('_', "-"), |(_, ours)| (*ours).to_owned());
    let known = ::diagnose::find(&name);
    known
        .map(|cause| Some(cause.name))
        .ok_or_else(|| format!("no cause `{name}` for `{word}`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_translated() {
        assert_eq!(cause("none"), Ok(None));
        assert_eq!(cause("rlimit_nproc"), Ok(Some("rlimit-nproc")));
        assert_eq!(cause("huge_alloc"), Ok(Some("huge-allocation")));
        assert!(cause("bad_luck").is_err());
    }

    #[test]
    fn every_word_is_translated_to_a_cause() {
        for (word, _) in OTHERS {
            assert!(cause(word).is_ok(), "{word}");
        }
    }
}
