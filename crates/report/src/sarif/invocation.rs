//! The run itself: whether everything was read, and what its reader should know.

use serde_json::{Value, json};

use super::{location, text};
use crate::{Notice, Totals, Unread};

/// Results of one run that code scanning takes: it rejects a file with more.
const TAKEN: usize = 25_000;
/// Results that it shows, the worst first.
const SHOWN: usize = 5_000;

/// The `invocation` object of a run with so many results.
pub(super) fn of(totals: &Totals, results: usize) -> Value {
    let unread = totals.unread.iter().map(unread);
    let said: Vec<Value> = unread.chain(too_many(results)).collect();
    json!({
        "executionSuccessful": totals.unread.is_empty(),
        "toolExecutionNotifications": said,
        "toolConfigurationNotifications": totals.notices.iter().map(notice).collect::<Vec<_>>(),
    })
}

fn unread(unread: &Unread) -> Value {
    let artifact = location::artifact(&unread.path);
    json!({
        "level": "error",
        "message": {"text": text::sentence(&text::value(&unread.message))},
        "locations": [{"physicalLocation": {"artifactLocation": artifact}}],
    })
}

fn notice(notice: &Notice) -> Value {
    let help = notice.help.as_deref().map(text::value);
    let what = text::sentence(&text::value(&notice.message));
    let text = help.map_or_else(|| what.clone(), |help| format!("{what}\nHelp: {help}"));
    let mut said = json!({"level": "warning", "message": {"text": text}});
    if let (Some(said), Some(place)) = (said.as_object_mut(), &notice.place) {
        said.insert("locations".into(), json!([location::in_text(place)]));
    }
    said
}

fn too_many(results: usize) -> Option<Value> {
    let does = if results > TAKEN {
        format!("rejects a file with more than {TAKEN}")
    } else if results > SHOWN {
        format!("shows the worst {SHOWN}")
    } else {
        return None;
    };
    let text = format!("There are {results} results: code scanning of GitHub {does}.");
    Some(json!({"level": "warning", "message": {"text": text}}))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_exceeds_code_scanning_is_said() {
        assert_eq!(too_many(5_000), None);
        let said = |results| too_many(results).unwrap()["message"]["text"].to_string();
        assert!(said(5_001).contains("shows the worst 5000"));
        assert!(said(25_000).contains("shows"));
        assert!(said(25_001).contains("rejects"));
    }

    #[test]
    fn an_unread_file_is_no_success() {
        let mut totals = Totals::default();
        assert_eq!(of(&totals, 0)["executionSuccessful"], true);
        totals.unread.push(Unread {
            path: "a b".into(),
            message: "cannot be read".into(),
        });
        let said = of(&totals, 0);
        assert_eq!(said["executionSuccessful"], false);
        let place =
            "/toolExecutionNotifications/0/locations/0/physicalLocation/artifactLocation/uri";
        assert_eq!(said.pointer(place).unwrap(), "a%20b");
    }
}
