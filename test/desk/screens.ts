/** Every screen of the desk with something on it, for tests and pictures that go through all of them. */
import type { Newsroom } from '../newsroom.ts';
import { draft, release } from '../releases.ts';
import { type DeskRoute, deskRouteTable } from './route-table.ts';

/** Routes that are no screens: files, redirects, frames. */
const others = /^\/(?:assets\/|link\/|sign-in|find$|preview$|terms\/csv$)|\/files\/:filename$/;

const pictures =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

/** Fills a newsroom with a release in several states. @returns values for the parameters of routes */
export async function fillDesk(
  newsroom: Pick<Newsroom, 'db' | 'edit'>,
): Promise<Record<string, string>> {
  const edit = async (method: 'POST' | 'PUT', path: string, body: unknown, more: object = {}) => {
    const reply = await newsroom.edit(method, path, body, { etag: '*', ...more });
    if (reply.status >= 300) throw new Error(`${path}: ${reply.text}`);
    return reply.json;
  };
  const { id } = await release(newsroom);
  const editions = {
    en: { title: 'Border office reopens', summary: 'After two years.', markdown: 'The **text**.' },
    fr: { title: 'Le bureau rouvre', summary: 'Après deux ans.', markdown: 'Le texte.' },
  };
  await edit('PUT', `/releases/${id}`, draft({ editions }));
  await edit('PUT', `/releases/${id}/attachments/map.png`, Buffer.from(pictures, 'base64'), {
    headers: { 'Content-Type': 'image/png' },
  });
  const expiresAt = new Date(Date.now() + 86_400_000).toISOString();
  await edit('POST', `/releases/${id}/previews`, { expiresAt, recipient: 'Ines Roth' });
  const planned = await edit('POST', '/releases', draft({ editions }));
  const at = new Date(Date.now() + 7_200_000).toISOString();
  await edit('PUT', `/releases/${planned.id}/publication`, { at });
  await edit('POST', '/releases', draft({ editions }));
  const person = await edit('POST', '/editors', { name: 'Ana Example', role: 'author' });
  await edit('POST', `/editors/${person.id}/tokens`, { label: 'Import' });
  const redirect = await edit('POST', '/redirects', { path: '/was', target: '/kinds' });
  const webhook = await edit('POST', '/webhooks', { url: 'https://mirror.example/hook' });
  const contactId = 'b00kc0ntactana11';
  await newsroom.db
    .prepare(
      `insert into book_contacts (id, name, role, email, phone, created_at, created_by)
      values (?, 'Ana Example', 'Press officer', 'press@ord.example', '', ?, ?)`,
    )
    .bind(contactId, Date.now(), person.id)
    .run();
  return {
    contactId,
    id,
    scheduledId: planned.id,
    number: '2',
    filename: 'map.png',
    taxonomy: 'kinds',
    slug: 'press-release',
    personId: person.id,
    redirectId: redirect.id,
    webhookId: webhook.id,
  };
}

/** The address of a screen, from the values of `fillDesk`. */
export function screenAddress({ path }: DeskRoute, values: Record<string, string>): string {
  const [, section = ''] = path.split('/');
  const ids: Record<string, string> = {
    contacts: 'contactId',
    people: 'personId',
    redirects: 'redirectId',
    webhooks: 'webhookId',
  };
  const filled = path.replace(/:(\w+)/g, (_, name: string) =>
    name === 'id' ? (values[ids[section] ?? 'id'] ?? '') : (values[name] ?? name),
  );
  return `/desk${filled === '/' ? '' : filled}`;
}

/** The routes of the desk that are screens. */
export const screens: DeskRoute[] = deskRouteTable().filter(
  ({ method, path }) => method === 'GET' && !others.test(path),
);
