/** A person with a passkey at the desk, in a browser without scripts. */
import { expect } from 'vitest';
import { type Newsroom, origin } from '../newsroom.ts';
import { type Deviation, SoftPasskey } from './authenticator.ts';
import { Visitor } from './visitor.ts';

export const signInPath = '/desk/sign-in/passkey';
export const ownPasskeys = '/desk/account/passkeys';

/** The options of a request to the browser, and the cookie that belongs to them. */
export async function optionsAt(visitor: Visitor, path: string) {
  const headers = { 'Sec-Fetch-Site': 'same-origin', Accept: 'application/json' };
  const page = await visitor.request(path, { method: 'POST', headers });
  expect([path, page.status]).toEqual([path, 200]);
  return page.json;
}

export async function addPasskey(visitor: Visitor, name = ''): Promise<SoftPasskey> {
  const passkey = new SoftPasskey(origin);
  const credential = passkey.register(await optionsAt(visitor, `${ownPasskeys}/options`));
  const page = await visitor.post(ownPasskeys, { credential, name });
  expect([page.status, page.text1('.done')]).toEqual([
    200,
    'Added. From now on you can sign in with this passkey.',
  ]);
  return passkey;
}

/** A person with a passkey. */
export async function personWithPasskey(
  newsroom: Newsroom,
  name: string,
  role: 'author' | 'admin' = 'author',
) {
  const visitor = new Visitor(newsroom);
  await visitor.signIn(role, name);
  const passkey = await addPasskey(visitor, `Key of ${name}`);
  return { visitor, passkey };
}

/** Signs in by a passkey in a new browser. */
export async function enterByPasskey(
  newsroom: Newsroom,
  passkey: SoftPasskey,
  changes: Deviation = {},
  visitor = new Visitor(newsroom),
) {
  const credential = passkey.sign(await optionsAt(visitor, `${signInPath}/request`), changes);
  return { visitor, page: await visitor.post(signInPath, { credential }) };
}

/** The newest entries of the audit. */
export const newestEntries = async (newsroom: Newsroom, n: number) => {
  const { results } = await newsroom.db
    .prepare(
      `select action, substr(subject, 1, instr(subject, '/')) as kind, editors.name,
        json_extract(detail, '$.reason') as reason
      from audit left join editors on editors.id = editor_id
      order by audit.id desc limit ?`,
    )
    .bind(n)
    .all<{ action: string; kind: string; name: string | null; reason: string | null }>();
  return results;
};

export const countRows = (newsroom: Newsroom, table: string) =>
  newsroom.db.prepare(`select count(*) as n from ${table}`).first<number>('n');
