/** The client package: packed, installed offline, run as plain JavaScript. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { packClient } from '../dev/client/pack.ts';
import { root } from '../dev/local.ts';

let folder: string;
let project: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'dateline-client-'));
  project = join(folder, 'project');
  const tarball = await packClient(join(folder, 'package'));
  mkdirSync(project);
  writeFileSync(join(project, 'package.json'), '{ "type": "module" }');
  const options = ['--offline', '--no-audit', '--no-fund', '--ignore-scripts'];
  execFileSync('npm', ['install', ...options, tarball], { cwd: project });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const program = `
import { createServer } from 'node:http';
import { Client, Refusal } from 'dateline-client';

const pages = [{ items: [{ id: 'one' }], next: 'c' }, { items: [{ id: 'two' }], next: null }];
const server = createServer((request, response) => {
  const isList = request.url.startsWith('/api/v1/releases?');
  response.writeHead(isList ? 200 : 404, { 'Content-Type': 'application/problem+json' });
  response.end(JSON.stringify(isList ? pages.shift() : { type: 'urn:nothing', detail: 'None.' }));
});
await new Promise((done) => server.listen(0, '127.0.0.1', done));
const client = new Client('http://127.0.0.1:' + server.address().port);
const ids = [];
for await (const { id } of client.list('GET /releases', { limit: 1 })) ids.push(id);
const refusal = await client.send('GET /site').catch((error) => error);
server.close();
console.log(JSON.stringify([ids, refusal instanceof Refusal, refusal.status, refusal.message]));
`;

/** The Node that runs this test, and every other Node from 20 on in the PATH. */
function nodes(): string[] {
  const places = (process.env.PATH ?? '').split(delimiter).map((place) => join(place, 'node'));
  const others = places.filter((path) => !path.includes('node_modules') && existsSync(path));
  const isNewEnough = (path: string) =>
    Number(/^v(\d+)/.exec(String(execFileSync(path, ['--version'])))?.[1]) >= 20;
  return [process.execPath, ...new Set(others.filter(isNewEnough))];
}

test('it runs in Node without a build step', () => {
  writeFileSync(join(project, 'program.js'), program);
  for (const node of nodes()) {
    const output = String(execFileSync(node, ['program.js'], { cwd: project }));
    expect([node, JSON.parse(output)]).toEqual([node, [['one', 'two'], true, 404, 'None.']]);
  }
});

const consumer = `
import { Client, type Body, type Document, type Release, type ReleaseInput } from 'dateline-client';

const client = new Client('https://newsroom.example', { token: 'dl_0' });
const body: ReleaseInput = {
  kind: 'press-release',
  editions: { en: { title: 'Workshop', markdown: 'Text.' } },
};
const { document, etag } = await client.send('POST /editor/releases', { body });
const version: number = document.version;
const params = { id: document.id };
await client.send('PUT /editor/releases/{id}/publication', { params, body: { minor: ['en'] }, etag });
const record: Document<'GET /editor/records/{id}'> =
  (await client.send('GET /editor/records/{id}', { params })).document;
await client.send('PUT /editor/records/{id}', { params, body: record });
for await (const release of client.list('GET /releases', { limit: 5, kind: ['statement'] })) {
  const one: Release = release;
  console.log(one.editions.en?.title, version);
}
const upload: Body<'PUT /editor/releases/{id}/attachments/{filename}'> = new Blob(['A']);
console.log(upload.size);
// @ts-expect-error there is no such operation
await client.send('GET /nothing');
// @ts-expect-error the body is missing
await client.send('POST /editor/releases', {});
`;

test('its declarations need no other package, and type a program', () => {
  writeFileSync(join(project, 'consumer.ts'), consumer);
  const compilerOptions = {
    target: 'es2022',
    lib: ['es2022', 'dom'],
    module: 'nodenext',
    types: [],
    strict: true,
    noUncheckedIndexedAccess: true,
    noEmit: true,
  };
  const config = { compilerOptions, files: ['consumer.ts'] };
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify(config));
  const compile = () =>
    execFileSync(join(root, 'node_modules/.bin/tsc'), ['-p', project], { encoding: 'utf8' });
  expect(compile()).toBe('');
});
