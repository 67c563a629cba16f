//! Statements that write entries. A content column is named only through what passed the gate.

mod column;
mod copy;
mod entry;

pub use column::{Assignment, SystemColumn, columns_of};
pub use copy::{copy_base, copy_localizations, delete_copies, delete_localizations, delete_other_localizations};
pub use entry::{
    delete_entry, find_by_unique, insert_base, insert_localization, locale_keys, stage_keys, update_base,
    update_localization,
};
