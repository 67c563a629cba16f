//! Whether two answers hold the same values, whatever they are called and however they are nested.

use serde_json::Value;

/// Says what one has that the other has not.
pub fn values(ours: &str, theirs: &str) -> Result<(), String> {
    let [ours, theirs] = [leaves(ours)?, leaves(theirs)?];
    if ours == theirs {
        return Ok(());
    }
    let first = |of: &[String], other: &[String]| of.iter().find(|value| !other.contains(value)).cloned();
    Err(format!(
        "the answers differ: {} values, {} at the peer; ours alone has {:?}, the peer's alone {:?}",
        ours.len(),
        theirs.len(),
        first(&ours, &theirs),
        first(&theirs, &ours)
    ))
}

/// All values, sorted.
fn leaves(answer: &str) -> Result<Vec<String>, String> {
    let answer: Value = serde_json::from_str(answer).map_err(|error| error.to_string())?;
    let mut found = Vec::new();
    collect(&answer, &mut found);
    found.sort_unstable();
    Ok(found)
}

fn collect(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| collect(item, found)),
        Value::Object(members) => members.values().for_each(|member| collect(member, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => found.push(value.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::values;

    #[test]
    fn names_and_nesting_do_not_matter_but_values_and_their_number_do() {
        assert_eq!(values(r#"{"a":[1,{"b":"x"}]}"#, r#"{"c":{"nodes":["x",1]}}"#), Ok(()));
        assert!(values("[1,1]", "[1]").is_err());
        assert!(values("[1]", r#"["1"]"#).is_err());
    }
}
