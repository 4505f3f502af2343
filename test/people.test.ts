/** Editors and their tokens: permissions, refusals, and how fast access ends. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type EditOptions, type Newsroom, openNewsroom, type Reply, release } from './newsroom.ts';

const noon = Date.UTC(2026, 6, 1, 12);
const day = 24 * 60 * 60 * 1000;
let newsroom: Newsroom;
beforeAll(async () => {
  newsroom = await openNewsroom();
});
afterAll(() => newsroom.dispose());

interface Person {
  id: string;
  token: string;
  tokenId: string;
}

/** Creates an editor at noon, with a token. */
async function createPerson(role: string, token: Record<string, unknown> = {}): Promise<Person> {
  const made = await newsroom.edit('POST', '/editors', { name: `A new ${role}`, role });
  expect(made.status, made.text).toBe(201);
  const given = await newsroom.edit('POST', `/editors/${made.json.id}/tokens`, token, {
    now: noon,
  });
  expect(given.status, given.text).toBe(201);
  return { id: made.json.id, token: given.json.token, tokenId: given.json.id };
}

const by = (
  { token }: Person,
  method: string,
  path: string,
  body: unknown = null,
  options: EditOptions = {},
): Promise<Reply> =>
  newsroom.edit(method, path, body, {
    now: noon,
    ...options,
    headers: { Authorization: `Bearer ${token}`, ...options.headers },
  });

const lastEntry = async () =>
  (await newsroom.edit('GET', '/audit', null, { now: noon })).json.items[0];

describe('an editor', () => {
  test('is created, changed under If-Match, and disabled; the name stays in the audit', async () => {
    const made = await newsroom.edit('POST', '/editors', { name: 'Zofia', role: 'author' });
    const path = `/editors/${made.json.id}`;
    expect(made.headers.get('Location')).toMatch(new RegExp(`${path}$`));
    const change = { name: 'Zofia Nowak', role: 'editor' };
    expect((await newsroom.edit('PUT', path, change)).status).toBe(428);
    expect((await newsroom.edit('PUT', path, change, { etag: '"9"' })).status).toBe(412);
    const etag = made.headers.get('ETag') ?? '';
    const changed = await newsroom.edit('PUT', path, change, { etag });
    expect(changed.json).toMatchObject({ ...change, disabled: false });
    expect((await newsroom.edit('DELETE', path, null, { etag })).status).toBe(412);
    const gone = await newsroom.edit('DELETE', path, null, {
      etag: changed.headers.get('ETag') ?? '',
    });
    expect(gone.status).toBe(204);
    expect((await newsroom.edit('GET', path, null)).json).toMatchObject({ disabled: true });
    expect(await lastEntry()).toMatchObject({ action: 'editor.disable' });
    const { json } = await newsroom.edit('GET', '/editors', null);
    expect(json.items).toContainEqual(expect.objectContaining({ name: 'Zofia Nowak' }));
  });

  test('the only admin cannot be disabled or demoted', async () => {
    const { json } = await newsroom.edit('GET', '/editors', null);
    const admin = json.items.find(({ role }: { role: string }) => role === 'admin');
    const path = `/editors/${admin.id}`;
    const options = { etag: '*' };
    expect((await newsroom.edit('DELETE', path, null, options)).status).toBe(409);
    const demoted = { name: 'x', role: 'editor' };
    expect((await newsroom.edit('PUT', path, demoted, options)).status).toBe(409);
    const other = await newsroom.edit('POST', '/editors', { name: 'Second', role: 'admin' });
    expect((await newsroom.edit('PUT', path, { ...demoted, role: 'admin' }, options)).status).toBe(
      200,
    );
    expect((await newsroom.edit('DELETE', `/editors/${other.json.id}`, null, options)).status).toBe(
      204,
    );
  });

  test('without the role gets 403 and an entry in the audit', async () => {
    for (const path of ['/editors', '/redirects', '/taxonomies/kinds/terms', '/audit']) {
      const reply = await newsroom.edit('GET', path, null, { as: 'editor' });
      expect(reply.status, path).toBe(403);
      expect(await lastEntry()).toMatchObject({
        action: 'access.refused',
        editor: { name: 'The editor' },
        detail: { method: 'GET', path: `/api/v1/editor${path}` },
      });
    }
  });

  test('a request for another author’s release leaves an audit entry', async () => {
    const { id } = await release(newsroom, { now: noon, at: noon + day });
    expect((await newsroom.edit('GET', `/releases/${id}`, null, { as: 'author' })).status).toBe(
      404,
    );
    expect(await lastEntry()).toMatchObject({
      action: 'access.refused',
      subject: `release/${id}`,
      editor: { name: 'The author' },
    });
  });
});

describe('a token', () => {
  test('is shown once; neither the database nor a list contains its secret', async () => {
    const person = await createPerson('author', { label: 'Laptop' });
    expect(person.token).toMatch(/^dl_[0-9A-Za-z]{49}$/);
    const list = await newsroom.edit('GET', `/editors/${person.id}/tokens`, null);
    expect(list.json.items).toMatchObject([{ label: 'Laptop', scopes: [], revokedAt: null }]);
    const stored = await newsroom.db.prepare('select * from tokens').all();
    const audited = await newsroom.db.prepare('select * from audit').all();
    for (const text of [
      list.text,
      JSON.stringify(stored.results),
      JSON.stringify(audited.results),
    ]) {
      expect(text).not.toContain(person.token);
    }
  });

  test('expires at its instant, not a millisecond later', async () => {
    const expiresAt = new Date(noon + day).toISOString();
    const person = await createPerson('author', { expiresAt });
    const at = (now: number) => by(person, 'GET', '/releases', null, { now });
    expect((await at(noon + day - 1)).status).toBe(200);
    expect((await at(noon + day)).status).toBe(401);
    expect(await lastEntry()).toMatchObject({
      action: 'token.refused',
      subject: `token/${person.tokenId}`,
    });
  });

  test('must expire in the future, within 400 days', async () => {
    const { id } = await createPerson('author');
    for (const days of [-1, 0, 401]) {
      const expiresAt = new Date(noon + days * day).toISOString();
      const reply = await newsroom.edit(
        'POST',
        `/editors/${id}/tokens`,
        { expiresAt },
        { now: noon },
      );
      expect(reply.status).toBe(422);
    }
  });

  test('is invalid with the next request after it is revoked, or its editor disabled', async () => {
    for (const path of [
      ({ id, tokenId }: Person) => `/editors/${id}/tokens/${tokenId}`,
      ({ id }: Person) => `/editors/${id}`,
    ]) {
      const person = await createPerson('editor');
      expect((await by(person, 'GET', '/releases')).status).toBe(200);
      expect((await newsroom.edit('DELETE', path(person), null)).status).toBe(428);
      expect((await newsroom.edit('DELETE', path(person), null, { etag: '"1"' })).status).toBe(204);
      const after = await by(person, 'GET', '/releases');
      expect(after.status).toBe(401);
      expect(after.headers.get('WWW-Authenticate')).toContain('invalid_token');
    }
  });

  test('has the time of its last use', async () => {
    const person = await createPerson('author');
    const path = `/editors/${person.id}/tokens/${person.tokenId}`;
    expect((await newsroom.edit('GET', path, null)).json.lastUsedAt).toBeNull();
    await by(person, 'GET', '/releases');
    await expect
      .poll(async () => (await newsroom.edit('GET', path, null)).json.lastUsedAt)
      .toBe('2026-07-01T12:00:00Z');
  });

  test('with scopes has their permissions and no others', async () => {
    const reader = await createPerson('admin', { scopes: ['releases:read'] });
    expect((await by(reader, 'GET', '/releases')).status).toBe(200);
    expect((await by(reader, 'POST', '/releases', {})).status).toBe(403);
    expect((await by(reader, 'GET', '/audit')).status).toBe(403);
    const narrow = await createPerson('author', { scopes: ['people:write', 'audit:read'] });
    expect((await by(narrow, 'GET', '/audit')).status).toBe(403);
  });

  test('with scopes cannot create a token with more scopes than its own', async () => {
    const clerk = await createPerson('admin', { scopes: ['people:write'] });
    const { id } = await createPerson('author');
    const path = `/editors/${id}/tokens`;
    expect((await by(clerk, 'POST', path, { scopes: ['releases:publish'] })).status).toBe(422);
    const given = await by(clerk, 'POST', path, {});
    expect(given.json.scopes).toEqual(['people:write']);
  });
});

describe('too many', () => {
  test('refused requests from an address get 429 with Retry-After, before any query', async () => {
    const other = await openNewsroom({ limits: { FAILURES: 5 } });
    try {
      const ask = (headers: Record<string, string>) =>
        other.edit('GET', '/releases', null, { headers });
      const statuses: number[] = [];
      for (let count = 0; count < 7; count++) {
        statuses.push((await ask({ Authorization: 'Bearer nonsense' })).status);
      }
      expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429]);
      const limited = await ask({ Authorization: 'Bearer nonsense' });
      expect(limited.headers.get('Retry-After')).toBe('60');
      expect(limited.headers.get('Content-Type')).toBe('application/problem+json');
      expect((await ask({})).status).toBe(200);
      const { json } = await other.edit('GET', '/audit', null);
      expect(json.items.map(({ action }: { action: string }) => action)).not.toContain(
        'token.refused',
      );
    } finally {
      await other.dispose();
    }
  });

  test('changes by a token get 429 and change nothing; reads still work', async () => {
    const other = await openNewsroom({ limits: { WRITES: 12 } });
    try {
      const statuses: number[] = [];
      for (let count = 0; count < 6; count++) {
        const term = { slug: `term-${count}`, names: { en: 'Term' } };
        statuses.push((await other.edit('POST', '/taxonomies/kinds/terms', term)).status);
      }
      expect(statuses).toEqual([201, 201, 201, 201, 429, 429]);
      const { json } = await other.edit('GET', '/taxonomies/kinds/terms', null);
      expect(json.items).toHaveLength(5);
    } finally {
      await other.dispose();
    }
  });
});
