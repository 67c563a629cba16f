//! Columns and the values made of them.

use std::borrow::Cow;

use access::Granted;
use model::{FieldRef, SystemField};

use crate::ddl::TableKind;
use crate::names;

/// A column of the row that a plan looks at. There is no way to name one but through what the gate granted, or through
/// the few columns of [`ActorField`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    table: TableKind,
    name: Cow<'static, str>,
}

/// A text column beside the AST of a rich text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RichTextPart {
    /// The AST as JSON.
    Ast,
    /// Rendered html.
    Html,
    /// Rendered markdown.
    Markdown,
    /// The text leaves.
    Text,
}

/// A column of the Content API's users; not content, and without secrets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActorField {
    /// Id.
    Id,
    /// `MEMBER`, `PAT`, …
    Kind,
    /// Name.
    Name,
    /// Address of a picture.
    Picture,
    /// Whether the account still acts.
    IsActive,
    /// When it first acted here.
    CreatedAt,
    /// When its row last changed.
    UpdatedAt,
}

/// A column of scheduled operations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OperationField {
    /// Id.
    Id,
    /// The release that it belongs to.
    Release,
    /// Text for people.
    Description,
    /// `PENDING`, `IN_PROGRESS`, …
    Status,
    /// Why it failed.
    ErrorMessage,
    /// What is to be done, as JSON text.
    RawPayload,
    /// When it was made.
    CreatedAt,
    /// When it was last changed.
    UpdatedAt,
    /// Who made it.
    CreatedBy,
    /// Who changed it last.
    UpdatedBy,
}

/// A column of scheduled releases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReleaseField {
    /// Id.
    Id,
    /// Name for people.
    Title,
    /// Text for people.
    Description,
    /// When it is due.
    ReleaseAt,
    /// Whether it was made for a single operation.
    IsImplicit,
    /// Whether it will run.
    IsActive,
    /// `PENDING`, `IN_PROGRESS`, …
    Status,
    /// Why it failed.
    ErrorMessage,
    /// When it was made.
    CreatedAt,
    /// When it was last changed.
    UpdatedAt,
    /// Who made it.
    CreatedBy,
    /// Who changed it last.
    UpdatedBy,
}

/// A column of an asset's file, by its handle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileField {
    /// The handle.
    Handle,
    /// `ASSET_CREATE_PENDING`, …
    Status,
    /// Until when the file is expected.
    ExpiresAt,
    /// Why it did not come, for programs.
    ErrorCode,
    /// Why it did not come, for people.
    ErrorMessage,
    /// When the form was made.
    FormDate,
    /// Who signed the form.
    FormCredential,
    /// What the form allows.
    FormPolicy,
    /// The form's signature; null where no form is waited for.
    FormSignature,
    /// Id of the `User` who asked for the file to come.
    RequestedBy,
}

impl Column {
    /// The column of a granted field in one of the model's two tables. A field that stands for other copies of the entry
    /// (`localizations`, `documentInStages`) is found by the entry's id.
    pub fn of(granted: &Granted<FieldRef>, table: TableKind) -> Column {
        let name = match granted.get() {
            FieldRef::Own(field) => return Column { table, name: names::column(field).into() },
            FieldRef::System(field) => match field {
                SystemField::Stage => "stage",
                SystemField::Locale => "locale",
                SystemField::Id | SystemField::Localizations | SystemField::DocumentInStages => "id",
                SystemField::PublishedAt => "published_at",
                SystemField::UpdatedAt => "updated_at",
                SystemField::CreatedAt => "created_at",
                SystemField::PublishedBy => "published_by",
                SystemField::UpdatedBy => "updated_by",
                SystemField::CreatedBy => "created_by",
            },
        };
        Column { table, name: name.into() }
    }

    /// One of the four columns of a granted rich text field.
    pub fn rich_text(granted: &Granted<FieldRef>, table: TableKind, part: RichTextPart) -> Column {
        let [ast, html, markdown, text] = names::rich_text_columns(&Column::of(granted, table).name);
        let name = match part {
            RichTextPart::Ast => ast,
            RichTextPart::Html => html,
            RichTextPart::Markdown => markdown,
            RichTextPart::Text => text,
        };
        Column { table, name: name.into() }
    }

    /// A column of a user.
    pub fn actor(field: ActorField) -> Column {
        let name = match field {
            ActorField::Id => "id",
            ActorField::Kind => "kind",
            ActorField::Name => "name",
            ActorField::Picture => "picture",
            ActorField::IsActive => "is_active",
            ActorField::CreatedAt => "created_at",
            ActorField::UpdatedAt => "updated_at",
        };
        Column { table: TableKind::Base, name: name.into() }
    }

    /// A column of a scheduled operation.
    pub fn operation(field: OperationField) -> Column {
        let name = match field {
            OperationField::Id => "id",
            OperationField::Release => "release_id",
            OperationField::Description => "description",
            OperationField::Status => "status",
            OperationField::ErrorMessage => "error_message",
            OperationField::RawPayload => "raw_payload",
            OperationField::CreatedAt => "created_at",
            OperationField::UpdatedAt => "updated_at",
            OperationField::CreatedBy => "created_by",
            OperationField::UpdatedBy => "updated_by",
        };
        Column { table: TableKind::Base, name: name.into() }
    }

    /// A column of a scheduled release.
    pub fn release(field: ReleaseField) -> Column {
        let name = match field {
            ReleaseField::Id => "id",
            ReleaseField::Title => "title",
            ReleaseField::Description => "description",
            ReleaseField::ReleaseAt => "release_at",
            ReleaseField::IsImplicit => "is_implicit",
            ReleaseField::IsActive => "is_active",
            ReleaseField::Status => "status",
            ReleaseField::ErrorMessage => "error_message",
            ReleaseField::CreatedAt => "created_at",
            ReleaseField::UpdatedAt => "updated_at",
            ReleaseField::CreatedBy => "created_by",
            ReleaseField::UpdatedBy => "updated_by",
        };
        Column { table: TableKind::Base, name: name.into() }
    }

    /// A column of an asset's file.
    pub fn file(field: FileField) -> Column {
        let name = match field {
            FileField::Handle => "id",
            FileField::Status => "status",
            FileField::ExpiresAt => "expires_at",
            FileField::ErrorCode => "error_code",
            FileField::ErrorMessage => "error_message",
            FileField::FormDate => "form_date",
            FileField::FormCredential => "form_credential",
            FileField::FormPolicy => "form_policy",
            FileField::FormSignature => "form_signature",
            FileField::RequestedBy => "requested_by",
        };
        Column { table: TableKind::Base, name: name.into() }
    }

    pub(super) fn table(&self) -> TableKind {
        self.table
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Whether it holds when the row was made.
    pub(super) fn is_creation(&self) -> bool {
        self.name == "created_at"
    }

    /// The column of the same name in the table of another.
    pub(super) fn beside(&self, other: &Column) -> Column {
        Column { table: other.table, name: self.name.clone() }
    }
}

/// A value of a row that is compared or sorted.
#[derive(Debug, Clone, PartialEq)]
pub enum Scalar {
    /// The column as it is.
    Column(Column),
    /// The newer of two times; one that is missing loses.
    Newer(Column, Column),
    /// The place of an enumeration's value in the declared order: the keys in that order.
    Place(Column, Vec<i64>),
    /// The place of a name among names.
    PlaceOfName(Column, &'static [&'static str]),
    /// A list's canonical JSON text, the empty list when there is none.
    ListText(Column),
    /// The row's place in the list that leads to it.
    Position,
    /// Null in every row: what this kind of row never has.
    Null,
}
