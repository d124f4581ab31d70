//! Links between pages lead somewhere: the file is there, and so is the heading.

use std::path::{Component, Path, PathBuf};

use anyhow::Result;

use super::tree::{File, Tree};
use super::{Check, Complaint, Outcome};

pub(super) const CHECK: Check = Check {
    name: "links",
    subject: "pages",
    run,
};

#[expect(clippy::unnecessary_wraps, reason = "the shape of every check")]
fn run(tree: &Tree) -> Result<Outcome> {
    let pages = tree.files.iter().filter(|file| file.extension() == "md");
    Ok(pages.map(|page| complain(page, tree)).collect())
}

fn complain(page: &File, tree: &Tree) -> Vec<Complaint> {
    let mut found = Vec::new();
    let mut in_code = false;
    for (number, line) in page.lines() {
        in_code ^= line.trim_start().starts_with("```");
        if in_code {
            continue;
        }
        let broken = links(line).filter_map(|link| broken(link, page, tree));
        let place = format!("{}:{number}", page.path);
        found.extend(broken.map(|message| Complaint::new(place.clone(), message)));
    }
    found
}

/// The targets of `[text](target)` outside code spans.
fn links(line: &str) -> impl Iterator<Item = &str> {
    let text = line.split('`').step_by(2);
    text.flat_map(|part| part.split("](").skip(1))
        .filter_map(|rest| rest.split(')').next())
        .filter(|link| !link.contains("://") && !link.starts_with("mailto:"))
}

fn broken(link: &str, page: &File, tree: &Tree) -> Option<String> {
    let (path, heading) = link.split_once('#').unwrap_or((link, ""));
    let target = if path.is_empty() {
        page.path.clone()
    } else {
        beside(&page.path, path)
    };
    let file = tree.files.iter().find(|file| file.path == target);
    let is_folder = || {
        tree.files
            .iter()
            .any(|file| file.path.starts_with(&format!("{target}/")))
    };
    match file {
        None if heading.is_empty() && is_folder() => None,
        None => Some(format!("link to `{link}`, and there is no `{target}`")),
        Some(_) if heading.is_empty() => None,
        Some(file) => {
            (!has_heading(file, heading)).then(|| format!("no heading `#{heading}` in `{target}`"))
        }
    }
}

/// A path as written in a page, from the root of the tree.
fn beside(page: &str, link: &str) -> String {
    let folder = Path::new(page).parent().unwrap_or(Path::new(""));
    let mut path = PathBuf::new();
    for part in folder.join(link).components() {
        match part {
            Component::ParentDir => drop(path.pop()),
            Component::CurDir => {}
            other => path.push(other),
        }
    }
    path.to_string_lossy().into_owned()
}

fn has_heading(file: &File, wanted: &str) -> bool {
    let headings = file.lines().filter(|(_, line)| line.starts_with('#'));
    headings
        .map(|(_, line)| anchor(line.trim_start_matches('#')))
        .any(|anchor| anchor == wanted)
}

/// The anchor that GitHub and mdBook give a heading.
fn anchor(heading: &str) -> String {
    let letters = heading.trim().to_lowercase();
    let kept = letters
        .chars()
        .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.map(|c| if c == ' ' { '-' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_found_outside_code() {
        let line = "see [a](b.md#c), `[x](y)`, [web](https://x.example) and [d](../e)";
        assert_eq!(links(line).collect::<Vec<_>>(), ["b.md#c", "../e"]);
    }

    #[test]
    fn paths_start_at_the_page() {
        assert_eq!(beside("docs/rules/a.md", "../output.md"), "docs/output.md");
        assert_eq!(beside("README.md", "docs/./rules.md"), "docs/rules.md");
    }

    #[test]
    fn anchors_are_those_of_the_field() {
        assert_eq!(anchor(" `cgone.audit/1`"), "cgoneaudit1");
        assert_eq!(anchor(" What is looked at"), "what-is-looked-at");
    }
}
