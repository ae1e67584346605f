//! Why a cluster may have refused a token.

use haulout_protocol::refusal::Cause;

pub(super) fn cause(cause: &Cause, span: &str) -> String {
    match cause {
        Cause::Algorithm(algorithm) => format!(
            "Das Token ist mit {} signiert; der Authenticator nimmt nur RS256 und ES256 an.",
            algorithm.as_str()
        ),
        Cause::Expired(_) => {
            format!("Nach der Uhr des Clusters war das Token seit {span} abgelaufen.")
        }
        Cause::NotYetValid(_) => {
            format!("Nach der Uhr des Clusters gilt das Token erst in {span}.")
        }
        Cause::Claim(claim) => format!(
            "Im Token fehlt „{claim}“; Authenticators lesen es, wenn nichts anderes eingestellt ist."
        ),
        Cause::Audience {
            has,
            wants: Some(wants),
        } if has.contains(wants) => format!(
            "Das Token ist für „{wants}“, wie diese Seite eingerichtet ist; der Authenticator erwartet vielleicht eine andere Audience."
        ),
        Cause::Audience {
            has,
            wants: Some(wants),
        } => format!(
            "Das Token ist für {}; der Authenticator erwartet „{wants}“.",
            quoted(has)
        ),
        Cause::Audience { has, wants: None } => format!(
            "Das Token ist für {}; der Authenticator erwartet vielleicht eine andere Audience.",
            quoted(has)
        ),
        Cause::Clock { offset_millis } if *offset_millis > 0 => {
            format!("Die Uhr des Clusters geht {span} vor.")
        }
        Cause::Clock { .. } => format!("Die Uhr des Clusters geht {span} nach."),
        Cause::Authenticator { kind, name } => format!(
            "Vielleicht gibt es keinen {} namens „{name}“, oder er ist noch nicht bereit.",
            kind.as_str()
        ),
        Cause::Unknown => "Etwas anderes, das nur im Log des Concierge steht.".to_owned(),
    }
}

/// `„lab“, „edge“`, or as much of it as can be read in passing.
fn quoted(names: &[String]) -> String {
    if names.is_empty() {
        return "niemanden".to_owned();
    }
    let shown = names.iter().take(3).map(|name| format!("„{name}“"));
    let shown: Vec<String> = shown.collect();
    let more = if names.len() > shown.len() {
        " und andere"
    } else {
        ""
    };
    format!("{}{more}", shown.join(", "))
}
