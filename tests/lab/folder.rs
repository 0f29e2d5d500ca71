//! A folder of its own for each server; its logs outlive a failed test.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;

/// A temporary folder. When the test that holds it panics, its contents are copied to
/// `target/lab-logs/<test>/<label>` before it goes.
#[derive(Debug)]
pub struct Folder {
    folder: tempfile::TempDir,
    label: String,
}

impl Folder {
    /// # Errors
    /// When the temporary folder cannot be written.
    pub fn new(label: &str) -> anyhow::Result<Self> {
        let folder = tempfile::Builder::new()
            .prefix(&format!("lab-{label}-"))
            .tempdir()
            .context("temporary folder")?;
        Ok(Self { folder, label: label.to_owned() })
    }

    #[must_use]
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    #[must_use]
    pub fn join(&self, name: impl AsRef<Path>) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file below the folder and gives its path.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&self, name: &str, text: impl AsRef<[u8]>) -> anyhow::Result<PathBuf> {
        let path = self.join(name);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(&path, text).with_context(|| format!("write {}", path.display()))?;
        Ok(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let test = std::thread::current().name().unwrap_or("test").replace("::", "-");
            copy_tree(self.path(), &build_folder().join("lab-logs").join(test).join(&self.label));
        }
    }
}

/// Where cargo builds: logs, caches and screenshots go below it.
#[must_use]
pub fn build_folder() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| repository().join("target"), PathBuf::from)
}

/// The folder that holds the workspace.
#[must_use]
pub fn repository() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_path_buf()
}

/// Copies plain files; sockets and pipes have nothing to keep. Runs while a test fails, so it
/// keeps what it can and complains about nothing.
fn copy_tree(from: &Path, to: &Path) {
    if fs::create_dir_all(to).is_err() {
        return;
    }
    let Ok(entries) = fs::read_dir(from) else { return };
    for entry in entries.flatten() {
        let Ok(kind) = entry.file_type() else { continue };
        let target = to.join(entry.file_name());
        if kind.is_dir() {
            copy_tree(&entry.path(), &target);
        } else if kind.is_file() {
            let _copied = fs::copy(entry.path(), target);
        }
    }
}
