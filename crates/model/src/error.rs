//! Why a change cannot be. The texts are read by people and matched by scripts (management-api.md §4.4).

/// A refused change.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChangeError {
    /// No apiId given.
    #[error("Enter an Api Id.")]
    EmptyApiId,
    /// Longer than 64 characters.
    #[error("Use an Api Id that is shorter than 64 characters.")]
    ApiIdTooLong,
    /// A word that the API needs itself.
    #[error("\"{0}\" is a restricted word and cannot be used here.")]
    Reserved(String),
    /// Characters that the name may not have.
    #[error("\"{value}\" is not a valid {what} Api Id: {rule}")]
    BadApiId {
        /// What it names.
        what: &'static str,
        /// What was sent.
        value: String,
        /// What would be right.
        rule: &'static str,
    },
    /// Empty, or with white space at an end.
    #[error("Enter a display name without leading or trailing white space.")]
    BadDisplayName,
    /// Something of that name is there.
    #[error("{} {what} with the Api Id \"{value}\" already exists.", article(what))]
    Duplicate {
        /// What it names.
        what: &'static str,
        /// The name.
        value: String,
    },
    /// Nothing of that name or id is there.
    #[error("Could not find {what} \"{value}\".")]
    NotFound {
        /// What was looked for.
        what: &'static str,
        /// By which name or id.
        value: String,
    },
    /// A rule about fields, locales or stages; says which and what to do.
    #[error("{0}")]
    Rule(String),
    /// A kind of change or field that this version does not make yet.
    #[error("{0} cannot be created by this version of the server yet.")]
    NotImplemented(&'static str),
}

fn article(noun: &str) -> &'static str {
    let vowel = noun.starts_with(['a', 'e', 'i', 'o', 'u']) && !noun.starts_with("uni");
    if vowel { "An" } else { "A" }
}
