//! The time, in the one text form that storage and wire know: `2026-11-25T14:00:14.290877+00:00`, UTC, microseconds with
//! trailing zeros cut and no fraction when it is zero. Such texts sort as the times do.

use std::time::Duration;

use jiff::Timestamp;

/// Now, in canonical form.
pub fn now() -> String {
    canonical(Timestamp::now())
}

/// A moment in canonical form; what is finer than a microsecond is cut.
pub fn canonical(moment: Timestamp) -> String {
    let cut = Timestamp::from_microsecond(moment.as_microsecond()).unwrap_or(moment);
    cut.strftime("%Y-%m-%dT%H:%M:%S%.f+00:00").to_string()
}

/// The canonical text of the moment `by` after `text`. A text that names no moment stays as it is: only this program
/// writes such texts.
pub fn after(text: &str, by: Duration) -> String {
    text.parse::<Timestamp>().and_then(|moment| moment.checked_add(by)).map_or_else(|_| text.to_owned(), canonical)
}

/// The canonical text of the moment `by` before `text`.
pub fn before(text: &str, by: Duration) -> String {
    text.parse::<Timestamp>().and_then(|moment| moment.checked_sub(by)).map_or_else(|_| text.to_owned(), canonical)
}

/// Whole seconds since 1970 of canonical text, as tokens carry them; 0 for a text that names no moment.
pub fn seconds(text: &str) -> i64 {
    text.parse::<Timestamp>().map_or(0, Timestamp::as_second)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn canonical_text_cuts_zeros_and_sorts_as_time() {
        let at = |text: &str| canonical(text.parse::<Timestamp>().unwrap());
        assert_eq!(at("2026-11-25T14:00:14.290877999Z"), "2026-11-25T14:00:14.290877+00:00");
        assert_eq!(at("2026-11-25T14:00:14.290Z"), "2026-11-25T14:00:14.29+00:00");
        assert_eq!(at("2026-11-25T15:00:14+01:00"), "2026-11-25T14:00:14+00:00");
        assert!(at("2026-11-25T14:00:14Z") < at("2026-11-25T14:00:14.29Z"));
        assert!(at("2026-11-25T14:00:14.29Z") < at("2026-11-25T14:00:14.290877Z"));
    }

    #[test]
    fn moving_crosses_days() {
        let start = "2026-11-25T23:59:59.5+00:00";
        assert_eq!(after(start, Duration::from_secs(1)), "2026-11-26T00:00:00.5+00:00");
        assert_eq!(before(start, Duration::from_secs(86_400)), "2026-11-24T23:59:59.5+00:00");
        assert_eq!(seconds("1970-01-01T00:01:00.9+00:00"), 60);
    }
}
