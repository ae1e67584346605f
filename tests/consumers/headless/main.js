// What every bundler gets: the headless package, whose wasm and worker have to be found at run time.

import { init, Session } from 'haulout';

await init();
const session = await Session.create({ configUrl: '/haulout/config.json' });
await session.handleRedirect();
globalThis.session = session;
