//! One module an aspect. To add one: its `mod` line and its [`ASPECTS`] line, in the order in which people read.

mod c_function;
mod cgo_module;
mod cgo_package;
mod cgo_state;
mod cpu_level;
mod embedded_data;
mod fips;
mod glibc_floor;
mod go_version;
mod hardening;
mod imports;
mod library;
mod link_mode;
mod loader;
mod packed;
mod platform;
mod resolver;
mod run_path;
mod sanitizer;
mod settings;
mod symbol_version;
mod system_floor;
mod tables;
mod version_floor;

/// Every aspect: what the loader needs first, then what is in the program, then how it was built.
pub const ASPECTS: &[&crate::Aspect] = &[
    &loader::ASPECT,
    &glibc_floor::ASPECT,
    &version_floor::ASPECT,
    &system_floor::ASPECT,
    &library::ASPECT,
    &symbol_version::ASPECT,
    &imports::ASPECT,
    &run_path::ASPECT,
    &link_mode::ASPECT,
    &cgo_state::ASPECT,
    &cgo_package::ASPECT,
    &c_function::ASPECT,
    &cgo_module::ASPECT,
    &resolver::ASPECT,
    &cpu_level::ASPECT,
    &hardening::ASPECT,
    &embedded_data::ASPECT,
    &fips::ASPECT,
    &sanitizer::ASPECT,
    &packed::ASPECT,
    &platform::ASPECT,
    &go_version::ASPECT,
    &tables::ASPECT,
    &settings::ASPECT,
];
