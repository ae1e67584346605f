//! Kubeconfigs without a credential: available right after sign-in, and valid permanently.

use haulout_protocol::Code;
use haulout_protocol::kubeconfig::Form;
use haulout_protocol::live_folder::{self, Location};
use serde_json::{Value, json};

use crate::world::config::cluster;
use crate::world::issuer::CLIENT_ID;
use crate::world::{Mode, Route, World, edit};

fn folder() -> Location {
    Location::parse("/home/me/.kube/haulout").unwrap()
}

#[test]
fn the_live_kubeconfig_is_available_before_any_credential() {
    let mut world = World::new(Mode::Sealed);
    world.clusters.push(cluster(Mode::Sealed, "Lab"));
    world.held = vec![
        Route::Credential("prod-eu".into()),
        Route::Credential("Lab".into()),
    ];
    world.login();
    assert!(world.kubeconfig("prod-eu").is_err());
    let file = world
        .machine
        .live_kubeconfig(&["prod-eu", "Lab"], &folder(), world.now())
        .unwrap();
    assert_eq!(file.name, "haulout.yaml");
    let text = file.contents.secret();
    assert!(live_folder::is_ours(text.as_bytes()));
    for part in [
        "- \"/home/me/.kube/haulout/prod-eu.json\"",
        "- \"/home/me/.kube/haulout/lab.json\"",
        "current-context: \"prod-eu\"",
        "interactiveMode: \"Never\"",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    assert!(!text.contains("-data: \"LS0tLS1CRUdJTiBQUklW"));
}

#[test]
fn no_two_forms_share_a_user_name() {
    let mut world = World::new(Mode::Sealed);
    world.config = edit(|config: &mut Value| config["names"] = json!({"user": "{cluster}@{user}"}));
    world.login();
    let forms = [
        Form::Inline,
        Form::LiveFolder(folder()),
        Form::HauloutCredential {
            command: "haulout".into(),
        },
        Form::PinnipedCli,
    ];
    let mut users: Vec<String> = forms
        .iter()
        .map(|form| {
            let document = world.machine.kubeconfig(&["prod-eu"], form, world.now());
            let text = document.unwrap().render_masked();
            let user = text
                .lines()
                .find(|line| line.starts_with("- name: "))
                .unwrap();
            assert!(user.starts_with("- name: \"prod-eu@"), "{user}");
            user.to_owned()
        })
        .collect();
    users.sort();
    users.dedup();
    assert_eq!(users.len(), forms.len(), "{users:?}");
}

#[test]
fn the_haulout_form_says_where_to_sign_in() {
    let mut world = World::new(Mode::Sealed);
    world.login();
    let form = Form::HauloutCredential {
        command: "haulout".into(),
    };
    let document = world.machine.kubeconfig(&["prod-eu"], &form, world.now());
    let text = document.unwrap().render_masked();
    for argument in [
        "credential\"",
        "prod-eu\"",
        "--issuer=https://",
        "--client-id=pinniped-cli\"",
        "--scopes=offline_access,openid",
        "--audience=",
        "--endpoint=https://",
        "--authenticator-type=jwt\"",
        "--authenticator-name=",
        "--cluster-id=prod-eu\"",
    ] {
        assert!(
            text.contains(&format!("- \"{argument}")),
            "{argument}\n{text}"
        );
    }
}

#[test]
fn the_shareable_form_has_no_user_and_bypasses_the_gateway() {
    let mut world = World::new(Mode::Sealed);
    world.login();
    let document = world
        .machine
        .kubeconfig(&["prod-eu"], &Form::PinnipedCli, world.now())
        .unwrap()
        .render();
    let text = document.secret();
    assert!(!text.contains("walrus"), "{text}");
    assert!(text.contains("- \"--concierge-endpoint=https://prod-eu.acme.example:6443\""));
    assert!(text.contains("- \"--client-id=pinniped-cli\""));
    assert!(text.contains("- \"--request-audience=prod-eu-7f3a\""));
}

#[test]
fn the_pinniped_cli_uses_the_pages_client_at_an_issuer_without_its_own() {
    let mut world = World::new(Mode::Page);
    world.login();
    let pinniped = |world: &World| {
        let document = world
            .machine
            .kubeconfig(&["prod-eu"], &Form::PinnipedCli, world.now());
        document.map(|it| it.render().secret().clone())
    };
    let text = pinniped(&world).unwrap();
    assert!(
        text.contains(&format!("- \"--client-id={CLIENT_ID}\"")),
        "{text}"
    );
    assert!(
        text.contains("- \"--scopes=offline_access,openid\""),
        "{text}"
    );
    assert!(world.cluster("prod-eu").has_pinniped_cli);

    // The gateway's client may have a secret.
    let mut world = World::new(Mode::Sealed);
    world.issuer.is_supervisor = false;
    world.login();
    let error = pinniped(&world).unwrap_err();
    assert!(error.to_string().contains("issuer.cli.clientId"), "{error}");
    assert!(!world.cluster("prod-eu").has_pinniped_cli);

    let mut world = World::new(Mode::Sealed);
    world.issuer.is_supervisor = false;
    world.config = edit(|config: &mut Value| config["issuer"]["cli"] = json!({"clientId": "cli"}));
    world.login();
    let text = pinniped(&world).unwrap();
    assert!(text.contains("- \"--client-id=cli\""), "{text}");
}

#[test]
fn a_kubeconfig_needs_a_session_and_a_configured_cluster() {
    let mut world = World::new(Mode::Sealed);
    let code = |world: &World, id: &str| {
        let given = world.machine.live_kubeconfig(&[id], &folder(), world.now());
        given.unwrap_err().code()
    };
    assert_eq!(code(&world, "prod-eu"), Code::SignInRequired);
    world.login();
    assert_eq!(code(&world, "nowhere"), Code::ClusterUnknown);
}
