// What every bundler gets: the session and the element, whose wasm and worker have to be found at run time.

import { init, Session } from 'haulout';
import 'haulout/element/define';

await init();
const session = await Session.create({ configUrl: '/haulout/config.json' });
globalThis.session = session;
globalThis.sessions = () => [session, document.querySelector('haulout-login').session];
