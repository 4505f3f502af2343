/** E9: early access to one version: a draft, a scheduled release, or a correction. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { draft, type Newsroom, openNewsroom, release } from './newsroom.ts';

const noon = Date.UTC(2026, 6, 1, 12);
const hour = 60 * 60 * 1000;
const embargo = noon + 3 * hour;

let newsroom: Newsroom;
beforeAll(async () => {
  newsroom = await openNewsroom();
});
afterAll(() => newsroom.dispose());

/** A release under embargo. */
async function embargoed(): Promise<string> {
  return (await release(newsroom, { now: noon, at: embargo })).id;
}

describe('a preview of a version', () => {
  const order = { expiresAt: new Date(noon + hour).toISOString() };
  const give = async (id: string, more: object = {}, as: 'author' | 'editor' = 'editor') =>
    newsroom.edit('POST', `/releases/${id}/previews`, { ...order, ...more }, { now: noon, as });
  const linkOf = ({ json }: { json: { url: string } }) => {
    const { pathname, search } = new URL(json.url);
    return pathname + search;
  };
  const titled = (title: string) => draft({ editions: { en: { title, markdown: 'As it was.' } } });

  test('of a correction shows it while the release is public, and then redirects to the public page', async () => {
    const { id } = await release(newsroom, { now: noon, ...titled('As it was') });
    expect((await give(id)).status).toBe(409);
    const put = await newsroom.edit('PUT', `/releases/${id}`, titled('Put right'), {
      now: noon,
      etag: '*',
    });
    const given = await give(id);
    expect(given.status, given.text).toBe(201);
    const link = linkOf(given);
    expect((await newsroom.get(link, noon)).text).toContain('Put right');
    const at = new Date(noon + hour / 2).toISOString();
    const note = { en: 'It was wrong.' };
    const etag = put.headers.get('ETag') ?? '';
    const path = `/releases/${id}/publication`;
    const planned = await newsroom.edit('PUT', path, { at, note }, { now: noon, etag });
    expect(planned.status, planned.text).toBe(200);
    const early = await newsroom.get(link, noon + hour / 2 - 1);
    expect([early.status, early.text.includes('Embargoed until')]).toEqual([200, true]);
    expect((await newsroom.get(link, noon + hour / 2)).status).toBe(303);
  });

  test('of a first publication never shows a later revision', async () => {
    const id = await embargoed();
    const link = linkOf(await give(id, { expiresAt: new Date(embargo + hour).toISOString() }));
    const options = { now: embargo + 1, etag: '*' };
    await newsroom.edit('PUT', `/releases/${id}`, titled('Second thoughts'), options);
    const page = await newsroom.get(link, embargo + 2);
    expect([page.status, page.text.includes('Second thoughts')]).toEqual([303, false]);
  });

  test('shows the version that was named, and no other', async () => {
    const made = await newsroom.edit('POST', '/releases', titled('First words'), { now: noon });
    const { id } = made.json;
    const options = { now: noon, etag: '*' };
    await newsroom.edit('PUT', `/releases/${id}`, titled('Other words'), options);
    const named = await give(id, { version: 1 });
    expect([named.status, named.json.version]).toEqual([201, 1]);
    expect((await newsroom.get(linkOf(named), noon)).text).toContain('First words');
    expect((await newsroom.get(linkOf(await give(id)), noon)).text).toContain('Other words');
    const none = await give(id, { version: 7 });
    expect([none.status, none.json.errors[0].pointer]).toEqual([422, '/version']);
  });

  test('can be created by authors for their own releases only', async () => {
    const own = await newsroom.edit('POST', '/releases', draft(), { now: noon, as: 'author' });
    const given = await give(own.json.id, {}, 'author');
    expect([given.status, given.json.recipient]).toEqual([201, 'The author']);
    expect((await newsroom.get(linkOf(given), noon)).status).toBe(200);
    expect((await give(await embargoed(), {}, 'author')).status).toBe(404);
  });
});
