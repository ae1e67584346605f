// A credential plugin for kubectl: `haulout-exec.mjs CONFIG CLUSTER` signs in with the system's browser and prints an
// ExecCredential. CONFIG is a file like a page's `config`, for a client with redirect URI http://127.0.0.1/callback.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { Readable } from 'node:stream';
import { Session, init } from 'haulout';

const [file, id] = process.argv.slice(2);
let cluster, signInUrl;

/** The platform's `fetch`, except for the cluster, whose private authority is in the configuration. */
async function fetchWithAuthority(request) {
  if (!cluster.caData || !request.url.startsWith(`${cluster.server}/`)) return fetch(request);
  const { method, url, signal } = request;
  const ca = Buffer.from(cluster.caData, 'base64');
  const clusterRequest = https.request(url, { method, headers: Object.fromEntries(request.headers), ca, signal });
  const [response] = await once(clusterRequest.end(await request.text()), 'response', { signal });
  return new Response(Readable.toWeb(response), { status: response.statusCode, headers: response.headers });
}

/** Opens the sign-in in the browser. If that fails, people can open the printed URL themselves. */
function open(url) {
  signInUrl = url;
  process.stderr.write(`Sign in at ${url}\n`);
  const program = { darwin: 'open', win32: 'explorer' }[process.platform] ?? 'xdg-open';
  spawn(program, [url], { detached: true, stdio: 'ignore' }).on('error', () => {}).unref();
}

/** Resolves to the authorization response of this login; other requests get 404. */
function returned(server, redirectUri) {
  const state = new URL(signInUrl).searchParams.get('state');
  return new Promise((resolve) => {
    server.on('request', (request, response) => {
      const url = new URL(request.url, redirectUri);
      const ours = url.pathname === '/callback' && url.searchParams.get('state') === state;
      response.writeHead(ours ? 200 : 404, { 'content-type': 'text/plain', 'cache-control': 'no-store', connection: 'close' });
      response.end(ours ? 'You can close this page and go back to your terminal.\n' : 'Nothing is here.\n');
      if (ours) resolve(url.href);
    });
  });
}

try {
  await init();
  const config = JSON.parse(readFileSync(file, 'utf8'));
  cluster = config.clusters.find((it) => it.id === id);
  if (!cluster) throw new RangeError(`there is no cluster \`${id}\` in ${file}`);
  const server = http.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const redirectUri = `http://127.0.0.1:${server.address().port}/callback`;
  const session = await Session.create({
    config: { ...config, redirectUri, clusters: [cluster] },
    navigate: open,
    fetch: fetchWithAuthority,
  });
  await session.login();
  await session.handleRedirect(await returned(server, redirectUri));
  process.stdout.write(`${session.credentialFile(id).contents}\n`, () => process.exit());
} catch (error) {
  process.stderr.write(`haulout: ${error.code ?? error.name}: ${error.message}\n`);
  process.exit(1);
}
