//! Packages to modules, by the build info.

use gobin::{BuildInfo, Facts, Module};

/// `module M at v1.2.3`, where the build info tells; a package's module is the longest one its path starts with.
pub(super) fn module_of(facts: &Facts, package: &str) -> Option<String> {
    let info = facts.go.as_ref()?.build_info.as_ref()?;
    let modules = info.main.iter().chain(&info.deps);
    let holds = |module: &&Module| {
        let rest = package.strip_prefix(module.path.as_str());
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let found = modules.filter(holds).max_by_key(|module| module.path.len());
    match found {
        Some(module) => Some(shown(module)),
        None if package == "main" => main(info),
        None => None,
    }
}

fn main(info: &BuildInfo) -> Option<String> {
    Some(shown(info.main.as_ref()?))
}

fn shown(module: &Module) -> String {
    let version = match module.version.as_str() {
        "" => String::new(),
        version => format!(" {version}"),
    };
    let replaced = module
        .replace
        .as_ref()
        .map(|by| format!(", replaced by {}", by.path));
    format!(
        "module {}{version}{}",
        module.path,
        replaced.unwrap_or_default()
    )
}
