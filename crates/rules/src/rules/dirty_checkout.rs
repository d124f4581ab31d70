//! `dirty-checkout`

use diagnostic::Finding;

use crate::Subject;
use crate::recorded;
use crate::rule::declare_rule;

declare_rule! {
    /// ## What it does
    /// Records a program that was built from a checkout with changes that were not committed
    /// (`vcs.modified=true` in the build info).
    ///
    /// ## Why it matters
    /// The revision in the build info, and since Go 1.24 the version made from it, name a state of the sources
    /// that this program was not built from: whoever reads a bug report or rebuilds the release looks at other
    /// code. While one works every build is like that, and many release scripts write a version file first, so
    /// the level is `allow`; a release gate sets it to `deny`.
    ///
    /// ## Example
    /// ```console
    /// $ echo '// later' >> main.go
    /// $ go build ./cmd/app
    /// $ cgone audit --deny dirty-checkout ./app
    /// ```
    ///
    /// ## Known limits
    /// Files that the version control ignores do not count, files that it does not know yet do. Builds with
    /// `-buildvcs=false`, from a vendored tarball or with Go 1.17 and older record nothing.
    "dirty-checkout",
    "built from a checkout with uncommitted changes",
    Allow,
    since "0.2.0",
    check,
    in Provenance
}

fn check(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    let Some(modified) = recorded::setting_is(subject, "vcs.modified", "true") else {
        return;
    };
    let revision = recorded::setting(subject, "vcs.revision");
    let mut evidence = vec![recorded::evidence(modified)];
    evidence.extend(revision.map(recorded::evidence));
    let of = revision.map_or_else(String::new, |revision| format!(" `{}`", revision.value.1));
    let mut finding = RULE.finding(
        format!("the program was built from a changed checkout, not from revision{of} as it was committed"),
        evidence,
        "commit or remove what `git status --porcelain` shows and run `go build` again: the revision then names \
         the sources, and the program behaves as they say",
    );
    finding.subject = "vcs.modified".to_owned();
    found.push(finding);
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::examples::{built_with, messages, program};

    #[test]
    fn fires_on_uncommitted_changes() {
        let facts = built_with(&[("vcs.revision", "4f2a"), ("vcs.modified", "true")]);
        assert_eq!(
            messages(check, &facts),
            [
                "the program was built from a changed checkout, not from revision `4f2a` as it was committed"
            ],
        );
    }

    #[test]
    fn is_silent_on_a_clean_checkout() {
        let facts = built_with(&[("vcs.revision", "4f2a"), ("vcs.modified", "false")]);
        assert!(messages(check, &facts).is_empty());
    }

    #[test]
    fn is_silent_on_nothing() {
        assert!(messages(check, &built_with(&[])).is_empty());
        assert!(messages(check, &program()).is_empty());
    }
}
