//! Columns and scalars, items of lists, parts of colors and locations.

use super::{Scope, Writer};
use crate::ddl::TableKind;
use crate::names::quote;
use crate::select::column::{Column, Scalar};
use crate::select::json::{ColorPart, JsonText, LocationPart};
use crate::{Engine, Value, float_text};

impl Writer {
    /// `t0."f_…"`. A localised column outside a localised row has no value.
    pub(super) fn column(&mut self, column: &Column, scope: &Scope<'_>) {
        let alias = match column.table() {
            TableKind::Base => Some(scope.row.base),
            TableKind::Localized => scope.row.localized,
        };
        match alias {
            Some(alias) => self.push_member(alias, &quote(column.name())),
            None => self.push("NULL"),
        }
    }

    /// The text that [`Writer::column`] writes; it binds nothing.
    pub(super) fn column_text(&mut self, column: &Column, scope: &Scope<'_>) -> String {
        let start = self.text.len();
        self.column(column, scope);
        self.text.split_off(start)
    }

    pub(super) fn scalar(&mut self, scalar: &Scalar, scope: &Scope<'_>) {
        match scalar {
            Scalar::Column(column) => self.column(column, scope),
            Scalar::Newer(one, other) => {
                let (one, other) = (self.column_text(one, scope), self.column_text(other, scope));
                self.push(&format!("CASE WHEN {other} > {one} OR {one} IS NULL THEN {other} ELSE {one} END"));
            }
            Scalar::Place(column, keys) => {
                let column = self.column_text(column, scope);
                let places = keys.iter().enumerate().map(|(place, key)| format!(" WHEN {key} THEN {place}"));
                let places: String = places.collect();
                // An enumeration without values has no places.
                self.push(&if keys.is_empty() { column } else { format!("CASE {column}{places} END") });
            }
            Scalar::PlaceOfName(column, names) => {
                self.push("CASE ");
                self.column(column, scope);
                for (place, name) in names.iter().enumerate() {
                    self.push(" WHEN ");
                    self.push_literal(name);
                    self.push(&format!(" THEN {place}"));
                }
                self.push(" END");
            }
            Scalar::Position => match scope.row.position {
                Some(position) => self.push_member(position.alias, position.column),
                None => self.push("NULL"),
            },
            Scalar::Null => self.push("CAST(NULL AS TEXT)"),
            Scalar::ListText(column) => {
                self.push("COALESCE(");
                self.column(column, scope);
                self.push(", '[]')");
            }
        }
    }

    /// `json_each(…) AS t5`: rows with `value` and a place.
    pub(super) fn items(&mut self, item: usize, list: impl FnOnce(&mut Writer)) {
        match self.engine {
            Engine::Sqlite => {
                self.push("json_each(");
                list(self);
                self.push(&format!(") AS t{item}"));
            }
            Engine::Postgres => {
                self.push("json_array_elements_text(");
                list(self);
                self.push(&format!("::json) WITH ORDINALITY AS t{item} (value, place)"));
            }
        }
    }

    pub(super) fn item_place(&mut self, item: usize) {
        self.push_member(
            item,
            match self.engine {
                Engine::Sqlite => "key",
                Engine::Postgres => "place",
            },
        );
    }

    pub(super) fn item_integer(&mut self, item: usize) {
        self.push_member(item, "value");
        if self.engine == Engine::Postgres {
            self.push("::bigint");
        }
    }

    pub(super) fn item_float(&mut self, item: usize) {
        let value = match self.engine {
            Engine::Sqlite => format!("t{item}.value"),
            Engine::Postgres => format!("t{item}.value::float8"),
        };
        let text = float_text(self.engine, &value);
        self.push(&text);
    }

    /// A number inside a JSON text: a double, or NULL.
    fn number_in(&mut self, text: &JsonText, key: &str, scope: &Scope<'_>) -> String {
        let text = match (text, scope.row.item) {
            (JsonText::Column(column), _) => self.column_text(column, scope),
            (JsonText::Item, Some(item)) => format!("t{item}.value"),
            (JsonText::Item, None) => "NULL".to_owned(),
        };
        match self.engine {
            Engine::Sqlite => format!("json_extract({text}, '$.{key}')"),
            Engine::Postgres => format!("(({text})::json ->> '{key}')::float8"),
        }
    }

    pub(super) fn color(&mut self, text: &JsonText, part: ColorPart, scope: &Scope<'_>) {
        let [r, g, b, a] = ["r", "g", "b", "a"].map(|key| self.number_in(text, key, scope));
        let (text_type, float) = match self.engine {
            Engine::Sqlite => ("", format!("epi_float({a})")),
            Engine::Postgres => ("::bigint", format!("({a})::text")),
        };
        let written = match part {
            ColorPart::Hex => match self.engine {
                Engine::Sqlite => format!("printf('#%02x%02x%02x', {r}, {g}, {b})"),
                Engine::Postgres => {
                    let hex = |hue: &String| format!("lpad(to_hex({hue}::int), 2, '0')");
                    format!("'#' || {} || {} || {}", hex(&r), hex(&g), hex(&b))
                }
            },
            ColorPart::Css => {
                let hues = format!("{r}{text_type} || ',' || {g}{text_type} || ',' || {b}{text_type}");
                format!(
                    "CASE WHEN {a} < 1 THEN 'rgba(' || {hues} || ',' || {float} || ')' ELSE 'rgb(' || {hues} || ')' END"
                )
            }
            ColorPart::Red => format!("{r}{text_type}"),
            ColorPart::Green => format!("{g}{text_type}"),
            ColorPart::Blue => format!("{b}{text_type}"),
            ColorPart::Alpha => float_text(self.engine, &a),
        };
        self.push(&written);
    }

    pub(super) fn location(&mut self, text: &JsonText, part: LocationPart, scope: &Scope<'_>) {
        let latitude = self.number_in(text, "latitude", scope);
        let longitude = self.number_in(text, "longitude", scope);
        let number = match part {
            LocationPart::Latitude => latitude,
            LocationPart::Longitude => longitude,
            LocationPart::Distance { latitude: to_latitude, longitude: to_longitude } => {
                let to = [to_latitude, to_longitude].map(|degrees| self.bind(Value::Float(degrees)));
                distance(self.engine, [&latitude, &longitude], [&to[0], &to[1]])
            }
        };
        let number = float_text(self.engine, &number);
        self.push(&number);
    }
}

/// Metres along the great circle on a sphere of the earth's mean radius (haversine), rounded to millimetres so that the
/// engines' mathematics agree. SQLite is built without such functions: `store` registers `epi_distance`.
fn distance(engine: Engine, from: [&str; 2], to: [&str; 2]) -> String {
    let ([latitude, longitude], [to_latitude, to_longitude]) = (from, to);
    match engine {
        Engine::Sqlite => format!("epi_distance({latitude}, {longitude}, {to_latitude}, {to_longitude})"),
        Engine::Postgres => {
            let (to_latitude, to_longitude) = (format!("{to_latitude}::float8"), format!("{to_longitude}::float8"));
            format!(
                "floor(12742017.6 * asin(sqrt(least(1, power(sin(radians({to_latitude} - {latitude}) / 2), 2) + \
                 cos(radians({latitude})) * cos(radians({to_latitude})) * \
                 power(sin(radians({to_longitude} - {longitude}) / 2), 2)))) * 1000 + 0.5) / 1000"
            )
        }
    }
}
