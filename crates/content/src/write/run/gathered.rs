//! The transaction as a writer uses it: new rows wait and are inserted together, before anything else happens.

use std::collections::HashMap;

use model::ids::FieldId;
use model::{ParentRef, RelationSide};
use sql::dml::{self, LinkEnd};
use sql::{Engine, NewRows, Statement};
use store::{Row, StatementError, StoreError, Transaction};

use crate::write::error::WriteError;

/// A transaction with the rows that are to be inserted in it.
///
/// Every statement finds all rows that were inserted before it, so that whoever writes need not know that they wait. What an
/// insert breaks is told by the next statement, or at the end.
pub(in crate::write) struct Gathered<'t, 'a> {
    tx: &'t mut Transaction,
    waiting: Vec<Waiting<'a>>,
    /// How many links wait by the list in which they come last.
    links: HashMap<(FieldId, RelationSide, String), i64>,
}

/// Rows of one table.
struct Waiting<'a> {
    of: RowsOf<'a>,
    rows: NewRows,
}

/// Whose rows they are. Rows hang on those of an earlier kind, and so are inserted in this order.
#[derive(Clone, Copy)]
pub(super) enum RowsOf<'a> {
    /// Base rows of a model or component.
    Base(ParentRef<'a>),
    /// Localisations of its entries or instances.
    Localizations(ParentRef<'a>),
    /// Links of entries or instances.
    Links,
    /// What is told of the request; nothing can be against it.
    Told,
}

impl<'a> RowsOf<'a> {
    fn parent(self) -> Option<ParentRef<'a>> {
        match self {
            RowsOf::Base(parent) | RowsOf::Localizations(parent) => Some(parent),
            RowsOf::Links | RowsOf::Told => None,
        }
    }

    fn place(self) -> u8 {
        match self {
            RowsOf::Base(_) => 0,
            RowsOf::Localizations(_) => 1,
            RowsOf::Links => 2,
            RowsOf::Told => 3,
        }
    }
}

impl<'t, 'a> Gathered<'t, 'a> {
    pub(super) fn new(tx: &'t mut Transaction) -> Self {
        Self { tx, waiting: Vec::new(), links: HashMap::new() }
    }

    pub(in crate::write) fn engine(&self) -> Engine {
        self.tx.engine()
    }

    /// Inserts rows.
    pub(super) fn insert(&mut self, of: RowsOf<'a>, mut rows: NewRows) {
        for waiting in &mut self.waiting {
            match waiting.rows.join(rows) {
                Some(others) => rows = others,
                None => return,
            }
        }
        self.waiting.push(Waiting { of, rows });
    }

    /// Links one end to an entry that has no links yet: last in the end's list.
    pub(super) fn insert_link(&mut self, near: &LinkEnd<'_>, far: &LinkEnd<'_>) {
        let list = (near.relation.clone(), near.side, near.id.to_owned());
        let waiting = self.links.entry(list).or_default();
        let row = dml::new_link(near, far, *waiting);
        *waiting += 1;
        self.insert(RowsOf::Links, row);
    }

    /// Inserts what waits.
    pub(in crate::write) async fn flush(&mut self) -> Result<(), WriteError> {
        let (mut statements, of) = self.take_waiting(|_| true);
        let Some(last) = statements.pop() else { return Ok(()) };
        let inserted = self.tx.execute_behind(&statements, last).await;
        inserted.map(drop).map_err(|failed| told_of(&of, None, failed))
    }

    /// The statements that insert those of the waiting rows that count, each with whose rows they are.
    fn take_waiting(&mut self, counts: impl Fn(RowsOf<'a>) -> bool) -> (Vec<Statement>, Vec<RowsOf<'a>>) {
        let (mut waiting, kept) = std::mem::take(&mut self.waiting).into_iter().partition(|rows| counts(rows.of));
        self.waiting = kept;
        self.links.clear();
        waiting.sort_by_key(|rows: &Waiting<'a>| rows.of.place());
        let (mut statements, mut whose) = (Vec::new(), Vec::new());
        for Waiting { of, rows } in waiting {
            statements.extend(rows.statements(self.tx.engine()));
            whose.resize(statements.len(), of);
        }
        (statements, whose)
    }

    /// As [`Transaction::execute`].
    pub(in crate::write) async fn execute(&mut self, statement: Statement) -> Result<u64, WriteError> {
        let (before, of) = self.take_waiting(|_| true);
        self.tx.execute_behind(&before, statement).await.map_err(|failed| told_of(&of, None, failed))
    }

    /// Runs a statement on tables of a model or component; a broken unique index becomes the field's own error.
    pub(super) async fn execute_on(&mut self, parent: ParentRef<'_>, statement: Statement) -> Result<u64, WriteError> {
        let (before, of) = self.take_waiting(|_| true);
        self.tx.execute_behind(&before, statement).await.map_err(|failed| told_of(&of, Some(parent), failed))
    }

    /// As [`Transaction::query`].
    pub(in crate::write) async fn query(&mut self, statement: Statement) -> Result<Vec<Row>, WriteError> {
        let (before, of) = self.take_waiting(|_| true);
        self.tx.query_behind(&before, statement).await.map_err(|failed| told_of(&of, None, failed))
    }

    /// As [`Transaction::query_opt`].
    pub(in crate::write) async fn query_opt(&mut self, statement: Statement) -> Result<Option<Row>, WriteError> {
        Ok(self.query(statement).await?.into_iter().next())
    }

    /// As [`Transaction::begin_part`].
    pub(in crate::write) async fn begin_part(&mut self) -> Result<(), WriteError> {
        self.flush().await?;
        Ok(self.tx.begin_part().await?)
    }

    /// As [`Transaction::keep_part`].
    pub(in crate::write) async fn keep_part(&mut self) -> Result<(), WriteError> {
        self.flush().await?;
        Ok(self.tx.keep_part().await?)
    }

    /// As [`Transaction::undo_part`].
    pub(in crate::write) async fn undo_part(&mut self) -> Result<(), StoreError> {
        self.waiting.clear();
        self.links.clear();
        self.tx.undo_part().await
    }

    /// Ends: what waits is inserted, what is told of the request behind all else.
    pub(in crate::write) async fn end(mut self) -> Result<(), WriteError> {
        let (told, _) = self.take_waiting(|of| matches!(of, RowsOf::Told));
        self.flush().await?;
        Ok(self.tx.execute_last(told).await?)
    }

    /// The transaction, when nothing waits any more.
    pub(in crate::write) async fn into_transaction(mut self) -> Result<&'t mut Transaction, WriteError> {
        self.flush().await?;
        Ok(self.tx)
    }
}

/// The error of a statement behind those that insert rows `of` somebody, and that is itself about a `parent`.
fn told_of(of: &[RowsOf<'_>], parent: Option<ParentRef<'_>>, failed: StatementError) -> WriteError {
    told(of.get(failed.number).map_or(parent, |of| of.parent()), failed.error)
}

/// An error as the wire tells it: a broken unique index of content is its field's.
fn told(parent: Option<ParentRef<'_>>, error: StoreError) -> WriteError {
    match (parent, &error) {
        (Some(parent), StoreError::Unique { constraint }) => {
            let names_column = |column: String| constraint.split(", ").any(|part| part.ends_with(&column));
            let field = parent.fields().iter().find(|field| names_column(sql::names::column(&field.id)));
            WriteError::NotUnique(field.map_or_else(|| "id".to_owned(), |field| field.api_id.clone()))
        }
        (_, _) => WriteError::from(error),
    }
}
