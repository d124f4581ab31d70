//! Policies and baselines that were cut, joined and overwritten: an answer each time, never a panic.

use std::path::Path;

use proptest::prelude::*;
use rules::{Baseline, Flaws, Met, Policy};

/// The seeds of the fuzz target.
fn seeds() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../xtask/src/fuzz/seeds");
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap_or_default();
    let seeds = ["policy.toml", "wrong.toml", "baseline.toml"].map(read);
    assert!(seeds.iter().all(|seed| !seed.is_empty()), "no seeds");
    seeds.into()
}

/// Words of the language, and what breaks it.
const WORDS: &[&str] = &[
    "",
    "\"",
    "'",
    "\"\"\"",
    "[",
    "]",
    "[[",
    "]]",
    "{",
    "}",
    "=",
    ".",
    ",",
    "#",
    "\n",
    "\r",
    "\u{0}",
    "\u{202e}",
    "ä",
    "1",
    "2.31",
    "true",
    "2027-02-30",
    "[[path]]\n",
    "[[exception]]\n",
    "match = ",
    "\"**/\"",
    "\"any\"",
    "*",
    "\\u",
];

fn mutated() -> impl Strategy<Value = String> {
    let cut = (any::<prop::sample::Index>(), any::<prop::sample::Index>());
    let edit = (cut, prop::sample::select(WORDS));
    (0..3_usize, prop::collection::vec(edit, 1..8)).prop_map(|(seed, edits)| {
        let mut text: Vec<char> = seeds().swap_remove(seed).chars().collect();
        for ((at, length), word) in edits {
            let start = at.index(text.len() + 1);
            let end = (start + length.index(12)).min(text.len());
            text.splice(start..end, word.chars());
        }
        text.into_iter().collect()
    })
}

/// What is wrong lies in the text, in its order.
fn sane(flaws: &Flaws) -> bool {
    let spans = flaws
        .flaws
        .iter()
        .map(|flaw| (flaw.span.start, flaw.span.end));
    let spans: Vec<_> = spans.collect();
    !spans.is_empty()
        && spans.is_sorted()
        && spans
            .iter()
            .all(|(start, end)| start <= end && *end <= flaws.text.len())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_mutated_text_has_an_answer(text in mutated()) {
        match Policy::parse("cgone.toml", &text) {
            Ok(policy) => {
                for path in ["app", "build/app", "build/x/y.so", ""] {
                    drop(policy.applied(path));
                }
                drop(policy.notices(&Met::default()));
            }
            Err(flaws) => prop_assert!(sane(&flaws), "{:?}", flaws),
        }
        if let Err(flaws) = Baseline::parse("baseline.toml", &text) {
            prop_assert!(sane(&flaws), "{:?}", flaws);
        }
    }
}

#[test]
fn the_seeds_are_what_they_say() {
    let [policy, wrong, baseline] = &seeds()[..] else {
        return assert_eq!(seeds().len(), 3);
    };
    assert!(Policy::parse("policy.toml", policy).is_ok());
    assert!(Policy::parse("wrong.toml", wrong).is_err_and(|flaws| flaws.flaws.len() > 8));
    assert!(Baseline::parse("baseline.toml", baseline).is_err_and(|flaws| flaws.flaws.len() == 1));
}
