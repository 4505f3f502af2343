/** A published release with pictures, for tests of their renditions. */
import { expect } from 'vitest';
import { draft, type Newsroom, type Reply } from '../newsroom.ts';
import { banner, photograph, turnedBanner } from './photograph.ts';

export const publishedAt = Date.UTC(2026, 6, 1, 12);

export interface PicturedRelease {
  id: string;
  page: string;
  /** The addresses of the originals, by file name. */
  files: Record<string, string>;
}

export const pictures: [filename: string, type: string, bytes: () => Uint8Array][] = [
  ['banner.jpg', 'image/jpeg', () => banner],
  ['turned.jpg', 'image/jpeg', () => turnedBanner],
  ['small.png', 'image/png', () => photograph(300, 200)],
];

/** The document of a request that must succeed. */
export const done = (reply: Reply) => {
  expect(reply.status, reply.text).toBeLessThan(300);
  return reply.json;
};

/** Uploads a file, and returns its public path. */
export async function uploadPicture(
  { edit }: Newsroom,
  id: string,
  name: string,
  type: string,
  bytes: Uint8Array,
) {
  const path = `/releases/${id}/attachments/${name}?lang=en`;
  const headers = { 'Content-Type': type };
  const { url } = done(await edit('PUT', path, bytes, { now: publishedAt, etag: '*', headers }));
  return new URL(url).pathname;
}

/** A lead picture, and two in the text: one that lies on its side, and a small one. */
export async function publishPictures(room: Newsroom): Promise<PicturedRelease> {
  const text = 'Words.\n\n![Two people](turned.jpg)\n\n![A group](small.png "In colour")';
  const editions = { en: { title: 'Pictures', markdown: text } };
  const { id, editions: made } = done(
    await room.edit('POST', '/releases', draft({ editions }), { now: publishedAt }),
  );
  const files: Record<string, string> = {};
  for (const [name, type, bytes] of pictures) {
    files[name] = await uploadPicture(room, id, name, type, bytes());
  }
  const details = {
    alt: { en: 'A banner & its people' },
    caption: { en: 'The forum' },
    credit: 'D. Photographer',
    licence: 'https://licences.example/by/4.0',
    lead: true,
  };
  const options = { now: publishedAt, etag: '*' };
  done(await room.edit('PATCH', `/releases/${id}/attachments/banner.jpg`, details, options));
  const credit = { credit: 'A & B' };
  done(await room.edit('PATCH', `/releases/${id}/attachments/turned.jpg`, credit, options));
  done(await room.edit('PUT', `/releases/${id}/publication`, {}, options));
  return { id, page: `/releases/${id}/${made.en.slug}`, files };
}

/** The address of a rendition of an original. */
export const rendition = (original: string | undefined, name: string) =>
  `${(original ?? '').replace('/files/', '/pictures/').replace(/[^/]*$/, '')}${name}`;

/** A reader's request. */
export const ask = (
  room: Newsroom,
  path: string,
  headers: Record<string, string> = {},
  method = 'GET',
) => room.fetch(path, { method, headers: { 'X-Test-Now': String(publishedAt), ...headers } });

export const wholeBody = async (response: Response) => new Uint8Array(await response.arrayBuffer());

/** The keys of the renditions in R2. */
export const storedRenditions = async ({ bucket }: Newsroom) =>
  (await bucket.list({ prefix: 'renditions/' })).objects.map(({ key }) => key);
