//! Exact outputs: those that the specification quotes from Hygraph, and one for each type of node.

use richtext::{check, render};
use serde_json::{Value, json};

fn document(children: Value) -> Value {
    let ast = json!({ "children": children });
    assert_eq!(check(&ast), Ok(()));
    ast
}

fn text(text: &str) -> Value {
    json!({ "text": text })
}

fn node(ty: &str, children: Value) -> Value {
    json!({ "type": ty, "children": children })
}

fn paragraph(words: &str) -> Value {
    node("paragraph", json!([text(words)]))
}

/// The document of the API's own page on rich text.
fn example() -> Value {
    document(json!([
        node("heading-one", json!([text("Example Rich Text Copy")])),
        node(
            "paragraph",
            json!([
                text("This is a regular paragraph, including a "),
                {"href": "https://hygraph.com", "type": "link", "children": [text("hyperlink")]},
                text(" and "),
                {"text": "bold text", "bold": true},
                text("."),
            ])
        ),
    ]))
}

#[test]
fn the_example_of_the_api() {
    let rendered = render(&example());
    assert_eq!(
        rendered.html,
        "<h1>Example Rich Text Copy</h1><p>This is a regular paragraph, including a \
         <a title=\"https://hygraph.com\" href=\"https://hygraph.com\">hyperlink</a> and <strong>bold text</strong>.</p>"
    );
    assert_eq!(
        rendered.markdown,
        "# Example Rich Text Copy\n\nThis is a regular paragraph, including a \
         [hyperlink](https://hygraph.com \"https://hygraph.com\") and **bold text**.\n"
    );
    assert_eq!(
        rendered.text,
        "Example Rich Text Copy\\nThis is a regular paragraph, including a \\nhyperlink\\n and \\nbold text\\n."
    );
}

#[test]
fn one_paragraph() {
    let rendered = render(&document(json!([paragraph("GraphQL CMS")])));
    assert_eq!(
        (rendered.html.as_str(), rendered.markdown.as_str(), rendered.text.as_str()),
        ("<p>GraphQL CMS</p>", "GraphQL CMS\n", "GraphQL CMS")
    );
}

#[test]
fn embeds_between_paragraphs() {
    let embed =
        json!({"type": "embed", "nodeId": "cknjbzowggjo90b91kjisy03a", "nodeType": "Asset", "children": [text("")]});
    let rendered = render(&document(json!([paragraph("Hygraph Rich Text Embeds"), embed, paragraph("")])));
    assert_eq!(
        rendered.html,
        "<p>Hygraph Rich Text Embeds</p>\
         <div data-gcms-embed-type=\"Asset\" data-gcms-embed-id=\"cknjbzowggjo90b91kjisy03a\"></div><p></p>"
    );
    assert_eq!(rendered.markdown, "Hygraph Rich Text Embeds\n\n\n");
    assert_eq!(rendered.text, "Hygraph Rich Text Embeds\\n\\n");
}

#[test]
fn html_and_markdown_of_each_type() {
    let cell = |ty: &str, words: &str| node(ty, json!([paragraph(words)]));
    let item = |words: &str| node("list-item", json!([node("list-item-child", json!([text(words)]))]));
    let nested = node(
        "list-item",
        json!([node("list-item-child", json!([text("b")])), node("numbered-list", json!([item("c"), item("d")]))]),
    );
    let cases = [
        (node("heading-six", json!([text("H")])), "<h6>H</h6>", "###### H"),
        (node("block-quote", json!([text("q")])), "<blockquote>q</blockquote>", "> q"),
        (
            node("bulleted-list", json!([item("a"), nested])),
            "<ul><li><div>a</div></li><li><div>b</div><ol><li><div>c</div></li><li><div>d</div></li></ol></li></ul>",
            "- a\n- b\n  1. c\n  2. d",
        ),
        (
            node("code-block", json!([text("if (a < b) {\n}")])),
            "<pre>if (a &lt; b) {\n}</pre>",
            "```\nif (a < b) {\n}\n```",
        ),
        (
            json!({"type": "class", "className": "note \"x\"", "children": [paragraph("a"), paragraph("b")]}),
            "<div class=\"note &quot;x&quot;\"><p>a</p><p>b</p></div>",
            "a\n\nb",
        ),
        (
            node(
                "paragraph",
                json!([{"text": "all\nof it", "bold": true, "italic": true, "underline": true, "code": true}]),
            ),
            "<p><code><u><em><strong>all<br />of it</strong></em></u></code></p>",
            "**_`all\nof it`_**",
        ),
        (node("paragraph", json!([{"text": " so ", "italic": true}])), "<p><em> so </em></p>", " _so_ "),
        (
            paragraph("It's \"1 < 2\" & 3 > 2"),
            "<p>It&#39;s &quot;1 &lt; 2&quot; &amp; 3 &gt; 2</p>",
            "It's \"1 < 2\" & 3 > 2",
        ),
        (
            node(
                "paragraph",
                json!([{"type": "link", "href": "https://x", "title": "T", "openInNewTab": true, "rel": "nofollow", "id": "i", "className": "c", "children": [text("l")]}]),
            ),
            "<p><a target='_blank' title=\"T\" href=\"https://x\" rel=\"nofollow\" id=\"i\" class=\"c\">l</a></p>",
            "[l](https://x \"T\")",
        ),
        (
            node("paragraph", json!([{"type": "link", "nodeId": "1", "nodeType": "Post", "children": [text("l")]}])),
            "<p><a data-gcms-embed-id=\"1\" data-gcms-embed-type=\"Post\">l</a></p>",
            "l",
        ),
        (
            node(
                "paragraph",
                json!([text("a"), {"type": "embed", "isInline": true, "nodeId": "1", "nodeType": "Post", "children": [text("")]}]),
            ),
            "<p>a<span data-gcms-embed-type=\"Post\" data-gcms-embed-id=\"1\" data-gcms-embed-inline></span></p>",
            "a",
        ),
        (
            json!({"type": "image", "src": "https://m/h", "title": "a.jpg", "width": 1400, "height": 817, "children": [text("")]}),
            "<img src=\"https://m/h\" alt=\"a.jpg\" title=\"a.jpg\" width=\"1400\" height=\"817\" />",
            "![a.jpg](https://m/h \"a.jpg\")",
        ),
        (
            json!({"type": "video", "src": "https://m/v.mp4", "width": null, "height": 5, "children": [text("")]}),
            "<video src=\"https://m/v.mp4\" controls title=\"v.mp4\" height=\"5\"></video>",
            "",
        ),
        (
            json!({"type": "iframe", "url": "https://y", "children": [text("")]}),
            "<iframe\n          width=\"560\"\n          height=\"315\"\n          frameBorder=\"0\"\n          allow=\"accelerometer; autoplay; encrypted-media; gyroscope; picture-in-picture\"\n          allowFullScreen\n          title=\"https://y\"\n          src=\"https://y\"\n        ></iframe>",
            "",
        ),
        (
            node(
                "table",
                json!([
                    node(
                        "table_head",
                        json!([node(
                            "table_row",
                            json!([cell("table_header_cell", "A"), cell("table_header_cell", "B")])
                        )])
                    ),
                    node(
                        "table_body",
                        json!([node("table_row", json!([cell("table_cell", "1"), cell("table_cell", "x|y")]))])
                    ),
                ]),
            ),
            "<table><thead><tr><th><p>A</p></th><th><p>B</p></th></tr></thead><tbody><tr><td><p>1</p></td><td><p>x|y</p></td></tr></tbody></table>",
            "| A | B |\n| --- | --- |\n| 1 | x\\|y |",
        ),
    ];
    for (node, html, markdown) in cases {
        let rendered = render(&document(json!([node])));
        assert_eq!(rendered.html, html);
        assert_eq!(rendered.markdown, format!("{markdown}\n"));
    }
}

#[test]
fn no_address_runs_a_script() {
    for href in ["javascript:alert(1)", " JaVa\tscript:alert(1)", "vbscript:x", "data:text/html,x"] {
        let link = json!({"type": "link", "href": href, "title": "t", "children": [text("l")]});
        let rendered = render(&document(json!([node("paragraph", json!([link]))])));
        assert_eq!(rendered.html, "<p><a title=\"t\" href=\"#\">l</a></p>", "{href}");
    }
}
