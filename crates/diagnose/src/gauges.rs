//! Values of /proc, cgroups and sysctls, by the moment when they were read.

use std::collections::BTreeMap;

use traces::Gauge;

use crate::Evidence;

/// Moments and values that are kept; a snapshot has some hundreds.
const MOST: usize = 8192;

/// One value, and where it stands.
#[derive(Clone, Debug)]
pub(crate) struct Value {
    pub(crate) text: String,
    pub(crate) evidence: Evidence,
}

impl Value {
    /// Its first word as a number.
    pub(crate) fn number(&self) -> Option<u64> {
        self.text.split_whitespace().next()?.parse().ok()
    }
}

/// Every value.
#[derive(Debug, Default)]
pub(crate) struct Gauges {
    moments: BTreeMap<String, BTreeMap<String, Value>>,
    kept: usize,
}

impl Gauges {
    pub(crate) fn take(&mut self, gauge: Gauge, evidence: Evidence) {
        if self.kept >= MOST {
            return;
        }
        self.kept += 1;
        let text = gauge.value;
        let moment = self.moments.entry(gauge.moment).or_default();
        moment.entry(gauge.key).or_insert(Value { text, evidence });
    }

    /// A value at the moment that is nearest to the failure: when it happened, at the signal, at the exit.
    pub(crate) fn get(&self, key: &str) -> Option<&Value> {
        let rank = |moment: &str| match moment {
            moment if moment.contains("clone") || moment.contains("fail") => 0,
            moment if moment.contains("signal") => 1,
            moment if moment.contains("exit") => 2,
            _ => 3,
        };
        let mut all: Vec<(u8, &Value)> = self
            .moments
            .iter()
            .filter_map(|(moment, values)| Some((rank(moment), values.get(key)?)))
            .collect();
        all.sort_by_key(|(rank, _)| *rank);
        all.first().map(|(_, value)| *value)
    }

    /// The number of a value.
    pub(crate) fn number(&self, key: &str) -> Option<u64> {
        self.get(key)?.number()
    }

    /// Every value whose key begins so.
    pub(crate) fn starting<'a>(
        &'a self,
        prefix: &'a str,
    ) -> impl Iterator<Item = (&'a str, &'a Value)> {
        let all = self.moments.values().flatten();
        all.filter_map(move |(key, value)| Some((key.strip_prefix(prefix)?, value)))
    }

    /// Where values stand, as evidence.
    pub(crate) fn evidence(&self, keys: &[&str]) -> Vec<Evidence> {
        let values = keys.iter().filter_map(|key| self.get(key));
        values.map(|value| value.evidence.clone()).collect()
    }
}
