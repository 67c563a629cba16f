//! The origins that Studio may frame in an environment.

use std::collections::BTreeSet;

use model::ids::EnvironmentId;

use crate::apps::Apps;
use crate::error::AppError;
use crate::urls;

impl Apps {
    /// The origins of the pages of all apps that are installed in the environment, for the `frame-src` of its pages:
    /// sorted, each once, as `https://app.example.com` or `http://localhost:3000`.
    pub async fn frame_origins(&self, environment: &EnvironmentId) -> Result<Vec<String>, AppError> {
        let mut origins = BTreeSet::new();
        for installation in self.installations(environment).await? {
            let Some(app) = self.app_by_id(&installation.app).await? else { continue };
            let pages = std::iter::once(&app.setup_url)
                .chain(&app.configuration_url)
                .chain(app.elements.iter().map(|element| &element.src));
            origins.extend(pages.filter_map(|page| urls::origin(page)));
        }
        Ok(origins.into_iter().collect())
    }
}
