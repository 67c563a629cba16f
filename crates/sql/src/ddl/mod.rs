//! The tables, columns and indexes of a content model, and the data that moves with them.
//!
//! Functions on physical things, independent of what change asked for them. Each gives statements to run in order
//! inside one transaction: both engines have transactional DDL.

mod cleanup;
pub(crate) mod column;
mod held;
mod index;
mod tables;

pub use cleanup::{clear_list_value, clear_value, count_nulls, delete_locale_rows, delete_stage_rows, fill_nulls};
pub use column::{add_column, drop_column, move_column_to_base, move_column_to_localized};
pub use held::{
    count_without_instances, count_without_links, delete_instances, delete_links_of_instances, delete_member_links,
};
use index::drop_order_index;
pub use index::{
    TableKind, count_duplicates, create_order_index, create_order_indexes, create_unique_index, drop_index,
};
pub use tables::{
    create_component_tables, create_model_tables, create_relation_table, drop_component_tables, drop_model_tables,
    drop_relation_table,
};
