//! `localizations` inputs of entries and component instances (content-api-write.md §2.6, §3.3).

use std::collections::HashSet;

use model::ContentModel;
use serde_json::{Map, Value as Json};

use super::{EntryInput, InputReader, LocalizationInput, Purpose};
use crate::write::error::WriteError;

impl InputReader<'_, '_> {
    /// Reads the verbs in the order create, update, upsert, delete.
    pub(super) fn localizations(
        &mut self,
        input: &Map<String, Json>,
        entry: &mut EntryInput,
    ) -> Result<(), WriteError> {
        let default = self.content().default_locale().key;
        let mut seen = HashSet::new();
        if self.purpose != Purpose::Create && !entry.default_localization.assignments.is_empty() {
            seen.insert(default);
        }
        for verb in ["create", "update", "upsert"] {
            for item in input.get(verb).and_then(Json::as_array).into_iter().flatten() {
                let locale = self.locale_key(item.get("locale"))?;
                if !seen.insert(locale) {
                    let text = format!("locale \"{}\" is written twice", locale_name(self.content(), locale));
                    return Err(WriteError::input(text));
                }
                let said = self.localization(verb, item);
                entry.localizations.push((locale, said));
            }
        }
        for name in input.get("delete").and_then(Json::as_array).into_iter().flatten() {
            let locale = self.locale_key(Some(name))?;
            if locale == default {
                return Err(WriteError::input("the default localization cannot be deleted"));
            }
            entry.delete_locales.push(locale);
        }
        Ok(())
    }

    fn localization(&mut self, verb: &str, item: &Json) -> LocalizationInput {
        let object = |key: &str| item.get(key).and_then(Json::as_object).cloned().unwrap_or_default();
        match verb {
            "create" => LocalizationInput::Create(self.localized_row(&object("data"), Purpose::Create)),
            "update" => {
                let row = self.localized_row(&object("data"), Purpose::Update);
                match self.purpose {
                    Purpose::UpdateMany => LocalizationInput::UpdateIfThere(row),
                    Purpose::Create | Purpose::Update => LocalizationInput::Update(row),
                }
            }
            _ => LocalizationInput::Upsert {
                create: self.localized_row(&object("create"), Purpose::Create),
                update: self.localized_row(&object("update"), Purpose::Update),
            },
        }
    }

    /// The key of a locale that is written.
    fn locale_key(&mut self, name: Option<&Json>) -> Result<i64, WriteError> {
        let name = name.and_then(Json::as_str).unwrap_or_default();
        let locale = self.content().locale(name);
        let key = locale.map(|locale| locale.key);
        let key = key.ok_or_else(|| WriteError::input(format!("locale \"{name}\" does not exist")))?;
        self.planning.need_locale(self.action, self.model, key);
        Ok(key)
    }
}

/// Name of a locale for messages.
pub(in crate::write) fn locale_name(content: &ContentModel, key: i64) -> &str {
    content.locales.iter().find(|locale| locale.key == key).map_or("", |locale| locale.api_id.as_str())
}
