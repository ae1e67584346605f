//! The file that `pinniped get kubeconfig` writes, read and written again.

use haulout_protocol::kubeconfig::pinniped_cli::{self, Login};
use haulout_protocol::kubeconfig::{ClusterEntry, Kubeconfig, Names, User};
use serde_json::Value;

use crate::documents::CA_DATA;

const WITH_CONCIERGE: &str = include_str!("../fixtures/pinniped-cli/with-concierge.yaml");
const WITHOUT_CONCIERGE: &str = include_str!("../fixtures/pinniped-cli/without-concierge.yaml");

fn login(golden: &Value) -> Login {
    let args = golden["users"][0]["user"]["exec"]["args"]
        .as_array()
        .unwrap();
    let args: Vec<String> = args
        .iter()
        .map(|arg| arg.as_str().unwrap().into())
        .collect();
    let login = pinniped_cli::read(&args).unwrap();
    assert_eq!(login.args(), args);
    login
}

#[test]
fn what_pinniped_writes_is_written_again_argument_for_argument() {
    let files = [
        ("prod-eu", Some(CA_DATA), WITH_CONCIERGE),
        ("lab", None, WITHOUT_CONCIERGE),
    ];
    for (id, ca_data, golden) in files {
        let golden: Value = serde_saphyr::from_str(golden).unwrap();
        let entry = ClusterEntry {
            cluster_id: id,
            server: "https://10.1.2.3:6443",
            ca_data,
            proxy_url: None,
            tls_server_name: None,
            namespace: None,
            who: "pinniped",
            user: User::Runs(login(&golden).exec()),
        };
        let names = Names::new(
            Some("{cluster}-pinniped"),
            Some("{user}@{cluster}-pinniped"),
        );
        let file = Kubeconfig::new(vec![entry], &names.unwrap()).render();
        let written: Value = serde_saphyr::from_str(file.secret()).unwrap();
        assert_eq!(written, golden);
    }
}

#[test]
fn what_pinniped_writes_says_all_that_a_sign_in_needs() {
    let login = login(&serde_saphyr::from_str(WITH_CONCIERGE).unwrap());
    assert_eq!(login.issuer, "https://supervisor.acme.example/issuer");
    assert_eq!(login.client_id, "pinniped-cli");
    assert_eq!(login.audience.as_deref(), Some("prod-eu-7f3a"));
    assert_eq!(login.upstream.name.as_deref(), Some("okta"));
    assert_eq!((login.listen_port, login.ca_data.len()), (12345, 1));
    let concierge = login.concierge.unwrap();
    assert_eq!(concierge.authenticator_name, "supervisor");
    assert_eq!(concierge.endpoint, "https://10.1.2.3:6443");
    assert_eq!(concierge.ca_data.as_deref(), Some(CA_DATA));
}
