//! Functions that make SQLite answer as PostgreSQL does.

use rusqlite::Connection;
use rusqlite::functions::{Context, FunctionFlags, SubType};
use rusqlite::types::ValueRef;

/// The subtype by which SQLite's JSON functions know JSON text (`JSON_SUBTYPE` in its sources).
const JSON_SUBTYPE: std::ffi::c_uint = b'J' as std::ffi::c_uint;

/// Registers `epi_float(x)`, `epi_lower(text)` and `epi_distance(latitude, longitude, latitude, longitude)`; `sql` says
/// where they stand.
pub(super) fn register(connection: &Connection) -> rusqlite::Result<()> {
    let pure = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC | FunctionFlags::SQLITE_INNOCUOUS;
    connection.create_scalar_function("epi_lower", 1, pure, lower)?;
    connection.create_scalar_function("epi_distance", 4, pure, distance)?;
    connection.create_scalar_function("epi_float", 1, pure | FunctionFlags::SQLITE_RESULT_SUBTYPE, float)
}

fn lower(context: &mut Context<'_>) -> rusqlite::Result<Option<String>> {
    match context.get_raw(0) {
        ValueRef::Text(bytes) => Ok(Some(String::from_utf8_lossy(bytes).to_lowercase())),
        _ => Ok(None),
    }
}

fn float(context: &mut Context<'_>) -> rusqlite::Result<(Option<String>, SubType)> {
    let text = match context.get_raw(0) {
        ValueRef::Real(number) => Some(float_text(number)),
        ValueRef::Integer(number) => Some(float_text(number as f64)),
        _ => None,
    };
    Ok((text, Some(JSON_SUBTYPE)))
}

/// Metres along the great circle between two places in degrees, rounded to millimetres: the formula that `sql` writes out
/// on PostgreSQL (haversine, mean radius of the earth). SQLite is built without such functions. NULL for what is no
/// number.
fn distance(context: &mut Context<'_>) -> rusqlite::Result<Option<f64>> {
    let mut degrees = [0.0; 4];
    for (index, number) in degrees.iter_mut().enumerate() {
        *number = match context.get_raw(index) {
            ValueRef::Real(number) => number,
            ValueRef::Integer(number) => number as f64,
            _ => return Ok(None),
        };
    }
    let [latitude, longitude, to_latitude, to_longitude] = degrees;
    let half = |from: f64, to: f64| ((to - from).to_radians() / 2.0).sin().powi(2);
    let cosines = latitude.to_radians().cos() * to_latitude.to_radians().cos();
    let haversine = half(latitude, to_latitude) + cosines * half(longitude, to_longitude);
    let metres = 12_742_017.6 * haversine.min(1.0).sqrt().asin();
    Ok(Some((metres * 1_000.0 + 0.5).floor() / 1_000.0))
}

/// A double as PostgreSQL prints `float8` in JSON: the shortest digits that read back as the same number, plainly while
/// the exponent is from -4 to 14, else as `1.5e+15` with two digits of exponent at least
/// (PostgreSQL, src/common/d2s.c, `to_chars`).
pub(super) fn float_text(number: f64) -> String {
    if !number.is_finite() {
        // JSON has no such number: PostgreSQL quotes it.
        let name = if number.is_nan() {
            "NaN"
        } else if number > 0.0 {
            "Infinity"
        } else {
            "-Infinity"
        };
        return format!("\"{name}\"");
    }
    let scientific = shortest(number);
    let Some((mantissa, exponent)) = split(&scientific) else { return scientific };
    let (sign, mantissa) = mantissa.strip_prefix('-').map_or(("", mantissa), |positive| ("-", positive));
    let digits = mantissa.replace('.', "");
    let whole = usize::try_from(exponent + 1).unwrap_or(0);
    match exponent {
        -4..0 => format!("{sign}0.{}{digits}", "0".repeat(exponent.unsigned_abs() as usize - 1)),
        0..15 if digits.len() <= whole => format!("{sign}{digits:0<whole$}"),
        0..15 => format!("{sign}{}.{}", &digits[..whole], &digits[whole..]),
        _ => format!("{sign}{mantissa}e{}{:02}", if exponent < 0 { '-' } else { '+' }, exponent.abs()),
    }
}

/// The shortest digits as `1.25e7`. Rust and PostgreSQL differ in two ways: of two digits equally near PostgreSQL takes
/// the even one, and a text that lies exactly between two doubles is none of theirs there (1e23 is
/// 9.999999999999999e+22).
fn shortest(number: f64) -> String {
    let by_rust = format!("{number:e}");
    let Some((mantissa, _)) = split(&by_rust) else { return by_rust };
    let fewest = mantissa.bytes().filter(u8::is_ascii_digit).count();
    for digits in fewest..17 {
        let nearest = format!("{number:.*e}", digits - 1);
        if nearest.parse() == Ok(number) && !is_between_doubles(&nearest) {
            return nearest;
        }
        // Below a power of two doubles are denser: the nearest text may be another double's, a farther one ours.
        if digits == fewest && !is_between_doubles(&by_rust) {
            return by_rust;
        }
    }
    format!("{number:.16e}")
}

fn split(scientific: &str) -> Option<(&str, i32)> {
    let (mantissa, exponent) = scientific.split_once('e')?;
    Some((mantissa, exponent.parse().ok()?))
}

/// Whether a decimal number of at most 17 digits lies exactly in the middle of two doubles: its odd part has 54 bits,
/// one more than a double holds.
fn is_between_doubles(scientific: &str) -> bool {
    let Some((mantissa, exponent)) = split(scientific) else { return false };
    let (whole, fraction) = mantissa.trim_start_matches('-').split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{}{fraction}", whole.trim_start_matches('-')).parse::<u128>().unwrap_or(0);
    // The number is `digits` times ten to the power of `tens`; only the fives in it can change the odd part.
    let tens = exponent - fraction.len() as i32;
    let fives = match tens.unsigned_abs() {
        // More fives than 54 or 57 bits can hold.
        25.. => return false,
        few => 5_u128.pow(few),
    };
    let odd = match tens {
        0.. => digits * fives,
        _ if digits.is_multiple_of(fives) => digits / fives,
        _ => return false,
    };
    odd != 0 && (odd >> odd.trailing_zeros()).ilog2() == 53
}

#[cfg(test)]
mod tests {
    use super::float_text;

    #[test]
    fn floats_read_as_postgresql_prints_them() {
        let cases = [
            (0.0, "0"),
            (-0.0, "-0"),
            (1.0, "1"),
            (-2.5, "-2.5"),
            (0.1, "0.1"),
            (0.0001, "0.0001"),
            (0.00001, "1e-05"),
            (1.5e-7, "1.5e-07"),
            (123_456_789_012_345.0, "123456789012345"),
            (1e14, "100000000000000"),
            (1e15, "1e+15"),
            (1.25e120, "1.25e+120"),
            (f64::MAX, "1.7976931348623157e+308"),
            (5e-324, "5e-324"),
            (1e23, "9.999999999999999e+22"),
            // Exactly between two texts that are equally near.
            (-3_468_523_911_831_869.0 / 4.0, "-867130977957967.2"),
        ];
        for (number, text) in cases {
            assert_eq!(float_text(number), text);
        }
    }
}
