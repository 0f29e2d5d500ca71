//! The committed bindings are those of the present contract.

use std::path::Path;

#[test]
fn the_committed_bindings_are_those_of_the_contract() {
    let committed = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/src/bindings/index.ts");
    let fresh = Path::new(env!("CARGO_TARGET_TMPDIR")).join("bindings.ts");
    rufbereit::bindings::write(&fresh).expect("every type has a shape");
    let fresh = std::fs::read_to_string(fresh).unwrap();

    if std::env::var_os("UPDATE_BINDINGS").is_some() {
        std::fs::create_dir_all(committed.parent().unwrap()).unwrap();
        std::fs::write(&committed, &fresh).unwrap();
    }

    let committed = std::fs::read_to_string(&committed).unwrap_or_default();
    assert!(committed == fresh, "stale: run `cargo xtask bindings`");
}
