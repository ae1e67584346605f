//! The window that a page of another origin opened: it talks to that origin alone, as far as a person here allowed it.
//! What is said is in docs/embedding.md; the other side of it is pkg/embed.js.

import init, { Session, mountEmbed } from '{{asset:haulout.js}}';
import { Popup } from '{{asset:popup.js}}';

/** Of the messages; both sides ignore every other. */
const VERSION = 1;
/** Milliseconds until whoever opened this window has said hello. */
const SILENCE = 10_000;

const wasm = new URL('{{asset:haulout_bg.wasm}}', import.meta.url);
const worker = new URL('{{asset:worker.js}}', import.meta.url).href;
const config = new URL('../config.json', import.meta.url).href;
// The gateway writes it, and only if it is one that the operator allows.
const { origin } = document.body.dataset;
const target = parent === window ? opener : parent;
const post = (type, rest) => target.postMessage({ haulout: VERSION, type, ...rest }, origin);

let session;
let allowed = false;
let over = false;
let shown;
/** The window in which somebody signs in. This one stays, because issuers may cut it off from its opener. */
let popup;
let pending;

let greet;
const greeted = new Promise((resolve) => (greet = resolve));

let trusted;
function startWorker() {
  trusted ??= globalThis.trustedTypes?.createPolicy('haulout-worker', { createScriptURL: () => worker });
  return new Worker(trusted?.createScriptURL('') ?? worker);
}

/** What the machine tells. */
function tell(what, text) {
  if (what === 'navigate') leave(text);
  else if (what === 'remember') pending = text;
  else if (what === 'changed') show();
  else if (what === 'event' && allowed) {
    const event = JSON.parse(text);
    if (event.type === 'signed-out') {
      // What is left to do at the gateway is nobody's business, and whoever signs in next is asked anew.
      allowed = false;
      post('snapshot', { snapshot: { state: 'signed-out' } });
    }
    show();
    post('event', { event });
  }
}

function show() {
  const snapshot = allowed && session?.snapshot();
  if (!snapshot || snapshot === shown) return;
  shown = snapshot;
  post('snapshot', { snapshot: JSON.parse(snapshot) });
}

/** What a person does here; false where the browser does not let it be done. */
function act(what) {
  if (over) return false;
  if (what === 'sign-in') {
    popup?.close();
    popup = Popup.open(() => {});
    if (!popup) return false;
  }
  allowed = what !== 'stop';
  over = !allowed;
  shown = undefined;
  if (over) post('bye', { reason: 'stopped' });
  else show();
  return true;
}

/** Shows the issuer in the window that the click opened, whose page for coming back says here where it was led. */
function leave(url) {
  const login = pending;
  popup?.go(url, login, (page) => session.returned(page, login));
}

/** Answers a question of a page that may ask it. */
function answer(id, question) {
  if (!allowed) {
    const message = 'Nobody has said yes to this in the window.';
    return post('error', { id, code: 'HAULOUT_EMBED_REFUSED', need: 'nothing', message });
  }
  const { error, value } = question.type === 'credential' ? credential(question.cluster) : kubeconfig(question.clusters);
  if (error) post('error', { id, ...error });
  else post(question.type, { id, [question.type]: value });
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

function isQuestion({ type, id, cluster, clusters }) {
  const isWhole = type === 'credential' ? isText(cluster) : clusters === undefined || (Array.isArray(clusters) && clusters.every(isText));
  return ['credential', 'kubeconfig'].includes(type) && Number.isInteger(id) && isWhole;
}

function hear({ source, origin: from, data }) {
  if (source !== target || from !== origin || data?.haulout !== VERSION) return;
  if (data.type === 'hello') greet(true);
  else if (session && isQuestion(data)) answer(data.id, data);
  else if (data.type === 'bye') {
    allowed = false;
    window.close();
  }
}

/** Why nobody is asked, if so. */
async function refusal() {
  if (!origin) return 'origin';
  if (!target) return 'opener';
  addEventListener('message', hear);
  addEventListener('pagehide', () => over || post('bye', { reason: 'left' }));
  post('ready');
  setTimeout(greet, SILENCE, false);
  return (await greeted) ? '' : 'silence';
}

/** Tells the one that was refused, and nobody else, by the origin that it says it has. */
function tellTheRefused() {
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
const program = () =>
  fetch(wasm, { integrity: '{{integrity:haulout_bg.wasm}}' }).catch((cause) => {
    throw new Error(`${wasm} did not load`, { cause });
  });

try {
  const [refused] = await Promise.all([
    refusal(),
    init({ module_or_path: program() }),
  ]);
  if (refused === 'origin') tellTheRefused();
  over = refused !== '';
  session = new Session(tell, startWorker);
  mountEmbed(session, config, origin, refused, act);
  if (!over) session.open(config, true);
} catch (error) {
  reportError(error); // To boot.js.
}
