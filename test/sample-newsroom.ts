/** The sample newsroom, on the Worker as it is deployed. */
import { inject } from 'vitest';
import { loadSample } from '../dev/sample/load.ts';
import { type Newsroom, openNewsroom } from './newsroom.ts';

/** The properties of a public release by which tests choose one. */
export interface SampleItem {
  id: string;
  editions: Record<string, { title: string; url: string; html: string }>;
  event?: unknown;
  corrections: unknown[];
  attachments: { mediaType: string }[];
}

export interface SampleNewsroom {
  newsroom: Newsroom;
  items: SampleItem[];
  /** The path of the first release that `find` accepts, in a language. */
  path: (find: (item: SampleItem) => boolean, lang: string) => string;
}

export async function openSampleNewsroom(): Promise<SampleNewsroom> {
  const newsroom = await openNewsroom({
    worker: inject('deployed'),
    vars: { CONTACTS_PAGE: 'true' },
  });
  await newsroom.db.exec('update terms set parent_id = null');
  await newsroom.db.exec('delete from terms');
  await loadSample(newsroom.url, newsroom.tokens.admin);
  const list = await newsroom.get('/api/v1/releases?limit=100', 0);
  const { items } = list.json as { items: SampleItem[] };
  const path: SampleNewsroom['path'] = (find, lang) =>
    new URL(items.find(find)?.editions[lang]?.url ?? '').pathname;
  return { newsroom, items, path };
}
