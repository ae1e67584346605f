// The dashboard's backend: sends requests to a cluster with the credential that it receives, and stores nothing.

import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { request } from 'node:https';
import { json } from 'node:stream/consumers';

/** `{ID: {server, caData}}`: credentials are sent only to these servers. */
const clusters = new Map(Object.entries(JSON.parse(readFileSync(process.argv[2], 'utf8'))));

const backend = createServer(async (incoming, outgoing) => {
  const answer = (status, body) => outgoing.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' }).end(JSON.stringify(body));
  if (incoming.url === '/api/clusters') return answer(200, [...clusters.keys()]);
  const cluster = clusters.get(incoming.url.match(/^\/api\/clusters\/([\w.-]+)\/namespaces$/)?.[1]);
  if (!cluster || incoming.method !== 'POST' || incoming.headers['sec-fetch-site'] !== 'same-origin') return answer(404, {});
  try {
    const { clientCertificateData: cert, clientKeyData: key } = await json(incoming);
    const ca = Buffer.from(cluster.caData, 'base64');
    const clusterRequest = request(new URL('/api/v1/namespaces', cluster.server), { cert, key, ca, agent: false, signal: AbortSignal.timeout(10_000) });
    const response = await new Promise((resolve, reject) => clusterRequest.on('response', resolve).on('error', reject).end());
    const { items = [] } = await json(response);
    answer(response.statusCode, items.map(({ metadata }) => metadata.name));
  } catch (error) {
    answer(502, { message: error.message });
  }
});

backend.listen(Number(process.argv[3]), '127.0.0.1', () => console.log(`http://127.0.0.1:${backend.address().port}`));
