//! What becomes of a binary in the container image that it lies in.

use rules::{Placed, Start, Started};

/// Rows below the binary's own.
pub(super) fn rows(placed: &Placed) -> Vec<(&'static str, String)> {
    let mut rows = vec![("in image", image(placed))];
    match &placed.start {
        Start::Starts => rows.push(("verdict", "starts there".to_owned())),
        Start::Fails { message, .. } => rows.push(("verdict", format!("fails there: {message}"))),
        Start::Unknown(missing) => {
            rows.push((
                "verdict",
                format!("unknown: missing {}", missing.join("; ")),
            ));
        }
        Start::NotAsked => {}
    }
    rows
}

fn image(placed: &Placed) -> String {
    let platform = match placed.platform.as_str() {
        "" => "a root filesystem that names no platform".to_owned(),
        platform => platform.to_owned(),
    };
    let user = match placed.user.as_str() {
        "" => String::new(),
        user => format!(", as `{user}`"),
    };
    format!("{platform}; {}{user}", started(&placed.started))
}

fn started(started: &Started) -> String {
    match started {
        Started::Certainly(through) if through.is_empty() => "is what it starts".to_owned(),
        Started::Certainly(through) => format!("is started through {}", through.join(", ")),
        Started::Perhaps(through) if through.is_empty() => "may be started by a script".to_owned(),
        Started::Perhaps(through) => format!("may be started through {}", through.join(", ")),
        Started::No(command) => format!("is not started by its command {command}"),
        Started::Unknown => "whether it is started is unknown".to_owned(),
    }
}
