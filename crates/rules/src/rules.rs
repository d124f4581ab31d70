//! One module a rule. To add one: its `mod` line and its [`CATALOGUE`] line, both sorted.

pub(crate) mod build_info_contradicted;
pub(crate) mod build_info_missing;
pub(crate) mod cgo_enabled_unused;
pub(crate) mod cgo_not_allowed;
pub(crate) mod external_link_without_runtime_cgo;
pub(crate) mod fips_requested_not_linked;
pub(crate) mod interp_without_needed;
pub(crate) mod lazy_unchecked_import;
pub(crate) mod libraries_without_cgo;
pub(crate) mod packed_executable;
pub(crate) mod pie_requested_not_built;
pub(crate) mod static_glibc_lookups;
pub(crate) mod static_requested_dynamic_built;

/// Every rule, by name.
pub const CATALOGUE: &[&crate::Rule] = &[
    &build_info_contradicted::RULE,
    &build_info_missing::RULE,
    &cgo_enabled_unused::RULE,
    &cgo_not_allowed::RULE,
    &external_link_without_runtime_cgo::RULE,
    &fips_requested_not_linked::RULE,
    &interp_without_needed::RULE,
    &lazy_unchecked_import::RULE,
    &libraries_without_cgo::RULE,
    &packed_executable::RULE,
    &pie_requested_not_built::RULE,
    &static_glibc_lookups::RULE,
    &static_requested_dynamic_built::RULE,
];
