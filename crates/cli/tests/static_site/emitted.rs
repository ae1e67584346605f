//! `haulout static`: the content of the folder.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, Output};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use haulout_cli::static_site::{EmitError, Emitted, emit};
use haulout_gateway::{Assets, Config};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use tempfile::TempDir;

mod refusals;

const PAGE: &str = "<!doctype html>
<html lang=\"%lang%\">
<meta charset=\"utf-8\">
<title>%title%</title>
<script type=\"application/json\">%data%</script>
<link rel=\"icon\" href=\"assets/favicon.svg\">
<script type=\"importmap\">{\"integrity\":{\"./assets/haulout.js\":\"sha384-x\"}}</script>
<script type=\"module\" src=\"assets/init.js\" integrity=\"sha384-y\" fetchpriority=\"%priority%\"></script>
<noscript>%noscript%</noscript><div>%page%</div>
";

const YAML: &str = "title: Acme clusters
publicUrl: https://acme.example/clusters
tokens: page
issuer:
  url: https://issuer.example/demo
  clientId: portal
  scopes: [openid]
  endpointOrigins: [\"https://keys.example\"]
clusters:
  - id: prod
    name: Production
    server: https://prod.example:6443/k8s
    concierge:
      endpoint: https://proxy.example
      authenticator: {type: jwt, name: supervisor}
  - id: same
    name: The same server
    server: https://prod.example:6443
    concierge: none
";

/// A portal, a configuration and a path for the output.
struct TestFolder(TempDir);

impl TestFolder {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in [
            ("portal/index.html", PAGE),
            ("portal/index.html.gz", "another page"),
            ("portal/assets/init.js", "init"),
            ("portal/assets/init.js.gz", "init by gzip"),
            ("portal/assets/init.js.br", "init by brotli"),
            ("portal/assets/worker-1.js", "worker"),
            // A static site cannot restrict which dashboards may open the portal.
            ("portal/embed.html", "<script src=\"assets/window-1.js\">"),
            ("portal/assets/window-1.js", "window"),
            ("portal/assets/window-1.js.br", "window by brotli"),
            ("portal/embed/embed.js", "embed"),
        ] {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        std::fs::write(folder.path().join("haulout.yaml"), YAML).unwrap();
        Self(folder)
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.0.path().join(name)
    }

    fn emit(&self, yaml: &str) -> Result<Emitted, EmitError> {
        let config = Config::from_yaml(yaml, "test.yaml", self.0.path()).unwrap();
        let assets = Assets::load(&self.path("portal")).unwrap();
        emit(&config, &assets, &self.path("site"))
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path("site").join(name)).unwrap()
    }

    fn run(&self) -> Output {
        self.run_with(&[], &[])
    }

    fn run_with(&self, environment: &[(&str, &str)], options: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_haulout"))
            .arg("static")
            .args(options)
            .envs(environment.iter().copied())
            .arg("--config")
            .arg(self.path("haulout.yaml"))
            .arg("--assets")
            .arg(self.path("portal"))
            .arg("--out")
            .arg(self.path("site"))
            .output()
            .unwrap()
    }
}

#[test]
fn fields_can_be_set_outside_the_file() {
    let folder = TestFolder::new();
    let environment = [("HAULOUT_TITLE", "From the environment")];
    let options = ["--set", "publicUrl=https://other.example"];
    let output = folder.run_with(&environment, &options);
    assert!(output.status.success(), "{output:?}");
    let config: Value = serde_json::from_str(&folder.read("config.json")).unwrap();
    assert_eq!(config["title"], "From the environment");
    let advice = String::from_utf8(output.stderr).unwrap();
    assert!(
        advice.contains("https://other.example/callback"),
        "{advice}"
    );
}

/// The relative paths of all files in a folder.
fn files(folder: &Path) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if path.is_dir() {
            found.extend(files(&path).iter().map(|below| format!("{name}/{below}")));
        } else {
            found.insert(name);
        }
    }
    found
}

/// The policy in the meta element of a page.
fn meta_policy(html: &str) -> &str {
    let (_, rest) = html
        .split_once("<meta http-equiv=\"Content-Security-Policy\" content=\"")
        .unwrap();
    rest.split_once('"').unwrap().0
}

fn hash_of_import_map(html: &str) -> String {
    let (_, rest) = html.split_once("<script type=\"importmap\">").unwrap();
    let (map, _) = rest.split_once("</script>").unwrap();
    format!("'sha256-{}'", BASE64_STANDARD.encode(Sha256::digest(map)))
}

fn directive<'a>(policy: &'a str, name: &str) -> Option<&'a str> {
    policy
        .split("; ")
        .find_map(|directive| directive.strip_prefix(name))
        .map(str::trim)
}

#[test]
fn site_contains_only_portal_configuration_and_headers() {
    let folder = TestFolder::new();
    let emitted = folder.emit(YAML).unwrap();
    let expected = [
        ".haulout-static",
        "_headers",
        "assets/init.js",
        "assets/init.js.br",
        "assets/init.js.gz",
        "assets/worker-1.js",
        "callback/index.html",
        "config.json",
        "index.html",
        "nginx.conf",
    ];
    assert_eq!(
        files(&folder.path("site")),
        expected.map(str::to_owned).into()
    );
    assert_eq!(
        emitted.redirect_uri,
        "https://acme.example/clusters/callback/"
    );
    let left: BTreeSet<_> = std::fs::read_dir(folder.0.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    let expected = ["haulout.yaml", "portal", "site"];
    assert_eq!(left, expected.map(str::to_owned).into());
}

#[test]
fn page_configuration_has_direct_urls_and_no_extra_headers() {
    let folder = TestFolder::new();
    folder.emit(YAML).unwrap();
    let config: Value = serde_json::from_str(&folder.read("config.json")).unwrap();
    let expected = json!({
        "title": "Acme clusters",
        "tokens": "page",
        "redirectUri": "https://acme.example/clusters/callback/",
        "issuer": {"url": "https://issuer.example/demo", "clientId": "portal", "scopes": ["openid"]},
        "clusters": [
            {
                "id": "prod", "name": "Production", "server": "https://prod.example:6443/k8s",
                "concierge": {
                    "endpoint": "https://proxy.example/",
                    "apiGroupSuffix": "pinniped.dev",
                    "authenticator": {"type": "jwt", "name": "supervisor"},
                },
                "versionUrl": "https://prod.example:6443/k8s/version",
            },
            {
                "id": "same", "name": "The same server", "server": "https://prod.example:6443",
                "concierge": "none",
                "versionUrl": "https://prod.example:6443/version",
            },
        ],
    });
    assert_eq!(config, expected);
    haulout_protocol::config::Config::parse(folder.read("config.json").as_bytes()).unwrap();
}

#[test]
fn branding_is_written_to_the_site() {
    let folder = TestFolder::new();
    std::fs::write(folder.path("logo"), "<svg/>").unwrap();
    let branding = "branding: {logoFile: logo, accentColor: \"#ffcc00\", notice: Hello}\n";
    let emitted = folder.emit(&format!("{branding}{YAML}")).unwrap();
    let config = haulout_protocol::config::Config::parse(folder.read("config.json").as_bytes());
    let branding = config.unwrap().branding.clone();
    assert_eq!(branding.notice.as_deref(), Some("Hello"));
    let logo = branding.logo_from("config.json").unwrap();
    assert_eq!(folder.read(&logo), "<svg/>");
    let remark = "branding.accentColor: #ffcc00 becomes #876c00";
    assert!(
        emitted.advice.iter().any(|it| it.starts_with(remark)),
        "{:?}",
        emitted.advice
    );
    let underscore = folder.read("_headers");
    let (_, headers) = underscore
        .split_once(&format!("/clusters/{logo}\n"))
        .unwrap();
    let headers = headers.split("\n/").next().unwrap();
    for header in [
        "cache-control: public",
        "content-security-policy: default-src 'none'; style-src",
    ] {
        assert!(headers.contains(header), "{header}: {headers}");
    }
}

#[test]
fn each_page_allows_its_own_scripts_and_the_configured_origins_only() {
    let folder = TestFolder::new();
    folder.emit(YAML).unwrap();
    for (path, assets) in [
        ("index.html", "assets/"),
        ("callback/index.html", "../assets/"),
    ] {
        let html = folder.read(path);
        let policy = meta_policy(&html);
        assert_eq!(
            directive(policy, "connect-src"),
            Some(
                "'self' https://issuer.example https://keys.example https://prod.example:6443 https://proxy.example"
            )
        );
        let scripts = format!("'self' 'wasm-unsafe-eval' {}", hash_of_import_map(&html));
        assert_eq!(directive(policy, "script-src"), Some(scripts.as_str()));
        assert_eq!(directive(policy, "default-src"), Some("'none'"));
        assert_eq!(
            directive(policy, "frame-ancestors"),
            None,
            "it is ignored in a meta"
        );
        assert!(html.contains(&format!("src=\"{assets}init.js\"")), "{html}");
        assert!(
            html.contains(&format!("href=\"{assets}favicon.svg\"")),
            "{html}"
        );
        let before = html.split_once("<meta http-equiv").unwrap().0;
        assert!(before.ends_with("<meta charset=\"utf-8\">\n"), "{before}");
    }
    assert!(
        folder
            .read("callback/index.html")
            .contains("{\"../assets/haulout.js\"")
    );
}

#[test]
fn host_files_contain_the_response_headers() {
    let folder = TestFolder::new();
    folder.emit(YAML).unwrap();
    let underscore = folder.read("_headers");
    let of = |path: &str| -> Vec<&str> {
        let mut lines = underscore.lines().skip_while(|line| *line != path).skip(1);
        let mut headers = Vec::new();
        while let Some(header) = lines.next().and_then(|line| line.strip_prefix("  ")) {
            headers.push(header);
        }
        headers
    };
    let paths: Vec<_> = underscore
        .lines()
        .filter(|line| line.starts_with('/'))
        .collect();
    let expected = [
        "/clusters/assets/init.js",
        "/clusters/assets/worker-1.js",
        "/clusters/callback/",
        "/clusters/callback/index.html",
        "/clusters/config.json",
        "/clusters/",
        "/clusters/index.html",
    ];
    assert_eq!(paths, expected);
    for (page, path) in [
        ("index.html", "/clusters/"),
        ("callback/index.html", "/clusters/callback/"),
    ] {
        let headers = of(path);
        let policy = headers
            .iter()
            .find_map(|header| header.strip_prefix("content-security-policy: "))
            .unwrap();
        assert_eq!(directive(policy, "frame-ancestors"), Some("'none'"));
        let without = policy.replace("frame-ancestors 'none'; ", "");
        assert_eq!(without, meta_policy(&folder.read(page)));
        for header in [
            "cache-control: no-store",
            "cross-origin-opener-policy: same-origin",
            "referrer-policy: no-referrer",
            "x-frame-options: DENY",
        ] {
            assert!(
                headers.contains(&header),
                "{header} is missing: {headers:?}"
            );
        }
    }
    for path in ["/clusters/", "/clusters/callback/"] {
        let permissions = of(path)
            .into_iter()
            .find_map(|header| header.strip_prefix("permissions-policy: "))
            .unwrap();
        for allowed in [
            "local-network-access=(self)",
            "local-network=(self)",
            "loopback-network=(self)",
            "camera=()",
        ] {
            let mut all = permissions.split(", ");
            assert!(
                all.any(|found| found == allowed),
                "{allowed}: {permissions}"
            );
        }
    }
    let worker = of("/clusters/assets/worker-1.js");
    assert!(worker.contains(&"cache-control: public, max-age=31536000, immutable"));
    let nginx = folder.read("nginx.conf");
    for line in [
        "location = /clusters/callback/index.html {",
        "    add_header x-frame-options \"DENY\" always;",
        "location = /clusters/.haulout-static { return 404; }",
    ] {
        assert!(
            nginx.lines().any(|found| found == line),
            "{line} is missing: {nginx}"
        );
    }
}
