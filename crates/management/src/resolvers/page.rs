//! Pages of lists: `skip` and `first` (management-api.md §8: 100 unless asked otherwise).

use graphql::{FieldCall, Resolved};

use super::Record;
use super::team::MemberObject;

/// The names of a connection's types.
struct Names {
    connection: &'static str,
    edge: &'static str,
    aggregate: &'static str,
}

/// `MembersConnection`.
pub(super) fn members(members: Vec<MemberObject>, field: &FieldCall<'_>) -> Resolved {
    let names = Names { connection: "MembersConnection", edge: "MemberEdge", aggregate: "MembersAggregate" };
    page(names, members.into_iter().map(Resolved::object).collect(), field)
}

/// `FieldsConnection`.
pub(super) fn fields(fields: Vec<Resolved>, field: &FieldCall<'_>) -> Resolved {
    page(Names { connection: "FieldsConnection", edge: "FieldEdge", aggregate: "FieldsAggregate" }, fields, field)
}

fn page(names: Names, nodes: Vec<Resolved>, field: &FieldCall<'_>) -> Resolved {
    let number = |name| field.argument(name).as_u64().and_then(|number| usize::try_from(number).ok());
    let (skip, first) = (number("skip").unwrap_or(0), number("first").unwrap_or(100));
    let count = nodes.len();
    let nodes: Vec<Resolved> = nodes.into_iter().skip(skip).take(first).collect();
    let info = vec![
        ("hasNextPage", (skip.saturating_add(nodes.len()) < count).into()),
        ("hasPreviousPage", (skip > 0 && count > 0).into()),
        ("pageSize", Resolved::from(nodes.len() as i64)),
    ];
    let edges = nodes.into_iter().map(|node| Record::of(names.edge, vec![("node", node)])).collect();
    Record::of(
        names.connection,
        vec![
            ("pageInfo", Record::of("PageInfo", info)),
            ("edges", Resolved::List(edges)),
            ("aggregate", Record::of(names.aggregate, vec![("count", Resolved::from(count as i64))])),
        ],
    )
}
