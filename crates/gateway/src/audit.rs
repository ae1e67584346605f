//! The audit line: one for each credential that a Concierge issued through this gateway.

use crate::id_token;

/// Logs the line. The name is the ID token's claim, which the Concierge verified and the gateway did not.
pub(crate) fn credential_issued(
    token: &str,
    cluster: &str,
    until: Option<&str>,
    audit_id: Option<&str>,
) {
    let who = id_token::claimed_user(token);
    tracing::info!(
        target: "audit",
        who,
        who_is = "claimed by an ID token that the gateway did not verify",
        cluster,
        until = until.filter(|until| until.len() <= UNTIL_BYTES_MAX).unwrap_or("unknown"),
        audit_id = audit_id.unwrap_or("none"),
        "credential issued"
    );
}

/// Bytes of a time in the audit line; RFC 3339 with nanoseconds fits.
const UNTIL_BYTES_MAX: usize = 40;
