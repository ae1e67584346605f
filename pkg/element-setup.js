// @ts-check
/** @file What the element says about its own setup: its texts without WebAssembly, and misspelt attributes. */

import { invalidArgument } from './errors.js';

/**
 * A failure that the WebAssembly cannot show: a title, an explanation and the next step.
 *
 * @typedef {[title: string, explanation: string, nextStep: string]} Sentences
 */

/**
 * The texts for an error code in a language.
 *
 * @param {string} code
 * @param {string | undefined} language
 * @returns {{ sentences: Sentences, again: string, reload: string }}
 */
export function textsFor(code, language) {
  const tag = (language ?? globalThis.navigator?.language ?? '').toLowerCase();
  const { texts, ...buttons } = /^de(-|$)/.test(tag) ? GERMAN : ENGLISH;
  return { sentences: texts[code] ?? texts.HAULOUT_INTERNAL, ...buttons };
}

/** @type {{ texts: Record<string, Sentences>, again: string, reload: string }} */
const ENGLISH = {
  texts: {
    HAULOUT_ARGUMENT_INVALID: [
      'Sign-in is not set up on this page',
      'The page does not say correctly where the sign-in gets its configuration.',
      'The developer of this page has to fix it. The details name the attribute.',
    ],
    HAULOUT_NOT_LOADED: [
      'Sign-in did not load',
      'A file of the sign-in is missing. The cause may be your network, a new version of this page, or its security policy.',
      'Try again. If it happens again, contact the operator of this page.',
    ],
    HAULOUT_INTERNAL: ['Sign-in could not start', 'This is a bug in Haulout.', 'Try again. If it happens again, send the details to the operator of this page.'],
  },
  again: 'Try again',
  reload: 'Reload the page',
};

/** @type {typeof ENGLISH} */
const GERMAN = {
  texts: {
    HAULOUT_ARGUMENT_INVALID: [
      'Die Anmeldung ist auf dieser Seite nicht eingerichtet',
      'Die Seite gibt nicht richtig an, woher die Anmeldung ihre Konfiguration bekommt.',
      'Wer diese Seite entwickelt, muss das korrigieren. Die Details nennen das Attribut.',
    ],
    HAULOUT_NOT_LOADED: [
      'Die Anmeldung wurde nicht geladen',
      'Eine Datei der Anmeldung fehlt. Der Grund kann Ihr Netzwerk, eine neue Version dieser Seite oder ihre Sicherheitsrichtlinie sein.',
      'Versuchen Sie es erneut. Wenn es wieder geschieht, wenden Sie sich an den Betreiber dieser Seite.',
    ],
    HAULOUT_INTERNAL: [
      'Die Anmeldung konnte nicht starten',
      'Das ist ein Fehler in Haulout.',
      'Versuchen Sie es erneut. Wenn es wieder geschieht, senden Sie die Details an den Betreiber dieser Seite.',
    ],
  },
  again: 'Erneut versuchen',
  reload: 'Seite neu laden',
};

/**
 * The attributes that look like misspelt ones of the element, each with the one that is probably meant.
 *
 * @param {string[]} names The attributes that are set.
 * @param {string[]} known The attributes of the element.
 * @returns {[written: string, meant: string][]}
 */
export function misspelt(names, known) {
  const letters = (/** @type {string} */ name) => name.replace(/[^a-z]/g, '');
  return names.flatMap((written) => {
    if (known.includes(written) || /^(data|aria|on)/.test(written)) return [];
    const meant = known.find((name) => {
      // Short names are one edit away from many words.
      const most = name.length > SHORT_NAME ? 2 : 0;
      return distance(letters(written), letters(name)) <= most;
    });
    return meant ? [/** @type {[string, string]} */ ([written, meant])] : [];
  });
}

/**
 * The error of an element without a configuration.
 *
 * @param {[written: string, meant: string][]} wrong Misspelt attributes.
 */
export function setupError(wrong) {
  const written = wrong.find(([, meant]) => meant === 'config-url')?.[0];
  const also = written ? `; the attribute ${written} is unknown` : '';
  return invalidArgument('config-url', `is missing, and so are the properties \`config\` and \`session\`${also}`);
}

/**
 * The language of the element, from its `lang` attribute or the closest ancestor's.
 *
 * @param {Element} of
 */
export function languageOf(of) {
  /** @type {any} */
  let it = of;
  for (; it; it = it.parentElement ?? it.getRootNode().host) {
    const language = it.getAttribute('lang');
    if (language) return language;
  }
  return undefined;
}

/**
 * How many letters have to be inserted, removed or replaced to turn one word into the other.
 *
 * @param {string} from
 * @param {string} to
 */
function distance(from, to) {
  let row = Array.from({ length: to.length + 1 }, (_, at) => at);
  for (let line = 1; line <= from.length; line++) {
    const next = [line];
    for (let at = 1; at <= to.length; at++) {
      const replaced = row[at - 1] + (from[line - 1] === to[at - 1] ? 0 : 1);
      next.push(Math.min(replaced, row[at] + 1, next[at - 1] + 1));
    }
    row = next;
  }
  return row[to.length];
}

/** Attributes with names up to this length are only recognized with other letter case or punctuation. */
const SHORT_NAME = 7;
