//! Files that a person names: written whole, read with bounds.

use std::path::{Path, PathBuf};

use contract::{Refusal, RefusalCode};
use faults::Attachment;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

/// Largest file that goes along with a comment.
const FILE_BYTES: u64 = 25 * 1024 * 1024;
/// Most files of one comment.
const FILES: usize = 10;

/// Writes a file where the person wants it; in the folder for downloads, else in the profile.
///
/// # Errors
/// Says which file and why.
pub(super) async fn write(
    path: Option<PathBuf>,
    profile: &Path,
    name: &str,
    bytes: Vec<u8>,
) -> Result<PathBuf, Refusal> {
    let path = match path {
        Some(path) if path.is_absolute() => path,
        Some(path) => return Err(failed(&path, "not an absolute path")),
        None => free(&downloads().unwrap_or_else(|| profile.to_owned()), name).await,
    };
    whole(&path, &bytes).await.map_err(|error| failed(&path, error))?;
    Ok(path)
}

/// Writes all of a file or nothing, and leaves what was there where it cannot: the disk may be full.
async fn whole(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    // A link stays one, and nothing takes the place of a device.
    let path = tokio::fs::canonicalize(path).await.unwrap_or_else(|_new| path.to_owned());
    if tokio::fs::metadata(&path).await.is_ok_and(|there| !there.is_file()) {
        return tokio::fs::write(&path, bytes).await;
    }
    let draft = path.with_added_extension("part");
    let mut file = tokio::fs::File::create(&draft).await?;
    let written = async {
        file.write_all(bytes).await?;
        // What went wrong while writing is told by the flush alone.
        file.flush().await?;
        file.sync_all().await?;
        tokio::fs::rename(&draft, &path).await
    };
    let outcome = written.await;
    if outcome.is_err() {
        // What cannot be removed is written over next time.
        let _left_behind = tokio::fs::remove_file(&draft).await;
    }
    outcome
}

fn downloads() -> Option<PathBuf> {
    let folders = directories::UserDirs::new()?;
    let downloads = folders.download_dir()?;
    downloads.is_dir().then(|| downloads.to_owned())
}

/// A name that is not taken: nothing of the person's is overwritten unasked.
async fn free(folder: &Path, name: &str) -> PathBuf {
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, "txt"));
    let mut path = folder.join(name);
    for number in 2..1_000_u32 {
        if !tokio::fs::try_exists(&path).await.unwrap_or(false) {
            break;
        }
        path = folder.join(format!("{stem}-{number}.{ending}"));
    }
    path
}

/// Reads files that go along with a comment.
///
/// # Errors
/// Says which file and why.
pub(super) async fn read(paths: Vec<String>) -> Result<Vec<Attachment>, Refusal> {
    if paths.len() > FILES {
        return Err(Refusal::new(RefusalCode::InvalidField, "files"));
    }
    let mut files = Vec::with_capacity(paths.len());
    for path in paths {
        files.push(read_one(Path::new(&path)).await?);
    }
    Ok(files)
}

async fn read_one(path: &Path) -> Result<Attachment, Refusal> {
    if !path.is_absolute() {
        return Err(failed(path, "not an absolute path"));
    }
    let file = tokio::fs::File::open(path).await.map_err(|error| failed(path, error))?;
    let metadata = file.metadata().await.map_err(|error| failed(path, error))?;
    if !metadata.is_file() {
        return Err(failed(path, "not a file"));
    }
    let mut bytes = Vec::new();
    // One byte more tells a file that is too large, even one that grows meanwhile.
    let read = file.take(FILE_BYTES + 1).read_to_end(&mut bytes).await;
    let read = read.map_err(|error| failed(path, error))?;
    if u64::try_from(read).unwrap_or(u64::MAX) > FILE_BYTES {
        return Err(failed(path, format!("larger than {} MB", FILE_BYTES / 1024 / 1024)));
    }
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
    Ok(Attachment { name: name.unwrap_or_else(|| "file".to_owned()), bytes })
}

fn failed(path: &Path, why: impl std::fmt::Display) -> Refusal {
    Refusal::new(RefusalCode::FileFailed, format!("{}: {why}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn nothing_is_overwritten_unless_it_is_named() {
        let folder = tempfile::TempDir::new().unwrap();
        let named = folder.path().join("a.zip");

        for content in [b"one".to_vec(), b"two".to_vec()] {
            let path = Some(named.clone());
            assert_eq!(write(path, folder.path(), "x", content).await.unwrap(), named);
        }
        assert_eq!(std::fs::read(&named).unwrap(), b"two");
        assert_eq!(free(folder.path(), "a.zip").await, folder.path().join("a-2.zip"));

        let relative = write(Some("a.zip".into()), folder.path(), "x", Vec::new()).await;
        assert_eq!(relative.unwrap_err().code, RefusalCode::FileFailed);
    }

    #[cfg(target_os = "linux")]
    #[tokio::test]
    async fn a_disk_that_refuses_leaves_what_was_there_and_no_half_file() {
        let folder = tempfile::TempDir::new().unwrap();
        let named = folder.path().join("a.zip");
        let link = folder.path().join("link.zip");
        std::fs::write(&named, b"one").unwrap();
        std::os::unix::fs::symlink(&named, &link).unwrap();
        write(Some(link.clone()), folder.path(), "x", b"two".to_vec()).await.unwrap();
        assert!(link.is_symlink() && std::fs::read(&named).unwrap() == b"two");

        std::os::unix::fs::symlink("/dev/full", folder.path().join("a.zip.part")).unwrap();
        let refused = write(Some(named.clone()), folder.path(), "x", b"three".to_vec()).await;

        let subject = refused.unwrap_err().subject;
        assert!(subject.contains("No space left"), "{subject}");
        assert_eq!(std::fs::read(&named).unwrap(), b"two");
        assert!(!folder.path().join("a.zip.part").is_symlink());
        let full = write(Some("/dev/full".into()), folder.path(), "x", b"x".to_vec()).await;
        assert!(full.unwrap_err().subject.contains("No space left"));
        assert!(!Path::new("/dev/full").is_file());
    }

    #[tokio::test]
    async fn files_are_read_with_bounds() {
        let folder = tempfile::TempDir::new().unwrap();
        let small = folder.path().join("small.txt");
        let large = folder.path().join("large.bin");
        std::fs::write(&small, b"hello").unwrap();
        std::fs::File::create(&large).unwrap().set_len(FILE_BYTES + 1).unwrap();
        let text = |path: &Path| path.display().to_string();

        let files = read(vec![text(&small)]).await.unwrap();
        assert_eq!(
            (files[0].name.as_str(), files[0].bytes.as_slice()),
            ("small.txt", &b"hello"[..])
        );
        for path in [text(&large), text(folder.path()), "relative".to_owned(), String::new()] {
            assert_eq!(read(vec![path]).await.unwrap_err().code, RefusalCode::FileFailed);
        }
        let many = vec![text(&small); FILES + 1];
        assert_eq!(read(many).await.unwrap_err().code, RefusalCode::InvalidField);
    }
}
