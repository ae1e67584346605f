//! The person in front of the screen as a page can tell: its size, their colours, their language, their patience.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};

use super::Browser;

/// The colours that somebody prefers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scheme {
    Light,
    Dark,
}

impl Scheme {
    pub(crate) const ALL: [Self; 2] = [Self::Light, Self::Dark];

    fn as_str(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// What a page is shown on, in CSS pixels.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Screen {
    pub(crate) width: u32,
    pub(crate) height: u32,
    /// Pixels of the screen for each of the page, in one direction.
    pub(crate) density: u32,
}

impl Screen {
    /// A window on a notebook.
    pub(crate) const WINDOW: Self = Self::new(1240, 1180);
    /// The same at 200 %: half as many pixels for the page, each of them twice as large (WCAG 1.4.4).
    pub(crate) const ZOOMED: Self = Self {
        density: 2,
        ..Self::new(620, 590)
    };
    /// A phone of medium size.
    pub(crate) const PHONE: Self = Self::new(390, 844);
    /// The narrowest on which nothing may have to be scrolled sideways (WCAG 1.4.10).
    pub(crate) const NARROWEST: Self = Self::new(320, 740);

    const fn new(width: u32, height: u32) -> Self {
        Self {
            width,
            height,
            density: 1,
        }
    }
}

impl Browser {
    /// Gives the page this much room, which a real window may refuse to have.
    pub(crate) async fn show_on(&self, screen: Screen) {
        let Screen {
            width,
            height,
            density,
        } = screen;
        let metrics = json!({"width": width, "height": height, "deviceScaleFactor": density, "mobile": false});
        self.tool("Emulation.setDeviceMetricsOverride", metrics)
            .await;
    }

    /// Prefers these colours, and no motion, so that what is looked at has arrived where it belongs.
    pub(crate) async fn prefer(&self, scheme: Scheme) {
        self.media(&[("prefers-color-scheme", scheme.as_str())])
            .await;
    }

    /// Replaces the page's colours by the few of somebody's own.
    pub(crate) async fn force_colors(&self) {
        self.media(&[("forced-colors", "active")]).await;
    }

    async fn media(&self, features: &[(&str, &str)]) {
        let still = [("prefers-reduced-motion", "reduce")];
        let features = features.iter().chain(&still);
        let features: Vec<Value> = features
            .map(|(name, value)| json!({"name": name, "value": value}))
            .collect();
        self.tool("Emulation.setEmulatedMedia", json!({"features": features}))
            .await;
    }

    /// Lives elsewhere: a zone such as `Asia/Kathmandu`, and a locale such as `de-DE`.
    pub(crate) async fn live_in(&self, zone: &str, locale: &str) {
        self.tool("Emulation.setTimezoneOverride", json!({"timezoneId": zone}))
            .await;
        self.tool("Emulation.setLocaleOverride", json!({"locale": locale}))
            .await;
        let name = self.value("navigator.userAgent").await;
        let name = json!({"userAgent": name, "acceptLanguage": locale});
        self.tool("Emulation.setUserAgentOverride", name).await;
    }

    /// Reads in this direction, `ltr` or `rtl`, whatever the language.
    pub(crate) async fn read(&self, direction: &str) {
        self.value(&format!("document.documentElement.dir = '{direction}'"))
            .await;
    }

    /// Lets no request go on whose URL fits, until [`let_go`](Self::let_go).
    pub(crate) async fn hold(&self, pattern: &str) {
        let patterns = json!({"patterns": [{"urlPattern": pattern}]});
        self.tool("Fetch.enable", patterns).await;
    }

    /// Lets every request go on that was held.
    pub(crate) async fn let_go(&self) {
        self.tool("Fetch.disable", json!({})).await;
    }

    /// Scrolls without bars, as most people do.
    pub(crate) async fn hide_scrollbars(&self) {
        let hidden = json!({"hidden": true});
        self.tool("Emulation.setScrollbarsHidden", hidden).await;
    }

    /// What is on the screen, as PNG.
    pub(crate) async fn picture(&self) -> Vec<u8> {
        let parameters = json!({"format": "png", "optimizeForSpeed": false});
        let answer = self.tool_answer("Page.captureScreenshot", parameters).await;
        BASE64_STANDARD
            .decode(answer["data"].as_str().unwrap())
            .unwrap()
    }
}
