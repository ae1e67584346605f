//! Tests the element without a browser: its manifest matches its class, and servers can import it.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { project, run } from './install.mjs';

const read = (path) => readFileSync(join(project, 'node_modules/haulout', path), 'utf8');
const { schemaVersion, modules } = JSON.parse(read('custom-elements.json'));
const [{ declarations: [element] }] = modules;
const names = (list) => list.map(({ name }) => name).toSorted();

/** The attributes and members of the class. */
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

test('importing the element does nothing without a DOM', () => {
  assert.equal(run("const { HauloutLogin } = await import('haulout/element/define'); console.log(typeof HauloutLogin);"), 'function');
});

test('the manifest has the current schema and a definition of the element', () => {
  assert.equal(schemaVersion, '1.0.0');
  assert.deepEqual([element.tagName, element.customElement], ['haulout-login', true]);
  const definition = modules.flatMap(({ exports }) => exports).find(({ kind }) => kind === 'custom-element-definition');
  assert.deepEqual(definition, { kind: 'custom-element-definition', name: 'haulout-login', declaration: { name: 'HauloutLogin', module: 'element.js' } });
});

test('the manifest has the attributes and members of the class', () => {
  assert.deepEqual(names(element.attributes), seen.attributes.toSorted());
  assert.deepEqual(names(element.members), seen.members.toSorted());
  for (const { name, fieldName } of element.attributes) {
    // Every element has the property `lang`.
    if (name !== 'lang') assert.ok(seen.members.includes(fieldName), name);
  }
});

test('manifest, JSDoc, types and style have the same names', () => {
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
