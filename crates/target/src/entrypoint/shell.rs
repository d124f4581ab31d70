//! Shell scripts, read as far as they can be without running them.

use std::collections::{BTreeMap, BTreeSet};

/// Words that are kept of one script.
const MOST_WORDS: usize = 4096;

/// What a script may start.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Read {
    /// Commands that the script becomes (`exec`), or its only command.
    pub(super) commands: Vec<Vec<String>>,
    /// The script is one command and nothing else.
    pub(super) is_one_command: bool,
    /// Every word in it that could name a file.
    pub(super) words: BTreeSet<String>,
}

/// Whether a script's first line names a shell.
pub(super) fn is_shell(text: &str) -> bool {
    let line = text.lines().next().unwrap_or_default();
    let mut words = line.trim_start_matches("#!").split_whitespace();
    let name = |word: &str| word.rsplit('/').next().unwrap_or_default().to_owned();
    let first = words.next().map(name).unwrap_or_default();
    let shell = if first == "env" {
        words.find(|word| !word.starts_with('-')).map(name)
    } else {
        Some(first)
    };
    shell.is_some_and(|shell| matches!(shell.as_str(), "sh" | "bash" | "ash" | "dash" | "busybox"))
}

/// Reads a script that is run with these arguments.
pub(super) fn read(text: &str, arguments: &[String], variables: &BTreeMap<String, String>) -> Read {
    let joined = text.replace("\\\n", " ");
    let lines: Vec<&str> = joined
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .filter(|line| !is_setting(line))
        .collect();
    let mut read = Read::default();
    for line in &lines {
        let words = line.split(|c: char| c.is_whitespace() || "\"'`;|&()<>={}$".contains(c));
        let words = words.filter(|word| !word.is_empty());
        let room = MOST_WORDS.saturating_sub(read.words.len());
        read.words.extend(words.take(room).map(str::to_owned));
    }
    if let [only] = lines.as_slice() {
        let command = only.strip_prefix("exec ").unwrap_or(only);
        if let Some(command) = simple(command, arguments, variables) {
            read.commands.push(command);
            read.is_one_command = true;
        }
        return read;
    }
    let becomes = lines.iter().filter_map(|line| line.strip_prefix("exec "));
    let becomes = becomes.filter_map(|command| simple(command, arguments, variables));
    read.commands.extend(becomes);
    read
}

/// `set -e` and the like start nothing.
fn is_setting(line: &str) -> bool {
    line.starts_with("set -") || line.starts_with("set +") || line.starts_with("cd ")
}

/// A simple command's words, with arguments and known variables put in; `None` if it is more than that.
fn simple(
    command: &str,
    arguments: &[String],
    variables: &BTreeMap<String, String>,
) -> Option<Vec<String>> {
    let mut words = Vec::new();
    let mut scanner = Scanner {
        rest: command.trim(),
        variables,
    };
    while !scanner.rest.is_empty() {
        let whole = ["\"$@\"", "$@", "\"${@}\""];
        let all = whole
            .iter()
            .find_map(|all| scanner.rest.strip_prefix(all))
            .filter(|rest| rest.is_empty() || rest.starts_with(char::is_whitespace));
        if let Some(rest) = all {
            words.extend(arguments.iter().cloned());
            scanner.rest = rest.trim_start();
            continue;
        }
        words.push(scanner.word()?);
        scanner.rest = scanner.rest.trim_start();
    }
    let assigns = words.iter().take_while(|word| is_assignment(word)).count();
    words.drain(..assigns);
    (!words.is_empty() && !is_keyword(words.first()?)).then_some(words)
}

fn is_assignment(word: &str) -> bool {
    word.split_once('=').is_some_and(|(name, _)| {
        !name.is_empty()
            && name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    })
}

/// Words that begin something other than a program.
fn is_keyword(word: &str) -> bool {
    matches!(
        word,
        "if" | "for"
            | "while"
            | "until"
            | "case"
            | "function"
            | "."
            | "source"
            | "eval"
            | "trap"
            | "export"
            | "unset"
            | "shift"
            | "exit"
            | "return"
            | "ulimit"
            | "umask"
            | "!"
            | "then"
            | "else"
            | "elif"
            | "fi"
            | "do"
            | "done"
            | "esac"
    )
}

/// Words with quotes and variables.
struct Scanner<'s> {
    rest: &'s str,
    variables: &'s BTreeMap<String, String>,
}

impl Scanner<'_> {
    /// The next word; `None` at what only a shell can tell: substitution, a pipe, an unknown variable.
    fn word(&mut self) -> Option<String> {
        let mut word = String::new();
        while let Some(first) = self.rest.chars().next() {
            match first {
                c if c.is_whitespace() => break,
                '\'' => {
                    let (quoted, rest) = self.rest.get(1..)?.split_once('\'')?;
                    word.push_str(quoted);
                    self.rest = rest;
                }
                '"' => {
                    self.rest = self.rest.get(1..)?;
                    self.quoted(&mut word)?;
                }
                '$' => word.push_str(&self.variable()?),
                '\\' => {
                    let escaped = self.rest.chars().nth(1)?;
                    word.push(escaped);
                    self.rest = self.rest.get(1 + escaped.len_utf8()..)?;
                }
                '|' | '&' | ';' | '<' | '>' | '(' | ')' | '`' | '*' | '?' | '[' | '{' | '~' => {
                    return None;
                }
                c => {
                    word.push(c);
                    self.rest = self.rest.get(c.len_utf8()..)?;
                }
            }
        }
        Some(word)
    }

    fn quoted(&mut self, word: &mut String) -> Option<()> {
        loop {
            match self.rest.chars().next()? {
                '"' => {
                    self.rest = self.rest.get(1..)?;
                    return Some(());
                }
                '$' => word.push_str(&self.variable()?),
                '`' | '\\' => return None,
                c => {
                    word.push(c);
                    self.rest = self.rest.get(c.len_utf8()..)?;
                }
            }
        }
    }

    /// `$NAME` or `${NAME}`, where the image sets it.
    fn variable(&mut self) -> Option<String> {
        let rest = self.rest.get(1..)?;
        let (name, rest) = match rest.strip_prefix('{') {
            Some(braced) => braced.split_once('}')?,
            None => {
                let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
                rest.split_at(end.unwrap_or(rest.len()))
            }
        };
        let value = self.variables.get(name)?;
        self.rest = rest;
        Some(value.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &[&str], is_one: bool) {
        let variables = BTreeMap::from([("APP".to_owned(), "/opt/app".to_owned())]);
        let arguments = ["--port".to_owned(), "80".to_owned()];
        let read = read(text, &arguments, &variables);
        let commands: Vec<String> = read.commands.iter().map(|words| words.join(" ")).collect();
        assert_eq!(commands, expect, "{text}");
        assert_eq!(read.is_one_command, is_one, "{text}");
    }

    #[test]
    fn one_command_is_certain() {
        check(
            "#!/bin/sh\nset -e\nexec /app \"$@\"\n",
            &["/app --port 80"],
            true,
        );
        check("/app --x 'a b'", &["/app --x a b"], true);
        check(
            "exec ${APP}/server \\\n  --v",
            &["/opt/app/server --v"],
            true,
        );
        check("GODEBUG=x=1 $APP", &["/opt/app"], true);
    }

    #[test]
    fn several_are_possible() {
        let text = "#!/bin/sh\nif [ \"$1\" = x ]; then\n  exec /one\nfi\nexec /two \"$@\"\n";
        check(text, &["/one", "/two --port 80"], false);
    }

    #[test]
    fn what_only_a_shell_can_tell_is_not_told() {
        for text in [
            "app | tee x",
            "exec $UNSET",
            "exec $(which app)",
            "a && b",
            "exec \"$(x)\"",
        ] {
            check(text, &[], false);
        }
    }

    #[test]
    fn words_may_name_files() {
        let read = read("x=1\nrun /usr/bin/helper-tool; y", &[], &BTreeMap::new());
        assert!(read.words.contains("/usr/bin/helper-tool"));
    }

    #[test]
    fn the_first_line_names_the_shell() {
        assert!(is_shell("#!/bin/sh\n"));
        assert!(is_shell("#!/usr/bin/env -S bash -e\n"));
        assert!(!is_shell("#!/usr/bin/python3\n"));
    }
}
