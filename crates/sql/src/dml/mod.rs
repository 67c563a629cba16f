//! Statements that write entries, component instances and links. A content column is named only through what passed the
//! gate.

mod asset;
mod column;
mod copy;
mod entry;
mod instance;
mod link;
mod list;
mod params;
mod snapshot;

pub use asset::{FileColumns, FileFacts};
pub use column::{Assignment, SystemColumn, columns_of};
pub use copy::{copy_base, copy_localizations, delete_copies, delete_localizations, delete_other_localizations};
pub use entry::{
    delete_entry, entries_there, find_by_unique, find_row, insert_base, insert_localization, locale_keys,
    newest_update, stage_keys, update_base, update_localization,
};
pub use instance::{
    copy_instance_localizations, copy_instances, delete_instance_localizations, delete_instances, holders_of_instance,
    insert_instance, instances_in,
};
pub use link::{
    LinkEnds, copy_links, count_dependants, delete_links, delete_rivals, link, link_to, linked, links_in, new_link,
    unlink, unlink_others,
};
pub use list::{
    InstanceField, LinkEnd, ListPlace, OrderedList, POSITION_STEP, count_members, members, neighbours, set_position,
};
pub use snapshot::{base_values, localized_values};
