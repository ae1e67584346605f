// Measures portals in Chromium, alternately, and prints one line of JSON for each measurement.
// The argument is the plan of `cargo xtask bench load`, as JSON.

import { setTimeout as sleep } from 'node:timers/promises';

import { Chromium } from './devtools.mjs';
import { PROFILES, Visit } from './visit.mjs';

const plan = JSON.parse(process.argv[2]);
/** After it, what the sign-in has caused is complete. */
const SETTLING_MILLISECONDS = 3000;
const PARTS = { callback, clusters, cold, idle };

const chromium = new Chromium(plan.chromium);
try {
  const { product } = await chromium.send('Browser.getVersion');
  print({ browser: product });
  for (const profile of plan.profiles) {
    // The round that warms up the servers and the system is not reported.
    for (let round = plan.warmUp ? 0 : 1; round <= plan.runs; round += 1) {
      for (const portal of plan.portals) {
        const figures = await PARTS[plan.part](portal, PROFILES[profile]);
        if (round > 0) {
          print({ part: plan.part, profile, clusters: plan.clusters, portal: portal.name, figures });
        }
      }
    }
  }
} finally {
  await chromium.close();
}

function print(line) {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

/** The first visit: until the page is painted, until a button works, and until the browser is at the issuer. */
async function cold(portal, profile) {
  const looking = await Visit.open(chromium, portal);
  await looking.emulate(profile);
  await looking.go(`${portal.url}/`);
  await looking.until('button');
  const paint = await looking.until('firstContentfulPaint');
  await looking.close();

  const visit = await Visit.open(chromium, portal, { presses: true });
  await visit.emulate(profile);
  await visit.go(`${portal.url}/`);
  const button = await visit.until('button');
  const reaction = await visit.until('reaction');
  const issuer = await visit.until('the issuer', ({ event, url }) => event === 'document' && atIssuer(url));
  const bytes = visit.receivedUntil(reaction.at);
  await visit.close();
  return {
    first_paint_ms: paint.at,
    button_ms: button.at,
    button_works_ms: reaction.at,
    bytes_before_button: bytes,
    at_issuer_ms: issuer.at,
  };
}

/** From the request for `/callback` to the kubeconfig, with the portal's files in the browser's cache. */
async function callback(portal, profile) {
  const visit = await Visit.open(chromium, portal);
  const { kubeconfig, row } = await signIn(visit, portal, profile);
  await visit.close();
  return { kubeconfig_ms: kubeconfig.at - kubeconfig.since, rows_ms: row.at - row.since };
}

/** The main thread's work while the page only counts down. */
async function idle(portal, profile) {
  const visit = await Visit.open(chromium, portal);
  await signIn(visit, portal, profile);
  await sleep(SETTLING_MILLISECONDS);
  const before = await visit.busy();
  await sleep(plan.idleSeconds * 1000);
  const busy = (await visit.busy()) - before;
  await visit.close();
  return { idle_ms: busy };
}

/** Many clusters: the first rows, all certificates, memory, and one renewal of each. */
async function clusters(portal, profile) {
  const visit = await Visit.open(chromium, portal);
  const { row } = await signIn(visit, portal, profile);
  const kept = Math.min(plan.clusters, portal.keeps ?? plan.clusters);
  await credentials(visit, kept);
  const ready = await visit.value('performance.now()');
  await sleep(SETTLING_MILLISECONDS);
  await visit.send('HeapProfiler.collectGarbage');
  const { backingStorageSize = 0, embedderHeapUsedSize = 0, usedSize } = await visit.send('Runtime.getHeapUsage');
  const wasm = await visit.value('haulout_wasm_bytes()');
  const before = await visit.busy();
  await credentials(visit, 2 * kept);
  await sleep(SETTLING_MILLISECONDS);
  const renewal = (await visit.busy()) - before;
  await visit.close();
  return {
    rows_ms: row.at - row.since,
    all_ms: ready - row.since,
    renewal_ms: renewal,
    memory_kib: (usedSize + embedderHeapUsedSize + backingStorageSize + wasm) / 1024,
  };
}

/** Until this many credential requests are answered. */
async function credentials(visit, count) {
  await visit.until(`credential ${count}`, () => visit.credentials >= count);
}

/** Signs in as a user does. The emulation begins when the issuer sends the browser back. */
async function signIn(visit, portal, profile) {
  await visit.go(`${portal.url}/`);
  await visit.until('button');
  await visit.until('networkIdle');
  await visit.value(`document.querySelector(${JSON.stringify(portal.button)}).click()`);
  // A Supervisor first asks for the identity provider if the portal has not chosen one.
  await visit.poll(`location.href.startsWith(${JSON.stringify(plan.issuer)}) && (() => {
    const provider = document.querySelector('a[href*="pinniped_idp_name"]');
    provider?.click();
    return Boolean(document.querySelector('#password'));
  })()`);
  await visit.emulate(profile);
  await visit.value(`document.querySelector('#username').value = 'pinny';
    document.querySelector('#password').value = 'haul-out';
    document.querySelector('button.main').click()`);
  const kubeconfig = await visit.until('kubeconfig');
  const row = await visit.until('row');
  return { kubeconfig, row };
}

/** Whether this is a page of the issuer. */
function atIssuer(url) {
  return url.startsWith(plan.issuer);
}
