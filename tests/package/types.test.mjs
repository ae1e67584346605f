//! Tests the types: a strict consumer compiles, wrong ones do not, and declarations match the scripts.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { project } from './install.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (path) => readFileSync(join(root, path), 'utf8');
const written = read('pkg/index.d.ts');

const STRICT = ['--noEmit', '--strict', '--ignoreConfig', '--module', 'nodenext', '--target', 'es2024', '--lib', 'es2024,esnext.disposable,dom'];

/** The two newest minor versions. */
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
    test(`a strict consumer compiles: TypeScript ${version}, ${resolution}`, () => {
      writeFileSync(join(project, 'consumer.mts'), read('tests/package/consumer.ts'));
      const module = resolution === 'bundler' ? ['--module', 'esnext'] : [];
      const { status, stdout } = compileBy(compiler, ...module, '--moduleResolution', resolution, 'consumer.mts');
      assert.equal(status, 0, stdout);
    });
  }
}

for (const document of ['README.md', 'pkg/README.md', 'docs/embedding.md']) {
  test(`the code in ${document} compiles`, () => {
    const blocks = [...read(document).matchAll(/```js\n(.*?)```/gs)].map(([, block]) => block);
    const ours = blocks.filter((block) => block.includes("from 'haulout") || block.includes("import 'haulout"));
    assert.ok(ours.length > 0);
    const page = 'declare const button: HTMLButtonElement; declare const show: (text: string) => void; declare const start: () => void;\n';
    for (const block of ours) {
      const { status, stdout } = compileText(page + block);
      assert.equal(status, 0, block + stdout);
    }
  });
}

test('the declarations themselves compile with ES2023 and a DOM, and nothing installed', () => {
  const entries = ['index', 'callback', 'embed', 'element', 'define'].map((name) => join(project, `node_modules/haulout/${name}.d.ts`));
  for (const compiler of COMPILERS) {
    const { status, stdout } = compileBy(compiler, '--skipLibCheck', 'false', '--target', 'es2023', '--lib', 'es2023,dom', ...entries);
    assert.equal(status, 0, stdout);
  }
});

/** Links packages of the workspace into the project, as if it had installed them. */
function link(...names) {
  for (const name of names) {
    const target = join(project, 'node_modules', name);
    mkdirSync(dirname(target), { recursive: true });
    if (!existsSync(target)) symlinkSync(join(root, 'node_modules', name), target);
  }
}

const REACT = `
  import { useRef } from 'react';
  import { HauloutLogin, type HauloutLoginElement } from 'haulout/react';
`;

function compileReact(body) {
  link('react', '@types/react', 'csstype');
  writeFileSync(join(project, 'consumer.tsx'), `${REACT}export function Clusters() { ${body} }`);
  return compile('--jsx', 'react-jsx', '--module', 'esnext', '--moduleResolution', 'bundler', '--skipLibCheck', 'false', 'consumer.tsx');
}

test('a strict React consumer compiles with the component and with the element', () => {
  const { status, stdout } = compileReact(`
    const login = useRef<HauloutLoginElement>(null);
    return <>
      <HauloutLogin
        ref={login} configUrl="/haulout/config.json" form="once" compact className="card"
        onCredential={({ detail }) => console.log(detail.notAfter.length, login.current?.session?.kubeconfig(detail.cluster))}
        onError={({ detail }) => console.log(detail.code)}
      ><h2 slot="title">Clusters</h2></HauloutLogin>
      <haulout-login config-url="/haulout/config.json" theme="dark" onhaulout-expired={({ detail }) => console.log(detail.cluster)} />
    </>;
  `);
  assert.equal(status, 0, stdout);
});

test('the React example compiles under `strict`', () => {
  link('react', 'react-dom', '@types/react', '@types/react-dom', 'csstype');
  writeFileSync(join(project, 'example.tsx'), read('examples/react/main.tsx'));
  const { status, stdout } = compile('--jsx', 'react-jsx', '--module', 'esnext', '--moduleResolution', 'bundler', 'example.tsx');
  assert.equal(status, 0, stdout);
});

for (const [what, element] of Object.entries({
  'a property that does not exist': '<HauloutLogin configURL="/config.json" />',
  'an attribute that does not exist': '<haulout-login configUri="/config.json" />',
  'a form that does not exist': '<HauloutLogin form="yaml" />',
  'a member that an event lacks': '<HauloutLogin onExpired={({ detail }) => detail.notAfter} />',
})) {
  test(`a wrong React consumer does not compile: ${what}`, () => {
    const { status, stdout } = compileReact(`useRef(null); return ${element};`);
    assert.notEqual(status, 0);
    assert.match(stdout, /error TS2/);
  });
}

test('Vue and Svelte know the element', () => {
  link('vue', '@vue', 'csstype', 'svelte', '@types/estree', 'aria-query', 'esrap', 'devalue');
  const source = `
    import type { GlobalComponents } from 'vue';
    import type { SvelteHTMLElements } from 'svelte/elements';
    import { isCustomElement } from 'haulout/vue';
    import type {} from 'haulout/svelte';
    type VueProps = InstanceType<GlobalComponents['haulout-login']>['$props'];
    export const vue: VueProps = { configUrl: '/config.json', onHauloutExpired: ({ detail }) => detail.cluster };
    export const svelte: SvelteHTMLElements['haulout-login'] = { 'config-url': '/config.json', 'onhaulout-expired': ({ detail }) => detail.cluster };
    // @ts-expect-error There is no such form.
    export const wrongVue: VueProps = { form: 'yaml' };
    // @ts-expect-error There is no such form.
    export const wrongSvelte: SvelteHTMLElements['haulout-login'] = { form: 'yaml' };
    isCustomElement('haulout-login') satisfies boolean;
  `;
  writeFileSync(join(project, 'consumer.mts'), source);
  const { status, stdout } = compile('--skipLibCheck', 'consumer.mts');
  assert.equal(status, 0, stdout);
});

const wrong = {
  'a session made without `create`': 'new Session();',
  'an option that does not exist': "await Session.create({ configUrl: '/config.json', popup: true });",
  'a login by a name alone': "await (await Session.create({ configUrl: '' })).login('Acme SSO');",
  'a listener for an event that does not exist': "(await Session.create({ configUrl: '' })).on('renewed', () => {});",
  'a property that an event of the named type lacks': "(await Session.create({ configUrl: '' })).on('signed-in', (event) => event.cluster);",
  'a form that does not exist': "(await Session.create({ configUrl: '' })).kubeconfig(null, 'yaml');",
  'a fetch that resolves to no answer': "await Session.create({ configUrl: '/config.json', fetch: async () => '{}' });",
  'a configuration and its URL': "await Session.create({ configUrl: '/config.json', config: {} as Config });",
  'clusters that belong to a gateway': "const it: Config = { tokens: 'sealed', redirectUri: '', issuer: {} as any, session: {} as any, clusters: [] }; it;",
  'a code that does not exist': "const it: Code = 'HAULOUT_NO_SUCH_CODE'; it;",
  'a property that an event of this type lacks': "(event: SessionEvent) => event.type === 'signed-in' && event.cluster;",
  'a property that a cause of this name lacks': "(it: Cause) => it.cause === 'unknown' && it.millis;",
  'a clock that does not exist': "const it: Clock['whose'] = 'computer'; it;",
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

/** The folder for declarations that the compiler generates from the scripts. */
const emitted = join(project, 'emitted');

test('the scripts of the package pass the type checker', () => {
  // Declared here, because Node's types would be another dependency.
  const node = join(project, 'node.d.ts');
  writeFileSync(node, "declare module 'node:fs/promises' { export function readFile(path: URL): Promise<Uint8Array<ArrayBuffer>>; }");
  const scripts = ['index', 'callback', 'conditions', 'errors', 'login-attempt', 'members', 'options', 'popup', 'popup-page', 'session', 'worker'].map((name) => join(root, `pkg/${name}.js`));
  const emit = ['--noEmit', 'false', '--declaration', '--emitDeclarationOnly', '--outDir', emitted, '--rootDir', join(root, 'pkg')];
  const { status, stdout } = compile('--allowJs', '--checkJs', '--skipLibCheck', '--stripInternal', ...emit, node, ...scripts);
  assert.equal(status, 0, stdout);
});

test('the declared members of Session match the generated ones', () => {
  const generated = members(readFileSync(join(emitted, 'session.d.ts'), 'utf8'), 'Session');
  const expected = generated.filter((member) => !INTERNAL.test(member));
  assert.ok(expected.length > 8);
  assert.deepEqual([...new Set(members(written, 'Session'))], expected);
});

test('the declaration of completePopup matches the generated one', () => {
  const declared = /export (?:declare )?function completePopup\(url\?: string\): Promise<boolean>;/;
  assert.match(readFileSync(join(emitted, 'callback.d.ts'), 'utf8'), declared);
  assert.match(read('pkg/callback.d.ts'), declared);
});

/** Members for other parts of the package. */
const INTERNAL = /^(#private|static \[|\[\w+\]|get \[|constructor)/;

/** The names of a class's members, with `static` and a question mark for each optional parameter. */
function members(declarations, name) {
  const [, body] = declarations.match(new RegExp(`export (?:declare )?class ${name} \\{\\n([\\s\\S]*?)\\n\\}`));
  return body
    .replace(/\/\*\*[\s\S]*?\*\//g, '')
    .replace(/\{[^{}]*\}/g, '{}')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line && !/^(private )?constructor/.test(line))
    .map((line) => {
      const [member] = line.match(/^(?:static |get )?[#\w[\].]+/);
      // `on` is overloaded in the written declarations, so its parameters are not compared.
      return member === 'on' ? member : `${member} ${'?'.repeat((line.match(/[\w}]\?:/g) ?? []).length)}`;
    })
    .toSorted();
}
