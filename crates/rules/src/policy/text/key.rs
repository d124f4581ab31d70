//! A key of a table, declared once.

use serde_json::{Map, Value, json};

use super::{Entry, Reader};

/// One key: its name, its page, its schema, and how it is read into a `T`.
pub(crate) struct Key<T> {
    /// As it is written.
    pub(crate) name: &'static str,
    /// One sentence: the schema's description.
    pub(crate) about: &'static str,
    /// Whether a table without it is wrong.
    pub(crate) required: bool,
    /// The JSON Schema of its value.
    pub(crate) schema: fn() -> Value,
    /// Takes the value over; what is wrong with it is said to the reader.
    pub(crate) read: fn(&mut Reader<'_>, Entry<'_>, &mut T),
}

/// The JSON Schema of a table of these keys and no other.
pub(crate) fn schema_of<T>(keys: &[Key<T>]) -> Value {
    let properties: Map<String, Value> = keys.iter().map(property).collect();
    let required: Vec<&str> = keys.iter().filter(|k| k.required).map(|k| k.name).collect();
    let mut schema = json!({
        "type": "object",
        "additionalProperties": false,
        "properties": properties,
    });
    if let (false, Some(fields)) = (required.is_empty(), schema.as_object_mut()) {
        fields.insert("required".to_owned(), json!(required));
    }
    schema
}

fn property<T>(key: &Key<T>) -> (String, Value) {
    let mut schema = (key.schema)();
    if let Some(fields) = schema.as_object_mut() {
        fields.insert("description".to_owned(), json!(key.about));
    }
    (key.name.to_owned(), schema)
}
