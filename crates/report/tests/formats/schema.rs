//! Every field that is written stands in its schema. Whether the values fit it is for a validator that is not
//! ours: `cargo xtask formats`.

use report::{SCHEMAS, View};
use serde_json::Value;

use crate::records::{cgo_program, member, render};

fn schema(name: &str) -> Value {
    let schema = SCHEMAS.iter().find(|s| s.name == name).unwrap();
    serde_json::from_str(&(schema.text)()).unwrap()
}

/// Follows references and alternatives to every object schema that `node` may be.
fn objects<'s>(root: &'s Value, node: &'s Value) -> Vec<&'s Value> {
    if let Some(name) = node["$ref"].as_str() {
        let target = root.pointer(name.trim_start_matches('#')).unwrap();
        return objects(root, target);
    }
    match node["anyOf"].as_array() {
        Some(all) => all.iter().flat_map(|one| objects(root, one)).collect(),
        None => vec![node],
    }
}

/// Paths of fields that no schema describes.
fn undescribed(root: &Value, nodes: &[&Value], value: &Value, at: &str) -> Vec<String> {
    let nodes: Vec<&Value> = nodes.iter().flat_map(|node| objects(root, node)).collect();
    match value {
        Value::Object(fields) => fields
            .iter()
            .flat_map(|(key, value)| {
                let of = |node: &&'_ Value| node["properties"].get(key).is_some();
                let open = |node: &&'_ Value| node["additionalProperties"].is_object();
                let described = nodes
                    .iter()
                    .filter(|n| of(n))
                    .map(|n| &n["properties"][key]);
                let any = nodes
                    .iter()
                    .filter(|n| open(n))
                    .map(|n| &n["additionalProperties"]);
                let next: Vec<&Value> = described.chain(any).collect();
                let at = format!("{at}/{key}");
                if next.is_empty() {
                    vec![at]
                } else {
                    undescribed(root, &next, value, &at)
                }
            })
            .collect(),
        Value::Array(items) => {
            let next: Vec<&Value> = nodes.iter().map(|node| &node["items"]).collect();
            let each = items.iter().enumerate();
            each.flat_map(|(n, item)| undescribed(root, &next, item, &format!("{at}/{n}")))
                .collect()
        }
        _ => Vec::new(),
    }
}

#[test]
fn every_field_of_an_audit_is_described() {
    let schema = schema("audit");
    for records in [vec![cgo_program()], vec![cgo_program(), member()], vec![]] {
        let text = render("json", &records, &View::default());
        let value: Value = serde_json::from_str(&text).unwrap();
        let missing = undescribed(&schema, &[&schema], &value, "");
        assert!(missing.is_empty(), "{missing:?}");
    }
    let forged = serde_json::json!({"path": "a", "link": {"no_such": 1}});
    assert_eq!(
        undescribed(&schema, &[&schema], &forged, ""),
        ["/link/no_such"]
    );
}
