/** The screens of the desk for Lighthouse: every one, with something on it, and a person who is signed in. */
import { freePort, type Local, startLocal } from '../dev/local.ts';
import { createEditor } from '../dev/token.ts';
import { fillDesk, screenAddress, screens } from '../test/desk/screens.ts';
import { addTerms, editing, Reply } from '../test/releases.ts';
import { signIn } from './desk.ts';

export interface DeskToExamine {
  site: Local;
  /** The addresses of the screens, by their routes. */
  pages: Record<string, string>;
  /** The `Cookie` of an administrator. */
  cookie: string;
}

export async function openDesk(): Promise<DeskToExamine> {
  const port = await freePort();
  const origin = `http://localhost:${port}`;
  const site = await startLocal({ port, vars: { SITE_ORIGIN: origin } });
  const admin = await createEditor(site.db, { name: 'Lighthouse', role: 'admin' });
  const request = async (path: string, init: RequestInit) => {
    const response = await site.fetch(path, init);
    return new Reply(response, await response.text());
  };
  const edit = editing(request, { admin, editor: admin, author: admin });
  await addTerms({ edit });
  const values = await fillDesk({ db: site.db, edit });
  // Until nothing is overdue, which Today would show.
  for (let tick = 0; tick < 3; tick++) await site.tick();
  const shown = screens.map((screen) => [screen.path, origin + screenAddress(screen, values)]);
  const pages = Object.fromEntries([...shown, ['/sign-in', `${origin}/desk/sign-in`]]);
  return { site, pages, cookie: await signIn(site) };
}
