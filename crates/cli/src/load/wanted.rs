//! Where each program is to start: what `--on` names, or what the policy's `starts-on` demands.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use diagnostic::Decision;
use rules::Levels;

use super::{Arguments, Named, Target};
use crate::policy::{self, NoPolicy};

/// The targets of one program.
#[derive(Debug)]
pub(crate) struct Wanted {
    /// Their names.
    names: Vec<String>,
    /// The word of the policy that demands them.
    pub(crate) demanded: Option<Decision>,
}

/// Targets by name and machine: what a release holds depends on it.
pub(crate) type Targets = BTreeMap<(String, Option<&'static str>), Target>;

/// What is wanted of each program, in order.
pub(crate) fn wanted(args: &Arguments, named: &[(String, Named)]) -> Result<Vec<Wanted>, NoPolicy> {
    if !args.on.is_empty() || args.floor {
        let all = || Wanted {
            names: args.on.clone(),
            demanded: None,
        };
        return Ok(named.iter().map(|_| all()).collect());
    }
    let demands = policy::load(&args.policy, &Levels::default())?;
    let of = |(path, named): &(String, Named)| {
        let applied = demands.policy.applied(&demands.folder.name(&named.file));
        let starts_on = applied.starts_on().ok_or_else(|| {
            NoPolicy::from(format!(
                "nothing says where `{path}` is to start: name a target with `--on`, or `starts-on` in {}",
                policy::NAME
            ))
        })?;
        Ok(Wanted {
            names: starts_on.value.clone(),
            demanded: Some(starts_on.decision.clone()),
        })
    };
    named.iter().map(of).collect()
}

/// Opens every target once for each machine: the one asked for, or that of the program.
pub(crate) fn targets(
    named: &[(String, Named)],
    wanted: &[Wanted],
    asked: Option<&'static str>,
) -> Result<Targets, String> {
    let mut targets = Targets::new();
    for ((_, program), wanted) in named.iter().zip(wanted) {
        for name in &wanted.names {
            let arch = asked.or_else(|| program.arch());
            if let Entry::Vacant(place) = targets.entry((name.clone(), arch)) {
                place.insert(Target::open(name, arch)?);
            }
        }
    }
    Ok(targets)
}

impl Wanted {
    /// Its targets among those opened, in order.
    pub(crate) fn among<'t>(
        &self,
        targets: &'t Targets,
        arch: Option<&'static str>,
    ) -> Vec<&'t Target> {
        let find = |name: &String| targets.get(&(name.clone(), arch));
        self.names.iter().filter_map(find).collect()
    }
}
