//! Checked documents by their text, so that a client's queries are parsed and validated once.

use std::sync::Arc;

use quick_cache::sync::Cache;
use quick_cache::{Equivalent, Weighter};

use crate::sdl::SchemaId;
use crate::{Document, Flavor, GraphqlError, Limits, Schema};

/// A bounded cache of documents of one API. Entries belong to one schema value and are found by the whole text, not by a hash that
/// somebody could collide; faulty documents are not kept.
pub struct DocumentCache {
    limits: Limits,
    flavor: Flavor,
    documents: Cache<Key, Document, TextLength>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Key(SchemaId, Arc<str>);

/// The key of a look-up, which copies nothing.
#[derive(Hash)]
struct Asked<'a>(SchemaId, &'a str);

impl Equivalent<Key> for Asked<'_> {
    fn equivalent(&self, key: &Key) -> bool {
        self.0 == key.0 && self.1 == &*key.1
    }
}

#[derive(Debug, Clone)]
struct TextLength;

/// A checked document takes about this many times the memory of its text.
const MEMORY_PER_BYTE: u64 = 40;

impl Weighter<Key, Document> for TextLength {
    fn weight(&self, key: &Key, _: &Document) -> u64 {
        (key.1.len() as u64 + 64) * MEMORY_PER_BYTE
    }
}

impl DocumentCache {
    /// A cache of at most about `memory` bytes.
    pub fn new(limits: Limits, flavor: Flavor, memory: u64) -> DocumentCache {
        // A document of 2 kB takes 80 kB; the count is only a first guess of the table's size.
        let estimate = usize::try_from(memory / 80_000).unwrap_or(usize::MAX).max(16);
        DocumentCache { limits, flavor, documents: Cache::with_weighter(estimate, memory, TextLength) }
    }

    /// The document of this text for this schema, checked now or before.
    pub fn get(&self, schema: &Schema, text: &str) -> Result<Document, Vec<GraphqlError>> {
        // A text over the limit is never in the cache, and need not be read to find that out.
        self.limits.check_length(text).map_err(|error| vec![error])?;
        if let Some(document) = self.documents.get(&Asked(schema.id(), text)) {
            return Ok(document);
        }
        let document = Document::parse(schema, text, &self.limits, self.flavor)?;
        self.documents.insert(Key(schema.id(), text.into()), document.clone());
        Ok(document)
    }

    /// Memory in use by estimate, in bytes.
    pub fn memory(&self) -> u64 {
        self.documents.weight()
    }
}
