//! `runs-as-root`

use diagnostic::{Finding, Place};

use crate::rule::declare_rule;
use crate::{Started, Subject};

declare_rule! {
    /// ## What it does
    /// Records a program that its container image starts as root: the image names no user, or user 0.
    ///
    /// ## Why it matters
    /// A flaw in a program that runs as root is worth more to whoever finds it, and clusters that enforce
    /// `runAsNonRoot` refuse the image: `container has runAsNonRoot and image will run as root`. Most images run
    /// as root, so the level is `allow`.
    ///
    /// ## Example
    /// ```console
    /// $ cgone audit --deny runs-as-root app.tar
    /// ```
    ///
    /// ## Known limits
    /// A user that is given when the container is made is not known, nor is one that a program on the way (such
    /// as `gosu`) changes to: where the image starts the program through others, nothing is said.
    "runs-as-root",
    "the container image starts the program as root",
    Allow,
    since "0.2.0",
    check
}

fn check(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    let Some(placed) = subject.placed else {
        return;
    };
    let direct = matches!(&placed.started, Started::Certainly(through) if through.is_empty());
    let name = placed.user.split(':').next().unwrap_or_default();
    if !direct || !matches!(name, "" | "0" | "root") {
        return;
    }
    let place = Place::new("image configuration").name("User");
    found.push(RULE.finding(
        "the image starts the program as root",
        vec![place.value(if name.is_empty() {
            "none, which is root"
        } else {
            name
        })],
        "name a user in the image (`USER 65532`): a number needs no `/etc/passwd`",
    ));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Placed;
    use crate::examples::{messages, messages_in, placed, program};

    fn run_as(user: &str, started: Started) -> Vec<String> {
        let placed = Placed {
            user: user.to_owned(),
            started,
            ..placed()
        };
        messages_in(check, &program(), &placed)
    }

    #[test]
    fn fires_on_root() {
        for user in ["", "0", "root:root", "0:0"] {
            let found = run_as(user, Started::Certainly(Vec::new()));
            assert_eq!(found, ["the image starts the program as root"], "{user}");
        }
    }

    #[test]
    fn is_silent_on_others_and_on_what_is_not_started_directly() {
        let direct = || Started::Certainly(Vec::new());
        assert_eq!(run_as("65532", direct()), [""; 0]);
        assert_eq!(run_as("rooted", direct()), [""; 0]);
        let through = Started::Certainly(vec!["/usr/sbin/gosu".to_owned()]);
        assert_eq!(run_as("", through), [""; 0]);
    }

    #[test]
    fn is_silent_on_nothing() {
        assert_eq!(messages(check, &program()), [""; 0]);
    }
}
