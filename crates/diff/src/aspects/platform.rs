//! `platform`

use crate::aspect::{Aspect, Found, Scalar, Sides};
use crate::change::Direction;

pub(super) static ASPECT: Aspect = Aspect {
    name: "platform",
    summary: "format, operating system and machine",
    compare,
};

fn compare(sides: &Sides<'_>, found: &mut Found) {
    let word = |field, called, read| Scalar::<String> {
        field,
        called,
        read,
        judge: |_, _| Direction::Neutral,
    };
    word("format", "the format", |b| b.format.clone()).compare(sides, found);
    word("os", "the operating system", |b| b.os.clone()).compare(sides, found);
    word("arch", "the machine", |b| b.arch.clone()).compare(sides, found);
}

#[cfg(test)]
mod tests {
    use super::ASPECT;
    use crate::examples::{fixed, says};

    #[test]
    fn another_machine_is_said() {
        let mut new = fixed();
        new.arch = Some("arm64".to_owned());
        assert_eq!(
            says(&ASPECT, &fixed(), &new),
            ["neutral: the machine is `arm64`, was `amd64`"]
        );
    }
}
