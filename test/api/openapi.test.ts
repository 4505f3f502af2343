/** The OpenAPI document: valid, and true of the Worker that serves it. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { type RulesetDefinition, Spectral } from '@stoplight/spectral-core';
import { oas } from '@stoplight/spectral-rulesets';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { root, startLocal } from '../../dev/local.ts';
import { changeActions } from '../../src/domain/change.ts';
import { type Newsroom, openNewsroom, release } from '../newsroom.ts';
import { Contract, type Documented, type Json, type JsonObject } from './openapi-contract.ts';
import { openApiTypes } from './openapi-types.ts';

let newsroom: Newsroom;
let text: string;
let contract: Contract;
let published: string;
beforeAll(async () => {
  newsroom = await openNewsroom({ limits: { WRITES: 1e9, FAILURES: 1e9 } });
  published = (await release(newsroom)).id;
  text = (await newsroom.get('/api/v1/openapi.json', Date.now())).text;
  contract = new Contract(JSON.parse(text));
});
afterAll(() => newsroom.dispose());

test('it has the name, the address and the languages of its site', async () => {
  const vars = {
    SITE_ORIGIN: 'https://presse.example',
    SITE_NAME: { ar: 'مكتب "الصحافة" $& \\', en: 'Office' },
    LANGUAGES: 'ar en',
  };
  const site = await startLocal({ worker: inject('clocked'), vars });
  try {
    const own = await (await site.fetch('/api/v1/openapi.json')).text();
    const { document, operations } = new Contract(JSON.parse(own));
    expect(document.info).toMatchObject({
      title: `${vars.SITE_NAME.ar}: releases`,
      contact: { name: vars.SITE_NAME.ar, url: vars.SITE_ORIGIN },
    });
    expect(document.servers).toEqual([{ url: vars.SITE_ORIGIN }]);
    const languages = operations.flatMap(({ parameters }) =>
      parameters.filter(({ name }) => name === 'lang').map(({ schema }) => schema),
    );
    expect(languages).toContainEqual({ enum: ['ar', 'en'], type: 'string', default: 'ar' });
    expect(`${text}${own}`).not.toMatch(/\{(?:SITE_|LANGUAGES|DEFAULT_LANGUAGE)/);
  } finally {
    await site.dispose();
  }
});

test('Redocly’s strictest rules report nothing', async () => {
  const config = await createConfig({ extends: ['recommended-strict'] });
  const problems = await lintFromString({ source: text, absoluteRef: 'openapi.json', config });
  expect(problems.map(({ ruleId, message, location }) => [ruleId, message, location])).toEqual([]);
});

test('Spectral’s rules report nothing', async () => {
  const spectral = new Spectral();
  // The licence has its identifier instead of an address; a newsroom's contact has no e-mail address.
  const rules = { 'license-url': 'off', 'contact-properties': 'off' } as const;
  spectral.setRuleset({ extends: [[oas as RulesetDefinition, 'all']], rules });
  const findings = await spectral.run(JSON.parse(text));
  expect(findings.map(({ code, message, path }) => [code, message, path.join('/')])).toEqual([]);
});

const consumer = `
import type { components, paths, webhooks } from './openapi.ts';

type Operation = paths['/api/v1/editor/releases']['post'];
const body: Operation['requestBody']['content']['application/json'] = {
  kind: 'press-release',
  editions: { en: { title: 'Workshop', markdown: 'Text.' } },
};
const made: Operation['responses'][201]['content']['application/json'] =
  {} as components['schemas']['WorkingRelease'];
const version: number = made.version;
type Query = NonNullable<paths['/api/v1/releases']['get']['parameters']['query']>;
const limit: number | undefined = ({} as Query).limit;
const message = {} as keyof webhooks;
console.log(body, version, limit, message);
// @ts-expect-error there is no such path
console.log({} as paths['/nothing']);
// @ts-expect-error an edition needs a title
const untitled: typeof body = { kind: 'press-release', editions: { en: { markdown: '' } } };
`;

test('the types that openapi-typescript derives from it compile, and type a program', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'dateline-openapi-'));
  try {
    writeFileSync(join(folder, 'openapi.ts'), await openApiTypes(JSON.parse(text)));
    writeFileSync(join(folder, 'consumer.ts'), consumer);
    const compilerOptions = {
      target: 'es2022',
      lib: ['es2022', 'dom'],
      module: 'nodenext',
      types: [],
      strict: true,
      noEmit: true,
      allowImportingTsExtensions: true,
    };
    const config = { compilerOptions, files: ['consumer.ts', 'openapi.ts'] };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
    const compiler = join(root, 'node_modules/.bin/tsc');
    const { stdout } = spawnSync(compiler, ['-p', folder], { encoding: 'utf8' });
    expect(stdout).toBe('');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('every schema in it is a JSON Schema 2020-12', async () => {
  const places = contract.schemas();
  expect(places.length).toBeGreaterThan(100);
  for (const place of places) {
    expect(() => contract.validatorAt(...place), place.join('/')).not.toThrow();
    // Compiling takes seconds: a connection that is closed meanwhile must be noticed.
    await nextTurn();
  }
  const dialects = [...text.matchAll(/"\$schema":"([^"]*)"/g)].map(([, dialect]) => dialect);
  expect(dialects).toEqual([]);
});

test('every JSON body is a named schema, and every JSON document has an example', () => {
  const contents: [string, JsonObject][] = [];
  const visit = (node: Json | undefined, place: string) => {
    if (typeof node !== 'object' || node === null) return;
    for (const [key, value] of Object.entries(node)) {
      if (key === 'application/json') contents.push([place, value as JsonObject]);
      else visit(value, `${place}/${key}`);
    }
  };
  visit(contract.document, '');
  expect(contents.length).toBeGreaterThan(70);
  expect(contents.filter(([, { example }]) => example === undefined)).toEqual([]);
  const bodies = contents.filter(([place]) => /^\/paths\/.*requestBody/.test(place));
  const unnamed = bodies.filter(([, { schema }]) => !(schema as JsonObject).$ref);
  expect(unnamed.map(([place]) => place)).toEqual([]);
});

test('the length of a page is an integer', () => {
  const limits = contract.operations.flatMap(({ parameters }) =>
    parameters.filter(({ name }) => name === 'limit'),
  );
  expect(limits.map(({ schema }) => schema)).toEqual([
    { type: 'integer', minimum: 1, maximum: 100, default: 20 },
    { type: 'integer', minimum: 1, maximum: 100, default: 20 },
    { type: 'integer', minimum: 1, maximum: 100, default: 50 },
  ]);
});

test('it describes a webhook message for each kind of change', () => {
  const webhooks = contract.document.webhooks as JsonObject;
  expect(Object.keys(webhooks)).toEqual(changeActions.map((action) => `release.${action}`));
});

test('every operation has a unique name', () => {
  const names = contract.operations.map(({ name }) => name);
  expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
});

test('every editors’ operation requires a token and documents 401, 403 and 429', () => {
  const closed = contract.operations.filter((one) => one.closed);
  expect(closed.length).toBeGreaterThan(30);
  for (const { name, node, needs, statuses } of closed) {
    expect([name, node.security]).toEqual([name, [{ token: [] }]]);
    const scope = name === 'findCaller' ? null : expect.any(String);
    expect([name, needs]).toEqual([name, { role: expect.any(String), scope }]);
    expect([name, [401, 403, 429].filter((status) => !statuses.has(status))]).toEqual([name, []]);
  }
});

describe('the routes and the document agree:', () => {
  const known: Record<string, string> = { taxonomy: 'kinds', slug: 'press-release', number: '1' };
  const filled = ({ template, closed }: Documented) =>
    template.replace(
      /\{(\w+)\}/g,
      (_, name: string) => known[name] ?? (closed ? '0123456789ab' : published),
    );
  const ask = async (method: string, path: string) => {
    const response = await newsroom.fetch(path, {
      method,
      headers: { Authorization: `Bearer ${newsroom.tokens.admin}` },
    });
    return { status: response.status, allow: response.headers.get('Allow'), body: response };
  };

  test('every documented operation has its route', async () => {
    const nowhere: string[] = [];
    for (const operation of contract.operations) {
      const { status, body } = await ask(operation.method, filled(operation));
      const answer = await body.text();
      // Only an address without a route answers with this text.
      const lost = status === 404 && answer.includes('"There is nothing at this address."');
      if (status === 405 || lost) nowhere.push(`${operation.name}: ${status}`);
    }
    expect(nowhere).toEqual([]);
  });

  test('every other method of a documented address gets 405 with the documented methods in Allow', async () => {
    for (const [, operations] of Map.groupBy(contract.operations, ({ template }) => template)) {
      const own = operations.map(({ method }) => method);
      const all = own.includes('GET') ? [...own, 'HEAD'] : own;
      const path = filled(operations[0] as Documented);
      for (const method of ['POST', 'PUT', 'DELETE', 'PATCH'].filter((one) => !own.includes(one))) {
        const { status, allow, body } = await ask(method, path);
        await body.body?.cancel();
        expect([method, path, status]).toEqual([method, path, 405]);
        expect([path, allow?.split(', ').sort()]).toEqual([path, all.toSorted()]);
      }
    }
  });

  test('it lists each method once and only methods that exist', () => {
    const all = contract.operations.map(({ method, template }) => `${method} ${template}`);
    expect(new Set(all).size).toBe(all.length);
  });
});
