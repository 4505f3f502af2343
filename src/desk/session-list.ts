/** Sessions as the desk lists them. */
import type { ListedSession } from '../../templates/desk/sessions.tsx';
import { officeTime, relativeTime } from '../../templates/desk/time.ts';
import { fill } from '../../templates/desk/words.ts';
import type { AppContext } from '../http/context.ts';
import { listSessions } from '../store/access/sessions.ts';
import { browserName } from './browser-name.ts';
import { wordsFor } from './page.ts';

/** The valid sessions of a person, the newest first. */
export async function listedSessions(c: AppContext, editorId: string): Promise<ListedSession[]> {
  const { primary, now, lang, site, session } = c.var;
  const words = wordsFor(c);
  const all = await listSessions(primary, editorId, now);
  return all.map(({ id, browser, createdAt, lastUsedAt }) => ({
    id,
    browser: browserName(browser ?? '') || words.unknownBrowser,
    began: fill(words.signedInAt, officeTime(createdAt, lang, site.timeZone)),
    used: fill(words.lastUsed, relativeTime(lastUsedAt ?? createdAt, now, lang)),
    isThis: id === session.tokenId,
  }));
}
