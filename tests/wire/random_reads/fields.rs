//! Values that a row itself holds, in the forms in which answers have them (content-api-read.md §3.2, §9).

use serde_json::{Value, json};

use super::evaluate::{Evaluator, Object, Part, Seen};
use super::roots::Key;
use super::schema::{Field as Own, Kind, Simple};
use super::values::number_of;

impl<'w> Evaluator<'w> {
    /// The value of a simple field; a list that was never written is empty.
    pub fn value(&self, seen: &Seen<'w>, own: &Own) -> Value {
        let values = match (&seen.locale, own.is_localized) {
            (Some(locale), true) => &seen.row.localizations[locale].values,
            _ => &seen.row.values,
        };
        let nothing = if own.is_list { json!([]) } else { Value::Null };
        values.get(&own.name).filter(|value| !value.is_null()).cloned().unwrap_or(nothing)
    }

    /// A system time: the document's own, the localisation's, or the newer of both.
    pub fn time(&self, seen: &Seen<'w>, name: &str, variation: &str) -> Option<String> {
        let of = |times: &super::world::Times| {
            let time = match name {
                "createdAt" => Some(times.created.clone()),
                "updatedAt" => Some(times.updated.clone()),
                _ => times.published.clone(),
            };
            time.filter(|time| !time.is_empty())
        };
        let base = of(&seen.row.times);
        let Some(locale) = &seen.locale else { return base };
        let localized = of(&seen.row.localizations[locale].times);
        match variation {
            "BASE" => base,
            "LOCALIZATION" => localized,
            _ => match (&base, &localized) {
                (Some(one), Some(other)) if Key::instant(other).compare(&Key::instant(one)).is_gt() => localized,
                (None, _) => localized,
                _ => base,
            },
        }
    }

    pub fn simple(&self, seen: &Seen<'w>, own: &Own, part: &Part<'w>) -> Value {
        let value = self.value(seen, own);
        let one = |value: &Value| match (&own.kind, value) {
            (_, Value::Null) => Value::Null,
            (Kind::Simple(Simple::Color), color) => self.color(color, part),
            (Kind::Simple(Simple::Location), place) => self.location(place, part),
            (_, plain) => plain.clone(),
        };
        match value.as_array() {
            Some(items) if own.is_list => items.iter().map(one).collect(),
            _ => one(&value),
        }
    }

    fn object_of(&self, part: &Part<'w>, name: &str, value: &dyn Fn(&Part<'w>) -> Value) -> Value {
        let parts = self.collect(&part.selections(), &|on| on == name);
        Value::Object(parts.iter().map(|part| (part.key.to_owned(), value(part))).collect())
    }

    fn color(&self, color: &Value, part: &Part<'w>) -> Value {
        let [r, g, b] = ["r", "g", "b"].map(|hue| color[hue].as_u64().unwrap_or_default());
        let alpha = color["a"].as_f64().unwrap_or(1.0);
        self.object_of(part, "Color", &|part| match part.name() {
            // Six digits: the alpha is in rgba alone.
            "hex" => json!(format!("#{r:02x}{g:02x}{b:02x}")),
            "css" if alpha < 1.0 => json!(format!("rgba({r},{g},{b},{alpha})")),
            "css" => json!(format!("rgb({r},{g},{b})")),
            "rgba" => self.object_of(part, "RGBA", &|part| color.get(part.name()).cloned().unwrap_or(json!("RGBA"))),
            _ => json!("Color"),
        })
    }

    fn location(&self, place: &Value, part: &Part<'w>) -> Value {
        self.object_of(part, "Location", &|part| match part.name() {
            "distance" => {
                let from = &self.arguments(part)["from"];
                let degrees = |of: &Value, name: &str| of[name].as_f64().unwrap_or_default();
                let of = |of: &Value| (degrees(of, "latitude"), degrees(of, "longitude"));
                number_of(distance(of(place), of(from)))
            }
            name => place.get(name).cloned().unwrap_or(json!("Location")),
        })
    }

    /// The documents that are written have one paragraph and, after it, embeds.
    pub fn rich_text(&self, seen: &Seen<'w>, own: &'w Own, part: &Part<'w>) -> Value {
        let ast = self.value(seen, own);
        let Some(blocks) = ast["children"].as_array() else { return Value::Null };
        let parent = self.type_name(seen.row.of);
        let name = match own.embeds {
            Some(_) => format!("{parent}{}{}RichText", own.name[..1].to_uppercase(), &own.name[1..]),
            None => "RichText".to_owned(),
        };
        let html = |block: &Value| match block["type"].as_str() {
            Some("embed") => {
                let (of, id) = (block["nodeType"].as_str(), block["nodeId"].as_str());
                let (of, id) = (of.unwrap_or_default(), id.unwrap_or_default());
                format!("<div data-gcms-embed-type=\"{of}\" data-gcms-embed-id=\"{id}\"></div>")
            }
            _ => {
                let text = block["children"][0]["text"].as_str().unwrap_or_default();
                let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
                format!("<p>{text}</p>")
            }
        };
        self.object_of(part, &name, &|part| match part.name() {
            "raw" | "json" => ast.clone(),
            "html" => json!(blocks.iter().map(html).collect::<String>()),
            "text" => {
                let leaves = blocks.iter().map(|block| block["children"][0]["text"].as_str().unwrap_or_default());
                json!(leaves.collect::<Vec<_>>().join("\\n"))
            }
            "references" => self.references(seen, blocks, part),
            _ => json!(name),
        })
    }

    /// Each entry once, in order of first occurrence.
    fn references(&self, seen: &Seen<'w>, blocks: &[Value], part: &Part<'w>) -> Value {
        let arguments = self.arguments(part);
        let mut ids: Vec<&str> = Vec::new();
        for block in blocks {
            let Some(id) = block["nodeId"].as_str() else { continue };
            let mut rows = self.world.stages.iter().flat_map(|stage| &stage.rows);
            let model = rows.find(|row| row.id == id).map(|row| self.type_name(row.of));
            if model == block["nodeType"].as_str() && !ids.contains(&id) {
                ids.push(id);
            }
        }
        let rows = self.look(seen, &ids, &Object::new());
        self.page_of(rows, &arguments).iter().map(|row| self.object(row, &part.selections())).collect()
    }
}

/// Metres along the great circle on a sphere of the earth's mean radius, to the millimetre.
fn distance((latitude, longitude): (f64, f64), (to_latitude, to_longitude): (f64, f64)) -> f64 {
    let half = |from: f64, to: f64| ((to - from).to_radians() / 2.0).sin().powi(2);
    let chord = half(latitude, to_latitude)
        + latitude.to_radians().cos() * to_latitude.to_radians().cos() * half(longitude, to_longitude);
    let metres = 2.0 * 6_371_008.8 * chord.sqrt().min(1.0).asin();
    (metres * 1000.0 + 0.5).floor() / 1000.0
}
