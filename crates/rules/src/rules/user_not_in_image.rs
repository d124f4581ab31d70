//! `user-not-in-image`

use diagnostic::{Finding, Place};

use crate::rule::declare_rule;
use crate::{Started, Subject};

declare_rule! {
    /// ## What it does
    /// Reports that a container image names a user or group which its `/etc/passwd` or `/etc/group` does not
    /// have, on the programs that its command starts.
    ///
    /// ## Why it matters
    /// No container of that image starts: the runtime looks the name up in the image and gives up with
    /// `unable to find user app: no matching entries in passwd file`. It happens when a binary is moved from a
    /// full base to `scratch` and the line `USER app` moves with it.
    ///
    /// ## Example
    /// ```console
    /// $ cgone audit app.tar
    /// ```
    ///
    /// ## Known limits
    /// A user that is given when the container is made takes the place of the image's.
    "user-not-in-image",
    "the container image runs as a user that it does not have",
    Deny,
    since "0.2.0",
    check
}

fn check(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    let Some(placed) = subject.placed else {
        return;
    };
    let Some(message) = &placed.user_missing else {
        return;
    };
    if !matches!(placed.started, Started::Certainly(_)) {
        return;
    }
    let place = Place::new("image configuration").name("User");
    found.push(RULE.finding(
        format!("the image runs as `{}`, and no container starts: `{message}`", placed.user),
        vec![place.value(placed.user.clone())],
        "name the user by its number (`USER 65532:65532`), or put `/etc/passwd` and `/etc/group` with it \
         into the image",
    ));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Placed;
    use crate::examples::{messages, messages_in, placed, program};

    fn nobody() -> Placed {
        Placed {
            user: "app".to_owned(),
            user_missing: Some("unable to find user app".to_owned()),
            ..placed()
        }
    }

    #[test]
    fn fires_on_a_user_that_is_not_there() {
        assert_eq!(
            messages_in(check, &program(), &nobody()),
            ["the image runs as `app`, and no container starts: `unable to find user app`"],
        );
    }

    #[test]
    fn is_silent_on_programs_that_are_not_started() {
        let placed = Placed {
            started: Started::Perhaps(Vec::new()),
            ..nobody()
        };
        assert_eq!(messages_in(check, &program(), &placed), [""; 0]);
        let known = Placed {
            user_missing: None,
            ..nobody()
        };
        assert_eq!(messages_in(check, &program(), &known), [""; 0]);
    }

    #[test]
    fn is_silent_on_nothing() {
        assert_eq!(messages(check, &program()), [""; 0]);
    }
}
