//! `dynamic-not-allowed`

use diagnostic::{Evidence, Finding, Located};
use gobin::{CgoState, Facts};

use crate::Subject;
use crate::rule::declare_rule;
use crate::systems;

declare_rule! {
    /// ## What it does
    /// Reports a binary that needs a loader or a shared library although the policy's requirement `static`
    /// says that none may. Without that requirement it says nothing.
    ///
    /// ## Why it matters
    /// An image from `scratch` or distroless static holds neither loader nor library, and a binary that
    /// needs one does not start there: `no such file or directory`. `CGO_ENABLED=0` alone does not make a
    /// static binary (`-buildmode=pie` and hand-written imports need the loader), and `-extldflags=-static`
    /// is ignored where Go's own linker writes the file. The level is `deny` because the policy asked for a
    /// property that the bytes decide.
    ///
    /// ## Example
    /// ```toml
    /// [require]
    /// static = true
    /// ```
    /// ```console
    /// $ go build ./cmd/looks-up-hosts
    /// $ cgone audit ./looks-up-hosts
    /// ```
    ///
    /// ## Known limits
    /// Silent where the system's own rule makes every Go program dynamic (macOS, iOS, Windows, OpenBSD,
    /// illumos, Solaris, AIX) and on Android: nothing could be done about it. What a static program opens
    /// with `dlopen` leaves no trace.
    "dynamic-not-allowed",
    "a loader or a library is needed where the policy asks for a static binary",
    Deny,
    since "0.2.0",
    check,
    in Loading
}

fn check(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    let Some(wanted) = subject.wanted.static_link.as_ref().filter(|w| w.value) else {
        return;
    };
    let loading = &subject.loading;
    let interpreter = loading.interpreter.as_ref();
    if (interpreter.is_none() && loading.needed.is_empty())
        || systems::always_dynamic(subject)
        || systems::is_one_of(subject, &["android"])
    {
        return;
    }
    let needs = interpreter
        .map(|path| format!("the loader `{}`", path.value))
        .into_iter()
        .chain(
            loading
                .needed
                .iter()
                .map(|name| format!("`{}`", name.value)),
        );
    let mut evidence: Vec<Evidence> = interpreter.map(Located::evidence).into_iter().collect();
    evidence.extend(loading.needed.iter().map(Located::evidence));
    evidence.extend(subject.cgo.state.evidence.iter().take(1).cloned());
    let mut finding = RULE.violation(
        wanted,
        format!(
            "the binary needs {}, and a static one is required",
            needs.collect::<Vec<_>>().join(", ")
        ),
        evidence,
        help(subject),
    );
    "dynamic".clone_into(&mut finding.subject);
    found.push(finding);
}

fn help(facts: &Facts) -> &'static str {
    match facts.cgo.state.value {
        Some(CgoState::None) => {
            "build with `-buildmode=exe`: the program then loads at a fixed address, without the loader"
        }
        Some(CgoState::Fake) => {
            "drop the package that imports from C without cgo; what it calls in C is lost with it"
        }
        Some(CgoState::User) => {
            "build with `-ldflags='-linkmode=external -extldflags=-static'` against musl, which keeps the C \
             code; or with `CGO_ENABLED=0`, which drops it and takes DNS and users from Go's own code"
        }
        _ => {
            "build with `CGO_ENABLED=0`: DNS and users then come from Go's own code, which does not ask NSS"
        }
    }
}

#[cfg(test)]
mod tests {
    use gobin::CgoState;

    use super::check;
    use crate::Requirements;
    use crate::examples::{Observed, messages, messages_wanting, program, wanted};

    const LOADER: &str = "/lib64/ld-linux-x86-64.so.2";

    fn required(yes: bool) -> Requirements {
        Requirements {
            static_link: wanted(yes),
            ..Requirements::default()
        }
    }

    #[test]
    fn fires_on_a_loader_and_libraries() {
        let facts = program()
            .loader(LOADER)
            .needs(&["libc.so.6"])
            .cgo(CgoState::Std);
        assert_eq!(
            messages_wanting(check, &facts, &required(true)),
            [
                "the binary needs the loader `/lib64/ld-linux-x86-64.so.2`, `libc.so.6`, and a static one is required"
            ],
        );
    }

    #[test]
    fn fires_on_a_loader_alone() {
        let facts = program().loader(LOADER).cgo(CgoState::None);
        assert_eq!(messages_wanting(check, &facts, &required(true)).len(), 1);
    }

    #[test]
    fn is_silent_on_a_static_binary() {
        assert!(messages_wanting(check, &program(), &required(true)).is_empty());
    }

    #[test]
    fn is_silent_where_no_program_is_static() {
        for os in ["darwin", "windows", "openbsd", "android"] {
            let facts = program().needs(&["libc"]).os(os);
            assert!(messages_wanting(check, &facts, &required(true)).is_empty());
        }
    }

    #[test]
    fn is_silent_where_nothing_is_required() {
        let facts = program().loader(LOADER);
        assert!(messages(check, &facts).is_empty());
        assert!(messages_wanting(check, &facts, &required(false)).is_empty());
    }
}
