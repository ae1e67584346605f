//! The audit line: one for each credential that a Concierge issued through this gateway.

use haulout_protocol::concierge::certificate::Certificate;

use crate::id_token;

/// Logs the line, with the user whom the cluster knows by the certificate. If the certificate cannot be parsed, only the
/// ID token names a user, and the gateway did not verify it.
pub(crate) fn credential_issued(
    certificate: &str,
    token: &str,
    cluster: &str,
    until: Option<&str>,
    audit_id: Option<&str>,
) {
    let certificate = Certificate::from_pem(certificate).ok();
    let username = certificate.as_ref().map(|it| truncate(it.username()));
    let group_count = certificate.as_ref().map(|it| it.groups().len());
    let unverified_username = match certificate {
        Some(_) => None,
        None => Some(truncate(&id_token::claimed_user(token))),
    };
    tracing::info!(
        target: "audit",
        username,
        group_count,
        unverified_username,
        cluster,
        until = until.filter(|until| until.len() <= UNTIL_BYTES_MAX).unwrap_or("unknown"),
        audit_id = audit_id.unwrap_or("none"),
        "credential issued"
    );
}

fn truncate(username: &str) -> String {
    username.chars().take(USERNAME_CHARS_MAX).collect()
}

/// Bytes of a time in the audit line; RFC 3339 with nanoseconds fits.
const UNTIL_BYTES_MAX: usize = 40;
/// Characters of a name in the audit line.
const USERNAME_CHARS_MAX: usize = 256;
