//! One module a symptom. To add one: its `mod` line and its [`CATALOGUE`] line.

mod exec;
#[cfg(test)]
mod tests;

pub(crate) mod c_crash;
pub(crate) mod certificates;
pub(crate) mod cgo_pointer;
pub(crate) mod cpu_level;
pub(crate) mod descriptors;
pub(crate) mod exec_denied;
pub(crate) mod exec_format;
pub(crate) mod exec_missing;
pub(crate) mod executable_stack;
pub(crate) mod glibc_version;
pub(crate) mod go_crash;
pub(crate) mod go_thread_limit;
pub(crate) mod host_lookup;
pub(crate) mod kernel_too_old;
pub(crate) mod library_broken;
pub(crate) mod library_missing;
pub(crate) mod library_noexec;
pub(crate) mod lost_versions;
pub(crate) mod memory;
pub(crate) mod mixed_loader;
pub(crate) mod musl_loader;
pub(crate) mod oom_kill;
pub(crate) mod plugin;
pub(crate) mod qemu;
pub(crate) mod seccomp_death;
pub(crate) mod seccomp_errno;
pub(crate) mod stack_corruption;
pub(crate) mod static_glibc;
pub(crate) mod static_tls;
pub(crate) mod stub_driver;
pub(crate) mod thread_refused;
pub(crate) mod time_zones;
pub(crate) mod undefined_symbol;
pub(crate) mod user_lookup;

/// Every symptom. Within one certainty their opinions come in this order: what ended a program before what it
/// only complained of.
pub const CATALOGUE: &[&crate::Symptom] = &[
    &thread_refused::SYMPTOM,
    &go_thread_limit::SYMPTOM,
    &memory::SYMPTOM,
    &oom_kill::SYMPTOM,
    &seccomp_death::SYMPTOM,
    &seccomp_errno::SYMPTOM,
    &exec_missing::SYMPTOM,
    &exec_denied::SYMPTOM,
    &exec_format::SYMPTOM,
    &kernel_too_old::SYMPTOM,
    &glibc_version::SYMPTOM,
    &mixed_loader::SYMPTOM,
    &lost_versions::SYMPTOM,
    &static_glibc::SYMPTOM,
    &library_missing::SYMPTOM,
    &library_broken::SYMPTOM,
    &library_noexec::SYMPTOM,
    &undefined_symbol::SYMPTOM,
    &static_tls::SYMPTOM,
    &executable_stack::SYMPTOM,
    &musl_loader::SYMPTOM,
    &plugin::SYMPTOM,
    &cpu_level::SYMPTOM,
    &qemu::SYMPTOM,
    &cgo_pointer::SYMPTOM,
    &stack_corruption::SYMPTOM,
    &descriptors::SYMPTOM,
    &certificates::SYMPTOM,
    &time_zones::SYMPTOM,
    &host_lookup::SYMPTOM,
    &user_lookup::SYMPTOM,
    &stub_driver::SYMPTOM,
    &c_crash::SYMPTOM,
    &go_crash::SYMPTOM,
];
