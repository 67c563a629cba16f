//! Inputs become changes: single mutations name things by id, batches by apiId (management-api.md §3.1, §3.2).
//!
//! An explicit null means the same as leaving a key out: exports of schemas are full of nulls.

mod components;
mod config;
mod enumerations;
mod fields;
mod input;
mod locales;
mod models;
mod relations;
mod stages;
mod validations;

use access::PermissionAction;
use apps::{ConfigChange, InstallationPatch, InstallationStatus};
use model::Change;
use serde_json::Value;

use crate::migrate::BATCH;

pub(crate) use input::{Input, InputError, Naming};

/// One step of a batch.
#[derive(Debug, Clone)]
pub(crate) enum Step {
    /// A change of the schema.
    Schema(Change),
    /// The calling app changes its own installation: keys of `config` are merged.
    UpdateAppInstallation(InstallationPatch),
}

/// The kinds of changes that this server makes, under the names that they have as mutations and as keys of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ChangeKind {
    CreateModel,
    UpdateModel,
    DeleteModel,
    CreateComponent,
    UpdateComponent,
    DeleteComponent,
    CreateSimpleField,
    UpdateSimpleField,
    CreateEnumerableField,
    UpdateEnumerableField,
    CreateRelationalField,
    UpdateRelationalField,
    CreateUnionField,
    UpdateUnionField,
    CreateComponentField,
    UpdateComponentField,
    CreateComponentUnionField,
    UpdateComponentUnionField,
    DeleteField,
    CreateEnumeration,
    UpdateEnumeration,
    DeleteEnumeration,
    CreateLocale,
    UpdateLocale,
    DeleteLocale,
    CreateStage,
    UpdateStage,
    DeleteStage,
}

impl ChangeKind {
    /// All kinds.
    pub(crate) const ALL: [ChangeKind; 28] = [
        ChangeKind::CreateModel,
        ChangeKind::UpdateModel,
        ChangeKind::DeleteModel,
        ChangeKind::CreateComponent,
        ChangeKind::UpdateComponent,
        ChangeKind::DeleteComponent,
        ChangeKind::CreateSimpleField,
        ChangeKind::UpdateSimpleField,
        ChangeKind::CreateEnumerableField,
        ChangeKind::UpdateEnumerableField,
        ChangeKind::CreateRelationalField,
        ChangeKind::UpdateRelationalField,
        ChangeKind::CreateUnionField,
        ChangeKind::UpdateUnionField,
        ChangeKind::CreateComponentField,
        ChangeKind::UpdateComponentField,
        ChangeKind::CreateComponentUnionField,
        ChangeKind::UpdateComponentUnionField,
        ChangeKind::DeleteField,
        ChangeKind::CreateEnumeration,
        ChangeKind::UpdateEnumeration,
        ChangeKind::DeleteEnumeration,
        ChangeKind::CreateLocale,
        ChangeKind::UpdateLocale,
        ChangeKind::DeleteLocale,
        ChangeKind::CreateStage,
        ChangeKind::UpdateStage,
        ChangeKind::DeleteStage,
    ];

    /// The name of the mutation, and the key in a batch.
    pub(crate) fn name(self) -> &'static str {
        match self {
            ChangeKind::CreateModel => "createModel",
            ChangeKind::UpdateModel => "updateModel",
            ChangeKind::DeleteModel => "deleteModel",
            ChangeKind::CreateComponent => "createComponent",
            ChangeKind::UpdateComponent => "updateComponent",
            ChangeKind::DeleteComponent => "deleteComponent",
            ChangeKind::CreateSimpleField => "createSimpleField",
            ChangeKind::UpdateSimpleField => "updateSimpleField",
            ChangeKind::CreateEnumerableField => "createEnumerableField",
            ChangeKind::UpdateEnumerableField => "updateEnumerableField",
            ChangeKind::CreateRelationalField => "createRelationalField",
            ChangeKind::UpdateRelationalField => "updateRelationalField",
            ChangeKind::CreateUnionField => "createUnionField",
            ChangeKind::UpdateUnionField => "updateUnionField",
            ChangeKind::CreateComponentField => "createComponentField",
            ChangeKind::UpdateComponentField => "updateComponentField",
            ChangeKind::CreateComponentUnionField => "createComponentUnionField",
            ChangeKind::UpdateComponentUnionField => "updateComponentUnionField",
            ChangeKind::DeleteField => "deleteField",
            ChangeKind::CreateEnumeration => "createEnumeration",
            ChangeKind::UpdateEnumeration => "updateEnumeration",
            ChangeKind::DeleteEnumeration => "deleteEnumeration",
            ChangeKind::CreateLocale => "createLocale",
            ChangeKind::UpdateLocale => "updateLocale",
            ChangeKind::DeleteLocale => "deleteLocale",
            ChangeKind::CreateStage => "createStage",
            ChangeKind::UpdateStage => "updateStage",
            ChangeKind::DeleteStage => "deleteStage",
        }
    }

    /// The kind of that name.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// What the caller must be allowed to do.
    pub(crate) fn action(self) -> PermissionAction {
        match self {
            ChangeKind::CreateModel => PermissionAction::ModelCreate,
            ChangeKind::UpdateModel => PermissionAction::ModelUpdate,
            ChangeKind::DeleteModel => PermissionAction::ModelDelete,
            ChangeKind::CreateComponent => PermissionAction::ComponentCreate,
            ChangeKind::UpdateComponent => PermissionAction::ComponentUpdate,
            ChangeKind::DeleteComponent => PermissionAction::ComponentDelete,
            ChangeKind::CreateSimpleField
            | ChangeKind::CreateEnumerableField
            | ChangeKind::CreateRelationalField
            | ChangeKind::CreateUnionField
            | ChangeKind::CreateComponentField
            | ChangeKind::CreateComponentUnionField => PermissionAction::FieldCreate,
            ChangeKind::UpdateSimpleField
            | ChangeKind::UpdateEnumerableField
            | ChangeKind::UpdateRelationalField
            | ChangeKind::UpdateUnionField
            | ChangeKind::UpdateComponentField
            | ChangeKind::UpdateComponentUnionField => PermissionAction::FieldUpdate,
            ChangeKind::DeleteField => PermissionAction::FieldDelete,
            ChangeKind::CreateEnumeration => PermissionAction::EnumerationCreate,
            ChangeKind::UpdateEnumeration => PermissionAction::EnumerationUpdate,
            ChangeKind::DeleteEnumeration => PermissionAction::EnumerationDelete,
            ChangeKind::CreateLocale => PermissionAction::LocaleCreate,
            ChangeKind::UpdateLocale => PermissionAction::LocaleUpdate,
            ChangeKind::DeleteLocale => PermissionAction::LocaleDelete,
            ChangeKind::CreateStage => PermissionAction::StageCreate,
            ChangeKind::UpdateStage => PermissionAction::StageUpdate,
            ChangeKind::DeleteStage => PermissionAction::StageDelete,
        }
    }

    /// `MigrationOperationType` of a migration with this single change.
    pub(crate) fn operation_type(self) -> &'static str {
        match self {
            ChangeKind::CreateModel => "CREATE_MODEL",
            ChangeKind::UpdateModel => "UPDATE_MODEL",
            ChangeKind::DeleteModel => "DELETE_MODEL",
            ChangeKind::CreateSimpleField => "CREATE_SIMPLE_FIELD",
            ChangeKind::UpdateSimpleField => "UPDATE_SIMPLE_FIELD",
            ChangeKind::CreateEnumerableField => "CREATE_ENUMERABLE_FIELD",
            ChangeKind::UpdateEnumerableField => "UPDATE_ENUMERABLE_FIELD",
            ChangeKind::CreateRelationalField => "CREATE_RELATIONAL_FIELD",
            ChangeKind::UpdateRelationalField => "UPDATE_RELATIONAL_FIELD",
            ChangeKind::CreateUnionField => "CREATE_UNION_FIELD",
            ChangeKind::UpdateUnionField => "UPDATE_UNION_FIELD",
            // The enum has no values for these.
            ChangeKind::CreateComponent
            | ChangeKind::UpdateComponent
            | ChangeKind::DeleteComponent
            | ChangeKind::CreateComponentField
            | ChangeKind::UpdateComponentField
            | ChangeKind::CreateComponentUnionField
            | ChangeKind::UpdateComponentUnionField => BATCH,
            ChangeKind::DeleteField => "DELETE_FIELD",
            ChangeKind::CreateEnumeration => "CREATE_ENUMERATION",
            ChangeKind::UpdateEnumeration => "UPDATE_ENUMERATION",
            ChangeKind::DeleteEnumeration => "DELETE_ENUMERATION",
            ChangeKind::CreateLocale => "CREATE_LOCALE",
            ChangeKind::UpdateLocale => "UPDATE_LOCALE",
            ChangeKind::DeleteLocale => "DELETE_LOCALE",
            ChangeKind::CreateStage => "CREATE_STAGE",
            ChangeKind::UpdateStage => "UPDATE_STAGE",
            ChangeKind::DeleteStage => "DELETE_STAGE",
        }
    }

    /// Reads an input of this kind.
    ///
    /// # Errors
    /// [`InputError`] when the input asks for what is not there yet, or names its parent in two ways or none.
    pub(crate) fn read(self, input: Input<'_>, naming: Naming) -> Result<Change, InputError> {
        match self {
            ChangeKind::CreateModel => models::create(input),
            ChangeKind::UpdateModel => models::update(input, naming),
            ChangeKind::DeleteModel => models::delete(input, naming),
            ChangeKind::CreateComponent => components::create(input),
            ChangeKind::UpdateComponent => components::update(input, naming),
            ChangeKind::DeleteComponent => components::delete(input, naming),
            ChangeKind::CreateSimpleField => fields::create_simple(input, naming),
            ChangeKind::UpdateSimpleField => fields::update_simple(input, naming),
            ChangeKind::CreateEnumerableField => fields::create_enumerable(input, naming),
            ChangeKind::UpdateEnumerableField => fields::update_enumerable(input, naming),
            ChangeKind::CreateRelationalField => relations::create_relational(input, naming),
            ChangeKind::UpdateRelationalField => relations::update_relational(input, naming),
            ChangeKind::CreateUnionField => relations::create_union(input, naming),
            ChangeKind::UpdateUnionField => relations::update_union(input, naming),
            ChangeKind::CreateComponentField => components::create_field(input, naming),
            ChangeKind::UpdateComponentField => components::update_field(input, naming),
            ChangeKind::CreateComponentUnionField => components::create_union_field(input, naming),
            ChangeKind::UpdateComponentUnionField => components::update_union_field(input, naming),
            ChangeKind::DeleteField => fields::delete(input, naming),
            ChangeKind::CreateEnumeration => enumerations::create(input),
            ChangeKind::UpdateEnumeration => enumerations::update(input, naming),
            ChangeKind::DeleteEnumeration => enumerations::delete(input, naming),
            ChangeKind::CreateLocale => locales::create(input),
            ChangeKind::UpdateLocale => locales::update(input, naming),
            ChangeKind::DeleteLocale => locales::delete(input, naming),
            ChangeKind::CreateStage => stages::create(input, naming),
            ChangeKind::UpdateStage => stages::update(input, naming),
            ChangeKind::DeleteStage => stages::delete(input, naming),
        }
    }
}

/// A step of a batch with the key that it came under.
#[derive(Debug, Clone)]
pub(crate) struct Keyed {
    /// Such as `createModel`.
    pub(crate) key: &'static str,
    /// What is asked.
    pub(crate) step: Step,
}

/// Key of the change by which an app updates its own installation.
pub(crate) const UPDATE_APP_INSTALLATION: &str = "updateAppInstallation";

/// Reads `changes` of a batch: objects with one key each.
///
/// # Errors
/// [`InputError`] of the first change that cannot be read, with its number and key.
pub(crate) fn batch(changes: &Value) -> Result<Vec<Keyed>, InputError> {
    let changes = changes.as_array().map(Vec::as_slice).unwrap_or_default();
    let read = |(at, change)| one_of_batch(change).map_err(|(key, error)| error.of_change(at, &key));
    changes.iter().enumerate().map(read).collect()
}

fn one_of_batch(change: &Value) -> Result<Keyed, (String, InputError)> {
    let given: Vec<(&String, &Value)> =
        change.as_object().into_iter().flatten().filter(|(_, value)| !value.is_null()).collect();
    let [(key, input)] = given.as_slice() else {
        let keys = given.iter().map(|(key, _)| key.as_str()).collect::<Vec<_>>().join(", ");
        let text = "Give exactly one operation in each change.".to_owned();
        return Err((keys, InputError::Bad(text)));
    };
    let input = Input::new(input);
    if key.as_str() == UPDATE_APP_INSTALLATION {
        let patch = InstallationPatch {
            status: input.text("status").as_deref().and_then(InstallationStatus::from_wire),
            config: input.json("config").map(ConfigChange::Merge),
        };
        return Ok(Keyed { key: UPDATE_APP_INSTALLATION, step: Step::UpdateAppInstallation(patch) });
    }
    let kind = ChangeKind::from_name(key).ok_or_else(|| {
        let text = format!("The change {key} is not supported by this server yet.");
        (key.to_string(), InputError::NotImplemented(text))
    })?;
    let change = kind.read(input, Naming::ApiIds).map_err(|error| (key.to_string(), error))?;
    Ok(Keyed { key: kind.name(), step: Step::Schema(change) })
}
