//! `$ORIGIN`, `$LIB` and `$PLATFORM` (`_dl_dst_substitute`, elf/dl-load.c).

/// What tokens stand for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tokens<'t> {
    pub(crate) origin: &'t str,
    pub(crate) lib: &'t str,
    /// `None` where the kernel's word for the CPU is not known: a path with it is dropped.
    pub(crate) platform: Option<&'t str>,
}

/// The text with every token replaced; `None` if one has no replacement, which drops the path.
pub(crate) fn expand(text: &str, tokens: Tokens<'_>) -> Option<String> {
    let mut expanded = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('$') {
        expanded.push_str(before);
        let known = [
            ("ORIGIN", Some(tokens.origin)),
            ("PLATFORM", tokens.platform),
            ("LIB", Some(tokens.lib)),
        ];
        let found = known
            .into_iter()
            .find_map(|(name, value)| Some((length(after, name)?, value)));
        match found {
            Some((length, value)) => {
                expanded.push_str(value?);
                rest = after.get(length..)?;
            }
            None => {
                expanded.push('$');
                rest = after;
            }
        }
    }
    expanded.push_str(rest);
    Some(expanded)
}

/// Bytes of the token, in braces or not, if `text` starts with it (`is_dst`).
fn length(text: &str, name: &str) -> Option<usize> {
    if let Some(inner) = text.strip_prefix('{') {
        return inner
            .strip_prefix(name)?
            .starts_with('}')
            .then_some(name.len() + 2);
    }
    let behind = text.strip_prefix(name)?;
    let goes_on = behind.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
    (!goes_on).then_some(name.len())
}

/// The folder that a file stands in; the root for a file in it.
pub(crate) fn folder_of(path: &str) -> &str {
    match path.rfind('/') {
        Some(0) | None => "/",
        Some(at) => path.get(..at).unwrap_or("/"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: Option<&str>) {
        let tokens = Tokens {
            origin: "/opt/app",
            lib: "lib64",
            platform: None,
        };
        assert_eq!(expand(text, tokens).as_deref(), expect, "{text}");
    }

    #[test]
    fn tokens_end_where_names_end() {
        check("$ORIGIN/../$LIB", Some("/opt/app/../lib64"));
        check("${ORIGIN}x", Some("/opt/appx"));
        check("$ORIGINAL", Some("$ORIGINAL"));
        check("${ORIGIN", Some("${ORIGIN"));
        check("$HOME/lib", Some("$HOME/lib"));
    }

    #[test]
    fn a_token_without_value_drops_the_path() {
        check("/opt/$PLATFORM", None);
    }
}
