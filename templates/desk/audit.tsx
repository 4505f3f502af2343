/** The audit: who did what, when and from where; and its verification. */
import * as paths from '../../src/domain/paths.ts';
import { AdminTrail } from './admin.tsx';
import type { DeskWords } from './words.ts';

export const auditPath = `${paths.desk}/audit`;

export interface ListedEntry {
  id: number;
  /** The act, in words. */
  act: string;
  subject: string;
  /** The page of the object, or null. */
  path: string | null;
  person: string;
  at: string;
  from: string | null;
  /** Further details of the entry, in words; may be empty. */
  detail: string;
}

export interface AuditProperties {
  words: DeskWords;
  people: { id: string; name: string }[];
  /** The actions that can be chosen, each in words. */
  actions: { action: string; title: string }[];
  /** The filters that are set. */
  query: Record<string, string>;
  entries: ListedEntry[];
  /** The address of the next page, or null. */
  next: string | null;
}

export function AuditPage({ words, people, actions, query, entries, next }: AuditProperties) {
  return (
    <>
      <AdminTrail words={words} />
      <search>
        <form action={auditPath} class="panel filters">
          <label>
            {words.auditPerson}
            <select name="editor">
              <option value="">{words.anyPerson}</option>
              {people.map(({ id, name }) => (
                <option value={id} selected={id === query.editor}>
                  {name}
                </option>
              ))}
            </select>
          </label>
          <label>
            {words.auditAction}
            <select name="action">
              <option value="">{words.anyAction}</option>
              {actions.map(({ action, title }) => (
                <option value={action} selected={action === query.action}>
                  {title}
                </option>
              ))}
            </select>
          </label>
          <label>
            {words.auditSubject}
            <input name="subject" value={query.subject} maxlength={300} dir="ltr" />
            <small class="hint">{words.auditSubjectHint}</small>
          </label>
          <label>
            {words.fromDay}
            <input name="from" type="date" value={query.from} />
          </label>
          <label>
            {words.toDay}
            <input name="to" type="date" value={query.to} />
          </label>
          <button type="submit" class="main">
            {words.search}
          </button>
        </form>
      </search>
      {entries.length === 0 && <p>{words.noEntries}</p>}
      {entries.length > 0 && (
        <ul class="items">
          {entries.map((entry) => (
            <Entry {...entry} />
          ))}
        </ul>
      )}
      {next !== null && (
        <p>
          <a href={next}>{words.nextPage}</a>
        </p>
      )}
      <form action={`${auditPath}/verify`} class="panel">
        <p class="hint">{words.verifyAuditText}</p>
        <button type="submit">{words.verifyAudit}</button>
      </form>
    </>
  );
}

function Entry({ id, act, subject, path, person, at, from, detail }: ListedEntry) {
  return (
    <li>
      <span>
        {act} {path === null ? <bdi>{subject}</bdi> : <a href={path}>{subject}</a>}
      </span>
      <small>
        <bdi>{person}</bdi>
      </small>
      <small>{at}</small>
      {from !== null && <small>{from}</small>}
      <small dir="ltr">#{id}</small>
      {detail !== '' && (
        <small class="detail" dir="auto">
          {detail}
        </small>
      )}
    </li>
  );
}

export interface VerdictProperties {
  words: DeskWords;
  text: string;
  isBroken: boolean;
  /** The address of the next step, or null at the end. */
  next: string | null;
}

export function VerdictPage({ words, text, isBroken, next }: VerdictProperties) {
  return (
    <>
      <AdminTrail words={words} places={[{ path: auditPath, title: words.adminAudit }]} />
      <p class={isBroken ? 'faults' : 'done'} role={isBroken ? 'alert' : 'status'}>
        {text}
      </p>
      {next !== null && (
        <p>
          <a class="button" href={next}>
            {words.continueVerify}
          </a>
        </p>
      )}
    </>
  );
}
