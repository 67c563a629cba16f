//! Content models for the tests of the schema.

use model::ids::{ComponentId, EnumerationId, EnumerationValueId, FieldId, LocaleId, ModelId, StageId};
use model::{
    Component, ContentModel, EmbeddableModels, Enumeration, EnumerationValue, Field, FieldConfig, FieldKind, Fresh,
    Locale, Model, ModelKind, SimpleType, Stage, Visibility,
};

use crate::links::{ends, one_way, two_way, union};

const NOW: &str = "2026-11-25T14:00:14.290877+00:00";

/// A new environment's: locale `en`, stages DRAFT and PUBLISHED.
pub fn blank() -> ContentModel {
    let mut next = 0;
    let mut id = || {
        next += 1;
        format!("{next:032x}")
    };
    ContentModel::blank(&mut Fresh { id: &mut id, now: NOW, by: None })
}

/// content-api-read.md §15.
pub fn read_example() -> ContentModel {
    let category = enumeration("Category", &["News", "Guide"]);
    let mut content_model = blank();
    content_model.locales.push(locale("de"));
    let meta_title = Field { is_required: true, is_localized: true, ..simple("metaTitle", SimpleType::String) };
    let seo = component("Seo", "Seos", vec![meta_title, simple("noIndex", SimpleType::Boolean)]);
    let quote = component("Quote", "Quotes", vec![simple("text", SimpleType::String)]);
    let fields = vec![
        Field { is_required: true, is_localized: true, ..simple("title", SimpleType::String) },
        Field { is_required: true, is_unique: true, ..simple("slug", SimpleType::String) },
        Field { is_localized: true, ..simple("body", SimpleType::RichText) },
        simple("rating", SimpleType::Float),
        Field { is_list: true, ..simple("tags", SimpleType::String) },
        simple("meta", SimpleType::Json),
        simple("shop", SimpleType::Location),
    ];
    content_model.models.push(model("Post", "Posts", fields));
    let name = Field { is_required: true, ..simple("name", SimpleType::String) };
    content_model.models.push(model("Author", "Authors", vec![name]));
    two_way(&mut content_model, ends("Post", "author", false), ends("Author", "posts", true));
    two_way(&mut content_model, ends("Post", "coverImage", false), ends("Asset", "coverImagePost", true));
    let post = model_mut(&mut content_model, "Post");
    post.fields.last_mut().unwrap().is_required = true;
    post.fields.push(holding("seo", &seo));
    post.fields.push(enumerable("category", &category));
    post.fields.push(Field { is_list: true, ..holding_one_of("blocks", &[&quote, &seo]) });
    content_model.components.extend([seo, quote]);
    content_model.enumerations.push(category);
    content_model
}

/// The same with embeds of Author in `body`.
pub fn read_example_with_embeds() -> ContentModel {
    let mut content_model = read_example();
    let post = model_mut(&mut content_model, "Post");
    let body = post.fields.iter_mut().find(|field| field.api_id == "body").unwrap();
    body.kind = rich_text_with_embeds("body", &["Author"]).kind;
    content_model
}

/// content-api-write.md §9.
pub fn write_example() -> ContentModel {
    let status = enumeration("PostStatus", &["idea", "review", "ready"]);
    let mut content_model = blank();
    content_model.locales.push(locale("de"));
    let label = Field { is_required: true, is_localized: true, ..simple("label", SimpleType::String) };
    let fact = component("Fact", "Facts", vec![label, simple("value", SimpleType::Int)]);
    let fields = vec![
        Field { is_required: true, is_localized: true, ..simple("title", SimpleType::String) },
        Field { is_required: true, is_unique: true, ..simple("slug", SimpleType::String) },
        Field { is_required: true, ..enumerable("status", &status) },
        Field { is_localized: true, ..simple("body", SimpleType::RichText) },
        Field { is_list: true, ..simple("keywords", SimpleType::String) },
    ];
    content_model.models.push(model("Post", "Posts", fields));
    let name = || Field { is_required: true, is_unique: true, ..simple("name", SimpleType::String) };
    content_model.models.push(model("Author", "Authors", vec![name(), simple("bio", SimpleType::RichText)]));
    content_model.models.push(model("Tag", "Tags", vec![name()]));
    two_way(&mut content_model, ends("Post", "cover", false), ends("Asset", "coverPost", true));
    two_way(&mut content_model, ends("Post", "author", false), ends("Author", "posts", true));
    let facts = Field { is_list: true, ..holding("facts", &fact) };
    model_mut(&mut content_model, "Post").fields.push(facts);
    let members = [ends("Author", "mentionedIn", true), ends("Tag", "mentionedIn", true)];
    union(&mut content_model, "PostMention", ends("Post", "mentions", true), &members);
    content_model.components.push(fact);
    content_model.enumerations.push(status);
    content_model
}

const TYPES: [(&str, SimpleType); 11] = [
    ("externalId", SimpleType::Id),
    ("text", SimpleType::String),
    ("story", SimpleType::RichText),
    ("count", SimpleType::Int),
    ("price", SimpleType::Float),
    ("active", SimpleType::Boolean),
    ("extra", SimpleType::Json),
    ("startsAt", SimpleType::DateTime),
    ("day", SimpleType::Date),
    ("place", SimpleType::Location),
    ("tint", SimpleType::Color),
];

/// Every kind of field, single, required, list and localised; embeds; a stage and locales of its own; odd plurals; every kind of link in
/// every direction; components in each other; a hollow model.
pub fn every_kind() -> ContentModel {
    let mut content_model = every_scalar();
    add_components(&mut content_model);
    let relations = [
        (ends("Thing", "parent", false), ends("Thing", "children", true)),
        (ends("Page", "twin", false), ends("SEO", "page", false)),
        (ends("Page", "things", true), ends("Thing", "pages", true)),
        (ends("Page", "picture", false), ends("Asset", "picturePage", true)),
        (ends("Thing", "gallery", true), ends("Asset", "galleryThing", true)),
    ];
    for (source, target) in relations {
        two_way(&mut content_model, source, target);
    }
    one_way(&mut content_model, ends("Page", "footer", false), "Bare", "footerOfPage");
    one_way(&mut content_model, ends("Bare", "icon", false), "Asset", "iconOfBare");
    one_way(&mut content_model, ends("Card", "image", false), "Asset", "cardImage");
    one_way(&mut content_model, ends("Card", "links", true), "Page", "cmm8y2yzs0hd307ui5smd13ya");
    let members = [ends("Thing", "shownOn", true), ends("Asset", "shownOn", true), ends("SEO", "shownOn", false)];
    union(&mut content_model, "PageSections", ends("Page", "sections", true), &members);
    union(&mut content_model, "BareTarget", ends("Bare", "target", false), &[ends("Page", "targetOf", false)]);
    union(&mut content_model, "CardTarget", ends("Card", "target", false), &[ends("Page", "targetOfCard", true)]);
    let alt = Field { is_localized: true, ..simple("alt", SimpleType::String) };
    let license = Field { is_unique: true, ..simple("license", SimpleType::String) };
    model_mut(&mut content_model, "Asset").fields.extend([alt, license]);
    content_model
}

/// Card and Label in models, Label in Card, Grid in itself alone, Unused in nothing.
fn add_components(content_model: &mut ContentModel) {
    let text = Field { is_localized: true, is_required: true, ..simple("text", SimpleType::String) };
    let label = component("Label", "Labels", vec![text, rich_text_with_embeds("note", &["Page"])]);
    let mut card = component("Card", "Cards", vec![simple("size", SimpleType::Int)]);
    card.fields.push(holding("label", &label));
    card.fields.push(Field { is_list: true, ..holding_one_of("parts", &[&label]) });
    let code = Field { is_unique: true, ..simple("code", SimpleType::String) };
    let mut grid = component("Grid", "Grids", vec![code]);
    grid.fields.push(Field { is_list: true, ..holding("cells", &grid) });
    let thing = model_mut(content_model, "Thing");
    thing.fields.push(holding_one_of("lead", &[&card, &grid]));
    let bare = model_mut(content_model, "Bare");
    bare.fields.push(Field { is_required: true, ..holding("card", &card) });
    bare.fields.push(Field { is_list: true, is_required: true, ..holding("cards", &card) });
    let unused = component("Unused", "Unuseds", Vec::new());
    let mut hollow = model("Navigation", "Navigations", Vec::new());
    hollow.fields.push(Field { is_list: true, ..holding("labels", &label) });
    content_model.models.push(hollow);
    content_model.components.extend([label, card, grid, unused]);
}

fn every_scalar() -> ContentModel {
    let mut content_model = blank();
    content_model.locales.extend([locale("de"), locale("fr_CH")]);
    content_model.stages.push(stage("QA", 3));
    let material = Enumeration {
        description: Some("What things are made of".to_owned()),
        ..enumeration("Material", &["Carbon_Fibre", "GraphQL", "wood"])
    };
    let mut fields: Vec<Field> = TYPES.iter().map(|(name, simple_type)| simple(name, *simple_type)).collect();
    fields.extend(TYPES.iter().map(|(name, ty)| Field { is_list: true, ..simple(&format!("{name}_list"), *ty) }));
    fields.push(enumerable("material", &material));
    fields.push(Field { is_list: true, ..enumerable("materials", &material) });
    fields.push(rich_text_with_embeds("body_text", &["Thing", "Page"]));
    fields.push(rich_text_with_embeds("note", &[]));
    for field in &mut fields {
        field.description = (field.api_id == "text").then(|| "Any \"text\" at all".to_owned());
    }
    content_model
        .models
        .push(Model { description: Some("One field of every kind".to_owned()), ..model("Thing", "AllThings", fields) });
    let required = TYPES.iter().map(|(name, ty)| Field { is_required: true, ..simple(name, *ty) });
    let mut fields: Vec<Field> = required.collect();
    fields.push(Field { is_required: true, is_list: true, ..simple("labels", SimpleType::String) });
    fields.push(Field { is_localized: true, is_unique: true, ..simple("path", SimpleType::String) });
    fields.push(Field { is_localized: true, ..enumerable("finish", &material) });
    // Stands first although it was made last.
    fields.push(Field { position: -1, is_unique: true, ..simple("number", SimpleType::Int) });
    content_model.models.push(model("Page", "Home_page", fields));
    // Nothing that `updateMany` could write.
    let only_unique = vec![Field { is_unique: true, is_localized: true, ..simple("name", SimpleType::String) }];
    content_model.models.push(model("SEO", "SEOs", only_unique));
    content_model.models.push(model("Bare", "Bares", Vec::new()));
    content_model.enumerations.push(material);
    content_model
}

/// Models of a large project: every type of field, a third of them localised, and links among them.
pub fn large(models: usize, fields: usize) -> ContentModel {
    let mut content_model = blank();
    content_model.locales.push(locale("de"));
    let text = Field { is_localized: true, ..simple("text", SimpleType::String) };
    let seo = component("Seo", "Seos", vec![text, simple("size", SimpleType::Int)]);
    let quote = component("Quote", "Quotes", vec![simple("text", SimpleType::String)]);
    let name = |number: usize| format!("Model{number}");
    for number in 0..models {
        // Seven more fields are links: those below, and what they leave here.
        let mut own: Vec<Field> = (0..fields - 7)
            .map(|index| {
                let (name, ty) = TYPES[index % TYPES.len()];
                let unique = index == 1;
                Field { is_unique: unique, is_localized: index % 3 == 0, ..simple(&format!("{name}{index}"), ty) }
            })
            .collect();
        own.push(holding("seo", &seo));
        own.push(Field { is_list: true, ..holding_one_of("blocks", &[&quote, &seo]) });
        content_model.models.push(model(&name(number), &format!("{}s", name(number)), own));
    }
    content_model.components.extend([seo, quote]);
    for number in 0..models {
        let (this, next) = (name(number), name((number + 1) % models));
        two_way(&mut content_model, ends(&this, "next", false), ends(&next, "previous", true));
        two_way(&mut content_model, ends(&this, "image", false), ends("Asset", &format!("image{this}"), true));
        let members = [ends(&next, "unionSide", true)];
        union(&mut content_model, &format!("{this}Union"), ends(&this, "others", true), &members);
    }
    content_model
}

pub fn model(api_id: &str, api_id_plural: &str, fields: Vec<Field>) -> Model {
    Model {
        id: ModelId::new(api_id.to_ascii_lowercase()),
        kind: ModelKind::Entries,
        api_id: api_id.to_owned(),
        api_id_plural: api_id_plural.to_owned(),
        display_name: api_id.to_owned(),
        description: None,
        is_system: false,
        fields,
        created_at: NOW.to_owned(),
        updated_at: NOW.to_owned(),
        created_by: None,
    }
}

pub fn component(api_id: &str, api_id_plural: &str, fields: Vec<Field>) -> Component {
    Component {
        id: ComponentId::new(api_id.to_ascii_lowercase()),
        api_id: api_id.to_owned(),
        api_id_plural: api_id_plural.to_owned(),
        display_name: api_id.to_owned(),
        description: None,
        is_system: false,
        fields,
        created_at: NOW.to_owned(),
        updated_at: NOW.to_owned(),
        created_by: None,
    }
}

pub fn model_mut<'a>(content_model: &'a mut ContentModel, api_id: &str) -> &'a mut Model {
    content_model.models.iter_mut().find(|model| model.api_id == api_id).unwrap()
}

/// Holds an instance of a component.
pub fn holding(api_id: &str, component: &Component) -> Field {
    field(api_id, FieldKind::Component { component: component.id.clone() })
}

/// Holds an instance of one of several components.
fn holding_one_of(api_id: &str, components: &[&Component]) -> Field {
    let components = components.iter().map(|component| component.id.clone()).collect();
    field(api_id, FieldKind::ComponentUnion { components })
}

pub fn simple(api_id: &str, simple_type: SimpleType) -> Field {
    let kind = FieldKind::Simple { simple_type, initial_value: None, validations: None, embeds: EmbeddableModels::Off };
    field(api_id, kind)
}

fn rich_text_with_embeds(api_id: &str, models: &[&str]) -> Field {
    let models = models.iter().map(|name| ModelId::new(name.to_ascii_lowercase())).collect();
    let embeds = EmbeddableModels::Models(models);
    let simple_type = SimpleType::RichText;
    field(api_id, FieldKind::Simple { simple_type, initial_value: None, validations: None, embeds })
}

fn enumerable(api_id: &str, enumeration: &Enumeration) -> Field {
    field(api_id, FieldKind::Enumerable { enumeration: enumeration.id.clone(), initial_values: Vec::new() })
}

pub fn field(api_id: &str, kind: FieldKind) -> Field {
    Field {
        id: FieldId::new(api_id),
        api_id: api_id.to_owned(),
        display_name: api_id.to_owned(),
        description: None,
        is_system: false,
        position: 0,
        visibility: Visibility::ReadWrite,
        is_list: false,
        is_required: false,
        is_unique: false,
        is_localized: false,
        is_title: false,
        is_variant_enabled: false,
        kind,
        form_config: FieldConfig::default(),
        table_config: FieldConfig::default(),
        extensions: None,
        meta: None,
        visibility_condition: None,
        created_at: NOW.to_owned(),
        updated_at: NOW.to_owned(),
        created_by: None,
    }
}

fn enumeration(api_id: &str, values: &[&str]) -> Enumeration {
    let value = |(index, api_id): (usize, &&str)| EnumerationValue {
        id: EnumerationValueId::new(*api_id),
        key: index as i64 + 1,
        api_id: (*api_id).to_owned(),
        display_name: (*api_id).to_owned(),
    };
    Enumeration {
        id: EnumerationId::new(api_id),
        api_id: api_id.to_owned(),
        display_name: api_id.to_owned(),
        description: None,
        is_system: false,
        values: values.iter().enumerate().map(value).collect(),
        next_key: values.len() as i64 + 1,
        created_at: NOW.to_owned(),
        updated_at: NOW.to_owned(),
        created_by: None,
    }
}

fn locale(api_id: &str) -> Locale {
    Locale {
        id: LocaleId::new(api_id),
        key: 2,
        api_id: api_id.to_owned(),
        display_name: api_id.to_owned(),
        description: None,
        is_default: false,
        created_at: NOW.to_owned(),
        updated_at: NOW.to_owned(),
    }
}

fn stage(api_id: &str, key: i64) -> Stage {
    Stage {
        id: StageId::new(api_id),
        key,
        api_id: api_id.to_owned(),
        display_name: api_id.to_owned(),
        description: None,
        color: "BLUE".to_owned(),
        is_system: false,
        position: key,
        created_at: NOW.to_owned(),
        updated_at: NOW.to_owned(),
    }
}
