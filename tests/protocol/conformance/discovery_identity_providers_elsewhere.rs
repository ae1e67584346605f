//! A Supervisor hosts its list of identity providers itself; a list elsewhere could send users to another site.

use haulout_protocol::Code;
use haulout_protocol::error::{MetadataError, Reason};
use serde_json::{Value, json};

use crate::world::edits::Object;
use crate::world::{Mode, Route, World, edit, set};

#[test]
fn a_list_on_another_host_is_refused() {
    for url in [
        "https://supervisor.evil.example/identity-providers",
        "https://clusters.acme.example.evil.example/issuer/identity-providers",
        "https://clusters.acme.example/issuer.evil.example/identity-providers",
        "https://clusters.acme.example/issuerx/identity-providers",
    ] {
        let mut world = World::new(Mode::Sealed);
        world.issuer.edits.metadata = set(
            "discovery.supervisor.pinniped.dev/v1alpha1",
            json!({"pinniped_identity_providers_endpoint": url}),
        );
        world.open();
        let fault = MetadataError::Url("pinniped_identity_providers_endpoint");
        assert_eq!(world.failure().reason, Reason::Metadata(fault), "{url}");
        assert_eq!(world.sent(&Route::IdentityProviders).len(), 0);
    }
}

#[test]
fn a_supervisor_without_a_path_is_not_the_prefix_of_another_host() {
    let mut world = World::new(Mode::Page);
    let issuer = "https://supervisor.acme.example";
    world.config = edit(|config: &mut Value| {
        config["issuer"]["url"] = json!("https://supervisor.acme.example");
    });
    world.issuer.edits.metadata = edit(move |metadata: &mut Object| {
        metadata.insert("issuer".into(), json!(issuer));
        metadata.insert(
            "discovery.supervisor.pinniped.dev/v1alpha1".into(),
            json!({"pinniped_identity_providers_endpoint": format!("{issuer}.evil.example/identity-providers")}),
        );
    });
    world.open();
    assert_eq!(world.failure().code(), Code::IssuerInvalid);
    assert_eq!(world.sent(&Route::IdentityProviders).len(), 0);
}
