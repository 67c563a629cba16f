//! Connections: a page and what is around it (content-api-read.md §3.5, §6).

use graphql::{CollectedField, collect_fields};
use serde_json::Value as Json;
use sql::select::{AggregateField, Connection, ConnectionField, Json as Built, PageInfoField, Scalar};

use super::listed::Listed;
use super::plan::QueryRead;
use crate::errors::ContentError;

/// A connection with those of the selected fields that are wanted.
pub(super) fn connection_of(
    listed: Listed<'_, '_>,
    field: &CollectedField<'_>,
    wanted: impl Fn(&str) -> bool,
) -> Result<Connection, ContentError> {
    let read = listed.read;
    let type_name = format!("{}Connection", listed.type_name());
    let mut fields = Vec::new();
    let selected = collect_fields(read.document, field.selection_sets(), &type_name, read.variables);
    for (key, part) in selected.into_iter().filter(|(_, part)| wanted(part.name())) {
        fields.push((
            key.to_owned(),
            match part.name().as_str() {
                "edges" => ConnectionField::Edges(edge(&listed, &part)?),
                "pageInfo" => ConnectionField::PageInfo(page_info(read, &part)),
                "aggregate" => ConnectionField::Aggregate(aggregate(read, &part)),
                _ => ConnectionField::TypeName(type_name.clone()),
            },
        ));
    }
    Ok(Connection { entries: listed.entries, page: listed.page, fields })
}

/// An edge: the cursor is the entry's id (content-api-read.md §6).
fn edge(listed: &Listed<'_, '_>, field: &CollectedField<'_>) -> Result<Built, ContentError> {
    let type_name = format!("{}Edge", listed.type_name());
    let read = listed.read;
    let mut fields = Vec::new();
    for (key, part) in collect_fields(read.document, field.selection_sets(), &type_name, read.variables) {
        fields.push((
            key.to_owned(),
            match part.name().as_str() {
                "node" => listed.item(&part)?,
                "cursor" => Built::Plain(Scalar::Column(listed.id.clone())),
                _ => Built::Constant(Json::from(type_name.as_str())),
            },
        ));
    }
    Ok(Built::Object(fields))
}

fn page_info(read: &QueryRead<'_>, field: &CollectedField<'_>) -> Vec<(String, PageInfoField)> {
    let fields = collect_fields(read.document, field.selection_sets(), "PageInfo", read.variables);
    let meaning = |name: &str| match name {
        "hasNextPage" => PageInfoField::HasNextPage,
        "hasPreviousPage" => PageInfoField::HasPreviousPage,
        "startCursor" => PageInfoField::StartCursor,
        "endCursor" => PageInfoField::EndCursor,
        "pageSize" => PageInfoField::PageSize,
        _ => PageInfoField::TypeName("PageInfo".to_owned()),
    };
    fields.iter().map(|(key, part)| ((*key).to_owned(), meaning(part.name()))).collect()
}

fn aggregate(read: &QueryRead<'_>, field: &CollectedField<'_>) -> Vec<(String, AggregateField)> {
    let fields = collect_fields(read.document, field.selection_sets(), "Aggregate", read.variables);
    let meaning = |name: &str| match name {
        "count" => AggregateField::Count,
        _ => AggregateField::TypeName("Aggregate".to_owned()),
    };
    fields.iter().map(|(key, part)| ((*key).to_owned(), meaning(part.name()))).collect()
}
