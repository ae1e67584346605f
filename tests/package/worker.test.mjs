//! Tests the worker's script with stubs of its timers.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, test } from 'node:test';
import { createContext, runInContext } from 'node:vm';

import { project } from './install.mjs';

const script = readFileSync(join(project, 'node_modules/haulout/dist/worker.js'), 'utf8');
let timers;
let sent;
let scope;

beforeEach(() => {
  timers = new Map();
  sent = 0;
  let last = 0;
  scope = createContext({
    setTimeout: (act, wait) => (timers.set(++last, [wait, act]), last),
    clearTimeout: (timer) => timers.delete(timer),
    postMessage: () => sent++,
  });
  runInContext(script, scope);
});

const armed = () => [...timers.values()].map(([wait]) => wait);

test('a worker posts a message when its timer fires, and not before', () => {
  scope.onmessage({ data: 1500 });
  assert.deepEqual([armed(), sent], [[1500], 0]);
  for (const [, act] of timers.values()) act();
  assert.equal(sent, 1);
});

test('a worker replaces its timer at each message', () => {
  scope.onmessage({ data: 4000 });
  scope.onmessage({ data: 20 });
  assert.deepEqual(armed(), [20]);
});
