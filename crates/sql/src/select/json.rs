//! JSON expressions: what the database builds of a row.

use super::column::{Column, Scalar};
use super::plan::{Entries, List, Mixed, One};
use super::version::Versions;

/// What stands for a row that the schema promises and that is not there. A key of an answer is never empty, so no selection
/// gives this object; a JSON document of content may be it.
pub const ABSENT: &str = "{\"\":0}";

/// A JSON value of a row.
#[derive(Debug, Clone, PartialEq)]
pub enum Json {
    /// An object with these keys in this order.
    Object(Vec<(String, Json)>),
    /// An object, or null when the column is null.
    Optional(Column, Vec<(String, Json)>),
    /// A list of these values.
    Array(Vec<Json>),
    /// A value that does not depend on the row.
    Constant(serde_json::Value),
    /// A value of the row around.
    Enclosing(Box<Json>),
    /// A text or an integer.
    Plain(Scalar),
    /// A double in its one canonical form.
    Float(Column),
    /// A truth value.
    Bool(Column),
    /// JSON text as it stands in the row.
    Document(Column),
    /// A JSON list as it stands in the row; the empty list for null.
    List(Column),
    /// A name for each key; null for null.
    Name(Column, Vec<(i64, String)>),
    /// A list of keys as a list of names; the empty list for null.
    Names(Column, Vec<(i64, String)>),
    /// A list of doubles, each in canonical form; the empty list for null.
    Floats(Column),
    /// A part of a color.
    Color(JsonText, ColorPart),
    /// A part of a location.
    Location(JsonText, LocationPart),
    /// One value for each item of a JSON list, the items being [`JsonText::Item`] in it.
    Each(Column, Box<Json>),
    /// All rows of a set, in the order of the set's stages or locales.
    All(Box<Entries>, Box<Json>),
    /// The one row of a set, or null.
    One(Box<One>),
    /// The one row of a set, or [`ABSENT`] where the schema promises one.
    Required(Box<One>),
    /// The first row that there is in one of these sets, or null.
    FirstOf(Vec<One>),
    /// A page of rows.
    Page(Box<List>),
    /// A page of rows of several tables.
    Mixed(Box<Mixed>),
    /// Versions of the entry.
    Versions(Versions),
    /// A text before the text of the column; null for null.
    Prefixed(String, Column),
}

/// Where the JSON text of a color or location is.
#[derive(Debug, Clone, PartialEq)]
pub enum JsonText {
    /// In a column.
    Column(Column),
    /// It is the item of the list around it.
    Item,
}

/// What is told of a color that is kept as `{"r","g","b","a"}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColorPart {
    /// `#rrggbb`; alpha is left out (content-api-read.md §9.1).
    Hex,
    /// `rgb(r,g,b)`, with alpha below 1 `rgba(r,g,b,a)`.
    Css,
    /// 0 to 255.
    Red,
    /// 0 to 255.
    Green,
    /// 0 to 255.
    Blue,
    /// 0 to 1.
    Alpha,
}

/// What is told of a location that is kept as `{"latitude","longitude"}`, in degrees.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum LocationPart {
    /// Degrees north.
    Latitude,
    /// Degrees east.
    Longitude,
    /// Metres along the great circle from another place.
    Distance {
        /// The other place's degrees north.
        latitude: f64,
        /// The other place's degrees east.
        longitude: f64,
    },
}
