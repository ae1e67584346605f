//! Arguments as Pinniped writes them, parsed again, and arguments that are refused.

use alloc::string::{String, ToString as _};
use alloc::vec::Vec;

use proptest::prelude::*;

use super::*;

fn login() -> Login {
    Login {
        issuer: "https://supervisor.acme.example/issuer".into(),
        client_id: "pinniped-cli".into(),
        scopes: SCOPES.map(String::from).into(),
        listen_port: 0,
        ca_data: ["Q0E=".to_string()].into(),
        audience: Some("prod-eu-7f3a".into()),
        upstream: Upstream {
            name: Some("okta".into()),
            kind: Some("oidc".into()),
            flow: Some("browser_authcode".into()),
        },
        concierge: Some(Concierge {
            api_group_suffix: "pinniped.dev".into(),
            authenticator_name: "supervisor".into(),
            authenticator_kind: AuthenticatorKind::Jwt,
            endpoint: "https://10.1.2.3:6443".into(),
            ca_data: Some("Q0E=".into()),
        }),
    }
}

fn args(text: &str) -> Vec<String> {
    text.split_whitespace().map(String::from).collect()
}

#[track_caller]
fn assert_fault(text: &str, argument: &str, reason: &str) {
    let fault = read(&args(text)).unwrap_err();
    assert_eq!((fault.argument.as_str(), fault.reason), (argument, reason));
}

#[test]
fn arguments_have_the_order_of_pinniped_get_kubeconfig() {
    let expected = "login oidc --enable-concierge --concierge-api-group-suffix=pinniped.dev \
        --concierge-authenticator-name=supervisor --concierge-authenticator-type=jwt \
        --concierge-endpoint=https://10.1.2.3:6443 --concierge-ca-bundle-data=Q0E= \
        --issuer=https://supervisor.acme.example/issuer --client-id=pinniped-cli \
        --scopes=offline_access,openid,pinniped:request-audience,username,groups --listen-port=12345 \
        --ca-bundle-data=Q0E= --request-audience=prod-eu-7f3a --upstream-identity-provider-name=okta \
        --upstream-identity-provider-type=oidc --upstream-identity-provider-flow=browser_authcode";
    let login = Login {
        listen_port: 12345,
        ..login()
    };
    assert_eq!(login.args(), args(expected));
}

#[test]
fn without_a_concierge_its_arguments_are_omitted() {
    let bare = Login {
        concierge: None,
        ca_data: Vec::new(),
        audience: None,
        upstream: Upstream::default(),
        ..login()
    };
    let expected = "login oidc --issuer=https://supervisor.acme.example/issuer --client-id=pinniped-cli \
        --scopes=offline_access,openid,pinniped:request-audience,username,groups";
    assert_eq!(bare.args(), args(expected));
    assert_eq!(read(&bare.args()), Ok(bare));
}

#[test]
fn missing_arguments_have_pinnipeds_defaults() {
    let login = read(&args("login oidc --issuer https://a.example")).unwrap();
    assert_eq!(login.issuer, "https://a.example");
    assert_eq!(login.client_id, "pinniped-cli");
    assert_eq!(login.scopes, SCOPES);
    assert_eq!((login.listen_port, login.concierge), (0, None));
}

#[test]
fn arguments_for_the_cli_alone_are_ignored() {
    let said = "login oidc --issuer=https://a.example --skip-browser --skip-listen=false \
        --session-cache=/x --credential-cache= --debug-session-cache --concierge-namespace=old";
    let login = read(&args(said)).unwrap();
    assert_eq!(
        login,
        read(&args("login oidc --issuer=https://a.example")).unwrap()
    );
}

#[test]
fn values_are_parsed_as_pinniped_does() {
    let said = "login oidc --issuer=https://a.example --issuer=https://b.example --scopes=openid --scopes=a,b \
        --ca-bundle-data=QQ== --ca-bundle-data=Qg== --enable-concierge=true --concierge-authenticator-type=WebHook \
        --concierge-authenticator-name=hook --concierge-endpoint=https://c.example --concierge-ca-bundle-data=";
    let login = read(&args(said)).unwrap();
    assert_eq!(login.issuer, "https://b.example");
    assert_eq!(login.scopes, ["openid", "a", "b"]);
    assert_eq!(login.ca_data, ["QQ==", "Qg=="]);
    let concierge = login.concierge.unwrap();
    assert_eq!(concierge.authenticator_kind, AuthenticatorKind::Webhook);
    assert_eq!(concierge.api_group_suffix, "pinniped.dev");
    assert_eq!(concierge.ca_data, None);
}

#[test]
fn an_error_names_the_argument() {
    let unknown = "is not supported by Haulout";
    let other = "is not part of `pinniped login oidc`";
    assert_fault("", "login", other);
    assert_fault("get-token --issuer=x", "get-token", other);
    assert_fault("login static --token=abc", "static", other);
    assert_fault("login oidc", "--issuer", "is missing");
    assert_fault("login oidc --issuer=", "--issuer", "is missing");
    assert_fault("login oidc --issuer", "--issuer", "has no value");
    // The value may be a secret, so the error does not contain it.
    assert_fault("login oidc --tomorrow=abc", "--tomorrow", unknown);
    assert_fault("login oidc --ca-bundle=/a.pem", "--ca-bundle", unknown);
    assert_fault("login oidc surprise", "surprise", unknown);
    let said = "login oidc --issuer=https://a.example --enable-concierge";
    for (more, argument, reason) in [
        ("", "--concierge-authenticator-type", "is missing"),
        (
            "--concierge-authenticator-type=oidc",
            "--concierge-authenticator-type",
            "must be `jwt` or `webhook`",
        ),
        (
            "--concierge-authenticator-type=jwt",
            "--concierge-authenticator-name",
            "is missing",
        ),
        (
            "--concierge-authenticator-type=jwt --concierge-authenticator-name=a",
            "--concierge-endpoint",
            "is missing",
        ),
        (
            "--enable-concierge=yes",
            "--enable-concierge",
            "must be `true` or `false`",
        ),
        (
            "--enable-concierge=false --listen-port=70000",
            "--listen-port",
            "must be a number up to 65535",
        ),
    ] {
        assert_fault(&alloc::format!("{said} {more}"), argument, reason);
    }
}

prop_compose! {
    fn any_login()(
        texts in prop::collection::vec("[^,]{1,12}", 9),
        options in prop::collection::vec(prop::option::of(".{1,12}"), 5),
        more in prop::collection::vec("[^,]{1,12}", 1..4),
        ca_data in prop::collection::vec(".{1,12}", 0..3),
        listen_port in any::<u16>(),
        has_concierge in any::<bool>(),
        webhook in any::<bool>(),
    ) -> Login {
        let [audience, name, kind, flow, endpoint_ca] = <[_; 5]>::try_from(options).unwrap();
        Login {
            issuer: texts[0].clone(),
            client_id: texts[1].clone(),
            scopes: more,
            listen_port,
            ca_data,
            audience,
            upstream: Upstream { name, kind, flow },
            concierge: has_concierge.then(|| Concierge {
                api_group_suffix: texts[2].clone(),
                authenticator_name: texts[3].clone(),
                authenticator_kind: if webhook { AuthenticatorKind::Webhook } else { AuthenticatorKind::Jwt },
                endpoint: texts[4].clone(),
                ca_data: endpoint_ca,
            }),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn arguments_survive_writing_and_parsing(login in any_login()) {
        prop_assert_eq!(read(&login.args()), Ok(login));
    }

    #[test]
    fn arbitrary_arguments_never_panic(args in prop::collection::vec("(--)?[a-z-]{0,20}(=.{0,8})?", 0..6)) {
        let mut whole = ["login", "oidc"].map(String::from).to_vec();
        whole.extend(args);
        let _ = read(&whole);
    }
}
