//! `SimpleFieldValidationsInput`: one object per type of field.

use model::{FloatRange, IntRange, Pattern, Validations};

use super::{Input, InputError};

fn int_range(input: Input<'_>) -> IntRange {
    IntRange { min: input.int("min"), max: input.int("max"), error_message: input.text("errorMessage") }
}

fn float_range(input: Input<'_>) -> FloatRange {
    FloatRange { min: input.float("min"), max: input.float("max"), error_message: input.text("errorMessage") }
}

fn pattern(input: Input<'_>) -> Pattern {
    Pattern { regex: input.text("regex"), flags: input.texts("flags"), error_message: input.text("errorMessage") }
}

/// The validations of an input.
///
/// # Errors
/// [`InputError::Bad`] when there are some for several types: a field has one.
pub(super) fn read(input: Input<'_>) -> Result<Option<Validations>, InputError> {
    let Some(input) = input.object("validations") else { return Ok(None) };
    match (input.object("String"), input.object("Int"), input.object("Float")) {
        (None, None, None) => Ok(None),
        (Some(text), None, None) => Ok(Some(Validations::String {
            characters: text.object("characters").map(int_range),
            list_item_count: text.object("listItemCount").map(int_range),
            matches: text.object("matches").map(pattern),
            not_matches: text.object("notMatches").map(pattern),
        })),
        (None, Some(int), None) => Ok(Some(Validations::Int {
            range: int.object("range").map(int_range),
            list_item_count: int.object("listItemCount").map(int_range),
        })),
        (None, None, Some(float)) => Ok(Some(Validations::Float {
            range: float.object("range").map(float_range),
            list_item_count: float.object("listItemCount").map(int_range),
        })),
        _ => Err(InputError::Bad("Give validations for one type only.".to_owned())),
    }
}
