//! What the demo prints when it starts.

use haulout_devstack::{Fault, Scenario, Stack};

use super::place::Place;

/// The portal's URL, the users, and suggestions.
pub(super) fn print(stack: &Stack, url: &str, page: bool) {
    println!("The portal is at  {url}");
    println!("\nUsers:");
    for user in stack.issuer().users() {
        let (name, password) = (&user.username, user.password.secret());
        println!(
            "  {name:<8} password {password:<10} groups {}",
            user.groups.join(", ")
        );
    }
    println!("\nTry:");
    println!("  1. Open the portal, press \u{201c}Sign in\u{201d}, and sign in as one of them.");
    println!(
        "  2. Press \u{201c}Copy kubeconfig\u{201d} or \u{201c}Download\u{201d}. It works until its certificate expires:"
    );
    println!("     kubectl --kubeconfig ~/Downloads/dev.kubeconfig.yaml auth whoami");
    println!("     kubectl --kubeconfig ~/Downloads/dev.kubeconfig.yaml get namespaces");
    if page {
        println!(
            "  3. Press \u{201c}Renew now\u{201d}. The tokens are only in the page's memory, so a reload ends the session."
        );
    } else {
        println!(
            "  3. Press \u{201c}Renew now\u{201d}, or reload the page: the session continues."
        );
    }
}

/// How pages use this demo.
pub(super) fn print_embedding(place: &Place) {
    let url = place.public_url();
    if let Some(origin) = &place.page_origin {
        println!(
            "\nA server at {origin} has to forward {0} and everything below it to {1}{0}.",
            place.base_path, place.server
        );
    }
    if !place.base_path.is_empty() {
        println!(
            "\nPages on the same origin use <haulout-login config-url=\"{}/config.json\">.",
            place.base_path
        );
    }
    for origin in &place.embed_origins {
        println!(
            "\nPages at {origin} call EmbedSession.open({{ gateway: '{url}' }}) of 'haulout/embed' in a click."
        );
    }
}

/// The faults that are active, their effects, and how to switch them.
pub(super) fn print_scenarios(stack: &Stack, scenarios: &[Scenario], control: &str) {
    for scenario in scenarios {
        println!("\nActive fault: {scenario}");
        println!("  {}", scenario.description());
        println!("  Effect: {}", scenario.expectation());
        println!("  Deactivate it and activate it again while the demo runs:");
        println!("     {}", switch(*scenario, control, false));
        println!("     {}", switch(*scenario, control, true));
    }
    println!("\nList the faults and the clock offsets:");
    println!("     curl {control}");
    if scenarios.is_empty() {
        println!("  Activate and deactivate a fault while the demo runs:");
        let example = Scenario::Fault(Fault::Concierge503);
        println!("     {}", switch(example, control, true));
        println!("     {}", switch(example, control, false));
    }
    for cluster in stack.clusters().iter().take(1) {
        let verifier = if cluster.has_impersonation_proxy() {
            "concierge/1"
        } else {
            "api"
        };
        let clock = format!("{control}/clocks/{}/{verifier}", cluster.id());
        println!("     curl -X PUT -d '{{\"offset_seconds\": 4}}' {clock}");
    }
    println!("\nThe demo listens on 127.0.0.1 only. Press Ctrl-C to stop it.");
}

fn switch(scenario: Scenario, control: &str, on: bool) -> String {
    format!("curl -X PUT -d '{{\"on\": {on}}}' {control}/faults/{scenario}")
}
