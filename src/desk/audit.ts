/** The audit at the desk: filtered, page by page, verified in steps. */
import {
  AuditPage,
  auditPath,
  type ListedEntry,
  VerdictPage,
} from '../../templates/desk/audit.tsx';
import { people } from '../../templates/desk/people.tsx';
import { officeTime } from '../../templates/desk/time.ts';
import { fill } from '../../templates/desk/words.ts';
import { isId } from '../domain/identifier.ts';
import * as paths from '../domain/paths.ts';
import type { AppContext } from '../http/context.ts';
import { callApi, type Document } from './api-call.ts';
import { detailParts } from './audit-detail.ts';
import { actionTitle, filterActions } from './audit-words.ts';
import { deskPage, wordsFor } from './page.ts';

const filters = ['editor', 'action', 'subject', 'from', 'to'] as const;

export async function auditPage(c: AppContext) {
  const words = wordsFor(c);
  const query = Object.fromEntries(
    filters.flatMap((name) => {
      const value = c.req.query(name)?.trim();
      return value ? [[name, value]] : [];
    }),
  );
  const subject = query.subject && isId(query.subject) ? `release/${query.subject}` : query.subject;
  const asked = { ...query, subject, cursor: c.req.query('cursor') ?? '' };
  const [{ document }, editors] = await Promise.all([
    callApi(c, 'GET /audit', { query: asked }),
    callApi(c, 'GET /editors'),
  ]);
  const names = new Map(editors.document.items.map(({ id, name }) => [id, name]));
  const rest = new URLSearchParams({ ...query, cursor: document.next ?? '' });
  const children = AuditPage({
    words,
    people: editors.document.items,
    actions: filterActions.map((action) => ({ action, title: actionTitle(words, action) })),
    query,
    entries: document.items.map((entry) => listedEntry(c, entry, names)),
    next: document.next === null ? null : `${auditPath}?${rest}`,
  });
  return deskPage(c, { title: words.adminAudit, section: 'admin', children });
}

type Entry = Document<'GET /audit'>['items'][number];

function listedEntry(
  c: AppContext,
  { id, action, subject, editor, at, address, detail }: Entry,
  names: ReadonlyMap<string, string>,
) {
  const { lang, site } = c.var;
  const words = wordsFor(c);
  const [object, ...rest] = subject.split('/');
  const name = rest.join('/');
  const listed: ListedEntry = {
    id,
    act: actionTitle(words, action),
    subject: name || subject,
    path: pathOf(object ?? '', name),
    person: editor === null ? words.auditReader : (editor.name ?? editor.id),
    at: officeTime(Date.parse(at), lang, site.timeZone),
    from: address === null ? null : fill(words.auditFrom, address),
    detail: detailParts(detail, { words, lang, timeZone: site.timeZone, names }).join(' · '),
  };
  return listed;
}

/** The page of an object at the desk, or null. */
function pathOf(object: string, name: string): string | null {
  if (object === 'release' && isId(name)) return paths.deskRelease(name);
  if (object === 'editor' && isId(name)) return `${people}/${name}`;
  return null;
}

/** Verifies the next step of the chain. */
export async function verifyAuditPage(c: AppContext) {
  const words = wordsFor(c);
  const from = c.req.query('from');
  const query = from === undefined ? {} : { from };
  const { document } = await callApi(c, 'GET /audit/verify', { query });
  const { brokenAt, entries, next } = document;
  const text =
    brokenAt !== null
      ? fill(words.auditBroken, brokenAt)
      : fill(next === null ? words.auditWhole : words.auditSoFar, entries);
  const children = VerdictPage({
    words,
    text,
    isBroken: brokenAt !== null,
    next: next === null ? null : `${auditPath}/verify?${new URLSearchParams({ from: next })}`,
  });
  return deskPage(c, { title: words.verifyAudit, section: 'admin', children });
}
