//! Shells and the commands that execute others. Their reasons are the C library's texts, in the user's
//! language: the fixed parts are what stands before them.

use super::Kind;
use crate::{Phrase, Say, Signal};

pub(super) const KIND: Kind = Kind {
    name: "shells",
    phrases: &[
        Phrase::new(
            Say::RequiredFileMissing,
            &[": cannot execute: required file not found"],
        )
        .whole(),
        Phrase::new(Say::CarriageReturn, &["\r: bad interpreter"]).whole(),
        Phrase::new(Say::CarriageReturn, &["^M: bad interpreter"]).whole(),
        Phrase::new(Say::CarriageReturn, &["\\r': "]).whole(),
        Phrase::new(Say::CarriageReturn, &["\\r’: "]).whole(),
        Phrase::new(Say::CarriageReturn, &["\r': No such file or directory"]).whole(),
        Phrase::new(Say::CarriageReturn, &["\r’: No such file or directory"]).whole(),
        Phrase::new(Say::CarriageReturn, &["$'\\r': command not found"]).whole(),
        Phrase::new(Say::BadInterpreter, &[": bad interpreter: "]).whole(),
        Phrase::new(Say::ExecRefused, &["fork/exec ", ": "]).whole(),
        Phrase::new(Say::ExecRefused, &["failed to run command ‘", "’: "]).whole(),
        Phrase::new(Say::ExecRefused, &["failed to run command '", "': "]).whole(),
        Phrase::new(Say::ExecRefused, &["failed to run command `", "': "]).whole(),
        Phrase::new(Say::ExecRefused, &["failed to execute ", ": "]).whole(),
        Phrase::new(Say::ExecRefused, &["can't execute '", "': "]).whole(),
        Phrase::new(Say::ExecRefused, &["strace: exec: "]).whole(),
        Phrase::new(Say::ExecRefused, &["[Errno 2] ", ": '"]).whole(),
        Phrase::new(Say::ExecRefused, &["[Errno 8] ", ": '"]).whole(),
        Phrase::new(Say::ExecRefused, &["[Errno 13] ", ": '"]).whole(),
        Phrase::new(Say::ExecRefused, &["env: ‘", "’: "]).whole(),
        Phrase::new(Say::ExecRefused, &["env: '", "': "]).whole(),
        Phrase::new(Say::ExecRefused, &[": cannot execute binary file"]).whole(),
        Phrase::new(Say::ExecRefused, &[": cannot execute: "]).whole(),
        Phrase::new(Say::ExecRefused, &["zsh: exec format error: "])
            .at_start()
            .whole(),
        Phrase::new(Say::ExecRefused, &["zsh: no such file or directory: "])
            .at_start()
            .whole(),
        Phrase::new(Say::ExecRefused, &["zsh: permission denied: "])
            .at_start()
            .whole(),
        Phrase::new(Say::Died(Signal::SEGV), &["Segmentation fault"]).at_start(),
        Phrase::new(Say::Died(Signal::SYS), &["Bad system call"]).at_start(),
        Phrase::new(Say::Died(Signal::ILL), &["Illegal instruction"]).at_start(),
        Phrase::new(Say::Died(Signal::BUS), &["Bus error"]).at_start(),
        Phrase::new(Say::Died(Signal::FPE), &["Floating point exception"]).at_start(),
        Phrase::new(
            Say::Died(Signal::SEGV),
            &[": line ", " Segmentation fault "],
        ),
        Phrase::new(Say::Died(Signal::SYS), &[": line ", " Bad system call "]),
        Phrase::new(
            Say::Died(Signal::ILL),
            &[": line ", " Illegal instruction "],
        ),
        Phrase::new(Say::CommandNotFound, &[": command not found"]).whole(),
        Phrase::new(Say::ExecRefused, &["sh: ", ": not found"])
            .at_start()
            .whole(),
        Phrase::new(Say::ExecRefused, &["/bin/sh: ", ": not found"])
            .at_start()
            .whole(),
        Phrase::new(Say::ExecRefused, &["sh: ", ": "])
            .at_start()
            .whole(),
        Phrase::new(Say::ExecRefused, &["bash: ", ": "])
            .at_start()
            .whole(),
        Phrase::new(Say::ExecRefused, &["/bin/sh: ", ": "])
            .at_start()
            .whole(),
        Phrase::new(Say::ExecRefused, &["/bin/bash: ", ": "])
            .at_start()
            .whole(),
        Phrase::new(Say::ExecRefused, &["exec /", ": "])
            .at_start()
            .whole(),
        Phrase::new(Say::ExecRefused, &["exec ", ": exec format error"])
            .at_start()
            .whole(),
        Phrase::new(Say::Killed, &["Killed"]).at_start(),
        Phrase::new(Say::Killed, &[": line ", " Killed "]),
    ],
};
