//! Rich text: AST to html, markdown and text; embedded references. Pure.
//!
//! The AST is the Slate JSON that clients send and get back unchanged (content-api-read.md §9.3). [`check`] says whether a value is one;
//! the other functions take what passed it, and skip what did not.
//!
//! ```
//! let ast = serde_json::json!({"children": [{"type": "paragraph", "children": [{"text": "GraphQL CMS"}]}]});
//! assert!(richtext::check(&ast).is_ok());
//! let rendered = richtext::render(&ast);
//! assert_eq!((rendered.html.as_str(), rendered.markdown.as_str()), ("<p>GraphQL CMS</p>", "GraphQL CMS\n"));
//! ```

mod ast;
mod check;
mod embeds;
mod html;
mod markdown;
mod text;

use serde_json::Value;

pub use ast::MAX_DEPTH;
pub use check::{AstError, Problem, check};
pub use embeds::{Embed, embeds};

/// The three texts of a document, made when it is written so that reading never renders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// As Hygraph's `html` (content-api-read.md §9.4).
    pub html: String,
    /// As Hygraph's `markdown` (§9.5).
    pub markdown: String,
    /// As Hygraph's `text` (§9.6).
    pub text: String,
}

/// Renders a checked AST.
pub fn render(ast: &Value) -> Rendered {
    Rendered { html: html::html(ast), markdown: markdown::markdown(ast), text: text::text(ast) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_that_nobody_knows_shows_what_is_in_it() {
        let inner = serde_json::json!({"type": "paragraph", "children": [{"text": "a"}, {"type": "mine", "children": [{"text": "b<"}]}]});
        let ast = serde_json::json!({"children": [{"type": "script", "children": [inner]}]});
        check(&ast).unwrap();
        let rendered = render(&ast);
        assert_eq!(rendered.html, "<p>ab&lt;</p>");
        assert_eq!(rendered.markdown.replace('\\', ""), "ab<\n");
        assert_eq!(rendered.text, "a\\nb<");
    }
}
