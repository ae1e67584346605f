//! The headers of every response: one constant for each value, with its reason.

use axum::http::header::{
    ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderMap,
    HeaderName, HeaderValue, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY, VARY,
    X_CONTENT_TYPE_OPTIONS, X_DNS_PREFETCH_CONTROL, X_FRAME_OPTIONS,
};
use axum::response::Response;

use crate::inline_hashes::InlineHashes;

/// The `Permissions-Policy`; `$network` is the allowlist of Local Network Access, whose first name is that of Chromium
/// 142 to 144.
macro_rules! permissions {
    ($network:literal) => {
        concat!(
            "accelerometer=(), autoplay=(), browsing-topics=(), camera=(), captured-surface-control=(), \
             clipboard-read=(), clipboard-write=(self), compute-pressure=(), cross-origin-isolated=(self), \
             display-capture=(), encrypted-media=(), fullscreen=(), gamepad=(), geolocation=(), gyroscope=(), hid=(), \
             identity-credentials-get=(), idle-detection=(), local-fonts=(), local-network-access=",
            $network,
            ", local-network=",
            $network,
            ", loopback-network=",
            $network,
            ", magnetometer=(), microphone=(), midi=(), otp-credentials=(), payment=(), picture-in-picture=(), \
             publickey-credentials-create=(), publickey-credentials-get=(), screen-wake-lock=(), serial=(), \
             speaker-selection=(), storage-access=(), usb=(), window-management=(), xr-spatial-tracking=()",
        )
    };
}

/// The kind of a response; a handler inserts it into the response's extensions. Without one, the response is JSON.
#[derive(Clone, Debug)]
pub enum ResponseKind {
    /// Plain text of a probe.
    Text,
    /// The portal's page, with a policy that contains the hashes of its inline scripts and styles.
    Document {
        /// The whole `Content-Security-Policy`.
        policy: HeaderValue,
        /// Whether its form sends its origin, which browsers without Fetch Metadata need. Then requests to the same
        /// origin contain its URL, which is a secret if it contains an authorization code.
        sends_origin: bool,
    },
    /// A document without styles, scripts and files, which leads to another page.
    BareDocument,
    /// A file with a content hash in its name.
    Asset,
    /// An SVG with a content hash in its name, which can contain styles and scripts.
    Svg,
    /// A worker's script, which has its own policy.
    WorkerScript,
    /// The page that dashboards on other origins embed, with a policy that contains the allowed parent.
    EmbedPage {
        /// The whole `Content-Security-Policy`.
        policy: HeaderValue,
        /// Whether the policy allows a parent.
        framed: bool,
    },
    /// A file that pages of other origins may load.
    Shared {
        /// The requesting origin, if it is allowed.
        allowed_origin: Option<HeaderValue>,
    },
}

/// Adds the headers of the response's kind; returns whether the response is a file of the portal.
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
        Some(ResponseKind::Document {
            policy,
            sends_origin,
        }) => {
            isolate(headers);
            headers.insert(CONTENT_SECURITY_POLICY, policy);
            headers.insert(CACHE_CONTROL, NO_STORE);
            if sends_origin {
                headers.insert(REFERRER_POLICY, SAME_ORIGIN);
            }
        }
        Some(ResponseKind::BareDocument) => {
            isolate(headers);
            headers.insert(CONTENT_TYPE, HTML);
            headers.insert(CONTENT_SECURITY_POLICY, BARE_POLICY);
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

/// For responses that scripts read and browsers do not render.
fn no_store(headers: &mut HeaderMap) {
    headers.insert(CONTENT_SECURITY_POLICY, DATA_POLICY);
    headers.insert(CACHE_CONTROL, NO_STORE);
    headers.insert(VARY, CALLER_HEADERS);
}

/// For responses that a browser renders or executes.
fn isolate(headers: &mut HeaderMap) {
    headers.insert(CROSS_ORIGIN_OPENER_POLICY, SAME_ORIGIN);
    headers.insert(CROSS_ORIGIN_EMBEDDER_POLICY, REQUIRE_CORP);
    headers.insert(ORIGIN_AGENT_CLUSTER, ORIGIN_KEYED);
    headers.insert(X_DNS_PREFETCH_CONTROL, OFF);
    headers.insert(X_PERMITTED_CROSS_DOMAIN_POLICIES, NONE);
    headers.insert(PERMISSIONS_POLICY, NO_PERMISSIONS);
    headers.insert(VARY, ENCODING);
}

/// The document's policy.
pub(crate) fn document_policy(hashes: &InlineHashes, has_form: bool) -> String {
    let policy = direct_policy(hashes, "", PolicyDelivery::Header);
    match has_form {
        true => policy.replace(NO_FORMS, "form-action 'self';"),
        false => policy,
    }
}

/// The same policy, with the one origin that may frame the page, if any.
pub(crate) fn embed_policy(hashes: &InlineHashes, parent: Option<&str>) -> String {
    let policy = document_policy(hashes, false);
    match parent {
        Some(origin) => policy.replace(NO_FRAMES, &format!("frame-ancestors {origin};")),
        None => policy,
    }
}

/// How a policy is delivered to the browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PolicyDelivery {
    /// As a header, which supports every directive.
    Header,
    /// As a `<meta>` in the document, where browsers ignore `frame-ancestors` and log a warning.
    Meta,
}

/// The policy of a document that may also connect to `origins`, each after a space.
pub fn direct_policy(hashes: &InlineHashes, origins: &str, delivery: PolicyDelivery) -> String {
    let InlineHashes { scripts, styles } = hashes;
    let frames = match delivery {
        PolicyDelivery::Header => format!(" {NO_FRAMES}"),
        PolicyDelivery::Meta => String::new(),
    };
    format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'{scripts}; style-src 'self'{styles}; \
         img-src 'self'; font-src 'self'; connect-src 'self'{origins}; worker-src 'self'; manifest-src 'self'; \
         {NO_FORMS} base-uri 'none';{frames} require-trusted-types-for 'script'; \
         trusted-types haulout-worker"
    )
}

/// The directive that forbids all forms.
const NO_FORMS: &str = "form-action 'none';";
/// The directive that forbids all framing.
const NO_FRAMES: &str = "frame-ancestors 'none';";
/// At least as many as any response has, so the map is allocated once.
const HEADERS_MAX: usize = 24;
/// A worker from the network does not inherit the document's policy.
const WORKER_POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; frame-ancestors 'none'",
);
/// An asset that is opened as a document does nothing.
const ASSET_POLICY: HeaderValue =
    HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'");
/// A bare document can only be read and left by its links.
const BARE_POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
);
/// An SVG that is opened as a document is displayed, but cannot run scripts or load anything.
const SVG_POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox",
);
/// JSON does nothing even if a browser renders it.
const DATA_POLICY: HeaderValue =
    HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'; sandbox");
/// Responses depend on these request headers, so a cache must not share them between callers.
const CALLER_HEADERS: HeaderValue = HeaderValue::from_static("Sec-Fetch-Site, Origin, Cookie");
/// Documents and assets depend on the accepted compression only.
const ENCODING: HeaderValue = HeaderValue::from_static("Accept-Encoding");
/// Documents and data can be private, or outdated a minute later.
const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");
/// The name changes whenever the content changes.
const IMMUTABLE: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
/// The callback's URL contains a code, which must not be sent as `Referer`. Only the sign-in page has another policy:
/// with this one, browsers send a form with `Origin: null`.
const NO_REFERRER: HeaderValue = HeaderValue::from_static("no-referrer");
/// Browsers must not guess another content type.
const NOSNIFF: HeaderValue = HeaderValue::from_static("nosniff");
/// Forbids framing in browsers that do not support `frame-ancestors`.
const DENY: HeaderValue = HeaderValue::from_static("DENY");
/// Two years, as for all of the web. Without `includeSubDomains`: the hosts below this one belong to other applications.
const HSTS: HeaderValue = HeaderValue::from_static("max-age=63072000");
/// Other origins may neither load the response nor keep a window reference to it.
const SAME_ORIGIN: HeaderValue = HeaderValue::from_static("same-origin");
/// The opener must keep its window reference, because the page answers through it.
const UNSAFE_NONE: HeaderValue = HeaderValue::from_static("unsafe-none");
/// For a parent on the same site that is cross-origin isolated.
const SAME_SITE: HeaderValue = HeaderValue::from_static("same-site");
/// For cross-origin isolated pages of other origins.
const CROSS_ORIGIN: HeaderValue = HeaderValue::from_static("cross-origin");
/// The response contains the allowed origin.
const ENCODING_AND_ORIGIN: HeaderValue = HeaderValue::from_static("Accept-Encoding, Origin");
/// Together with the opener policy this makes the page cross-origin isolated, which protects it from Spectre attacks.
const REQUIRE_CORP: HeaderValue = HeaderValue::from_static("require-corp");
/// Requests a separate process, even among pages of the same site.
const ORIGIN_KEYED: HeaderValue = HeaderValue::from_static("?1");
/// No DNS prefetch, which would reveal the hosts that a page links to.
const OFF: HeaderValue = HeaderValue::from_static("off");
/// No cross-domain policy files of legacy plug-ins.
const NONE: HeaderValue = HeaderValue::from_static("none");
const JSON: HeaderValue = HeaderValue::from_static("application/json; charset=utf-8");
const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=utf-8");
const TEXT: HeaderValue = HeaderValue::from_static("text/plain; charset=utf-8");
/// Disables every browser feature except writing to the clipboard.
const NO_PERMISSIONS: HeaderValue = HeaderValue::from_static(permissions!("()"));
/// The same for a page that connects to the issuer and the clusters directly, which may be in a private network.
pub const DIRECT_PERMISSIONS: HeaderValue = HeaderValue::from_static(permissions!("(self)"));
const CROSS_ORIGIN_EMBEDDER_POLICY: HeaderName =
    HeaderName::from_static("cross-origin-embedder-policy");
const CROSS_ORIGIN_OPENER_POLICY: HeaderName =
    HeaderName::from_static("cross-origin-opener-policy");
const CROSS_ORIGIN_RESOURCE_POLICY: HeaderName =
    HeaderName::from_static("cross-origin-resource-policy");
const ORIGIN_AGENT_CLUSTER: HeaderName = HeaderName::from_static("origin-agent-cluster");
/// The header of [`DIRECT_PERMISSIONS`].
pub const PERMISSIONS_POLICY: HeaderName = HeaderName::from_static("permissions-policy");
const X_PERMITTED_CROSS_DOMAIN_POLICIES: HeaderName =
    HeaderName::from_static("x-permitted-cross-domain-policies");
