//! runc, containerd, Docker and Kubernetes.

use super::Kind;
use crate::{Phrase, Say};

pub(super) const KIND: Kind = Kind {
    name: "containers",
    phrases: &[
        Phrase::new(
            Say::CommandNotFound,
            &["exec: \"", "\": executable file not found in $PATH"],
        )
        .whole(),
        Phrase::new(
            Say::CommandNotFound,
            &["exec: \"", "\": stat ", ": no such file or directory"],
        )
        .whole(),
        Phrase::new(
            Say::ExecRefused,
            &["container process caused: exec: \"", "\": "],
        )
        .whole(),
        Phrase::new(Say::ExecRefused, &["exec user process caused"]).whole(),
        Phrase::new(Say::ExecRefused, &["exec container process `", "`: "]).whole(),
        Phrase::new(Say::OomKilled, &["OOMKilled\": true"]).whole(),
        Phrase::new(Say::OomKilled, &["OOMKilled\":true"]).whole(),
        Phrase::new(Say::OomKilled, &["Reason:", "OOMKilled"]).whole(),
        Phrase::new(Say::OomKilled, &["reason: OOMKilled"]).whole(),
        Phrase::new(Say::OomKilled, &["reason\":\"OOMKilled"]).whole(),
        Phrase::new(Say::Killed, &["\"ExitCode\": 137"]).whole(),
        Phrase::new(Say::Killed, &["exitCode: 137"]).whole(),
        Phrase::new(Say::Killed, &["exited with code 137"]).whole(),
    ],
};
