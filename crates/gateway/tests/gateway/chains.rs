//! Certificate chains of a cluster that must be rejected, and one that must be accepted.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose,
    GeneralSubtree, IsCa, KeyPair, NameConstraints, date_time_ymd,
};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::TlsAcceptor;

use crate::fake::Fake;
use crate::setup::{Setup, issuer_script};
use crate::trust::{acceptor, answers, ask};

type Authority = CertifiedIssuer<'static, KeyPair>;

fn named(name: &str) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, name);
    params
}

fn authority(name: &str, edit: impl FnOnce(&mut CertificateParams)) -> CertificateParams {
    let mut params = named(name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    edit(&mut params);
    params
}

fn root(edit: impl FnOnce(&mut CertificateParams)) -> Authority {
    let params = authority("root", edit);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

fn below(above: &Authority, edit: impl FnOnce(&mut CertificateParams)) -> Authority {
    let params = authority("between", edit);
    CertifiedIssuer::signed_by(params, KeyPair::generate().unwrap(), above).unwrap()
}

/// A server certificate for this machine, with the intermediates up to a root.
fn leaf(
    above: &Authority,
    between: &[&Authority],
    edit: impl FnOnce(&mut CertificateParams),
) -> TlsAcceptor {
    let mut params = CertificateParams::new(["127.0.0.1".to_owned()]).unwrap();
    params.distinguished_name = named("server").distinguished_name;
    edit(&mut params);
    let key = KeyPair::generate().unwrap();
    let own = params.signed_by(&key, above).unwrap();
    let mut chain = vec![own.der().clone()];
    chain.extend(between.iter().map(|above| above.der().clone()));
    serve(chain, &key)
}

fn serve(chain: Vec<CertificateDer<'static>>, key: &KeyPair) -> TlsAcceptor {
    let private = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    acceptor(chain, private, rustls::ALL_VERSIONS)
}

#[tokio::test]
async fn d7_twelve_invalid_certificate_chains_are_rejected() {
    let root_ca = root(|_| ());
    let ca_data = BASE64_STANDARD.encode(root_ca.pem());
    let same_name = root(|_| ());
    let between = below(&root_ca, |_| ());
    let expired_between = below(&root_ca, |params| {
        params.not_after = date_time_ymd(2020, 1, 1);
    });
    let not_an_authority = below(&root_ca, |params| params.is_ca = IsCa::ExplicitNoCa);
    let other_names_only = below(&root_ca, |params| {
        params.name_constraints = Some(NameConstraints {
            permitted_subtrees: vec![GeneralSubtree::DnsName("example".to_owned())],
            excluded_subtrees: vec![GeneralSubtree::IpAddress(rcgen::CidrSubnet::V4(
                [127, 0, 0, 0],
                [255, 0, 0, 0],
            ))],
        });
    });
    let last = below(&root_ca, |params| {
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    });
    let below_last = below(&last, |_| ());
    let lone_key = KeyPair::generate().unwrap();
    let lone = CertificateParams::new(["127.0.0.1".to_owned()]).unwrap();
    let lone = lone.self_signed(&lone_key).unwrap();

    let bad = [
        ("self-signed", serve(vec![lone.der().clone()], &lone_key)),
        (
            "another key of the same name",
            leaf(&same_name, &[], |_| ()),
        ),
        (
            "another root that is sent along",
            leaf(&same_name, &[&same_name], |_| ()),
        ),
        (
            "another name",
            leaf(&root_ca, &[], |params| {
                let other = CertificateParams::new(["127.0.0.2".to_owned()]).unwrap();
                params.subject_alt_names = other.subject_alt_names;
            }),
        ),
        (
            "a name in the subject only",
            leaf(&root_ca, &[], |params| {
                params.subject_alt_names.clear();
                params.distinguished_name = named("127.0.0.1").distinguished_name;
            }),
        ),
        (
            "expired",
            leaf(&root_ca, &[], |params| {
                params.not_after = date_time_ymd(2020, 1, 1);
            }),
        ),
        (
            "not valid yet",
            leaf(&root_ca, &[], |params| {
                params.not_before = date_time_ymd(2500, 1, 1);
            }),
        ),
        (
            "a client's certificate",
            leaf(&root_ca, &[], |params| {
                params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
            }),
        ),
        ("nothing between", leaf(&between, &[], |_| ())),
        (
            "expired between",
            leaf(&expired_between, &[&expired_between], |_| ()),
        ),
        (
            "signed by who may not sign",
            leaf(&not_an_authority, &[&not_an_authority], |_| ()),
        ),
        (
            "for other names",
            leaf(&other_names_only, &[&other_names_only], |_| ()),
        ),
        ("too long", leaf(&below_last, &[&below_last, &last], |_| ())),
    ];
    for (what, tls) in bad {
        assert_eq!(ask(Some(&ca_data), tls).await, (502, 502), "{what}");
    }
    let good = leaf(&between, &[&between], |_| ());
    assert_eq!(ask(Some(&ca_data), good).await, (201, 200));
}

#[tokio::test]
async fn failed_tls_connection_is_named_and_is_not_an_outage() {
    let root_ca = root(|_| ());
    let ca_data = BASE64_STANDARD.encode(root_ca.pem());
    let other = CertificateParams::new(["other.example".to_owned()]).unwrap();
    let key = KeyPair::generate().unwrap();
    let mut own = CertificateParams::new(["127.0.0.1".to_owned()]).unwrap();
    own.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let own = own.self_signed(&key).unwrap();
    let own_data = BASE64_STANDARD.encode(own.pem());
    for (ca_data, tls, expected) in [
        (
            &ca_data,
            leaf(&root(|_| ()), &[], |_| ()),
            "from an authority that is not trusted",
        ),
        (
            &ca_data,
            leaf(&root_ca, &[], |params| {
                params.subject_alt_names = other.subject_alt_names.clone();
            }),
            "other.example",
        ),
        (
            &ca_data,
            leaf(&root_ca, &[], |params| {
                params.not_after = date_time_ymd(2020, 1, 1);
            }),
            "expired",
        ),
        (
            &own_data,
            serve(vec![own.der().clone()], &key),
            "certificate authority",
        ),
    ] {
        let (credential, version) = answers(Some(ca_data), tls).await;
        for answer in [credential, version] {
            assert_eq!(answer.code(), "HAULOUT_CONCIERGE_TLS_INVALID");
            let description = answer.json()["error_description"].to_string();
            assert!(description.contains("cluster"), "{description}");
            assert!(description.contains(expected), "{description}");
        }
    }
}

#[tokio::test]
async fn untrusted_issuer_is_named_and_is_not_an_outage() {
    let issuer = Fake::start_tls(leaf(&root(|_| ()), &[], |_| ()), issuer_script).await;
    let mut setup = Setup::new().await;
    setup.yaml = setup.yaml.replace(&setup.issuer.url, &issuer.url);
    let route = "/issuer/.well-known/openid-configuration";
    let answer = setup.browser().get(route).await;
    assert_eq!(answer.code(), "HAULOUT_ISSUER_TLS_INVALID");
    assert!(answer.body.contains("not trusted"), "{}", answer.body);
}
