//! Says where Studio's build is, and runs nothing: a plain `cargo build` needs no Node. Without a build the binary
//! serves a page that says how to get Studio.

use std::path::{Path, PathBuf};

fn main() {
    let manifest = std::env::var("CARGO_MANIFEST_DIR").expect("cargo sets it");
    let built = Path::new(&manifest).join("../../studio/dist");
    let out = PathBuf::from(std::env::var("OUT_DIR").expect("cargo sets it")).join("no-studio");
    println!("cargo:rerun-if-changed={}", built.join(".hash").display());
    println!("cargo:rerun-if-changed={}", built.join("index.html").display());
    let folder = if built.join("index.html").exists() {
        built
    } else {
        println!("cargo:warning=Studio is not built; `cargo xtask start` builds it");
        std::fs::create_dir_all(&out).expect("OUT_DIR can be written");
        out
    };
    println!("cargo:rustc-env=EPIGRAPH_STUDIO_DIST={}", folder.display());
}
