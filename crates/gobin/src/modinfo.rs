//! The text inside build info: `path`, `mod`, `dep`, `=>` and `build` lines.
//!
//! Source: `runtime/debug/mod.go` of Go 1.18 and 1.27 (`ParseBuildInfo`).

use diagnostic::{Located, Place};
use image::Image;

use crate::{BuildInfo, Module};

/// Reads `text`, which starts at `offset` in the file, into `info`. Lines of unknown kind are passed over.
pub(crate) fn parse(text: &str, offset: u64, image: &Image<'_>, info: &mut BuildInfo) {
    let mut at = offset;
    for (index, line) in text.split('\n').enumerate() {
        let start = at;
        at += line.len() as u64 + 1;
        let Some((kind, rest)) = line.split_once('\t') else {
            continue;
        };
        let line_at = |kind: &str| {
            let place = Place::new("build info").index(index as u64);
            image.place(place.name(kind).at(start))
        };
        match kind {
            "path" => info.path = Some(rest.to_owned()),
            "mod" => info.main = Some(module(rest, line_at("mod"))),
            "dep" => info.deps.push(module(rest, line_at("dep"))),
            "=>" => replace(info, module(rest, line_at("=>"))),
            "build" => {
                let (key, value) = setting(rest);
                let place = Place::new("build info")
                    .index(index as u64)
                    .name(key.clone())
                    .at(start);
                info.settings
                    .push(Located::new((key, value), image.place(place)));
            }
            _ => {}
        }
    }
}

fn module(rest: &str, place: Place) -> Module {
    let mut fields = rest.split('\t').map(str::to_owned);
    let mut next = || fields.next().unwrap_or_default();
    Module {
        place,
        path: next(),
        version: next(),
        sum: next(),
        replace: None,
    }
}

/// A `=>` line replaces the module of the line before it.
fn replace(info: &mut BuildInfo, by: Module) {
    let module = info.deps.last_mut().or(info.main.as_mut());
    if let Some(module) = module {
        module.replace = Some(Box::new(by));
    }
}

/// `key=value`, either side quoted if it holds a space, a quote or a line feed.
fn setting(rest: &str) -> (String, String) {
    let (key, value) = split_key(rest);
    (unquote(key), unquote(value))
}

fn split_key(rest: &str) -> (&str, &str) {
    let from = if rest.starts_with('"') {
        closing_quote(rest).unwrap_or(0)
    } else {
        0
    };
    let equals = rest
        .get(from..)
        .and_then(|tail| tail.find('='))
        .map(|at| at + from);
    match equals.and_then(|at| rest.split_at_checked(at)) {
        Some((key, value)) => (key, value.strip_prefix('=').unwrap_or(value)),
        None => (rest, ""),
    }
}

fn closing_quote(text: &str) -> Option<usize> {
    let mut escaped = false;
    text.char_indices().skip(1).find_map(|(at, c)| {
        let closes = c == '"' && !escaped;
        escaped = c == '\\' && !escaped;
        closes.then_some(at)
    })
}

/// A Go string literal's value; text that is none stays as it is.
fn unquote(text: &str) -> String {
    if let Some(raw) = text
        .strip_prefix('`')
        .and_then(|rest| rest.strip_suffix('`'))
    {
        return raw.to_owned();
    }
    let inner = text
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'));
    let Some(inner) = inner else {
        return text.to_owned();
    };
    let mut out = String::with_capacity(inner.len());
    let mut chars = inner.chars();
    while let Some(c) = chars.next() {
        match (c, c == '\\') {
            (_, false) => out.push(c),
            _ => match chars.next() {
                Some('n') => out.push('\n'),
                Some('t') => out.push('\t'),
                Some(other) => out.push(other),
                None => out.push('\\'),
            },
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(rest: &str, key: &str, value: &str) {
        assert_eq!(setting(rest), (key.to_owned(), value.to_owned()));
    }

    #[test]
    fn settings_may_be_quoted() {
        check("CGO_ENABLED=1", "CGO_ENABLED", "1");
        check(
            "-ldflags=\"-X 'a=b' -linkmode=external\"",
            "-ldflags",
            "-X 'a=b' -linkmode=external",
        );
        check(
            "-ldflags=`-extldflags \"-static\"`",
            "-ldflags",
            "-extldflags \"-static\"",
        );
        check("\"a=b\"=c", "a=b", "c");
        check("novalue", "novalue", "");
    }
}
