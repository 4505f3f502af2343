/** The commands of editors and admins, each with a state in which it can be carried out. */
import { createHash } from 'node:crypto';
import { draft } from './newsroom.ts';
import {
  at,
  corrected,
  correcting,
  drafted,
  future,
  type PreparedStep,
  pdf,
  publication,
  published,
  revised,
  scheduled,
  titled,
  upload,
  withdrawal,
  withdrawn,
} from './prepared-states.ts';

export interface Command extends PreparedStep {
  from: PreparedStep[];
  /** The address at which a client sees whether it happened, if not the release. */
  seenAt?: PreparedStep;
  /** Whether something else than the release is changed, so that its ETag is not sent. */
  anyState?: boolean;
}

const redirected: PreparedStep[] = [
  ...drafted,
  { method: 'POST', path: '/redirects', body: { path: '/old', target: '/kinds/press-release' } },
];
const withEditor: PreparedStep[] = [
  ...drafted,
  { method: 'POST', path: '/editors', body: { name: 'Another', role: 'editor' } },
];
const registered: PreparedStep[] = [
  ...drafted,
  { method: 'POST', path: '/webhooks', body: { url: 'https://mirror.example/hook' } },
];
const withDeadLetter: PreparedStep[] = [...drafted, { method: 'dead-letter' }];
const webhooks: PreparedStep = { method: 'GET', path: '/webhooks' };
/** A release from another site, its file, and the digest and size in its record. */
const programme = 'The programme, in plain words.';
const sum = createHash('sha256').update(programme).digest('hex');
const moved = '/records/m0ved1n0nce';
const instant = '2019-05-06T07:08:09Z';
const sent: PreparedStep = {
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

/** Every command of the editors’ API that writes. */
export const commands: Record<string, Command> = {
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
  autosave: {
    from: drafted,
    method: 'PUT',
    path: '/releases/{id}',
    body: { ...titled('Anew'), autosave: true },
  },
  'take a public note back': {
    from: corrected,
    method: 'DELETE',
    path: '/releases/{id}/corrections/1',
  },
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
  'describe a file': {
    from: published,
    method: 'PATCH',
    path: '/releases/{id}/attachments/programme.pdf',
    body: { title: 'The programme', caption: { en: 'Of the workshop' }, order: 1 },
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
  'register a webhook': { ...(registered.at(-1) as PreparedStep), from: drafted, seenAt: webhooks },
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
    from: withDeadLetter,
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
    from: withEditor,
    method: 'PUT',
    path: '{made}',
    body: { name: 'Another one', role: 'author' },
    anyState: true,
    seenAt: { method: 'GET', path: '/editors' },
  },
  'disable an editor': {
    from: withEditor,
    method: 'DELETE',
    path: '{made}',
    anyState: true,
    seenAt: { method: 'GET', path: '/editors' },
  },
  'give a token': {
    from: withEditor,
    method: 'POST',
    path: '{made}/tokens',
    body: {},
    seenAt: { method: 'GET', path: '{made}/tokens' },
  },
  'revoke a token': {
    from: [...withEditor, { method: 'POST', path: '{made}/tokens', body: {} }],
    method: 'DELETE',
    path: '{made}',
    anyState: true,
    seenAt: { method: 'GET', path: '{made}' },
  },
};
