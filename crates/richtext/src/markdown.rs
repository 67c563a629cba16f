//! The Markdown of a document (content-api-read.md §9.5): blocks apart by an empty line, one line feed at the end.

use serde_json::Value;

use crate::ast::{Element, Kind, Leaf, MAX_DEPTH, Node, roots};

/// Embeds, videos and frames give nothing: Markdown has no words for them.
pub(crate) fn markdown(ast: &Value) -> String {
    let mut text = blocks(roots(ast), 1);
    text.push('\n');
    text
}

/// The blocks among the nodes; inline nodes between them form a block of their own.
fn blocks<'a>(nodes: impl Iterator<Item = Node<'a>>, depth: usize) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut inline = String::new();
    let mut has_inline = false;
    for node in nodes {
        match node {
            Node::Element(element) if is_block(element.kind) => {
                if std::mem::take(&mut has_inline) {
                    parts.push(std::mem::take(&mut inline));
                }
                parts.extend(block(&element, depth));
            }
            Node::Element(element) if is_silent(element.kind) => {}
            node => {
                has_inline = true;
                inline.push_str(&in_line(node, depth));
            }
        }
    }
    if has_inline {
        parts.push(inline);
    }
    parts.join("\n\n")
}

fn is_block(kind: Kind) -> bool {
    !matches!(kind, Kind::Link | Kind::Image) && !is_silent(kind)
}

fn is_silent(kind: Kind) -> bool {
    matches!(kind, Kind::Embed | Kind::Video | Kind::Iframe)
}

fn block(element: &Element<'_>, depth: usize) -> Option<String> {
    if depth > MAX_DEPTH {
        return None;
    }
    Some(match element.kind {
        Kind::Heading(level) => format!("{} {}", "#".repeat(level.into()), line(element, depth)),
        Kind::BlockQuote => prefixed(&blocks(element.children(), depth + 1), "> ", "> "),
        Kind::BulletedList | Kind::NumberedList => list(element, depth),
        Kind::CodeBlock => format!("```\n{}\n```", code(element, depth)),
        Kind::Table => table(element, depth),
        Kind::Paragraph | Kind::ListItemChild => line(element, depth),
        Kind::Class
        | Kind::ListItem
        | Kind::TableHead
        | Kind::TableBody
        | Kind::TableRow
        | Kind::TableCell
        | Kind::TableHeaderCell
        | Kind::Other => blocks(element.children(), depth + 1),
        Kind::Link | Kind::Image | Kind::Video | Kind::Iframe | Kind::Embed => return None,
    })
}

/// The children of an element in one line.
fn line(element: &Element<'_>, depth: usize) -> String {
    element.children().map(|child| in_line(child, depth + 1)).collect()
}

fn in_line(node: Node<'_>, depth: usize) -> String {
    let element = match node {
        Node::Text(leaf) => return marked(&leaf),
        Node::Element(_) if depth > MAX_DEPTH => return String::new(),
        Node::Element(element) => element,
    };
    match element.kind {
        // Nothing says where a link to an entry leads, so its text stands alone.
        Kind::Link if element.entry().is_some() => line(&element, depth),
        Kind::Link => {
            let href = element.text("href").unwrap_or_default();
            format!("[{}]({href} \"{}\")", line(&element, depth), element.text("title").unwrap_or(href))
        }
        Kind::Image => {
            let src = element.text("src").unwrap_or_default();
            let title = element.text("title").unwrap_or_default();
            let alt = element.text("altText").unwrap_or(title);
            if title.is_empty() { format!("![{alt}]({src})") } else { format!("![{alt}]({src} \"{title}\")") }
        }
        Kind::Embed | Kind::Video | Kind::Iframe => String::new(),
        _ => line(&element, depth),
    }
}

/// White space at the ends stays outside the marks, where CommonMark wants it.
fn marked(leaf: &Leaf<'_>) -> String {
    let words = leaf.text.trim();
    if words.is_empty() {
        return leaf.text.to_owned();
    }
    let mut text = words.to_owned();
    for (mark, sign) in [("code", "`"), ("italic", "_"), ("bold", "**")] {
        if leaf.is(mark) {
            text = format!("{sign}{text}{sign}");
        }
    }
    let before = &leaf.text[..leaf.text.len() - leaf.text.trim_start().len()];
    let after = &leaf.text[leaf.text.trim_end().len()..];
    format!("{before}{text}{after}")
}

fn list(element: &Element<'_>, depth: usize) -> String {
    let items = element.children().enumerate().map(|(index, item)| {
        let sign = if element.kind == Kind::NumberedList { format!("{}. ", index + 1) } else { "- ".to_owned() };
        let text = match item {
            Node::Element(item) => item_text(&item, depth + 1),
            text => in_line(text, depth + 1),
        };
        prefixed(&text, &sign, &" ".repeat(sign.len()))
    });
    items.collect::<Vec<_>>().join("\n")
}

/// The parts of a list item line by line: an empty line between text and nested list would make the list a loose one.
fn item_text(item: &Element<'_>, depth: usize) -> String {
    if item.kind != Kind::ListItem {
        return block(item, depth).unwrap_or_default();
    }
    let parts = item.children().filter_map(|child| match child {
        Node::Element(child) if is_block(child.kind) => block(&child, depth + 1),
        inline => Some(in_line(inline, depth + 1)),
    });
    parts.collect::<Vec<_>>().join("\n")
}

/// The first line after `first`, all others after `others`.
fn prefixed(text: &str, first: &str, others: &str) -> String {
    let lines = text.split('\n').enumerate().map(|(index, line)| {
        let prefix = if index == 0 { first } else { others };
        format!("{prefix}{line}")
    });
    lines.map(|line| line.trim_end().to_owned()).collect::<Vec<_>>().join("\n")
}

/// The text of a code block, without marks.
fn code(element: &Element<'_>, depth: usize) -> String {
    let texts = element.children().map(|child| match child {
        Node::Text(leaf) => leaf.text.to_owned(),
        Node::Element(child) if depth < MAX_DEPTH => code(&child, depth + 1),
        Node::Element(_) => String::new(),
    });
    texts.collect()
}

/// A table of GitHub's Markdown, which demands a head: an empty one when the document has none.
fn table(element: &Element<'_>, depth: usize) -> String {
    let (mut head, mut body) = (Vec::new(), Vec::new());
    for part in element.children() {
        let Node::Element(part) = part else { continue };
        let rows = part.children().filter_map(|row| match row {
            Node::Element(row) if row.kind == Kind::TableRow => Some(cells(&row, depth + 2)),
            Node::Element(_) | Node::Text(_) => None,
        });
        if part.kind == Kind::TableHead { head.extend(rows) } else { body.extend(rows) }
    }
    let columns = head.iter().chain(&body).map(Vec::len).max().unwrap_or(0);
    if columns == 0 {
        return String::new();
    }
    let first = if head.is_empty() { Vec::new() } else { head.remove(0) };
    let rule = vec!["---".to_owned(); columns];
    let rows = [first, rule].into_iter().chain(head).chain(body);
    let lines = rows.map(|mut row| {
        row.resize(columns, String::new());
        format!("| {} |", row.join(" | "))
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn cells(row: &Element<'_>, depth: usize) -> Vec<String> {
    let texts = row.children().map(|cell| match cell {
        Node::Element(cell) => blocks(cell.children(), depth + 1),
        text => in_line(text, depth + 1),
    });
    texts.map(|text| text.replace("\n\n", " ").replace('\n', " ").replace('|', "\\|")).collect()
}
