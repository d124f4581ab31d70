//! `cgone init [PATH…]`: a first policy, from what is there.

use gobin::Scope;
use rules::{Policy, Seen};

use crate::args::{Color, Init};
use crate::audit::images::{self, Event};
use crate::audit::{self, Auditor, GoLibraries, Outcome};
use crate::exit::Exit;
use crate::input::{Candidate, Walk, plain};
use crate::policy::{Demands, Folder};
use crate::{save, terminal};

/// Writes the policy.
pub(crate) fn run(args: &Init, color: Color) -> Exit {
    match init(args, color) {
        Ok(exit) => exit,
        Err(message) => {
            terminal::complain(color, "", &message);
            Exit::Usage
        }
    }
}

fn init(args: &Init, color: Color) -> Result<Exit, String> {
    let to_screen = args.output.as_os_str() == "-";
    let name = args.output.to_string_lossy();
    if !to_screen && !args.force && args.output.symlink_metadata().is_ok() {
        return Err(format!("{name}: is there already; `--force` replaces it"));
    }
    let folder = Folder::working()?;
    let folder = if to_screen {
        folder
    } else {
        folder.of(&args.output)
    };
    let walk = Walk::of(&args.paths);
    let Some(first) = look(&walk, Policy::default(), &folder, color)? else {
        return Ok(Exit::Input);
    };
    let text = settle(rules::propose(&first), first, &walk, &folder, color)?;
    if to_screen {
        terminal::print(&text).map_err(|error| plain(&error))?;
        return Ok(Exit::Clean);
    }
    save::whole(&args.output, &text).map_err(|error| format!("{name}: {}", plain(&error)))?;
    terminal::complain(color, &name, "written; read it, and run `cgone audit`");
    Ok(Exit::Clean)
}

/// Judges what was seen by what is proposed: what is still denied, because a rule sees more than the proposal
/// looked at, becomes an exception.
fn settle(
    text: String,
    first: Vec<Seen>,
    walk: &Walk,
    folder: &Folder,
    color: Color,
) -> Result<String, String> {
    let policy = Policy::parse("the proposed policy", &text).map_err(|flaws| flaws.to_string())?;
    let second = look(walk, policy, folder, color)?.unwrap_or_default();
    if second.iter().all(|seen| seen.denied.is_empty()) {
        return Ok(text);
    }
    let merged = first.into_iter().zip(second).map(|(mut first, second)| {
        first.denied.extend(second.denied);
        first
    });
    Ok(rules::propose(&merged.collect::<Vec<_>>()))
}

/// Audits everything under a policy; `None` if something could not be read, which is said.
fn look(
    walk: &Walk,
    policy: Policy,
    folder: &Folder,
    color: Color,
) -> Result<Option<Vec<Seen>>, String> {
    let demands = Demands {
        policy,
        folder: folder.clone(),
    };
    let mut auditor = Auditor {
        demands,
        renderers: Vec::new(),
        scope: Scope::Summary,
        memory: None,
        sha256: false,
        look: true,
        go_libraries: GoLibraries::among(&walk.candidates),
    };
    let mut seen = Vec::new();
    let mut images = vec![0; walk.named.len()];
    let mut unread = walk.unread.clone();
    let mut take = |candidate: &Candidate, outcome: Outcome| {
        seen.extend(outcome.seen);
        unread.extend(outcome.unread);
        if let Some(images) = images.get_mut(candidate.root) {
            *images += outcome.go_images;
        }
        Ok(())
    };
    let mut missing = Vec::new();
    audit::run(&auditor, &walk.candidates, 0, true, &mut take)?;
    for image in &walk.images {
        images::each(image, None, |event| match event {
            Event::Image(candidates) => {
                auditor.go_libraries = GoLibraries::among(&candidates);
                audit::run(&auditor, &candidates, 0, true, &mut take)
            }
            Event::Unread(unread) => {
                missing.push(unread);
                Ok(())
            }
            Event::Fails(_) | Event::Remark(_) => Ok(()),
        })?;
    }
    unread.extend(missing);
    for failed in &unread {
        terminal::complain(color, &failed.path, &failed.message);
    }
    let barren = walk
        .named
        .iter()
        .zip(images)
        .filter(|(named, images)| *images == 0 && !named.failed);
    let barren: Vec<&str> = barren.map(|(named, _)| named.text.as_str()).collect();
    if unread.is_empty() {
        for path in &barren {
            terminal::complain(color, path, "no Go binary found in it");
        }
    }
    Ok((unread.is_empty() && barren.is_empty()).then_some(seen))
}
