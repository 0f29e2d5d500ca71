//! The program's window, driven through WebKitWebDriver as a person's hand would.

mod hand;

use std::net::{IpAddr, Ipv4Addr, TcpStream};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context;
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};

pub use hand::Part;

use crate::{Process, Session, address, folder, wait};

/// The Enter key, as WebDriver writes it. Source: W3C WebDriver §17.4.2 (keyboard actions).
pub const ENTER: &str = "\u{e007}";

/// Says when what is in the document is on the screen, which is two frames later. A window with
/// nothing to paint has no frames: a spot of one pixel, which nobody can see, gives it some.
const PAINT: &str = "
    window.painted = false;
    const spot = document.body.appendChild(document.createElement('i'));
    spot.ariaHidden = 'true';
    spot.style.cssText =
        'position: fixed; inset: 0 auto auto 0; width: 1px; height: 1px; background: rgb(0 0 0 / 1%)';
    let frames = 0;
    const frame = () => {
        frames += 1;
        spot.style.opacity = frames % 2 === 0 ? '1' : '0.5';
        if (frames < 3) {
            requestAnimationFrame(frame);
        } else {
            spot.remove();
            window.painted = true;
        }
    };
    requestAnimationFrame(frame);
";

/// An open window of the program and the driver that holds it. Dropping it ends both.
#[derive(Debug)]
pub struct Window {
    client: Client,
    _driver: Process,
}

impl Window {
    /// Starts `binary` with `arguments` in the session and takes hold of its first window.
    ///
    /// # Errors
    /// When the driver is not installed or the program shows no window.
    pub async fn open(
        session: &Session,
        binary: &Path,
        arguments: &[String],
    ) -> anyhow::Result<Self> {
        let port = address::free_port(IpAddr::V4(Ipv4Addr::LOCALHOST))?;
        let mut command = session.command("WebKitWebDriver");
        command.arg(format!("--port={port}")).env("TAURI_WEBVIEW_AUTOMATION", "true");
        let log = session.folder().join("window.log");
        let mut driver = Process::start("WebKitWebDriver", &mut command, &log)?;
        driver.await_ready(|| TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok())?;
        let wishes = json!({ "webkitgtk:browserOptions": { "binary": binary, "args": arguments } });
        let Value::Object(wishes) = wishes else { anyhow::bail!("not an object") };
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(wishes)
            .connect(&format!("http://127.0.0.1:{port}"))
            .await
            .with_context(|| driver.log_end())?;
        Ok(Self { client, _driver: driver })
    }

    /// Everything the driver can do.
    #[must_use]
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Waits until something is there, whether in sight or not.
    ///
    /// # Errors
    /// When it is not in time.
    pub async fn finds(&self, part: Part<'_>) -> anyhow::Result<()> {
        hand::until(format!("{part}"), wait::LIMIT, async || {
            Ok((hand::count(&self.client, part).await? > 0).then_some(()))
        })
        .await
    }

    /// Waits until it is gone.
    ///
    /// # Errors
    /// When it stays.
    pub async fn misses(&self, part: Part<'_>) -> anyhow::Result<()> {
        hand::until(format!("{part} to go"), wait::LIMIT, async || {
            Ok((hand::count(&self.client, part).await? == 0).then_some(()))
        })
        .await
    }

    /// Clicks on what is there.
    ///
    /// # Errors
    /// When there is nothing to click on in time, or something covers it.
    pub async fn click(&self, part: Part<'_>) -> anyhow::Result<()> {
        hand::click(&self.client, part).await
    }

    /// Types keys into what is there.
    ///
    /// # Errors
    /// When there is nothing to type into in time.
    pub async fn type_into(&self, part: Part<'_>, keys: &str) -> anyhow::Result<()> {
        hand::type_into(&self.client, part, keys).await
    }

    /// Types keys where the focus is.
    ///
    /// # Errors
    /// When nothing has the focus.
    pub async fn types(&self, keys: &str) -> anyhow::Result<()> {
        self.type_into(Part::Css(":focus"), keys).await
    }

    /// Waits for a button by the name a reader would speak, and presses it.
    ///
    /// # Errors
    /// When there is none in time, or something covers it.
    pub async fn press(&self, name: &str) -> anyhow::Result<()> {
        let path = format!(
            "//*[(self::button or @role='button' or @role='tab' or self::a) and \
             (normalize-space()=\"{name}\" or @aria-label=\"{name}\")]"
        );
        self.click(Part::XPath(&path)).await
    }

    /// Waits for a field by its label, and replaces its text. [`ENTER`] at the end is pressed once
    /// the field holds the rest.
    ///
    /// # Errors
    /// When there is none in time, or it does not take the text.
    pub async fn fill(&self, label: &str, text: &str) -> anyhow::Result<()> {
        let path = format!(
            "//*[self::input or self::textarea or self::select][@aria-label=\"{label}\" or \
             @id=//label[normalize-space()=\"{label}\"]/@for or \
             ancestor::label[contains(normalize-space(), \"{label}\")]]"
        );
        let field = Part::XPath(&path);
        hand::fill(&self.client, field, text.trim_end_matches(ENTER)).await?;
        if text.ends_with(ENTER) { self.type_into(field, ENTER).await } else { Ok(()) }
    }

    /// Waits until the field with this label holds `value`.
    ///
    /// # Errors
    /// When it does not in time; the error carries the last value.
    pub async fn await_value(&self, label: &str, value: &str) -> anyhow::Result<()> {
        let script = "const field = [...document.querySelectorAll('input, textarea')].find((one) => \
                      one.ariaLabel === arguments[0] || [...(one.labels ?? [])].some((label) => \
                      label.textContent.trim() === arguments[0])); return field?.value ?? null";
        let mut held = Value::Null;
        let holds = hand::until(format!("{label} to hold {value}"), wait::LIMIT, async || {
            held = self.client.execute(script, vec![json!(label)]).await?;
            Ok((held == json!(value)).then_some(()))
        });
        holds.await.with_context(|| format!("it holds {held}"))
    }

    /// Chooses one of several by the words beside it.
    ///
    /// # Errors
    /// When there is no such choice in time.
    pub async fn choose(&self, name: &str) -> anyhow::Result<()> {
        let path = format!(
            "//label[normalize-space()=\"{name}\"]//input | //button[normalize-space()=\"{name}\"]"
        );
        self.click(Part::XPath(&path)).await
    }

    /// Waits until the element's text contains `part`, and gives the text.
    ///
    /// # Errors
    /// When it does not in time; the error carries the last text.
    pub async fn await_text(&self, css: &str, part: &str) -> anyhow::Result<String> {
        self.await_text_within(css, part, wait::LIMIT).await
    }

    /// The same with another limit.
    ///
    /// # Errors
    /// When it does not in time; the error carries the last text.
    pub async fn await_text_within(
        &self,
        css: &str,
        part: &str,
        limit: Duration,
    ) -> anyhow::Result<String> {
        // The driver's own notion of text leaves out what an ellipsis might cut.
        let script = "return document.querySelector(arguments[0])?.innerText ?? ''";
        let mut text = String::new();
        let says = hand::until(format!("{css} to say {part:?}"), limit, async || {
            let answer = self.client.execute(script, vec![json!(css)]).await?;
            text = answer.as_str().unwrap_or_default().to_owned();
            Ok(text.contains(part).then_some(()))
        });
        says.await.with_context(|| format!("it says {text:?}"))?;
        Ok(text)
    }

    /// Keeps a picture of the window as `target/screenshots/<name>.png`.
    ///
    /// # Errors
    /// When the window does not paint in time, or gives none. With `WEBKIT_DISABLE_DMABUF_RENDERER` set the driver never
    /// answers; [`Session::picture`] takes one of the whole screen then.
    pub async fn picture(&self, name: &str) -> anyhow::Result<PathBuf> {
        let path = folder::build_folder().join("screenshots").join(format!("{name}.png"));
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent)?;
        }
        self.client.execute(PAINT, vec![]).await?;
        // The first frame comes after all that a window begins with, which a busy machine is slow at.
        hand::until("the window to paint", wait::START_LIMIT, async || {
            let painted = self.client.execute("return window.painted", vec![]).await?;
            Ok((painted == Value::Bool(true)).then_some(()))
        })
        .await?;
        let picture = tokio::time::timeout(wait::LIMIT, self.client.screenshot());
        let picture = picture.await.context("no picture in time")??;
        std::fs::write(&path, picture)?;
        Ok(path)
    }

    /// Ends the driver's session; the program ends with it.
    ///
    /// # Errors
    /// When the driver is gone.
    pub async fn close(self) -> anyhow::Result<()> {
        self.client.clone().close().await.context("close")
    }
}
