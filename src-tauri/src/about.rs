//! What the program is made of, with its licences: the crates that were compiled in, and the packages that the page was
//! bundled from. Both lists are made by the builds themselves, so neither can be out of date.

use ctvl_contract::{About, Component};
use serde_json::Value;
use tauri::{AppHandle, Runtime};

/// Name, version and licence of every crate in the program, from `build.rs`.
const CRATES: &[(&str, &str, &str)] = include!(concat!(env!("OUT_DIR"), "/crates.rs"));

/// What the page is bundled with that is no package: `ui/src/styles/fonts`.
const FONTS: [(&str, &str, &str); 2] =
    [("Inter", "4.001", "OFL-1.1"), ("JetBrains Mono", "2.211", "OFL-1.1")];

/// What the page's build wrote about its packages.
const PACKAGES: &str = "licenses.json";

/// The program's licence.
const LICENCE: &str = env!("CARGO_PKG_LICENSE");

/// Where a package does not name its licence in the usual form.
const UNNAMED: &str = "see its licence file";

/// Everything there is to know about the program.
pub fn about<R: Runtime>(app: &AppHandle<R>, receipt_key: Option<String>) -> About {
    let packages = app.asset_resolver().get(PACKAGES.to_owned()).map(|asset| packages(&asset.bytes));
    let mut components: Vec<Component> = CRATES
        .iter()
        .chain(&FONTS)
        .map(|(name, version, licence)| component(name, version, licence))
        .chain(packages.unwrap_or_default())
        .collect();
    components.sort_by_key(|component| component.name.to_lowercase());
    About {
        version: app.package_info().version.to_string(),
        licence: LICENCE.to_owned(),
        receipt_key,
        components,
    }
}

fn packages(list: &[u8]) -> Vec<Component> {
    let list: Vec<Value> = serde_json::from_slice(list).unwrap_or_default();
    let text = |entry: &Value, key: &str| entry[key].as_str().unwrap_or_default().to_owned();
    list.iter()
        .map(|entry| component(&text(entry, "name"), &text(entry, "version"), &text(entry, "identifier")))
        .collect()
}

fn component(name: &str, version: &str, licence: &str) -> Component {
    let licence = if licence.is_empty() { UNNAMED } else { licence };
    Component { name: name.to_owned(), version: version.to_owned(), licence: licence.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_crate_of_the_program_is_listed_with_its_licence() {
        let find = |name: &str| CRATES.iter().find(|(known, ..)| *known == name);
        for name in ["tauri", "rustls", "rusqlite", "serde", "zlib-rs"] {
            assert!(
                find(name).is_some_and(|(_, version, licence)| !version.is_empty() && !licence.is_empty()),
                "{name}"
            );
        }
        assert!(find("proptest").is_none(), "tests are not shipped");
        assert!(find("ctvl-engine").is_none(), "our own crates have the program's licence");
    }

    #[test]
    fn packages_of_the_page_are_read_as_its_build_writes_them() {
        let list = br#"[{"name":"svelte","version":"5.57.3","identifier":"MIT","text":"long"},{"name":"x","version":"1"}]"#;
        let found = packages(list);
        assert_eq!(found[0], component("svelte", "5.57.3", "MIT"));
        assert_eq!(found[1].licence, UNNAMED, "none is named, so none is claimed");
        assert!(packages(b"<html>").is_empty());
    }
}
