//! What must hold in the tables of an environment whatever was written: read from the rows themselves, for any content model.

use std::collections::BTreeMap;

use model::{ContentModel, Field, FieldKind, OtherSide, ParentRef, Stage};
use serde_json::Value;
use sql::environment::content_model;
use sql::names::{
    base_table, column, component_localized_table, component_table, localized_table, parent_localized_table,
    parent_table, quote, relation_table,
};

use crate::blog::Blog;

/// Fails when something does not hold. `after` says what was done before.
pub async fn hold(blog: &Blog, after: &str) {
    let content = content_of(blog).await;
    let mut counts = entries(&content);
    counts.extend(instances(&content));
    counts.extend(relations(&content));
    counts.extend(versions(&content));
    let mut broken = Vec::new();
    // One statement: a round trip for each would take most of a test's time.
    for part in counts.chunks(100) {
        let parts = part.iter().map(|(what, rows)| {
            let what = what.replace('\'', "''");
            format!("SELECT '{what}' AS what, (SELECT COUNT(*) FROM ({rows}) AS broken) AS number")
        });
        let text = format!(
            "SELECT what || ': ' || CAST(number AS TEXT) FROM ({}) AS counts WHERE number > 0",
            parts.collect::<Vec<_>>().join(" UNION ALL ")
        );
        broken.extend(blog.texts(text).await);
    }
    broken.extend(told(blog, &content).await);
    assert!(broken.is_empty(), "{broken:#?} after\n{after}");
}

async fn content_of(blog: &Blog) -> ContentModel {
    let rows = blog.rows_of(content_model::objects()).await;
    content::environment::content_model_of(&rows).expect("a content model")
}

/// A rule, and a query for the rows that break it.
type Count = (String, String);

/// Copies in stages, localisations, unique values, who wrote.
fn entries(content: &ContentModel) -> Vec<Count> {
    let mut counts = Vec::new();
    for model in &content.models {
        let name = &model.api_id;
        let (base, localized) = (quote(&base_table(&model.id)), quote(&localized_table(&model.id)));
        counts.push((
            format!("{name} is in a stage without being a draft"),
            format!("SELECT 1 FROM {base} AS here WHERE NOT EXISTS (SELECT 1 FROM {base} AS draft WHERE draft.id = here.id AND draft.stage = 1)"),
        ));
        counts.push((
            format!("{name} has a localisation without a base"),
            format!("SELECT 1 FROM {localized} AS here WHERE NOT EXISTS (SELECT 1 FROM {base} AS base WHERE base.id = here.id AND base.stage = here.stage)"),
        ));
        if model.is_localized(content) {
            let default = content.default_locale().key;
            counts.push((
                format!("{name} has no default localisation"),
                format!("SELECT 1 FROM {base} AS here WHERE NOT EXISTS (SELECT 1 FROM {localized} AS l WHERE l.id = here.id AND l.stage = here.stage AND l.locale = {default})"),
            ));
        }
        for table in [&base, &localized] {
            counts.push((
                format!("{name}: a draft is published, or a copy is not"),
                format!("SELECT 1 FROM {table} WHERE (stage = 1) <> (published_at IS NULL)"),
            ));
            for who in ["created_by", "updated_by", "published_by"] {
                counts.push((
                    format!("{name}.{who} is nobody"),
                    format!(
                        "SELECT 1 FROM {table} WHERE {who} IS NOT NULL AND {who} NOT IN (SELECT id FROM content_actor)"
                    ),
                ));
            }
        }
        for field in model.fields.iter().filter(|field| field.is_unique) {
            let (table, scope) = if field.is_localized { (&localized, "stage, locale") } else { (&base, "stage") };
            let value = quote(&column(&field.id));
            counts.push((
                format!("{name}.{} is not unique", field.api_id),
                format!(
                    "SELECT 1 FROM {table} WHERE {value} IS NOT NULL GROUP BY {scope}, {value} HAVING COUNT(*) > 1"
                ),
            ));
        }
    }
    counts
}

/// Component instances belong to a field of something that is in the same stage.
fn instances(content: &ContentModel) -> Vec<Count> {
    let mut counts = Vec::new();
    for component in &content.components {
        let name = &component.api_id;
        let (base, localized) =
            (quote(&component_table(&component.id)), quote(&component_localized_table(&component.id)));
        counts.push((
            format!("{name} has a localisation without an instance"),
            format!("SELECT 1 FROM {localized} AS here WHERE NOT EXISTS (SELECT 1 FROM {base} AS base WHERE base.id = here.id AND base.stage = here.stage)"),
        ));
        let holders: Vec<String> = content
            .parents()
            .flat_map(|parent| parent.fields().iter().map(move |field| (parent, field)))
            .filter(|(_, field)| field.components().contains(&component.id))
            .map(|(parent, field)| {
                let table = quote(&parent_table(&parent.id()));
                let field = field.id.as_str();
                format!("(here.field = '{field}' AND EXISTS (SELECT 1 FROM {table} AS p WHERE p.id = here.parent AND p.stage = here.stage))")
            })
            .collect();
        let held = if holders.is_empty() { "FALSE".to_owned() } else { holders.join(" OR ") };
        counts.push((
            format!("{name}: nobody holds an instance"),
            format!("SELECT 1 FROM {base} AS here WHERE NOT ({held})"),
        ));
    }
    for parent in content.parents() {
        for field in parent.fields().iter().filter(|field| !field.is_list && !field.components().is_empty()) {
            let rows = field.components().iter().map(|component| {
                let (table, field) = (quote(&component_table(component)), field.id.as_str());
                format!("SELECT stage, parent FROM {table} WHERE field = '{field}'")
            });
            let rows = rows.collect::<Vec<_>>().join(" UNION ALL ");
            counts.push((
                format!("{}.{} holds several instances", parent.api_id(), field.api_id),
                format!("SELECT 1 FROM ({rows}) AS held GROUP BY stage, parent HAVING COUNT(*) > 1"),
            ));
        }
    }
    counts
}

/// The models that links of a field lead to, each with the field at the other end.
fn targets<'a>(content: &'a ContentModel, field: &'a Field) -> Vec<(&'a model::Model, Option<&'a Field>)> {
    match &field.kind {
        FieldKind::Relational { related, other, .. } => {
            let model = content.model_by_id(related).expect("the related model");
            let back = match other {
                OtherSide::Field(id) => model.field_by_id(id),
                OtherSide::OneWay { .. } => None,
            };
            vec![(model, back)]
        }
        FieldKind::Union { members, .. } => {
            let member = |member: &model::UnionMember| {
                let model = content.model_by_id(&member.model).expect("the member");
                (model, model.field_by_id(&member.field))
            };
            members.iter().map(member).collect()
        }
        FieldKind::UnionMember { .. }
        | FieldKind::Simple { .. }
        | FieldKind::Enumerable { .. }
        | FieldKind::Component { .. }
        | FieldKind::ComponentUnion { .. } => Vec::new(),
    }
}

/// No link leads from or to nothing, and no end has more than it can hold.
fn relations(content: &ContentModel) -> Vec<Count> {
    let mut counts = Vec::new();
    for id in content.relations() {
        let (parent, field) = content.parent_of_field(id).expect("the source's field");
        let name = format!("{}.{}", parent.api_id(), field.api_id);
        let (links, sources) = (quote(&relation_table(id)), quote(&parent_table(&parent.id())));
        let source_here =
            format!("EXISTS (SELECT 1 FROM {sources} AS s WHERE s.id = link.src AND s.stage = link.stage)");
        let mut target_here = Vec::new();
        let mut target_is_draft = Vec::new();
        for (model, back) in targets(content, field) {
            let (table, key) = (quote(&base_table(&model.id)), model.id.as_str());
            let exists = |stage: &str| {
                format!(
                    "(link.dst_model = '{key}' AND EXISTS (SELECT 1 FROM {table} AS t WHERE t.id = link.dst AND t.stage = {stage}))"
                )
            };
            target_is_draft.push(exists("1"));
            // A one-way relation belongs to its sources alone.
            if back.is_some() {
                target_here.push(exists("link.stage"));
            }
            if back.is_some_and(|back| !back.is_list) {
                counts.push((
                    format!("{name}: a target has several sources"),
                    format!("SELECT 1 FROM {links} WHERE dst_model = '{key}' GROUP BY stage, dst HAVING COUNT(*) > 1"),
                ));
            }
        }
        if !field.is_list {
            counts.push((
                format!("{name} holds several"),
                format!("SELECT 1 FROM {links} GROUP BY stage, src HAVING COUNT(*) > 1"),
            ));
        }
        let drafts = target_is_draft.join(" OR ");
        counts
            .push((format!("{name} leads to nothing"), format!("SELECT 1 FROM {links} AS link WHERE NOT ({drafts})")));
        counts.push((
            format!("{name} starts at nothing"),
            format!("SELECT 1 FROM {links} AS link WHERE link.stage = 1 AND NOT {source_here}"),
        ));
        let ends: Vec<String> = std::iter::once(source_here).chain(target_here).collect();
        counts.push((
            format!("{name} is in a stage without either end"),
            format!("SELECT 1 FROM {links} AS link WHERE NOT ({})", ends.join(" OR ")),
        ));
    }
    counts
}

/// Versions count without holes, in the order of time, of what is there.
fn versions(content: &ContentModel) -> Vec<Count> {
    let mut counts = vec![
        (
            "revisions have holes".to_owned(),
            "SELECT 1 FROM version GROUP BY model, entry, stage HAVING MAX(revision) <> COUNT(*) OR MIN(revision) <> 1"
                .to_owned(),
        ),
        (
            "a version is older than the one before".to_owned(),
            "SELECT 1 FROM version AS a JOIN version AS b ON b.model = a.model AND b.entry = a.entry AND b.stage = a.stage \
             AND b.revision = a.revision + 1 WHERE b.created_at < a.created_at"
                .to_owned(),
        ),
    ];
    for model in &content.models {
        let (key, table) = (model.id.as_str(), quote(&base_table(&model.id)));
        counts.push((
            format!("a version of a {} that is not there", model.api_id),
            format!(
                "SELECT 1 FROM version WHERE model = '{key}' AND entry NOT IN (SELECT id FROM {table} WHERE stage = 1)"
            ),
        ));
    }
    counts
}

/// What the events say of an entry in a stage.
#[derive(Clone, Copy, Debug, Default)]
struct Told {
    /// The last one says that it is there.
    is_there: bool,
    /// The last one says that it, or a part of it, left.
    has_left: bool,
    publishes: i64,
}

/// Events and audit rows against each other, and against what is there.
async fn told(blog: &Blog, content: &ContentModel) -> Vec<String> {
    let mut broken = Vec::new();
    let events = blog.texts("SELECT event FROM outbox ORDER BY id".to_owned()).await;
    let events = events.iter().map(|event| serde_json::from_str::<Value>(event).expect("JSON"));
    let mut states: BTreeMap<(String, String, i64), Told> = BTreeMap::new();
    let mut lines = Vec::new();
    for event in events.filter(|event| event.get("entry").is_some()) {
        let text = |key: &str| event[key].as_str().expect("a text").to_owned();
        let (action, model, entry) = (text("action"), text("model"), text("entry"));
        let stage = event["stage"].as_i64().expect("a key");
        lines.push(format!("{} {entry}", action.to_uppercase()));
        if action == "delete" {
            states.retain(|(of, id, _), _| (of, id) != (&model, &entry));
            continue;
        }
        let is_created = states.get(&(model.clone(), entry.clone(), Stage::DRAFT)).is_some_and(|draft| draft.is_there);
        if (action == "create") == is_created && !is_asset(content, &model) {
            broken.push(format!("event {event} of what {} there", if is_created { "is" } else { "is not" }));
        }
        let state = states.entry((model, entry, stage)).or_default();
        state.is_there = action != "unpublish";
        state.has_left = action == "unpublish";
        state.publishes += i64::from(action == "publish");
    }
    lines.sort();
    let mut audit =
        blog.texts("SELECT action || ' ' || entity_id FROM audit WHERE resource = 'CONTENT'".to_owned()).await;
    audit.sort();
    if lines != audit {
        broken.push(format!("{} events and {} audit rows are not about the same", lines.len(), audit.len()));
    }
    broken.extend(against_rows(blog, content, &states).await);
    broken
}

fn is_asset(content: &ContentModel, model: &str) -> bool {
    content.asset_model().id.as_str() == model
}

async fn against_rows(
    blog: &Blog,
    content: &ContentModel,
    states: &BTreeMap<(String, String, i64), Told>,
) -> Vec<String> {
    let mut broken = Vec::new();
    for model in content.models.iter().filter(|model| !is_asset(content, model.id.as_str())) {
        let table = quote(&base_table(&model.id));
        let there = blog.texts(format!("SELECT id || ' ' || CAST(stage AS TEXT) FROM {table}")).await;
        let told = states.iter().filter(|((of, _, _), _)| of == model.id.as_str());
        for ((_, entry, stage), told) in told.clone() {
            if told.is_there && !there.contains(&format!("{entry} {stage}")) {
                broken.push(format!("{} {entry} is told to be in stage {stage}", model.api_id));
            }
        }
        let told: Vec<String> = told.map(|((_, entry, stage), _)| format!("{entry} {stage}")).collect();
        for row in there.iter().filter(|row| !told.contains(row)) {
            broken.push(format!("nobody told of {} {row}", model.api_id));
        }
    }
    let kept = blog.texts("SELECT model || ' ' || entry || ' ' || CAST(stage AS TEXT) || ' ' || CAST(COUNT(*) AS TEXT) FROM version GROUP BY model, entry, stage".to_owned()).await;
    let published = states.iter().filter(|((_, _, stage), _)| *stage != Stage::DRAFT);
    let mut told: Vec<String> = published
        .filter(|(_, told)| told.publishes > 0)
        .map(|((model, entry, stage), told)| format!("{model} {entry} {stage} {}", told.publishes))
        .collect();
    let mut kept = kept;
    kept.sort();
    told.sort();
    if kept != told {
        broken.push(format!("versions {kept:?} and publishes {told:?} differ"));
    }
    broken
}

/// Fails unless nothing is left of any entry but files, in any table.
pub async fn nothing_left(blog: &Blog, after: &str) {
    let content = content_of(blog).await;
    let mut left = Vec::new();
    for parent in content.parents() {
        if matches!(parent, ParentRef::Model(model) if is_asset(&content, model.id.as_str())) {
            continue;
        }
        for table in [parent_table(&parent.id()), parent_localized_table(&parent.id())] {
            left.push((table.clone(), blog.count(&table).await));
        }
    }
    for relation in content.relations() {
        let table = relation_table(relation);
        left.push((table.clone(), blog.count(&table).await));
    }
    left.retain(|(_, rows)| *rows > 0);
    assert!(left.is_empty(), "{left:?} left after\n{after}");
}
