/** A passkey as the desk lists it. */
import type { PasskeyItem } from '../../templates/desk/passkeys.tsx';
import { officeTime } from '../../templates/desk/time.ts';
import { fill } from '../../templates/desk/words.ts';
import type { AppContext } from '../http/context.ts';
import type { ListedPasskey } from '../store/access/passkeys.ts';
import { lastUse, wordsFor } from './page.ts';

/** A passkey with its times in words. */
export function listedPasskey(c: AppContext, passkey: ListedPasskey): PasskeyItem {
  const { id, name, createdAt, lastUsedAt } = passkey;
  const { site, lang } = c.var;
  const words = wordsFor(c);
  return {
    id,
    name,
    made: fill(words.madeAt, officeTime(createdAt, lang, site.timeZone)),
    used: lastUse(c, lastUsedAt),
  };
}
