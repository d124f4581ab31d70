//! One binary in an image: what becomes of it there.

use std::fmt;
use std::sync::Arc;

use container::Bytes;
use gobin::{Facts, LinkMode};
use rules::{Lacking, Placed, Start, Started};
use target::{Conditions, GoNeeds, Node, Outcome, Program, Reason, Tree, Verdict, start};

use super::OpenedImage;
use super::opened::environment;

/// A file of an image.
#[derive(Clone)]
pub(crate) struct Inside {
    pub(super) image: Arc<OpenedImage>,
    /// Absolute.
    pub(crate) path: String,
    pub(super) mode: u32,
    pub(super) inode: u32,
    /// Its bytes.
    pub(crate) bytes: Bytes,
}

impl fmt::Debug for Inside {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inside")
            .field("image", &self.image.name)
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}

impl Inside {
    /// What becomes of the binary with these facts.
    pub(crate) fn placed(&self, facts: &Facts) -> Placed {
        let image = &self.image.image;
        let outcome = self.is_started(facts).then(|| self.start(facts));
        let platform = &image.platform;
        Placed {
            image: self.image.name.clone(),
            platform: if platform.is_empty() {
                String::new()
            } else {
                platform.to_string()
            },
            path: self.path.clone(),
            user: image.config.user.clone(),
            user_missing: user_missing(&*self.image.tree, &image.config.user),
            started: self.started(),
            lacks: outcome.as_ref().map(lacks).unwrap_or_default(),
            start: outcome.map_or(Start::NotAsked, verdict),
        }
    }

    /// Whether the file is a program for the system of the image.
    fn is_started(&self, facts: &Facts) -> bool {
        let os = self.image.image.platform.os.as_str();
        let linux = matches!(os, "linux" | "") && facts.os.is(&"linux".to_owned());
        let library = matches!(
            facts.link.mode.value,
            Some(LinkMode::SharedLibrary | LinkMode::Plugin | LinkMode::Archive)
        );
        linux && !library && facts.container.is_none()
    }

    fn start(&self, facts: &Facts) -> Outcome {
        let program = Program {
            go: GoNeeds::of(facts).map(Arc::new),
            mode: Some(self.mode),
            ..Program::new(self.path.as_str(), Arc::clone(&self.bytes))
        };
        let conditions = Conditions {
            environment: environment(&self.image.image),
            ..Conditions::default()
        };
        start(&*self.image.tree, &program, &conditions)
    }

    fn started(&self) -> Started {
        let Some(entrypoint) = &self.image.entrypoint else {
            return Started::Unknown;
        };
        let root = self.image.tree.root();
        let is_this = |path: &str| root.find(path).is_some_and(|f| f.inode == self.inode);
        let found = entrypoint.started.iter().find(|s| is_this(&s.path));
        match found {
            Some(started) if started.is_certain => Started::Certainly(started.through.clone()),
            Some(started) => Started::Perhaps(started.through.clone()),
            None if entrypoint.names(&self.path) => Started::Perhaps(Vec::new()),
            None if entrypoint.unknown.is_empty() && entrypoint.fails.is_none() => {
                let config = &self.image.image.config;
                let words: Vec<&str> = config
                    .entrypoint
                    .iter()
                    .chain(&config.cmd)
                    .map(String::as_str)
                    .collect();
                Started::No(format!("{words:?}"))
            }
            None => Started::Unknown,
        }
    }
}

fn verdict(outcome: Outcome) -> Start {
    match outcome.verdict {
        Verdict::Starts => Start::Starts,
        Verdict::Fails(failure) => Start::Fails {
            reason: failure.reason.name().to_owned(),
            subject: failure.subject,
            message: failure.message,
        },
        Verdict::Unknown { missing } => Start::Unknown(missing),
    }
}

fn lacks(outcome: &Outcome) -> Vec<Lacking> {
    let files = outcome
        .later
        .iter()
        .filter(|later| later.reason == Reason::RuntimeFile);
    let lacking = files.map(|later| {
        let step = format!("look for {}", later.subject);
        let step = outcome.trail.iter().find(|done| done.does == step);
        let tries = step.map(|step| step.tries.as_slice()).unwrap_or_default();
        Lacking {
            what: later.subject.clone(),
            message: later.message.clone(),
            tried: tries.iter().map(|tried| tried.what.clone()).collect(),
        }
    });
    lacking.collect()
}

/// What a container runtime says of an account that the image does not have; numbers need none.
fn user_missing(tree: &dyn Tree, user: &str) -> Option<String> {
    let (user, group) = user.split_once(':').unwrap_or((user, ""));
    absent(tree, user, "user", "/etc/passwd", "passwd")
        .or_else(|| absent(tree, group, "group", "/etc/group", "group"))
}

fn absent(tree: &dyn Tree, name: &str, what: &str, file: &str, short: &str) -> Option<String> {
    if name.is_empty() || name.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let message = format!("unable to find {what} {name}: no matching entries in {short} file");
    let node = match tree.look(file) {
        Node::File(node) => node,
        Node::Unknown(_) => return None,
        _ => return Some(message),
    };
    let bytes = tree.bytes(&node.path).ok()?;
    let mut lines = bytes.split(|byte| *byte == b'\n');
    let is_there =
        lines.any(|line| line.split(|byte| *byte == b':').next() == Some(name.as_bytes()));
    (!is_there).then_some(message)
}
