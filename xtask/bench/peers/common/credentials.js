// Requests a client certificate for every cluster from its Concierge, and renews each one before it expires.

/**
 * `issuer` has `tokens()`, which resolves to valid `{ idToken, accessToken }`, and `exchange(accessToken, audience)`,
 * which resolves to an ID token for the audience. `changed` is called with the id of a cluster and its credential or an
 * error.
 */
export function keepCredentials(clusters, issuer, changed) {
  for (const cluster of clusters) {
    void renew(cluster, issuer, changed);
  }
}

async function renew(cluster, issuer, changed) {
  let delay = RETRY_MILLISECONDS;
  try {
    const { idToken, accessToken } = await issuer.tokens();
    const token = cluster.audience ? await issuer.exchange(accessToken, cluster.audience) : idToken;
    const credential = await request(cluster, token);
    changed(cluster.id, { credential });
    delay = (Date.parse(credential.expirationTimestamp) - Date.now()) * RENEWAL;
  } catch (error) {
    changed(cluster.id, { error });
  }
  setTimeout(renew, delay, cluster, issuer, changed);
}

async function request(cluster, token) {
  const { requestUrl, apiGroupSuffix, authenticator } = cluster.concierge;
  const kind = authenticator.type === 'webhook' ? 'WebhookAuthenticator' : 'JWTAuthenticator';
  const response = await fetch(requestUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...cluster.headers },
    body: JSON.stringify({
      apiVersion: `login.concierge.${apiGroupSuffix}/v1alpha1`,
      kind: 'TokenCredentialRequest',
      spec: {
        token,
        authenticator: { apiGroup: `authentication.concierge.${apiGroupSuffix}`, kind, name: authenticator.name },
      },
    }),
  });
  if (!response.ok) {
    throw new Error(`The Concierge answered with status ${response.status}.`);
  }
  const { status } = await response.json();
  if (!status.credential) {
    throw new Error(status.message ?? 'The Concierge returned no credential.');
  }
  return status.credential;
}

/** The part of a certificate's lifetime after which it is renewed, as in the portal. */
const RENEWAL = 0.45;
const RETRY_MILLISECONDS = 5000;
