//! The local socket over which scripts and a second start speak to the running program.
//!
//! One per profile, for this person alone: a Unix socket with mode 0600, a named pipe on Windows.

pub(crate) mod client;
pub(crate) mod server;

use std::io;
use std::path::{Path, PathBuf};

use interprocess::local_socket::Name;

/// Longest path that fits `sockaddr_un` everywhere (104 bytes on macOS, with its final zero).
#[cfg(unix)]
const PATH_BYTES: usize = 100;

/// Where the socket of a profile is.
#[cfg(unix)]
pub(crate) fn path(profile: &Path) -> PathBuf {
    use std::os::unix::ffi::OsStrExt as _;

    let inside = profile.join("socket");
    if inside.as_os_str().as_bytes().len() <= PATH_BYTES {
        return inside;
    }
    // A profile deep in the file system: its socket stands in the person's runtime folder, under a
    // name that only this profile has.
    let folder = std::env::var_os("XDG_RUNTIME_DIR").map_or_else(std::env::temp_dir, PathBuf::from);
    folder.join(format!("rufbereit-{:016x}", digest(profile)))
}

/// Where the socket of a profile is: pipes have names instead of paths.
#[cfg(windows)]
pub(crate) fn path(profile: &Path) -> PathBuf {
    PathBuf::from(format!(r"\\.\pipe\rufbereit-{:016x}", digest(profile)))
}

/// FNV-1a over the path: the same in every version of the program, as two of them may meet.
fn digest(profile: &Path) -> u64 {
    profile.as_os_str().as_encoded_bytes().iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// The path as the library wants it.
fn name(path: &Path) -> io::Result<Name<'_>> {
    use interprocess::local_socket::{GenericFilePath, ToFsName as _};

    path.to_fs_name::<GenericFilePath>()
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_deep_profile_still_has_a_socket_that_can_be_bound() {
        let deep = PathBuf::from(format!("/{}", "profile/".repeat(40)));

        assert!(path(&deep).as_os_str().len() <= PATH_BYTES + 8, "{:?}", path(&deep));
        assert_ne!(path(&deep), path(&deep.join("other")));
        assert_eq!(path(Path::new("/p")), Path::new("/p/socket"));
    }
}
