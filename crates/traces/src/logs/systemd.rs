//! systemd's words about units.

use super::Kind;
use crate::{Phrase, Say};

pub(super) const KIND: Kind = Kind {
    name: "systemd",
    phrases: &[
        Phrase::new(Say::ExecRefused, &["Failed at step EXEC spawning ", ": "]).whole(),
        Phrase::new(Say::ExecRefused, &["Unable to locate executable '", "': "]).whole(),
        Phrase::new(Say::ExecRefused, &["Failed to execute ", ": "]).whole(),
        Phrase::new(
            Say::OomKilled,
            &["process of this unit has been killed by the OOM killer"],
        )
        .whole(),
        Phrase::new(Say::OomKilled, &["Failed with result 'oom-kill'"]).whole(),
        Phrase::new(Say::Killed, &["code=killed, status=9/KILL"]).whole(),
        Phrase::new(
            Say::GoSignal(crate::Signal::SYS),
            &["code=killed, status=31/SYS"],
        )
        .whole(),
        Phrase::new(
            Say::GoSignal(crate::Signal::SYS),
            &["code=dumped, status=31/SYS"],
        )
        .whole(),
    ],
};
