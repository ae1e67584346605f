//! The types: a strict consumer compiles, a wrong one does not, and they say what the generated code has.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { project } from './installed.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (path) => readFileSync(join(root, path), 'utf8');
const written = read('pkg/index.d.ts');
const generated = read('pkg/dist/haulout.d.ts');

const STRICT = ['--noEmit', '--strict', '--ignoreConfig', '--module', 'nodenext', '--target', 'es2024', '--lib', 'es2024,esnext.disposable,dom'];

/** The two newest minor versions: one is a program, the other a script. */
const COMPILERS = ['typescript', 'typescript-6'];

function compile(...arguments_) {
  return compileBy(COMPILERS[0], ...arguments_);
}

function compileBy(compiler, ...arguments_) {
  const tsc = join(root, 'node_modules', compiler, 'bin/tsc');
  return spawnSync(process.execPath, [tsc, ...STRICT, ...arguments_], { cwd: project, encoding: 'utf8' });
}

function compileText(source) {
  writeFileSync(join(project, 'consumer.mts'), source);
  return compile('consumer.mts');
}

for (const compiler of COMPILERS) {
  const { version } = JSON.parse(read(`node_modules/${compiler}/package.json`));
  for (const resolution of ['nodenext', 'bundler']) {
    test(`a strict consumer compiles with TypeScript ${version} and the module resolution ${resolution}`, () => {
      writeFileSync(join(project, 'consumer.mts'), read('tests/package/consumer.ts'));
      const module = resolution === 'bundler' ? ['--module', 'esnext'] : [];
      const { status, stdout } = compileBy(compiler, ...module, '--moduleResolution', resolution, 'consumer.mts');
      assert.equal(status, 0, stdout);
    });
  }
}

const wrong = {
  'a session made without `create`': 'new Session();',
  'an option that does not exist': "await Session.create({ configUrl: '/config.json', popup: true });",
  'a configuration and its URL': "await Session.create({ configUrl: '/config.json', config: {} as Config });",
  'clusters that belong to a gateway': "const it: Config = { tokens: 'sealed', redirectUri: '', issuer: {} as any, session: {} as any, clusters: [] }; it;",
  'a code that does not exist': "const it: Code = 'HAULOUT_NO_SUCH_CODE'; it;",
  'a property that an event of this type lacks': "(event: SessionEvent) => event.type === 'signed-in' && event.cluster;",
  'a property that a cause of this name lacks': "(it: Cause) => it.cause === 'unknown' && it.millis;",
  'a clock that belongs to nobody': "const it: Clock['whose'] = 'computer'; it;",
};

for (const [what, statement] of Object.entries(wrong)) {
  test(`a wrong consumer does not compile: ${what}`, () => {
    const imports = "import { Session, type Cause, type Clock, type Code, type Config, type SessionEvent } from 'haulout';\n";
    assert.equal(compileText(imports).status, 0);
    const { status, stdout } = compileText(imports + statement);
    assert.notEqual(status, 0);
    assert.match(stdout, /error TS2/);
  });
}

test('the loader passes the type checker, against the generated types', () => {
  // Node's own types are a package that nothing else here needs.
  const node = join(project, 'node.d.ts');
  writeFileSync(node, "declare module 'node:fs/promises' { export function readFile(path: URL): Promise<Uint8Array<ArrayBuffer>>; }");
  const { status, stdout } = compile('--allowJs', '--checkJs', '--skipLibCheck', node, join(root, 'pkg/index.js'));
  assert.equal(status, 0, stdout);
});

for (const name of ['Session', 'Subscription']) {
  test(`${name} has the same members by hand and generated`, () => {
    const expected = members(generated, name);
    assert.ok(expected.length > 2);
    assert.deepEqual(members(written, name), expected);
  });
}

/** The names of a class's members, with `static` and the names' parameters' optionality. */
function members(declarations, name) {
  const [, body] = declarations.match(new RegExp(`export class ${name} \\{\\n([\\s\\S]*?)\\n\\}`));
  return body
    .replace(/\/\*\*[\s\S]*?\*\//g, '')
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
    .map((line) => line.match(/^(?:private |static )?[\w[\].]+\(/)[0] + '?'.repeat((line.split(')')[0].match(/\w\?:/g) ?? []).length))
    .toSorted();
}
