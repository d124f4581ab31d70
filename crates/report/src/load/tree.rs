//! The loaded objects as a tree: each where it was first asked for, with what brought it.

use target::Loaded;

use crate::escape;

/// Deeper trees are cut: a branch that names an object again is not followed.
pub(super) fn render(loaded: &[Loaded]) -> String {
    let mut text = String::new();
    let mut shown = vec![false; loaded.len()];
    branch(&mut text, loaded, 0, 0, &mut shown);
    text
}

fn branch(text: &mut String, loaded: &[Loaded], nth: usize, depth: usize, shown: &mut [bool]) {
    let Some(object) = loaded.get(nth) else {
        return;
    };
    let indent = "  ".repeat(depth);
    let seen = shown.get(nth).copied().unwrap_or(true);
    let name = escape(&object.name);
    if seen {
        text.push_str(&format!("     {indent}{name} (above)\n"));
        return;
    }
    if let Some(slot) = shown.get_mut(nth) {
        *slot = true;
    }
    let place = if object.name == object.path {
        format!("({})", object.found)
    } else {
        format!("=> {} ({})", object.path, object.found)
    };
    text.push_str(&format!("     {indent}{name} {}\n", escape(&place)));
    for next in &object.needs {
        branch(text, loaded, *next, depth + 1, shown);
    }
}
