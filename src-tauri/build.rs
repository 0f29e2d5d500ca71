//! Declares the program's commands, so that each window gets only those its capability names.

use std::path::Path;

fn main() {
    require_window();
    let commands =
        tauri_build::AppManifest::new().commands(&["perform", "watch", "history", "evidence"]);
    tauri_build::try_build(tauri_build::Attributes::new().app_manifest(commands))
        .expect("tauri.conf.json, the capabilities and the icons belong together");
}

/// The built window is embedded. Checks and unit tests need none, so a page that says how to
/// build it stands in for it there; a release without its window is an error.
fn require_window() {
    let dist = Path::new("../ui/dist");
    println!("cargo:rerun-if-changed=../ui/dist");
    // The stand-in has the first page alone.
    let is_built = dist.join("index.html").exists() && dist.join("incoming.html").exists();
    if is_built {
        return;
    }
    assert!(
        std::env::var("PROFILE").as_deref() != Ok("release"),
        "the window is not built: run `npm ci && npm run build` in ui/ first"
    );
    let page = "<!doctype html><title>Rufbereit</title><p>The window is not built: run <code>npm ci &amp;&amp; npm run build</code> in <code>ui/</code>.";
    std::fs::create_dir_all(dist).expect("ui/ is in the repository and can be written");
    std::fs::write(dist.join("index.html"), page).expect("ui/dist was just made");
}
