/** The import of one file at the desk: rehearsed, then carried out in steps. Twice makes nothing twice. */
import * as v from 'valibot';
import {
  ImportPage,
  ImportPlanPage,
  ImportResultPage,
  type PlannedRelease,
} from '../../templates/desk/import.tsx';
import { fill } from '../../templates/desk/words.ts';
import { publish, write } from '../api/permissions.ts';
import { atLeast, isAllowed } from '../domain/editor.ts';
import { type ImportEntry, type ImportSite, toImportEntry } from '../domain/import-entry.ts';
import { readImportFile } from '../domain/import-file.ts';
import { formatInstant } from '../domain/instant.ts';
import { inLanguage } from '../domain/language.ts';
import { type Fault, Problem } from '../domain/problem.ts';
import { releaseInput } from '../domain/release-input.ts';
import type { PlacedFault } from '../domain/term-entry.ts';
import { requirePermission } from '../http/auth.ts';
import type { AppContext } from '../http/context.ts';
import { listKnown } from '../store/editorial/releases.ts';
import { findTaxonomy } from '../store/taxonomy/terms.ts';
import { callApi } from './api-call.ts';
import { placedInWords, reasonInWords } from './faults.ts';
import { readUpload, textOfUpload, type Upload } from './file-upload.ts';
import { field } from './form.ts';
import { isSame } from './merge.ts';
import { type DeskStatus, deskPage, wordsFor } from './page.ts';
import { fieldsOf } from './release-form.ts';
import { requireRecentSignIn } from './session.ts';

/** The releases that one request makes: D1 takes 1,000 queries an invocation, a release up to 40. */
const stepSize = 20;
/** The most releases of a file here, and the most characters. */
const mostReleases = 500;
const largestText = 1_000_000;

export async function importPage(c: AppContext) {
  await requirePermission(c, write);
  return showImport(c, [], 200);
}

function showImport(c: AppContext, faults: readonly Fault[], status: DeskStatus) {
  const words = wordsFor(c);
  const children = ImportPage({ words, lang: c.var.lang, faults });
  return deskPage(c, { title: words.adminImport, section: 'releases', children }, status);
}

/** Shows what an uploaded file would make; a file that was shown is imported. */
export async function importFile(c: AppContext) {
  await requirePermission(c, write);
  const { fields, file } = await readUpload(c);
  return fields.has('text') ? carryOut(c, fields) : rehearse(c, file);
}

interface Plan {
  entries: ImportEntry[];
  faults: PlacedFault[];
}

/** Null for a file of a kind that is not read here. */
async function planOf(c: AppContext, name: string, text: string): Promise<Plan | null> {
  const { languages, defaultLanguage, timeZone } = c.var.site;
  const taxonomy = await findTaxonomy(c.var.primary);
  const site: ImportSite = { languages, defaultLanguage, timeZone, taxonomy, now: c.var.now };
  const file = await readImportFile(name, text, site);
  if (!file) return null;
  const plan: Plan = { entries: [], faults: [...file.faults] };
  const ids = new Set<string>();
  for (const raw of file.releases.slice(0, mostReleases)) {
    const entry = await toImportEntry(raw, site);
    const reasons = reasonsAgainst(entry, languages);
    if (ids.has(entry.id)) reasons.push('is in the file twice');
    ids.add(entry.id);
    if (reasons.length === 0) plan.entries.push(entry);
    else plan.faults.push({ place: entry.place, reason: reasons.join('; ') });
  }
  if (file.releases.length > mostReleases) {
    const reason = `has more than ${mostReleases} releases: use npm run import for the rest`;
    plan.faults.push({ place: name, reason });
  }
  return plan;
}

/** The reasons for which the site would refuse a release. */
function reasonsAgainst({ document }: ImportEntry, languages: readonly string[]): string[] {
  const { issues = [] } = v.safeParse(releaseInput, document);
  const editions = Object.keys((document.editions ?? {}) as object);
  const unknown = editions.filter((lang) => !languages.includes(lang));
  return [
    ...issues.map((issue) => `${v.getDotPath(issue) ?? ''} ${issue.message}`.trim()),
    ...unknown.map((lang) => `is in “${lang}”, which this site does not have`),
  ];
}

async function rehearse(c: AppContext, file: Upload['file']) {
  const words = wordsFor(c);
  const refuse = (detail: string) => showImport(c, [{ pointer: '/file', detail }], 422);
  if (!file) return refuse(words.needsFile);
  const text = textOfUpload(file.bytes);
  if (text === null || text.length > largestText) return refuse(words.importHint);
  const plan = await planOf(c, file.name, text);
  if (!plan) return refuse(words.importKinds);
  const { primary, actor, bearer, site } = c.var;
  const owner = atLeast(actor.editor.role, 'editor') ? null : actor.editor.id;
  const ids = plan.entries.map(({ id }) => id);
  const known = await listKnown(primary, ids, owner);
  const mayPublish = isAllowed(bearer, publish) && !site.twoPersons;
  const releases = plan.entries.map(
    (entry): PlannedRelease => ({
      id: entry.id,
      place: entry.place,
      title: titleOf(c, entry),
      about: aboutOf(c, entry),
      isThere: known.has(entry.id),
    }),
  );
  const children = ImportPlanPage({
    words,
    releases,
    faults: placedInWords(c, plan.faults),
    hasWork: plan.entries.some(
      ({ id, at }) => !known.has(id) || (mayPublish && at !== null && known.get(id) === 1),
    ),
    mayPublish,
    file: { name: file.name, text },
  });
  const status = plan.faults.length > 0 ? 422 : 200;
  return deskPage(c, { title: words.adminImport, section: 'releases', children }, status);
}

function titleOf(c: AppContext, { document, id }: ImportEntry): string {
  const editions = document.editions as Record<string, { title: string }>;
  const titles = Object.entries(editions).map(([lang, { title }]) => [lang, title] as const);
  return inLanguage(Object.fromEntries(titles), c.var.lang, c.var.site.languages) ?? id;
}

function aboutOf(c: AppContext, { document, notes }: ImportEntry): string[] {
  const { date, editions } = document as { date?: string; editions: object };
  return [
    Object.keys(editions).join(' '),
    ...(date === undefined ? [] : [fill(wordsFor(c).importDated, date)]),
    ...notes,
  ];
}

/** Imports the next releases of a file. */
async function carryOut(c: AppContext, form: URLSearchParams) {
  const words = wordsFor(c);
  const isPublishing = form.has('publish');
  if (isPublishing) {
    await requirePermission(c, publish);
    requireRecentSignIn(c);
  }
  const file = { name: field(form, 'name'), text: form.get('text') ?? '' };
  const from = Math.max(0, Number(field(form, 'from')) || 0);
  const plan = file.text.length > largestText ? null : await planOf(c, file.name, file.text);
  if (!plan) return showImport(c, [{ pointer: '/file', detail: words.importKinds }], 422);
  const made: { id: string; title: string; isPublished: boolean }[] = [];
  const refused: PlacedFault[] = [];
  let there = 0;
  for (const entry of plan.entries.slice(from, from + stepSize)) {
    const { outcome, reason } = await importEntry(c, entry, isPublishing);
    if (outcome === 'there') there++;
    if (outcome === 'drafted' || outcome === 'published') {
      made.push({
        id: entry.id,
        title: titleOf(c, entry),
        isPublished: outcome === 'published',
      });
    }
    if (reason !== null) refused.push({ place: entry.place, reason });
  }
  const left = plan.entries.length - from - stepSize;
  const rest =
    left > 0
      ? { from: from + stepSize, next: Math.min(left, stepSize), publish: isPublishing }
      : null;
  const children = ImportResultPage({ words, made, there, refused, rest, file });
  return deskPage(c, { title: words.adminImport, section: 'releases', children });
}

interface Outcome {
  outcome: 'drafted' | 'published' | 'there' | 'refused';
  /** The reason of a refusal, also of a publication whose draft was made. */
  reason: string | null;
}

async function importEntry(
  c: AppContext,
  { id, document, at }: ImportEntry,
  isPublishing: boolean,
): Promise<Outcome> {
  const params = { id };
  let outcome: Outcome['outcome'] = 'drafted';
  let etag: string | null = null;
  try {
    ({ etag } = await callApi(c, 'PUT /releases/{id}', { params, body: document, isNew: true }));
  } catch (error) {
    if (!(error instanceof Problem && error.code === 'stale')) {
      return { outcome: 'refused', reason: reasonOf(c, error) };
    }
    outcome = 'there';
  }
  if (!isPublishing || at === null) return { outcome, reason: null };
  try {
    etag ??= await findUntouched(c, id, document);
    if (etag === null) return { outcome, reason: null };
    const body = { at: formatInstant(at), backdate: true };
    await callApi(c, 'PUT /releases/{id}/publication', { params, body, etag });
    return { outcome: 'published', reason: null };
  } catch (error) {
    return { outcome, reason: reasonOf(c, error) };
  }
}

/** The ETag of a draft that is as an import made it of this document, or null. */
async function findUntouched(c: AppContext, id: string, document: object): Promise<string | null> {
  const { document: found, etag } = await callApi(c, 'GET /releases/{id}', { params: { id } });
  const { editions, date = found.date, ...sent } = v.parse(releaseInput, document);
  const texts = Object.entries(editions).map(([lang, edition]) => {
    const { slug = '' } = found.editions[lang] ?? {};
    return [lang, { slug, summary: '', place: '', ...edition }];
  });
  const made = { ...found, event: undefined, ...sent, date, editions: Object.fromEntries(texts) };
  const isAsMade = found.version === 1 && isSame(fieldsOf(found), fieldsOf(made));
  return isAsMade && found.state === 'draft' ? etag : null;
}

/** The reason of a refusal. Any other error is thrown. */
function reasonOf(c: AppContext, error: unknown): string {
  if (!(error instanceof Problem) || ![404, 409, 412, 422].includes(error.status)) throw error;
  return reasonInWords(c, error);
}
