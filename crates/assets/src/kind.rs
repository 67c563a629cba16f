//! What a file is, by its first bytes. What a client says of it counts only among kinds of plain text, which nothing executes.

/// Where files that hold markup say so at the latest.
const MARKUP: usize = 4096;

/// Types that a file's name may choose for what is plain text: none that a browser executes.
const KINDS_OF_TEXT: [&str; 8] = [
    "text/csv",
    "text/markdown",
    "text/calendar",
    "text/vtt",
    "text/vcard",
    "text/tab-separated-values",
    "application/json",
    "application/geo+json",
];

/// The media type of a file, by its first bytes and, for plain text, its name (security case 55).
pub fn recognise(head: &[u8], file_name: &str) -> String {
    if let Some(markup) = markup(head) {
        return markup.to_owned();
    }
    if let Some(known) = infer::get(head) {
        return known.mime_type().to_owned();
    }
    if !is_text(head) {
        return "application/octet-stream".to_owned();
    }
    let named = mime_guess::from_path(file_name).first_raw().filter(|named| KINDS_OF_TEXT.contains(named));
    named.unwrap_or("text/plain").to_owned()
}

/// SVG, HTML or other XML; looked for first, so that what is also something else is not taken for that.
fn markup(head: &[u8]) -> Option<&'static str> {
    let head = &head[..head.len().min(MARKUP)];
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    if !head.starts_with(b"<") {
        return None;
    }
    let head = String::from_utf8_lossy(head).to_lowercase();
    let is_html =
        ["<!doctype html", "<html", "<head", "<body", "<script", "<iframe"].iter().any(|tag| head.contains(tag));
    Some(match (head.contains("<svg"), is_html && !head.contains("<svg"), head.starts_with("<?xml")) {
        (true, ..) => "image/svg+xml",
        (_, true, _) => "text/html",
        (_, _, true) => "text/xml",
        (false, false, false) => "text/plain",
    })
}

/// Whether it is UTF-8, as far as it goes, without control characters.
fn is_text(head: &[u8]) -> bool {
    let valid = match std::str::from_utf8(head) {
        Ok(_) => head,
        // The last character may have been cut.
        Err(error) if error.error_len().is_none() => &head[..error.valid_up_to()],
        Err(_) => return false,
    };
    valid.iter().all(|byte| !byte.is_ascii_control() || matches!(byte, b'\n' | b'\r' | b'\t' | b'\x0c'))
}

/// Width and height of an image, in pixels, by its first bytes.
pub(crate) fn sides(head: &[u8]) -> Option<(u64, u64)> {
    let size = imagesize::blob_size(head).ok()?;
    Some((u64::try_from(size.width).ok()?, u64::try_from(size.height).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_55_content_counts_and_not_the_name() {
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x02\0\0\0\x03\x08\x06\0\0\0";
        for (head, name, kind) in [
            (&png[..], "page.html", "image/png"),
            (b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", "photo.png", "image/svg+xml"),
            (b"\xef\xbb\xbf  <?xml version='1.0'?>\n<!-- x --><svg/>", "a.xml", "image/svg+xml"),
            (b"<!DOCTYPE html><p>hi", "photo.jpg", "text/html"),
            (b"\n\n<script>alert(1)</script>", "notes.txt", "text/html"),
            (b"<?xml version='1.0'?><?xml-stylesheet href='x.xsl'?><a/>", "a.txt", "text/xml"),
            (b"alert(document.cookie)", "app.js", "text/plain"),
            (b"a { color: red }", "page.css", "text/plain"),
            (b"a,b\n1,2\n", "numbers.csv", "text/csv"),
            (b"{\"a\":1}", "numbers.json", "application/json"),
            (b"gr\xc3\xbc\xc3", "cut.md", "text/markdown"),
            (b"\0\x01\x02", "letter.txt", "application/octet-stream"),
            (b"", "empty", "text/plain"),
            (b"%PDF-1.7\n<script>", "x.html", "application/pdf"),
        ] {
            assert_eq!(recognise(head, name), kind, "{name}");
        }
        assert_eq!(sides(png), Some((2, 3)));
        assert_eq!(sides(b"%PDF-1.7"), None);
    }
}
