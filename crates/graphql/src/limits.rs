//! How large a document may be. Every limit is checked in time linear to the text, before validation.

use std::collections::HashMap;

use crate::ast::{Definition, Document, FragmentDefinition, OperationDefinition, Selection};
use crate::scan::scan;
use crate::{ErrorKind, GraphqlError, Name, Node};

/// Upper bounds of one document; what is over one is refused before it is validated or planned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Length of the text in bytes.
    pub bytes: usize,
    /// Names, numbers, strings and punctuation.
    pub tokens: usize,
    /// Nesting of braces and brackets in the text, and of selections when fragments are put in place (a fragment is a level).
    pub depth: usize,
    /// Operations in the document; each is validated by itself.
    pub operations: usize,
    /// Fields at the root of one operation, fragments put in place.
    pub root_fields: usize,
    /// Fields with an alias.
    pub aliases: usize,
    /// Fields and fragments of all operations when fragments are put in place.
    pub expanded_fields: usize,
    /// Directives in the document.
    pub directives: usize,
}

impl Limits {
    /// The Content API's: 100 kB of query (content-api-read.md §11).
    pub const CONTENT: Limits = Limits {
        bytes: 100_000,
        tokens: 30_000,
        depth: 50,
        operations: 50,
        root_fields: 250,
        aliases: 1_000,
        expanded_fields: 10_000,
        directives: 500,
    };

    /// The Management API's: 1 MB, because migrations may be written inline (management-api.md §6, old SDK).
    pub const MANAGEMENT: Limits = Limits { bytes: 1_000_000, tokens: 300_000, ..Limits::CONTENT };

    /// Checks the length alone.
    pub(crate) fn check_length(&self, text: &str) -> Result<(), GraphqlError> {
        over("bytes", text.len(), self.bytes)
    }

    /// Checks what can be seen without parsing.
    pub(crate) fn check_text(&self, text: &str) -> Result<(), GraphqlError> {
        self.check_length(text)?;
        let found = scan(text);
        over("tokens", found.tokens, self.tokens)?;
        over("aliases", found.aliases, self.aliases)?;
        over("directives", found.directives, self.directives)?;
        over("fields", found.fields, self.expanded_fields)?;
        over("levels of nesting", found.depth, self.depth)
    }

    /// Checks what needs the parsed document. Fragments are counted once each, however often they are spread.
    pub(crate) fn check_document(&self, document: &Document) -> Result<(), GraphqlError> {
        let mut census = Census { limits: self, fragments: HashMap::new() };
        let mut operations: Vec<&OperationDefinition> = Vec::new();
        for definition in &document.definitions {
            match definition {
                Definition::OperationDefinition(operation) => operations.push(operation),
                Definition::FragmentDefinition(fragment) => {
                    census.fragments.insert(&fragment.name, Entry::Unseen(fragment));
                }
                _ => {}
            }
        }
        over("operations", operations.len(), self.operations)?;
        let mut expanded = Count::default();
        for operation in operations {
            let count = census.selections(&operation.selection_set, 1)?;
            over("root fields", count.root_fields, self.root_fields)?;
            over("levels of nesting", count.depth, self.depth)?;
            expanded.fields = expanded.fields.saturating_add(count.fields);
        }
        census.unused_fragments()?;
        over("fields when its fragments are put in place", expanded.fields, self.expanded_fields)
    }
}

/// An error that names the limit and the count.
fn over(what: &str, found: usize, allowed: usize) -> Result<(), GraphqlError> {
    if found <= allowed {
        return Ok(());
    }
    Err(GraphqlError::new(ErrorKind::Limit, format!("The query has {found} {what}; at most {allowed} are allowed.")))
}

/// Counts of a selection set, fragments put in place; saturating, since 60 fragments can stand for 2^60 fields.
#[derive(Debug, Clone, Copy, Default)]
struct Count {
    fields: usize,
    root_fields: usize,
    depth: usize,
}

impl Count {
    fn add(&mut self, other: Count) {
        self.fields = self.fields.saturating_add(other.fields).saturating_add(1);
        self.root_fields = self.root_fields.saturating_add(other.root_fields);
        self.depth = self.depth.max(other.depth + 1);
    }
}

enum Entry<'d> {
    Unseen(&'d Node<FragmentDefinition>),
    /// Being counted: a spread of it is a cycle, which validation refuses by name.
    Open,
    Counted(Count),
}

struct Census<'d> {
    limits: &'d Limits,
    fragments: HashMap<&'d Name, Entry<'d>>,
}

impl<'d> Census<'d> {
    /// `level` is the depth of this call. It is checked here, not after, because a chain of 5,000 fragments would overflow the stack.
    fn selections(&mut self, selections: &'d [Selection], level: usize) -> Result<Count, GraphqlError> {
        over("levels of nesting", level, self.limits.depth)?;
        let mut total = Count { fields: 0, root_fields: 0, depth: 1 };
        for selection in selections {
            match selection {
                Selection::Field(field) => {
                    let below = self.selections_below(&field.selection_set, level)?;
                    total.add(Count { fields: below.fields, root_fields: 1, depth: below.depth });
                }
                Selection::InlineFragment(inline) => total.add(self.selections_below(&inline.selection_set, level)?),
                Selection::FragmentSpread(spread) => total.add(self.fragment(&spread.fragment_name, level)?),
            }
        }
        Ok(total)
    }

    fn selections_below(&mut self, selections: &'d [Selection], level: usize) -> Result<Count, GraphqlError> {
        if selections.is_empty() { Ok(Count::default()) } else { self.selections(selections, level + 1) }
    }

    fn fragment(&mut self, name: &'d Name, level: usize) -> Result<Count, GraphqlError> {
        let fragment = match self.fragments.get_mut(name) {
            None => return Ok(Count::default()),
            Some(Entry::Counted(count)) => return Ok(*count),
            Some(Entry::Open) => return Ok(Count::default()),
            Some(entry) => match std::mem::replace(entry, Entry::Open) {
                Entry::Unseen(fragment) => fragment,
                Entry::Open | Entry::Counted(_) => return Ok(Count::default()),
            },
        };
        let count = self.selections(&fragment.selection_set, level + 1)?;
        self.fragments.insert(name, Entry::Counted(count));
        Ok(count)
    }

    fn unused_fragments(&mut self) -> Result<(), GraphqlError> {
        let unused: Vec<&'d Name> = self
            .fragments
            .iter()
            .filter_map(|(name, entry)| matches!(entry, Entry::Unseen(_)).then_some(*name))
            .collect();
        for name in unused {
            let count = self.fragment(name, 1)?;
            over("fields when its fragments are put in place", count.fields, self.limits.expanded_fields)?;
        }
        Ok(())
    }
}
