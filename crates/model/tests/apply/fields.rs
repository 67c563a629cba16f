use model::{ColumnOf, Effect, FieldConfigPatch, Storage, Validations};
use serde_json::{Value, json};

use super::*;

fn column(environment: &Environment, api_id: &str, storage: Storage, localized: bool) -> ColumnOf {
    let (parent, field) = (environment.post(), environment.field_id("Post", api_id));
    ColumnOf { parent, field, storage, localized }
}

fn with_initial(api_id: &str, simple_type: SimpleType, initial: &str) -> FieldDraft {
    let initial_value = Some(initial.to_owned());
    draft(api_id, KindDraft::Simple { simple_type, initial_value, validations: None, embeds: EmbedsDraft::Off })
}

#[test]
fn every_simple_type_has_its_column() {
    let cases = [
        (SimpleType::Id, Storage::Text),
        (SimpleType::String, Storage::Text),
        (SimpleType::RichText, Storage::RichText),
        (SimpleType::Int, Storage::Int),
        (SimpleType::Float, Storage::Float),
        (SimpleType::Boolean, Storage::Bool),
        (SimpleType::Json, Storage::Text),
        (SimpleType::DateTime, Storage::Moment),
        (SimpleType::Date, Storage::Moment),
        (SimpleType::Location, Storage::Text),
        (SimpleType::Color, Storage::Text),
    ];
    for (simple_type, storage) in cases {
        let mut environment = Environment::with_post();
        let effects = environment.ok(add(simple("single", simple_type)));
        assert_eq!(effects, [Effect::AddColumn(column(&environment, "single", storage, false))]);
        let effects = environment.ok(add(FieldDraft { is_list: true, ..simple("many", simple_type) }));
        let list = column(&environment, "many", Storage::Text, false);
        let empty = Effect::FillNulls { column: list.clone(), fill: json!([]) };
        assert_eq!(effects, [Effect::AddColumn(list), empty], "lists are never null");
    }
}

#[test]
fn settings_bring_effects() {
    let mut environment = Environment::with_post();
    let title =
        FieldDraft { is_required: true, is_unique: true, is_localized: true, ..simple("title", SimpleType::String) };
    let effects = environment.ok(add(title));
    let of = column(&environment, "title", Storage::Text, true);
    let parent = environment.post();
    let api_id = "title".to_owned();
    assert_eq!(
        effects,
        [
            Effect::EnsureLocalizations { parent, locale: 1 },
            Effect::AddColumn(of.clone()),
            Effect::RequireValues { column: of.clone(), fill: None, api_id: api_id.clone() },
            Effect::CreateUnique { column: of, api_id },
        ]
    );
    let effects = environment.ok(add(FieldDraft { is_localized: true, ..simple("text", SimpleType::String) }));
    assert_eq!(effects.len(), 1, "the model has localisations already: {effects:?}");
}

#[test]
fn values_for_rows_that_exist() {
    let fill = |draft: FieldDraft| -> Option<Value> {
        let mut environment = Environment::with_post();
        environment.ok(enumeration("Shade", &["Dark", "Light"]));
        environment.ok(add(draft)).into_iter().find_map(|effect| match effect {
            Effect::RequireValues { fill, .. } => fill,
            Effect::FillNulls { fill, .. } => Some(fill),
            _ => None,
        })
    };
    let migrated = |draft: FieldDraft, value: &str| FieldDraft { migration_value: Some(value.to_owned()), ..draft };
    let required = |draft: FieldDraft| FieldDraft { is_required: true, ..draft };
    let list = |draft: FieldDraft| FieldDraft { is_list: true, ..draft };
    let text = || simple("a", SimpleType::String);
    assert_eq!(fill(migrated(text(), "\"x\"")), Some(json!("x")));
    assert_eq!(fill(required(migrated(text(), "\"x\""))), Some(json!("x")));
    assert_eq!(fill(required(with_initial("a", SimpleType::String, "\"i\""))), Some(json!("i")), "initial value");
    assert_eq!(fill(with_initial("a", SimpleType::String, "\"i\"")), None, "only new entries get it");
    assert_eq!(fill(required(text())), None);
    assert_eq!(fill(list(migrated(text(), "[\"x\",\"y\"]"))), Some(json!(["x", "y"])));
    assert_eq!(fill(migrated(enumerable("a", "Shade"), "Light")), Some(json!(2)), "rows hold keys");
    assert_eq!(fill(migrated(enumerable("a", "Shade"), "\"Light\"")), Some(json!(2)));
    assert_eq!(fill(list(migrated(enumerable("a", "Shade"), "[\"Light\",\"Dark\"]"))), Some(json!([2, 1])));
}

#[test]
fn creation_refusals() {
    let list = |draft: FieldDraft| FieldDraft { is_list: true, ..draft };
    let cases = [
        (simple("id", SimpleType::String), "\"id\" is a restricted word and cannot be used here."),
        (
            simple("Title", SimpleType::String),
            "\"Title\" is not a valid field Api Id: start with a lower-case letter and use letters, digits and underscores only.",
        ),
        (simple("taken", SimpleType::String), "A field with the Api Id \"taken\" already exists."),
        (
            simple("taken_in", SimpleType::String),
            "The field \"taken_in\" cannot stand beside \"taken\": a filter of one already exists under the name of the other.",
        ),
        (
            list(FieldDraft { is_title: true, ..simple("a", SimpleType::String) }),
            "A title field cannot be a list and needs the visibility READ_WRITE.",
        ),
        (
            FieldDraft { is_required: true, visibility: Visibility::Hidden, ..simple("a", SimpleType::String) },
            "A required field needs the visibility READ_WRITE: nobody could fill it otherwise.",
        ),
        (list(FieldDraft { is_unique: true, ..simple("a", SimpleType::String) }), "A list field cannot be unique."),
        (FieldDraft { is_unique: true, ..simple("a", SimpleType::Json) }, "Fields of this type cannot be unique."),
        (
            FieldDraft { is_localized: true, ..with_initial("a", SimpleType::Int, "1") },
            "A localized field cannot have an initial value.",
        ),
        (enumerable("a", "None"), "Could not find enumeration \"None\"."),
        (
            with_initial("a", SimpleType::Int, "1.5"),
            "The value 1.5 does not fit the field: a 32-bit integer is needed, encoded as JSON.",
        ),
    ];
    for (field, expected) in cases {
        let mut environment = Environment::with_post();
        environment.ok(add(simple("taken", SimpleType::String)));
        assert_eq!(environment.refused(add(field)), expected);
    }
    let elsewhere = Change::CreateField(named("None"), Box::new(simple("a", SimpleType::String)));
    assert_eq!(Environment::blank().refused(elsewhere), "Could not find model or component \"None\".");
}

#[test]
fn embeds_name_models_that_are_there() {
    let rich = |simple_type, models: &[&str]| {
        let embeds = EmbedsDraft::Models(models.iter().map(|model| named(model)).collect());
        add(draft("a", KindDraft::Simple { simple_type, initial_value: None, validations: None, embeds }))
    };
    let mut environment = Environment::with_post();
    assert_eq!(environment.refused(rich(SimpleType::RichText, &["None"])), "Could not find model \"None\".");
    assert_eq!(environment.refused(rich(SimpleType::RichText, &[])), "Name the models that may be embedded.");
    assert_eq!(environment.refused(rich(SimpleType::String, &["Post"])), "Only rich text fields can embed entries.");
    environment.ok(rich(SimpleType::RichText, &["Post"]));
    let off = FieldPatch { embeds_enabled: Some(false), ..FieldPatch::default() };
    assert_eq!(environment.refused(patch("a", off)), "Embedding cannot be switched off once it is on.");
    environment.ok(add(simple("b", SimpleType::RichText)));
    let on = FieldPatch { embeds_enabled: Some(true), ..FieldPatch::default() };
    assert_eq!(environment.refused(patch("b", on)), "Name the models that may be embedded.");
}

#[test]
fn validations_fit_the_type() {
    let int = Some(Validations::Int { range: None, list_item_count: None });
    let patterned = |regex: &str, flag: &str| {
        let matches =
            model::Pattern { regex: Some(regex.to_owned()), flags: vec![flag.to_owned()], error_message: None };
        Some(Validations::String { characters: None, list_item_count: None, matches: Some(matches), not_matches: None })
    };
    let cases = [
        (int, "The validations do not fit the type of the field."),
        (patterned("a", "g"), "\"g\" is not a flag of a regular expression: use i, m or s."),
        (patterned("(a)\\1", "i"), "\"(a)\\1\" is not a regular expression that can be checked in linear time."),
    ];
    for (validations, expected) in cases {
        let simple_type = SimpleType::String;
        let kind = KindDraft::Simple { simple_type, initial_value: None, validations, embeds: EmbedsDraft::Off };
        assert_eq!(Environment::with_post().refused(add(draft("a", kind))), expected);
    }
}

fn with_title() -> Environment {
    let mut environment = Environment::with_post();
    environment.ok(add(simple("title", SimpleType::String)));
    environment
}

#[test]
fn updates_bring_effects() {
    let flag = |set: fn(&mut FieldPatch)| {
        let mut patch = FieldPatch::default();
        set(&mut patch);
        patch
    };
    let mut environment = with_title();
    let base = column(&environment, "title", Storage::Text, false);
    let localized = column(&environment, "title", Storage::Text, true);
    let (parent, api_id) = (environment.post(), "title".to_owned());
    let steps: [(FieldPatch, Vec<Effect>); 7] = [
        (flag(|p| p.display_name = Some("Headline".to_owned())), vec![]),
        (
            flag(|p| p.is_required = Some(true)),
            vec![Effect::RequireValues { column: base.clone(), fill: None, api_id: api_id.clone() }],
        ),
        (flag(|p| p.is_required = Some(false)), vec![]),
        (
            flag(|p| p.is_unique = Some(true)),
            vec![Effect::CreateUnique { column: base.clone(), api_id: api_id.clone() }],
        ),
        (
            flag(|p| p.is_localized = Some(true)),
            vec![
                Effect::EnsureLocalizations { parent, locale: 1 },
                Effect::DropUnique(base.clone()),
                Effect::Localize { column: base, locale: 1 },
                Effect::CreateUnique { column: localized.clone(), api_id },
            ],
        ),
        (flag(|p| p.is_unique = Some(false)), vec![Effect::DropUnique(localized.clone())]),
        (flag(|p| p.is_localized = Some(false)), vec![Effect::Unlocalize { column: localized, locale: 1 }]),
    ];
    for (change, expected) in steps {
        assert_eq!(environment.ok(patch("title", change)), expected);
    }
}

#[test]
fn a_list_that_moves_stays_without_nulls() {
    let mut environment = Environment::with_post();
    environment.ok(add(FieldDraft { is_list: true, ..simple("tags", SimpleType::String) }));
    let change = FieldPatch { is_localized: Some(true), ..FieldPatch::default() };
    let effects = environment.ok(patch("tags", change));
    let after = column(&environment, "tags", Storage::Text, true);
    assert_eq!(effects.last(), Some(&Effect::FillNulls { column: after, fill: json!([]) }));
}

#[test]
fn update_refusals() {
    let mut environment = with_title();
    environment.ok(add(simple("text", SimpleType::String)));
    let api_id = |name: &str| FieldPatch { api_id: Some(name.to_owned()), ..FieldPatch::default() };
    assert_eq!(environment.refused(patch("title", api_id("text"))), "A field with the Api Id \"text\" already exists.");
    let list = FieldPatch { is_list: Some(true), ..FieldPatch::default() };
    assert_eq!(
        environment.refused(patch("title", list)),
        "Whether \"title\" is a list was chosen when it was created and cannot change."
    );
    assert_eq!(environment.refused(patch("none", FieldPatch::default())), "Could not find field \"Post.none\".");
    let other = Change::UpdateField(post_field("title"), KindName::Enumerable, Box::default());
    assert_eq!(environment.refused(other), "The field \"title\" is of another kind than this operation updates.");
    assert_eq!(environment.ok(patch("title", api_id("headline"))), [], "a rename touches no rows");
    assert_eq!(environment.ok(patch("headline", api_id("headline"))), []);
}

#[test]
fn renderers_are_patched_in_parts() {
    let mut environment = with_title();
    let form = |config| FieldPatch { form_config: Some(config), ..FieldPatch::default() };
    let renderer = |config| FieldConfigPatch::Renderer { renderer: "GCMS_SLUG".to_owned(), config };
    environment.ok(patch("title", form(renderer(Some(json!({"a": 1}))))));
    environment.ok(patch("title", form(FieldConfigPatch::Settings(json!({"b": 2})))));
    let config = &environment.field("Post", "title").form_config;
    assert_eq!((config.renderer.as_str(), &config.config), ("GCMS_SLUG", &json!({"b": 2})));
    environment.ok(patch("title", form(renderer(None))));
    assert_eq!(environment.field("Post", "title").form_config.config, json!({}), "settings belong to a renderer");
}

#[test]
fn a_deleted_field_takes_its_column() {
    let mut environment = with_title();
    environment.ok(patch("title", FieldPatch { is_unique: Some(true), ..FieldPatch::default() }));
    let of = column(&environment, "title", Storage::Text, false);
    let effects = environment.ok(Change::DeleteField(post_field("title")));
    assert_eq!(effects, [Effect::DropUnique(of.clone()), Effect::DropColumn(of)]);
    assert_eq!(environment.refused(Change::DeleteField(post_field("title"))), "Could not find field \"Post.title\".");
}

#[test]
fn positions_follow_unless_given() {
    let mut environment = Environment::with_post();
    for name in ["a", "b"] {
        environment.ok(add(simple(name, SimpleType::String)));
    }
    environment.ok(add(FieldDraft { position: Some(0), ..simple("c", SimpleType::String) }));
    let model = environment.content.model("Post").unwrap();
    let order: Vec<(&str, i64)> =
        model.fields_in_order().iter().map(|field| (field.api_id.as_str(), field.position)).collect();
    assert_eq!(order, [("a", 0), ("c", 0), ("b", 1)]);
}
