//! Response headers as configuration for nginx and as a `_headers` file.

use axum::http::header::{CONTENT_TYPE, HeaderMap, VARY};
use axum::response::Response;
use haulout_gateway::headers::{DIRECT_PERMISSIONS, PERMISSIONS_POLICY, add_security_headers};

use super::files::{INDEX, MARKER, Served};

/// A snippet for a `server` block of nginx.
pub(super) const NGINX: &str = "nginx.conf";
/// The file that Netlify, Cloudflare Pages and similar hosts read.
pub(super) const HEADERS_FILE: &str = "_headers";

/// One location per file, because a location that adds a header inherits none.
pub(super) fn nginx(base: &str, served: &[Served]) -> String {
    let mut text = format!(
        "# Made by `haulout static`. Include it in a `server` whose `root` has this site at {base}/.\n"
    );
    for file in served {
        text.push_str(&format!("location = {base}/{} {{\n", file.path));
        text.push_str("    gzip_static on;\n");
        for (name, value) in headers(file) {
            text.push_str(&format!(
                "    add_header {name} \"{}\" always;\n",
                quoted(&value)
            ));
        }
        text.push_str("}\n");
    }
    for private in [NGINX, HEADERS_FILE, MARKER] {
        text.push_str(&format!("location = {base}/{private} {{ return 404; }}\n"));
    }
    text
}

/// One section per path. No path matches two sections, because some hosts would then send a header twice.
pub(super) fn headers_file(base: &str, served: &[Served]) -> String {
    let mut text = String::new();
    for file in served {
        let folder = file.path.strip_suffix(INDEX);
        for path in folder.into_iter().chain([file.path.as_str()]) {
            text.push_str(&format!("{base}/{path}\n"));
            for (name, value) in headers(file) {
                text.push_str(&format!("  {name}: {value}\n"));
            }
        }
    }
    text
}

/// The gateway's headers, except for those that depend on the host, which are `Content-Type`, `Vary` and HSTS; and with
/// access to private networks.
fn headers(file: &Served) -> Vec<(String, String)> {
    let mut answer = Response::new(());
    if let Some(kind) = &file.kind {
        answer.extensions_mut().insert(kind.clone());
    }
    let mut answer = answer.map(|()| axum::body::Body::empty());
    add_security_headers(&mut answer, false);
    let headers: &mut HeaderMap = answer.headers_mut();
    headers.remove(CONTENT_TYPE);
    headers.remove(VARY);
    if let Some(permissions) = headers.get_mut(PERMISSIONS_POLICY) {
        *permissions = DIRECT_PERMISSIONS;
    }
    let mut listed: Vec<_> = headers
        .iter()
        .filter_map(|(name, value)| Some((name.to_string(), value.to_str().ok()?.to_owned())))
        .collect();
    listed.sort();
    listed
}

/// Escapes a string for nginx. `$` has no escape there, and no header contains it.
fn quoted(value: &str) -> String {
    value.replace('\\', "\\\\").replace('"', "\\\"")
}
