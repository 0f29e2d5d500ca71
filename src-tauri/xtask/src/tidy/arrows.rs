//! The arrows between the rooms, read from cargo's own metadata.
//!
//! ```text
//! program ─▶ app, io, testing        app ─▶ domain ─▶ protocol ─▶ base        io ─▶ domain
//! ```
//!
//! Source: ARCHITECTURE, arrows 1 to 3.

use cargo_metadata::{DependencyKind, MetadataCommand, Package};

use super::Findings;
use crate::tools;

/// Where a package stands, by its folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Layer {
    Base,
    Protocol,
    Domain,
    App,
    Io,
    Testing,
    Program,
    /// `tests` and `xtask`: outside the house.
    Outside,
}

pub(super) fn check(findings: &mut Findings) -> anyhow::Result<()> {
    let metadata = MetadataCommand::new().current_dir(tools::repository()).no_deps().exec()?;
    let layer =
        |name: &str| metadata.packages.iter().find(|package| package.name == name).map(layer_of);
    for package in &metadata.packages {
        let from = layer_of(package);
        let used =
            package.dependencies.iter().filter(|used| used.kind != DependencyKind::Development);
        for used in used {
            let name = used.name.as_str();
            let refused = match layer(name) {
                Some(to) => !may_see(from, to, name),
                None => !may_use(from, &package.name, name),
            };
            if refused {
                findings.broken(format!("`{}` must not depend on `{name}`", package.name));
            }
        }
    }
    Ok(())
}

fn layer_of(package: &Package) -> Layer {
    let mut folders = package.manifest_path.components().rev().map(|part| part.as_str()).skip(1);
    match (folders.next(), folders.next(), folders.next()) {
        (_, Some("base"), Some("crates")) => Layer::Base,
        (_, Some("protocol"), Some("crates")) => Layer::Protocol,
        (_, Some("domain"), Some("crates")) => Layer::Domain,
        (_, Some("app"), Some("crates")) => Layer::App,
        (_, Some("io"), Some("crates")) => Layer::Io,
        (_, Some("testing"), Some("crates")) => Layer::Testing,
        (Some("src-tauri"), _, _) => Layer::Program,
        _ => Layer::Outside,
    }
}

/// Whether a room may depend on another of ours.
fn may_see(from: Layer, to: Layer, name: &str) -> bool {
    match from {
        Layer::Base => to == Layer::Base,
        Layer::Protocol => matches!(to, Layer::Base | Layer::Protocol),
        // Domain rooms share the nouns and nothing else.
        Layer::Domain => to == Layer::Base || name == "model",
        Layer::App => matches!(to, Layer::Base | Layer::Protocol | Layer::Domain | Layer::App),
        // Rooms that connect find and believe hosts in one way.
        Layer::Io => matches!(to, Layer::Base | Layer::Protocol | Layer::Domain) || name == "reach",
        Layer::Testing => {
            matches!(to, Layer::Base | Layer::Protocol | Layer::Domain | Layer::Testing)
        }
        Layer::Program => !matches!(to, Layer::Outside | Layer::Program),
        Layer::Outside => true,
    }
}

/// Whether a room may depend on a library.
fn may_use(from: Layer, package: &str, library: &str) -> bool {
    let waits = library == "tokio" || library.starts_with("tokio-");
    let draws = library == "tauri" || library.starts_with("tauri-");
    let speaks_to_window = library.starts_with("specta");
    let serialises = library == "serde" || library == "serde_json";
    match from {
        Layer::Outside => true,
        Layer::Program => true,
        Layer::Io => !draws && !speaks_to_window,
        Layer::App if package == "contract" => !waits && !draws,
        // What a rule of telephony must remember between two runs of the program, it writes itself.
        Layer::Domain => !waits && !draws && !speaks_to_window,
        Layer::Base | Layer::Protocol | Layer::App | Layer::Testing => {
            !waits && !draws && !speaks_to_window && !serialises
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rooms_see_only_what_lies_below() {
        assert!(may_see(Layer::Protocol, Layer::Base, "clock"));
        assert!(may_see(Layer::Domain, Layer::Domain, "model"));
        assert!(may_see(Layer::Program, Layer::Io, "sound"));
        assert!(!may_see(Layer::Base, Layer::Protocol, "sdp"));
        assert!(!may_see(Layer::App, Layer::Io, "storage"));
        assert!(!may_see(Layer::Io, Layer::App, "switchboard"));
        assert!(may_see(Layer::Io, Layer::Io, "reach"));
        assert!(!may_see(Layer::Io, Layer::Io, "transport"));
        assert!(!may_see(Layer::Domain, Layer::Domain, "faults"));
    }

    #[test]
    fn libraries_stay_in_their_layer() {
        assert!(may_use(Layer::Io, "transport", "tokio"));
        assert!(may_use(Layer::App, "contract", "serde"));
        assert!(may_use(Layer::Domain, "telephony", "serde"));
        assert!(!may_use(Layer::Domain, "telephony", "specta"));
        assert!(!may_use(Layer::App, "switchboard", "serde"));
        assert!(!may_use(Layer::Protocol, "sip-agent", "tokio-util"));
        assert!(!may_use(Layer::Io, "sound", "tauri"));
    }
}
