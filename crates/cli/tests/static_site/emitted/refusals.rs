//! Which configurations have no folder, and what happens to what was there.

use haulout_cli::static_site::{EmitError, FolderError};

use super::{Desk, YAML, files};

#[test]
fn what_a_page_alone_cannot_do_is_refused_by_field() {
    let desk = Desk::new();
    std::fs::write(desk.path("secret"), "hush").unwrap();
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
        match desk.emit(yaml) {
            Err(EmitError::UnsupportedField { field, .. }) => assert_eq!(field, expected),
            other => panic!("{expected}: {other:?}"),
        }
        assert!(!desk.path("site").exists());
    }
}

#[test]
fn a_page_that_no_policy_can_be_put_into_is_refused() {
    let desk = Desk::new();
    std::fs::write(desk.path("portal/index.html"), "<p>portal").unwrap();
    assert!(matches!(desk.emit(YAML), Err(EmitError::Page(_))));
    assert!(!desk.path("site").exists());
}

#[test]
fn a_folder_of_an_earlier_run_is_replaced_as_a_whole() {
    let desk = Desk::new();
    std::fs::create_dir(desk.path("site")).unwrap();
    desk.emit(YAML).unwrap();
    let first = files(&desk.path("site"));
    std::fs::write(desk.path("site/stale.js"), "stale").unwrap();
    desk.emit(&YAML.replace("Acme clusters", "Clusters of Acme"))
        .unwrap();
    assert_eq!(files(&desk.path("site")), first);
    assert!(desk.read("config.json").contains("Clusters of Acme"));
}

#[test]
fn somebody_elses_folder_or_file_is_left_alone() {
    let desk = Desk::new();
    std::fs::create_dir(desk.path("site")).unwrap();
    std::fs::write(desk.path("site/index.html"), "mine").unwrap();
    let refused = desk.emit(YAML).unwrap_err();
    assert!(
        matches!(refused, EmitError::Folder(FolderError::NotOurs(_))),
        "{refused}"
    );
    assert_eq!(desk.read("index.html"), "mine");
    assert_eq!(files(&desk.path("site")).len(), 1);

    std::fs::remove_dir_all(desk.path("site")).unwrap();
    std::fs::write(desk.path("site"), "a file").unwrap();
    assert!(desk.emit(YAML).is_err());
    assert_eq!(
        std::fs::read_to_string(desk.path("site")).unwrap(),
        "a file"
    );
}

#[test]
fn the_command_says_what_others_have_to_allow_and_ends_with_2_for_what_a_person_must_change() {
    let desk = Desk::new();
    let made = desk.run();
    assert!(made.status.success(), "{made:?}");
    let advice = String::from_utf8(made.stderr).unwrap();
    for part in [
        "https://acme.example/clusters/callback/",
        "Access-Control-Allow-Origin",
        "--cors-allowed-origins='^https://acme\\.example$'",
    ] {
        assert!(advice.contains(part), "{part} is missing: {advice}");
    }

    std::fs::write(desk.path("haulout.yaml"), YAML.replace("page", "sealed")).unwrap();
    let refused = desk.run();
    assert_eq!(refused.status.code(), Some(2));
    let complaint = String::from_utf8(refused.stderr).unwrap();
    assert!(complaint.contains("haulout.yaml: tokens: "), "{complaint}");
}

#[test]
fn a_folder_that_cannot_be_finished_is_the_one_that_was_there() {
    let desk = Desk::new();
    desk.emit(YAML).unwrap();
    // The place where the next one would grow is taken.
    let next = desk.path(&format!(".site.next-{}", std::process::id()));
    std::fs::write(&next, "taken").unwrap();
    let failed = desk.emit(&YAML.replace("Acme clusters", "Clusters of Acme"));
    let failed = failed.unwrap_err();
    assert!(
        matches!(failed, EmitError::Folder(FolderError::Failed { .. })),
        "{failed}"
    );
    assert!(desk.read("config.json").contains("Acme clusters"));
    assert_eq!(std::fs::read_to_string(next).unwrap(), "taken");
}
