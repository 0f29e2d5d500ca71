//! The window that says why the program cannot start. Nothing of the program runs behind it.

use std::path::Path;

use tauri::{Url, WebviewUrl, WebviewWindowBuilder};

use crate::words::system_language;

/// The window's label, as its capability knows it.
const TROUBLE: &str = "trouble";
/// Its size, in logical pixels.
const SIZE: (f64, f64) = (560.0, 400.0);

/// What keeps the program from starting, as the window names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Another program has the profile and does not answer.
    InUse,
    /// A later version wrote the database.
    Newer,
    /// The database is damaged.
    Damaged,
    /// The file belongs to another program.
    Foreign,
    /// The folder cannot be read or written.
    Folder,
    /// Anything else; the cause says what.
    Other,
}

impl Kind {
    const fn code(self) -> &'static str {
        match self {
            Self::InUse => "inUse",
            Self::Newer => "newer",
            Self::Damaged => "damaged",
            Self::Foreign => "foreign",
            Self::Folder => "folder",
            Self::Other => "other",
        }
    }
}

/// Shows the window until the person closes it.
pub(crate) fn tell(kind: Kind, place: &Path, cause: &str) {
    let address = address(kind, place, cause);
    let built = tauri::Builder::default()
        .setup(move |app| {
            WebviewWindowBuilder::new(app, TROUBLE, WebviewUrl::App(address.into()))
                .title("Rufbereit")
                .inner_size(SIZE.0, SIZE.1)
                .center()
                .build()?;
            Ok(())
        })
        .build(tauri::generate_context!());
    match built {
        Ok(app) => drop(app.run_return(|_app, _event| {})),
        // The terminal has it already.
        Err(error) => tracing::error!(%error, "no window can be opened"),
    }
}

/// The page with what it has to say; a query is all that it is told.
fn address(kind: Kind, place: &Path, cause: &str) -> String {
    let mut url = Url::parse("tauri://localhost/trouble.html").expect("a constant address");
    url.query_pairs_mut()
        .append_pair("kind", kind.code())
        .append_pair("place", &place.display().to_string())
        .append_pair("cause", cause)
        .append_pair("language", &system_language());
    format!("trouble.html?{}", url.query().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_with_odd_letters_arrives_whole() {
        let place = Path::new("/home/lena & söhne/#1?x=y");
        let page = format!("tauri://localhost/{}", address(Kind::Damaged, place, "50 % & more"));

        let url = Url::parse(&page).unwrap();
        let told: Vec<(String, String)> =
            url.query_pairs().map(|(key, value)| (key.into_owned(), value.into_owned())).collect();

        assert_eq!(url.path(), "/trouble.html");
        assert_eq!(told[0], ("kind".to_owned(), "damaged".to_owned()));
        assert_eq!(told[1], ("place".to_owned(), place.display().to_string()));
        assert_eq!(told[2], ("cause".to_owned(), "50 % & more".to_owned()));
    }
}
