//! Findings that came, went and stayed.

use crate::Build;
use crate::build::Finding;

/// What became of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// Only the new side has it.
    New,
    /// Only the old side had it.
    Gone,
    /// Both have it.
    Kept,
}

impl Fate {
    /// The name in machine output.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Gone => "gone",
            Self::Kept => "kept",
        }
    }
}

/// A finding and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    /// What became of it.
    pub fate: Fate,
    /// As the new side has it; as the old side had it if it is gone.
    pub finding: Finding,
    /// It made no run fail before and does now: it is new, or its level rose, or it is no longer waived.
    pub newly_denies: bool,
}

/// Compares by rule and subject: the parts of `rules::fingerprint` without the path, which may differ.
pub(crate) fn compare(old: &Build, new: &Build) -> Vec<Judged> {
    let mut judged: Vec<Judged> = new.findings.iter().map(|f| judge(f, old)).collect();
    let gone = old.findings.iter().filter(|f| find(new, f).is_none());
    judged.extend(gone.map(|finding| Judged {
        fate: Fate::Gone,
        finding: finding.clone(),
        newly_denies: false,
    }));
    judged.sort_by_key(|j| (j.fate, std::cmp::Reverse(j.finding.level())));
    judged
}

fn judge(finding: &Finding, old: &Build) -> Judged {
    let before = find(old, finding);
    Judged {
        fate: before.map_or(Fate::New, |_| Fate::Kept),
        newly_denies: finding.denies() && !before.is_some_and(Finding::denies),
        finding: finding.clone(),
    }
}

/// All findings of a build that stands alone.
pub(crate) fn alone(build: &Build, fate: Fate) -> Vec<Judged> {
    let judge = |finding: &Finding| Judged {
        fate,
        newly_denies: fate == Fate::New && finding.denies(),
        finding: finding.clone(),
    };
    build.findings.iter().map(judge).collect()
}

fn find<'b>(build: &'b Build, wanted: &Finding) -> Option<&'b Finding> {
    let mut findings = build.findings.iter();
    findings.find(|f| f.identity() == wanted.identity())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn build(findings: &[(&str, &str, &str)]) -> Build {
        let finding = |(rule, subject, level): &(&str, &str, &str)| Finding {
            rule: (*rule).to_owned(),
            subject: Some((*subject).to_owned()),
            level: (*level).to_owned(),
            ..Finding::default()
        };
        Build {
            findings: findings.iter().map(finding).collect(),
            ..Build::default()
        }
    }

    #[test]
    fn findings_come_go_and_stay() {
        let old = build(&[("a", "x", "warn"), ("b", "x", "warn"), ("c", "x", "deny")]);
        let new = build(&[("a", "y", "deny"), ("b", "x", "deny"), ("c", "x", "deny")]);
        let judged = compare(&old, &new);
        let said: Vec<_> = judged
            .iter()
            .map(|j| (j.fate, j.finding.rule.as_str(), j.newly_denies))
            .collect();
        assert_eq!(
            said,
            [
                (Fate::New, "a", true),
                (Fate::Gone, "a", false),
                (Fate::Kept, "b", true),
                (Fate::Kept, "c", false),
            ]
        );
    }
}
