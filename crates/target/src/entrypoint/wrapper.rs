//! Programs that only start another: shells, small init programs, changers of user and environment.

/// What stands behind a program, told by its name and arguments.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Behind {
    /// It starts nothing that is known.
    Nothing,
    /// It becomes or starts this command.
    Command(Vec<String>),
    /// A shell runs a text (`-c`), with the words behind it as `$0`, `$1` and so on.
    Text(String, Vec<String>),
    /// A shell runs a file.
    Script(String, Vec<String>),
    /// It starts something that cannot be told, as a clause.
    Unknown(String),
}

/// A wrapper: its names, options that take a value, and words in front of the command.
struct Wrapper {
    names: &'static [&'static str],
    valued: &'static [&'static str],
    before: usize,
}

/// From their manual pages: tini 0.19, dumb-init 1.2, catatonit 0.2, gosu 1.17, su-exec 0.2, coreutils 9,
/// util-linux 2.38.
const WRAPPERS: &[Wrapper] = &[
    Wrapper {
        names: &["tini", "tini-static", "docker-init"],
        valued: &["-p", "-e"],
        before: 0,
    },
    Wrapper {
        names: &["dumb-init"],
        valued: &["-r", "--rewrite"],
        before: 0,
    },
    Wrapper {
        names: &["catatonit"],
        valued: &[],
        before: 0,
    },
    Wrapper {
        names: &["gosu", "su-exec"],
        valued: &[],
        before: 1,
    },
    Wrapper {
        names: &["nice"],
        valued: &["-n", "--adjustment"],
        before: 0,
    },
    Wrapper {
        names: &["nohup", "setsid"],
        valued: &[],
        before: 0,
    },
    Wrapper {
        names: &["timeout"],
        valued: &["-k", "-s", "--kill-after", "--signal"],
        before: 1,
    },
];

const SHELLS: [&str; 4] = ["sh", "bash", "ash", "dash"];

/// What a program of that path, started with these arguments, starts in turn.
pub(super) fn behind(path: &str, arguments: &[String]) -> Behind {
    let name = path.rsplit('/').next().unwrap_or(path);
    if name == "busybox" || name.starts_with("busybox.") {
        return match arguments.split_first() {
            Some((applet, rest)) if applet != "busybox" => behind(applet, rest),
            _ => Behind::Nothing,
        };
    }
    if SHELLS.contains(&name) {
        return shell(name, arguments);
    }
    if name == "env" {
        return environment(arguments);
    }
    let wrapper = WRAPPERS
        .iter()
        .find(|wrapper| wrapper.names.contains(&name));
    wrapper.map_or(Behind::Nothing, |wrapper| plain(wrapper, arguments))
}

/// Options, then `before` words, then the command.
fn plain(wrapper: &Wrapper, arguments: &[String]) -> Behind {
    let mut words = arguments.iter();
    let mut skip = wrapper.before;
    while let Some(word) = words.next() {
        if word == "--" {
            continue;
        }
        if word.starts_with('-') && word.len() > 1 && skip == wrapper.before {
            if wrapper.valued.contains(&word.as_str()) {
                words.next();
            }
            continue;
        }
        if skip > 0 {
            skip -= 1;
            continue;
        }
        let mut command = vec![word.clone()];
        command.extend(words.cloned());
        return Behind::Command(command);
    }
    Behind::Nothing
}

/// `env [-i] [NAME=VALUE…] COMMAND…`; a split string (`-S`) and a changed folder are not followed.
fn environment(arguments: &[String]) -> Behind {
    let mut words = arguments.iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "-" | "-i" | "--ignore-environment" | "--" | "-0" => {}
            "-u" => drop(words.next()),
            option if option.starts_with('-') => {
                return Behind::Unknown(format!("what `env {option}` starts"));
            }
            variable if variable.contains('=') => {}
            _ => {
                let mut command = vec![word.clone()];
                command.extend(words.cloned());
                return Behind::Command(command);
            }
        }
    }
    Behind::Nothing
}

fn shell(name: &str, arguments: &[String]) -> Behind {
    let mut words = arguments.iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "-o" | "+o" => drop(words.next()),
            "--" => {}
            option if option.starts_with("--") => {
                return Behind::Unknown(format!("what `{name} {option}` runs"));
            }
            option if option.starts_with('-') && option.contains('c') => {
                let Some(text) = words.next() else {
                    return Behind::Nothing;
                };
                // The next word is `$0`.
                words.next();
                return Behind::Text(text.clone(), words.cloned().collect());
            }
            option if option.starts_with(['-', '+']) => {}
            _ => return Behind::Script(word.clone(), words.cloned().collect()),
        }
    }
    Behind::Unknown(format!("what is typed into `{name}`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        text.split_whitespace().map(str::to_owned).collect()
    }

    fn check(path: &str, arguments: &str, expect: &str) {
        let found = behind(path, &words(arguments));
        assert_eq!(found, Behind::Command(words(expect)), "{path} {arguments}");
    }

    #[test]
    fn wrappers_are_followed() {
        check("/sbin/tini", "-g -- /app --x", "/app --x");
        check("/usr/bin/dumb-init", "-r 15:3 app", "app");
        check(
            "/usr/local/bin/gosu",
            "app:app /bin/server -v",
            "/bin/server -v",
        );
        check("/usr/bin/env", "-i A=b -u C app -i", "app -i");
        check("/usr/bin/timeout", "-k 5 10 app", "app");
    }

    #[test]
    fn shells_run_texts_and_files() {
        assert_eq!(
            behind("/bin/sh", &words("-c app sh one")),
            Behind::Text("app".into(), words("one"))
        );
        assert_eq!(
            behind("/bin/busybox", &words("sh -e /run.sh a")),
            Behind::Script("/run.sh".into(), words("a"))
        );
        assert_eq!(behind("/app", &words("sh -c x")), Behind::Nothing);
    }

    #[test]
    fn what_cannot_be_told_is_unknown() {
        assert!(matches!(behind("/bin/bash", &[]), Behind::Unknown(_)));
        assert!(matches!(
            behind("/usr/bin/env", &words("-S app")),
            Behind::Unknown(_)
        ));
    }
}
