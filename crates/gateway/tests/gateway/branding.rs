//! Branding: served to every visitor, and refused where it would be unsafe.

use haulout_gateway::{ReloadableGateway, app};
use haulout_protocol::branding::{Accent, Branding};
use haulout_protocol::config::Config;
use serde_json::json;
use sha2::{Digest as _, Sha256};

use crate::browser::Browser;
use crate::setup::Setup;

mod invalid;

const SVG: &[u8] = br#"<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>"#;
const PNG: &[u8] = b"\x89PNG\r\n\x1a\nand so on";
const WEBP: &[u8] = b"RIFF\x10\x00\x00\x00WEBPVP8 and so on";

/// A gateway with this branding and this logo file.
async fn branded(branding: &str, logo: &[u8]) -> Setup {
    let setup = Setup::new().await;
    std::fs::write(setup.folder.path().join("logo"), logo).unwrap();
    setup.edit("title:", &format!("branding: {branding}\ntitle:"))
}

const EVERYTHING: &str = r##"{
  logoFile: logo, accentColor: "#0B6583", supportUrl: "https://help.acme.example/clusters?from=portal",
  notice: "Maintenance on Sunday. <script>alert(1)</script> & \"more\"" }"##;

/// The branding as the page parses it.
fn everything(logo: &[u8], ending: &str) -> Branding {
    Branding {
        accent: Some(Accent::parse("#0b6583").unwrap()),
        logo_url: Some(format!("assets/{}", name(logo, ending))),
        support_url: Some("https://help.acme.example/clusters?from=portal".to_owned()),
        notice: Some("Maintenance on Sunday. <script>alert(1)</script> & \"more\"".to_owned()),
    }
}

fn name(logo: &[u8], ending: &str) -> String {
    let hash = Sha256::digest(logo);
    let hash: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("logo-{}.{ending}", &hash[..8])
}

#[tokio::test]
async fn page_shows_the_branding_before_sign_in() {
    let sealed = branded(EVERYTHING, SVG).await;
    let page = branded(&format!("{EVERYTHING}\ntokens: page"), SVG)
        .await
        .edit("  clientSecretFile: secret\n", "");
    for setup in [sealed, page] {
        let public = setup.browser().get("/config.json").await;
        let config = Config::parse(public.body.as_bytes()).unwrap();
        assert_eq!(*config.branding, everything(SVG, "svg"));
    }
    let silent = Setup::new().await.browser().get("/config.json").await;
    assert_eq!(silent.json().get("branding"), None);
}

#[tokio::test]
async fn a_notice_of_several_lines_keeps_them() {
    let setup = Setup::new().await.edit(
        "title:",
        "branding:\n  notice: |\n    Zeile eins\n    Zeile zwei\n\ntitle:",
    );
    let public = setup.browser().get("/config.json").await.json();
    assert_eq!(
        public["branding"],
        json!({"notice": "Zeile eins\nZeile zwei"})
    );
}

#[tokio::test]
async fn logo_is_served_by_its_content_not_by_its_name() {
    const INERT: &str = "default-src 'none'; frame-ancestors 'none'";
    const SANDBOXED: &str =
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox";
    for (logo, ending, content_type, policy) in [
        (SVG, "svg", "image/svg+xml", SANDBOXED),
        (PNG, "png", "image/png", INERT),
        (WEBP, "webp", "image/webp", INERT),
    ] {
        let setup = branded("{logoFile: logo}", logo).await;
        let mut browser = setup.browser();
        let public = browser.get("/config.json").await.json();
        let path = format!("assets/{}", name(logo, ending));
        assert_eq!(public["branding"], json!({"logoUrl": path}));
        let answer = browser.get(&format!("/{path}")).await;
        assert_eq!(answer.status, 200);
        assert_eq!(answer.body, String::from_utf8_lossy(logo));
        for (header, expected) in [
            ("content-type", content_type),
            ("content-security-policy", policy),
            ("cache-control", "public, max-age=31536000, immutable"),
            ("x-content-type-options", "nosniff"),
            ("cross-origin-resource-policy", "same-origin"),
        ] {
            assert_eq!(answer.header(header), Some(expected), "{ending}: {header}");
        }
    }
}

#[tokio::test]
async fn nothing_else_is_served_for_a_logo() {
    let setup = branded("{logoFile: logo}", SVG).await;
    for path in [
        "/assets/logo",
        "/assets/logo.svg",
        "/assets/logo-00000000.svg",
        &format!("/assets/{}", name(SVG, "png")),
        &format!("/{}", name(SVG, "svg")),
    ] {
        assert_eq!(setup.browser().get(path).await.status, 404, "{path}");
    }
    let plain = Setup::new().await;
    let path = format!("/assets/{}", name(SVG, "svg"));
    assert_eq!(plain.browser().get(&path).await.status, 404);
}

#[tokio::test]
async fn a_logo_under_a_base_path_is_beside_the_configuration() {
    let setup = branded("{logoFile: logo}", PNG)
        .await
        .edit("https://portal.example", "https://portal.example/base");
    let mut browser = setup.browser();
    let config = browser.get("/base/config.json").await.body;
    let branding = Config::parse(config.as_bytes()).unwrap().branding.clone();
    let url = branding
        .logo_from("https://portal.example/base/config.json")
        .unwrap();
    let path = url.strip_prefix("https://portal.example").unwrap();
    assert_eq!(browser.get(path).await.status, 200, "{path}");
}

#[tokio::test]
async fn changed_branding_is_served_without_restart() {
    let before = branded("{logoFile: logo, notice: before}", SVG).await;
    let current = ReloadableGateway::new(before.config(), before.assets(), None).unwrap();
    std::fs::write(before.folder.path().join("logo"), PNG).unwrap();
    let after = before.edit("notice: before", "notice: after");
    current.replace(after.config()).unwrap();
    let mut browser = Browser::new(current.router());
    let public = browser.get("/config.json").await.json();
    assert_eq!(public["branding"]["notice"], "after");
    let [old, new] = [name(SVG, "svg"), name(PNG, "png")].map(|name| format!("/assets/{name}"));
    assert_eq!(browser.get(&new).await.status, 200);
    assert_eq!(browser.get(&old).await.status, 404);
}

#[tokio::test]
async fn page_policy_allows_images_of_its_own_origin_only() {
    let setup = branded("{logoFile: logo}", SVG).await;
    let router = app(setup.config(), setup.assets()).unwrap();
    let page = Browser::new(router).get("/").await;
    let policy = page.header("content-security-policy").unwrap();
    assert!(policy.contains("; img-src 'self';"), "{policy}");
}
