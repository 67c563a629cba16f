//! What an effect means for tables and rows: statements to run, and counts that must be zero before them. Pure.

use model::ids::ModelId;
use model::{ColumnOf, ContentModel, Effect, HeldIn, Storage};
use sql::ddl::{self, TableKind};
use sql::environment::migrations;
use sql::{Engine, Statement, names};

use super::fill::row_values;

/// One step inside the migration's transaction.
#[derive(Debug, PartialEq)]
pub(super) enum Task {
    /// Run it.
    Run(Statement),
    /// The sum of these counts must be zero, else the migration fails.
    Require {
        /// Each gives one row with one integer.
        counts: Vec<Statement>,
        /// What it means when the sum is not zero.
        problem: Problem,
    },
}

/// Why content stands in the way of a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Problem {
    MissingValues { field: String },
    MissingContent { field: String },
    Duplicates { field: String },
    ValueInUse { value: String },
    StageNotEmpty { stage: String },
    LocaleNotEmpty { locale: String },
}

impl Problem {
    /// The words for the person, for `count` rows.
    pub(super) fn text(&self, count: i64) -> String {
        match self {
            Problem::MissingValues { field } => format!(
                "The field \"{field}\" cannot be required: {count} entries have no value. Give a migrationValue for them."
            ),
            Problem::MissingContent { field } => {
                format!("The field \"{field}\" cannot be required: {count} entries have nothing in it.")
            }
            Problem::Duplicates { field } => {
                format!("The field \"{field}\" cannot be unique: {count} values are used more than once.")
            }
            Problem::ValueInUse { value } => format!(
                "The enumeration value \"{value}\" cannot be deleted: {count} entries hold it in a required field."
            ),
            Problem::StageNotEmpty { stage } => format!(
                "The stage {stage} cannot be deleted: {count} entries are published there. \
                 Unpublish them first, or delete the stage with force."
            ),
            Problem::LocaleNotEmpty { locale } => format!(
                "The locale {locale} cannot be deleted: {count} entries are localized in it. Delete it with force."
            ),
        }
    }
}

fn run(statements: impl IntoIterator<Item = Statement>) -> Vec<Task> {
    statements.into_iter().map(Task::Run).collect()
}

/// Where a column is, by its names in the database.
struct Place {
    table: String,
    column: String,
    kind: TableKind,
    storage: Storage,
}

impl Place {
    fn of(column: &ColumnOf) -> Self {
        let (table, kind) = if column.localized {
            (names::parent_localized_table(&column.parent), TableKind::Localized)
        } else {
            (names::parent_table(&column.parent), TableKind::Base)
        };
        Self { table, column: names::column(&column.field), kind, storage: column.storage }
    }
}

/// The steps of an effect; `content` is the content model after the change that had the effect.
pub(super) fn tasks(engine: Engine, content: &ContentModel, effect: &Effect) -> Vec<Task> {
    match effect {
        Effect::CreateModelTables(model) => run(ddl::create_model_tables(engine, model)),
        Effect::DropModelTables(model) => {
            run(ddl::drop_model_tables(model).into_iter().chain(migrations::forget_entries(model)))
        }
        Effect::CreateComponentTables(component) => run(ddl::create_component_tables(engine, component)),
        Effect::DropComponentTables(component) => run(ddl::drop_component_tables(component)),
        Effect::CreateRelationTable(source) => run(ddl::create_relation_table(engine, source)),
        Effect::DropRelationTable(source) => run([ddl::drop_relation_table(source)]),
        Effect::DeleteMemberLinks { relation, model } => run([ddl::delete_member_links(relation, model)]),
        Effect::DeleteComponentInstances(path) => run(ddl::delete_instances(path)),
        Effect::DeleteInstanceLinks { relation, instances } => {
            run([ddl::delete_links_of_instances(relation, instances)])
        }
        Effect::RequireHeld { parent, field, held, api_id } => {
            let count = match held {
                HeldIn::Links => ddl::count_without_links(parent, field),
                HeldIn::Instances(components) => ddl::count_without_instances(parent, field, components),
            };
            vec![Task::Require { counts: vec![count], problem: Problem::MissingContent { field: api_id.clone() } }]
        }
        Effect::AddColumn(column) => {
            let place = Place::of(column);
            let add = ddl::add_column(engine, &place.table, &place.column, place.storage);
            run(add.into_iter().chain(ddl::create_order_index(column)))
        }
        Effect::DropColumn(column) => {
            let place = Place::of(column);
            run(ddl::drop_column(&place.table, &place.column, place.storage))
        }
        Effect::RequireValues { column, fill, api_id } => {
            let place = Place::of(column);
            let mut tasks = fill.as_ref().map(|value| fill_nulls(content, column, value)).unwrap_or_default();
            let counts = vec![ddl::count_nulls(&place.table, &place.column)];
            tasks.push(Task::Require { counts, problem: Problem::MissingValues { field: api_id.clone() } });
            tasks
        }
        Effect::FillNulls { column, fill } => fill_nulls(content, column, fill),
        Effect::CreateUnique { column, api_id } => {
            let Place { table, column, kind, .. } = Place::of(column);
            let counts = vec![ddl::count_duplicates(&table, &column, kind)];
            let problem = Problem::Duplicates { field: api_id.clone() };
            let create = Task::Run(ddl::create_unique_index(engine, &table, &column, kind));
            vec![Task::Require { counts, problem }, create]
        }
        Effect::DropUnique(column) => run([ddl::drop_index(&Place::of(column).column)]),
        Effect::EnsureLocalizations { parent, locale } => run([migrations::ensure_localizations(parent, *locale)]),
        Effect::Localize { column, locale } => {
            let place = Place::of(column);
            run(ddl::move_column_to_localized(engine, &column.parent, &place.column, place.storage, *locale))
        }
        Effect::Unlocalize { column, locale } => {
            let place = Place::of(column);
            let moved = ddl::move_column_to_base(engine, &column.parent, &place.column, place.storage, *locale);
            // The effect names the column where it was.
            let index = ddl::create_order_index(&ColumnOf { localized: false, ..column.clone() });
            run(moved.into_iter().chain(index))
        }
        Effect::ClearEnumerationValue { column, key, is_list, is_required, api_id } => {
            clear_value(engine, &Place::of(column), *key, *is_list, is_required.then_some(api_id))
        }
        Effect::DeleteStage { models, components, relations, stage, force, api_id } => {
            let problem = Problem::StageNotEmpty { stage: api_id.clone() };
            let count = |model: &ModelId| migrations::count_stage_rows(model, *stage);
            delete_rows(models, *force, count, problem, ddl::delete_stage_rows(models, components, relations, *stage))
        }
        Effect::DeleteLocale { models, components, locale, force, api_id } => {
            let problem = Problem::LocaleNotEmpty { locale: api_id.clone() };
            let count = |model: &ModelId| migrations::count_locale_rows(model, *locale);
            delete_rows(models, *force, count, problem, ddl::delete_locale_rows(models, components, *locale))
        }
    }
}

fn fill_nulls(content: &ContentModel, column: &ColumnOf, value: &serde_json::Value) -> Vec<Task> {
    let Some((_, field)) = content.parent_of_field(&column.field) else { return Vec::new() };
    let place = Place::of(column);
    let columns = names::field_columns(&place.column, place.storage).into_iter();
    let filled = columns.zip(row_values(field, column.storage, value));
    run(filled.map(|(column, value)| ddl::fill_nulls(&place.table, &column, value)))
}

/// `needed` names the value when losing it is refused.
fn clear_value(engine: Engine, place: &Place, key: i64, is_list: bool, needed: Option<&String>) -> Vec<Task> {
    let Place { table, column, .. } = place;
    if is_list {
        return run([ddl::clear_list_value(engine, table, column, key)]);
    }
    match needed {
        Some(value) => vec![Task::Require {
            counts: vec![migrations::count_holding(table, column, key)],
            problem: Problem::ValueInUse { value: value.clone() },
        }],
        None => run([ddl::clear_value(table, column, key)]),
    }
}

fn delete_rows(
    models: &[ModelId],
    force: bool,
    count: impl Fn(&ModelId) -> Statement,
    problem: Problem,
    delete: Vec<Statement>,
) -> Vec<Task> {
    if force {
        return run(delete);
    }
    vec![Task::Require { counts: models.iter().map(count).collect(), problem }]
}
