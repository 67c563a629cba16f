//! Instants and days as users write them, in the one canonical form that rows and answers hold
//! (content-api-read.md §9.1).

use accounts::clock::canonical;
use jiff::civil::Date;
use jiff::{Timestamp, tz::TimeZone};

/// Reads an RFC 3339 instant with `Z` or an offset; without one it would mean another instant on every machine.
pub fn parse_instant(text: &str) -> Option<String> {
    let instant: Timestamp = text.parse().ok()?;
    // Years outside 0–9999 would not sort as text.
    let year = TimeZone::UTC.to_datetime(instant).year();
    (0..=9999).contains(&year).then(|| canonical(instant))
}

/// Reads a day `YYYY-MM-DD`.
pub fn parse_date(text: &str) -> Option<String> {
    let day: Date = text.parse().ok()?;
    (text.len() == 10 && (0..=9999).contains(&day.year())).then(|| day.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_have_one_form() {
        for (sent, kept) in [
            ("2022-03-15T14:00:14.290877Z", "2022-03-15T14:00:14.290877+00:00"),
            ("2022-03-15T14:00:14.290+00:00", "2022-03-15T14:00:14.29+00:00"),
            ("1989-10-07T11:30:00+02:00", "1989-10-07T09:30:00+00:00"),
        ] {
            assert_eq!(parse_instant(sent).as_deref(), Some(kept));
        }
        for wrong in ["2022-03-15T14:00:14", "2022-03-15", "yesterday", "2022-13-01T00:00:00Z", ""] {
            assert_eq!(parse_instant(wrong), None, "{wrong}");
        }
        assert_eq!(parse_date("1989-10-07").as_deref(), Some("1989-10-07"));
        for wrong in ["1989-10-7", "1989-02-30", "19891007", "1989-10-07T00:00:00"] {
            assert_eq!(parse_date(wrong), None, "{wrong}");
        }
    }
}
