//! Where a member goes in a list.

use sql::dml::{self, ListPlace, OrderedList, POSITION_STEP};

use super::Writer;
use crate::write::error::WriteError;
use crate::write::input::Place;

impl Writer<'_, '_> {
    /// The place for `moving` in a list: a new member, or one that is there and moves.
    pub(super) async fn list_place(
        &mut self,
        list: &OrderedList<'_>,
        place: &Place,
        moving: &str,
    ) -> Result<ListPlace, WriteError> {
        let (anchor, after) = match place {
            Place::First => return Ok(ListPlace::First),
            Place::Last => return Ok(ListPlace::Last),
            Place::Before(id) => (id, false),
            Place::After(id) => (id, true),
        };
        if let Some(position) = self.beside(list, anchor, after, moving).await? {
            return Ok(ListPlace::At(position));
        }
        self.spread(list).await?;
        let position = self.beside(list, anchor, after, moving).await?;
        position.map(ListPlace::At).ok_or_else(|| {
            WriteError::Store(store::StoreError::Other("a list has no room after it was spread".to_owned()))
        })
    }

    /// A position right before or after a member; `None` when there is no room.
    async fn beside(
        &mut self,
        list: &OrderedList<'_>,
        anchor: &str,
        after: bool,
        moving: &str,
    ) -> Result<Option<i64>, WriteError> {
        let row = self.tx.query_opt(dml::neighbours(list, anchor, moving)).await?;
        let row = row.ok_or_else(|| WriteError::input("position refers to a document that is not in the list"))?;
        let (here, neighbour) = (row.int(0)?, row.opt_int(if after { 2 } else { 1 })?);
        Ok(between(here, neighbour, after))
    }

    /// Makes room between all members, keeping their order.
    async fn spread(&mut self, list: &OrderedList<'_>) -> Result<(), WriteError> {
        let rows = self.tx.query(dml::members(list)).await?;
        let mut position = 0;
        for row in rows {
            position += POSITION_STEP;
            let part = usize::try_from(row.int(2)?).unwrap_or(usize::MAX);
            let statement = dml::set_position(list, part, row.text(0)?, ListPlace::At(position));
            self.tx.execute(statement.ok_or(WriteError::SchemaChanged)?).await?;
        }
        Ok(())
    }
}

/// A position between a member and its neighbour on one side; `None` when there is no room.
fn between(here: i64, neighbour: Option<i64>, after: bool) -> Option<i64> {
    let Some(neighbour) = neighbour else {
        return Some(if after { here + POSITION_STEP } else { here - POSITION_STEP });
    };
    let middle = here.min(neighbour) + (here - neighbour).abs() / 2;
    (middle != here && middle != neighbour).then_some(middle)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_between_its_neighbours_as_long_as_there_is_room() {
        assert_eq!(between(1024, None, true), Some(2048));
        assert_eq!(between(0, None, false), Some(-1024));
        assert_eq!(between(1024, Some(2048), true), Some(1536));
        assert_eq!(between(2048, Some(1024), false), Some(1536));
        assert_eq!(between(5, Some(7), true), Some(6));
        for neighbour in [4, 5, 6] {
            assert_eq!(between(5, Some(neighbour), true), None);
        }
    }
}
