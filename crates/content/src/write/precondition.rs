//! `If-Match`: a write that happens only if the document is still what its writer has seen.
//!
//! An entry's version is the newest `updatedAt` of its draft, over its base and all its localisations: every write to the
//! draft moves one of them.

use model::{Model, ParentId, Stage};
use sql::dml;

use super::error::WriteError;
use super::plan::PlannedWrite;
use super::run::Writer;
use super::{Root, Step};
use crate::instant;

/// What the header says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Precondition {
    /// `*`: the document is there.
    Any,
    /// It has one of these versions.
    Versions(Vec<String>),
}

impl Precondition {
    /// Reads the header's value: `*`, or versions in double quotes with commas between them. Versions may be written in any
    /// form of the instant, as the Content API gives it or as a client's library does.
    pub(super) fn read(header: &str) -> Result<Self, WriteError> {
        if header.trim() == "*" {
            return Ok(Precondition::Any);
        }
        let version = |tag: &str| {
            let tag = tag.trim();
            let tag = tag.strip_prefix("W/").unwrap_or(tag);
            instant::parse_instant(tag.strip_prefix('"').and_then(|tag| tag.strip_suffix('"')).unwrap_or(tag))
        };
        let versions: Option<Vec<String>> = header.split(',').map(version).collect();
        versions.map(Precondition::Versions).ok_or_else(|| {
            WriteError::input(
                "If-Match has to hold the document's version, which is its newest updatedAt, in double quotes, or *",
            )
        })
    }

    fn holds(&self, version: &str) -> bool {
        match self {
            Precondition::Any => true,
            Precondition::Versions(versions) => versions.iter().any(|known| known == version),
        }
    }
}

/// The one document that a request is about: a precondition has to be about something.
pub(super) fn only_write(roots: &[Root]) -> Result<&PlannedWrite, WriteError> {
    let mut steps = roots.iter().map(|root| &root.step).filter(|step| !matches!(step, Step::TypeName));
    match (steps.next(), steps.next()) {
        (Some(Step::One(write, _)), None) if write.verb.named().is_some() => Ok(write),
        (Some(_) | None, _) => {
            Err(WriteError::input("If-Match needs a mutation with one root field that names a document"))
        }
    }
}

impl<'a> Writer<'_, 'a> {
    /// Refuses to write what has another version by now. The entry is locked, so that it keeps its version.
    pub(super) async fn check_version(
        &mut self,
        write: &PlannedWrite,
        wanted: &Precondition,
    ) -> Result<(), WriteError> {
        let model: &'a Model = self.content.model_by_id(&write.model).ok_or(WriteError::SchemaChanged)?;
        let named = write.verb.named().cloned().unwrap_or_default();
        let Some(id) = self.find(&model.id, named).await? else { return Err(WriteError::Outdated(None)) };
        let statement = dml::newest_update(&ParentId::Model(model.id.clone()), id.as_str(), Stage::DRAFT);
        let row = self.tx.query_opt(statement).await?;
        let version = row.map(|row| row.opt_text(0).map(|text| text.map(str::to_owned))).transpose()?.flatten();
        match version {
            Some(version) if wanted.holds(&version) => Ok(()),
            version => Err(WriteError::Outdated(version)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_instants_in_quotes() {
        let read = |header: &str| Precondition::read(header).map_err(|error| error.to_string());
        assert_eq!(read(" * "), Ok(Precondition::Any));
        let version = "2026-11-25T14:00:14.29+00:00".to_owned();
        for header in
            ["\"2026-11-25T14:00:14.29+00:00\"", "W/\"2026-11-25T14:00:14.290Z\"", "2026-11-25T15:00:14.29+01:00"]
        {
            assert_eq!(read(header), Ok(Precondition::Versions(vec![version.clone()])), "{header}");
        }
        assert_eq!(
            read("\"2026-11-25T14:00:14.29Z\", \"2026-01-01T00:00:00Z\""),
            Ok(Precondition::Versions(vec![version, "2026-01-01T00:00:00+00:00".to_owned()]))
        );
        for header in ["", "\"\"", "\"1\"", "\"2026-11-25T14:00:14.29Z\",", "*, *"] {
            assert!(read(header).is_err(), "{header}");
        }
    }
}
