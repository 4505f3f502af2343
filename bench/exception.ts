/** Publishes one release that differs from all others of an archive, through the API. */
import { Client } from '../client/client.ts';
import type { Local } from '../dev/local.ts';
import { createEditor } from '../dev/token.ts';

export interface Exception {
  /** The address of its file. */
  file: string;
  /** A word in no other release. */
  word: string;
}

const word = 'oxbowlakes';
const filename = 'levels.csv';

export async function publishException(site: Local): Promise<Exception> {
  const token = await createEditor(site.db, { name: 'Exception', role: 'admin' });
  const client = new Client(site.url, { token });
  const { document, etag } = await client.send('POST /editor/releases', {
    body: {
      kind: 'kinds-1',
      date: '2026-11-24',
      sources: ['structures-201'],
      fieldsOfWork: ['fields-of-work-11'],
      countries: ['countries-101'],
      editions: {
        en: { title: 'Levels of all waters', markdown: `The levels of the ${word} are here.` },
      },
    },
  });
  const { id } = document;
  const rows = Array.from({ length: 500 }, (_, at) => `${at},${at * 7}`);
  const body = new Blob([['lake,level', ...rows].join('\n')], { type: 'text/csv' });
  const uploaded = await client.send('PUT /editor/releases/{id}/attachments/{filename}', {
    params: { id, filename },
    query: { title: 'Levels' },
    body,
    etag,
  });
  await client.send('PUT /editor/releases/{id}/publication', {
    params: { id },
    body: {},
    etag: uploaded.etag,
  });
  const page = await (await site.fetch(`/api/v1/releases/${id}`)).json();
  const [file] = (page as { attachments: { url: string }[] }).attachments;
  return { file: new URL(file?.url ?? '').pathname, word };
}
