//! Possible causes of a refusal by a Concierge.

use haulout_protocol::refusal::RefusalCause;

pub(super) fn cause(cause: &RefusalCause, span: &str) -> String {
    match cause {
        RefusalCause::Algorithm(algorithm) => format!(
            "Das Token ist mit {} signiert; der Authenticator akzeptiert nur RS256 und ES256.",
            algorithm.as_str()
        ),
        RefusalCause::Expired(_) => {
            format!("Nach der Uhr des Clusters war das Token seit {span} abgelaufen.")
        }
        RefusalCause::NotYetValid(_) => {
            format!("Nach der Uhr des Clusters gilt das Token erst in {span}.")
        }
        RefusalCause::Claim {
            name,
            is_configured: true,
        } => format!(
            "Dem Token fehlt der Claim „{name}“, aus dem der Authenticator den Benutzernamen liest."
        ),
        RefusalCause::Claim { name, .. } => format!(
            "Dem Token fehlt der Claim „{name}“, den Authenticators lesen, wenn nichts anderes konfiguriert ist."
        ),
        RefusalCause::ClaimValue { name, wants } => format!(
            "Der Claim „{name}“ des Tokens ist nicht „{wants}“, wie der Authenticator verlangt."
        ),
        RefusalCause::UnverifiedEmail => {
            "Nach Angabe des Anmeldedienstes ist die E\u{2011}Mail\u{2011}Adresse, die der Benutzername ist, nicht bestätigt."
                .to_owned()
        }
        RefusalCause::Rule(message) => format!(
            "Das Token verletzt möglicherweise eine Regel des Authenticators: „{message}“."
        ),
        RefusalCause::Expression(text) => format!(
            "Der Authenticator wertet „{text}“ aus, was bei diesem Token scheitern kann."
        ),
        RefusalCause::Issuer(issuer) => format!(
            "Der Aussteller des Tokens ist „{issuer}“; der Authenticator erwartet möglicherweise einen anderen."
        ),
        RefusalCause::Audience {
            has,
            wants: Some(wants),
        } if has.contains(wants) => format!(
            "Die Audience des Tokens ist „{wants}“, wie für diese Seite konfiguriert; der Authenticator erwartet möglicherweise eine andere."
        ),
        RefusalCause::Audience {
            has,
            wants: Some(wants),
        } => format!(
            "Die Audience des Tokens ist {}; der Authenticator erwartet „{wants}“.",
            quoted(has)
        ),
        RefusalCause::Audience { has, wants: None } => format!(
            "Die Audience des Tokens ist {}; der Authenticator erwartet möglicherweise eine andere.",
            quoted(has)
        ),
        RefusalCause::Clock { offset_millis } if *offset_millis > 0 => {
            format!("Die Uhr des Clusters geht {span} vor.")
        }
        RefusalCause::Clock { .. } => format!("Die Uhr des Clusters geht {span} nach."),
        RefusalCause::Authenticator { kind, name } => format!(
            "Der {} „{name}“ existiert möglicherweise nicht oder ist noch nicht bereit.",
            kind.as_str()
        ),
        RefusalCause::Unknown => {
            "Eine andere Ursache, die nur das Log des Concierge nennt.".to_owned()
        }
    }
}

/// `„lab“, „edge“`: up to three names in quotation marks.
fn quoted(names: &[String]) -> String {
    if names.is_empty() {
        return "leer".to_owned();
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
