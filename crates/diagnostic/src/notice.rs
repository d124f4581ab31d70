//! What a run says about itself.

use crate::TextPlace;

/// Something about the run itself that a reader should know and that is no finding: an exception that matched
/// nothing, one that has expired.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Where it stands, as in the policy.
    pub place: Option<TextPlace>,
    /// One clause, lower case, no full stop.
    pub message: String,
    /// What the reader can do.
    pub help: Option<String>,
}
