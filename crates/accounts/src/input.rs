//! Bad input, in words for the person.

/// A field that breaks a rule.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct InputError {
    /// The field's name on the wire.
    pub field: &'static str,
    /// What is wrong and what to do.
    pub message: String,
}

impl InputError {
    /// An error about `field`.
    pub fn new(field: &'static str, message: impl Into<String>) -> Self {
        Self { field, message: message.into() }
    }
}

/// A text for people: trimmed, not empty, at most `max` characters, without control characters.
pub(crate) fn name(field: &'static str, text: &str, max: usize) -> Result<String, InputError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(InputError::new(field, "Enter a name."));
    }
    if text.chars().count() > max {
        return Err(InputError::new(field, format!("Use at most {max} characters for the name.")));
    }
    if text.chars().any(char::is_control) {
        return Err(InputError::new(field, "The name must not contain line breaks or control characters."));
    }
    Ok(text.to_owned())
}

/// A longer text for people: at most 2,000 characters and no NUL, which PostgreSQL cannot keep.
pub(crate) fn description(text: &str) -> Result<String, InputError> {
    if text.chars().count() > 2000 || text.contains('\0') {
        return Err(InputError::new("description", "Use at most 2000 characters for the description."));
    }
    Ok(text.to_owned())
}
