/**
 * Access control: every caller at every route of the API. The table says for each route which status
 * a permitted caller gets for a request that changes nothing; the other statuses follow from it. A
 * route that is in the OpenAPI document but not in the table fails.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Role, Scope } from '../../src/domain/editor.ts';
import { Contract, type Documented } from '../api/openapi-contract.ts';
import { Exchange, type RawResponse } from '../api/raw-exchange.ts';
import { Storage, type Stored } from '../stored-state.ts';
import {
  type Caller,
  type Cast,
  createCast,
  members,
  type Person,
  unauthenticated,
} from './cast.ts';

interface Row {
  /** The lowest role that is permitted; null if no token is needed. */
  role: Role | null;
  /** The scope that a token needs; null if any token will do. */
  scope?: Scope | null;
  /** Whether it is about one release: authors are permitted for their own only. */
  owned?: true;
  /** The kind of resource in the path, if any. */
  of?: keyof Cast['places'];
  /** The status for a permitted caller: success, or refused for its query, ETag, missing body or state. */
  may: 200 | 400 | 409 | 412 | 415;
}

const open: Row = { role: null, may: 200 };
const reading: Row = { role: 'author', scope: 'releases:read', owned: true, may: 200 };
const writing: Row = { role: 'author', scope: 'releases:write', owned: true, may: 412 };
const publishing: Row = { role: 'editor', scope: 'releases:publish', owned: true, may: 412 };
const sharing: Row = { ...publishing, role: 'author' };
const site: Row = { role: 'admin', scope: 'site:write', may: 200 };
const webhook: Row = { ...site, of: 'webhook' };
const office: Row = { role: 'admin', scope: 'people:write', of: 'editor', may: 200 };
const audit: Row = { role: 'admin', scope: 'audit:read', may: 200 };

const table: Record<string, Row> = {
  describe: open,
  listReleases: open,
  readRelease: { ...open, of: 'published' },
  listTaxonomies: open,
  listTaxonomyTerms: open,
  findSite: open,
  listChanges: open,

  listWorkingReleases: { role: 'author', scope: 'releases:read', may: 200 },
  findRelease: reading,
  listRevisions: reading,
  findRevision: reading,
  compareRevisions: reading,
  checkRelease: reading,
  renderBody: { role: 'author', scope: 'releases:read', may: 415 },
  findCaller: { role: 'author', scope: null, may: 200 },
  findLegacyUrls: { role: 'author', scope: 'releases:read', may: 400 },

  createRelease: { role: 'author', scope: 'releases:write', may: 415 },
  // The type of a body comes before a condition on it.
  putRelease: { ...writing, may: 415 },
  discardRelease: writing,
  restoreRevision: writing,
  putAttachment: writing,
  patchAttachment: writing,
  deleteAttachment: writing,

  approveRelease: publishing,
  revokeApproval: publishing,
  publishRelease: publishing,
  cancelPublication: publishing,
  removeCorrection: publishing,
  withdrawRelease: publishing,
  reinstateRelease: publishing,
  listPreviews: { ...sharing, may: 200 },
  createPreview: { ...sharing, may: 415 },
  findPreview: { ...sharing, may: 200 },
  revokePreview: sharing,

  listTerms: site,
  createTerm: { ...site, may: 415 },
  findTerm: site,
  replaceTerm: { ...site, may: 412 },
  deleteTerm: { ...site, may: 412 },
  listRedirects: site,
  createRedirect: { ...site, may: 415 },
  findRedirect: { ...site, of: 'redirect' },
  replaceRedirect: { ...site, of: 'redirect', may: 412 },
  deleteRedirect: { ...site, of: 'redirect', may: 412 },

  listWebhooks: site,
  createWebhook: { ...site, may: 415 },
  findWebhook: webhook,
  replaceWebhook: { ...webhook, may: 412 },
  deleteWebhook: { ...webhook, may: 412 },
  listDeliveries: site,
  retryDelivery: { ...site, of: 'delivery', may: 409 },
  readHealth: { role: 'editor', scope: 'releases:read', may: 200 },

  listRecords: site,
  findRecord: site,
  restoreRecord: { ...site, may: 415 },
  readRecordFile: site,
  putRecordFile: { ...site, may: 415 },

  listEditors: office,
  createEditor: { ...office, may: 415 },
  findEditor: office,
  replaceEditor: { ...office, may: 412 },
  disableEditor: { ...office, may: 412 },
  listTokens: office,
  createToken: { ...office, may: 415 },
  findToken: office,
  revokeToken: { ...office, may: 412 },

  listAudit: audit,
  verifyAudit: audit,
};

const ranks: Record<Person, number> = {
  'the author': 0,
  'another author': 0,
  'the editor': 1,
  'the admin': 2,
  'an admin’s token for releases:read': 2,
  'an admin’s token for releases:write': 2,
  'an admin’s token for releases:publish': 2,
  'an admin’s token for site:write': 2,
  'an admin’s token for people:write': 2,
  'an admin’s token for audit:read': 2,
};

/** The status that a caller gets at a route. */
function expected({ role, scope, owned, may }: Row, caller: Caller): number {
  if (role === null) return may;
  if (!(members as readonly string[]).includes(caller)) return 401;
  if (ranks[caller as Person] < ['author', 'editor', 'admin'].indexOf(role)) return 403;
  const narrow = /^an admin’s token for (.+)$/.exec(caller)?.[1];
  if (narrow !== undefined && scope !== null && narrow !== scope) return 403;
  return owned && caller === 'another author' ? 404 : may;
}

let cast: Cast;
let contract: Contract;
let exchange: Exchange;
beforeAll(async () => {
  cast = await createCast();
  await cast.newsroom.tickAt(Date.now());
  const { json } = await cast.newsroom.get('/api/v1/openapi.json', Date.now());
  contract = new Contract(json);
  exchange = new Exchange(cast.newsroom.url);
});
afterAll(async () => {
  exchange.close();
  await cast.newsroom.dispose();
});

const known: Record<string, string> = { taxonomy: 'kinds', slug: 'press-release' };

function addressOf({ template }: Documented, { of = 'release' }: Row): string {
  const place = { ...known, ...cast.places[of] };
  const path = template.replace(/\{(\w+)\}/g, (_, name: string) => place[name] ?? '');
  return template.endsWith('/diff') ? `${path}?from=1` : path;
}

function ask(
  method: string,
  target: string,
  caller: Caller,
  more: Record<string, string> = {},
  body: string | null = null,
): Promise<RawResponse> {
  const credential = cast.credentials.get(caller);
  const headers = { ...(credential && { Authorization: credential }), ...more };
  return exchange.send({
    method,
    target,
    headers,
    body: body === null ? null : Buffer.from(body),
    chunked: false,
  });
}

test('every documented route has a row of the table, and every row a route', () => {
  const routes = contract.operations.map(({ name }) => name).sort();
  expect(Object.keys(table).sort()).toEqual(routes);
});

test('the document states the same roles and scopes as the table', () => {
  const documented = contract.operations.map(({ name, needs }) => [name, needs]);
  const meant = contract.operations.map(({ name }) => {
    const { role, scope } = table[name] ?? open;
    return [name, role && { role, scope }];
  });
  expect(documented).toEqual(meant);
});

/** Valid requests, for callers who must be refused all the same. */
const bodies: Record<string, string> = {
  createEditor: '{"name":"Mallory","role":"admin"}',
  replaceEditor: '{"name":"Mallory","role":"admin"}',
  createTerm: '{"slug":"rumour","names":{"en":"Rumour"}}',
  replaceTerm: '{"slug":"rumour","names":{"en":"Rumour"}}',
  createRedirect: '{"path":"/x","target":"/kinds"}',
  replaceRedirect: '{"path":"/x","target":"/kinds"}',
  withdrawRelease: '{"mode":"vanish"}',
  createWebhook: '{"url":"https://rumour.example/hook"}',
  replaceWebhook: '{"url":"https://rumour.example/hook"}',
};

test('each role gets at every route the status of the table; a refusal leaves only an audit entry', async () => {
  const storage = new Storage(cast.newsroom);
  await storage.open();
  const before = withoutTraces(await storage.read());
  const wrong: string[] = [];
  for (const operation of contract.operations) {
    const { name, method } = operation;
    const row = table[name] ?? open;
    for (const caller of [...unauthenticated, ...members]) {
      const right = expected(row, caller);
      const headers = right === row.may ? { 'If-Match': '"0"' } : willing;
      const body = right === row.may || method === 'GET' ? null : (bodies[name] ?? '{}');
      const { status } = await ask(method, addressOf(operation, row), caller, headers, body);
      if (status !== right) wrong.push(`${name}, ${caller}: ${status}, not ${right}`);
    }
  }
  expect(wrong).toEqual([]);
  expect(withoutTraces(await storage.read())).toEqual(before);
}, 300_000);

const willing = { 'If-Match': '*', 'Content-Type': 'application/json' };

/** The lines of the stored state without the audit, the last use of tokens, and sequence numbers. */
function withoutTraces({ tables, objects }: Stored) {
  const compared = [...tables].filter(([name]) => name !== 'audit' && name !== 'sqlite_sequence');
  return [compared.map(([name, rows]) => [name, rows.map(withoutReading)]), objects];
}

/** Reading the change log assigns sequence numbers to the changes in effect. */
function withoutReading(row: Record<string, unknown>) {
  return { ...row, last_used_at: null, told: null };
}

describe('a resource is found under its own release alone:', () => {
  test.each([
    ['a token', 'another editor', '/editors/{other}/tokens/{tokenId}'],
    ['a preview', 'another release', '/releases/{published}/previews/{previewId}'],
    ['a version', 'another release', '/releases/{published}/revisions/2'],
    ['a file', 'another release', '/releases/{published}/attachments/{filename}'],
    ['a record’s file', 'another release', '/records/{published}/files/{sha256}'],
  ])('%s is not found under %s', async (_what, _whose, template) => {
    const { json } = await cast.newsroom.edit('GET', '/editors', null);
    const { editor, release, published } = cast.places;
    const other = json.items.find(({ id }: { id: string }) => id !== editor.id).id;
    const place: Record<string, string> = { ...editor, ...release, other };
    place.published = published.id as string;
    const path = template.replace(/\{(\w+)\}/g, (_, name: string) => place[name] ?? '');
    const method = path.includes('/attachments/') ? 'DELETE' : 'GET';
    const answer = await ask(method, `/api/v1/editor${path}`, 'the admin', { 'If-Match': '*' });
    expect(answer.status).toBe(404);
  });

  test('the release list of an author contains only the author’s releases', async () => {
    const countOf = async (caller: Caller) =>
      JSON.parse((await ask('GET', '/api/v1/editor/releases', caller)).text).items.length;
    expect(await countOf('the author')).toBe(1);
    expect(await countOf('another author')).toBe(0);
    expect(await countOf('the editor')).toBe(2);
  });
});

test('a token changes nothing for readers: responses have the same bytes and headers', async () => {
  const { release, published } = cast.places;
  const now = { 'X-Test-Now': String(Date.now()) };
  for (const path of [
    '/',
    '/search?q=judges',
    `/releases/${published.id}`,
    `/releases/${published.id}.json`,
    `/releases/${release.id}`,
    `/releases/${release.id}.json`,
    `/files/${release.id}/a.txt`,
    `/pictures/${release.id}/640.webp`,
    '/api/v1/releases',
    `/api/v1/releases/${published.id}`,
    `/api/v1/releases/${release.id}`,
  ]) {
    const plain = await ask('GET', path, 'nobody', now);
    for (const caller of ['the admin', 'a revoked token'] as const) {
      const { status, text, headers } = await ask('GET', path, caller, now);
      expect([path, status, text]).toEqual([path, plain.status, plain.text]);
      expect(publicHeaders(headers)).toEqual(publicHeaders(plain.headers));
    }
  }
});

const publicHeaders = (headers: RawResponse['headers']) =>
  Object.entries(headers).filter(([name]) => !/^(?:x-test-|date$)/.test(name));
