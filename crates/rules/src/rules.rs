//! One module a rule. To add one: its `mod` line and its [`CATALOGUE`] line, both sorted.

pub(crate) mod build_info_contradicted;
pub(crate) mod build_info_missing;
pub(crate) mod build_paths_leaked;
pub(crate) mod cgo_enabled_unused;
pub(crate) mod cgo_not_allowed;
pub(crate) mod cgo_package_not_allowed;
pub(crate) mod cgo_stub_driver;
pub(crate) mod cpu_level_raised;
pub(crate) mod debug_info_stripped;
pub(crate) mod dirty_checkout;
pub(crate) mod duplicate_go_runtime;
pub(crate) mod dynamic_not_allowed;
pub(crate) mod executable_stack;
pub(crate) mod external_link_without_runtime_cgo;
pub(crate) mod fails_in_its_image;
pub(crate) mod fips_not_in_effect;
pub(crate) mod fips_requested_not_linked;
pub(crate) mod glibc_floor;
pub(crate) mod interp_without_needed;
pub(crate) mod lazy_unchecked_import;
pub(crate) mod libraries_without_cgo;
pub(crate) mod library_not_allowed;
pub(crate) mod missing_embedded_roots;
pub(crate) mod missing_embedded_tzdata;
pub(crate) mod missing_relro;
pub(crate) mod missing_runtime_files;
pub(crate) mod netgo_overridden;
pub(crate) mod not_started_by_image;
pub(crate) mod packed_executable;
pub(crate) mod pie_requested_not_built;
pub(crate) mod plugin_without_cgo;
pub(crate) mod pure_go_dns;
pub(crate) mod pure_go_users;
pub(crate) mod race_or_sanitizer_shipped;
pub(crate) mod replaced_module_shipped;
pub(crate) mod runs_as_root;
pub(crate) mod static_glibc_lookups;
pub(crate) mod static_requested_dynamic_built;
pub(crate) mod static_tls_shared_object;
pub(crate) mod test_or_debug_endpoint_linked;
pub(crate) mod text_relocations;
pub(crate) mod unsafe_runpath;
pub(crate) mod unsupported_go_release;
pub(crate) mod unusual_interpreter;
pub(crate) mod user_not_in_image;

/// Every rule, by name.
pub const CATALOGUE: &[&crate::Rule] = &[
    &build_info_contradicted::RULE,
    &build_info_missing::RULE,
    &build_paths_leaked::RULE,
    &cgo_enabled_unused::RULE,
    &cgo_not_allowed::RULE,
    &cgo_package_not_allowed::RULE,
    &cgo_stub_driver::RULE,
    &cpu_level_raised::RULE,
    &debug_info_stripped::RULE,
    &dirty_checkout::RULE,
    &duplicate_go_runtime::RULE,
    &dynamic_not_allowed::RULE,
    &executable_stack::RULE,
    &external_link_without_runtime_cgo::RULE,
    &fails_in_its_image::RULE,
    &fips_not_in_effect::RULE,
    &fips_requested_not_linked::RULE,
    &glibc_floor::RULE,
    &interp_without_needed::RULE,
    &lazy_unchecked_import::RULE,
    &libraries_without_cgo::RULE,
    &library_not_allowed::RULE,
    &missing_embedded_roots::RULE,
    &missing_embedded_tzdata::RULE,
    &missing_relro::RULE,
    &missing_runtime_files::RULE,
    &netgo_overridden::RULE,
    &not_started_by_image::RULE,
    &packed_executable::RULE,
    &pie_requested_not_built::RULE,
    &plugin_without_cgo::RULE,
    &pure_go_dns::RULE,
    &pure_go_users::RULE,
    &race_or_sanitizer_shipped::RULE,
    &replaced_module_shipped::RULE,
    &runs_as_root::RULE,
    &static_glibc_lookups::RULE,
    &static_requested_dynamic_built::RULE,
    &static_tls_shared_object::RULE,
    &test_or_debug_endpoint_linked::RULE,
    &text_relocations::RULE,
    &unsafe_runpath::RULE,
    &unsupported_go_release::RULE,
    &unusual_interpreter::RULE,
    &user_not_in_image::RULE,
];
