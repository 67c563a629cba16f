//! What inline inputs have in common: positions, the one member of a union, one verb where one is meant.

use serde_json::{Map, Value as Json};

use super::Place;
use crate::write::error::WriteError;

/// Reads a `ConnectPositionInput`; `None` when it is not given.
pub(super) fn place(position: Option<&Json>) -> Result<Option<Place>, WriteError> {
    let Some(position) = position.and_then(Json::as_object) else { return Ok(None) };
    let id = |key: &str| position.get(key).and_then(Json::as_str).map(str::to_owned);
    // `start: false` says nothing.
    let flag = |key: &str| position.get(key).and_then(Json::as_bool).unwrap_or(false);
    let places = [
        id("before").map(Place::Before),
        id("after").map(Place::After),
        flag("start").then_some(Place::First),
        flag("end").then_some(Place::Last),
    ];
    let mut given = places.into_iter().flatten();
    match (given.next(), given.next()) {
        (Some(place), None) => Ok(Some(place)),
        (None, _) | (Some(_), Some(_)) => {
            Err(WriteError::input("exactly one of before, after, start, end must be given"))
        }
    }
}

/// The one key of a union's input object that is given, with its value (content-api-write.md §2.10).
pub(super) fn one_member(
    input: &Map<String, Json>,
    type_name: impl FnOnce() -> String,
) -> Result<(&str, &Map<String, Json>), WriteError> {
    let mut given = input.iter().filter_map(|(name, value)| Some((name.as_str(), value.as_object()?)));
    match (given.next(), given.next()) {
        (Some(member), None) => Ok(member),
        (None, _) | (Some(_), Some(_)) => {
            Err(WriteError::input(format!("exactly one member must be given for \"{}\"", type_name())))
        }
    }
}

/// The verbs of an inline input that say something, in the order in which they are done.
///
/// A field that holds one value takes one verb (content-api-write.md §3.5).
pub(super) fn verbs<'v>(
    input: &'v Map<String, Json>,
    order: &[&'static str],
    field: &str,
    is_list: bool,
) -> Result<Vec<(&'static str, &'v Json)>, WriteError> {
    let says = |value: &&Json| !value.is_null() && **value != Json::Bool(false);
    let given: Vec<_> = order.iter().filter_map(|verb| Some((*verb, input.get(*verb).filter(says)?))).collect();
    if is_list || given.len() < 2 {
        return Ok(given);
    }
    let names: Vec<&str> = given.iter().map(|(verb, _)| *verb).collect();
    Err(WriteError::input(format!("only one of {} may be given for the field \"{field}\"", names.join(", "))))
}

/// The items of a verb: of a list its members, else the value itself.
pub(super) fn items(value: &Json) -> impl Iterator<Item = &Map<String, Json>> {
    let many = value.as_array().map(Vec::as_slice).unwrap_or_else(|| std::slice::from_ref(value));
    many.iter().filter_map(Json::as_object)
}

/// An input object inside another; optional ones may be absent.
pub(super) fn object<'v>(input: &'v Map<String, Json>, key: &str) -> Option<&'v Map<String, Json>> {
    input.get(key).and_then(Json::as_object)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn exactly_one_position_counts() {
        let read = |value: Json| place(Some(&value)).map_err(|error| error.to_string());
        assert_eq!(place(None).unwrap(), None);
        assert_eq!(read(Json::Null), Ok(None));
        assert_eq!(read(json!({ "start": true, "end": false })), Ok(Some(Place::First)));
        assert_eq!(read(json!({ "before": "a", "after": null })), Ok(Some(Place::Before("a".to_owned()))));
        let wrong = Err("exactly one of before, after, start, end must be given".to_owned());
        for position in [json!({}), json!({ "start": false }), json!({ "before": "a", "end": true })] {
            assert_eq!(read(position), wrong);
        }
    }

    #[test]
    fn a_single_field_takes_one_verb() {
        let input = json!({ "connect": { "id": "a" }, "disconnect": false, "create": null });
        let input = input.as_object().unwrap();
        assert_eq!(verbs(input, &["create", "connect", "disconnect"], "author", false).unwrap().len(), 1);
        let two = json!({ "connect": {}, "disconnect": true });
        let error = verbs(two.as_object().unwrap(), &["disconnect", "connect"], "author", false).unwrap_err();
        assert_eq!(error.to_string(), "only one of disconnect, connect may be given for the field \"author\"");
    }

    #[test]
    fn a_union_names_one_member() {
        let read = |value: Json| {
            let named =
                one_member(value.as_object().unwrap(), || "UCreateInput".to_owned()).map(|(name, _)| name.to_owned());
            named.map_err(|error| error.to_string())
        };
        assert_eq!(read(json!({ "Author": {}, "Tag": null })), Ok("Author".to_owned()));
        let wrong = Err("exactly one member must be given for \"UCreateInput\"".to_owned());
        assert_eq!(read(json!({})), wrong);
        assert_eq!(read(json!({ "Author": {}, "Tag": {} })), wrong);
    }
}
