//! One ticket system that is spoken to over HTTP: the token goes to it and nowhere else, and
//! everything it says is bounded.
//!
//! Redirects are not followed: they would carry the token to wherever they lead.

#[cfg(test)]
pub(crate) mod peer;
mod words;

use std::error::Error;
use std::fmt;
use std::path::Path;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use clock::Timestamp;
use faults::{Trouble, TroubleKind};
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, RETRY_AFTER};
use reqwest::{Client, Method, RequestBuilder, Response, Url};
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::tls;

/// A server and the way to sign in.
pub(crate) struct Web {
    client: Client,
    base: Url,
    sign_in: SignIn,
}

/// How a request tells who asks.
pub(crate) struct SignIn {
    /// Name and value, already marked as not to be shown.
    header: Option<(HeaderName, HeaderValue)>,
    /// What must not come back in the server's words.
    secrets: Vec<SecretString>,
}

/// A good answer.
pub(crate) struct Answer {
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl SignIn {
    /// A header whose value is `prefix` and then the token.
    pub(crate) fn header(
        name: &'static str,
        prefix: &str,
        token: &SecretString,
    ) -> Result<Self, Trouble> {
        let value = SecretString::from(format!("{prefix}{}", token.expose_secret().trim()));
        Self::with(HeaderName::from_static(name), &value, vec![trimmed(token)])
    }

    /// User and password. Source: RFC 7617.
    pub(crate) fn basic(user: &str, password: &SecretString) -> Result<Self, Trouble> {
        let encoded = STANDARD.encode(format!("{user}:{}", password.expose_secret().trim()));
        let value = SecretString::from(format!("Basic {encoded}"));
        let secrets = vec![trimmed(password), SecretString::from(encoded)];
        Self::with(reqwest::header::AUTHORIZATION, &value, secrets)
    }

    /// No header: the secret travels in the body, where the interface wants it.
    pub(crate) fn in_body(password: &SecretString) -> Self {
        Self { header: None, secrets: vec![trimmed(password)] }
    }

    fn with(
        name: HeaderName,
        value: &SecretString,
        secrets: Vec<SecretString>,
    ) -> Result<Self, Trouble> {
        let mut value = HeaderValue::from_str(value.expose_secret())
            .map_err(|_| Trouble::new(TroubleKind::NoToken))?;
        value.set_sensitive(true);
        Ok(Self { header: Some((name, value)), secrets })
    }
}

impl Web {
    /// A client for the server at `url`; `api` is an ending that people copy with the address.
    ///
    /// # Errors
    /// Tells what of the settings cannot be used.
    pub(crate) fn new(
        url: &str,
        api: &str,
        ca_file: Option<&Path>,
        sign_in: SignIn,
    ) -> Result<Self, Trouble> {
        let base = read_base(url, api)?;
        let mut builder = Client::builder()
            .tls_backend_preconfigured(tls::client_config(base.scheme() == "https", ca_file)?)
            .redirect(reqwest::redirect::Policy::none())
            .referer(false)
            .connect_timeout(CONNECT_WAIT)
            .read_timeout(READ_WAIT)
            .user_agent(concat!("rufbereit/", env!("CARGO_PKG_VERSION")));
        if is_loopback(&base) {
            builder = builder.no_proxy();
        }
        let client = builder.build().map_err(|error| translate(&error))?;
        Ok(Self { client, base, sign_in })
    }

    /// The address of something below the server's own. What of `path` comes from outside must be
    /// a number, or be put through [`segment`].
    pub(crate) fn url(&self, path: &str) -> Url {
        let mut url = self.base.clone();
        url.set_path(&format!("{}/{path}", self.base.path().trim_end_matches('/')));
        url
    }

    /// The same with a query.
    pub(crate) fn query(&self, path: &str, pairs: &[(&str, &str)]) -> Url {
        let mut url = self.url(path);
        url.query_pairs_mut().extend_pairs(pairs);
        url
    }

    pub(crate) fn request(&self, method: Method, url: Url) -> RequestBuilder {
        let request = self.client.request(method, url).header(ACCEPT, "application/json");
        match &self.sign_in.header {
            Some((name, value)) => request.header(name, value),
            None => request,
        }
    }

    pub(crate) async fn get(&self, url: Url) -> Result<Vec<u8>, Trouble> {
        Ok(self.send(self.request(Method::GET, url)).await?.body)
    }

    /// Reads an answer as JSON of a shape that is known.
    pub(crate) async fn get_json<T: DeserializeOwned>(&self, url: Url) -> Result<T, Trouble> {
        let body = self.get(url).await?;
        serde_json::from_slice(&body).map_err(|_| self.garbled(&body))
    }

    pub(crate) async fn post(&self, url: Url, body: &impl Serialize) -> Result<Answer, Trouble> {
        self.send_json(Method::POST, url, body).await
    }

    pub(crate) async fn send_json(
        &self,
        method: Method,
        url: Url,
        body: &impl Serialize,
    ) -> Result<Answer, Trouble> {
        let body = serde_json::to_vec(body).map_err(|_| Trouble::new(TroubleKind::Garbled))?;
        let request = self.request(method, url);
        self.send(request.header(CONTENT_TYPE, "application/json; charset=utf-8").body(body)).await
    }

    /// Sends a request; an answer that is not good becomes the trouble that it tells of.
    pub(crate) async fn send(&self, request: RequestBuilder) -> Result<Answer, Trouble> {
        let response = request.send().await.map_err(|error| translate(&error))?;
        let (status, headers, body) = read(response).await?;
        let Some(kind) = trouble_of(status) else { return Ok(Answer { headers, body }) };
        let retry_after = headers.get(RETRY_AFTER).and_then(|wait| wait.to_str().ok());
        let retry_after = retry_after.and_then(|wait| read_wait(wait, Timestamp::now()));
        let trouble = Trouble { status: Some(status), retry_after, ..Trouble::new(kind) };
        Err(trouble.saying(&self.words(&body)))
    }

    /// The answer was good by its status and is not what a ticket system says.
    pub(crate) fn garbled(&self, body: &[u8]) -> Trouble {
        Trouble::new(TroubleKind::Garbled).saying(&self.words(body))
    }

    /// Trouble that an answer tells of in spite of its good status.
    pub(crate) fn refused(&self, kind: TroubleKind, words: &str) -> Trouble {
        Trouble::new(kind).saying(&self.without_secrets(words.to_owned()))
    }

    fn words(&self, body: &[u8]) -> String {
        self.without_secrets(words::read(body))
    }

    fn without_secrets(&self, mut words: String) -> String {
        for secret in &self.sign_in.secrets {
            if !secret.expose_secret().is_empty() {
                words = words.replace(secret.expose_secret(), "…");
            }
        }
        words
    }
}

impl fmt::Debug for Web {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Web")
    }
}

/// One part of a path: what is in it leads nowhere else.
pub(crate) fn segment(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_~".contains(&byte);
    text.bytes().fold(String::with_capacity(text.len()), |mut path, byte| {
        if plain(byte) {
            path.push(char::from(byte));
        } else {
            path.push_str(&format!("%{byte:02X}"));
        }
        path
    })
}

fn trimmed(token: &SecretString) -> SecretString {
    SecretString::from(token.expose_secret().trim().to_owned())
}

fn read_base(text: &str, api: &str) -> Result<Url, Trouble> {
    let misconfigured = |why: &str| Trouble::new(TroubleKind::Misconfigured).saying(why);
    let text = text.trim().trim_end_matches('/');
    let text = text.strip_suffix(api).unwrap_or(text);
    let mut base = Url::parse(text).map_err(|error| misconfigured(&error.to_string()))?;
    let has_user = !base.username().is_empty() || base.password().is_some();
    if base.host_str().is_none_or(str::is_empty) || has_user {
        return Err(misconfigured("the address needs a host and no user"));
    }
    let is_safe = base.scheme() == "https" || (base.scheme() == "http" && is_loopback(&base));
    if !is_safe {
        return Err(misconfigured("the address must begin with https://"));
    }
    base.set_query(None);
    base.set_fragment(None);
    Ok(base)
}

fn is_loopback(base: &Url) -> bool {
    is_loopback_host(base.host_str().unwrap_or_default().trim_matches(['[', ']']))
}

/// Whether what is sent there does not leave this machine.
pub(crate) fn is_loopback_host(host: &str) -> bool {
    host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

async fn read(mut response: Response) -> Result<(u16, HeaderMap, Vec<u8>), Trouble> {
    let status = response.status().as_u16();
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| translate(&error))? {
        if body.len() + chunk.len() > ANSWER_BYTES {
            // A refusal that goes on for ever is a refusal all the same.
            let kind = trouble_of(status).unwrap_or(TroubleKind::Garbled);
            return Err(Trouble { status: Some(status), ..Trouble::new(kind) });
        }
        body.extend_from_slice(&chunk);
    }
    Ok((status, response.headers().clone(), body))
}

const fn trouble_of(status: u16) -> Option<TroubleKind> {
    match status {
        200..=299 => None,
        300..=399 | 404 | 405 | 410 => Some(TroubleKind::NotFound),
        401 | 407 => Some(TroubleKind::SignIn),
        403 => Some(TroubleKind::Forbidden),
        413 => Some(TroubleKind::TooLarge),
        408 | 425 | 429 | 500.. => Some(TroubleKind::ServerFailed),
        _ => Some(TroubleKind::Rejected),
    }
}

/// How long the server asks to be left alone: seconds, or until a moment. Source: RFC 9110 §10.2.3.
fn read_wait(text: &str, now: Timestamp) -> Option<Duration> {
    let text = text.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let moment = jiff::fmt::rfc2822::parse(text).ok()?.timestamp();
    Some(Duration::try_from(moment.duration_since(now)).unwrap_or(Duration::ZERO))
}

/// What kept an answer from coming, without the address that the library's text would hold.
fn translate(error: &reqwest::Error) -> Trouble {
    let chain = std::iter::successors(error.source(), |&error| error.source());
    if let Some(tls) = chain.clone().find_map(tls_error) {
        return Trouble::new(TroubleKind::Certificate).saying(&tls.to_string());
    }
    let kind = if error.is_builder() {
        TroubleKind::Misconfigured
    } else if error.is_connect() {
        TroubleKind::Unreachable
    } else {
        // Connected, and then cut off or silent: whatever was asked may have been done.
        TroubleKind::TimedOut
    };
    Trouble::new(kind).saying(&chain.last().map(ToString::to_string).unwrap_or_default())
}

/// The TLS library's error, alone or wrapped into errors of input and output.
pub(crate) fn tls_error<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a rustls::Error> {
    match error.downcast_ref::<std::io::Error>() {
        Some(wrapping) => wrapping.get_ref().and_then(|inner| tls_error(inner)),
        None => error.downcast_ref(),
    }
}

/// Longest time until a connection stands.
const CONNECT_WAIT: Duration = Duration::from_secs(15);
/// Longest silence within an answer, and before it: servers make tickets slowly.
const READ_WAIT: Duration = Duration::from_secs(60);
/// Largest answer that is read.
const ANSWER_BYTES: usize = 4 * 1024 * 1024;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_says_how_long_to_wait_in_seconds_or_by_a_moment() {
        let now = "2026-11-22T13:00:00Z".parse().unwrap();

        assert_eq!(read_wait(" 120 ", now), Some(Duration::from_secs(120)));
        let moment = read_wait("Sun, 22 Nov 2026 13:00:30 GMT", now);
        assert_eq!(moment, Some(Duration::from_secs(30)));
        assert_eq!(read_wait("Sun, 22 Nov 2026 12:00:00 GMT", now), Some(Duration::ZERO));
        assert_eq!(read_wait("soon", now), None);
        assert_eq!(read_wait("-5", now), None);
    }

    #[test]
    fn an_address_may_be_given_with_the_end_that_people_copy_along() {
        let base = read_base("https://rt.example.org/rt/REST/2.0/", "/REST/2.0").unwrap();

        assert_eq!(base.as_str(), "https://rt.example.org/rt");
    }

    #[test]
    fn a_part_of_a_path_leads_nowhere_else() {
        assert_eq!(segment("FK-17_a~"), "FK-17_a~");
        assert_eq!(segment("../../user/2?x#y ü"), "%2E%2E%2F%2E%2E%2Fuser%2F2%3Fx%23y%20%C3%BC");
    }

    #[test]
    fn a_servers_words_never_hold_the_token() {
        let token = SecretString::from(" s3cr3t ");
        for sign_in in [
            SignIn::header("x-api-key", "", &token).unwrap(),
            SignIn::basic("uc", &token).unwrap(),
            SignIn::in_body(&token),
        ] {
            let web = Web::new("http://127.0.0.1", "/api", None, sign_in).unwrap();
            let encoded = STANDARD.encode("uc:s3cr3t");
            let body = format!("{{\"message\": \"no s3cr3t, not\\n{encoded}\"}}");

            let words = web.garbled(body.as_bytes()).words.unwrap();

            assert!(words.starts_with("no …, not"), "{words}");
            assert!(!words.contains("s3cr3t"), "{words}");
        }
    }
}
