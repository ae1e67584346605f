// A consumer with every type in use; compiled, never run.

import {
  type Activity,
  type RequestKind,
  type Cause,
  type Clock,
  type Code,
  type Config,
  type Credential,
  type HauloutError,
  type SessionTimeline,
  type KubeconfigForm,
  Session,
  type SessionEvent,
  type Snapshot,
  init,
} from 'haulout';
import { completePopup } from 'haulout/callback';
import { type EmbedError, EmbedSession } from 'haulout/embed';

const config: Config = {
  tokens: 'page',
  redirectUri: 'https://dashboard.example/callback',
  issuer: { url: 'https://issuer.example', clientId: 'dashboard', scopes: ['openid'] },
  clusters: [
    {
      id: 'prod',
      server: 'https://prod.example:6443',
      concierge: { authenticator: { type: 'jwt', name: 'dex' } },
    },
  ],
};

const sealed: Config = {
  tokens: 'sealed',
  redirectUri: 'https://clusters.example/callback',
  issuer: { url: 'https://issuer.example', clientId: 'portal', scopes: ['openid'], headers: { 'haulout-request': '1' } },
  session: {
    startUrl: 'https://clusters.example/session/start',
    endUrl: 'https://clusters.example/session/end',
    configUrl: 'https://clusters.example/session/config',
  },
  clusterNames: ['Production'],
  renewal: { atFraction: 0.45, marginFraction: 0.2 },
};

export async function logIn(): Promise<string> {
  await init();
  await init(new URL('https://cdn.example/haulout_bg.wasm'));
  await Session.create({ config: sealed });
  await Session.create({ configUrl: 'https://clusters.example/config.json' });
  const session: Session = await Session.create({
    config,
    navigate: (url) => location.assign(url),
    fetch: (request) => fetch(request, { headers: { 'x-proxy': request.url } }),
  });
  const unsubscribe: () => void = session.on(describe);
  session.on('credential', ({ cluster }) => describe({ type: 'credential', cluster }));
  const { signal } = new AbortController();
  const { state, branding, identityProviders = [], clusters = [], clocks = [], timeline }: Snapshot = session.snapshot();
  const causes: Cause[] = clusters.flatMap((cluster) => cluster.causes ?? []);
  const ends: (string | undefined)[] = clusters.flatMap(({ serial, issuedAt, renewsAt }) => [serial, issuedAt, renewsAt]);
  await navigator.clipboard.writeText([session.report(), branding?.notice ?? '', ...ends, ...causes.map(explain), ...clocks.map(compare), foretell(timeline)].join());
  if (state === 'signed-out') await session.login({ identityProvider: identityProviders[0], popup: 'or-redirect', signal });
  if (await completePopup()) return '';
  try {
    await session.handleRedirect();
    await session.handleRedirect(location.href, { signal });
    await session.renew({ signal });
    const latest: Activity | undefined = session.activity()[0];
    if (latest !== undefined) tell(latest);
    const { expirationTimestamp, clientKeyData = '', token = '' }: Credential = session.credential('prod');
    const { name, contents } = session.credentialFile('prod');
    const forms: KubeconfigForm[] = ['inline', 'haulout', 'pinniped', { command: '/opt/haulout' }, { folder: '~/.kube/haulout' }];
    const kubeconfigs = forms.map((form) => session.kubeconfig(['prod'], form));
    return [session.kubeconfig(), ...kubeconfigs, name, contents, expirationTimestamp, clientKeyData, token].join();
  } catch (error) {
    const { code, need, auditId, message } = error as HauloutError;
    const retry: boolean = need === 'retry';
    return `${code} ${auditId ?? ''} ${message} ${retry}`;
  } finally {
    unsubscribe();
    await session.logout();
    session.dispose();
  }
}

function describe(event: SessionEvent): string {
  switch (event.type) {
    case 'signed-in':
    case 'signed-out':
      return event.type;
    case 'credential':
    case 'end-moved':
    case 'expired':
      return event.cluster;
    case 'sign-in-needed':
      return event.by;
    case 'clock-set':
    case 'slept':
      return `${event.millis} ms`;
    case 'failed': {
      const code: Code = event.code;
      return `${code} ${event.cluster ?? 'the session'}`;
    }
    case 'activity':
      return tell(event);
    default: {
      const nothing: never = event;
      return nothing;
    }
  }
}

function tell(entry: Activity): string {
  const { at, cluster = 'the session', serverTime = '', auditId = '', count } = entry;
  const head = `${at} ${cluster} ${serverTime} ${auditId} ${count.toFixed()}`;
  switch (entry.happened) {
    case 'discovered':
    case 'sent-to-sign-in':
    case 'refreshed':
    case 'expired':
    case 'signed-out':
    case 'signed-out-at-issuer':
      return head;
    case 'signed-in':
    case 'renewed-silently':
    case 'credential':
    case 'sign-in-needed':
      return `${head} ${entry.until}`;
    case 'exchanged':
      return `${head} ${entry.audience}`;
    case 'refused':
    case 'failed': {
      const asked: RequestKind | undefined = entry.asked;
      return `${head} ${asked ?? ''} ${entry.code} ${entry.again ?? ''}`;
    }
    case 'clock-off':
      return `${head} ${entry.clock} ${entry.millis}`;
    case 'clock-set':
    case 'slept':
      return `${head} ${entry.millis} ms`;
    default: {
      const nothing: never = entry;
      return nothing;
    }
  }
}

function foretell(timeline?: SessionTimeline): string {
  if (timeline === undefined) return '';
  const { signedInAt, idTokenUntil, sessionUntil = '', renewals, nextRenewal = '' } = timeline;
  return `${signedInAt} ${idTokenUntil} ${sessionUntil} ${renewals.join()} ${nextRenewal}`;
}

function compare({ whose, cluster = 'the session', offsetMillis, errorMillis, replicasApartMillis = 0 }: Clock): string {
  return `${whose} ${cluster} ${offsetMillis.toFixed()} ${errorMillis.toFixed()} ${replicasApartMillis.toFixed()}`;
}

function explain(cause: Cause): string {
  switch (cause.cause) {
    case 'algorithm':
      return cause.algorithm;
    case 'expired':
    case 'not-yet-valid':
    case 'clock':
      return `${cause.millis} ms`;
    case 'claim':
      return cause.claim;
    case 'claim-value':
      return `${cause.claim} ${cause.wants}`;
    case 'rule':
      return cause.message;
    case 'expression':
      return cause.expression;
    case 'issuer':
      return cause.issuer;
    case 'audience':
      return `${cause.has.join()} ${cause.wants ?? ''}`;
    case 'authenticator':
      return `${cause.kind} ${cause.name}`;
    case 'unverified-email':
    case 'unknown':
      return cause.cause;
    default: {
      const nothing: never = cause;
      return nothing;
    }
  }
}

async function fromAnotherOrigin(frame: HTMLIFrameElement, signal: AbortSignal): Promise<string[]> {
  using session = await EmbedSession.open({ gateway: new URL('https://clusters.example'), origin: location.origin, frame, signal });
  const subscription = session.on((event) => {
    if (event.type === 'credential') console.log(event.cluster);
    if (event.type !== 'closed') return;
    const error: EmbedError = event.error;
    if (error.code === 'HAULOUT_EMBED_REFUSED' || error.code === 'HAULOUT_POPUP_BLOCKED') console.log(error.need);
  });
  const { clientKeyData } = await session.credential('prod', { signal });
  const texts = [await session.kubeconfig(), await session.kubeconfig('prod'), await session.kubeconfig(['a', 'b'])];
  subscription.unsubscribe();
  return session.snapshot().state === 'signed-in' && clientKeyData ? [...texts, clientKeyData] : texts;
}
void fromAnotherOrigin;
