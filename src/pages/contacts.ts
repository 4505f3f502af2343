/** The directory of press contacts, where the organization wants one. */
import { ContactsPage } from '../../templates/contacts.tsx';
import { dayInZone, startOfDay } from '../domain/instant.ts';
import * as paths from '../domain/paths.ts';
import { newsroom } from '../domain/taxonomy.ts';
import { tag } from '../edge-cache.ts';
import type { AppContext } from '../http/context.ts';
import { pageResponse } from '../http/responses.ts';
import { readBatch } from '../store/db/connect.ts';
import { readContacts } from '../store/public/contacts.ts';
import { readPageContext } from '../store/taxonomy/terms.ts';

/** Two years. */
const span = 731 * 24 * 60 * 60_000;

export async function contactsPage(c: AppContext): Promise<Response> {
  const { db, now, lang, site } = c.var;
  if (!site.contactsPage) return c.notFound();
  // From the start of a day on: a contact leaves the list at midnight, never within a minute.
  const since = startOfDay(dayInZone(now - span, site.timeZone), site.timeZone);
  const [contacts, { next }] = await readBatch(db, [
    readContacts(db, { lang, since, now }),
    readPageContext(db, now),
  ]);
  const { compare } = new Intl.Collator(lang);
  const view = ContactsPage({
    site,
    lang,
    canonical: paths.contacts(site, lang),
    alternates: site.languages.map((one) => ({ lang: one, path: paths.contacts(site, one) })),
    contacts: contacts.sort((one, other) => compare(one.contact.name, other.contact.name)),
  });
  return pageResponse(c, view, 'list', { now, next, tags: [tag.list(newsroom, lang)] });
}
