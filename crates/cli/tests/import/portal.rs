//! Combining contexts into one portal.

use std::fs;

use serde_json::{Value, json};

use crate::scene::{CA, Context, TestFolder, kubeconfig, served};

const CLIENT: [&str; 4] = [
    "--client-id",
    "client.oauth.pinniped.dev-portal",
    "--client-secret-file",
    "client-secret",
];

fn import(folder: &TestFolder, files: &[&str]) -> crate::scene::Run {
    folder.import_public(&[files, &CLIENT].concat())
}

#[test]
fn gateway_accepts_the_configuration_from_a_kubeconfig() {
    let folder = TestFolder::of(&[Context::supervisor(
        "prod-pinniped",
        "https://10.1.2.3:6443",
        "prod-7f3a",
    )]);
    let run = import(&folder, &["a.yaml", "--title", "Acme: \"all\" # clusters"]);
    let expected = json!({
        "title": "Acme: \"all\" # clusters",
        "publicUrl": "https://clusters.example/k8s",
        "issuer": {
            "url": "https://supervisor.example/demo",
            "clientId": "client.oauth.pinniped.dev-portal",
            "clientSecretFile": "client-secret",
            "scopes": ["offline_access", "openid", "pinniped:request-audience", "username", "groups"],
        },
        "clusters": [{
            "id": "prod",
            "name": "prod",
            "server": "https://10.1.2.3:6443",
            "caData": *CA,
            "audience": "prod-7f3a",
            "concierge": {
                "endpoint": "https://10.1.2.3:6443",
                "caData": *CA,
                "apiGroupSuffix": "pinniped.dev",
                "authenticator": {"type": "jwt", "name": "supervisor"},
            },
        }],
    });
    let mut document = run.document();
    let bundle = document["issuer"]
        .as_object_mut()
        .unwrap()
        .remove("caBundleData");
    assert!(bundle.is_some());
    assert_eq!(document, expected);
    assert_eq!(served(&run.out), Ok(()));
    let summary = "haulout: the configuration has 1 cluster of the issuer https://supervisor.example/demo: prod\n";
    assert!(run.err.ends_with(summary), "{}", run.err);
}

#[test]
fn contexts_of_several_files_become_clusters_with_unique_ids() {
    let a = kubeconfig(&[
        Context::supervisor("admin@prod/eu", "https://eu.example", "eu"),
        Context::supervisor("Prod", "https://us.example", "us"),
    ]);
    let b = kubeconfig(&[
        Context::supervisor("prod-pinniped", "https://asia.example", "asia"),
        Context::supervisor("日本", "https://jp.example", "jp"),
    ]);
    let folder = TestFolder::with(&[("a.yaml", a), ("b.yaml", b)]);
    let run = import(&folder, &["a.yaml", "b.yaml"]);
    let document = run.document();
    let clusters = document["clusters"].as_array().unwrap();
    let ids: Vec<_> = clusters
        .iter()
        .map(|it| it["id"].as_str().unwrap())
        .collect();
    assert_eq!(ids, ["admin-prod-eu", "Prod", "prod-2", "cluster"]);
    assert_eq!(clusters[3]["name"], "日本");
    assert_eq!(served(&run.out), Ok(()));
}

#[test]
fn duplicate_cluster_becomes_one_entry_with_a_note() {
    let first = Context::supervisor("prod", "https://prod.example", "prod");
    let mut second = first.clone();
    second.name = "prod-again";
    let folder = TestFolder::with(&[
        ("a.yaml", kubeconfig(&[first])),
        ("b.yaml", kubeconfig(&[second])),
    ]);
    let run = import(&folder, &["a.yaml", "b.yaml"]);
    assert_eq!(run.document()["clusters"].as_array().unwrap().len(), 1);
    assert!(
        run.err
            .contains("b.yaml: context `prod-again` is the same cluster as a.yaml: context `prod`")
    );
}

#[test]
fn scopes_ports_and_suffixes_of_the_arguments_are_kept() {
    let dev = Context::supervisor("dev", "https://dev.example", "dev")
        .with("--scopes=openid,offline_access,email")
        .with("--client-id=portal-of-dex")
        .with("--listen-port=4000")
        .with("--concierge-api-group-suffix=walrus.tld")
        .with("--concierge-authenticator-type=webhook")
        .with("--upstream-identity-provider-name=Acme LDAP")
        .with("--upstream-identity-provider-type=ldap");
    let run = TestFolder::of(&[dev]).import_public(&["a.yaml"]);
    let document = run.document();
    assert_eq!(
        document["issuer"]["scopes"],
        json!(["openid", "offline_access", "email"])
    );
    assert_eq!(document["issuer"]["clientId"], "portal-of-dex");
    assert_eq!(document["issuer"]["cli"]["listenPort"], 4000);
    let concierge = &document["clusters"][0]["concierge"];
    assert_eq!(concierge["apiGroupSuffix"], "walrus.tld");
    assert_eq!(concierge["authenticator"]["type"], "webhook");
    assert!(
        run.err.contains("identity provider `Acme LDAP`"),
        "{}",
        run.err
    );
    assert_eq!(served(&run.out), Ok(()));
}

#[test]
fn a_cluster_that_takes_id_tokens_has_no_concierge() {
    let mut dev = Context::supervisor("dev", "https://dev.example", "dev");
    dev.args.retain(|it| !it.contains("concierge"));
    let run = import(&TestFolder::of(&[dev]), &["a.yaml"]);
    assert_eq!(
        run.document()["clusters"][0]["concierge"],
        Value::from("none")
    );
    assert_eq!(served(&run.out), Ok(()));
}

#[test]
fn contexts_with_another_sign_in_are_skipped_with_a_note() {
    let dev = Context::supervisor("dev", "https://dev.example", "dev");
    let mut admin = dev.clone();
    admin.name = "admin";
    admin.args = vec!["get-token".to_owned()];
    let run = import(&TestFolder::of(&[admin, dev]), &["a.yaml"]);
    assert_eq!(run.document()["clusters"].as_array().unwrap().len(), 1);
    assert!(
        run.err.contains("a.yaml: context `admin` is skipped"),
        "{}",
        run.err
    );
}

#[test]
fn names_with_yaml_syntax_are_quoted() {
    for name in [
        "null",
        "true",
        "0x10",
        "- a",
        "a: b # c",
        "\"q\" \\ 'r'",
        "{a}",
        "&x *y",
    ] {
        let folder = TestFolder::of(&[Context::supervisor(name, "https://dev.example", name)]);
        let run = import(&folder, &["a.yaml"]);
        let document = run.document();
        assert_eq!(document["clusters"][0]["name"], *name);
        assert_eq!(document["clusters"][0]["audience"], *name);
        assert_eq!(served(&run.out), Ok(()));
    }
}

#[test]
fn existing_file_is_replaced_only_with_force() {
    let folder = TestFolder::of(&[Context::supervisor("dev", "https://dev.example", "dev")]);
    let arguments = ["a.yaml", "-o", "haulout.yaml"];
    let run = import(&folder, &arguments);
    assert_eq!((run.code, run.out.as_str()), (Some(0), ""));
    let made = fs::read_to_string(folder.path("haulout.yaml")).unwrap();
    assert_eq!(served(&made), Ok(()));

    fs::write(folder.path("haulout.yaml"), "mine").unwrap();
    import(&folder, &arguments).assert_rejected(&["haulout.yaml already exists"]);
    assert_eq!(
        fs::read_to_string(folder.path("haulout.yaml")).unwrap(),
        "mine"
    );

    let forced = import(&folder, &[&arguments[..], &["--force"]].concat());
    assert_eq!(forced.code, Some(0));
    assert_eq!(
        fs::read_to_string(folder.path("haulout.yaml")).unwrap(),
        made
    );
    assert_eq!(fs::read_dir(folder.path("")).unwrap().count(), 2);
}
