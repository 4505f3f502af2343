/** Redirects: the list with its search, and the form of one. */
import * as paths from '../../src/domain/paths.ts';
import type { Fault } from '../../src/domain/problem.ts';
import { AdminTrail, DeleteForm } from './admin.tsx';
import { FaultList, Field } from './frame.tsx';
import type { DeskWords } from './words.ts';

export const redirectsPath = `${paths.desk}/redirects`;

/** The fields of a redirect as they were typed. */
export interface RedirectFields {
  path: string;
  target: string;
}

interface Shared {
  words: DeskWords;
  lang: string;
  fields: RedirectFields;
  faults: readonly Fault[];
}

export interface RedirectsProperties extends Shared {
  redirects: (RedirectFields & { id: string })[];
  /** The text that is searched for. */
  q: string;
  /** The address of the next page, or null. */
  next: string | null;
  /** `Idempotency-Key` of the form. */
  key: string;
}

export function RedirectsPage(page: RedirectsProperties) {
  const { words, lang, faults, redirects, q, next, key } = page;
  return (
    <>
      <AdminTrail words={words} />
      <FaultList lang={lang} faults={faults} />
      <search>
        <form action={redirectsPath} class="row panel">
          <label for="q">{words.addressContains}</label>
          <input id="q" name="q" type="search" value={q} maxlength={200} />
          <button type="submit">{words.search}</button>
        </form>
      </search>
      {redirects.length === 0 && <p>{words.noRedirects}</p>}
      {redirects.length > 0 && (
        <ul class="items">
          {redirects.map(({ id, path, target }) => (
            <li>
              <a href={`${redirectsPath}/${id}`}>
                <bdi>{path}</bdi>
              </a>
              <small>
                → <bdi>{target}</bdi>
              </small>
            </li>
          ))}
        </ul>
      )}
      {next !== null && (
        <p>
          <a href={next}>{words.nextPage}</a>
        </p>
      )}
      <form method="post" action={redirectsPath} class="panel">
        <h2>{words.newRedirect}</h2>
        <input type="hidden" name="key" value={key} />
        <RedirectInputs {...page} />
        <button type="submit" class="main">
          {words.newRedirect}
        </button>
      </form>
    </>
  );
}

export interface RedirectPageProperties extends Shared {
  id: string;
  etag: string;
}

export function RedirectPage(page: RedirectPageProperties) {
  const { words, lang, faults, id, etag } = page;
  const path = `${redirectsPath}/${id}`;
  return (
    <>
      <AdminTrail words={words} places={[{ path: redirectsPath, title: words.adminRedirects }]} />
      <FaultList lang={lang} faults={faults} />
      <form method="post" action={path} class="panel">
        <input type="hidden" name="etag" value={etag} />
        <RedirectInputs {...page} />
        <button type="submit" class="main">
          {words.save}
        </button>
      </form>
      <DeleteForm path={path} etag={etag} text={words.deleteRedirect} />
    </>
  );
}

function RedirectInputs({ words, fields, faults }: Shared) {
  return (
    <>
      <Field
        pointer="/path"
        label={words.redirectPath}
        hint={words.redirectPathHint}
        faults={faults}
        control={(attributes) => (
          <input {...attributes} name="path" value={fields.path} dir="ltr" required />
        )}
      />
      <Field
        pointer="/target"
        label={words.redirectTarget}
        hint={words.redirectTargetHint}
        faults={faults}
        control={(attributes) => (
          <input {...attributes} name="target" value={fields.target} dir="ltr" required />
        )}
      />
    </>
  );
}
