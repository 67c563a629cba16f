//! Which crate may depend on which.

use serde_json::Value;

use super::Breach;
use crate::command::Failure;

/// Crates below this folder of the workspace are the product; their order in the workspace is the order of layers.
const PRODUCT: &str = "crates/";

/// Libraries that a few crates have for themselves: library, who may have it, why.
const RESERVED: [(&str, &[&str], &str); 10] = [
    ("rusqlite", &["store"], STORE_HAS_DRIVERS),
    ("tokio-postgres", &["store"], STORE_HAS_DRIVERS),
    ("deadpool-postgres", &["store"], STORE_HAS_DRIVERS),
    ("axum", &["server"], "the wire is known in one place: statuses and error texts are made in `server`"),
    ("apollo-compiler", &["graphql"], "the GraphQL library can be replaced by changing `graphql` alone"),
    ("tower-http", &["server"], "the wire is known in one place: statuses and error texts are made in `server`"),
    ("hyper-rustls", &["outbound"], OUTBOUND_CALLS),
    ("reqwest", &["outbound"], OUTBOUND_CALLS),
    ("lettre", &["outbound"], OUTBOUND_CALLS),
    ("clap", &["epigraph"], "flags and environment variables are read in the binary; below it, values are passed"),
];

const OUTBOUND_CALLS: &str =
    "only `outbound` calls other servers, so that nothing is called without limits and address checks";

const STORE_HAS_DRIVERS: &str = "only `store` talks to a database, so that no query passes round its transactions";

/// Crates that compute and nothing else, and what they may therefore not have.
const PURE: [&str; 5] = ["model", "richtext", "graphql", "access", "sql"];
const IMPURE: [&str; 6] = ["tokio", "rusqlite", "tokio-postgres", "jiff", "rand", "reqwest"];

/// Pairs that stay apart even if the order of layers changes: crate, what it may not use, why.
const APART: [(&str, &str, &str); 1] =
    [("content", "management", "no API reaches round another: what both need lies in a layer below them")];

/// Checks the product's crates in the answer of `cargo metadata --no-deps`.
pub fn check(metadata: &str) -> Result<Vec<Breach>, Failure> {
    let metadata: Value =
        serde_json::from_str(metadata).map_err(|error| Failure::new(format!("cargo metadata: {error}")))?;
    let packages = metadata["packages"].as_array().map(Vec::as_slice).unwrap_or_default();
    // `workspace_members` keeps the order of Cargo.toml, `packages` does not.
    let members = metadata["workspace_members"].as_array().map(Vec::as_slice).unwrap_or_default();
    let layers: Vec<(&str, Vec<&str>)> = members
        .iter()
        .filter_map(|id| packages.iter().find(|package| package["id"] == *id))
        .filter(|package| package["manifest_path"].as_str().is_some_and(|path| path.contains(PRODUCT)))
        .filter_map(|package| Some((package["name"].as_str()?, dependencies(package))))
        .collect();
    let names: Vec<&str> = layers.iter().map(|(name, _)| *name).collect();
    let check = |(name, dependencies): &(&str, Vec<&str>)| {
        dependencies.iter().flat_map(|dependency| breaches(&names, name, dependency)).collect::<Vec<_>>()
    };
    Ok(layers.iter().flat_map(check).collect())
}

/// What a crate's code is built with; what only its tests use is free.
fn dependencies(package: &Value) -> Vec<&str> {
    let all = package["dependencies"].as_array().map(Vec::as_slice).unwrap_or_default();
    all.iter()
        .filter(|dependency| dependency["kind"] != "dev")
        .filter_map(|dependency| dependency["name"].as_str())
        .collect()
}

fn breaches(layers: &[&str], name: &str, dependency: &str) -> Vec<Breach> {
    let place = |of: &str| layers.iter().position(|layer| *layer == of);
    let mut reasons = Vec::new();
    if place(dependency).is_some_and(|below| place(name).is_some_and(|here| here <= below)) {
        reasons.push("a crate uses only crates above it in the workspace's list: the layers stay layers");
    }
    if PURE.contains(&name) && IMPURE.contains(&dependency) {
        reasons.push("this crate only computes: it cannot wait, look at a clock, draw random numbers or do I/O");
    }
    reasons.extend(
        RESERVED.iter().filter(|(library, owners, _)| *library == dependency && !owners.contains(&name)).map(|r| r.2),
    );
    reasons.extend(APART.iter().filter(|(user, used, _)| *user == name && *used == dependency).map(|apart| apart.2));
    reasons
        .into_iter()
        .map(|reason| Breach::new(format!("crate {name}"), format!("depends on {dependency}"), reason))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{breaches, check};

    const LAYERS: [&str; 5] = ["model", "sql", "store", "content", "management"];

    #[track_caller]
    fn broken(name: &str, dependency: &str, reason: &str) {
        let found = breaches(&LAYERS, name, dependency);
        assert!(found.iter().any(|breach| breach.reason.contains(reason)), "{found:?}");
    }

    #[test]
    fn layers_use_only_lower_ones() {
        broken("model", "sql", "the layers stay layers");
        broken("content", "management", "no API reaches round another");
        assert_eq!(breaches(&LAYERS, "store", "sql"), []);
    }

    #[test]
    fn libraries_stay_with_their_owners() {
        broken("content", "rusqlite", "only `store` talks");
        broken("management", "axum", "the wire");
        assert_eq!(breaches(&LAYERS, "store", "tokio-postgres"), []);
    }

    #[test]
    fn pure_crates_only_compute() {
        broken("sql", "tokio", "only computes");
        assert_eq!(breaches(&LAYERS, "store", "tokio"), []);
    }

    #[test]
    fn metadata_is_read_in_the_order_of_the_members() {
        let package = |name: &str, dependency: &str, kind: &str| {
            format!(
                r#"{{"id":"{name}","name":"{name}","manifest_path":"/p/crates/{name}/Cargo.toml",
                "dependencies":[{{"name":"{dependency}","kind":{kind}}}]}}"#
            )
        };
        let metadata = |kind: &str| {
            format!(
                r#"{{"packages":[{},{}],"workspace_members":["low","high"]}}"#,
                package("high", "low", "null"),
                package("low", "high", kind)
            )
        };
        let found = check(&metadata("null")).expect("it is JSON");
        assert_eq!(found.iter().map(|breach| breach.place.as_str()).collect::<Vec<_>>(), ["crate low"]);
        assert_eq!(check(&metadata("\"dev\"")).expect("it is JSON"), []);
    }
}
