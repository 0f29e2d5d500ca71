//! The profiles that come with the program.

use std::sync::LazyLock;

use super::Provider;

/// File name and text of each profile, in the order in which they are shown.
pub const SHIPPED: [(&str, &str); 5] = [
    ("spie-osmo.toml", include_str!("../../providers/spie-osmo.toml")),
    ("stimme.toml", include_str!("../../providers/stimme.toml")),
    ("voip-contract.toml", include_str!("../../providers/voip-contract.toml")),
    ("traut.toml", include_str!("../../providers/traut.toml")),
    ("seitenbau.toml", include_str!("../../providers/seitenbau.toml")),
];

impl Provider {
    /// The profiles that come with the program.
    #[must_use]
    pub fn shipped() -> &'static [Self] {
        static PROVIDERS: LazyLock<Vec<Provider>> = LazyLock::new(|| {
            let read = SHIPPED.iter().map(|(file, text)| Provider::read(file, text));
            read.collect::<Result<_, _>>().expect("a test reads what comes with the program")
        });
        &PROVIDERS
    }
}
