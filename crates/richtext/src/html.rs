//! The HTML of a document, byte for byte as Hygraph's API writes it where that is known (content-api-read.md §9.4).

use serde_json::Value;

use crate::ast::{Element, Kind, Leaf, MAX_DEPTH, Node, roots};

/// No white space between blocks, nothing around the document.
pub(crate) fn html(ast: &Value) -> String {
    let mut out = String::new();
    roots(ast).for_each(|node| write(&mut out, node, Line::Breaks, 1));
    out
}

/// What a line feed inside a text becomes.
#[derive(Clone, Copy)]
enum Line {
    /// `<br />`.
    Breaks,
    /// Itself: in a code block.
    Stays,
}

fn write(out: &mut String, node: Node<'_>, line: Line, depth: usize) {
    match node {
        Node::Text(leaf) => write_leaf(out, &leaf, line),
        Node::Element(element) if depth <= MAX_DEPTH => write_element(out, &element, line, depth),
        Node::Element(_) => {}
    }
}

/// Marks nest as in the client's renderer: bold innermost, code outermost.
fn write_leaf(out: &mut String, leaf: &Leaf<'_>, line: Line) {
    let tags: Vec<&str> = [("code", "code"), ("underline", "u"), ("italic", "em"), ("bold", "strong")]
        .into_iter()
        .filter_map(|(mark, tag)| leaf.is(mark).then_some(tag))
        .collect();
    for tag in &tags {
        out.extend(["<", tag, ">"]);
    }
    match line {
        Line::Breaks => out.push_str(&escaped(leaf.text).replace('\n', "<br />")),
        Line::Stays => out.push_str(&escaped(leaf.text)),
    }
    for tag in tags.iter().rev() {
        out.extend(["</", tag, ">"]);
    }
}

fn write_element(out: &mut String, element: &Element<'_>, line: Line, depth: usize) {
    let tag = match element.kind {
        Kind::Paragraph => "p",
        Kind::Heading(1) => "h1",
        Kind::Heading(2) => "h2",
        Kind::Heading(3) => "h3",
        Kind::Heading(4) => "h4",
        Kind::Heading(5) => "h5",
        Kind::Heading(_) => "h6",
        Kind::BlockQuote => "blockquote",
        Kind::BulletedList => "ul",
        Kind::NumberedList => "ol",
        Kind::ListItem => "li",
        Kind::ListItemChild | Kind::Class => "div",
        Kind::Table => "table",
        Kind::TableHead => "thead",
        Kind::TableBody => "tbody",
        Kind::TableRow => "tr",
        Kind::TableCell => "td",
        Kind::TableHeaderCell => "th",
        Kind::CodeBlock => "pre",
        Kind::Link => "a",
        Kind::Image => return write_image(out, element),
        Kind::Video => return write_video(out, element),
        Kind::Iframe => return write_iframe(out, element),
        Kind::Embed => return write_embed(out, element),
        Kind::Other => return element.children().for_each(|child| write(out, child, line, depth + 1)),
    };
    out.extend(["<", tag]);
    match element.kind {
        Kind::Link => link_attributes(out, element),
        Kind::Class => attribute(out, "class", element.text("className")),
        _ => {}
    }
    out.push('>');
    let line = if element.kind == Kind::CodeBlock { Line::Stays } else { line };
    element.children().for_each(|child| write(out, child, line, depth + 1));
    out.extend(["</", tag, ">"]);
}

fn link_attributes(out: &mut String, element: &Element<'_>) {
    if let Some((id, ty)) = element.entry() {
        attribute(out, "data-gcms-embed-id", Some(id));
        attribute(out, "data-gcms-embed-type", Some(ty));
        return;
    }
    if element.is("openInNewTab") {
        out.push_str(" target='_blank'");
    }
    let href = element.text("href").unwrap_or_default();
    attribute(out, "title", element.text("title").or(Some(href)));
    attribute(out, "href", Some(safe(href)));
    attribute(out, "rel", element.text("rel"));
    attribute(out, "id", element.text("id"));
    attribute(out, "class", element.text("className"));
}

fn write_image(out: &mut String, element: &Element<'_>) {
    let src = element.text("src").unwrap_or_default();
    let title = element.text("title").unwrap_or_else(|| file_name(src));
    out.push_str("<img");
    attribute(out, "src", Some(safe(src)));
    attribute(out, "alt", element.text("altText").or(Some(title)));
    attribute(out, "title", Some(title));
    sizes(out, element);
    out.push_str(" />");
}

fn write_video(out: &mut String, element: &Element<'_>) {
    let src = element.text("src").unwrap_or_default();
    out.push_str("<video");
    attribute(out, "src", Some(safe(src)));
    out.push_str(" controls");
    attribute(out, "title", element.text("title").or(Some(file_name(src))));
    sizes(out, element);
    out.push_str("></video>");
}

fn write_iframe(out: &mut String, element: &Element<'_>) {
    let url = element.text("url").unwrap_or_default();
    let size = |name: &str, default: &str| escaped(&element.size(name).unwrap_or_else(|| default.to_owned()));
    out.push_str(&format!(
        "<iframe\n          width=\"{width}\"\n          height=\"{height}\"\n          frameBorder=\"0\"\n          \
         allow=\"accelerometer; autoplay; encrypted-media; gyroscope; picture-in-picture\"\n          \
         allowFullScreen\n          title=\"{title}\"\n          src=\"{src}\"\n        ></iframe>",
        width = size("width", "560"),
        height = size("height", "315"),
        title = escaped(url),
        src = escaped(safe(url)),
    ));
}

fn write_embed(out: &mut String, element: &Element<'_>) {
    let tag = if element.is("isInline") { "span" } else { "div" };
    out.extend(["<", tag]);
    attribute(out, "data-gcms-embed-type", element.text("nodeType"));
    attribute(out, "data-gcms-embed-id", element.text("nodeId"));
    if element.is("isInline") {
        out.push_str(" data-gcms-embed-inline");
    }
    out.extend(["></", tag, ">"]);
}

fn sizes(out: &mut String, element: &Element<'_>) {
    for name in ["width", "height"] {
        attribute(out, name, element.size(name).as_deref());
    }
}

fn attribute(out: &mut String, name: &str, value: Option<&str>) {
    if let Some(value) = value {
        out.extend([" ", name, "=\"", &escaped(value), "\""]);
    }
}

/// The five characters that Go's `html.EscapeString` escapes; the quotation mark is spelt as seen in answers of the API.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

/// An address that runs no script. Sites put this HTML into their pages; the AST keeps what the editor wrote.
fn safe(url: &str) -> &str {
    // Browsers leave out white space and control characters when they read a scheme.
    let bare = url.chars().filter(|c| !c.is_control() && !c.is_whitespace()).take(20);
    let bare: String = bare.collect::<String>().to_ascii_lowercase();
    let script = bare.starts_with("javascript:") || bare.starts_with("vbscript:");
    let markup = bare.starts_with("data:") && !bare.starts_with("data:image/");
    if script || markup { "#" } else { url }
}

/// The last part of an address' path: the title of a picture that has none.
fn file_name(url: &str) -> &str {
    let path = url.split(['?', '#']).next().unwrap_or(url);
    path.rsplit('/').next().unwrap_or(path)
}
