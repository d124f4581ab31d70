//! What makes a program need something: the chain from the thing down to the Go package and its module, and
//! what would remove it.

mod modules;
mod origin;
mod question;
mod remedy;
mod symbols;

use diagnostic::Evidence;
use gobin::Facts;

use question::Question;

/// One chain, from the thing asked about downwards; each link needs the one before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chain {
    /// The links, as clauses.
    pub links: Vec<String>,
    /// What the chain rests on.
    pub evidence: Vec<Evidence>,
}

/// A way to build the program without it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remedy {
    /// The build line.
    pub build: String,
    /// What it changes in behaviour, as a clause.
    pub changes: String,
    /// What the program needs then, as a clause: which verdicts change.
    pub then: String,
    /// Then it needs no loader and no library.
    pub makes_static: bool,
}

/// Why a program needs something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// What was asked about, as the file names it.
    pub what: String,
    /// What it is, as a clause.
    pub is: String,
    /// The chains, the most decisive first.
    pub chains: Vec<Chain>,
    /// What would remove it.
    pub remedies: Vec<Remedy>,
}

/// Nothing in the file goes by that name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotThere {
    /// What can be asked about instead.
    pub known: Vec<String>,
}

/// Why a program needs `what`: `interp`, a library, a symbol version, a symbol, `cgo`, `net`, `os/user`, `cpu`, an
/// import path.
///
/// # Errors
/// When nothing in the file goes by that name.
pub fn why(facts: &Facts, what: &str) -> Result<Answer, NotThere> {
    let Some(question) = Question::parse(facts, what) else {
        return Err(NotThere {
            known: question::known(facts),
        });
    };
    Ok(Answer {
        what: question.name(),
        is: question.is(facts),
        chains: origin::chains(facts, &question),
        remedies: remedy::remedies(facts, &question),
    })
}

#[cfg(test)]
mod tests;
