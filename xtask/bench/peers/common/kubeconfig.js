// Writes a kubeconfig with a client certificate.

export function kubeconfig(cluster, credential) {
  const text = JSON.stringify;
  return `apiVersion: v1
kind: Config
clusters:
- name: ${text(cluster.name)}
  cluster:
    server: ${text(cluster.server)}
    certificate-authority-data: ${cluster.caData}
users:
- name: ${text(cluster.name)}
  user:
    client-certificate-data: ${btoa(credential.clientCertificateData)}
    client-key-data: ${btoa(credential.clientKeyData)}
contexts:
- name: ${text(cluster.name)}
  context:
    cluster: ${text(cluster.name)}
    user: ${text(cluster.name)}
current-context: ${text(cluster.name)}
`;
}

export function download(cluster, credential) {
  const url = URL.createObjectURL(new Blob([kubeconfig(cluster, credential)], { type: 'application/yaml' }));
  const link = Object.assign(document.createElement('a'), { href: url, download: `${cluster.id}.kubeconfig.yaml` });
  link.click();
  URL.revokeObjectURL(url);
}

/** The time until the credential expires, such as `4:59`. */
export function timeLeft(credential, now) {
  const seconds = Math.max(0, Math.round((Date.parse(credential.expirationTimestamp) - now) / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
