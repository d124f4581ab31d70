//! `static-tls-shared-object`

use diagnostic::Finding;
use image::{Kind, TlsModel};

use crate::Subject;
use crate::rule::declare_rule;

declare_rule! {
    /// ## What it does
    /// Reports a shared library or a plugin whose thread-local storage must lie at a fixed offset from the
    /// thread pointer (initial-exec, `DF_STATIC_TLS`).
    ///
    /// ## Why it matters
    /// Such storage is laid out when the process starts. A library that is opened later with `dlopen` gets
    /// what the C library has set aside: glibc keeps some (`cannot allocate memory in static TLS block`
    /// when it is used up, see `GLIBC_TUNABLES=glibc.rtld.optional_static_tls`), musl keeps none and
    /// refuses (`initial-exec TLS resolves to dynamic definition`).
    ///
    /// The level is `allow`: the Go runtime itself keeps its `g` in this way on most machines, so every
    /// library from `-buildmode=c-shared` is one, and no flag of the build changes it. It is worth knowing
    /// where the library is opened by a process on musl, or beside many others.
    ///
    /// ## Example
    /// ```console
    /// $ go build -buildmode=c-shared -o libexample.so ./cmd/library
    /// $ cgone audit --warn static-tls-shared-object ./libexample.so
    /// $ readelf -dW ./libexample.so | grep STATIC_TLS
    /// ```
    ///
    /// ## Known limits
    /// A program that is linked with the library gets its storage at start and has no such trouble. How
    /// much room the process has left cannot be seen in the file. Which part of the library asks for it,
    /// Go's runtime or C code, is not told apart.
    "static-tls-shared-object",
    "a library with static TLS may not load late",
    Allow,
    since "0.2.0",
    check,
    in Loading
}

fn check(facts: &Subject<'_>, found: &mut Vec<Finding>) {
    let model = &facts.loading.tls_model;
    if facts.go.is_none() || facts.kind != Kind::SharedLibrary || !model.is(&TlsModel::InitialExec)
    {
        return;
    }
    let mut finding = RULE.finding(
        "the library's thread-local storage must be there when the process starts, so `dlopen` may refuse it",
        model.evidence.clone(),
        "link the program with the library instead of opening it, or preload it (`LD_PRELOAD`), which lays out \
         its storage at start; on musl there is no other way but a process of its own",
    );
    "static TLS".clone_into(&mut finding.subject);
    found.push(finding);
}

#[cfg(test)]
mod tests {
    use diagnostic::{Fact, Place};
    use gobin::Facts;
    use image::{Kind, TlsModel};

    use super::check;
    use crate::examples::{messages, program};

    fn with(kind: Kind, model: TlsModel) -> Facts {
        let mut facts = program();
        facts.kind = kind;
        let place = Place::new("dynamic entry").name("DT_FLAGS (DF_STATIC_TLS)");
        facts.loading.tls_model = Fact::known(model, vec![place.at(0x2e98).value("0x10")]);
        facts
    }

    #[test]
    fn fires_on_a_library_with_static_tls() {
        assert_eq!(
            messages(check, &with(Kind::SharedLibrary, TlsModel::InitialExec)),
            [
                "the library's thread-local storage must be there when the process starts, so `dlopen` may refuse it"
            ],
        );
    }

    #[test]
    fn is_silent_on_dynamic_tls() {
        let facts = with(Kind::SharedLibrary, TlsModel::Dynamic);
        assert!(messages(check, &facts).is_empty());
    }

    #[test]
    fn is_silent_on_a_program() {
        for kind in [Kind::Executable, Kind::PositionIndependentExecutable] {
            assert!(messages(check, &with(kind, TlsModel::InitialExec)).is_empty());
        }
    }

    #[test]
    fn is_silent_on_nothing() {
        assert!(messages(check, &program()).is_empty());
    }
}
