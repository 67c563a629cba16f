//! What two requests must have in common to have one answer.

use access::Actor;
use model::SchemaVersion;
use model::ids::EnvironmentId;
use serde_json::{Map, Value as Json};
use sha2::{Digest, Sha256};

use crate::request::RequestHeaders;

/// A digest over everything that an answer depends on but the content itself. SHA-256, because whoever could make two
/// requests meet would read with another's rights.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Key([u8; 32]);

impl Key {
    /// The key of a request. Who asks does not count, only what is granted: no answer of a query names its asker.
    pub(super) fn of(
        environment: &EnvironmentId,
        version: SchemaVersion,
        actor: &Actor,
        request: &graphql::Request,
        headers: &RequestHeaders,
    ) -> Key {
        let Actor { identity: _, content, default_stage } = actor;
        let graphql::Request { query, variables, operation_name } = request;
        let RequestHeaders { stage, locales, asset_base, if_match: _ } = headers;
        let mut parts = Parts(Sha256::new());
        parts.add(environment.as_str());
        parts.add(&version.0.to_string());
        parts.add(content.fingerprint());
        parts.add(default_stage.as_str());
        parts.add(query);
        parts.add_optional(operation_name.as_deref());
        parts.add(&canonical(variables));
        parts.add_optional(stage.as_deref());
        parts.add_optional(locales.as_deref());
        parts.add(asset_base);
        Key(parts.0.finalize().into())
    }
}

/// Parts with their lengths, so that no two lists of parts make one text.
struct Parts(Sha256);

impl Parts {
    fn add<P: AsRef<[u8]> + ?Sized>(&mut self, part: &P) {
        self.0.update((part.as_ref().len() as u64).to_le_bytes());
        self.0.update(part);
    }

    fn add_optional(&mut self, text: Option<&str>) {
        self.0.update([u8::from(text.is_some())]);
        self.add(text.unwrap_or_default());
    }
}

/// The JSON text with the keys of all objects in order.
fn canonical(variables: &Map<String, Json>) -> String {
    let mut text = String::new();
    write_object(&mut text, variables);
    text
}

/// The depth is bounded by that of the JSON reader.
fn write(text: &mut String, value: &Json) {
    match value {
        Json::Object(fields) => write_object(text, fields),
        Json::Array(items) => {
            text.push('[');
            for item in items {
                write(text, item);
                text.push(',');
            }
            text.push(']');
        }
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => text.push_str(&value.to_string()),
    }
}

fn write_object(text: &mut String, fields: &Map<String, Json>) {
    let mut sorted: Vec<_> = fields.iter().collect();
    sorted.sort_unstable_by_key(|(name, _)| name.as_str());
    text.push('{');
    for (name, value) in sorted {
        text.push_str(&Json::from(name.as_str()).to_string());
        text.push(':');
        write(text, value);
        text.push(',');
    }
    text.push('}');
}

#[cfg(test)]
mod tests {
    use access::{ContentAction, ContentGrants, Identity};
    use model::ids::{StageId, TokenId};
    use serde_json::json;

    use super::*;

    fn key(change: impl FnOnce(&mut Actor, &mut graphql::Request, &mut RequestHeaders)) -> Key {
        let mut actor =
            Actor { identity: Identity::Public, content: ContentGrants::none(), default_stage: StageId::new("p") };
        let variables = json!({ "a": 1, "b": { "c": [1, null], "d": "x" } }).as_object().cloned().unwrap();
        let mut request = graphql::Request { query: "{ a }".to_owned(), variables, operation_name: None };
        let mut headers = RequestHeaders::default();
        change(&mut actor, &mut request, &mut headers);
        Key::of(&EnvironmentId::new("e"), SchemaVersion(1), &actor, &request, &headers)
    }

    #[test]
    fn case_75_the_rights_are_part_of_the_key_and_the_name_is_not() {
        let plain = key(|_, _, _| {});
        let granted = key(|actor, _, _| actor.content = ContentGrants::on_everything(&[ContentAction::Read]));
        let more = key(|actor, _, _| actor.content = ContentGrants::on_everything(&ContentAction::ALL));
        assert!(plain != granted && granted != more && plain != more);
        assert!(plain != key(|actor, _, _| actor.default_stage = StageId::new("d")));
        let token = Identity::PermanentToken { id: TokenId::new("t"), name: "T".to_owned() };
        assert_eq!(plain, key(|actor, _, _| actor.identity = token));
    }

    #[test]
    fn every_part_of_the_request_counts_and_the_order_of_variables_does_not() {
        let plain = key(|_, _, _| {});
        let variables = |json: Json| key(|_, request, _| request.variables = json.as_object().cloned().unwrap());
        assert_eq!(plain, variables(json!({ "b": { "d": "x", "c": [1, null] }, "a": 1 })));
        let mut all = vec![
            plain,
            variables(json!({ "a": 1, "b": { "c": [null, 1], "d": "x" } })),
            variables(json!({ "a": "1", "b": { "c": [1, null], "d": "x" } })),
            variables(json!({})),
            key(|_, request, _| request.query = "{ b }".to_owned()),
            key(|_, request, _| request.operation_name = Some("Q".to_owned())),
            key(|_, _, headers| headers.stage = Some("Q".to_owned())),
            key(|_, _, headers| headers.locales = Some("Q".to_owned())),
            key(|_, _, headers| headers.asset_base = "Q".to_owned()),
        ];
        let count = all.len();
        all.sort_unstable_by_key(|key| key.0);
        all.dedup();
        assert_eq!(all.len(), count);
    }
}
