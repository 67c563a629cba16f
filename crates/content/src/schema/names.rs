//! Names that are derived from a model's (content-api-read.md §1, content-api-write.md §1.2). Schema and planners meet here, so that
//! neither spells a name by itself.

use model::{Model, lower_first};

/// `text` with its first character in upper case and nothing else changed.
pub fn ucfirst(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(chars).collect()
}

/// Root field of one entry: `post`.
pub fn single_query(api_id: &str) -> String {
    lower_first(api_id)
}

/// Root field of a list: `posts`.
pub fn list_query(api_id_plural: &str) -> String {
    lower_first(api_id_plural)
}

/// Root field of a connection: `postsConnection`.
pub fn connection_query(api_id_plural: &str) -> String {
    format!("{}Connection", lower_first(api_id_plural))
}

/// Root field of one version: `postVersion`.
pub fn version_query(api_id: &str) -> String {
    format!("{}Version", lower_first(api_id))
}

/// Union of what a modular component field may hold, the field verbatim: `PostblocksUnion`.
pub fn component_union(parent: &str, field: &str) -> String {
    format!("{parent}{field}Union")
}

/// Union of what may hold a component: `SeoParent`.
pub fn component_parent(component: &str) -> String {
    format!("{component}Parent")
}

/// Type of a rich text field with embeds: `PostBodyRichText`.
pub fn rich_text_type(parent: &str, field: &str) -> String {
    format!("{parent}{}RichText", ucfirst(field))
}

/// Union of what a rich text field may embed: `PostBodyRichTextEmbeddedTypes`.
pub fn rich_text_embedded_types(parent: &str, field: &str) -> String {
    format!("{}EmbeddedTypes", rich_text_type(parent, field))
}

/// A model's part in the name of its mutations: `Posts` in `updateManyPosts`.
pub fn many(model: &Model) -> String {
    ucfirst(&model.api_id_plural)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_first_character_changes() {
        assert_eq!(lower_first("SEO"), "sEO");
        assert_eq!(lower_first("Home_page"), "home_page");
        assert_eq!(ucfirst("sub_title"), "Sub_title");
        assert_eq!(version_query("SiteSettings"), "siteSettingsVersion");
        assert_eq!(component_union("Article", "content"), "ArticlecontentUnion");
        assert_eq!(connection_query("AllSiteSettings"), "allSiteSettingsConnection");
        assert_eq!(rich_text_embedded_types("Block", "content"), "BlockContentRichTextEmbeddedTypes");
    }
}
