//! What an operation does, as its row keeps it: in keys, so that it does the same whatever stages and locales are called when
//! it runs.

use model::ContentModel;
use model::ids::EntryId;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json, json};

use crate::write::error::WriteError;
use crate::write::plan::{LocaleChoice, Publication, Withdrawal};

/// What is done to an entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", tag = "action")]
pub(crate) enum Instruction {
    /// It is published.
    #[serde(rename_all = "camelCase")]
    Publish {
        /// Keys of stages.
        to: Vec<i64>,
        /// Keys of locales; none when the argument was not given.
        locales: Option<Vec<i64>>,
        publish_base: bool,
        with_default_locale: bool,
    },
    /// It is unpublished.
    #[serde(rename_all = "camelCase")]
    Unpublish {
        /// Keys of stages.
        from: Vec<i64>,
        /// Keys of locales; none when the argument was not given.
        locales: Option<Vec<i64>>,
        unpublish_base: bool,
    },
}

impl Instruction {
    pub(in crate::write) fn publish(publication: &Publication) -> Self {
        Instruction::Publish {
            to: publication.to.clone(),
            locales: keys(&publication.locales),
            publish_base: publication.base,
            with_default_locale: publication.with_default,
        }
    }

    pub(in crate::write) fn unpublish(withdrawal: &Withdrawal) -> Self {
        Instruction::Unpublish {
            from: withdrawal.from.clone(),
            locales: keys(&withdrawal.locales),
            unpublish_base: withdrawal.base,
        }
    }

    /// The arguments of `publishX` or `unpublishX` that say the same, in the names of now.
    pub(super) fn arguments(&self, content: &ContentModel, entry: &EntryId) -> Result<Map<String, Json>, WriteError> {
        let (stages, locales) = match self {
            Instruction::Publish { to, locales, .. } => (to, locales),
            Instruction::Unpublish { from, locales, .. } => (from, locales),
        };
        let stages = stage_names(content, stages)?;
        let locales = locales.as_deref().map(|keys| locale_names(content, keys)).transpose()?;
        let mut arguments = Map::from_iter([("where".to_owned(), json!({ "id": entry.as_str() }))]);
        arguments.extend(locales.map(|names| ("locales".to_owned(), names)));
        let mut say = |name: &str, value: Json| arguments.insert(name.to_owned(), value);
        match self {
            Instruction::Publish { publish_base, with_default_locale, .. } => {
                say("to", stages);
                say("publishBase", Json::Bool(*publish_base));
                say("withDefaultLocale", Json::Bool(*with_default_locale));
            }
            Instruction::Unpublish { unpublish_base, .. } => {
                say("from", stages);
                say("unpublishBase", Json::Bool(*unpublish_base));
            }
        }
        Ok(arguments)
    }
}

fn keys(choice: &LocaleChoice) -> Option<Vec<i64>> {
    match choice {
        LocaleChoice::Unsaid => None,
        LocaleChoice::These(keys) => Some(keys.clone()),
    }
}

/// What is gone cannot be published to, and less than was asked for is not done.
fn stage_names(content: &ContentModel, keys: &[i64]) -> Result<Json, WriteError> {
    let name = |key: &i64| content.stage_by_key(*key).map(|stage| Json::from(stage.api_id.as_str()));
    keys.iter().map(name).collect::<Option<Json>>().ok_or_else(|| WriteError::input("the stage was deleted"))
}

fn locale_names(content: &ContentModel, keys: &[i64]) -> Result<Json, WriteError> {
    let name = |key: &i64| {
        let locale = content.locales.iter().find(|locale| locale.key == *key);
        locale.map(|locale| Json::from(locale.api_id.as_str()))
    };
    keys.iter().map(name).collect::<Option<Json>>().ok_or_else(|| WriteError::input("the locale was deleted"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_keep_it_as_it_is() {
        let publish = Instruction::Publish {
            to: vec![2],
            locales: Some(vec![1, 3]),
            publish_base: true,
            with_default_locale: false,
        };
        let text = json!({ "action": "publish", "to": [2], "locales": [1, 3], "publishBase": true, "withDefaultLocale": false });
        assert_eq!(serde_json::to_value(&publish).unwrap(), text);
        assert_eq!(serde_json::from_value::<Instruction>(text).unwrap(), publish);
        let unpublish = Instruction::Unpublish { from: vec![2], locales: None, unpublish_base: true };
        let text = json!({ "action": "unpublish", "from": [2], "locales": null, "unpublishBase": true });
        assert_eq!(serde_json::to_value(&unpublish).unwrap(), text);
    }
}
