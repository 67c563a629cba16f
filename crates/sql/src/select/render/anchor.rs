//! What leads to rows: a stage, the row around, or a table of links between the two.

use super::{Scope, Writer};
use crate::names::quote;
use crate::select::column::Column;
use crate::select::link::StageOf;
use crate::select::plan::{Anchor, Entries};
use crate::{Engine, Value, list_contains};

impl Writer {
    /// The base table, after the table of links where there is one: ` links AS t2 JOIN table AS t0 ON …`.
    pub(super) fn anchored_table(&mut self, entries: &Entries, scope: &Scope<'_>) {
        let base = scope.row.base;
        match (&entries.anchor, scope.row.link) {
            (Anchor::Linked(link), Some(alias)) => {
                self.push(&format!("{} AS t{alias} JOIN ", quote(&link.table)));
                self.base_table(&entries.table, base);
                self.push(&format!(" ON t{base}.id = t{alias}.{}", link.far));
                if link.is_staged {
                    self.push(" AND ");
                    self.equal(base, alias, "stage");
                }
            }
            (Anchor::Embedded { ast, other_models, .. }, Some(alias)) => {
                self.push("(");
                self.embeds(ast, other_models, scope);
                self.push(&format!(") AS t{alias} JOIN "));
                self.base_table(&entries.table, base);
                self.push(&format!(" ON t{base}.id = t{alias}.id"));
            }
            _ => self.base_table(&entries.table, base),
        }
    }

    /// Ids that embeds and links of a rich text of the row around name, each once with the place of the first: rows
    /// `id`, `pos`. The same nodes as the crate `richtext` knows as embeds, but those of other models.
    fn embeds(&mut self, ast: &Column, other_models: &[String], scope: &Scope<'_>) {
        let ast = match scope.parent {
            Some(parent) => self.column_text(ast, parent),
            None => "NULL".to_owned(),
        };
        let node = self.alias();
        let others = self.bind(Value::Texts(other_models.to_vec()));
        let is_other = |model: &str| list_contains(self.engine, model, &others);
        let text = match self.engine {
            // Rows of the tree come in document order, and so do their ids.
            Engine::Sqlite => {
                let model = format!("json_extract({ast}, t{node}.path || '.nodeType')");
                format!(
                    "SELECT t{node}.atom AS id, MIN(t{node}.id) AS pos FROM json_tree({ast}) AS t{node} \
                     WHERE t{node}.key = 'nodeId' AND t{node}.type = 'text' \
                     AND json_extract({ast}, t{node}.path || '.type') IN ('embed', 'link') \
                     AND {model} IS NOT NULL AND NOT {} GROUP BY t{node}.atom",
                    is_other(&model)
                )
            }
            Engine::Postgres => format!(
                "SELECT (t{node}.node ->> 'nodeId') COLLATE \"C\" AS id, MIN(t{node}.place) AS pos \
                 FROM jsonb_path_query({ast}::jsonb, 'strict $.** ? (@.nodeId.type() == \"string\" \
                 && @.nodeType.type() == \"string\" && (@.type == \"embed\" || @.type == \"link\"))') \
                 WITH ORDINALITY AS t{node} (node, place) WHERE NOT {} GROUP BY 1",
                is_other(&format!("t{node}.node ->> 'nodeType'"))
            ),
        };
        self.push(&text);
    }

    /// The condition that leads to the rows. There is no row where there is nothing around to start from.
    pub(super) fn anchored(&mut self, entries: &Entries, scope: &Scope<'_>) {
        let base = scope.row.base;
        let Some(parent) = scope.parent else {
            return match &entries.anchor {
                Anchor::All => self.push("TRUE"),
                Anchor::Stage(stage) => self.of_stage(base, *stage),
                Anchor::Copies { .. }
                | Anchor::Same
                | Anchor::Referred(_)
                | Anchor::Referring(_)
                | Anchor::Linked(_)
                | Anchor::Held(_)
                | Anchor::Embedded { .. } => self.push("FALSE"),
            };
        };
        match &entries.anchor {
            Anchor::All => self.push("TRUE"),
            Anchor::Stage(stage) => self.of_stage(base, *stage),
            Anchor::Copies { stages, include_current } => {
                self.equal(base, parent.row.base, "id");
                self.push(" AND ");
                self.one_of(base, "stage", stages);
                if !include_current {
                    self.push(" AND ");
                    self.differ(base, parent.row.base, "stage");
                }
            }
            Anchor::Same => {
                self.equal(base, parent.row.base, "id");
                self.push(" AND ");
                self.equal(base, parent.row.base, "stage");
            }
            Anchor::Embedded { .. } => self.led(entries, scope),
            Anchor::Referred(_) | Anchor::Referring(_) => self.met(entries, scope, parent),
            Anchor::Linked(_) | Anchor::Held(_) => {
                self.led(entries, scope);
                self.push(" AND ");
                self.met(entries, scope, parent);
            }
        }
    }

    /// `t2.src = t0.id`
    fn met(&mut self, entries: &Entries, scope: &Scope<'_>, parent: &Scope<'_>) {
        let (near, around) = (self.near(entries, scope), self.around(entries, parent));
        self.push(&format!("{near} = {around}"));
    }

    fn of_stage(&mut self, alias: usize, stage: i64) {
        self.push_member(alias, "stage");
        self.push(" = ");
        self.push_number(stage);
    }

    /// What holds of all rows that anything leads to: the stage, the model, the field.
    pub(super) fn led(&mut self, entries: &Entries, scope: &Scope<'_>) {
        let base = scope.row.base;
        match (&entries.anchor, scope.row.link) {
            (Anchor::Linked(link), Some(alias)) => {
                let staged = if link.is_staged { alias } else { base };
                match link.stage {
                    Some(stage) => self.in_stage(staged, stage, scope),
                    None => self.push("TRUE"),
                }
                if let Some((column, model)) = &link.model {
                    self.push(&format!(" AND t{alias}.{column} = "));
                    self.push_literal(model.as_str());
                }
            }
            (Anchor::Held(held), _) => {
                self.in_stage(base, held.stage, scope);
                self.push(&format!(" AND t{base}.field = "));
                self.push_literal(held.field.as_str());
            }
            (Anchor::Embedded { stage, .. }, _) => self.in_stage(base, *stage, scope),
            _ => self.push("TRUE"),
        }
    }

    /// `t0.stage = …`
    pub(super) fn in_stage(&mut self, alias: usize, stage: StageOf, scope: &Scope<'_>) {
        self.push_member(alias, "stage");
        self.push(" = ");
        self.stage_of(stage, scope);
    }

    /// The stage's key.
    pub(super) fn stage_of(&mut self, stage: StageOf, scope: &Scope<'_>) {
        match stage {
            StageOf::Key(key) => self.push_number(key),
            StageOf::Row(levels) => match scope.above(levels) {
                Some(row) => self.push_member(row.base, "stage"),
                None => self.push("NULL"),
            },
        }
    }

    /// What must equal [`Writer::around`] for the row around to lead here.
    pub(super) fn near(&mut self, entries: &Entries, scope: &Scope<'_>) -> String {
        let base = scope.row.base;
        match (&entries.anchor, scope.row.link) {
            (Anchor::Linked(link), Some(alias)) => format!("t{alias}.{}", link.near),
            (Anchor::Held(_), _) => format!("t{base}.parent"),
            (Anchor::Referring(column), _) => self.column_text(column, scope),
            _ => format!("t{base}.id"),
        }
    }

    /// What leads away from the row around: its id, or the column that refers.
    pub(super) fn around(&mut self, entries: &Entries, parent: &Scope<'_>) -> String {
        match &entries.anchor {
            Anchor::Referred(column) => self.column_text(column, parent),
            _ => format!("t{}.id", parent.row.base),
        }
    }

    /// The stage of a set's rows, as ` AND t0.stage = …`; nothing for rows without stages.
    pub(super) fn and_stage(&mut self, entries: &Entries, scope: &Scope<'_>) {
        let stage = match &entries.anchor {
            Anchor::Stage(stage) => Some(StageOf::Key(*stage)),
            Anchor::Linked(link) => link.stage,
            Anchor::Held(held) => Some(held.stage),
            Anchor::Embedded { stage, .. } => Some(*stage),
            Anchor::Same => Some(StageOf::Row(1)),
            // Rows of several stages are no page.
            Anchor::All | Anchor::Copies { .. } | Anchor::Referred(_) | Anchor::Referring(_) => None,
        };
        if let Some(stage) = stage {
            self.push(" AND ");
            self.in_stage(scope.row.base, stage, scope);
        }
    }
}
