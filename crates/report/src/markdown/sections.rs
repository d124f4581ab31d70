//! The parts of the comment.

use diagnostic::{Finding, Level};

use super::inline::{code, prose};
use super::page::Page;
use crate::case::{Standing, standing};
use crate::{Brief, Totals};

/// A finding and where it was found.
type Found<'b> = (&'b Brief, &'b Finding);

/// What counts, worst first, then in the order of files.
pub(super) fn by_level<'b>(briefs: &[&'b Brief]) -> Vec<Found<'b>> {
    let all = briefs
        .iter()
        .flat_map(|b| b.findings.iter().map(move |f| (*b, f)));
    let mut counted: Vec<Found<'_>> = all
        .filter(|(_, f)| matches!(standing(f), Standing::Fails | Standing::Warns))
        .collect();
    counted.sort_by_key(|(_, finding)| std::cmp::Reverse(finding.level));
    counted
}

/// The heading, and what a reader must know before the findings.
pub(super) fn summary(page: &mut Page, found: &[Found<'_>], waived: usize, totals: &Totals) {
    let of = |level| found.iter().filter(|(_, f)| f.level == level).count();
    let counts = [(of(Level::Deny), "deny"), (of(Level::Warn), "warn")];
    let words = counts.into_iter().filter(|(count, _)| *count > 0);
    let words: Vec<String> = words
        .map(|(count, level)| format!("{count} {level}"))
        .collect();
    let words = if words.is_empty() {
        "no findings".to_owned()
    } else {
        words.join(", ")
    };
    let images = totals.go_images;
    let noun = if images == 1 { "image" } else { "images" };
    page.push(&format!("## cgone: {words} in {images} Go {noun}\n\n"));
    if waived > 0 {
        page.push(&format!(
            "{waived} set aside by an exception or the baseline.\n\n"
        ));
    }
    let unread = totals.unread.iter();
    let unread = unread.map(|u| format!("- {}: {}\n", code(&u.path), prose(&u.message)));
    page.list(
        ("**Could not be read:**\n\n", "\n"),
        20,
        "unread files",
        unread,
    );
    let notices = totals.notices.iter().map(|notice| {
        let place = notice.place.as_ref().map(|p| code(&p.to_string()) + " ");
        format!(
            "- {}{}\n",
            place.unwrap_or_default(),
            prose(&notice.message)
        )
    });
    page.list(("**About the policy:**\n\n", "\n"), 30, "notices", notices);
}

/// One line a finding.
pub(super) fn table(page: &mut Page, found: &[Found<'_>]) {
    let rows = found.iter().map(|(brief, finding)| {
        format!(
            "| {} | {} | {} | {} |\n",
            finding.level,
            code(finding.rule),
            code(&brief.name),
            prose(&finding.message)
        )
    });
    let head = "| level | rule | file | what |\n|---|---|---|---|\n";
    page.list((head, "\n"), 60, "findings in the table", rows);
}

/// Evidence and help, folded.
pub(super) fn evidence(page: &mut Page, found: &[Found<'_>]) {
    let items = found.iter().map(|(brief, finding)| one(brief, finding));
    let head = "<details><summary>Evidence and what to do</summary>\n\n";
    page.list(
        (head, "</details>\n\n"),
        85,
        "findings with evidence",
        items,
    );
}

fn one(brief: &Brief, finding: &Finding) -> String {
    let mut text = format!(
        "**{}** {}: {}\n\n",
        finding.level,
        code(finding.rule),
        prose(&finding.message)
    );
    text.push_str(&format!(
        "- in {} ({})\n",
        code(&brief.name),
        prose(&brief.headline)
    ));
    for evidence in &finding.evidence {
        let place = evidence.place.to_string();
        text.push_str(&format!("- {}: {}\n", prose(&place), code(&evidence.value)));
    }
    for decision in &finding.decided {
        text.push_str(&format!("- {}\n", prose(&decision.to_string())));
    }
    if let Some(help) = &finding.help {
        text.push_str(&format!("- help: {}\n", prose(help)));
    }
    text.push('\n');
    text
}

/// One line an image, folded.
pub(super) fn images(page: &mut Page, briefs: &[&Brief]) {
    let rows = briefs.iter().map(|brief| {
        let cells = [
            &brief.platform,
            &brief.go,
            &brief.cgo,
            &brief.loads,
            &brief.glibc,
        ];
        let cells: Vec<String> = cells.into_iter().map(|cell| prose(cell)).collect();
        format!("| {} | {} |\n", code(&brief.name), cells.join(" | "))
    });
    let head = format!(
        "<details><summary>How {} loads</summary>\n\n\
         | file | platform | Go | cgo | loads | glibc |\n|---|---|---|---|---|---|\n",
        if briefs.len() == 1 { "it" } else { "each" }
    );
    page.list((&head, "\n</details>\n"), 100, "images", rows);
}
