//! A typed view of the AST's JSON. The JSON itself stays the truth: keys that nobody knows are kept in it.

use serde_json::{Map, Value};

/// Levels of nodes below the root. Deeper documents are refused, so that no document can overflow a stack.
pub const MAX_DEPTH: usize = 100;

/// A node of the tree.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Node<'a> {
    Text(Leaf<'a>),
    Element(Element<'a>),
}

/// A text with its marks.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Leaf<'a> {
    pub text: &'a str,
    fields: &'a Map<String, Value>,
}

/// A node of a type, with attributes and children.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Element<'a> {
    pub kind: Kind,
    fields: &'a Map<String, Value>,
}

/// Types of elements.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Paragraph,
    /// Level 1 to 6.
    Heading(u8),
    BlockQuote,
    BulletedList,
    NumberedList,
    ListItem,
    ListItemChild,
    Table,
    TableHead,
    TableBody,
    TableRow,
    TableCell,
    TableHeaderCell,
    CodeBlock,
    Class,
    Link,
    Image,
    Video,
    Iframe,
    Embed,
    /// A type that rich text does not have: a client's own. It is kept, and its children are shown without it.
    Other,
}

impl Kind {
    /// The kind of a `type`.
    pub(crate) fn from_name(name: &str) -> Kind {
        match name {
            "paragraph" => Kind::Paragraph,
            "heading-one" => Kind::Heading(1),
            "heading-two" => Kind::Heading(2),
            "heading-three" => Kind::Heading(3),
            "heading-four" => Kind::Heading(4),
            "heading-five" => Kind::Heading(5),
            "heading-six" => Kind::Heading(6),
            "block-quote" => Kind::BlockQuote,
            "bulleted-list" => Kind::BulletedList,
            "numbered-list" => Kind::NumberedList,
            "list-item" => Kind::ListItem,
            "list-item-child" => Kind::ListItemChild,
            "table" => Kind::Table,
            "table_head" => Kind::TableHead,
            "table_body" => Kind::TableBody,
            "table_row" => Kind::TableRow,
            "table_cell" => Kind::TableCell,
            "table_header_cell" => Kind::TableHeaderCell,
            "code-block" => Kind::CodeBlock,
            "class" => Kind::Class,
            "link" => Kind::Link,
            "image" => Kind::Image,
            "video" => Kind::Video,
            "iframe" => Kind::Iframe,
            "embed" => Kind::Embed,
            _ => Kind::Other,
        }
    }
}

impl<'a> Node<'a> {
    /// Reads one node; none for what is no node.
    pub(crate) fn read(value: &'a Value) -> Option<Node<'a>> {
        let fields = value.as_object()?;
        if let Some(text) = fields.get("text") {
            return Some(Node::Text(Leaf { text: text.as_str()?, fields }));
        }
        let kind = Kind::from_name(fields.get("type")?.as_str()?);
        Some(Node::Element(Element { kind, fields }))
    }
}

impl Leaf<'_> {
    /// Whether a mark (`bold`, `italic`, `underline`, `code`) is set.
    pub(crate) fn is(&self, mark: &str) -> bool {
        self.fields.get(mark).and_then(Value::as_bool).unwrap_or(false)
    }
}

impl<'a> Element<'a> {
    /// The children that are nodes.
    pub(crate) fn children(&self) -> impl Iterator<Item = Node<'a>> + use<'a> {
        children(self.fields.get("children"))
    }

    /// An attribute that is a text and not empty.
    pub(crate) fn text(&self, name: &str) -> Option<&'a str> {
        self.fields.get(name)?.as_str().filter(|text| !text.is_empty())
    }

    /// An attribute that is a number, or a text with one, as an HTML attribute shows it.
    pub(crate) fn size(&self, name: &str) -> Option<String> {
        match self.fields.get(name)? {
            Value::Number(number) => Some(number.to_string()),
            Value::String(text) if !text.is_empty() => Some(text.clone()),
            _ => None,
        }
    }

    /// Whether a flag is set.
    pub(crate) fn is(&self, name: &str) -> bool {
        self.fields.get(name).and_then(Value::as_bool).unwrap_or(false)
    }

    /// The entry that an embed or a link to an entry names: its id and the apiId of its model.
    pub(crate) fn entry(&self) -> Option<(&'a str, &'a str)> {
        matches!(self.kind, Kind::Embed | Kind::Link).then_some(())?;
        Some((self.text("nodeId")?, self.text("nodeType")?))
    }
}

/// The nodes at the root.
pub(crate) fn roots(ast: &Value) -> impl Iterator<Item = Node<'_>> {
    children(ast.get("children"))
}

fn children(value: Option<&Value>) -> impl Iterator<Item = Node<'_>> {
    value.and_then(Value::as_array).into_iter().flatten().filter_map(Node::read)
}
