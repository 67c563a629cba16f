//! Changes to locales.

use serde_json::Value;

use super::{Fresh, position};
use crate::change::{LocaleDraft, LocalePatch, Target};
use crate::component::ParentRef;
use crate::content_model::{ContentModel, Locale};
use crate::effect::{ColumnOf, Effect};
use crate::error::ChangeError;
use crate::ids::LocaleId;
use crate::rules::{check_display_name, check_locale_api_id};

fn find(content: &ContentModel, target: &Target<LocaleId>) -> Result<usize, ChangeError> {
    position("locale", &content.locales, target, |l| &l.id, |l| &l.api_id)
}

fn check_name(content: &ContentModel, api_id: &str) -> Result<(), ChangeError> {
    check_locale_api_id(api_id)?;
    if content.locale(api_id).is_some() {
        return Err(ChangeError::Duplicate { what: "locale", value: api_id.to_owned() });
    }
    Ok(())
}

pub(super) fn create(
    content: &mut ContentModel,
    draft: &LocaleDraft,
    fresh: &mut Fresh<'_>,
) -> Result<Vec<Effect>, ChangeError> {
    check_name(content, &draft.api_id)?;
    check_display_name(&draft.display_name)?;
    content.locales.push(Locale {
        id: LocaleId::new((fresh.id)()),
        key: content.next_locale_key,
        api_id: draft.api_id.clone(),
        display_name: draft.display_name.clone(),
        description: draft.description.clone(),
        is_default: false,
        created_at: fresh.now.to_owned(),
        updated_at: fresh.now.to_owned(),
    });
    content.next_locale_key += 1;
    Ok(Vec::new())
}

pub(super) fn update(
    content: &mut ContentModel,
    target: &Target<LocaleId>,
    patch: &LocalePatch,
    fresh: &mut Fresh<'_>,
) -> Result<Vec<Effect>, ChangeError> {
    let at = find(content, target)?;
    if let Some(api_id) = patch.api_id.as_ref().filter(|api_id| **api_id != content.locales[at].api_id) {
        check_name(content, api_id)?;
        api_id.clone_into(&mut content.locales[at].api_id);
    }
    if let Some(name) = &patch.display_name {
        check_display_name(name)?;
        name.clone_into(&mut content.locales[at].display_name);
    }
    let mut effects = Vec::new();
    match patch.is_default {
        Some(true) if !content.locales[at].is_default => {
            content.locales.iter_mut().enumerate().for_each(|(i, locale)| locale.is_default = i == at);
            // Every entry has its default localisation; with a new default, entries that lack it get it.
            let localized = content.parents().filter(|parent| parent.is_localized(content));
            effects.extend(localized.flat_map(|parent| ensure_localizations(parent, content.locales[at].key)));
        }
        Some(false) if content.locales[at].is_default => {
            let text = "Make another locale the default instead: an environment always has one.";
            return Err(ChangeError::Rule(text.to_owned()));
        }
        Some(_) | None => {}
    }
    let locale = &mut content.locales[at];
    locale.description = patch.description.clone().or(locale.description.take());
    fresh.now.clone_into(&mut locale.updated_at);
    Ok(effects)
}

/// Rows of the new default locale, where they lack, with empty lists: lists are never null.
fn ensure_localizations(parent: ParentRef<'_>, locale: i64) -> Vec<Effect> {
    let id = parent.id();
    let lists = parent.fields().iter().filter(|field| field.is_localized && field.is_list);
    let empty = lists.filter_map(|field| {
        let column = ColumnOf::of(&id, field)?;
        Some(Effect::FillNulls { column, fill: Value::Array(Vec::new()) })
    });
    std::iter::once(Effect::EnsureLocalizations { parent: id.clone(), locale }).chain(empty).collect()
}

pub(super) fn delete(
    content: &mut ContentModel,
    target: &Target<LocaleId>,
    force: bool,
) -> Result<Vec<Effect>, ChangeError> {
    let at = find(content, target)?;
    if content.locales[at].is_default {
        return Err(ChangeError::Rule("The default locale cannot be deleted.".to_owned()));
    }
    let locale = content.locales.remove(at);
    let models = content.models.iter().map(|m| m.id.clone()).collect();
    let components = content.components.iter().map(|component| component.id.clone()).collect();
    Ok(vec![Effect::DeleteLocale { models, components, locale: locale.key, force, api_id: locale.api_id }])
}
