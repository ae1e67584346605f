//! The portal's kubeconfig for the Pinniped CLI, with the CLI, at a Supervisor that serves https.

use serde_json::{Value, json};

use crate::harness::{
    Kubeconfig, PinnipedCli, Plan, button_of_tab, journey_over_https, log_in_at_devstack, tab,
};
use crate::supervisor_sealed::sign_in;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_portals_kubeconfig_signs_in_with_the_pinniped_cli() {
    let plan = Plan::one_cluster().with_https_issuer();
    journey_over_https(plan, async |portal, browser| {
        sign_in(portal, browser).await;
        browser.click(&tab("Pinniped CLI")).await;
        browser.click(&button_of_tab("Download")).await;
        let kubeconfig = Kubeconfig::new(&browser.downloaded().await.1);
        let ca_pem = portal.stack().issuer().ca_pem().unwrap();

        let cli = PinnipedCli::find();
        let log_in = async |link| log_in_at_devstack(ca_pem, link, "Acme SSO").await;
        check(&cli.who_am_i(&kubeconfig, log_in).await);
        check(&cli.who_am_i_without_link(&kubeconfig, &[]).await);

        let without_browser = [
            ("name", "Acme LDAP"),
            ("type", "ldap"),
            ("flow", "cli_password"),
        ]
        .map(|(name, value)| format!("--upstream-identity-provider-{name}={value}"));
        let kubeconfig = kubeconfig.with_plugin_arguments(&without_browser).await;
        let password = [
            ("PINNIPED_USERNAME", "pinny"),
            ("PINNIPED_PASSWORD", "haul-out"),
        ];
        check(&cli.who_am_i_without_link(&kubeconfig, &password).await);
    })
    .await;
}

fn check(user: &Value) {
    assert_eq!(user["username"], "pinny");
    let groups = json!(["seals", "cluster-viewers", "system:authenticated"]);
    assert_eq!(user["groups"], groups);
}
