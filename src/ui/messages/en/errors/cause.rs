//! Why a cluster may have refused a token.

use haulout_protocol::refusal::Cause;

pub(super) fn cause(cause: &Cause, span: &str) -> String {
    match cause {
        Cause::Algorithm(algorithm) => format!(
            "The token is signed with {}; the authenticator takes RS256 and ES256 only.",
            algorithm.as_str()
        ),
        Cause::Expired(_) => {
            format!("By the cluster’s clock, the token had expired {span} before.")
        }
        Cause::NotYetValid(_) => {
            format!("By the cluster’s clock, the token begins only in {span}.")
        }
        Cause::Claim(claim) => format!(
            "The token has no “{claim}”, which authenticators read unless they are told to read another claim."
        ),
        Cause::Audience {
            has,
            wants: Some(wants),
        } if has.contains(wants) => format!(
            "The token is for “{wants}”, as this page is configured; the authenticator may want another audience."
        ),
        Cause::Audience {
            has,
            wants: Some(wants),
        } => format!(
            "The token is for {}; the authenticator wants “{wants}”.",
            quoted(has)
        ),
        Cause::Audience { has, wants: None } => format!(
            "The token is for {}; the authenticator may want another audience.",
            quoted(has)
        ),
        Cause::Clock { offset_millis } if *offset_millis > 0 => {
            format!("The cluster’s clock is {span} ahead.")
        }
        Cause::Clock { .. } => format!("The cluster’s clock is {span} behind."),
        Cause::Authenticator { kind, name } => format!(
            "There may be no {} called “{name}”, or it may not be ready.",
            kind.as_str()
        ),
        Cause::Unknown => "Something else that only the Concierge’s log can tell.".to_owned(),
    }
}

/// `“lab”, “edge”`, or as much of it as can be read in passing.
fn quoted(names: &[String]) -> String {
    if names.is_empty() {
        return "nobody".to_owned();
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
