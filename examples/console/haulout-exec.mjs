#!/usr/bin/env node
// A credential plugin for kubectl: `haulout-exec.mjs CONFIG CLUSTER` signs in by the system's browser and prints an
// ExecCredential. CONFIG is a file like a page's `config`, for a client whose redirect URI is http://127.0.0.1/callback.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { init, Session } from 'haulout';

const [file, cluster] = process.argv.slice(2);

try {
  await init();
  const config = JSON.parse(await readFile(file, 'utf8'));
  config.clusters = config.clusters.filter(({ id }) => id === cluster);
  if (config.clusters.length === 0) throw new RangeError(`there is no cluster \`${cluster}\` in ${file}`);
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  config.redirectUri = `http://127.0.0.1:${server.address().port}/callback`;

  let left;
  const session = await Session.create({ config, navigate: (url) => (left = url) });
  await session.login();
  open(left);
  await session.handleRedirect(await returned(server, config.redirectUri, new URL(left).searchParams.get('state')));
  process.stdout.write(`${session.credentialFile(cluster).contents}\n`, () => process.exit());
} catch (error) {
  process.stderr.write(`haulout: ${error.code ?? error.name}: ${error.message}\n`);
  process.exit(1);
}

/** Shows the page to whoever sits here; where there is no browser, they can follow the address themselves. */
function open(url) {
  process.stderr.write(`Sign in at ${url}\n`);
  const openers = { darwin: ['open'], win32: ['rundll32', 'url.dll,FileProtocolHandler'] };
  const [program, ...words] = openers[process.platform] ?? ['xdg-open'];
  spawn(program, [...words, url], { detached: true, stdio: 'ignore' }).on('error', () => {}).unref();
}

/** Resolves to the URL by which the browser comes back from this login; whatever else asks is nobody. */
function returned(server, redirectUri, state) {
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
