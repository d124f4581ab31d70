//! All symptoms together: what explains what, in which order.

use std::collections::BTreeSet;

use crate::{CATALOGUE, Case, Certainty, Diagnosis, Evidence, Opinion, Report, Symptom, find};

/// Lines that one diagnosis shows.
const MOST_LINES: usize = 8;

/// What the case makes of its events: causes, the surest first.
#[must_use]
pub fn diagnose(case: &Case<'_>) -> Report {
    let mut opinions = judged(case, false);
    let is_explained = opinions.iter().any(|(symptom, _)| symptom.explains_death);
    if !is_explained {
        let taken: BTreeSet<Evidence> = opinions
            .iter()
            .flat_map(|(_, opinion)| opinion.evidence.iter().cloned())
            .collect();
        let crashes = judged(case, true);
        opinions.extend(crashes.into_iter().filter(|(_, crash)| {
            let first = crash.evidence.first();
            first.is_none_or(|line| !taken.contains(line))
        }));
    }
    let mut causes: Vec<Diagnosis> = Vec::new();
    for (_, opinion) in opinions {
        add(&mut causes, opinion);
    }
    // Stable: within one certainty, the catalogue's order.
    causes.sort_by_key(|diagnosis| std::cmp::Reverse(diagnosis.certainty));
    drop_excluded(&mut causes);
    let unexplained = if causes.is_empty() {
        unexplained(case)
    } else {
        Vec::new()
    };
    Report {
        inputs: case.sources().to_vec(),
        causes,
        unexplained,
    }
}

fn judged(case: &Case<'_>, crash: bool) -> Vec<(&'static Symptom, Opinion)> {
    let symptoms = CATALOGUE.iter().copied().filter(|s| s.is_crash == crash);
    symptoms
        .flat_map(|symptom| {
            let opinions = (symptom.judge)(case);
            opinions.into_iter().map(move |opinion| (symptom, opinion))
        })
        .collect()
}

/// Two symptoms may come to one cause: the surer opinion speaks, with the evidence of both.
fn add(causes: &mut Vec<Diagnosis>, opinion: Opinion) {
    let Some(cause) = find(opinion.cause) else {
        return;
    };
    let known = causes.iter_mut().find(|d| std::ptr::eq(d.cause, cause));
    let Some(known) = known else {
        let mut evidence = opinion.evidence;
        evidence.dedup();
        evidence.truncate(MOST_LINES);
        causes.push(Diagnosis {
            cause,
            certainty: opinion.certainty,
            evidence,
            reason: opinion.reason,
            next: opinion.next,
        });
        return;
    };
    for line in opinion.evidence {
        if known.evidence.len() < MOST_LINES && !known.evidence.contains(&line) {
            known.evidence.push(line);
        }
    }
    if opinion.certainty > known.certainty {
        known.certainty = opinion.certainty;
        known.reason = opinion.reason;
        known.next = opinion.next;
    }
}

/// Where one line has a certain cause, what else the same lines could mean is excluded.
fn drop_excluded(causes: &mut Vec<Diagnosis>) {
    let certain: BTreeSet<Evidence> = causes
        .iter()
        .filter(|d| d.certainty == Certainty::Certain)
        .flat_map(|d| d.evidence.iter().cloned())
        .collect();
    causes.retain(|d| {
        let all_taken =
            !d.evidence.is_empty() && d.evidence.iter().all(|line| certain.contains(line));
        d.certainty == Certainty::Certain || !all_taken
    });
}

/// Ends that are no good end, where no cause was found.
fn unexplained(case: &Case<'_>) -> Vec<Evidence> {
    let bad = case.ended.iter().filter(|ended| {
        ended.ending != traces::Ending::Exited(0) && !case.ended_well(ended.source)
    });
    bad.map(|ended| ended.evidence.clone()).take(2).collect()
}
