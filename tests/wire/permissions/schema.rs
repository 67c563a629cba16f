//! What a schema says of itself, and what the table knows of its types: a type that it does not know fails the test.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::blog::Blog;

/// The models whose entries permissions are about.
pub const MODELS: [&str; 5] = ["Post", "Author", "Tag", "Profile", "Asset"];
/// The components: parts of entries, without permissions of their own.
pub const COMPONENTS: [&str; 2] = ["Fact", "Quote"];
/// Scalars and plain values: whoever may read the field may read them.
const PLAIN: [&str; 27] = [
    "ID",
    "String",
    "Int",
    "Float",
    "Boolean",
    "DateTime",
    "Date",
    "Json",
    "Long",
    "RGBAHue",
    "RGBATransparency",
    "Hex",
    "RichTextAST",
    "RichText",
    "Location",
    "Color",
    "RGBA",
    "Stage",
    "Locale",
    "SystemDateTimeFieldVariation",
    "PostStatus",
    "UserKind",
    "ScheduledOperationStatus",
    "ScheduledReleaseStatus",
    "AssetUpload",
    "AssetUploadError",
    "AssetUploadRequestPostData",
];
/// What stands beside entries and tells of any of them: for who may read all of them.
const OF_EVERYTHING: [&str; 4] =
    ["ScheduledOperation", "ScheduledRelease", "ScheduledOperationAffectedDocument", "ScheduledOperationStatus"];

pub fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

pub fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

/// What somebody must be granted for a path.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Touched {
    /// Reading these models.
    pub models: BTreeSet<String>,
    /// Older states of these.
    pub versions: bool,
    /// Reading every model, wholly.
    pub everything: bool,
}

impl Touched {
    pub fn of(model: &str) -> Touched {
        Touched { models: [model.to_owned()].into(), ..Touched::default() }
    }

    #[must_use]
    pub fn and(&self, other: &Touched) -> Touched {
        let models = self.models.union(&other.models).cloned().collect();
        Touched { models, versions: self.versions || other.versions, everything: self.everything || other.everything }
    }
}

/// What is known of types, by name.
pub struct Types(pub Map<String, Value>);

/// The name of a type without its lists and exclamation marks.
pub fn base(ty: &Value) -> &str {
    if ty["ofType"].is_null() { text(&ty["name"]) } else { base(&ty["ofType"]) }
}

pub fn is_list(ty: &Value) -> bool {
    match text(&ty["kind"]) {
        "LIST" => true,
        "NON_NULL" => is_list(&ty["ofType"]),
        _ => false,
    }
}

impl Types {
    /// The types, and the schema's root fields.
    pub async fn of(blog: &Blog) -> (Types, Value) {
        let ty = "name kind ofType { name kind ofType { name kind ofType { name kind } } }";
        let argument = format!("name defaultValue type {{ {ty} }}");
        let query = format!(
            "{{ __schema {{ queryType {{ fields(includeDeprecated: true) {{ name args {{ {argument} }} type {{ {ty} }} }} }} \
             mutationType {{ fields(includeDeprecated: true) {{ name args {{ {argument} }} type {{ {ty} }} }} }} \
             types {{ name kind possibleTypes {{ name }} inputFields {{ {argument} }} enumValues {{ name }} \
             fields(includeDeprecated: true) {{ name args {{ {argument} }} type {{ {ty} }} }} }} }} }}"
        );
        let schema = blog.ok(&query, json!({})).await["__schema"].clone();
        let types = list(&schema["types"]).iter();
        (Types(types.map(|ty| (text(&ty["name"]).to_owned(), ty.clone())).collect()), schema)
    }

    pub fn kind(&self, name: &str) -> &str {
        text(&self.0[name]["kind"])
    }

    /// A value of a type, as a literal: as little as there can be, and nothing that there is.
    pub fn literal(&self, ty: &Value) -> String {
        match text(&ty["kind"]) {
            "NON_NULL" => self.literal(&ty["ofType"]),
            "LIST" => format!("[{}]", self.literal(&ty["ofType"])),
            "ENUM" => {
                let values = list(&self.0[text(&ty["name"])]["enumValues"]);
                text(&values.last().expect("an enum has values")["name"]).to_owned()
            }
            "INPUT_OBJECT" => self.object(text(&ty["name"])),
            _ => match text(&ty["name"]) {
                "Int" | "Float" => "1".to_owned(),
                "Boolean" => "true".to_owned(),
                "DateTime" => "\"2099-01-01T00:00:00Z\"".to_owned(),
                _ => "\"nobody\"".to_owned(),
            },
        }
    }

    fn object(&self, name: &str) -> String {
        if name == "EntityWhereInput" {
            return "{typename: Post, id: \"nobody\", stage: DRAFT, locale: en}".to_owned();
        }
        let is_needed = |field: &&Value| {
            field["type"]["kind"] == "NON_NULL" || (name.ends_with("WhereUniqueInput") && field["name"] == "id")
        };
        let needed = list(&self.0[name]["inputFields"]).iter().filter(is_needed);
        let members: Vec<String> =
            needed.map(|field| format!("{}: {}", text(&field["name"]), self.literal(&field["type"]))).collect();
        format!("{{{}}}", members.join(", "))
    }

    /// The models, components and unions whose entries a filter's or an input's type is about.
    pub fn subject<'t>(&self, input: &'t str) -> Option<&'t str> {
        const ENDS: [&str; 6] = [
            "SingleRelationWhereInput",
            "ManyWhereInput",
            "WhereUniqueInput",
            "WhereStageInput",
            "WhereComparatorInput",
            "WhereInput",
        ];
        ENDS.iter().find_map(|end| input.strip_suffix(end)).filter(|name| self.0.contains_key(*name))
    }

    /// The members of a union, or the type alone.
    pub fn members(&self, name: &str) -> Vec<String> {
        match self.0[name]["possibleTypes"].as_array() {
            Some(types) => types.iter().map(|ty| text(&ty["name"]).to_owned()).collect(),
            None => vec![name.to_owned()],
        }
    }

    /// What reading a field of that type takes, beside what its entry takes; or filtering by it.
    ///
    /// # Panics
    /// For a type that the table does not know.
    pub fn touches(&self, ty: &Value, place: &str) -> Touched {
        let name = base(ty);
        let name = self.subject(name).unwrap_or(name);
        let touched = self.members(name).into_iter().map(|member| self.row(&member, place));
        touched.fold(Touched::default(), |all, one| all.and(&one))
    }

    fn row(&self, name: &str, place: &str) -> Touched {
        if MODELS.contains(&name) {
            return Touched::of(name);
        }
        if OF_EVERYTHING.contains(&name) && self.kind(name) != "ENUM" {
            return Touched { everything: true, ..Touched::default() };
        }
        if name == "Version" || name == "DocumentVersion" {
            return Touched { versions: true, ..Touched::default() };
        }
        // Whoever may read anything may see who wrote it (content-api-read.md §3.4).
        let is_open =
            COMPONENTS.contains(&name) || name == "User" || PLAIN.contains(&name) || self.kind(name) == "ENUM";
        assert!(is_open, "the table does not know the type {name}, at {place}");
        Touched::default()
    }
}
