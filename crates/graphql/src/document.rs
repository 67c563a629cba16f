//! A document that is within the limits and valid for one schema.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use apollo_compiler::parser::{Parser, SourceSpan};
use apollo_compiler::validation::Valid;

use crate::executable::{ExecutableDocument, Fragment, Operation};
use crate::{ErrorKind, Flavor, GraphqlError, Limits, Location, Node, Schema, diagnose, literals};

/// A checked document. Clones share one value.
#[derive(Clone)]
pub struct Document(Arc<Inner>);

/// Identity of one [`Document`] value in this process, and with it of text, schema and flavor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct DocumentId(u64);

static NEXT_ID: AtomicU64 = AtomicU64::new(0);

struct Inner {
    id: DocumentId,
    schema: Schema,
    executable: Valid<ExecutableDocument>,
    text: Arc<str>,
    flavor: Flavor,
}

impl Document {
    /// Parses and validates. Limits come first: the length and nesting before parsing, fragments and aliases before validation, so that
    /// a hostile text costs less than a good one. Errors are in the order of the text; a syntax or limit error comes alone.
    pub fn parse(schema: &Schema, text: &str, limits: &Limits, flavor: Flavor) -> Result<Document, Vec<GraphqlError>> {
        limits.check_text(text).map_err(|error| vec![error])?;
        let mut parser = Parser::new().recursion_limit(limits.depth * 4 + 16);
        let ast = parser
            .parse_ast(text, "query.graphql")
            .map_err(|failed| vec![diagnose::syntax(&failed.errors, text, flavor)])?;
        limits.check_document(&ast).map_err(|error| vec![error])?;
        literals::check(&ast, flavor).map_err(|error| vec![error])?;
        let executable = ast
            .to_executable_validate(schema.definition())
            .map_err(|failed| diagnose::validation(&failed.errors, &ast, schema, flavor))?;
        let id = DocumentId(NEXT_ID.fetch_add(1, Ordering::Relaxed));
        Ok(Document(Arc::new(Inner { id, schema: schema.clone(), executable, text: text.into(), flavor })))
    }

    /// Which document this is: its clones share one identity, a text that is parsed again gets another.
    pub fn id(&self) -> DocumentId {
        self.0.id
    }

    /// The operation to run: the named one, or the only one. Texts as in graphql-js.
    pub fn operation(&self, name: Option<&str>) -> Result<&Node<Operation>, GraphqlError> {
        let operations = &self.0.executable.operations;
        let message = match name {
            Some(name) => match operations.named.get(name) {
                Some(operation) => return Ok(operation),
                None => format!("Unknown operation named \"{name}\"."),
            },
            None => match (operations.iter().next(), operations.len()) {
                (Some(operation), 1) => return Ok(operation),
                (None, _) => "Must provide an operation.".to_owned(),
                (Some(_), _) => "Must provide operation name if query contains multiple operations.".to_owned(),
            },
        };
        Err(GraphqlError::new(ErrorKind::Operation, message))
    }

    /// The operation to run for a GET, which may only read.
    pub fn query(&self, name: Option<&str>) -> Result<&Node<Operation>, GraphqlError> {
        let operation = self.operation(name)?;
        if operation.is_query() {
            return Ok(operation);
        }
        Err(GraphqlError::new(ErrorKind::Operation, "GET requests can only run queries. Send this operation by POST."))
    }

    /// The schema that the document is valid for.
    pub fn schema(&self) -> &Schema {
        &self.0.schema
    }

    /// Operations and fragments with their types.
    pub fn executable(&self) -> &Valid<ExecutableDocument> {
        &self.0.executable
    }

    /// A fragment by name; validation makes sure that every spread has one.
    pub fn fragment(&self, name: &str) -> Option<&Node<Fragment>> {
        self.0.executable.fragments.get(name)
    }

    /// The text as sent.
    pub fn text(&self) -> &str {
        &self.0.text
    }

    /// Whose error texts the document gets.
    pub fn flavor(&self) -> Flavor {
        self.0.flavor
    }

    /// Line and column of a node's place.
    pub fn location(&self, span: Option<SourceSpan>) -> Option<Location> {
        let start = span?.line_column(&self.0.executable.sources)?;
        Some(Location { line: start.line, column: start.column })
    }
}

/// The text alone: the tree names every definition of the schema that it touches.
impl fmt::Debug for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Document").field(&self.0.text).finish()
    }
}
