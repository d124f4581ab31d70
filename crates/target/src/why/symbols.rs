//! Symbols by who wants them, where their names alone tell.

/// What the C compiler and its start-up code import, whatever the program.
const START_UP: &[&str] = &[
    "_ITM_deregisterTMCloneTable",
    "_ITM_registerTMCloneTable",
    "__cxa_finalize",
    "__gmon_start__",
    "__libc_start_main",
    "__stack_chk_fail",
];

/// Whether the host linker's start-up code imports it.
pub(super) fn is_of_start_up(name: &str) -> bool {
    START_UP.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_apart_from_that_of_runtime_cgo() {
        assert!(START_UP.is_sorted());
        assert!(
            !START_UP
                .iter()
                .any(|name| gobin::is_import_of_runtime_cgo(name))
        );
    }
}
