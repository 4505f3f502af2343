/** The desk as the client of an OpenID Connect issuer, and a person who was invited. */
import type { Newsroom } from '../newsroom.ts';

export const openIdStart = '/desk/sign-in/openid';
export const openIdAnswer = `${openIdStart}/answer`;
export const openIdClient = 'dateline-desk';

/** Invites a person who has not signed in yet. */
export async function inviteByEmail(
  newsroom: Newsroom,
  name: string,
  email: string,
  role = 'author',
): Promise<void> {
  const { json } = await newsroom.edit('POST', '/editors', { name, role });
  const update = newsroom.db.prepare('update editors set email = ? where id = ?');
  await update.bind(email, json.id).run();
}
