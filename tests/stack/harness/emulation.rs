//! Emulates properties of the user's device: screen size, colour scheme, language, time zone, and slow requests.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};

use super::Browser;

/// The preferred colour scheme.
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

/// The size of a screen in CSS pixels.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Screen {
    pub(crate) width: u32,
    pub(crate) height: u32,
    /// Device pixels per CSS pixel.
    pub(crate) density: u32,
}

impl Screen {
    /// A window on a laptop.
    pub(crate) const WINDOW: Self = Self::new(1240, 1180);
    /// The same with 200 % zoom: half as many CSS pixels, each of them twice as large (WCAG 1.4.4).
    pub(crate) const ZOOMED: Self = Self {
        density: 2,
        ..Self::new(620, 590)
    };
    /// A medium-sized phone.
    pub(crate) const PHONE: Self = Self::new(390, 844);
    /// The minimum width without horizontal scrolling (WCAG 1.4.10).
    pub(crate) const NARROWEST: Self = Self::new(320, 740);

    pub(crate) const fn new(width: u32, height: u32) -> Self {
        Self {
            width,
            height,
            density: 1,
        }
    }
}

impl Browser {
    /// Sets the size of the page, which may be smaller than a real window can be.
    pub(crate) async fn show_on(&self, screen: Screen) {
        let Screen {
            width,
            height,
            density,
        } = screen;
        let metrics = json!({"width": width, "height": height, "deviceScaleFactor": density, "mobile": false});
        self.cdp("Emulation.setDeviceMetricsOverride", metrics)
            .await;
    }

    /// Sets the colour scheme, and reduced motion, so that elements do not move.
    pub(crate) async fn prefer(&self, scheme: Scheme) {
        self.media(&[("prefers-color-scheme", scheme.as_str())])
            .await;
    }

    /// Emulates forced colours.
    pub(crate) async fn force_colors(&self) {
        self.media(&[("forced-colors", "active")]).await;
    }

    async fn media(&self, features: &[(&str, &str)]) {
        let still = [("prefers-reduced-motion", "reduce")];
        let features = features.iter().chain(&still);
        let features: Vec<Value> = features
            .map(|(name, value)| json!({"name": name, "value": value}))
            .collect();
        self.cdp("Emulation.setEmulatedMedia", json!({"features": features}))
            .await;
    }

    /// Sets time zone, such as `Asia/Kathmandu`, and locale, such as `de-DE`.
    pub(crate) async fn live_in(&self, zone: &str, locale: &str) {
        self.cdp("Emulation.setTimezoneOverride", json!({"timezoneId": zone}))
            .await;
        self.cdp("Emulation.setLocaleOverride", json!({"locale": locale}))
            .await;
        let name = self.value("navigator.userAgent").await;
        let name = json!({"userAgent": name, "acceptLanguage": locale});
        self.cdp("Emulation.setUserAgentOverride", name).await;
    }

    /// Sets the direction, `ltr` or `rtl`, independent of the language.
    pub(crate) async fn read(&self, direction: &str) {
        self.value(&format!("document.documentElement.dir = '{direction}'"))
            .await;
    }

    /// Pauses requests with a matching URL until [`resume_requests`](Self::resume_requests).
    pub(crate) async fn hold(&self, pattern: &str) {
        let patterns = json!({"patterns": [{"urlPattern": pattern}]});
        self.cdp("Fetch.enable", patterns).await;
    }

    /// Continues all paused requests.
    pub(crate) async fn resume_requests(&self) {
        self.cdp("Fetch.disable", json!({})).await;
    }

    /// Hides scroll bars, as on most systems.
    pub(crate) async fn hide_scrollbars(&self) {
        let hidden = json!({"hidden": true});
        self.cdp("Emulation.setScrollbarsHidden", hidden).await;
    }

    /// A screenshot as PNG.
    pub(crate) async fn picture(&self) -> Vec<u8> {
        let parameters = json!({"format": "png", "optimizeForSpeed": false});
        let answer = self.cdp_answer("Page.captureScreenshot", parameters).await;
        BASE64_STANDARD
            .decode(answer["data"].as_str().unwrap())
            .unwrap()
    }
}
