//! The element without a browser: its manifest says what its class has, and a server can import it.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { project, run } from './install.mjs';

const read = (path) => readFileSync(join(project, 'node_modules/haulout', path), 'utf8');
const { schemaVersion, modules } = JSON.parse(read('custom-elements.json'));
const [{ declarations: [element] }] = modules;
const names = (list) => list.map(({ name }) => name).toSorted();

/** What the class says of itself, with and without properties that are set before it is known. */
const seen = JSON.parse(
  run(`
    const { HauloutLogin } = await import('haulout/element');
    const own = Object.entries(Object.getOwnPropertyDescriptors(HauloutLogin.prototype));
    const callbacks = ['constructor', 'connectedCallback', 'disconnectedCallback', 'attributeChangedCallback'];
    console.log(JSON.stringify({
      attributes: HauloutLogin.observedAttributes,
      members: own.map(([name]) => name).filter((name) => !callbacks.includes(name)),
    }));
  `),
);

test('importing it, or what registers it, does nothing where there is no page', () => {
  assert.equal(run("const { HauloutLogin } = await import('haulout/element/define'); console.log(typeof HauloutLogin);"), 'function');
});

test('the manifest is of the schema that tools read, and names what registers it', () => {
  assert.equal(schemaVersion, '1.0.0');
  assert.deepEqual([element.tagName, element.customElement], ['haulout-login', true]);
  const definition = modules.flatMap(({ exports }) => exports).find(({ kind }) => kind === 'custom-element-definition');
  assert.deepEqual(definition, { kind: 'custom-element-definition', name: 'haulout-login', declaration: { name: 'HauloutLogin', module: 'element.js' } });
});

test('the manifest has the attributes and members of the class', () => {
  assert.deepEqual(names(element.attributes), seen.attributes.toSorted());
  assert.deepEqual(names(element.members), seen.members.toSorted());
  for (const { name, fieldName } of element.attributes) {
    // The language is what every element has.
    if (name !== 'lang') assert.ok(seen.members.includes(fieldName), name);
  }
});

test('manifest, documentation and types name the same events, slots, parts and variables', () => {
  const documented = (tag) => [...read('element.js').matchAll(new RegExp(`@${tag} ([\\w-]+)`, 'g'))].map(([, name]) => name).toSorted();
  assert.deepEqual(names(element.events), documented('event'));
  assert.deepEqual(names(element.slots), documented('slot'));
  assert.deepEqual(names(element.cssParts), documented('csspart'));
  assert.deepEqual(names(element.cssProperties), documented('cssproperty'));
  const typed = [...read('element.d.ts').matchAll(/'(haulout-[\w-]+)': CustomEvent/g)].map(([, name]) => name);
  assert.deepEqual(names(element.events), typed.toSorted());
  const style = read('dist/element/style.js');
  const used = new Set([...style.matchAll(/var\((--haulout-[\w-]+)/g)].map(([, name]) => name));
  assert.deepEqual(names(element.cssProperties), [...used].toSorted());
});
