//! Values of simple fields: what is sent, and what is kept and told.

use serde_json::{Value, json};

use super::dice::Dice;
use super::schema::{Field, Kind, Schema, Simple};

/// Few, so that they meet again and again; odd, because they are what breaks.
pub const TEXTS: [&str; 22] = [
    "a",
    "A",
    "b",
    "ab",
    "Ab",
    "aB",
    "",
    " ",
    "100%",
    "a_b",
    "a\\b",
    "quo\"te",
    "it's",
    "line\nbreak",
    "\u{00c4}pfel",
    "\u{00e4}pfel",
    "Zebra",
    "zebra",
    "\u{65e5}\u{672c}\u{8a9e}",
    "\u{1f388} party",
    "\u{039f}\u{0394}\u{039f}\u{03a3}",
    "Stra\u{00df}e",
];
pub const INTS: [i64; 7] = [-1, 0, 1, 2, 10, 2_147_483_647, -2_147_483_648];
pub const FLOATS: [f64; 9] = [-1.5, 0.0, 0.1, 1.0, 2.0, 10.0, 3.25, 1e-7, 123_456_789.125];
pub const DAYS: [&str; 5] = ["1999-12-31", "2020-02-29", "2020-03-01", "2026-11-25", "0001-01-01"];
/// As sent, and as kept.
pub const INSTANTS: [(&str, &str); 8] = [
    ("2020-01-01T00:00:00Z", "2020-01-01T00:00:00+00:00"),
    ("2020-01-01T01:00:00+01:00", "2020-01-01T00:00:00+00:00"),
    ("2020-01-01T00:00:00.5Z", "2020-01-01T00:00:00.5+00:00"),
    ("2020-01-01T00:00:00.500000+00:00", "2020-01-01T00:00:00.5+00:00"),
    ("2019-12-31T23:59:59.999999Z", "2019-12-31T23:59:59.999999+00:00"),
    ("1969-12-31T23:59:59-02:00", "1970-01-01T01:59:59+00:00"),
    ("2024-05-05T05:05:05Z", "2024-05-05T05:05:05+00:00"),
    ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00+00:00"),
];

/// The instant that a text means, in the form in which it is told.
pub fn instant(sent: &str) -> &str {
    INSTANTS.iter().find(|(other, _)| *other == sent).map_or(sent, |(_, kept)| kept)
}

fn documents() -> Vec<Value> {
    vec![
        json!({ "a": 1, "b": { "c": [1, 2, { "a": "x" }] } }),
        json!({ "a": [1, "x", true, null], "d": 1.5 }),
        json!({ "a": { "a": { "a": false } } }),
        json!([{ "a": 3 }, { "a": "x" }]),
        json!("x"),
        json!(1),
        json!(true),
        json!({}),
        json!([]),
        json!({ "e\u{e9}": "\u{1f388}", "a": null }),
    ]
}

/// A value as it is sent and as it is kept.
pub fn sample(dice: &mut Dice, schema: &Schema, field: &Field, ids: &[(usize, String)]) -> (Value, Value) {
    let same = |value: Value| (value.clone(), value);
    match &field.kind {
        Kind::Enumeration(of) => same(json!(dice.pick(&schema.enumerations[*of].values))),
        Kind::Simple(simple) => match simple {
            Simple::Text => same(json!(dice.pick(&TEXTS))),
            Simple::Int => same(json!(dice.pick(&INTS))),
            Simple::Float => {
                let number = *dice.pick(&FLOATS);
                (json!(number), number_of(number))
            }
            Simple::Boolean => same(json!(dice.chance(50))),
            Simple::Date => same(json!(dice.pick(&DAYS))),
            Simple::DateTime => {
                let (sent, kept) = *dice.pick(&INSTANTS);
                (json!(sent), json!(kept))
            }
            Simple::Json => same(dice.pick(&documents()).clone()),
            Simple::Location => {
                let (latitude, longitude) =
                    *dice.pick(&[(52.52, 13.405), (0.0, 0.0), (-90.0, 180.0), (48.25, -0.5), (89.999, 1.0)]);
                let kept = json!({ "latitude": number_of(latitude), "longitude": number_of(longitude) });
                (json!({ "latitude": latitude, "longitude": longitude }), kept)
            }
            Simple::Color => color(dice),
            Simple::RichText => same(rich_text(dice, schema, field, ids)),
        },
        Kind::Link { .. } | Kind::Component(_) | Kind::Modular(_) => same(Value::Null),
    }
}

fn color(dice: &mut Dice) -> (Value, Value) {
    let rgba = |r: u8, g: u8, b: u8, a: f64| json!({ "r": r, "g": g, "b": b, "a": number_of(a) });
    let samples = [
        (json!({ "hex": "#FFaa00" }), rgba(255, 170, 0, 1.0)),
        (json!({ "hex": "#0f0" }), rgba(0, 255, 0, 1.0)),
        (json!({ "hex": "#01020380" }), rgba(1, 2, 3, 0.5)),
        (json!({ "rgba": { "r": 1, "g": 22, "b": 254, "a": 0.25 } }), rgba(1, 22, 254, 0.25)),
        (json!({ "hex": "#ffffff", "rgba": { "r": 0, "g": 0, "b": 0, "a": 0 } }), rgba(0, 0, 0, 0.0)),
    ];
    dice.pick(&samples).clone()
}

/// A paragraph, and where the field allows it entries after it: gone ones, and some of them twice.
fn rich_text(dice: &mut Dice, schema: &Schema, field: &Field, ids: &[(usize, String)]) -> Value {
    let mut blocks =
        vec![json!({ "type": "paragraph", "children": [{ "text": *dice.pick(&["one", "a < b & \"c\"", ""]) }] })];
    if let Some(embeds) = &field.embeds {
        let ids: Vec<(usize, String)> = ids.iter().filter(|(of, _)| embeds.contains(of)).cloned().collect();
        for _ in 0..if ids.is_empty() { 0 } else { dice.below(5) } {
            let (of, id) = dice.pick(&ids).clone();
            let name = &schema.types[of].name;
            blocks.push(json!({ "type": "embed", "nodeId": id, "nodeType": name, "children": [{ "text": "" }] }));
        }
    }
    json!({ "children": blocks })
}

/// A double as answers have it: a whole one without fraction.
pub fn number_of(number: f64) -> Value {
    #[allow(clippy::cast_possible_truncation)]
    if number.fract() == 0.0 && number.abs() < 1e15 { json!(number as i64) } else { json!(number) }
}
