/** A newsroom for readers and editors to come to, with the terms and releases that they know. */

import { Client } from '../../client/client.ts';
import type { Local } from '../../dev/local.ts';
import { createEditor } from '../../dev/token.ts';
import type { SiteDriver } from './door.ts';
import { Editor, type Ledger, languages, openLedger, terms } from './editors.ts';
import { ResponseChecker } from './examiner.ts';
import { recordPurges } from './purge-log.ts';
import type { Random } from './random.ts';
import { Reader } from './readers.ts';
import { ReferenceModel } from './reference-model.ts';

export interface TrafficContext {
  truth: ReferenceModel;
  examiner: ResponseChecker;
  ledger: Ledger;
  editors: Editor[];
  readers: Reader[];
  token: string;
}

/** Limits that stop nobody who is sent by a measurement. */
export const limits = { WRITES: 1e9, FAILURES: 1e9 };

const places = [
  ['kinds', 'press-release'],
  ['structures', 'secretariat'],
  ...terms.map((slug) => ['fields-of-work', slug] as const),
] as const;

/**
 * A newsroom with `releases` that are public.
 * @param random what the editors and readers do
 */
export async function prepare(
  site: Pick<Local, 'db' | 'url'>,
  door: SiteDriver,
  random: Random,
  { releases, editors, readers }: { releases: number; editors: number; readers: number },
): Promise<TrafficContext> {
  const token = await createEditor(site.db, { name: 'Load', role: 'admin' });
  const client = new Client(site.url, { token });
  for (const [taxonomy, slug] of places) {
    const names = Object.fromEntries(languages.map((lang) => [lang, `${slug} (${lang})`]));
    const term = { params: { taxonomy }, body: { slug, names } };
    await client.send('POST /editor/taxonomies/{taxonomy}/terms', term);
  }
  const [truth, ledger] = [new ReferenceModel(), openLedger()];
  const people = Array.from(
    { length: editors },
    (_, place) => new Editor(door, truth, random.fork(`editor ${place}`), token, ledger),
  );
  for (let made = 0; made < releases; made++) {
    await people[made % editors]?.publishAnother(false);
    await door.wait(1);
  }
  return {
    truth,
    ledger,
    token,
    examiner: new ResponseChecker(truth, await recordPurges(site), door.grace),
    editors: people,
    readers: Array.from(
      { length: readers },
      (_, place) => new Reader(truth, random.fork(`reader ${place}`)),
    ),
  };
}

/** One reader's next question, asked and held against the truth. */
export async function read(
  { examiner }: TrafficContext,
  reader: Reader,
  door: SiteDriver,
): Promise<void> {
  const question = reader.next(door.now());
  const { path, headers = {} } = question;
  const answer = await door.ask(path, { headers });
  await examiner.examine(question, answer);
  if (answer.status === 200) reader.remember(path, answer.headers.get('ETag'));
}
