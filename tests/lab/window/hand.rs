//! Finding and touching what a window shows while the window goes on changing.
//!
//! Between the moment at which something is found and the one at which it is used, a list may be
//! drawn anew: what was found is gone, covered, or stands elsewhere. So there is one place that
//! looks again until the limit. What it takes is in sight, stands still and is free to be used,
//! and a click or a key counts only once the element has felt it.

use std::fmt;
use std::time::{Duration, Instant};

use anyhow::Context;
use fantoccini::Client;
use fantoccini::elements::{Element, ElementRef};
use fantoccini::error::{CmdError, ErrorStatus};
use serde_json::{Value, json};

use crate::wait;

/// Between two looks.
const PAUSE: Duration = Duration::from_millis(20);
/// How an element is written in JSON. Source: W3C WebDriver §11 (web element identifier).
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// Where something is in the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part<'p> {
    Css(&'p str),
    XPath(&'p str),
}

/// What was found, and how it stood.
#[derive(Debug, PartialEq)]
struct Sight {
    element: String,
    /// Left, top, width and height.
    place: Value,
    may_be_used: bool,
}

/// Asks until there is an answer; an element that went away meanwhile is none yet.
pub(super) async fn until<T>(
    what: impl fmt::Display,
    limit: Duration,
    mut ask: impl AsyncFnMut() -> Result<Option<T>, CmdError>,
) -> anyhow::Result<T> {
    let started = Instant::now();
    loop {
        let trouble = match ask().await {
            Ok(Some(answer)) => return Ok(answer),
            Ok(None) => None,
            Err(error) if is_passing(&error) => Some(error),
            Err(error) => return Err(error).with_context(|| what.to_string()),
        };
        if started.elapsed() >= limit {
            let waited = format!("waited {} s for {what}", limit.as_secs_f32());
            return Err(match trouble {
                Some(error) => anyhow::Error::new(error).context(waited),
                None => anyhow::Error::msg(waited),
            });
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// Whether the window may have changed between finding and using.
fn is_passing(error: &CmdError) -> bool {
    let CmdError::Standard(told) = error else { return false };
    [
        ErrorStatus::DetachedShadowRoot,
        ErrorStatus::ElementClickIntercepted,
        ErrorStatus::ElementNotInteractable,
        ErrorStatus::InvalidElementState,
        ErrorStatus::JavascriptError,
        ErrorStatus::MoveTargetOutOfBounds,
        ErrorStatus::NoSuchElement,
        ErrorStatus::StaleElementReference,
    ]
    .contains(&told.error)
}

impl fmt::Display for Part<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Css(path) | Self::XPath(path) => f.write_str(path),
        }
    }
}

impl Part<'_> {
    /// Kind and path, as [`FIND`] takes them.
    fn arguments(self) -> Vec<Value> {
        match self {
            Self::Css(path) => vec![json!("css"), json!(path)],
            Self::XPath(path) => vec![json!("xpath"), json!(path)],
        }
    }
}

/// Begins every script that looks: `found` is all that is at the place and in sight.
const FIND: &str = "
    const [kind, path] = arguments;
    const all = [];
    if (kind === 'css') {
        all.push(...document.querySelectorAll(path));
    } else {
        const nodes = document.evaluate(
            path, document, null, XPathResult.ORDERED_NODE_SNAPSHOT_TYPE, null);
        for (let at = 0; at < nodes.snapshotLength; at += 1) all.push(nodes.snapshotItem(at));
    }
    const found = all.filter((one) => one.checkVisibility({ visibilityProperty: true }));
";

const COUNT: &str = "return all.length";

/// A window may hold the same thing for small and for large sizes; the first in sight is taken.
const LOOK: &str = "
    const element = found[0];
    if (!element) return null;
    element.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    const { x, y, width, height } = element.getBoundingClientRect();
    return { element, place: [x, y, width, height], mayBeUsed: !element.matches(':disabled') };
";

/// Keeps what the element feels from now on.
const FEEL: &str = "
    const [element, ...kinds] = arguments;
    const felt = (window.felt = { element, kinds: [] });
    for (const kind of kinds) {
        element.addEventListener(kind, () => felt.kinds.push(kind), { capture: true, once: true });
    }
";

/// An element that goes at the first touch never hears of the rest.
const FELT: &str = "
    const { felt } = window;
    return !felt || felt.kinds.includes(arguments[0]) ||
        (felt.kinds.length > 0 && !felt.element.isConnected);
";

/// How many are at the place, in sight or not.
pub(super) async fn count(client: &Client, part: Part<'_>) -> Result<u64, CmdError> {
    let answer = client.execute(&format!("{FIND}{COUNT}"), part.arguments()).await?;
    Ok(answer.as_u64().unwrap_or_default())
}

/// Clicks once on what is there.
pub(super) async fn click(client: &Client, part: Part<'_>) -> anyhow::Result<()> {
    until(format!("{part} to be clicked"), wait::LIMIT, async || {
        let Some(element) = steady(client, part).await? else { return Ok(None) };
        feel(client, &element, &["pointerup", "click"]).await?;
        element.click().await?;
        felt(client, "click").await
    })
    .await
}

/// Types into what is there.
pub(super) async fn type_into(client: &Client, part: Part<'_>, keys: &str) -> anyhow::Result<()> {
    until(format!("{part} to take keys"), wait::LIMIT, async || {
        let Some(element) = steady(client, part).await? else { return Ok(None) };
        feel(client, &element, &["keydown"]).await?;
        element.send_keys(keys).await?;
        felt(client, "keydown").await
    })
    .await
}

/// Replaces the text of a field.
pub(super) async fn fill(client: &Client, part: Part<'_>, text: &str) -> anyhow::Result<()> {
    let mut held = None;
    let filled = until(format!("{part} to hold {text:?}"), wait::LIMIT, async || {
        let Some(field) = steady(client, part).await? else { return Ok(None) };
        field.clear().await?;
        field.send_keys(text).await?;
        held = field.prop("value").await?;
        Ok((held.as_deref() == Some(text)).then_some(()))
    })
    .await;
    filled.with_context(|| format!("it holds {held:?}"))
}

/// What is at the place, once it is in sight, stands still and may be used.
async fn steady(client: &Client, part: Part<'_>) -> Result<Option<Element>, CmdError> {
    let Some(before) = look(client, part).await? else { return Ok(None) };
    tokio::time::sleep(PAUSE).await;
    let now = look(client, part).await?.filter(|now| now.may_be_used && *now == before);
    Ok(now.map(|now| Element::from_element_id(client.clone(), ElementRef::from(now.element))))
}

/// What is at the place and in sight now.
async fn look(client: &Client, part: Part<'_>) -> Result<Option<Sight>, CmdError> {
    let sight = client.execute(&format!("{FIND}{LOOK}"), part.arguments()).await?;
    let element = sight.pointer(&format!("/element/{ELEMENT}")).and_then(Value::as_str);
    Ok(element.map(|element| Sight {
        element: element.to_owned(),
        place: sight.get("place").cloned().unwrap_or_default(),
        may_be_used: sight.get("mayBeUsed") == Some(&Value::Bool(true)),
    }))
}

async fn feel(client: &Client, element: &Element, kinds: &[&str]) -> Result<(), CmdError> {
    let mut arguments = vec![json!({ ELEMENT: *element.element_id() })];
    arguments.extend(kinds.iter().map(|kind| json!(kind)));
    client.execute(FEEL, arguments).await.map(drop)
}

async fn felt(client: &Client, kind: &str) -> Result<Option<()>, CmdError> {
    let felt = client.execute(FELT, vec![json!(kind)]).await?;
    Ok((felt != Value::Bool(false)).then_some(()))
}
