/** Entries of the editors' list of releases, as the desk shows them. */
import type { ListedRelease } from '../../templates/desk/release-items.tsx';
import { officeInstant, relativeTime } from '../../templates/desk/time.ts';
import { fill } from '../../templates/desk/words.ts';
import { wordsOf } from '../../templates/words.ts';
import { inLanguage } from '../domain/language.ts';
import { type Taxonomy, termName } from '../domain/taxonomy.ts';
import type { AppContext } from '../http/context.ts';
import type { Document } from './api-call.ts';
import { wordsFor } from './page.ts';
import { timeLeft } from './release-state.ts';

type Entry = Document<'GET /releases'>['items'][number];

/** An entry in the person's language, with its times in words. */
export function listedRelease(c: AppContext, taxonomy: Taxonomy, entry: Entry): ListedRelease {
  const { site, lang, now } = c.var;
  const words = wordsFor(c);
  const kind = entry.kind === null ? null : taxonomy.bySlug('kinds', entry.kind);
  const updated = relativeTime(Date.parse(entry.updatedAt), now, lang);
  const at = entry.publishAt === null ? null : Date.parse(entry.publishAt);
  const person = entry.updatedBy.name ?? '';
  return {
    id: entry.id,
    title: inLanguage(entry.titles, lang, site.languages) ?? entry.id,
    state: entry.state,
    version: entry.version,
    scheduledVersion: entry.scheduledVersion,
    kind: kind ? termName(kind, lang, site.languages) : '',
    languages: entry.languages.map((one) => wordsOf(one).language),
    changed: `${words.updated} ${updated} ${fill(words.by, person)}`,
    goesOut: at === null ? null : `${officeInstant(at, lang, site.timeZone)} (${site.timeZone})`,
    left: at === null ? null : timeLeft(c, at),
  };
}
