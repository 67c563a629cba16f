//! `AssetTransformationInput` as the tasks of an asset's address (platform.md §3.4, §3.5).
//!
//! An address holds only tasks that can be carried out: with `validateOptions` what cannot is an error, without it is
//! left out.

use serde_json::{Map, Value as Json};

use crate::errors::ContentError;

type Input = Map<String, Json>;

/// Pixels of a side.
const SIDE: (i64, i64) = (1, 10_000);

/// Formats whose quality can be chosen.
const WITH_QUALITY: [&str; 7] = ["jpeg", "jpg", "webp", "gif", "heif", "tiff", "avif"];

/// Formats that can be compressed.
const COMPRESSIBLE: [&str; 2] = ["jpg", "png"];

/// The tasks in the order in which they are carried out: the format first, as Hygraph's addresses have it.
pub(super) fn tasks(transformation: &Input) -> Result<Vec<String>, ContentError> {
    let strict = transformation.get("validateOptions") == Some(&Json::Bool(true));
    let format = part(transformation, "document").and_then(|document| part(document, "output"));
    let format = format.and_then(|output| output.get("format")).and_then(Json::as_str);
    let mut tasks = Vec::new();
    match format {
        Some("autoImage") => tasks.push("auto_image".to_owned()),
        Some(format) => tasks.push(format!("output=format:{format}")),
        None => {}
    }
    let Some(image) = part(transformation, "image") else { return Ok(tasks) };
    type Task = fn(&Input, Option<&str>) -> Result<String, String>;
    let known: [(&str, Task); 7] = [
        ("resize", resize),
        ("crop", crop),
        ("blur", |input, _| Ok(format!("blur=amount:{}", number(input, "blur.amount", (1, 20))?))),
        ("sharpen", |input, _| Ok(format!("sharpen=amount:{}", number(input, "sharpen.amount", (1, 20))?))),
        ("border", border),
        ("quality", quality),
        ("compress", compress),
    ];
    for (name, task) in known {
        match part(image, name).map(|input| task(input, format)) {
            // A resize that says nothing.
            Some(Ok(task)) if task.is_empty() => {}
            Some(Ok(task)) => tasks.push(task),
            Some(Err(fault)) if strict => return Err(ContentError::input(fault)),
            Some(Err(_)) | None => {}
        }
    }
    Ok(tasks)
}

fn part<'v>(input: &'v Input, name: &str) -> Option<&'v Input> {
    input.get(name).and_then(Json::as_object)
}

/// A number in its range; `name` is the path of the input, its last part the key.
fn number(input: &Input, name: &str, (least, most): (i64, i64)) -> Result<i64, String> {
    let key = name.rsplit('.').next().unwrap_or(name);
    let number = input.get(key).and_then(Json::as_i64).filter(|number| (least..=most).contains(number));
    number.ok_or_else(|| format!("{name} must be between {least} and {most}"))
}

fn resize(input: &Input, _: Option<&str>) -> Result<String, String> {
    let mut parts = Vec::new();
    for (key, name) in [("width", "resize.width"), ("height", "resize.height")] {
        if input.get(key).is_some_and(|side| !side.is_null()) {
            parts.push(format!("{key}:{}", number(input, name, SIDE)?));
        }
    }
    if parts.is_empty() {
        return Ok(String::new());
    }
    if let Some(fit) = input.get("fit").and_then(Json::as_str) {
        parts.push(format!("fit:{fit}"));
    }
    Ok(format!("resize={}", parts.join(",")))
}

fn crop(input: &Input, _: Option<&str>) -> Result<String, String> {
    let (x, y) = (number(input, "crop.x", (0, SIDE.1))?, number(input, "crop.y", (0, SIDE.1))?);
    let (width, height) = (number(input, "crop.width", SIDE)?, number(input, "crop.height", SIDE)?);
    Ok(format!("crop=x:{x},y:{y},width:{width},height:{height}"))
}

fn border(input: &Input, _: Option<&str>) -> Result<String, String> {
    let width = number(input, "border.width", (1, 1000))?;
    let (color, background) = (color(input, "color")?, color(input, "background")?);
    Ok(format!("border=width:{width},color:{color},background:{background}"))
}

/// Hexadecimal digits or a name; the sign `#` would end an address.
fn color(input: &Input, key: &str) -> Result<String, String> {
    let given = input.get(key).and_then(Json::as_str).unwrap_or_default();
    let digits = given.strip_prefix('#').unwrap_or(given);
    let is_hex = matches!(digits.len(), 3 | 4 | 6 | 8) && digits.chars().all(|digit| digit.is_ascii_hexdigit());
    let is_name = !given.is_empty() && given.len() <= 30 && given.chars().all(|letter| letter.is_ascii_alphabetic());
    if is_hex || is_name {
        Ok(digits.to_ascii_lowercase())
    } else {
        Err(format!("border.{key} must be a color: hexadecimal digits or a name"))
    }
}

fn quality(input: &Input, format: Option<&str>) -> Result<String, String> {
    let value = number(input, "quality.value", (1, 100))?;
    allowed("quality", format, &WITH_QUALITY)?;
    Ok(format!("quality=value:{value}"))
}

fn compress(input: &Input, format: Option<&str>) -> Result<String, String> {
    allowed("compress", format, &COMPRESSIBLE)?;
    let metadata = input.get("metadata") == Some(&Json::Bool(true));
    Ok(format!("compress=metadata:{metadata}"))
}

/// The format that is asked for can be treated so; that of the file itself is known when it is made.
fn allowed(task: &str, format: Option<&str>, formats: &[&str]) -> Result<(), String> {
    match format {
        Some("autoImage") | None => Ok(()),
        Some(format) if formats.contains(&format) => Ok(()),
        Some(format) => Err(format!("{task} cannot be used with the format {format}: only {}", formats.join(", "))),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn made(input: Json) -> String {
        match tasks(input.as_object().unwrap()) {
            Ok(tasks) => tasks.join("/"),
            Err(error) => format!("! {error}"),
        }
    }

    #[test]
    fn tasks_stand_in_one_order() {
        let all = json!({
            "image": {
                "compress": { "metadata": true }, "quality": { "value": 80 }, "sharpen": { "amount": 2 }, "blur": { "amount": 1 },
                "border": { "width": 3, "color": "#FF0000", "background": "white" },
                "crop": { "x": 0, "y": 1, "width": 2, "height": 3 }, "resize": { "width": 59, "height": 59, "fit": "crop" },
            },
            "document": { "output": { "format": "jpg" } },
        });
        assert_eq!(
            made(all),
            "output=format:jpg/resize=width:59,height:59,fit:crop/crop=x:0,y:1,width:2,height:3/blur=amount:1/\
             sharpen=amount:2/border=width:3,color:ff0000,background:white/quality=value:80/compress=metadata:true"
        );
        assert_eq!(made(json!({ "document": { "output": { "format": "autoImage" } } })), "auto_image");
        assert_eq!(made(json!({ "image": { "resize": { "height": 5 }, "blur": null } })), "resize=height:5");
        assert_eq!(made(json!({ "image": { "resize": { "fit": "max" } }, "validateOptions": true })), "");
    }

    #[test]
    fn what_cannot_be_done_is_an_error_or_left_out() {
        for (image, format, fault) in [
            (json!({ "resize": { "width": 0 } }), None, "resize.width must be between 1 and 10000"),
            (json!({ "blur": { "amount": 21 } }), None, "blur.amount must be between 1 and 20"),
            (
                json!({ "border": { "width": 1, "color": "red/../x", "background": "white" } }),
                None,
                "border.color must be a color: hexadecimal digits or a name",
            ),
            (
                json!({ "compress": { "metadata": false } }),
                Some("webp"),
                "compress cannot be used with the format webp: only jpg, png",
            ),
        ] {
            let output = format.map(|format| json!({ "output": { "format": format } }));
            let with = |strict: bool| made(json!({ "image": image, "document": output, "validateOptions": strict }));
            assert_eq!(with(true), format!("! {fault}"));
            assert_eq!(with(false), format.map(|format| format!("output=format:{format}")).unwrap_or_default());
        }
    }
}
