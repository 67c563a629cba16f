//! What is delivered at an asset's address.

use wire_tests::on_both;

use super::site::{PNG, Site, header};

#[tokio::test(flavor = "multi_thread")]
async fn case_55_files_do_not_act_where_they_are_delivered() {
    on_both(async |server| {
        let site = Site::on(&server).await;
        for (name, bytes, kind, disposition) in [
            ("a.png", PNG, "image/png", "inline"),
            (
                "a.svg",
                b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>1</script></svg>" as &[u8],
                "image/svg+xml",
                "inline",
            ),
            ("a.png", b"<html><script>1</script>", "text/html; charset=utf-8", "attachment"),
            ("a.html", b"<!doctype html><p>", "text/html; charset=utf-8", "attachment"),
            ("a.xml", b"<?xml version='1.0'?><?xml-stylesheet href='x'?><a/>", "text/xml; charset=utf-8", "attachment"),
            ("a.js", b"alert(1)", "text/plain; charset=utf-8", "inline"),
            ("a.png.exe", b"MZ\x90\0\x03\0\0\0", "application/vnd.microsoft.portable-executable", "attachment"),
            ("a.bin", b"\0\x01\x02", "application/octet-stream", "attachment"),
            ("a.json", b"{}", "application/json", "attachment"),
            ("a.pdf", b"%PDF-1.7\n<script>", "application/pdf", "inline"),
        ] {
            let (id, form) = site.create("").await;
            site.upload(&form, name, bytes).await;
            let url = site.asset(&id, "url").await["url"].as_str().unwrap().to_owned();
            let (status, headers, body) = site.get(&url).await;
            assert_eq!((status, body.as_slice()), (200, bytes), "{name}");
            assert_eq!(header(&headers, "content-type"), kind, "{name}");
            assert_eq!(header(&headers, "x-content-type-options"), "nosniff");
            assert!(header(&headers, "content-disposition").starts_with(disposition), "{name}");
            let policy = header(&headers, "content-security-policy");
            assert!(policy.starts_with("default-src 'none'") && !policy.contains("script-src"), "{policy}");
            assert_eq!(policy.contains("sandbox"), kind != "application/pdf", "{name}");
            assert_eq!(header(&headers, "access-control-allow-origin"), "*");
            assert!(!headers.contains_key("set-cookie"));
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn parts_of_files_and_kept_copies() {
    on_both(async |server| {
        let site = Site::on(&server).await;
        let (id, form) = site.create("").await;
        let bytes: Vec<u8> = [b"\0".as_slice(), &(0..=254).cycle().take(99_999).collect::<Vec<u8>>()].concat();
        site.upload(&form, "Grüße \"1\".bin", &bytes).await;
        let url = site.asset(&id, "url").await["url"].as_str().unwrap().to_owned();
        let (_, headers, body) = site.get(&url).await;
        assert!(body == bytes);
        assert_eq!(header(&headers, "cache-control"), "public, max-age=31536000, immutable");
        assert_eq!(header(&headers, "accept-ranges"), "bytes");
        assert_eq!(header(&headers, "content-length"), "100000");
        let etag = header(&headers, "etag").to_owned();
        let (status, headers, body) = site.head(&url).await;
        assert_eq!((status, header(&headers, "content-length"), body.len()), (200, "100000", 0));
        for (range, status, part, told) in [
            ("bytes=0-9", 206, &bytes[..10], "bytes 0-9/100000"),
            ("bytes=99990-", 206, &bytes[99_990..], "bytes 99990-99999/100000"),
            ("bytes=-5", 206, &bytes[99_995..], "bytes 99995-99999/100000"),
            ("bytes=70000-999999", 206, &bytes[70_000..], "bytes 70000-99999/100000"),
            ("bytes=100000-", 416, &[], "bytes */100000"),
            ("bytes=0-1,5-6", 200, &bytes[..], ""),
            ("pages=1-2", 200, &bytes[..], ""),
        ] {
            let (found, headers, body) = site.get_with(&url, &[("range", range)]).await;
            assert_eq!((found, header(&headers, "content-range")), (status, told), "{range}");
            assert!(body == part, "{range}");
        }
        for (name, value, status) in [("if-none-match", etag.as_str(), 304), ("if-none-match", "\"other\"", 200)] {
            assert_eq!(site.get_with(&url, &[(name, value)]).await.0, status, "{name}: {value}");
        }
        assert_eq!(site.get_with(&url, &[("range", "bytes=0-9"), ("if-range", &etag)]).await.0, 206);
        assert_eq!(site.get_with(&url, &[("range", "bytes=0-9"), ("if-range", "\"other\"")]).await.0, 200);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_there_is_told_in_a_short_text() {
    on_both(async |server| {
        let site = Site::on(&server).await;
        let (id, form) = site.create("").await;
        site.upload(&form, "a.png", PNG).await;
        let url = site.asset(&id, "url").await["url"].as_str().unwrap().to_owned();
        let handle = url.rsplit('/').next().unwrap();
        let project = site.blog.owner.project("Other").await;
        let media = site.media();
        for (address, status) in [
            (format!("{media}/nothing"), 404),
            (format!("{media}/..%2f..%2fserver.key"), 404),
            (format!("{media}/%00"), 404),
            (format!("{media}/%ff"), 404),
            (url.replace(&site.blog.project.environment, "%00"), 404),
            (url.replace(&site.blog.project.environment, "%ff"), 404),
            (format!("{media}/{}", "x".repeat(5000)), 404),
            (url.replace(&site.blog.project.environment, &project.environment), 404),
            (url.replace(&site.blog.project.environment, "nowhere"), 404),
            // A wrong picture would be worse than none.
            (format!("{media}/resize=width:59,height:59,fit:crop/{handle}"), 501),
            (format!("{media}/auto_image/resize=width:1/{handle}"), 501),
            (format!("{media}/auto_image/nothing"), 404),
        ] {
            let (found, headers, body) = site.get(&address).await;
            assert_eq!(found, status, "{address}");
            assert!(body.len() < 200 && header(&headers, "content-type").starts_with("text/plain"), "{address}");
            assert_eq!(header(&headers, "cache-control"), "no-store");
        }
    })
    .await;
}
