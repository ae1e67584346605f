// A credential plugin for kubectl: `haulout-exec.mjs CONFIG CLUSTER` signs in by the system's browser and prints an
// ExecCredential. CONFIG is a file like a page's `config`, for a client whose redirect URI is http://127.0.0.1/callback.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { Machine, checkSignature, init } from 'haulout';

const [file, id] = process.argv.slice(2);
const now = () => ({ unixMillis: Date.now(), monotonicMillis: performance.now() });
let cluster, machine, pending, left, timer, settle;

function feed(input) {
  for (const output of machine.handle(input, now())) {
    if (output.type === 'send') send(output).then(feed);
    if (output.type === 'check-signature') checkSignature(output).then(feed);
    if (output.type === 'remember') ({ pending } = output);
    if (output.type === 'navigate') open((left = output.url));
  }
  clearTimeout(timer);
  if (machine.deadline !== undefined) timer = setTimeout(feed, machine.deadline - performance.now(), { type: 'woke' });
  if (machine.isSettled) settle?.();
}

const settled = () => machine.isSettled || new Promise((resolve) => (settle = resolve));

/** A transport of our own, which knows the cluster's private authority. */
async function send({ id, method, url, headers, body, bodyMax, limitMillis }) {
  const ca = url.startsWith(`${cluster.server}/`) && cluster.caData ? Buffer.from(cluster.caData, 'base64') : undefined;
  const signal = AbortSignal.timeout(limitMillis);
  try {
    const asked = (url.startsWith('https:') ? https : http).request(url, { method, headers, ca, signal });
    const [response] = await once(asked.end(body), 'response');
    const head = { type: 'response', id, received: now(), status: response.statusCode, headers: response.headers };
    let bytes = Buffer.alloc(0);
    for await (const chunk of response) {
      bytes = Buffer.concat([bytes, chunk]);
      if (bytes.length > bodyMax) return { type: 'response', id, failure: 'too-large' };
    }
    return { ...head, body: bytes };
  } catch {
    return { type: 'response', id, failure: signal.aborted ? 'timeout' : 'network' };
  }
}

/** Where nobody opens it, people can follow the address themselves. */
function open(url) {
  process.stderr.write(`Sign in at ${url}\n`);
  const program = { darwin: 'open', win32: 'explorer' }[process.platform] ?? 'xdg-open';
  spawn(program, [url], { detached: true, stdio: 'ignore' }).on('error', () => {}).unref();
}

/** Resolves to the URL by which the browser comes back from this login; whoever else asks is nobody. */
function returned(server, redirectUri) {
  const state = new URL(left).searchParams.get('state');
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
  machine = new Machine();
  feed({ type: 'open', config: { ...config, redirectUri, clusters: [cluster] } });
  await settled();
  feed({ type: 'sign-in', entropy: crypto.getRandomValues(new Uint8Array(96)) });
  feed({ type: 'returned', url: await returned(server, redirectUri), pending });
  await settled();
  if (machine.snapshot().error) throw machine.snapshot().error;
  process.stdout.write(`${machine.credentialFile(id, now()).contents}\n`, () => process.exit());
} catch (error) {
  process.stderr.write(`haulout: ${error.code ?? error.name}: ${error.message}\n`);
  process.exit(1);
}
