//! What names may look like (management-api.md §4.4).

use crate::error::ChangeError;

/// How many characters a name has at most.
pub(crate) const LONGEST: usize = 64;

/// Reserved for types and fields alike, in any case.
const RESERVED: &[&str] = &[
    "int",
    "float",
    "string",
    "boolean",
    "id",
    "enum",
    "interface",
    "union",
    "fragment",
    "datetime",
    "json",
    "mutation",
    "subscription",
    "scalar",
    "query",
    "input",
    "node",
];

/// Type names that the Content API makes itself; compared without case.
const RESERVED_TYPES: &[&str] = &[
    "type",
    "user",
    "userkind",
    "search",
    "status",
    "color",
    "colorinput",
    "rgba",
    "rgbainput",
    "rgbahue",
    "rgbatransparency",
    "hex",
    "locale",
    "stage",
    "asset",
    "entity",
    "entitytypename",
    "entitywhereinput",
    "aggregate",
    "pageinfo",
    "batchpayload",
    "version",
    "documentversion",
    "versionwhereinput",
    "richtext",
    "richtextast",
    "location",
    "locationinput",
    "long",
    "date",
    "systemdatetimefieldvariation",
    "scheduledoperation",
    "scheduledrelease",
    "segment",
    "taxonomynode",
    "taxonomypathnode",
    "connectpositioninput",
    "publishlocaleinput",
    "unpublishlocaleinput",
];

/// Field names that the Content API makes itself; compared without case.
const RESERVED_FIELDS: &[&str] = &[
    "createdat",
    "updatedat",
    "publishedat",
    "createdby",
    "updatedby",
    "publishedby",
    "versions",
    "status",
    "stage",
    "locale",
    "localizations",
    "publish",
    "documentinstages",
    "history",
    "scheduledin",
    "and",
    "or",
    "not",
    "typename",
];

fn check_length(api_id: &str) -> Result<(), ChangeError> {
    if api_id.is_empty() {
        return Err(ChangeError::EmptyApiId);
    }
    if api_id.chars().count() > LONGEST {
        return Err(ChangeError::ApiIdTooLong);
    }
    Ok(())
}

fn is_word(text: &str, first: fn(&char) -> bool) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(|c| first(&c)) && chars.all(|c| c.is_ascii_alphanumeric() || c == '_')
}

fn is_reserved(api_id: &str, more: &[&str]) -> bool {
    let lower = api_id.to_ascii_lowercase();
    RESERVED.contains(&lower.as_str()) || more.contains(&lower.as_str())
}

/// Models, enumerations and their plurals: `^[A-Z][a-zA-Z0-9_]*$`, at most 64 characters, no word of the API's own.
pub(crate) fn check_type_api_id(what: &'static str, api_id: &str) -> Result<(), ChangeError> {
    check_length(api_id)?;
    if is_reserved(api_id, RESERVED_TYPES) {
        return Err(ChangeError::Reserved(api_id.to_owned()));
    }
    // `__` begins the names of introspection, and GraphQL refuses it anywhere at the front.
    if !is_word(api_id, char::is_ascii_uppercase) {
        let rule = "start with an upper-case letter and use letters, digits and underscores only.";
        return Err(ChangeError::BadApiId { what, value: api_id.to_owned(), rule });
    }
    Ok(())
}

/// Fields: `^[a-z][a-zA-Z0-9_]*$`, at most 64 characters, no system field's name.
pub(crate) fn check_field_api_id(api_id: &str) -> Result<(), ChangeError> {
    check_length(api_id)?;
    if is_reserved(api_id, RESERVED_FIELDS) {
        return Err(ChangeError::Reserved(api_id.to_owned()));
    }
    if !is_word(api_id, char::is_ascii_lowercase) {
        let rule = "start with a lower-case letter and use letters, digits and underscores only.";
        return Err(ChangeError::BadApiId { what: "field", value: api_id.to_owned(), rule });
    }
    Ok(())
}

/// Enumeration values: a GraphQL name that is no literal.
pub(crate) fn check_value_api_id(api_id: &str) -> Result<(), ChangeError> {
    check_length(api_id)?;
    if ["true", "false", "null"].contains(&api_id) {
        return Err(ChangeError::Reserved(api_id.to_owned()));
    }
    if !is_word(api_id, |c| c.is_ascii_alphabetic() || *c == '_') || api_id.starts_with("__") {
        let rule = "use letters, digits and underscores, no digit first.";
        return Err(ChangeError::BadApiId { what: "enumeration value", value: api_id.to_owned(), rule });
    }
    Ok(())
}

/// Locales: `^[a-z]{2,3}(_[A-Za-z0-9]+)*$`.
pub(crate) fn check_locale_api_id(api_id: &str) -> Result<(), ChangeError> {
    check_length(api_id)?;
    if is_reserved(api_id, &[]) {
        return Err(ChangeError::Reserved(api_id.to_owned()));
    }
    let mut parts = api_id.split('_');
    let language = parts.next().unwrap_or_default();
    let right = (2..=3).contains(&language.len())
        && language.chars().all(|c| c.is_ascii_lowercase())
        && parts.all(|part| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric()));
    if !right {
        let rule = "use a language code such as en, or with a region such as de_AT.";
        return Err(ChangeError::BadApiId { what: "locale", value: api_id.to_owned(), rule });
    }
    Ok(())
}

/// Stages: upper-case GraphQL names.
pub(crate) fn check_stage_api_id(api_id: &str) -> Result<(), ChangeError> {
    check_length(api_id)?;
    let right = is_word(api_id, char::is_ascii_uppercase) && !api_id.chars().any(|c| c.is_ascii_lowercase());
    if !right {
        let rule = "use upper-case letters, digits and underscores, a letter first.";
        return Err(ChangeError::BadApiId { what: "stage", value: api_id.to_owned(), rule });
    }
    Ok(())
}

/// Display names: not empty, nothing blank around them.
pub(crate) fn check_display_name(name: &str) -> Result<(), ChangeError> {
    if name.trim().is_empty() || name.trim() != name { Err(ChangeError::BadDisplayName) } else { Ok(()) }
}

/// Environment names: lower-case letters, digits and hyphens, a letter or digit first, at most 16 characters.
pub fn is_environment_name(name: &str) -> bool {
    !name.is_empty()
        && name.len() <= 16
        && !name.starts_with('-')
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn type_names() {
        assert!(check_type_api_id("model", "DemoModel").is_ok());
        assert!(check_type_api_id("model", "Home_page").is_ok());
        assert_eq!(check_type_api_id("model", "").unwrap_err().to_string(), "Enter an Api Id.");
        assert_eq!(
            check_type_api_id("model", &"A".repeat(65)).unwrap_err().to_string(),
            "Use an Api Id that is shorter than 64 characters."
        );
        for word in ["Query", "Type", "Asset", "User", "Node", "RichText"] {
            let message = check_type_api_id("model", word).unwrap_err().to_string();
            assert_eq!(message, format!("\"{word}\" is a restricted word and cannot be used here."));
        }
        for bad in ["post", "1Post", "Post!", "Pöst", "Po st", "\"; DROP TABLE"] {
            assert!(matches!(check_type_api_id("model", bad), Err(ChangeError::BadApiId { .. })), "{bad}");
        }
    }

    #[test]
    fn field_names() {
        for good in ["title", "sub_title", "type", "a1"] {
            assert!(check_field_api_id(good).is_ok(), "{good}");
        }
        for bad in ["id", "createdAt", "stage", "Title", "_x", "a-b", "localizations"] {
            assert!(check_field_api_id(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn locales_stages_values_and_environments() {
        assert!(["en", "de_AT", "fil", "zh_Hans_CN"].iter().all(|l| check_locale_api_id(l).is_ok()));
        assert!(["EN", "e", "en_", "id", "en-US"].iter().all(|l| check_locale_api_id(l).is_err()));
        assert!(["QA", "PRE_LIVE2"].iter().all(|s| check_stage_api_id(s).is_ok()));
        assert!(["qa", "Qa", "1A", ""].iter().all(|s| check_stage_api_id(s).is_err()));
        assert!(["GraphQL", "Carbon_Fibre"].iter().all(|v| check_value_api_id(v).is_ok()));
        assert!(["true", "1a", "a b", "__x"].iter().all(|v| check_value_api_id(v).is_err()));
        assert!(is_environment_name("master") && is_environment_name("qa-1"));
        assert!(!is_environment_name("Master") && !is_environment_name(&"a".repeat(17)) && !is_environment_name(""));
    }
}
