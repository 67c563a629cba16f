//! The point read that is measured.

use crate::installation::Installation;
use crate::question::Question;

/// All fields of one entry, by id.
const QUERY: &str = "query($id: ID!) { article(where: { id: $id }) { \
    id title slug summary views rank featured day moment tags category } }";

/// One entry by id, another one each time.
pub fn question(installation: &Installation) -> Question {
    Question::varying(QUERY, "id", installation.entries.clone())
}
