//! `pure-go-users`

use diagnostic::Finding;
use gobin::Lookup;

use crate::rule::declare_rule;
use crate::{Subject, recorded, systems};

declare_rule! {
    /// ## What it does
    /// Records a program that finds users and groups by reading `/etc/passwd` and `/etc/group` itself.
    ///
    /// ## Why it matters
    /// This is how a static Go program should be, so the level is `allow`. But it knows only the users of
    /// these two files: those of LDAP, SSSD, NIS, `extrausers` or systemd (`DynamicUser=`) are
    /// `user: unknown user` to it, and the groups of a user are incomplete, with no hint that NSS was not
    /// asked. In an image without `/etc/passwd`, `user.Current` falls back on the numeric ID and on
    /// `$HOME` and `$USER`. Set the rule to `deny` for programs that decide by user or group where users
    /// come from a directory.
    ///
    /// ## Example
    /// ```console
    /// $ CGO_ENABLED=0 go build ./cmd/looks-up-users
    /// $ cgone audit --deny pure-go-users ./looks-up-users
    /// ```
    ///
    /// ## Known limits
    /// That the code is linked does not prove that a user is ever looked up: `user.Current` for a home folder
    /// is the most common use. Of Windows and macOS nothing is said: Go asks the system there without cgo too.
    "pure-go-users",
    "users and groups are read from /etc/passwd and /etc/group alone",
    Allow,
    since "0.2.0",
    check,
    in Runtime
}

fn check(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    let users = &subject.runtime.users;
    if !users.is(&Lookup::Go) || !systems::is_one_of(subject, systems::WITH_NSS) {
        return;
    }
    let mut evidence = users.evidence.clone();
    evidence.extend(recorded::setting(subject, "CGO_ENABLED").map(recorded::evidence));
    found.push(RULE.finding(
        "users are read from `/etc/passwd` by Go's own code, which asks no NSS module (LDAP, SSSD, systemd)",
        evidence,
        "keep it if that file knows every user; else build with `CGO_ENABLED=1` and without the tag \
         `osusergo`, which makes the program dynamic: it then needs a loader and the C library",
    ));
}

#[cfg(test)]
mod tests {
    use diagnostic::{Fact, Place};
    use gobin::{Facts, Lookup};

    use super::check;
    use crate::examples::{Observed, messages, program};

    fn looking_up(users: Lookup) -> Facts {
        let mut facts = program();
        let evidence = Place::new("pclntab file")
            .at(0x40)
            .value("os/user/lookup_unix.go");
        facts.runtime.users = Fact::known(users, vec![evidence]);
        facts
    }

    #[test]
    fn fires_on_gos_own_files() {
        assert_eq!(
            messages(check, &looking_up(Lookup::Go)),
            [
                "users are read from `/etc/passwd` by Go's own code, which asks no NSS module (LDAP, SSSD, systemd)"
            ],
        );
    }

    #[test]
    fn is_silent_when_c_or_the_system_is_asked() {
        assert!(messages(check, &looking_up(Lookup::Cgo)).is_empty());
        assert!(messages(check, &looking_up(Lookup::System).os("darwin")).is_empty());
        assert!(messages(check, &looking_up(Lookup::Go).os("wasip1")).is_empty());
    }

    #[test]
    fn is_silent_on_nothing() {
        assert!(messages(check, &program()).is_empty());
    }
}
