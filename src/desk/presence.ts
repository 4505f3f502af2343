/** Who else has a release open. */
import type { AppContext } from '../http/context.ts';
import { recordPresence } from '../store/editorial/presence.ts';
import { idOf, noPage } from './page.ts';

/** Records the person at a release. @returns the names of the others; null if the person may not see it */
export function othersAt(c: AppContext, releaseId: string): Promise<string[] | null> {
  const { primary, session, now } = c.var;
  const { editor, tokenId } = session;
  return recordPresence(primary, { releaseId, sessionId: tokenId, editor, now });
}

/** Answers a script that asks again and again while the page is in use. */
export async function pollPresence(c: AppContext) {
  const others = await othersAt(c, idOf(c));
  if (!others) throw noPage();
  return c.json({ others });
}
