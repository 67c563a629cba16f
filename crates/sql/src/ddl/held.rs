//! What fields without columns hold: links and component instances. Deleting them, and counting what lacks them.

use model::ids::{ComponentId, FieldId, ModelId};
use model::{InstancePath, ParentId};

use crate::names::{component_table, parent_table, quote, relation_table};
use crate::{Statement, Value};

/// Deletes the links of a union to entries of a model.
pub fn delete_member_links(relation: &FieldId, model: &ModelId) -> Statement {
    let text = format!("DELETE FROM {} WHERE dst_model = $1", quote(&relation_table(relation)));
    Statement::new(text, vec![Value::from(model.as_str())])
}

/// Deletes the instances of a path in all stages, with their localised rows. Instances inside them must have gone
/// before: they are found through these.
pub fn delete_instances(path: &InstancePath) -> Vec<Statement> {
    let Some(((component, field), holders)) = path.0.split_last() else { return Vec::new() };
    let mut params = Vec::new();
    let condition = condition(field, holders, &mut params);
    let text = format!("DELETE FROM {} WHERE {condition}", quote(&component_table(component)));
    vec![Statement::new(text, params)]
}

/// Deletes the links that the instances of a path hold in a relation.
pub fn delete_links_of_instances(relation: &FieldId, path: &InstancePath) -> Statement {
    let mut params = Vec::new();
    let ids = ids(&path.0, &mut params);
    let text = format!("DELETE FROM {} WHERE src IN ({ids})", quote(&relation_table(relation)));
    Statement::new(text, params)
}

/// An instance has the same id in every stage, so stages need not be compared.
fn ids(path: &[(ComponentId, FieldId)], params: &mut Vec<Value>) -> String {
    let Some(((component, field), holders)) = path.split_last() else { return "SELECT NULL WHERE FALSE".to_owned() };
    let condition = condition(field, holders, params);
    format!("SELECT id FROM {} WHERE {condition}", quote(&component_table(component)))
}

fn condition(field: &FieldId, holders: &[(ComponentId, FieldId)], params: &mut Vec<Value>) -> String {
    params.push(Value::from(field.as_str()));
    let own = format!("field = ${}", params.len());
    if holders.is_empty() {
        return own;
    }
    let holders = ids(holders, params);
    format!("{own} AND parent IN ({holders})")
}

/// How many entries or instances have no link in a relation that starts on them: one row, one integer.
pub fn count_without_links(parent: &ParentId, relation: &FieldId) -> Statement {
    let text = format!(
        "SELECT COUNT(*) FROM {} AS holder WHERE NOT EXISTS \
         (SELECT 1 FROM {} AS link WHERE link.stage = holder.stage AND link.src = holder.id)",
        quote(&parent_table(parent)),
        quote(&relation_table(relation))
    );
    Statement::new(text, Vec::new())
}

/// How many entries or instances hold no instance of these components in a field: one row, one integer.
pub fn count_without_instances(parent: &ParentId, field: &FieldId, components: &[ComponentId]) -> Statement {
    let lacks = |component: &ComponentId| {
        format!(
            "NOT EXISTS (SELECT 1 FROM {} AS held \
             WHERE held.stage = holder.stage AND held.parent = holder.id AND held.field = $1)",
            quote(&component_table(component))
        )
    };
    let conditions: Vec<String> = components.iter().map(lacks).collect();
    let (table, conditions) = (quote(&parent_table(parent)), conditions.join(" AND "));
    let text = format!("SELECT COUNT(*) FROM {table} AS holder WHERE {conditions}");
    Statement::new(text, vec![Value::from(field.as_str())])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inner_instances_are_found_through_outer_ones() {
        let step = |component: &str, field: &str| (ComponentId::new(component), FieldId::new(field));
        let path = InstancePath(vec![step("a", "f"), step("b", "g")]);
        let [delete] = delete_instances(&path).try_into().unwrap();
        assert_eq!(
            delete.text,
            "DELETE FROM \"c_b\" WHERE field = $1 AND parent IN (SELECT id FROM \"c_a\" WHERE field = $2)"
        );
        assert_eq!(delete.params, vec![Value::from("g"), Value::from("f")]);
        let links = delete_links_of_instances(&FieldId::new("r"), &path);
        assert_eq!(
            links.text,
            "DELETE FROM \"r_r\" WHERE src IN \
             (SELECT id FROM \"c_b\" WHERE field = $1 AND parent IN (SELECT id FROM \"c_a\" WHERE field = $2))"
        );
    }
}
