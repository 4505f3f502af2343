/** A newsroom with its terms, first releases, editors and readers, as a run begins with it. */
import { Client } from '../../client/client.ts';
import type { Local } from '../../dev/local.ts';
import { createEditor } from '../../dev/token.ts';
import { type ActLog, Editor, languages, openActLog, terms } from './editors.ts';
import { recordPurges } from './purge-log.ts';
import type { Random } from './random.ts';
import { Reader } from './readers.ts';
import { ReferenceModel } from './reference-model.ts';
import { ResponseChecker } from './response-checker.ts';
import type { SiteDriver } from './site-driver.ts';

export interface TrafficContext {
  model: ReferenceModel;
  checker: ResponseChecker;
  log: ActLog;
  editors: Editor[];
  readers: Reader[];
  token: string;
}

/** Rate limits that no measurement reaches. */
export const limits = { WRITES: 1e9, FAILURES: 1e9 };

const termsToCreate = [
  ['kinds', 'press-release'],
  ['structures', 'secretariat'],
  ...terms.map((slug) => ['fields-of-work', slug] as const),
] as const;

/**
 * Creates the terms and publishes `releases` of them.
 * @param random decides what the editors and readers do
 */
export async function prepareTraffic(
  site: Pick<Local, 'db' | 'url'>,
  driver: SiteDriver,
  random: Random,
  { releases, editors, readers }: { releases: number; editors: number; readers: number },
): Promise<TrafficContext> {
  const token = await createEditor(site.db, { name: 'Load', role: 'admin' });
  const client = new Client(site.url, { token });
  for (const [taxonomy, slug] of termsToCreate) {
    const names = Object.fromEntries(languages.map((lang) => [lang, `${slug} (${lang})`]));
    const term = { params: { taxonomy }, body: { slug, names } };
    await client.send('POST /editor/taxonomies/{taxonomy}/terms', term);
  }
  const [model, log] = [new ReferenceModel(), openActLog()];
  const newEditors = Array.from(
    { length: editors },
    (_, place) => new Editor(driver, model, random.fork(`editor ${place}`), token, log),
  );
  for (let made = 0; made < releases; made++) {
    await newEditors[made % editors]?.publishAnother(false);
    await driver.wait(1);
  }
  return {
    model,
    log,
    token,
    checker: new ResponseChecker(model, await recordPurges(site), driver.grace),
    editors: newEditors,
    readers: Array.from(
      { length: readers },
      (_, place) => new Reader(model, random.fork(`reader ${place}`)),
    ),
  };
}

/** Sends one reader's next request and checks its answer. */
export async function readOnce(
  { checker }: TrafficContext,
  reader: Reader,
  driver: SiteDriver,
): Promise<void> {
  const request = reader.next(driver.now());
  const { path, headers = {} } = request;
  const answer = await driver.ask(path, { headers });
  await checker.check(request, answer);
  if (answer.status === 200) reader.remember(path, answer.headers.get('ETag'));
}
