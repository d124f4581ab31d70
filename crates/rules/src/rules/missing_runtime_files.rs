//! `missing-runtime-files`

use diagnostic::{Finding, Place};

use crate::Subject;
use crate::rule::declare_rule;

declare_rule! {
    /// ## What it does
    /// Reports files that packages of the standard library read while the program runs and that its container
    /// image lacks: root certificates (`crypto/x509`), time zones (`time.LoadLocation`), users (`os/user`).
    ///
    /// ## Why it matters
    /// The program starts, and fails later: at the first TLS connection with `certificate signed by unknown
    /// authority`, at the first time zone with `unknown time zone`. Images from `scratch` and slim ones lack
    /// these files most often.
    ///
    /// ## Example
    /// ```console
    /// $ cgone audit app.tar
    /// ```
    ///
    /// ## Known limits
    /// That a function is linked does not prove that it is called. Files that are mounted when the container is
    /// made are not known, nor are certificates that the program brings in another way (`SSL_CERT_FILE`, a pool
    /// of its own).
    "missing-runtime-files",
    "the container image lacks files that the program reads while running",
    Warn,
    since "0.2.0",
    check
}

fn check(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    for lacking in subject.placed.into_iter().flat_map(|placed| &placed.lacks) {
        let place = |path: &String| Place::new("image").name(path.as_str());
        let tried = lacking.tried.iter();
        let mut finding = RULE.finding(
            format!(
                "the image holds no {}, which the program looks for: `{}`",
                lacking.what, lacking.message
            ),
            tried
                .map(|path| place(path).value("no such file or directory"))
                .collect(),
            help(&lacking.what),
        );
        lacking.what.clone_into(&mut finding.subject);
        found.push(finding);
    }
}

fn help(what: &str) -> &'static str {
    match what {
        "root certificates" => {
            "put the package `ca-certificates` into the image, or import \
             `golang.org/x/crypto/x509roots/fallback`"
        }
        "time zones" => {
            "put the package `tzdata` into the image, or build with `-tags=timetzdata`, which adds about \
             450 kB"
        }
        _ => "put the named files into the image, or mount them when the container is made",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::examples::{messages, messages_in, placed, program};
    use crate::{Lacking, Placed};

    #[test]
    fn fires_on_what_is_lacking() {
        let placed = Placed {
            lacks: vec![Lacking {
                what: "time zones".to_owned(),
                message: "unknown time zone".to_owned(),
                tried: vec!["/usr/share/zoneinfo".to_owned()],
            }],
            ..placed()
        };
        assert_eq!(
            messages_in(check, &program(), &placed),
            ["the image holds no time zones, which the program looks for: `unknown time zone`"],
        );
    }

    #[test]
    fn is_silent_where_nothing_is_lacking() {
        assert_eq!(messages_in(check, &program(), &placed()), [""; 0]);
    }

    #[test]
    fn is_silent_on_nothing() {
        assert_eq!(messages(check, &program()), [""; 0]);
    }
}
