//! `fails-in-its-image`

use diagnostic::{Finding, Level, Place};

use crate::rule::declare_rule;
use crate::{Start, Started, Subject};

declare_rule! {
    /// ## What it does
    /// Reports a program that does not start in the container image it lies in: its loader, a library, a symbol
    /// version or a permission is missing there.
    ///
    /// ## Why it matters
    /// The image is what runs. A program that was linked on one distribution and copied into an image of another
    /// ends before `main`, often with `no such file or directory` about a file that is there. What the image's
    /// command starts for certain is reported at `deny`, every other program at `warn`: nobody may ever start
    /// it.
    ///
    /// ## Example
    /// ```console
    /// $ docker save example/app -o app.tar
    /// $ cgone audit app.tar
    /// $ cgone load app.tar:/usr/bin/app --on app.tar --trail
    /// ```
    ///
    /// ## Known limits
    /// The verdict is that of `cgone load` against the files of the image alone: what is mounted or set when the
    /// container is made is not known. Programs for other systems than Linux are not asked about.
    "fails-in-its-image",
    "the program does not start in the container image that it lies in",
    Warn,
    since "0.2.0",
    check
}

fn check(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    let Some(placed) = subject.placed else {
        return;
    };
    let Start::Fails {
        reason,
        subject: missing,
        message,
    } = &placed.start
    else {
        return;
    };
    let certain = matches!(placed.started, Started::Certainly(_));
    let place = Place::new("image").name(placed.path.as_str());
    let evidence = vec![place.value(message.clone())];
    let finding = RULE.finding(
        format!("the program does not start in its own image: {reason} `{missing}`"),
        evidence,
        "build the program for the image's own C library (in a stage from the same base), or with \
         `CGO_ENABLED=0` where the code allows it; or choose a base image that has what is missing",
    );
    found.push(Finding {
        level: if certain { Level::Deny } else { finding.level },
        ..finding
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Placed;
    use crate::examples::{messages, messages_in, placed, program};

    fn failing() -> Placed {
        Placed {
            start: Start::Fails {
                reason: "missing-library".to_owned(),
                subject: "libz.so.1".to_owned(),
                message: "libz.so.1: cannot open shared object file".to_owned(),
            },
            ..placed()
        }
    }

    #[test]
    fn fires_where_it_does_not_start() {
        assert_eq!(
            messages_in(check, &program(), &failing()),
            ["the program does not start in its own image: missing-library `libz.so.1`"],
        );
    }

    #[test]
    fn what_nothing_starts_only_warns() {
        for (started, level) in [
            (Started::Certainly(Vec::new()), Level::Deny),
            (Started::Unknown, Level::Warn),
        ] {
            let facts = program();
            let placed = Placed {
                started,
                ..failing()
            };
            let subject = Subject {
                facts: &facts,
                wanted: &crate::Requirements::default(),
                go_libraries: &[],
                placed: Some(&placed),
            };
            let mut found = Vec::new();
            check(&subject, &mut found);
            assert_eq!(found[0].level, level);
        }
    }

    #[test]
    fn is_silent_where_it_starts_or_nobody_knows() {
        assert_eq!(messages_in(check, &program(), &placed()), [""; 0]);
        let unknown = Placed {
            start: Start::Unknown(vec!["a layer".to_owned()]),
            ..placed()
        };
        assert_eq!(messages_in(check, &program(), &unknown), [""; 0]);
    }

    #[test]
    fn is_silent_on_nothing() {
        assert_eq!(messages(check, &program()), [""; 0]);
    }
}
