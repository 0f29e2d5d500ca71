//! TLS before a server that speaks none itself, as providers put it before their ticket systems.

use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

use crate::{Authority, Folder, address};

/// A running TLS server that passes on what it is told. Dropping it stops it.
#[derive(Debug)]
pub struct TlsFront {
    at: SocketAddr,
    authority: PathBuf,
    runtime: Option<tokio::runtime::Runtime>,
    _folder: Folder,
}

impl TlsFront {
    /// Takes connections on an address of its own and passes them on to `server`.
    ///
    /// # Errors
    /// When there is no certificate or no free port.
    pub fn start(server: SocketAddr) -> anyhow::Result<Self> {
        let folder = Folder::new("tls-front")?;
        let ip = IpAddr::V4(address::own_address()?);
        let files = Authority::new()?.issue(&["desk.peers.test"], &[ip], folder.path())?;
        let certificates = CertificateDer::pem_file_iter(&files.certificate)?;
        let certificates = certificates.collect::<Result<Vec<_>, _>>()?;
        let key = PrivateKeyDer::from_pem_file(&files.key)?;
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(certificates, key)?;
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .context("runtime")?;
        let listener = std::net::TcpListener::bind(SocketAddr::new(ip, 0))?;
        listener.set_nonblocking(true)?;
        let at = listener.local_addr()?;
        drop(runtime.spawn(accept(listener, acceptor, server)));
        Ok(Self { at, authority: files.authority, runtime: Some(runtime), _folder: folder })
    }

    /// Its address with `https`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("https://{}", self.at)
    }

    /// The authority that signed its certificate (PEM).
    #[must_use]
    pub fn authority(&self) -> &Path {
        &self.authority
    }
}

impl Drop for TlsFront {
    fn drop(&mut self) {
        // A test that runs asynchronously must not wait here for what is still open.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

async fn accept(listener: std::net::TcpListener, acceptor: TlsAcceptor, server: SocketAddr) {
    let Ok(listener) = TcpListener::from_std(listener) else { return };
    while let Ok((stream, _)) = listener.accept().await {
        let acceptor = acceptor.clone();
        drop(tokio::spawn(async move {
            // Whoever does not trust the certificate goes; whoever is gone is not missed.
            let Ok(mut outer) = acceptor.accept(stream).await else { return };
            let Ok(mut inner) = TcpStream::connect(server).await else { return };
            let _gone = tokio::io::copy_bidirectional(&mut outer, &mut inner).await;
        }));
    }
}
