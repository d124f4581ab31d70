//! FIPS 140: what the build asked for and what is linked.

use diagnostic::Fact;

use crate::runtime::{Context, NO_TABLE};
use crate::{BuildInfo, Fips};

/// Reads what build info asks and what the function table holds.
pub(crate) fn read(
    info: Option<&BuildInfo>,
    context: &Context<'_, '_>,
    go_version: Option<&str>,
) -> Fips {
    Fips {
        boring_asked: boring_asked(info),
        boring_linked: boring_linked(context),
        module: module(info, go_version),
        default_mode: default_mode(info),
    }
}

/// `GOEXPERIMENT` holds `boringcrypto`, as a setting or as the version's suffix `X:boringcrypto`.
fn boring_asked(info: Option<&BuildInfo>) -> Fact<bool> {
    let Some(info) = info else {
        return Fact::unknown("build info");
    };
    let named = |list: &str| {
        list.split([',', ' '])
            .any(|name| name.trim_start_matches("X:") == "boringcrypto")
    };
    if let Some(setting) = info.located("GOEXPERIMENT").filter(|s| named(&s.value.1)) {
        return Fact::known(
            true,
            vec![
                setting
                    .place
                    .clone()
                    .value(format!("GOEXPERIMENT={}", setting.value.1)),
            ],
        );
    }
    let asked = named(&info.version);
    Fact::known(asked, vec![info.place.clone().value(info.version.clone())])
}

/// `BoringCrypto`'s functions carry the prefix `_goboringcrypto_` (`crypto/internal/boring`).
fn boring_linked(context: &Context<'_, '_>) -> Fact<bool> {
    if context.inventory.is_none() {
        return Fact::unknown(NO_TABLE);
    }
    let package = context.cgo.packages.iter().find(|package| {
        let boring = package
            .functions
            .iter()
            .any(|f| f.starts_with("_goboringcrypto_"));
        boring && package.path == "crypto/internal/boring"
    });
    match package {
        Some(package) => Fact::known(true, package.evidence.clone()),
        None => Fact::known(false, context.absent("BoringCrypto")),
    }
}

/// `GOFIPS140`; Go 1.24 and newer record it unless it is `off`.
fn module(info: Option<&BuildInfo>, go_version: Option<&str>) -> Fact<String> {
    let Some(info) = info.filter(|info| !info.settings.is_empty()) else {
        return Fact::unknown("build settings");
    };
    if let Some(setting) = info.located("GOFIPS140") {
        let value = setting.value.1.clone();
        return Fact::known(
            value.clone(),
            vec![setting.place.clone().value(format!("GOFIPS140={value}"))],
        );
    }
    let place = info.place.clone();
    Fact::known(
        "off".to_owned(),
        vec![place.value(format!(
            "no GOFIPS140 setting of {}",
            go_version.unwrap_or("Go")
        ))],
    )
}

/// `fips140` among the default GODEBUG settings; `off` if build info lists settings without it.
fn default_mode(info: Option<&BuildInfo>) -> Fact<String> {
    let Some(info) = info.filter(|info| !info.settings.is_empty()) else {
        return Fact::unknown("build settings");
    };
    let default = info.located("DefaultGODEBUG");
    let value = default.and_then(|s| {
        s.value
            .1
            .split(',')
            .find_map(|pair| pair.strip_prefix("fips140="))
    });
    match (value, default) {
        (Some(value), Some(setting)) => Fact::known(
            value.to_owned(),
            vec![setting.place.clone().value(setting.value.1.clone())],
        ),
        _ => Fact::known(
            "off".to_owned(),
            vec![info.place.clone().value("no fips140 in DefaultGODEBUG")],
        ),
    }
}
