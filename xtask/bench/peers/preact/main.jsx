// A portal with Preact and oauth4webapi.

import { render } from 'preact';

import { App } from '../common/app.jsx';
import { issuer, signIn, signInCallback } from './issuer.js';

const root = document.getElementById('app');
const show = (properties) => render(<App issuer={issuer} signIn={signIn} {...properties} />, root);

if (location.pathname === '/callback') {
  signInCallback().then(() => show({ signedIn: true }), (failure) => show({ failure }));
} else {
  show({});
}
