//! Possible causes of a refusal by a Concierge.

use haulout_protocol::refusal::RefusalCause;

pub(super) fn cause(cause: &RefusalCause, span: &str) -> String {
    match cause {
        RefusalCause::Algorithm(algorithm) => format!(
            "The token is signed with {}; the authenticator accepts only RS256 and ES256.",
            algorithm.as_str()
        ),
        RefusalCause::Expired(_) => {
            format!("By the cluster’s clock, the token expired {span} earlier.")
        }
        RefusalCause::NotYetValid(_) => {
            format!("By the cluster’s clock, the token becomes valid in {span}.")
        }
        RefusalCause::Claim {
            name,
            is_configured: true,
        } => format!(
            "The token has no claim “{name}”, from which the authenticator reads the username."
        ),
        RefusalCause::Claim { name, .. } => format!(
            "The token has no claim “{name}”, which authenticators read unless configured otherwise."
        ),
        RefusalCause::ClaimValue { name, wants } => format!(
            "The token’s claim “{name}” is not “{wants}”, which the authenticator requires."
        ),
        RefusalCause::UnverifiedEmail => {
            "The issuer says that your email address, which is the username, is not verified."
                .to_owned()
        }
        RefusalCause::Rule(message) => {
            format!("The token may break a rule of the authenticator: “{message}”.")
        }
        RefusalCause::Expression(text) => {
            format!("The authenticator evaluates “{text}”, which may fail for this token.")
        }
        RefusalCause::Issuer(issuer) => format!(
            "The token’s issuer is “{issuer}”; the authenticator may expect another issuer."
        ),
        RefusalCause::Audience {
            has,
            wants: Some(wants),
        } if has.contains(wants) => format!(
            "The token’s audience is “{wants}”, as configured for this page; the authenticator may expect another audience."
        ),
        RefusalCause::Audience {
            has,
            wants: Some(wants),
        } => format!(
            "The token’s audience is {}; the authenticator expects “{wants}”.",
            quoted(has)
        ),
        RefusalCause::Audience { has, wants: None } => format!(
            "The token’s audience is {}; the authenticator may expect another audience.",
            quoted(has)
        ),
        RefusalCause::Clock { offset_millis } if *offset_millis > 0 => {
            format!("The cluster’s clock is {span} ahead.")
        }
        RefusalCause::Clock { .. } => format!("The cluster’s clock is {span} behind."),
        RefusalCause::Authenticator { kind, name } => format!(
            "The {} “{name}” may not exist or may not be ready.",
            kind.as_str()
        ),
        RefusalCause::Unknown => "Another cause, which only the Concierge’s log names.".to_owned(),
    }
}

/// `“lab”, “edge”`: up to three names in quotation marks.
fn quoted(names: &[String]) -> String {
    if names.is_empty() {
        return "empty".to_owned();
    }
    let shown = names.iter().take(3).map(|name| format!("“{name}”"));
    let shown: Vec<String> = shown.collect();
    let more = if names.len() > shown.len() {
        " and others"
    } else {
        ""
    };
    format!("{}{more}", shown.join(", "))
}
