//! The headers of every answer: one constant each with its reason, put on in one place.

use axum::http::header::{
    ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderMap,
    HeaderName, HeaderValue, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY, VARY,
    X_CONTENT_TYPE_OPTIONS, X_DNS_PREFETCH_CONTROL, X_FRAME_OPTIONS,
};
use axum::response::Response;

/// What kind of answer this is; a handler puts it into the answer's extensions, JSON is the default.
#[derive(Clone, Debug)]
pub enum ResponseKind {
    /// Plain text for probes.
    Text,
    /// The portal's page, with the policy that names its inline scripts.
    Document {
        /// The whole `Content-Security-Policy`.
        policy: HeaderValue,
    },
    /// A file with a content hash in its name.
    Asset,
    /// A picture with a content hash in its name that may have a style, and a script, of its own.
    Svg,
    /// A script that starts a worker, which has a policy of its own.
    WorkerScript,
    /// The page that dashboards on other origins embed, with the policy that says who may frame it.
    EmbedPage {
        /// The whole `Content-Security-Policy`.
        policy: HeaderValue,
        /// Whether that lets anybody frame it.
        framed: bool,
    },
    /// A file that pages of other origins may load.
    Shared {
        /// The one that asks, if it may.
        allowed_origin: Option<HeaderValue>,
    },
}

/// Dresses an answer according to its kind, and says whether it is one of the portal's files.
pub fn add_security_headers(response: &mut Response, over_https: bool) -> bool {
    let kind = response.extensions_mut().remove::<ResponseKind>();
    let is_file = matches!(
        kind,
        Some(
            ResponseKind::Asset
                | ResponseKind::Svg
                | ResponseKind::WorkerScript
                | ResponseKind::Shared { .. }
        )
    );
    let headers = response.headers_mut();
    headers.reserve(HEADERS_MAX);
    headers.insert(REFERRER_POLICY, NO_REFERRER);
    headers.insert(X_CONTENT_TYPE_OPTIONS, NOSNIFF);
    headers.insert(X_FRAME_OPTIONS, DENY);
    headers.insert(CROSS_ORIGIN_RESOURCE_POLICY, SAME_ORIGIN);
    if over_https {
        headers.insert(STRICT_TRANSPORT_SECURITY, HSTS);
    }
    match kind {
        None => {
            headers.insert(CONTENT_TYPE, JSON);
            no_store(headers);
        }
        Some(ResponseKind::Text) => {
            headers.insert(CONTENT_TYPE, TEXT);
            no_store(headers);
        }
        Some(ResponseKind::Document { policy }) => {
            isolate(headers);
            headers.insert(CONTENT_SECURITY_POLICY, policy);
            headers.insert(CACHE_CONTROL, NO_STORE);
        }
        Some(ResponseKind::Asset) => {
            isolate(headers);
            headers.insert(CONTENT_SECURITY_POLICY, ASSET_POLICY);
            headers.insert(CACHE_CONTROL, IMMUTABLE);
        }
        Some(ResponseKind::Svg) => {
            isolate(headers);
            headers.insert(CONTENT_SECURITY_POLICY, SVG_POLICY);
            headers.insert(CACHE_CONTROL, IMMUTABLE);
        }
        Some(ResponseKind::WorkerScript) => {
            isolate(headers);
            headers.insert(CONTENT_SECURITY_POLICY, WORKER_POLICY);
            headers.insert(CACHE_CONTROL, IMMUTABLE);
        }
        Some(ResponseKind::EmbedPage { policy, framed }) => {
            isolate(headers);
            headers.insert(CROSS_ORIGIN_OPENER_POLICY, UNSAFE_NONE);
            headers.insert(CONTENT_SECURITY_POLICY, policy);
            headers.insert(CACHE_CONTROL, NO_STORE);
            if framed {
                headers.remove(X_FRAME_OPTIONS);
                headers.insert(CROSS_ORIGIN_RESOURCE_POLICY, SAME_SITE);
            }
        }
        Some(ResponseKind::Shared { allowed_origin }) => {
            isolate(headers);
            headers.insert(CONTENT_SECURITY_POLICY, ASSET_POLICY);
            headers.insert(CACHE_CONTROL, IMMUTABLE);
            headers.insert(CROSS_ORIGIN_RESOURCE_POLICY, CROSS_ORIGIN);
            headers.insert(VARY, ENCODING_AND_ORIGIN);
            if let Some(allowed_origin) = allowed_origin {
                headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, allowed_origin);
            }
        }
    }
    is_file
}

/// Answers that scripts read and nobody renders.
fn no_store(headers: &mut HeaderMap) {
    headers.insert(CONTENT_SECURITY_POLICY, DATA_POLICY);
    headers.insert(CACHE_CONTROL, NO_STORE);
    headers.insert(VARY, CALLER_HEADERS);
}

/// Answers that a browser renders or runs.
fn isolate(headers: &mut HeaderMap) {
    headers.insert(CROSS_ORIGIN_OPENER_POLICY, SAME_ORIGIN);
    headers.insert(CROSS_ORIGIN_EMBEDDER_POLICY, REQUIRE_CORP);
    headers.insert(ORIGIN_AGENT_CLUSTER, ORIGIN_KEYED);
    headers.insert(X_DNS_PREFETCH_CONTROL, OFF);
    headers.insert(X_PERMITTED_CROSS_DOMAIN_POLICIES, NONE);
    headers.insert(PERMISSIONS_POLICY, NO_PERMISSIONS);
    headers.insert(VARY, ENCODING);
}

/// The document's policy. `script_hashes` are `'sha256-…'` sources of its inline scripts, each after a space.
pub(crate) fn document_policy(script_hashes: &str) -> String {
    direct_policy(script_hashes, "", PolicyDelivery::Header)
}

/// The same for a page that one other origin may put into a frame, if any may.
pub(crate) fn embed_policy(script_hashes: &str, parent: Option<&str>) -> String {
    let policy = document_policy(script_hashes);
    match parent {
        Some(origin) => policy.replace(NO_FRAMES, &format!("frame-ancestors {origin};")),
        None => policy,
    }
}

/// What brings a policy to the browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PolicyDelivery {
    /// The header, which can say everything.
    Header,
    /// A `<meta>` in the document, in which browsers ignore `frame-ancestors` and complain of it.
    Meta,
}

/// The policy of a document that may connect to other origins, too, each after a space.
pub fn direct_policy(script_hashes: &str, origins: &str, delivery: PolicyDelivery) -> String {
    let frames = match delivery {
        PolicyDelivery::Header => format!(" {NO_FRAMES}"),
        PolicyDelivery::Meta => String::new(),
    };
    format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'{script_hashes}; style-src 'self'; \
         img-src 'self'; font-src 'self'; connect-src 'self'{origins}; worker-src 'self'; manifest-src 'self'; \
         form-action 'none'; base-uri 'none';{frames} require-trusted-types-for 'script'; \
         trusted-types haulout-worker"
    )
}

/// The part of a document's policy that lets nobody frame it.
const NO_FRAMES: &str = "frame-ancestors 'none';";
/// As many as any answer has, so that the map is made once.
const HEADERS_MAX: usize = 24;
/// A worker does not inherit the document's policy when it comes from the network, so it brings its own.
const WORKER_POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; frame-ancestors 'none'",
);
/// An asset opened by itself is inert.
const ASSET_POLICY: HeaderValue =
    HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'");
/// A drawing opened by itself shows what it draws, and runs nothing of what it brings.
const SVG_POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox",
);
/// JSON opened by itself is inert even if a browser were talked into rendering it.
const DATA_POLICY: HeaderValue =
    HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'; sandbox");
/// Answers differ by who asks, so no cache may hand one caller's answer to another.
const CALLER_HEADERS: HeaderValue = HeaderValue::from_static("Sec-Fetch-Site, Origin, Cookie");
/// Documents and assets differ only by their compression.
const ENCODING: HeaderValue = HeaderValue::from_static("Accept-Encoding");
/// Documents and answers may hold what is private or outdated a minute later.
const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");
/// The name changes whenever the content does.
const IMMUTABLE: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
/// The callback's URL holds a code, which must not travel in a `Referer`.
const NO_REFERRER: HeaderValue = HeaderValue::from_static("no-referrer");
/// The type we say is the type it is.
const NOSNIFF: HeaderValue = HeaderValue::from_static("nosniff");
/// No framing, for browsers that do not know `frame-ancestors`.
const DENY: HeaderValue = HeaderValue::from_static("DENY");
/// Two years, the bound of the preload lists.
const HSTS: HeaderValue = HeaderValue::from_static("max-age=63072000; includeSubDomains");
/// No other origin may load, or hold a window reference to, what we serve.
const SAME_ORIGIN: HeaderValue = HeaderValue::from_static("same-origin");
/// A window that a dashboard opened and has to keep the reference to, or this page could not answer it.
const UNSAFE_NONE: HeaderValue = HeaderValue::from_static("unsafe-none");
/// For a parent that is cross-origin isolated itself, and of the same site.
const SAME_SITE: HeaderValue = HeaderValue::from_static("same-site");
/// For pages that are cross-origin isolated themselves.
const CROSS_ORIGIN: HeaderValue = HeaderValue::from_static("cross-origin");
/// Who may read an answer is part of it.
const ENCODING_AND_ORIGIN: HeaderValue = HeaderValue::from_static("Accept-Encoding, Origin");
/// With the opener policy it makes the page cross-origin isolated, out of reach of Spectre-like reads.
const REQUIRE_CORP: HeaderValue = HeaderValue::from_static("require-corp");
/// A process of its own even among same-site pages.
const ORIGIN_KEYED: HeaderValue = HeaderValue::from_static("?1");
/// The hosts that a page names are nobody's business.
const OFF: HeaderValue = HeaderValue::from_static("off");
/// No policy files of old plug-ins.
const NONE: HeaderValue = HeaderValue::from_static("none");
const JSON: HeaderValue = HeaderValue::from_static("application/json; charset=utf-8");
const TEXT: HeaderValue = HeaderValue::from_static("text/plain; charset=utf-8");
/// Everything a browser could lend a page, refused, but for writing to the clipboard on a click.
const NO_PERMISSIONS: HeaderValue = HeaderValue::from_static(
    "accelerometer=(), autoplay=(), browsing-topics=(), camera=(), captured-surface-control=(), \
     clipboard-read=(), clipboard-write=(self), compute-pressure=(), cross-origin-isolated=(self), \
     display-capture=(), encrypted-media=(), fullscreen=(), gamepad=(), geolocation=(), gyroscope=(), hid=(), \
     identity-credentials-get=(), idle-detection=(), local-fonts=(), local-network=(), loopback-network=(), \
     magnetometer=(), microphone=(), midi=(), otp-credentials=(), payment=(), picture-in-picture=(), \
     publickey-credentials-create=(), publickey-credentials-get=(), screen-wake-lock=(), serial=(), \
     speaker-selection=(), storage-access=(), usb=(), window-management=(), xr-spatial-tracking=()",
);
const CROSS_ORIGIN_EMBEDDER_POLICY: HeaderName =
    HeaderName::from_static("cross-origin-embedder-policy");
const CROSS_ORIGIN_OPENER_POLICY: HeaderName =
    HeaderName::from_static("cross-origin-opener-policy");
const CROSS_ORIGIN_RESOURCE_POLICY: HeaderName =
    HeaderName::from_static("cross-origin-resource-policy");
const ORIGIN_AGENT_CLUSTER: HeaderName = HeaderName::from_static("origin-agent-cluster");
const PERMISSIONS_POLICY: HeaderName = HeaderName::from_static("permissions-policy");
const X_PERMITTED_CROSS_DOMAIN_POLICIES: HeaderName =
    HeaderName::from_static("x-permitted-cross-domain-policies");
