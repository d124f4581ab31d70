//! A time zone is not known.

use traces::{Outcome, Say};

use crate::cause::{Cause, build, docker, host};
use crate::{Case, Opinion, Symptom};

/// This symptom.
pub(crate) static SYMPTOM: Symptom = Symptom {
    name: "time-zones",
    explains_death: false,
    is_crash: false,
    causes: CAUSES,
    judge,
    file: file!(),
};

const CAUSES: &[Cause] = &[Cause {
    name: "missing-tzdata",
    title: "the system has no database of time zones",
    fix: &[
        build("import `time/tzdata`, or build with `-tags timetzdata`"),
        docker("`apk add tzdata`, `apt-get install tzdata`, or copy /usr/share/zoneinfo"),
        host("install `tzdata`; ZONEINFO names another place"),
    ],
    not: &["setting TZ: the name still has to be looked up"],
}];

fn judge(case: &Case<'_>) -> Vec<Opinion> {
    let mut evidence = case.evidence(&[Say::UnknownTimeZone], 2);
    if evidence.is_empty() {
        return Vec::new();
    }
    let looked: Vec<_> = case
        .calls
        .paths()
        .filter(|made| made.path().contains("zoneinfo") && !case.ended_well(made.source))
        .collect();
    let has_folder = looked
        .iter()
        .any(|made| matches!(made.call.outcome, Outcome::Returned(_)));
    if !looked.is_empty() && !has_folder {
        evidence.extend(looked.iter().take(3).map(|made| made.evidence.clone()));
        let reason =
            "the zone was looked for in every place that Go knows, and none of them is there";
        return vec![Opinion::certain("missing-tzdata", evidence, reason)];
    }
    let reason = "Go found the zone nowhere; not surer because a misspelt name has the same text";
    vec![Opinion::likely("missing-tzdata", evidence, reason).next("ls /usr/share/zoneinfo | head")]
}
