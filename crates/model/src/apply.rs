//! Applying a change: the next content model, and what tables and data must follow.

mod components;
mod enumerations;
mod fields;
mod locales;
mod models;
mod parents;
mod stages;
mod types;
mod values;

pub use types::lower_first;

use crate::asset::asset_model;
use crate::change::{Change, Target};
use crate::component::ParentRef;
use crate::content_model::{ContentModel, CreatedBy, Locale, SchemaVersion, Stage};
use crate::effect::Effect;
use crate::error::ChangeError;
use crate::ids::{LocaleId, StageId};

/// What applying needs from outside: ids nobody has used, the time, and who asks.
pub struct Fresh<'a> {
    /// Makes an unused id of 32 hex digits.
    pub id: &'a mut dyn FnMut() -> String,
    /// Now, in the canonical form `2026-11-25T14:00:14.290877+00:00`.
    pub now: &'a str,
    /// Who asks; `None` for the system itself.
    pub by: Option<CreatedBy>,
}

/// Applies one change. The model is changed in place only when the change is right.
///
/// # Errors
/// The first rule that the change breaks, in words for the person who sent it.
pub fn apply(model: &mut ContentModel, change: &Change, fresh: &mut Fresh<'_>) -> Result<Vec<Effect>, ChangeError> {
    let mut next = model.clone();
    let changed = match change {
        Change::CreateModel(draft) => models::create(&mut next, draft, fresh),
        Change::UpdateModel(target, patch) => models::update(&mut next, target, patch, fresh),
        Change::DeleteModel(target) => models::delete(&mut next, target),
        Change::CreateComponent(draft) => components::create(&mut next, draft, fresh),
        Change::UpdateComponent(target, patch) => components::update(&mut next, target, patch, fresh),
        Change::DeleteComponent(target) => components::delete(&mut next, target),
        Change::CreateField(parent, draft) => fields::create(&mut next, parent, draft, fresh),
        Change::UpdateField(target, kind, patch) => fields::update(&mut next, target, *kind, patch, fresh),
        Change::DeleteField(target) => fields::delete(&mut next, target),
        Change::CreateEnumeration(draft) => enumerations::create(&mut next, draft, fresh),
        Change::UpdateEnumeration(target, patch) => enumerations::update(&mut next, target, patch, fresh),
        Change::DeleteEnumeration(target) => enumerations::delete(&mut next, target),
        Change::CreateLocale(draft) => locales::create(&mut next, draft, fresh),
        Change::UpdateLocale(target, patch) => locales::update(&mut next, target, patch, fresh),
        Change::DeleteLocale { target, force } => locales::delete(&mut next, target, *force),
        Change::CreateStage(draft) => stages::create(&mut next, draft, fresh),
        Change::UpdateStage(target, patch) => stages::update(&mut next, target, patch, fresh),
        Change::DeleteStage { target, force } => stages::delete(&mut next, target, *force),
    }?;
    let mut effects = gained_localizations(model, &next);
    effects.extend(changed);
    *model = next;
    Ok(effects)
}

/// Every entry and instance of what is localised has its default localisation; where a change makes something
/// localised, also by way of a component, they get it before all else.
fn gained_localizations(before: &ContentModel, after: &ContentModel) -> Vec<Effect> {
    let locale = before.default_locale().key;
    let gained = |parent: &ParentRef<'_>| {
        let now = after.parent(&parent.id());
        !parent.is_localized(before) && now.is_some_and(|now| now.is_localized(after))
    };
    let ensure = |parent: ParentRef<'_>| Effect::EnsureLocalizations { parent: parent.id(), locale };
    before.parents().filter(gained).map(ensure).collect()
}

impl ContentModel {
    /// What a new environment starts with: locale `en`, stages DRAFT and PUBLISHED, the model `Asset`.
    pub fn blank(fresh: &mut Fresh<'_>) -> Self {
        let mut stage = |key: i64, api_id: &str, display_name: &str, description: &str, color: &str| Stage {
            id: StageId::new((fresh.id)()),
            key,
            api_id: api_id.to_owned(),
            display_name: display_name.to_owned(),
            description: Some(description.to_owned()),
            color: color.to_owned(),
            is_system: true,
            position: key - 1,
            created_at: fresh.now.to_owned(),
            updated_at: fresh.now.to_owned(),
        };
        let draft = "The Draft is the default stage for all your content.";
        let published = "The Published stage is where you can publish your content to.";
        let stages = vec![
            stage(Stage::DRAFT, "DRAFT", "Draft", draft, "YELLOW"),
            stage(Stage::PUBLISHED, "PUBLISHED", "Published", published, "GREEN"),
        ];
        let english = Locale {
            id: LocaleId::new((fresh.id)()),
            key: 1,
            api_id: "en".to_owned(),
            display_name: "English".to_owned(),
            description: None,
            is_default: true,
            created_at: fresh.now.to_owned(),
            updated_at: fresh.now.to_owned(),
        };
        ContentModel {
            version: SchemaVersion(1),
            models: vec![asset_model(fresh)],
            components: Vec::new(),
            enumerations: Vec::new(),
            locales: vec![english],
            stages,
            next_locale_key: 2,
            next_stage_key: 3,
            page_sizes: None,
        }
    }
}

/// Where in `items` the thing stands that `target` names.
fn position<T, I: PartialEq + AsRef<str>>(
    what: &'static str,
    items: &[T],
    target: &Target<I>,
    id: impl Fn(&T) -> &I,
    api_id: impl Fn(&T) -> &str,
) -> Result<usize, ChangeError> {
    let (found, value) = match target {
        Target::Id(wanted) => (items.iter().position(|item| id(item) == wanted), wanted.as_ref()),
        Target::ApiId(wanted) => (items.iter().position(|item| api_id(item) == wanted), wanted.as_str()),
    };
    found.ok_or_else(|| ChangeError::NotFound { what, value: value.to_owned() })
}
