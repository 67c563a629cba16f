//! How a field is rendered: `FieldConfigInput` in single mutations; `formRenderer`, `formConfig` and `formExtension`
//! (and the same for tables) in batches.

use model::ids::{AppElementId, InstallationId};
use model::{FieldConfig, FieldConfigPatch};

use super::{Input, InputError, Naming};

/// The keys of one of the two configurations.
#[derive(Clone, Copy)]
pub(super) struct ConfigKeys {
    config: &'static str,
    renderer: &'static str,
    extension: &'static str,
}

/// Rendering in forms.
pub(super) const FORM: ConfigKeys =
    ConfigKeys { config: "formConfig", renderer: "formRenderer", extension: "formExtension" };

/// Rendering in tables.
pub(super) const TABLE: ConfigKeys =
    ConfigKeys { config: "tableConfig", renderer: "tableRenderer", extension: "tableExtension" };

/// What an update gives.
///
/// # Errors
/// [`InputError::NotImplemented`] for an extension.
pub(super) fn patch(
    input: Input<'_>,
    naming: Naming,
    keys: ConfigKeys,
) -> Result<Option<FieldConfigPatch>, InputError> {
    match naming {
        Naming::Ids => input.object(keys.config).map(|input| whole(input).map(FieldConfigPatch::Whole)).transpose(),
        Naming::ApiIds => {
            input.refuse(&[keys.extension])?;
            Ok(match (input.text(keys.renderer), input.json(keys.config)) {
                (Some(renderer), config) => Some(FieldConfigPatch::Renderer { renderer, config }),
                (None, Some(settings)) => Some(FieldConfigPatch::Settings(settings)),
                (None, None) => None,
            })
        }
    }
}

/// What a new field gets.
///
/// # Errors
/// [`InputError::NotImplemented`] for an extension.
pub(super) fn draft(input: Input<'_>, naming: Naming, keys: ConfigKeys) -> Result<FieldConfig, InputError> {
    let default = FieldConfig::default();
    Ok(match patch(input, naming, keys)? {
        None => default,
        Some(FieldConfigPatch::Whole(whole)) => whole,
        Some(FieldConfigPatch::Settings(config)) => FieldConfig { config, ..default },
        Some(FieldConfigPatch::Renderer { renderer, config }) => {
            FieldConfig { renderer, config: config.unwrap_or_else(|| default.config.clone()), ..default }
        }
    })
}

fn whole(input: Input<'_>) -> Result<FieldConfig, InputError> {
    input.refuse(&["extensionId"])?;
    let default = FieldConfig::default();
    Ok(FieldConfig {
        renderer: input.text("renderer").unwrap_or(default.renderer),
        config: input.json("config").unwrap_or(default.config),
        installation: input.text("appInstallationId").map(InstallationId::new),
        element: input.text("appElementId").map(AppElementId::new),
    })
}
