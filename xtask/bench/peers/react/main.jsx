// A portal with React and oidc-client-ts.

import { createRoot } from 'react-dom/client';

import { App } from '../common/app.jsx';
import { issuer, signIn, signInCallback } from './issuer.js';

const root = createRoot(document.getElementById('app'));
const show = (properties) => root.render(<App issuer={issuer} signIn={signIn} {...properties} />);

if (location.pathname === '/callback') {
  signInCallback().then(() => show({ signedIn: true }), (failure) => show({ failure }));
} else {
  show({});
}
