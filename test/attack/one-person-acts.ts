/** Every act of the API by which one person changes a release, the people, or whether and when it is public. */
import { png } from '../domain/positions.ts';
import { draft } from '../newsroom.ts';

export const actsBegin = Date.UTC(2026, 6, 1, 12);
export const hour = 60 * 60 * 1000;
/** The instant at which what was approved is public. */
export const instant = actsBegin + 2 * hour;
export const iso = (at: number) => new Date(at).toISOString();

export interface OnePersonAct {
  method: string;
  /** Below the release; `record` and `second` stand for its record and for the second person. */
  under: string;
  of?: 'record' | 'second';
  body?: unknown;
  headers?: Record<string, string>;
}

function record(ending: unknown, until: string | null) {
  const at = '2019-05-06T07:08:09.010Z';
  const { editions, kind } = draft();
  const span = { version: 1, visibleFrom: at, visibleUntil: until, publishedAt: at };
  return {
    createdAt: at,
    updatedAt: at,
    revisions: [
      {
        version: 1,
        createdAt: at,
        createdBy: 'Somebody elsewhere',
        kind,
        date: '2019-05-06',
        sources: [],
        fieldsOfWork: [],
        countries: [],
        meetings: [],
        contacts: [],
        legacyUrls: [],
        editions: { en: { ...editions.en, slug: 'as-it-was' } },
        attachments: [],
      },
    ],
    publications: [{ ...span, modifiedAt: at, corrections: [] }],
    withdrawal: ending,
    pastWithdrawals: [],
  };
}

const ended = '2020-01-01T00:00:00Z';
const ending = (mode: string, note: unknown = null) => ({
  mode,
  note,
  redirectTo: null,
  at: ended,
  visibleFrom: '2019-05-06T07:08:09.010Z',
});
const publication = (body: unknown): OnePersonAct => ({
  method: 'PUT',
  under: '/publication',
  body,
});
const withdrawal = (mode: string): OnePersonAct => ({
  method: 'PUT',
  under: '/withdrawal',
  body: { mode, ...(mode === 'notice' && { note: { en: 'It was wrong.' } }) },
});
const moving = (ending: unknown, until: string | null): OnePersonAct => ({
  method: 'PUT',
  under: '',
  of: 'record',
  body: record(ending, until),
});

const picture = (shade: number) =>
  new Uint8Array(png([['tEXt', Buffer.concat([Buffer.from('Comment\0'), Buffer.alloc(shade)])]]));
const upload = (shade: number): OnePersonAct => ({
  method: 'PUT',
  under: '/attachments/a.png',
  body: picture(shade),
  headers: { 'Content-Type': 'image/png' },
});
const describe = (body: unknown): OnePersonAct => ({
  method: 'PATCH',
  under: '/attachments/a.png',
  body,
});
const person = (body: object): OnePersonAct => ({
  method: 'PUT',
  under: '',
  of: 'second',
  body: { name: 'The editor', role: 'editor', ...body },
});
const preview = (body: object): OnePersonAct => ({
  method: 'POST',
  under: '/previews',
  body: { expiresAt: iso(actsBegin + 24 * hour), ...body },
});

export const acts: Record<string, OnePersonAct> = {
  revise: { method: 'PUT', under: '', body: draft({ date: '2026-07-02' }) },
  create: { method: 'PUT', under: '', body: draft(), headers: { 'If-None-Match': '*' } },
  discard: { method: 'DELETE', under: '' },
  'bring back a version': { method: 'POST', under: '/revisions/1/restore' },
  autosave: {
    method: 'PUT',
    under: '',
    body: draft({ date: '2026-07-03', autosave: true }),
  },
  upload: upload(1),
  'upload another picture': upload(2),
  'make a picture the main one': describe({ lead: true, title: 'Another title' }),
  'describe a picture': describe({ alt: { en: 'Other words.' }, caption: { en: 'Another one.' } }),
  'remove a picture': { method: 'DELETE', under: '/attachments/a.png' },
  'take a correction back': { method: 'DELETE', under: '/corrections/1' },
  'give a preview': preview({}),
  'give a preview of the first version': preview({ version: 1 }),
  'demote the second person': person({ role: 'author' }),
  'promote the second person': person({ role: 'admin' }),
  'disable the second person': person({ disabled: true }),
  'give the second person a token': { method: 'POST', under: '/tokens', of: 'second', body: {} },
  approve: { method: 'PUT', under: '/approval', body: {} },
  'approve the first version': { method: 'PUT', under: '/approval', body: { version: 1 } },
  disapprove: { method: 'DELETE', under: '/approval' },
  'publish at once': publication({ minor: true }),
  'publish in the past': publication({ at: iso(actsBegin - hour), backdate: true, minor: true }),
  'publish earlier': publication({ at: iso(instant - hour), minor: true }),
  'publish at the instant': publication({ at: iso(instant), minor: true }),
  'correct at the instant': publication({ at: iso(instant), note: { en: 'It was wrong.' } }),
  'publish later': publication({ at: iso(instant + hour), minor: true }),
  cancel: { method: 'DELETE', under: '/publication' },
  'let vanish': withdrawal('vanish'),
  'withdraw with a notice': withdrawal('notice'),
  withdraw: withdrawal('gone'),
  reinstate: { method: 'DELETE', under: '/withdrawal' },
  'move in what is out': moving(null, null),
  'move in what ended': moving(null, ended),
  'move in what vanished': moving(ending('vanish'), ended),
  'move in a notice': moving(ending('notice', { en: 'It was wrong.' }), ended),
};
