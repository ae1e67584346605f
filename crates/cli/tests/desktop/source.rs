//! The other sign-in sources: kubeconfigs of the Pinniped CLI and command-line options.

use std::fs;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::json;

use crate::scene::{Haulout, Scene};

/// A kubeconfig like that of `pinniped get kubeconfig`; JSON is valid YAML.
pub(crate) fn pinniped(scene: &Scene) -> String {
    let entries: Vec<_> = scene
        .stack
        .clusters()
        .iter()
        .map(|cluster| {
            let ca = BASE64_STANDARD.encode(cluster.ca_pem());
            let arguments = json!([
                "login",
                "oidc",
                "--enable-concierge",
                format!(
                    "--concierge-api-group-suffix={}",
                    cluster.api_group_suffix()
                ),
                format!("--concierge-authenticator-name={}", cluster.authenticator()),
                "--concierge-authenticator-type=jwt",
                format!("--concierge-endpoint={}", cluster.url()),
                format!("--concierge-ca-bundle-data={ca}"),
                format!("--issuer={}", scene.stack.issuer().url()),
                "--client-id=pinniped-cli",
                "--scopes=offline_access,openid,pinniped:request-audience,username,groups",
                format!("--request-audience={}", cluster.audience().unwrap()),
                "--upstream-identity-provider-name=Acme LDAP",
                "--upstream-identity-provider-type=ldap",
            ]);
            (cluster, ca, arguments)
        })
        .collect();
    let name = |id: &str, what: &str| format!("admin@{id}/{what}-pinniped");
    json!({
        "apiVersion": "v1",
        "kind": "Config",
        "preferences": {},
        "clusters": entries.iter().map(|(cluster, ca, _)| json!({
            "name": name(cluster.id(), "cluster"),
            "cluster": {"server": cluster.url(), "certificate-authority-data": ca},
        })).collect::<Vec<_>>(),
        "users": entries.iter().map(|(cluster, _, arguments)| json!({
            "name": name(cluster.id(), "user"),
            "user": {"exec": {
                "apiVersion": "client.authentication.k8s.io/v1beta1",
                "command": "/usr/local/bin/pinniped",
                "args": arguments,
                "env": [],
                "provideClusterInfo": true,
            }},
        })).chain([json!({"name": "static", "user": {"token": "t"}})]).collect::<Vec<_>>(),
        "contexts": entries.iter().map(|(cluster, ..)| json!({
            "name": name(cluster.id(), "context"),
            "context": {"cluster": name(cluster.id(), "cluster"), "user": name(cluster.id(), "user")},
        })).chain([json!({
            "name": "other",
            "context": {"cluster": name("dev", "cluster"), "user": "static"},
        })]).collect::<Vec<_>>(),
        "current-context": name("dev", "context"),
    })
    .to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn open_signs_in_with_a_kubeconfig_of_the_pinniped_cli() {
    let scene = Scene::supervisor().await;
    let file = scene.home.path().join("pinniped.yaml");
    fs::write(&file, pinniped(&scene)).unwrap();
    let arguments = ["open", "--no-page", "--kubeconfig", file.to_str().unwrap()];
    let mut haulout = Haulout::start(scene.home.path(), &arguments);
    haulout.wait_for_line("context `other` is skipped").await;
    let link = haulout.link().await;
    scene.sign_in(&link).await;
    for id in ["dev", "prod-eu"] {
        haulout
            .wait_for_line(&format!(
                "admin-{id}-context-pinniped: credential for pinny"
            ))
            .await;
    }
    let output = scene
        .kubectl(&[
            "--context",
            "admin-prod-eu-context-pinniped",
            "auth",
            "whoami",
        ])
        .await;
    let shown = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(shown.contains("pinny"), "{output:?}");
}

#[test]
fn fields_of_a_configuration_can_be_set_outside_the_file() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("haulout.yaml");
    let yaml = "title: t\npublicUrl: https://portal.example\nissuer: {url: https://issuer.example, clientId: c, \
                scopes: [openid]}\nclusters: [{id: a, name: a, server: https://a.example, concierge: none}]\n";
    fs::write(&file, yaml).unwrap();
    let open = |variable: Option<(&str, &str)>, options: &[&str]| {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_haulout"))
            .args(["open", "--no-page", "--config", file.to_str().unwrap()])
            .args(options)
            .env("HOME", home.path())
            .envs(variable)
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(2), "{output:?}");
        String::from_utf8(output.stderr).unwrap()
    };
    let stderr = open(Some(("HAULOUT_ISSUER_URL", "http://issuer.example")), &[]);
    let expected = "HAULOUT_ISSUER_URL: issuer.url: must be an https URL";
    assert!(stderr.contains(expected), "{stderr}");
    let stderr = open(None, &["--set", "issuer.scopes=groups"]);
    let expected = "--set: issuer.scopes: must contain `openid`";
    assert!(stderr.contains(expected), "{stderr}");
}

#[tokio::test(flavor = "multi_thread")]
async fn unusable_selected_context_is_rejected() {
    let scene = Scene::supervisor().await;
    let file = scene.home.path().join("pinniped.yaml");
    fs::write(&file, pinniped(&scene)).unwrap();
    for (context, reason) in [
        ("other", "does not sign in with `pinniped login oidc`"),
        ("missing", "has no context `missing`"),
    ] {
        let file = file.to_str().unwrap();
        let arguments = [
            "open",
            "--no-page",
            "--kubeconfig",
            file,
            "--context",
            context,
        ];
        let (code, output_lines) = Haulout::start(scene.home.path(), &arguments).wait().await;
        assert_eq!(code, Some(2));
        assert!(
            output_lines.join("\n").contains(reason),
            "{output_lines:#?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn open_signs_in_with_command_line_options_only() {
    let scene = Scene::supervisor().await;
    let dev = scene.stack.cluster("dev").unwrap();
    let ca = BASE64_STANDARD.encode(dev.ca_pem());
    let mut arguments = vec!["open", "--no-page", "--issuer", scene.stack.issuer().url()];
    arguments.extend(["--endpoint", dev.url(), "--endpoint-ca-data", &ca]);
    arguments.extend(["--audience", dev.audience().unwrap()]);
    arguments.extend([
        "--authenticator-name",
        dev.authenticator(),
        "--cluster-id",
        "CON",
    ]);
    arguments.extend(["--upstream-identity-provider-name", "Acme LDAP"]);
    let mut haulout = Haulout::start(scene.home.path(), &arguments);
    let link = haulout.link().await;
    scene.sign_in(&link).await;
    haulout.wait_for_line("CON: credential for pinny").await;
    assert!(scene.read("cluster-con.json").contains("PRIVATE KEY"));
    let output = scene.kubectl(&["auth", "whoami"]).await;
    assert!(output.status.success(), "{output:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn clusters_with_the_same_file_name_are_rejected() {
    let scene = Scene::supervisor().await;
    let file = scene.home.path().join("portal.yaml");
    let text = fs::read_to_string(&file).unwrap();
    let text = text
        .replace("id: dev", "id: nul")
        .replace("id: prod-eu", "id: cluster-nul");
    fs::write(&file, text).unwrap();
    let (code, output_lines) = scene.open(&[]).wait().await;
    assert_eq!(code, Some(2));
    assert!(
        output_lines
            .join("\n")
            .contains("maps to the same file name"),
        "{output_lines:#?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn confidential_client_is_rejected() {
    let scene = Scene::supervisor().await;
    let file = scene.home.path().join("portal.yaml");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(
        &file,
        text.replace("client.oauth.pinniped.dev-portal", "portal"),
    )
    .unwrap();
    let (code, output_lines) = scene.open(&[]).wait().await;
    assert_eq!(code, Some(2));
    assert!(
        output_lines.join("\n").contains("--client-id"),
        "{output_lines:#?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn untrusted_cluster_certificate_is_reported_with_its_reason() {
    let scene = Scene::supervisor().await;
    let file = scene.home.path().join("portal.yaml");
    let text = fs::read_to_string(&file).unwrap();
    let ca = |id| BASE64_STANDARD.encode(scene.stack.cluster(id).unwrap().ca_pem());
    fs::write(&file, text.replace(&ca("prod-eu"), &ca("dev"))).unwrap();
    let mut haulout = scene.open(&[]);
    let link = haulout.link().await;
    scene.sign_in(&link).await;
    haulout
        .wait_for_line("from an authority that is not trusted")
        .await;
    haulout
        .wait_for_line("prod-eu: HAULOUT_CONCIERGE_TLS_INVALID")
        .await;
    haulout.wait_for_line("dev: credential for pinny").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn similar_context_names_get_different_files() {
    let scene = Scene::supervisor().await;
    let file = scene.home.path().join("pinniped.yaml");
    let text = pinniped(&scene).replace(
        "admin@prod-eu/context-pinniped",
        "Admin+DEV/context pinniped",
    );
    fs::write(&file, text).unwrap();
    let arguments = ["open", "--no-page", "--kubeconfig", file.to_str().unwrap()];
    let mut haulout = Haulout::start(scene.home.path(), &arguments);
    haulout.link().await;
    let files = [
        "admin-dev-context-pinniped.json",
        "admin-dev-context-pinniped-2.json",
    ];
    assert!(
        files.iter().all(|file| scene.folder().join(file).is_file()),
        "{:?}",
        scene.files()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cluster_without_a_concierge_gets_the_token() {
    let scene = Scene::supervisor().await;
    let file = scene.home.path().join("portal.yaml");
    let text = fs::read_to_string(&file).unwrap();
    let dev = scene.stack.cluster("dev").unwrap();
    let concierge = format!(
        "{{authenticator: {{type: jwt, name: {}}}}}",
        dev.authenticator()
    );
    fs::write(&file, text.replacen(&concierge, "none", 1)).unwrap();
    let mut haulout = scene.open(&[]);
    let link = haulout.link().await;
    scene.sign_in(&link).await;
    haulout.wait_for_line("dev: credential for ").await;
    haulout.wait_for_line("prod-eu: credential for pinny").await;
    let credential: serde_json::Value = serde_json::from_str(&scene.read("dev.json")).unwrap();
    let token = credential["status"]["token"].as_str().unwrap();
    assert_eq!(token.split('.').count(), 3);
    assert!(credential["status"]["clientKeyData"].is_null());
    assert!(
        scene
            .stack
            .journal()
            .requests("/tokencredentialrequests")
            .len()
            == 1
    );
}
