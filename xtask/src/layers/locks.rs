//! Lock files name what is needed and its hash; where it comes from is the machine's business.

use super::Breach;

const REASON: &str =
    "a lock file with addresses fails where packages come from a mirror, and tells of the machine it was made on";
const CRATES_IO: &str = "registry+https://github.com/rust-lang/crates.io-index";
/// Every package is code that we answer for.
const MOST_PACKAGES: usize = 450;

/// Whether a file is a lock file, by its path.
pub fn is_lock_file(name: &str) -> bool {
    let last = name.rsplit('/').next().unwrap_or(name);
    matches!(last, "Cargo.lock" | "package-lock.json" | "npm-shrinkwrap.json" | "yarn.lock" | "pnpm-lock.yaml")
}

/// Checks a lock file.
pub fn check(name: &str, text: &str) -> Vec<Breach> {
    let addresses = text.lines().enumerate().filter(|(_, line)| is_foreign(line)).map(|(index, line)| {
        Breach::new(format!("{name}:{}", index + 1), format!("names a place: {}", line.trim()), REASON)
    });
    let packages = text.lines().filter(|line| *line == "[[package]]").count();
    let many = (packages > MOST_PACKAGES).then(|| {
        let what = format!("{packages} packages, more than {MOST_PACKAGES}");
        Breach::new(name, what, "every package is code that we answer for")
    });
    addresses.chain(many).collect()
}

/// Cargo writes its own index as a source whatever the mirror is; npm writes `resolved`, also for folders of the project.
fn is_foreign(line: &str) -> bool {
    let line = line.trim();
    let cargo = line.strip_prefix("source = \"").is_some_and(|source| source.trim_end_matches('"') != CRATES_IO);
    let npm = line.strip_prefix("\"resolved\": \"").is_some_and(|place| place.contains("://"));
    let other = line.strip_prefix("resolved \"").is_some() || line.contains("tarball: http");
    cargo || npm || other
}

#[cfg(test)]
mod tests {
    use super::{check, is_lock_file};

    #[test]
    fn lock_files_are_known_by_name() {
        assert!(is_lock_file("studio/package-lock.json") && is_lock_file("Cargo.lock"));
        assert!(!is_lock_file("studio/package.json"));
    }

    #[test]
    fn addresses_are_found() {
        let npm = "  \"resolved\": \"https://registry.example/react.tgz\",\n  \"resolved\": \"apps/one\",\n";
        assert_eq!(check("package-lock.json", npm).len(), 1);
        assert_eq!(check("Cargo.lock", "source = \"git+https://example.org/fork\"\n").len(), 1);
        assert_eq!(check("Cargo.lock", "source = \"registry+https://github.com/rust-lang/crates.io-index\"\n"), []);
    }

    #[test]
    fn packages_are_counted() {
        assert_eq!(check("Cargo.lock", &"[[package]]\n".repeat(450)), []);
        assert_eq!(check("Cargo.lock", &"[[package]]\n".repeat(451)).len(), 1);
    }
}
