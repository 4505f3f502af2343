/** Exports and imports contain every field of a release, so that none is lost. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Client } from '../../client/client.ts';
import { recordOf } from '../../import-export/archive/record.ts';
import { Delivery } from '../../import-export/deliver/delivery.ts';
import type { Attachment } from '../../src/domain/attachment.ts';
import { attachmentDetails } from '../../src/domain/attachment-details.ts';
import { type ReleaseInput, releaseInput } from '../../src/domain/release-input.ts';
import { jpeg } from '../attack/pictures.ts';
import { type Newsroom, openNewsroom } from '../newsroom.ts';

let newsroom: Newsroom;
beforeAll(async () => {
  newsroom = await openNewsroom();
});
afterAll(() => newsroom.dispose());

/** A type without optional fields: a field that is added to it must be added below. */
type Whole<T> = T extends (infer Item)[]
  ? Whole<Item>[]
  : T extends object
    ? { [Key in keyof T]-?: Whole<NonNullable<T[Key]>> }
    : T;

const whole: Whole<ReleaseInput> = {
  kind: 'press-release',
  date: '2026-07-01',
  sources: ['secretariat', 'programme-office-in-astana'],
  fieldsOfWork: ['policing'],
  countries: ['kazakhstan'],
  meetings: ['summit-meetings'],
  contacts: [
    { name: 'Aigerim Duisenova', role: 'Press', email: 'press@ord.example', phone: '+43 1 514' },
  ],
  event: {
    start: '2026-07-02T08:00:00Z',
    end: '2026-07-02T10:00:00Z',
    timeZone: 'Asia/Almaty',
    location: { en: 'Hall 3' },
    registration: 'press@ord.example',
  },
  legacyUrls: ['/node/17'],
  editions: {
    en: {
      title: 'Workshop',
      slug: 'the-workshop',
      summary: 'Forty judges met.',
      place: 'ASTANA',
      markdown: 'Forty judges **met**.',
    },
  },
};

const details = {
  alt: { en: 'Judges' },
  caption: { en: 'Judges at work' },
  credit: 'A. D.',
  licence: 'CC BY 4.0',
  order: 3,
  lead: true,
};

const file: Whole<Omit<Attachment, 'key'>> = {
  id: expect.any(String),
  filename: 'judges.jpg',
  mediaType: 'image/jpeg',
  size: expect.any(Number),
  sha256: expect.any(String),
  title: 'Forty judges',
  lang: 'en',
  ...details,
  width: 640,
  height: 480,
};

test('a record carries every field, and restores every field', async () => {
  expect(Object.keys(whole).sort()).toEqual(Object.keys(releaseInput.entries).sort());
  expect(Object.keys(details).sort()).toEqual(Object.keys(attachmentDetails.entries).sort());
  const { edit, get } = newsroom;
  const { id } = (await edit('POST', '/releases', whole)).json;
  const bytes = jpeg()(640, 480);
  const path = `/releases/${id}/attachments/judges.jpg`;
  const upload = await edit('PUT', `${path}?title=Forty%20judges&lang=en`, bytes, {
    headers: { 'Content-Type': 'image/jpeg' },
  });
  expect(upload.status, upload.text).toBe(201);
  await edit('PATCH', path, details, { etag: '*' });

  const record = (await edit('GET', `/records/${id}`, null)).json;
  const revision = record.revisions.at(-1);
  const attachments = [file];
  const made = { version: 3, createdAt: expect.any(String), createdBy: 'The admin' };
  expect(revision).toEqual({ ...made, ...whole, attachments });

  const working = (await edit('GET', `/releases/${id}`, null)).json;
  await edit('DELETE', `/releases/${id}`, null, { etag: '*' });
  await edit('PUT', `/records/${id}/files/${revision.attachments[0].sha256}`, bytes, {
    headers: { 'Content-Type': 'image/jpeg' },
  });
  const restored = await edit('PUT', `/records/${id}`, record);
  expect(restored.status, restored.text).toBe(201);
  expect((await edit('GET', `/records/${id}`, null)).json).toEqual(record);
  expect((await edit('GET', `/releases/${id}`, null)).json).toEqual(working);

  // An export without a token makes records of public releases. Only legacy addresses are not public.
  await edit('PUT', `/releases/${id}/publication`, {}, { etag: '*' });
  const release = (await get(`/api/v1/releases/${id}`, Date.now())).json;
  const [shown] = recordOf(release).revisions;
  expect(shown).toEqual({ ...made, createdBy: 'unknown', ...whole, legacyUrls: [], attachments });
});

test('a second import finds a release with every field complete', async () => {
  const client = new Client(newsroom.url.href, { token: newsroom.tokens.admin });
  const item = { place: 'line 1', id: '0123456789ab', title: 'Workshop', release: whole };
  const order = { ...item, at: null, files: [], notes: [] };
  expect(await new Delivery(client).deliver(order)).toBe('drafted');
  expect(await new Delivery(client).deliver(order)).toBe('there');
});
