// Measures `pinniped login oidc` from the authorization response to the credential, and prints one line of JSON.
// The argument is a JSON object with the program, its arguments and the number of runs. `NODE_EXTRA_CA_CERTS` names the
// issuer's CA.

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const plan = JSON.parse(process.argv[2]);

const times = [];
// The first run fills the caches of the servers and of the system, and is not reported.
for (let run = 0; run <= plan.runs; run += 1) {
  const time = await measure();
  if (run > 0) {
    times.push(time);
  }
}
process.stdout.write(`${JSON.stringify({ times })}\n`);

async function measure() {
  const folder = mkdtempSync(join(tmpdir(), 'haulout-bench-'));
  // A cached session would need no sign-in.
  const caches = [`--session-cache=${join(folder, 'sessions.yaml')}`, '--credential-cache='];
  const cli = spawn(plan.program, [...plan.arguments, ...caches], { stdio: ['ignore', 'pipe', 'pipe'] });
  const credential = text(cli.stdout);
  const response = await signIn(await link(cli.stderr));
  const start = performance.now();
  await fetch(response.action, { method: 'POST', body: new URLSearchParams(response.fields) });
  const { status } = JSON.parse(await credential);
  const time = performance.now() - start;
  if (!status.clientCertificateData) {
    throw new Error('pinniped returned no certificate');
  }
  rmSync(folder, { recursive: true });
  return time;
}

async function text(stream) {
  let all = '';
  for await (const part of stream) {
    all += part;
  }
  return all;
}

/** The link that the CLI prints instead of opening a browser. */
async function link(errors) {
  const printed = [];
  for await (const line of createInterface({ input: errors })) {
    if (line.includes('/oauth2/authorize?')) {
      // The pipe must not become full.
      errors.resume();
      return line.trim();
    }
    printed.push(line);
  }
  throw new Error(`pinniped has printed no link: ${printed.join('\n')}`);
}

/** Signs in at the issuer of the bench, and returns the form with the authorization response. */
async function signIn(link) {
  const chooser = await (await fetch(link)).text();
  const provider = unescape(chooser.match(/href="([^"]*pinniped_idp_name[^"]*)"/)[1]);
  const page = await fetch(new URL(provider, link));
  const form = new URLSearchParams(new URL(page.url).search);
  form.set('username', 'pinny');
  form.set('password', 'haul-out');
  const posting = await (await fetch(page.url, { method: 'POST', body: form })).text();
  const fields = [...posting.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)];
  return {
    action: unescape(posting.match(/action="([^"]*)"/)[1]),
    fields: fields.map(([, name, value]) => [unescape(name), unescape(value)]),
  };
}

function unescape(text) {
  return text
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
