//! `not-started-by-image`

use diagnostic::{Finding, Place};

use crate::rule::declare_rule;
use crate::{Start, Started, Subject};

declare_rule! {
    /// ## What it does
    /// Records a program in a container image to which nothing leads that the image's command starts, as far as
    /// it could be followed to its end.
    ///
    /// ## Why it matters
    /// What is not started can still be found by a scanner, be exploited once somebody is in the container, and
    /// makes the image larger. It may also be meant for `docker exec` or for a command that is given when the
    /// container is made, so the level is `allow`.
    ///
    /// ## Example
    /// ```console
    /// $ cgone audit --warn not-started-by-image app.tar
    /// ```
    ///
    /// ## Known limits
    /// A program that starts another by itself is not followed: only scripts, shells and small init programs
    /// are. Where a script could not be read to its end, nothing is said.
    "not-started-by-image",
    "nothing that the container image starts leads to the program",
    Allow,
    since "0.2.0",
    check
}

fn check(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    let Some(placed) = subject.placed else {
        return;
    };
    if let (Started::No(command), false) = (&placed.started, placed.start == Start::NotAsked) {
        let place = Place::new("image configuration").name("Entrypoint, Cmd");
        found.push(RULE.finding(
            "the image's command does not lead to the program",
            vec![place.value(command.clone())],
            "leave the program out of the image, or see that it is meant to be started by hand",
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Placed;
    use crate::examples::{messages, messages_in, placed, program};

    #[test]
    fn fires_on_what_nothing_starts() {
        let placed = Placed {
            started: Started::No("[\"/other\"]".to_owned()),
            ..placed()
        };
        assert_eq!(
            messages_in(check, &program(), &placed),
            ["the image's command does not lead to the program"],
        );
    }

    #[test]
    fn is_silent_on_what_may_be_started() {
        for started in [
            Started::Certainly(Vec::new()),
            Started::Perhaps(Vec::new()),
            Started::Unknown,
        ] {
            let placed = Placed {
                started,
                ..placed()
            };
            assert_eq!(messages_in(check, &program(), &placed), [""; 0]);
        }
    }

    #[test]
    fn is_silent_on_nothing() {
        assert_eq!(messages(check, &program()), [""; 0]);
    }
}
