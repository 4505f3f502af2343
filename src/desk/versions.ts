/** The versions of a release at the desk: listed, compared in words, restored. */
import { relativeTime } from '../../templates/desk/time.ts';
import { VersionList, VersionPage } from '../../templates/desk/versions.tsx';
import { fill } from '../../templates/desk/words.ts';
import { newId } from '../domain/identifier.ts';
import * as paths from '../domain/paths.ts';
import { type Fault, Problem } from '../domain/problem.ts';
import type { AppContext } from '../http/context.ts';
import { findTaxonomy } from '../store/taxonomy/terms.ts';
import { callApi, type Document } from './api-call.ts';
import { changedPlaces } from './changed-places.ts';
import { refusalOf } from './faults.ts';
import { field, readForm } from './form.ts';
import { deskPage, idOf, noPage, seeOther, wordsFor } from './page.ts';
import { releaseState } from './release-state.ts';

const numberOf = (c: AppContext) => Number(c.req.param('number'));

type Line = Document<'GET /releases/{id}/revisions'>['items'][number];

/** Who made a version, and when. */
function madeBy(c: AppContext, { createdAt, createdBy }: Line): string {
  const { now, lang } = c.var;
  return `${relativeTime(Date.parse(createdAt), now, lang)} ${fill(wordsFor(c).by, createdBy)}`;
}

async function readVersions(c: AppContext) {
  const params = { id: idOf(c) };
  const [{ document, etag }, revisions] = await Promise.all([
    callApi(c, 'GET /releases/{id}', { params }),
    callApi(c, 'GET /releases/{id}/revisions', { params }),
  ]);
  return { document, etag, items: revisions.document.items };
}

export async function versionListPage(c: AppContext) {
  const words = wordsFor(c);
  const { document, items } = await readVersions(c);
  const children = VersionList({
    words,
    state: releaseState(c, document),
    publicVersion: document.publicVersion,
    scheduledVersion: document.scheduledVersion,
    versions: items.map((line) => ({
      version: line.version,
      createdAt: line.createdAt,
      made: madeBy(c, line),
    })),
  });
  return deskPage(c, { title: words.versions, section: 'releases', children });
}

export function versionPage(c: AppContext) {
  return showVersion(c, [], 200);
}

/** A version compared with `?from=`, by default the one before; the first has nothing before it. */
async function showVersion(c: AppContext, faults: readonly Fault[], status: 200 | 409 | 412 | 422) {
  const { site, lang, primary } = c.var;
  const words = wordsFor(c);
  const number = numberOf(c);
  const from = c.req.query('from')?.trim() || undefined;
  const [{ document, etag, items }, taxonomy, compared] = await Promise.all([
    readVersions(c),
    findTaxonomy(primary),
    callApi(c, 'GET /releases/{id}/revisions/{number}/diff', {
      params: { id: idOf(c), number },
      query: from === undefined ? {} : { from },
    }).catch((error: unknown) =>
      from === undefined ? nullIfNotFound(error) : Promise.reject(error),
    ),
  ]);
  const line = items.find(({ version }) => version === number);
  if (!line) throw noPage();
  const children = VersionPage({
    words,
    lang,
    state: releaseState(c, document),
    version: number,
    made: madeBy(c, line),
    from: compared?.document.from ?? null,
    others: items.map(({ version }) => version).filter((version) => version !== number),
    places: compared && changedPlaces(compared.document.changes, { words, lang, site, taxonomy }),
    etag,
    formKey: newId(),
    faults,
  });
  const title = fill(words.version, number);
  return deskPage(c, { title, section: 'releases', children }, status);
}

/** The first version has none before it. Any other error is thrown. */
function nullIfNotFound(error: unknown): null {
  if (error instanceof Problem && error.code === 'not-found') return null;
  throw error;
}

/** Makes the content of a version the newest one. */
export async function restoreVersion(c: AppContext) {
  const form = await readForm(c);
  const [id, number] = [idOf(c), numberOf(c)];
  try {
    await callApi(c, 'POST /releases/{id}/revisions/{number}/restore', {
      params: { id, number },
      etag: field(form, 'etag'),
      key: field(form, 'key') || newId(),
    });
    return seeOther(c, paths.deskRelease(id), 'restored');
  } catch (error) {
    const { errors, status } = refusalOf(c, error);
    return showVersion(c, errors, status);
  }
}
