//! The book's table of contents: every page under `docs`, by its title.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::{Page, read};
use crate::workspace;

/// Folders with their headings; pages that lie in `docs` itself come first.
const PARTS: [(&str, &str); 3] = [
    ("docs", ""),
    ("docs/commands", "Commands"),
    ("docs/rules", "Rules"),
];

/// `docs/SUMMARY.md`, in the form that mdBook reads.
pub(super) fn page(written: &[Page]) -> Result<Page> {
    let path = PathBuf::from("docs/SUMMARY.md");
    let mut titles = BTreeMap::new();
    for tracked in workspace::tracked()? {
        let is_page = tracked.extension().is_some_and(|e| e == "md");
        // What is written from the code is listed as it will be, not as it was.
        let is_ours = tracked.starts_with("docs/rules") || tracked.starts_with("docs/commands");
        if tracked.starts_with("docs") && is_page && tracked != path && !is_ours {
            titles.insert(tracked.clone(), title(&read(&tracked)?, &tracked)?);
        }
    }
    for page in written {
        titles.insert(page.path.clone(), title(&page.text, &page.path)?);
    }
    let mut text = "# Summary\n".to_owned();
    for (folder, heading) in PARTS {
        if !heading.is_empty() {
            text.push_str(&format!("\n# {heading}\n"));
        }
        text.push('\n');
        for (page, title) in titles
            .iter()
            .filter(|(p, _)| p.parent() == Some(Path::new(folder)))
        {
            let link = page.strip_prefix("docs").unwrap_or(page);
            text.push_str(&format!("- [{title}]({})\n", link.display()));
        }
    }
    Ok(Page { path, text })
}

fn title(text: &str, path: &Path) -> Result<String> {
    let title = text.lines().find_map(|line| line.strip_prefix("# "));
    title
        .map(str::to_owned)
        .with_context(|| format!("{} has no title", path.display()))
}
