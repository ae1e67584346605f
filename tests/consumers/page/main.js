// Built with every bundler: the session and the element, whose WebAssembly and worker must be found at run time.

import { init, Session } from 'haulout';
import 'haulout/element/define';

await init();
const session = await Session.create({ configUrl: '/haulout/config.json' });
globalThis.session = session;
globalThis.sessions = () => [session, document.querySelector('haulout-login').session];
