//! The program's window, driven through WebKitWebDriver as a person's hand would.

use std::net::{IpAddr, Ipv4Addr, TcpStream};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::Context;
use fantoccini::elements::Element;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};

use crate::{Process, Session, address, folder, wait};

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

    /// Waits for an element by CSS selector.
    ///
    /// # Errors
    /// When there is none in time.
    pub async fn find(&self, css: &str) -> anyhow::Result<Element> {
        let wait = self.client.wait().at_most(wait::LIMIT);
        wait.for_element(Locator::Css(css)).await.with_context(|| format!("no {css}"))
    }

    /// Waits for a button by the name a reader would speak.
    ///
    /// # Errors
    /// When there is none in time.
    pub async fn button(&self, name: &str) -> anyhow::Result<Element> {
        let path = format!(
            "//*[(self::button or @role='button' or @role='tab' or self::a) and \
             (normalize-space()=\"{name}\" or @aria-label=\"{name}\")]"
        );
        let started = Instant::now();
        loop {
            // A window may hold the same button for small and for large sizes; one of them is seen.
            for button in self.client.find_all(Locator::XPath(&path)).await? {
                if button.is_displayed().await.unwrap_or(false) {
                    return Ok(button);
                }
            }
            anyhow::ensure!(started.elapsed() < wait::LIMIT, "no button {name}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Waits for a button and presses it.
    ///
    /// # Errors
    /// When there is none in time, or something covers it.
    pub async fn press(&self, name: &str) -> anyhow::Result<()> {
        self.button(name).await?.click().await.with_context(|| format!("press {name}"))
    }

    /// Waits for a field by its label, and replaces its text.
    ///
    /// # Errors
    /// When there is none in time.
    pub async fn fill(&self, label: &str, text: &str) -> anyhow::Result<()> {
        let path = format!(
            "//*[self::input or self::textarea or self::select][@aria-label=\"{label}\" or \
             @id=//label[normalize-space()=\"{label}\"]/@for or \
             ancestor::label[contains(normalize-space(), \"{label}\")]]"
        );
        let wait = self.client.wait().at_most(wait::LIMIT);
        let field = wait.for_element(Locator::XPath(&path)).await;
        let field = field.with_context(|| format!("no field {label}"))?;
        field.clear().await?;
        field.send_keys(text).await.with_context(|| format!("fill {label}"))
    }

    /// Waits until the field with this label holds `value`.
    ///
    /// # Errors
    /// When it does not in time; the error carries the last value.
    pub async fn await_value(&self, label: &str, value: &str) -> anyhow::Result<()> {
        let script = "const field = [...document.querySelectorAll('input, textarea')].find((one) => \
                      one.ariaLabel === arguments[0] || [...(one.labels ?? [])].some((label) => \
                      label.textContent.trim() === arguments[0])); return field?.value ?? null";
        let started = Instant::now();
        loop {
            let held = self.client.execute(script, vec![json!(label)]).await?;
            if held == json!(value) {
                return Ok(());
            }
            anyhow::ensure!(started.elapsed() < wait::LIMIT, "{label} holds {held}, not {value}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Chooses one of several by the words beside it.
    ///
    /// # Errors
    /// When there is no such choice in time.
    pub async fn choose(&self, name: &str) -> anyhow::Result<()> {
        let path = format!(
            "//label[normalize-space()=\"{name}\"]//input | //button[normalize-space()=\"{name}\"]"
        );
        let wait = self.client.wait().at_most(wait::LIMIT);
        let choice = wait.for_element(Locator::XPath(&path)).await;
        choice.with_context(|| format!("no choice {name}"))?.click().await?;
        Ok(())
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
        let started = Instant::now();
        loop {
            let script = "const element = document.querySelector(arguments[0]); \
                          return element ? element.innerText : ''";
            // The driver's own notion of text leaves out what an ellipsis might cut.
            let text = self.client.execute(script, vec![json!(css)]).await;
            let text =
                text.ok().and_then(|text| text.as_str().map(str::to_owned)).unwrap_or_default();
            if text.contains(part) {
                return Ok(text);
            }
            anyhow::ensure!(started.elapsed() < limit, "{css} says {text:?}, not {part:?}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Keeps a picture of the window as `target/screenshots/<name>.png`.
    ///
    /// # Errors
    /// When the window gives none. With `WEBKIT_DISABLE_DMABUF_RENDERER` set the driver never
    /// answers; [`Session::picture`] takes one of the whole screen then.
    pub async fn picture(&self, name: &str) -> anyhow::Result<PathBuf> {
        let path = folder::build_folder().join("screenshots").join(format!("{name}.png"));
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent)?;
        }
        // What is in the document is on the screen two frames later.
        let painted = "const done = arguments[0]; \
                       requestAnimationFrame(() => requestAnimationFrame(() => done(true)))";
        let painted = tokio::time::timeout(wait::LIMIT, self.client.execute_async(painted, vec![]));
        painted.await.context("nothing is painted")??;
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
