//! Kubeconfigs with every form of a user, and with names that mean harm.

use haulout_protocol::kubeconfig::pinniped_cli;
use haulout_protocol::kubeconfig::{ClusterEntry, Exec, Kubeconfig, Material, Names, User};
use haulout_protocol::live_folder::Location;
use haulout_protocol::secret::Secret;

const CERTIFICATE: &str = include_str!("../../crates/protocol/tests/fixtures/pinniped.crt");
pub(crate) const KEY: &str = include_str!("../../crates/protocol/tests/fixtures/pinniped.key");
/// Base64 of `-----BEGIN CERTIFICATE-----`, a line feed and `a`.
pub(crate) const CA_DATA: &str = "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCmE=";
/// Names that a shell, a terminal or YAML would like to take for something else.
pub(crate) const NAMES: [&str; 14] = [
    "prod-eu",
    "two words",
    "it's \"quoted\" \\ and \\' so on",
    "$HOME `id` $(id) ${x}",
    "a; id & id | id > x # no",
    "two\nlines",
    " padded ",
    "-rf",
    "~/*?[a]{b,c}!",
    "%PATH%^%",
    "\u{1b}[201~\rid\t\u{7}",
    "Zürich 🦭 \u{202e}x",
    "=id",
    "a,b,\"c\"",
];

pub(crate) fn certificate() -> User {
    User::Holds(Material::Certificate {
        pem: CERTIFICATE.into(),
        key: Secret::new(KEY.into()),
    })
}

fn users(id: &str) -> Vec<(&'static str, User)> {
    let folder = |text| Exec::live_folder(&Location::parse(text).unwrap(), id);
    let said = [
        "login",
        "oidc",
        "--enable-concierge",
        "--concierge-authenticator-name=a, \"b\"",
        "--concierge-authenticator-type=jwt",
        "--concierge-endpoint=https://10.1.2.3:6443",
        "--issuer=https://supervisor.acme.example",
    ];
    let login = pinniped_cli::read(&said.map(String::from)).unwrap();
    vec![
        ("inline", certificate()),
        (
            "token",
            User::Holds(Material::Token(Secret::new("aaa.bbb.ccc".into()))),
        ),
        ("absolute", User::Runs(folder("/home/me/my files/haulout"))),
        ("home", User::Runs(folder("~/.kube/haulout"))),
        ("windows", User::Runs(folder(r"C:\Users\me\.kube\haulout"))),
        (
            "haulout",
            User::Runs(Exec::haulout("/opt/my haulout", id, None)),
        ),
        ("pinniped", User::Runs(login.exec())),
    ]
}

pub(crate) fn entry<'a>(id: &'a str, who: &'a str, user: User) -> ClusterEntry<'a> {
    ClusterEntry {
        cluster_id: id,
        server: "https://10.1.2.3:6443",
        ca_data: Some(CA_DATA),
        proxy_url: Some("http://proxy.acme.example:3128"),
        tls_server_name: Some("kubernetes.default.svc"),
        namespace: Some("default"),
        who,
        user,
    }
}

/// One file with all these names, and all forms of a user.
pub(crate) fn document(names: &[&str]) -> Kubeconfig {
    let entries = names.iter().enumerate().map(|(n, name)| {
        let mut users = users(name);
        let (form, user) = users.swap_remove(n % users.len());
        entry(name, form, user)
    });
    Kubeconfig::new(entries.collect(), &Names::default())
}
