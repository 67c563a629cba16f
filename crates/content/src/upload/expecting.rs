//! What a mutation needs in order to ask for a file.

use std::sync::Arc;

use accounts::clock;
use assets::{Form, Forms};
use model::ids::EnvironmentId;

/// How files of an environment are waited for.
#[derive(Clone, Debug)]
pub struct Expecting {
    environment: EnvironmentId,
    forms: Arc<Forms>,
}

impl Expecting {
    /// In an environment, with these forms.
    pub fn new(environment: EnvironmentId, forms: Arc<Forms>) -> Self {
        Self { environment, forms }
    }

    /// For schemas of no environment: forms that no server takes.
    pub(crate) fn nowhere() -> Self {
        Self::new(EnvironmentId::new(""), Arc::new(Forms::of_nobody()))
    }

    /// The form for a file, from now (canonical text) on.
    pub(crate) fn form(&self, handle: &str, now: &str) -> Form {
        self.forms.make(&self.environment, handle, now)
    }

    /// Until when (canonical text) a file is waited for that is asked for now.
    pub(crate) fn until(&self, now: &str) -> String {
        clock::after(now, self.forms.patience())
    }

    /// What the form's field `key` begins with.
    pub(crate) fn key_prefix(&self) -> String {
        assets::key(&self.environment, "")
    }
}
