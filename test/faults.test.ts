/**
 * The platform fails at each call of each command in turn: before it, after it, in its middle. Either
 * all of the command happened or nothing, and who asks again gets what the first try would have given.
 */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { draft, type Reply } from './newsroom.ts';
import {
  at,
  correcting,
  drafted,
  faultsOf,
  future,
  leak,
  noon,
  pdf,
  present,
  publication,
  published,
  revised,
  Stage,
  type Step,
  scheduled,
  titled,
  upload,
  withdrawal,
  withdrawn,
} from './prepared-states.ts';
import { astray, begunSince, entriesOf, linesOf } from './stored-state.ts';

const day = 24 * 60 * 60_000;
let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open();
});
afterAll(() => stage.newsroom.dispose());

interface Command extends Step {
  from: Step[];
  /** Where a client sees whether it happened, if not at the release. */
  seenAt?: Step;
  /** Whether it is not the release that is changed, whose ETag would be sent. */
  anyState?: boolean;
}

const redirected: Step[] = [
  ...drafted,
  { method: 'POST', path: '/redirects', body: { path: '/old', target: '/kinds/press-release' } },
];
const hired: Step[] = [
  ...drafted,
  { method: 'POST', path: '/editors', body: { name: 'Another', role: 'editor' } },
];
const registered: Step[] = [
  ...drafted,
  { method: 'POST', path: '/webhooks', body: { url: 'https://mirror.example/hook' } },
];
const buried: Step[] = [...drafted, { method: 'bury' }];
const webhooks: Step = { method: 'GET', path: '/webhooks' };
/** A release from elsewhere, its file, and what the file’s address and the record say of it. */
const programme = 'The programme, in plain words.';
const sum = createHash('sha256').update(programme).digest('hex');
const moved = '/records/m0ved1n0nce';
const instant = '2019-05-06T07:08:09Z';
const sent: Step = {
  method: 'PUT',
  path: `${moved}/files/${sum}`,
  body: programme,
  headers: { 'Content-Type': 'text/plain' },
};
const content = draft({ legacyUrls: ['/moved'] });
const record = {
  id: 'm0ved1n0nce',
  createdAt: instant,
  updatedAt: instant,
  revisions: [
    {
      ...content,
      version: 3,
      createdAt: instant,
      createdBy: 'Somebody elsewhere',
      attachments: [
        {
          id: 'f1em0ved1n0',
          filename: 'programme.txt',
          mediaType: 'text/plain',
          size: programme.length,
          sha256: sum,
          title: 'Programme',
          lang: null,
        },
      ],
    },
  ],
  publications: [
    {
      version: 3,
      visibleFrom: instant,
      visibleUntil: null,
      publishedAt: instant,
      modifiedAt: instant,
      corrections: [],
    },
  ],
  withdrawal: null,
  pastWithdrawals: [{ withdrawnAt: instant, reinstatedAt: instant, note: null }],
};
const correction = { note: { en: 'The figures were those of another year.' } };

const commands: Record<string, Command> = {
  'create a draft': {
    from: drafted,
    method: 'POST',
    path: '/releases',
    body: titled('Another one'),
    seenAt: { method: 'GET', path: '/releases?q=Another' },
  },
  'create a draft of an id': {
    from: drafted,
    method: 'PUT',
    path: '/releases/m0ved1n0nce',
    headers: { 'If-None-Match': '*' },
    body: titled('Another one'),
    seenAt: { method: 'GET', path: '/releases?q=Another' },
  },
  revise: { from: drafted, method: 'PUT', path: '/releases/{id}', body: titled('Anew') },
  'restore a revision': {
    from: drafted,
    method: 'POST',
    path: '/releases/{id}/revisions/1/restore',
  },
  'discard a draft': { from: drafted, method: 'DELETE', path: '/releases/{id}' },
  'discard what is scheduled': { from: scheduled, method: 'DELETE', path: '/releases/{id}' },
  'upload a file': { from: drafted, ...upload('annex.pdf') },
  'replace a file': { from: published, ...upload('programme.pdf', pdf.slice(0, 100_000)) },
  'take a file out': {
    from: published,
    method: 'DELETE',
    path: '/releases/{id}/attachments/programme.pdf',
  },
  publish: { from: drafted, method: 'PUT', path: publication, body: {} },
  schedule: { from: drafted, method: 'PUT', path: publication, body: at(future) },
  reschedule: { from: scheduled, method: 'PUT', path: publication, body: at(future + 60_000) },
  'publish what is scheduled': { from: scheduled, method: 'PUT', path: publication, body: {} },
  cancel: { from: scheduled, method: 'DELETE', path: publication },
  'correct with a note': { from: revised, method: 'PUT', path: publication, body: correction },
  'change minorly': { from: revised, method: 'PUT', path: publication, body: { minor: true } },
  'schedule a correction': {
    from: revised,
    method: 'PUT',
    path: publication,
    body: { ...at(future), ...correction },
  },
  'cancel a correction': { from: correcting, method: 'DELETE', path: publication },
  'withdraw with a notice': {
    from: published,
    method: 'PUT',
    path: withdrawal,
    body: { mode: 'notice', ...correction },
  },
  'withdraw as gone': { from: published, method: 'PUT', path: withdrawal, body: { mode: 'gone' } },
  'withdraw to another address': {
    from: published,
    method: 'PUT',
    path: withdrawal,
    body: { mode: 'redirect', redirectTo: '/kinds/press-release' },
  },
  'withdraw without a trace': {
    from: published,
    method: 'PUT',
    path: withdrawal,
    body: { mode: 'vanish' },
  },
  'withdraw what is being corrected': {
    from: correcting,
    method: 'PUT',
    path: withdrawal,
    body: { mode: 'gone' },
  },
  'change a withdrawal': {
    from: withdrawn,
    method: 'PUT',
    path: withdrawal,
    body: { mode: 'notice', ...correction },
  },
  reinstate: { from: withdrawn, method: 'DELETE', path: withdrawal },
  'create a term': {
    from: drafted,
    method: 'POST',
    path: '/taxonomies/kinds/terms',
    body: { slug: 'notice', names: { en: 'Notice' } },
    seenAt: { method: 'read', path: '/kinds/notice' },
  },
  'rename, move and close a term': {
    from: [...correcting],
    method: 'PUT',
    path: '/taxonomies/fields-of-work/terms/policing',
    body: { slug: 'police', parent: 'rule-of-law', closed: true, names: { en: 'Police' } },
    anyState: true,
    seenAt: { method: 'read', path: '/fields-of-work/police' },
  },
  'remove a term': {
    from: [
      ...drafted,
      {
        method: 'POST',
        path: '/taxonomies/kinds/terms',
        body: { slug: 'notice', names: { en: 'Notice' } },
      },
    ],
    method: 'DELETE',
    path: '/taxonomies/kinds/terms/notice',
    anyState: true,
    seenAt: { method: 'read', path: '/kinds/notice' },
  },
  approve: { from: drafted, method: 'PUT', path: '/releases/{id}/approval', body: {} },
  'publish with an approval and old addresses': {
    from: [
      ...drafted,
      { method: 'PUT', path: '/releases/{id}', body: draft({ legacyUrls: ['/old/1', '/old/2'] }) },
      upload('programme.pdf'),
      { method: 'PUT', path: '/releases/{id}/approval', body: {} },
    ],
    method: 'PUT',
    path: publication,
    body: {},
  },
  'give a preview': {
    from: scheduled,
    method: 'POST',
    path: '/releases/{id}/previews',
    body: { expiresAt: new Date(future).toISOString() },
    seenAt: { method: 'GET', path: '/releases/{id}/previews' },
  },
  'create a redirect': {
    from: drafted,
    method: 'POST',
    path: '/redirects',
    body: { path: '/old', target: '/kinds/press-release' },
    seenAt: { method: 'GET', path: '/redirects' },
  },
  'change a redirect': {
    from: redirected,
    method: 'PUT',
    path: '{made}',
    body: { path: '/older', target: '/kinds/press-release' },
    anyState: true,
    seenAt: { method: 'GET', path: '/redirects' },
  },
  'remove a redirect': {
    from: redirected,
    method: 'DELETE',
    path: '{made}',
    anyState: true,
    seenAt: { method: 'GET', path: '/redirects' },
  },
  'take an approval back': {
    from: [...drafted, { method: 'PUT', path: '/releases/{id}/approval', body: {} }],
    method: 'DELETE',
    path: '/releases/{id}/approval',
  },
  'end a preview': {
    from: [
      ...drafted,
      {
        method: 'POST',
        path: '/releases/{id}/previews',
        body: { expiresAt: new Date(future).toISOString() },
      },
    ],
    method: 'DELETE',
    path: '{made}',
    anyState: true,
    seenAt: { method: 'GET', path: '/releases/{id}/previews' },
  },
  'register a webhook': { ...(registered.at(-1) as Step), from: drafted, seenAt: webhooks },
  'change a webhook': {
    from: registered,
    method: 'PUT',
    path: '{made}',
    body: { url: 'https://mirror.example/elsewhere', enabled: false },
    anyState: true,
    seenAt: webhooks,
  },
  'remove a webhook': {
    from: registered,
    method: 'DELETE',
    path: '{made}',
    anyState: true,
    seenAt: webhooks,
  },
  'try a delivery again': {
    from: buried,
    method: 'POST',
    path: '{made}/retry',
    anyState: true,
    seenAt: { method: 'GET', path: '/deliveries?state=dead' },
  },
  'restore a record with its file': {
    from: [...drafted, sent],
    method: 'PUT',
    path: moved,
    body: record,
    anyState: true,
    seenAt: { method: 'GET', path: moved },
  },
  'create an editor': {
    from: drafted,
    method: 'POST',
    path: '/editors',
    body: { name: 'Another', role: 'editor' },
    seenAt: { method: 'GET', path: '/editors' },
  },
  'change an editor': {
    from: hired,
    method: 'PUT',
    path: '{made}',
    body: { name: 'Another one', role: 'author' },
    anyState: true,
    seenAt: { method: 'GET', path: '/editors' },
  },
  'disable an editor': {
    from: hired,
    method: 'DELETE',
    path: '{made}',
    anyState: true,
    seenAt: { method: 'GET', path: '/editors' },
  },
  'give a token': {
    from: hired,
    method: 'POST',
    path: '{made}/tokens',
    body: {},
    seenAt: { method: 'GET', path: '{made}/tokens' },
  },
  'revoke a token': {
    from: [...hired, { method: 'POST', path: '{made}/tokens', body: {} }],
    method: 'DELETE',
    path: '{made}',
    anyState: true,
    seenAt: { method: 'GET', path: '{made}' },
  },
};

function expectFailure({ status, headers, text }: Reply, fault: string) {
  expect([500, 503], `${fault}: ${text}`).toContain(status);
  expect(headers.get('Content-Type'), fault).toBe('application/problem+json');
  expect(headers.get('Cache-Control'), fault).toContain('no-store');
  expect(text, fault).not.toMatch(leak);
}

async function expectWholeAudit(fault: string) {
  const { json } = await stage.newsroom.edit('GET', '/audit/verify', null, { now: present });
  expect(json, fault).toMatchObject({ valid: true });
}

test.each(Object.entries(commands))(
  'a fault at any call to %s: all of it happened or nothing, and it can be asked again',
  async (_, { from, anyState = false, ...command }) => {
    const { seenAt = { method: 'GET', path: '/releases/{id}' } } = command;
    // Readers see nothing of what is kept for editors alone.
    const aside = anyState && seenAt.method === 'GET' && !seenAt.path?.startsWith('/records');
    const prepared = await stage.prepare(from, { aside });
    const { before, reply, after } = await stage.rehearse(command, prepared, anyState);
    const { etag, kept } = prepared;
    const [none, all] = [linesOf(before, before), linesOf(after, before)];
    expect(entriesOf(after)).toHaveLength(entriesOf(before).length + 1);
    const read = () => stage.send(seenAt, prepared);
    const told = ({ status, headers, text }: Reply) => [status, headers.get('ETag'), text].join();
    await stage.storage.putBack(kept);
    const unchanged = told(await read());

    for (const fault of faultsOf(reply)) {
      await stage.storage.putBack(kept);
      const answer = await stage.send(command, prepared, { etag: anyState ? '*' : etag, fault });
      const between = await stage.look(prepared);
      expect(astray(between), fault).toEqual([]);
      const lines = linesOf(between, before);
      const happened = lines.join() === all.join();
      if (!happened) expect(lines, fault).toEqual(none);
      if (answer.status < 300) expect(happened, fault).toBe(true);
      else expectFailure(answer, fault);

      const now = await read();
      expect(told(now) !== unchanged, fault).toBe(happened);
      if (!happened) {
        const fresh = anyState ? '*' : (now.headers.get('ETag') ?? etag);
        const again = await stage.send(command, prepared, { etag: fresh });
        expect(again.status, `${fault}: ${again.text}`).toBe(reply.status);
        expect(linesOf(await stage.look(prepared), before), fault).toEqual(all);
      }
      await expectWholeAudit(fault);
      const begun = begunSince(before, between);
      if (begun.length > 0) await expectSwept(begun, fault);
    }
  },
);

/** What broke off is kept for a day, and then its object and its row are gone. */
async function expectSwept(begun: string[], fault: string) {
  const left = async () => {
    const { tables, objects } = await stage.storage.look();
    const rest = JSON.stringify([tables.get('blobs'), objects]);
    return begun.filter((key) => rest.includes(key));
  };
  await stage.newsroom.tickAt(noon + day);
  expect(await left(), fault).toEqual(begun);
  await stage.newsroom.tickAt(noon + 2 * day);
  expect(await left(), fault).toEqual([]);
}
