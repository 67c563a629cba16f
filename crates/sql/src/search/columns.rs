//! What is searched: texts of a model or component, as columns of its two tables.

use model::{Field, FieldKind, ParentId, ParentRef, SimpleType};

use crate::ddl::TableKind;
use crate::names;

/// Which of a field's texts `_search` looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SearchedText {
    /// The value of a String field.
    Value,
    /// The plain text of a rich text.
    OfRichText,
}

/// What `_search` looks at in a field; nothing in lists and in all that is not text (content-api-read.md §4.3, §14).
pub fn searched_text(field: &Field) -> Option<SearchedText> {
    match &field.kind {
        _ if field.is_list => None,
        FieldKind::Simple { simple_type: SimpleType::String, .. } => Some(SearchedText::Value),
        FieldKind::Simple { simple_type: SimpleType::RichText, .. } => Some(SearchedText::OfRichText),
        FieldKind::Simple { .. }
        | FieldKind::Enumerable { .. }
        | FieldKind::Relational { .. }
        | FieldKind::Union { .. }
        | FieldKind::UnionMember { .. }
        | FieldKind::Component { .. }
        | FieldKind::ComponentUnion { .. } => None,
    }
}

/// The searched columns of a model or component that has any.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Searched {
    pub(super) parent: ParentId,
    base: Vec<String>,
    localized: Vec<String>,
}

/// The searched columns of one of the two tables.
pub(super) struct Covered<'s> {
    pub(super) parent: &'s ParentId,
    pub(super) kind: TableKind,
    pub(super) columns: &'s [String],
}

impl Searched {
    pub(super) fn of(parent: ParentRef<'_>) -> Option<Searched> {
        let columns = |localized: bool| {
            let fields = parent.fields().iter().filter(|field| field.is_localized == localized);
            let column = |field: &Field| {
                let [value, _, _, text] = names::rich_text_columns(&names::column(&field.id));
                Some(match searched_text(field)? {
                    SearchedText::Value => value,
                    SearchedText::OfRichText => text,
                })
            };
            fields.filter_map(column).collect::<Vec<_>>()
        };
        let searched = Searched { parent: parent.id(), base: columns(false), localized: columns(true) };
        (!searched.base.is_empty() || !searched.localized.is_empty()).then_some(searched)
    }

    /// The tables that have searched columns.
    pub(super) fn tables(&self) -> impl Iterator<Item = Covered<'_>> {
        [(TableKind::Base, &self.base), (TableKind::Localized, &self.localized)]
            .into_iter()
            .filter(|(_, columns)| !columns.is_empty())
            .map(|(kind, columns)| Covered { parent: &self.parent, kind, columns })
    }

    pub(super) fn covers(&self, kind: TableKind, column: &String) -> bool {
        match kind {
            TableKind::Base => self.base.contains(column),
            TableKind::Localized => self.localized.contains(column),
        }
    }
}

impl Covered<'_> {
    /// The table's bare name.
    pub(super) fn table(&self) -> String {
        match self.kind {
            TableKind::Base => names::parent_table(self.parent),
            TableKind::Localized => names::parent_localized_table(self.parent),
        }
    }

    /// The key of a row's locale in the index: 0, which no locale has, for base rows.
    pub(super) fn locale(&self, row: &str) -> String {
        match self.kind {
            TableKind::Base => "0".to_owned(),
            TableKind::Localized => format!("{row}.locale"),
        }
    }

    /// Which rows of the index are of this table.
    pub(super) const fn own_rows(&self) -> &'static str {
        match self.kind {
            TableKind::Base => "locale = 0",
            TableKind::Localized => "locale <> 0",
        }
    }

    /// `NEW."f_1", NEW."f_2"`
    pub(super) fn texts(&self, row: &str) -> String {
        let columns = self.columns.iter().map(|name| format!("{row}.{}", names::quote(name)));
        columns.collect::<Vec<_>>().join(", ")
    }

    /// `"f_1", "f_2"`
    pub(super) fn list(&self) -> String {
        self.columns.iter().map(|name| names::quote(name)).collect::<Vec<_>>().join(", ")
    }
}

/// The condition that a row has a text in one of the columns.
pub(super) fn any_text(row: &str, columns: &[String]) -> String {
    let there = columns.iter().map(|name| format!("{row}.{} IS NOT NULL", names::quote(name)));
    there.collect::<Vec<_>>().join(" OR ")
}
