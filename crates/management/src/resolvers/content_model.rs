//! `ContentModel`.

use std::sync::Arc;

use graphql::{FieldCall, FieldError, Resolved};
use model::{Enumeration, FieldKind, Model};

use super::component::ComponentObject;
use super::enumeration::EnumerationObject;
use super::model::ModelObject;
use super::union::UnionObject;
use super::{field_parent, locale, none, object, stage};
use crate::error::{FieldResult, bad_input, not_found};
use crate::scope::SchemaScope;

/// The content model of an environment.
pub(super) struct ContentModelObject(pub(super) Arc<SchemaScope>);

object!(ContentModelObject, "ContentModel");

/// An id or an apiId; both must fit when both are given.
struct Wanted<'a> {
    id: Option<&'a str>,
    api_id: Option<&'a str>,
}

impl<'a> Wanted<'a> {
    fn of(field: &'a FieldCall<'_>) -> FieldResult<Self> {
        let wanted = Wanted { id: field.text("id"), api_id: field.text("apiId") };
        match (wanted.id, wanted.api_id) {
            (None, None) => Err(bad_input("Give the id or the apiId.")),
            _ => Ok(wanted),
        }
    }

    fn fits(&self, id: &str, api_id: &str) -> bool {
        self.id.is_none_or(|wanted| wanted == id) && self.api_id.is_none_or(|wanted| wanted == api_id)
    }

    fn missing(&self, what: &str) -> FieldError {
        not_found(what, self.id.or(self.api_id).unwrap_or_default())
    }
}

impl ContentModelObject {
    async fn answer(&self, field: &FieldCall<'_>) -> FieldResult<Resolved> {
        let schema = &self.0;
        schema.environment.check_field(field)?;
        let content = &schema.content;
        let asked = |name| field.argument(name).as_bool() == Some(true);
        let model = |model: &Model| ModelObject::new(schema, model);
        let enumeration =
            |found: &Enumeration| EnumerationObject { schema: schema.clone(), enumeration: found.clone() };
        Ok(match field.name {
            "models" => {
                let system = asked("includeSystemModels");
                Resolved::objects(content.models.iter().filter(|found| system || !found.is_system).map(model))
            }
            "model" => {
                let wanted = Wanted::of(field)?;
                let found = content.models.iter().find(|model| wanted.fits(model.id.as_str(), &model.api_id));
                Resolved::object(model(found.ok_or_else(|| wanted.missing("model"))?))
            }
            "enumerations" => {
                let system = asked("includeSystemEnumerations");
                let shown = content.enumerations.iter().filter(|found| system || !found.is_system);
                Resolved::objects(shown.map(enumeration))
            }
            "enumeration" => {
                let wanted = Wanted::of(field)?;
                let found = content.enumerations.iter().find(|e| wanted.fits(e.id.as_str(), &e.api_id));
                Resolved::object(enumeration(found.ok_or_else(|| wanted.missing("enumeration"))?))
            }
            "field" => self.field(field.text("id").unwrap_or_default())?,
            "locales" => Resolved::List(content.locales.iter().map(locale::locale).collect()),
            "stages" => Resolved::List(content.stages.iter().map(stage::stage).collect()),
            "assetModel" => Resolved::object(model(content.asset_model())),
            "components" => {
                let system = asked("includeSystemComponents");
                let shown = content.components.iter().filter(|found| system || !found.is_system);
                Resolved::objects(shown.map(|component| ComponentObject::new(schema, component)))
            }
            "component" => {
                let wanted = Wanted::of(field)?;
                let found = content.components.iter().find(|c| wanted.fits(c.id.as_str(), &c.api_id));
                Resolved::object(ComponentObject::new(schema, found.ok_or_else(|| wanted.missing("component"))?))
            }
            "unions" => {
                let fields = content.parents().flat_map(|parent| parent.fields());
                let owners = fields.filter(|field| matches!(field.kind, FieldKind::Union { .. }));
                Resolved::objects(owners.map(|owner| UnionObject::new(schema, &owner.id)))
            }
            // Of these there can be none yet.
            "taxonomies" => none(),
            "taxonomy" => return Err(Wanted::of(field)?.missing("taxonomy")),
            _ => return Err(FieldError::not_implemented(field)),
        })
    }

    fn field(&self, id: &str) -> FieldResult<Resolved> {
        let found = self.0.content.parents().find_map(|parent| field_parent::find(&self.0, parent, id));
        found.ok_or_else(|| not_found("field", id))
    }
}
