//! Rejected configurations, and handling of existing folders.

use haulout_cli::static_site::{EmitError, FolderError};

use super::{TestFolder, YAML, files};

#[test]
fn configuration_that_needs_a_gateway_is_rejected_by_field() {
    let folder = TestFolder::new();
    std::fs::write(folder.path("secret"), "hush").unwrap();
    let sealed = YAML.replace("tokens: page", "tokens: sealed");
    let confidential = sealed.replace("clientId:", "clientSecretFile: secret\n  clientId:");
    for (yaml, expected) in [
        (sealed.as_str(), "tokens"),
        (&YAML.replace("tokens: page\n", ""), "tokens"),
        (&confidential, "issuer.clientSecretFile"),
        (
            &YAML.replace("https://issuer.example", "https://[fd00::1]"),
            "issuer.url",
        ),
        (
            &YAML.replace("https://keys.example", "https://[fd00::1]"),
            "issuer.endpointOrigins[0]",
        ),
        (
            &YAML.replace("https://prod.example:6443\n", "https://[fd00::1]\n"),
            "clusters[1].server",
        ),
        (
            &YAML.replace("https://proxy.example", "https://[fd00::1]"),
            "clusters[0].concierge.endpoint",
        ),
    ] {
        match folder.emit(yaml) {
            Err(EmitError::UnsupportedField { field, .. }) => assert_eq!(field, expected),
            other => panic!("{expected}: {other:?}"),
        }
        assert!(!folder.path("site").exists());
    }
}

#[test]
fn page_without_charset_is_rejected() {
    let folder = TestFolder::new();
    std::fs::write(
        folder.path("portal/index.html"),
        "%lang% %title% %data% %priority% %page% %noscript%",
    )
    .unwrap();
    assert!(matches!(folder.emit(YAML), Err(EmitError::Page(_))));
    assert!(!folder.path("site").exists());
}

#[test]
fn folder_of_an_earlier_run_is_replaced_completely() {
    let folder = TestFolder::new();
    std::fs::create_dir(folder.path("site")).unwrap();
    folder.emit(YAML).unwrap();
    let first = files(&folder.path("site"));
    std::fs::write(folder.path("site/stale.js"), "stale").unwrap();
    folder
        .emit(&YAML.replace("Acme clusters", "Clusters of Acme"))
        .unwrap();
    assert_eq!(files(&folder.path("site")), first);
    assert!(folder.read("config.json").contains("Clusters of Acme"));
}

#[test]
fn foreign_folder_or_file_is_unchanged() {
    let folder = TestFolder::new();
    std::fs::create_dir(folder.path("site")).unwrap();
    std::fs::write(folder.path("site/index.html"), "mine").unwrap();
    let refused = folder.emit(YAML).unwrap_err();
    assert!(
        matches!(refused, EmitError::Folder(FolderError::NotOurs(_))),
        "{refused}"
    );
    assert_eq!(folder.read("index.html"), "mine");
    assert_eq!(files(&folder.path("site")).len(), 1);

    std::fs::remove_dir_all(folder.path("site")).unwrap();
    std::fs::write(folder.path("site"), "a file").unwrap();
    assert!(folder.emit(YAML).is_err());
    assert_eq!(
        std::fs::read_to_string(folder.path("site")).unwrap(),
        "a file"
    );
}

#[test]
fn static_site_lists_required_settings_and_exits_with_2_on_bad_config() {
    let folder = TestFolder::new();
    let made = folder.run();
    assert!(made.status.success(), "{made:?}");
    let advice = String::from_utf8(made.stderr).unwrap();
    for part in [
        "https://acme.example/clusters/callback/",
        "Access-Control-Allow-Origin",
        "--cors-allowed-origins='^https://acme\\.example$'",
    ] {
        assert!(advice.contains(part), "{part} is missing: {advice}");
    }

    std::fs::write(folder.path("haulout.yaml"), YAML.replace("page", "sealed")).unwrap();
    let refused = folder.run();
    assert_eq!(refused.status.code(), Some(2));
    let stderr = String::from_utf8(refused.stderr).unwrap();
    assert!(stderr.contains("haulout.yaml: tokens: "), "{stderr}");
}

#[test]
fn failed_write_keeps_the_old_folder() {
    let folder = TestFolder::new();
    folder.emit(YAML).unwrap();
    // The path of the temporary folder is in use.
    let next = folder.path(&format!(".site.next-{}", std::process::id()));
    std::fs::write(&next, "taken").unwrap();
    let failed = folder.emit(&YAML.replace("Acme clusters", "Clusters of Acme"));
    let failed = failed.unwrap_err();
    assert!(
        matches!(failed, EmitError::Folder(FolderError::Failed { .. })),
        "{failed}"
    );
    assert!(folder.read("config.json").contains("Acme clusters"));
    assert_eq!(std::fs::read_to_string(next).unwrap(), "taken");
}
