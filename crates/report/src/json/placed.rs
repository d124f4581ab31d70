//! The container image that a binary lies in.

use rules::{Placed, Start, Started};
use serde_json::{Value, json};

pub(super) fn placed(placed: &Placed) -> Value {
    let (started, through): (Option<&str>, &[String]) = match &placed.started {
        Started::Certainly(through) => (Some("yes"), through),
        Started::Perhaps(through) => (Some("perhaps"), through),
        Started::No(_) => (Some("no"), &[]),
        Started::Unknown => (None, &[]),
    };
    let failure = match &placed.start {
        Start::Fails {
            reason,
            subject,
            message,
        } => Some((reason, subject, message)),
        Start::Starts | Start::Unknown(_) | Start::NotAsked => None,
    };
    let missing: &[String] = match &placed.start {
        Start::Unknown(missing) => missing,
        Start::Starts | Start::Fails { .. } | Start::NotAsked => &[],
    };
    let lacks = placed.lacks.iter().map(|lacking| lacking.what.as_str());
    json!({
        "name": placed.image,
        "platform": said(&placed.platform),
        "path": placed.path,
        "user": said(&placed.user),
        "started": started,
        "through": through,
        "verdict": verdict(&placed.start),
        "reason": failure.map(|(reason, ..)| reason),
        "subject": failure.map(|(_, subject, _)| subject),
        "message": failure.map(|(.., message)| message),
        "missing": missing,
        "lacks": lacks.collect::<Vec<_>>(),
    })
}

fn said(text: &str) -> Option<&str> {
    Some(text).filter(|text| !text.is_empty())
}

const fn verdict(start: &Start) -> Option<&'static str> {
    match start {
        Start::Starts => Some("starts"),
        Start::Fails { .. } => Some("fails"),
        Start::Unknown(_) => Some("unknown"),
        Start::NotAsked => None,
    }
}
