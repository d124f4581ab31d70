//! Diagnoses to bytes: one file a format, listed in [`DIAGNOSIS_FORMATS`].

mod human;
mod json;
mod markdown;
mod sarif;

use ::diagnose::Report;

use crate::View;

/// One format of diagnoses.
#[derive(Debug)]
pub struct DiagnosisFormat {
    /// The name after `--format`.
    pub name: &'static str,
    /// Renders a report.
    pub render: fn(&Report, &View) -> String,
}

/// Every format, by name.
pub const DIAGNOSIS_FORMATS: &[&DiagnosisFormat] = &[
    &human::FORMAT,
    &json::FORMAT,
    &markdown::FORMAT,
    &sarif::FORMAT,
];

#[cfg(test)]
mod tests {
    use ::diagnose::{Case, diagnose};
    use traces::Reader;

    use super::*;

    fn report(text: &str) -> Report {
        let mut case = Case::new(None);
        let source = case.source("app.log");
        let mut reader = Reader::new("app.log");
        reader.feed(text.as_bytes(), &mut |event| case.take(source, event));
        reader.finish(&mut |event| case.take(source, event));
        diagnose(&case)
    }

    fn render(name: &str, text: &str) -> String {
        let format = DIAGNOSIS_FORMATS
            .iter()
            .find(|format| format.name == name)
            .unwrap();
        (format.render)(&report(text), &View::default())
    }

    #[test]
    fn json_has_the_names_that_it_promises() {
        let text = render(
            "json",
            "x\n./app: error while loading shared libraries: libfoo.so: file too short\n",
        );
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(value["schema"], "cgone.diagnose/1");
        assert_eq!(value["inputs"][0], "app.log");
        let cause = &value["causes"][0];
        assert_eq!(cause["cause"], "file-too-short");
        assert_eq!(cause["certainty"], "certain");
        assert_eq!(cause["evidence"][0]["source"], "app.log");
        assert_eq!(cause["evidence"][0]["line"], 2);
        assert!(
            cause["evidence"][0]["text"]
                .as_str()
                .unwrap()
                .contains("libfoo.so")
        );
        for field in ["reason", "next", "fix", "not"] {
            assert!(cause.get(field).is_some(), "{field}");
        }
    }

    #[test]
    fn nothing_is_an_answer_in_every_format() {
        for format in DIAGNOSIS_FORMATS {
            let text = render(format.name, "all is well\n");
            assert!(!text.is_empty(), "{}", format.name);
        }
        let value: serde_json::Value =
            serde_json::from_str(&render("json", "all is well\n")).unwrap();
        assert_eq!(value["causes"], serde_json::json!([]));
        assert!(render("human", "all is well\n").contains("no cause"));
    }

    #[test]
    fn sarif_names_each_cause_as_a_rule() {
        let text = render(
            "sarif",
            "runtime/cgo: pthread_create failed: Resource temporarily unavailable\n",
        );
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        let run = &value["runs"][0];
        let results = run["results"].as_array().unwrap();
        assert_eq!(
            run["tool"]["driver"]["rules"].as_array().unwrap().len(),
            results.len()
        );
        assert_eq!(
            results[0]["locations"][0]["physicalLocation"]["region"]["startLine"],
            1
        );
    }

    #[test]
    fn what_a_log_hides_is_spelt_out() {
        for name in ["human", "markdown"] {
            let text = render(name, "panic: \u{1b}[2Jboom\n");
            assert!(!text.contains('\u{1b}'), "{text}");
        }
    }
}
