//! The window that a page of another origin opened: it talks to that origin alone, as far as a person here allowed it.
//! What is said is in docs/embedding.md; the other side of it is pkg/embed.js.

import init, { Session, mountEmbed } from '{{asset:haulout.js}}';
import { Popup } from '{{asset:popup.js}}';

/** Of the messages; both sides ignore every other. */
const VERSION = 1;
/** Milliseconds until whoever opened this window has said hello. */
const HELLO_MILLIS = 10_000;

const wasm = new URL('{{asset:haulout_bg.wasm}}', import.meta.url);
const worker = new URL('{{asset:worker.js}}', import.meta.url).href;
const config = new URL('../config.json', import.meta.url).href;
// The gateway writes it, and only if it is one that the operator allows.
const { origin } = document.body.dataset;
const target = parent === window ? opener : parent;
const post = (type, rest) => target.postMessage({ haulout: VERSION, type, ...rest }, origin);

let session;
let allowed = false;
let ended = false;
let lastSnapshot;
/** The window in which somebody signs in. This one stays, because issuers may cut it off from its opener. */
let popup;
let pending;

let resolveHello;
const helloReceived = new Promise((resolve) => (resolveHello = resolve));

let policy;
function startWorker() {
  policy ??= globalThis.trustedTypes?.createPolicy('haulout-worker', { createScriptURL: () => worker });
  return new Worker(policy?.createScriptURL('') ?? worker);
}

/** What the machine tells. */
function onCoreMessage(what, text) {
  if (what === 'navigate') openIssuer(text);
  else if (what === 'remember') pending = text;
  else if (what === 'changed') postSnapshot();
  else if (what === 'event' && allowed) {
    const event = JSON.parse(text);
    if (event.type === 'signed-out') {
      // What is left to do at the gateway is nobody's business, and whoever signs in next is asked anew.
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

/** What a person does here; false where the browser does not let it be done. */
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

/** Shows the issuer in the window that the click opened, whose page for coming back says here where it was led. */
function openIssuer(url) {
  const login = pending;
  popup?.go(url, login, (page) => session.returned(page, login));
}

/** Answers a question of a page that may ask it. */
function answerRequest(id, request) {
  if (!allowed) {
    const message = 'Nobody has said yes to this in the window.';
    return post('error', { id, code: 'HAULOUT_EMBED_REFUSED', need: 'nothing', message });
  }
  const { error, value } = request.type === 'credential' ? credential(request.cluster) : kubeconfig(request.clusters);
  if (error) post('error', { id, ...error });
  else post(request.type, { id, [request.type]: value });
}

/** A certificate. Where the API server takes ID tokens there is none, and a token is for nobody. */
function credential(cluster) {
  const { error, value } = JSON.parse(session.credential(cluster));
  if (error) return { error };
  const { status } = JSON.parse(value.contents);
  if (!('token' in status)) return { value: status };
  const message = `The cluster ${cluster} takes ID tokens, which never leave this window.`;
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

/** Why nobody is asked, if so. */
async function refusalReason() {
  if (!origin) return 'origin';
  if (!target) return 'opener';
  addEventListener('message', onMessage);
  addEventListener('pagehide', () => ended || post('bye', { reason: 'left' }));
  post('ready');
  setTimeout(resolveHello, HELLO_MILLIS, false);
  return (await helloReceived) ? '' : 'silence';
}

/** Tells the one that was refused, and nobody else, by the origin that it says it has. */
function reportNotAllowed() {
  const code = 'HAULOUT_EMBED_NOT_ALLOWED';
  const message = 'The gateway\'s `embed.origins` does not have this page\'s origin.';
  try {
    const claimed = new URLSearchParams(location.search).get('origin');
    target?.postMessage({ haulout: VERSION, type: 'error', code, need: 'operator', message }, new URL(claimed).origin);
  } catch {
    // It said nothing that is an origin.
  }
}

/** The WebAssembly; what a failed request is rejected with does not say which one it was. */
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
  reportError(error); // To boot.js.
}
