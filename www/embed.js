//! The window that a page of another origin opens: it exchanges messages with that origin only, once the user has
//! allowed it here. docs/embedding.md describes the messages; pkg/embed.js is the other side.

import init, { Session, mountEmbed } from '{{asset:haulout.js}}';
import { Popup } from '{{asset:popup.js}}';

/** The version of the messages. Both sides ignore messages of other versions. */
const VERSION = 1;
/** The time limit for the opener to send `hello`. */
const HELLO_MILLIS = 10_000;

const wasm = new URL('{{asset:haulout_bg.wasm}}', import.meta.url);
const worker = new URL('{{asset:worker.js}}', import.meta.url).href;
const config = new URL('../config.json', import.meta.url).href;
// Set by the gateway, and only to an origin that the operator allows.
const { origin } = document.body.dataset;
const target = parent === window ? opener : parent;
const post = (type, rest) => target.postMessage({ haulout: VERSION, type, ...rest }, origin);

let session;
let allowed = false;
let ended = false;
let lastSnapshot;
/** The popup for the sign-in. This window does not navigate to the issuer, which might separate it from its opener. */
let popup;
/** The pending login, if the gateway does not have it. */
let pending;

let resolveHello;
const helloReceived = new Promise((resolve) => (resolveHello = resolve));

let policy;
function startWorker() {
  policy ??= globalThis.trustedTypes?.createPolicy('haulout-worker', { createScriptURL: () => worker });
  return new Worker(policy?.createScriptURL('') ?? worker);
}

/** Handles notifications of the session. */
function onCoreMessage(what, text) {
  if (what === 'navigate') openIssuer(text);
  else if (what === 'remember') pending = text;
  else if (what === 'changed') postSnapshot();
  else if (what === 'event' && allowed) {
    const event = JSON.parse(text);
    if (event.type === 'signed-out') {
      // The opener is not informed about signing out at the gateway, and the next user has to allow access again.
      allowed = false;
      post('snapshot', { snapshot: { state: 'signed-out' } });
    }
    postSnapshot();
    post('event', { event });
  }
}

function postSnapshot() {
  const snapshot = allowed && session?.snapshot();
  if (!snapshot || snapshot === lastSnapshot) return;
  lastSnapshot = snapshot;
  post('snapshot', { snapshot: JSON.parse(snapshot) });
}

/** Performs an action of the user; returns false if the browser blocks the popup. */
function onAction(what) {
  if (ended) return false;
  if (what === 'sign-in') {
    popup?.close();
    popup = Popup.open(() => {});
    if (!popup) return false;
  }
  allowed = what !== 'stop';
  ended = !allowed;
  lastSnapshot = undefined;
  if (ended) post('bye', { reason: 'stopped' });
  else postSnapshot();
  return true;
}

/** Navigates the popup, which the click opened, to the issuer. The callback page in the popup sends its URL here. */
function openIssuer(url) {
  const login = pending;
  pending = undefined;
  popup?.go(url, login, (page) => session.handleRedirect(page, login));
}

/** Answers a request of the opener, if access is allowed. */
function answerRequest(id, request) {
  if (!allowed) {
    const message = 'Access has not been allowed in the window.';
    return post('error', { id, code: 'HAULOUT_EMBED_REFUSED', need: 'nothing', message });
  }
  const { error, value } = request.type === 'credential' ? credential(request.cluster) : kubeconfig(request.clusters);
  if (error) post('error', { id, ...error });
  else post(request.type, { id, [request.type]: value });
}

/**
 * A cluster's certificate, or an error if the cluster accepts ID tokens, because tokens are never sent to other
 * origins.
 */
function credential(cluster) {
  const { error, value } = JSON.parse(session.credential(cluster));
  if (error) return { error };
  const { status } = JSON.parse(value.contents);
  if (!('token' in status)) return { value: status };
  const message = `The cluster ${cluster} accepts ID tokens, which never leave this window.`;
  return { error: { code: 'HAULOUT_EMBED_NO_CERTIFICATE', need: 'operator', message } };
}

function kubeconfig(wanted) {
  const clusters = wanted ?? JSON.parse(session.snapshot()).clusters?.map(({ id }) => id) ?? [];
  const refused = clusters.map(credential).find(({ error }) => error);
  return refused ?? JSON.parse(session.kubeconfig(JSON.stringify({ clusters, form: 'inline', argument: '' })));
}

const isText = (it) => typeof it === 'string';

function isRequest({ type, id, cluster, clusters }) {
  const isWhole = type === 'credential' ? isText(cluster) : clusters === undefined || (Array.isArray(clusters) && clusters.every(isText));
  return ['credential', 'kubeconfig'].includes(type) && Number.isInteger(id) && isWhole;
}

function onMessage({ source, origin: from, data }) {
  if (source !== target || from !== origin || data?.haulout !== VERSION) return;
  if (data.type === 'hello') resolveHello(true);
  else if (session && isRequest(data)) answerRequest(data.id, data);
  else if (data.type === 'bye') {
    allowed = false;
    window.close();
  }
}

/** Why no access is requested; empty if the opener is allowed and has sent `hello`. */
async function refusalReason() {
  if (!origin) return 'origin';
  if (!target) return 'opener';
  addEventListener('message', onMessage);
  addEventListener('pagehide', () => ended || post('bye', { reason: 'left' }));
  post('ready');
  setTimeout(resolveHello, HELLO_MILLIS, false);
  return (await helloReceived) ? '' : 'silence';
}

/** Informs an opener that is not allowed. The message is sent only to the origin that it claims to have. */
function reportNotAllowed() {
  const code = 'HAULOUT_EMBED_NOT_ALLOWED';
  const message = 'The gateway\'s `embed.origins` does not have this page\'s origin.';
  try {
    const claimed = new URLSearchParams(location.search).get('origin');
    target?.postMessage({ haulout: VERSION, type: 'error', code, need: 'operator', message }, new URL(claimed).origin);
  } catch {
    // The claimed origin is invalid.
  }
}

/** Fetches the WebAssembly. The error names the URL, which the rejection of `fetch` does not. */
const fetchProgram = () =>
  fetch(wasm, { integrity: '{{integrity:haulout_bg.wasm}}' }).catch((cause) => {
    throw new Error(`${wasm} did not load`, { cause });
  });

try {
  const [refused] = await Promise.all([
    refusalReason(),
    init({ module_or_path: fetchProgram() }),
  ]);
  if (refused === 'origin') reportNotAllowed();
  ended = refused !== '';
  session = new Session(onCoreMessage, startWorker);
  mountEmbed(session, config, origin, refused, onAction);
  if (!ended) session.open(config, true);
} catch (error) {
  reportError(error); // Handled by boot.js.
}
