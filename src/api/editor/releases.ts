/** Drafts: creating, reading and revising a release. Nothing here is public. */
import * as v from 'valibot';
import { dayInZone } from '../../domain/instant.ts';
import { historySlug } from '../../domain/paths.ts';
import { type Fault, Problem, pointer } from '../../domain/problem.ts';
import { canonicalPath, isReserved } from '../../domain/redirect.ts';
import { type Snapshot, termFieldNames, termFields } from '../../domain/release.ts';
import { type ReleaseInput, releaseInput } from '../../domain/release-input.ts';
import type { Site } from '../../domain/site.ts';
import { slugify } from '../../domain/slug.ts';
import type { Taxonomy, TaxonomySlug } from '../../domain/taxonomy.ts';
import { newDraft, scheduledSpan } from '../../domain/working-release.ts';
import { requirePermission } from '../../http/auth.ts';
import { isCreateOnly } from '../../http/conditional.ts';
import type { AppContext } from '../../http/context.ts';
import { invalid, languageFaults, type Validated } from '../../http/input.ts';
import { autosave } from '../../store/editorial/autosave.ts';
import { discard } from '../../store/editorial/publications.ts';
import * as releases from '../../store/editorial/releases.ts';
import { findTaxonomy } from '../../store/taxonomy/terms.ts';
import { idempotentPost, operation, type ResponseDescription } from '../endpoint.ts';
import { publish, read, write } from '../permissions.ts';
import * as schemas from '../response-schemas.ts';
import {
  answerRelease,
  createdRelease,
  requestedRelease,
  requireIfMatch,
  showRelease,
  working,
} from './working-release.ts';

async function findRelease(c: AppContext): Promise<Response> {
  const [release, taxonomy] = await Promise.all([requestedRelease(c), findTaxonomy(c.var.db)]);
  return showRelease(c, release, taxonomy);
}

/**
 * Creates a draft under an id that the caller chose, once. An imported release keeps its address, and
 * a repeated import finds what is there.
 */
async function createAt(c: AppContext, validatedBody: ReplacementBody): Promise<Response> {
  const { db, actor, site } = c.var;
  const id = c.req.param('id') ?? '';
  if (await releases.findRelease(db, id)) {
    await requestedRelease(c);
    throw new Problem('stale', releases.idTaken);
  }
  const { document, output, faults } = await validatedBody();
  const validated = { document, output, faults: [...faults, ...autosaveFaults(document)] };
  const taxonomy = await findTaxonomy(db);
  const today = dayInZone(actor.now, site.timeZone);
  const snapshot = { ...contentOf(site, taxonomy, validated, today), attachments: [] };
  const release = newDraft(actor, snapshot, id);
  await releases.createRelease(db, actor, release);
  const { document: made, headers } = createdRelease(c, release, taxonomy, 201);
  return c.json(made as object, 201, headers);
}

const draftInput = v.pipe(releaseInput, v.title('ReleaseInput'));

/** The document that replaces a working revision. */
const replacement = v.pipe(
  v.strictObject({
    ...releaseInput.entries,
    autosave: v.pipe(
      v.optional(v.boolean('must be true or false')),
      v.description(
        [
          'true: the text replaces that of the caller’s own last revision, if it is at most ten minutes old',
          'and was neither approved nor scheduled nor previewed. Else a new revision is made.',
          'For a text that is stored already, If-Match is not compared.',
        ].join(' '),
      ),
    ),
  }),
  v.title('ReleaseReplacement'),
);

type ReplacementBody = () => Promise<Validated<v.InferOutput<typeof replacement>>>;

/** A draft that is created has no revision for an autosave. */
function autosaveFaults(document: unknown): Fault[] {
  if (typeof document !== 'object' || document === null || !('autosave' in document)) return [];
  return [{ pointer: '/autosave', detail: 'is not a field of this document' }];
}

/**
 * Replaces the working revision. An autosave of the text that is stored already writes nothing and
 * succeeds whatever its ETag is: the response to an earlier attempt may have been lost (RFC 9110,
 * section 13.1.1).
 */
async function replaceRelease(c: AppContext, validatedBody: ReplacementBody): Promise<Response> {
  const { db, actor } = c.var;
  const release = await requestedRelease(c);
  const validated = await validatedBody();
  const isAutosave = validated.output?.autosave;
  if (!isAutosave) requireIfMatch(c, release, true);
  const taxonomy = await findTaxonomy(db);
  const { attachments, date } = release.snapshot;
  const content = contentOf(c.var.site, taxonomy, validated, date);
  const snapshot = { ...content, attachments };
  if (isAutosave) {
    if (JSON.stringify(snapshot) === JSON.stringify(release.snapshot)) {
      return showRelease(c, release, taxonomy);
    }
    requireIfMatch(c, release, true);
  }
  const save = isAutosave ? autosave : releases.revise;
  await save(db, actor, release, snapshot);
  return answerRelease(c, release.id, taxonomy);
}

/** Discards a release that was never public. */
async function deleteRelease(c: AppContext): Promise<Response> {
  const release = await requestedRelease(c);
  if (scheduledSpan(release, c.var.now)) await requirePermission(c, publish);
  requireIfMatch(c, release, true);
  await discard(c.var.db, c.var.actor, release);
  return c.body(null, 204);
}

const draftMade = {
  description: 'The draft.',
  schema: schemas.workingRelease,
  headers: ['ETag', 'Location'],
} as const satisfies ResponseDescription;

export const releaseOperations = [
  idempotentPost(
    {
      path: '/releases',
      name: 'createRelease',
      summary: 'Create a draft.',
      needs: write,
      body: draftInput,
      responses: { 201: draftMade },
      problems: ['conflict'],
    },
    async (c, { validatedBody }) => {
      const { db, site, actor } = c.var;
      const validated = await validatedBody();
      const taxonomy = await findTaxonomy(db);
      const today = dayInZone(actor.now, site.timeZone);
      const snapshot = { ...contentOf(site, taxonomy, validated, today), attachments: [] };
      const release = newDraft(actor, snapshot);
      return {
        ...createdRelease(c, release, taxonomy, 201),
        write: (actor) => releases.createRelease(db, actor, release),
      };
    },
  ),
  operation(
    {
      method: 'get',
      path: '/releases/{id}',
      name: 'findRelease',
      summary: 'Read the working revision. Reading an embargoed release is recorded in the audit.',
      needs: read,
      responses: { 200: working },
    },
    findRelease,
  ),
  operation(
    {
      method: 'put',
      path: '/releases/{id}',
      name: 'putRelease',
      summary:
        'Replace the working revision, not the public one. With If-None-Match: *, create a draft of this id.',
      needs: write,
      body: replacement,
      ifMatch: true,
      ifNoneMatch: true,
      responses: { 200: working, 201: draftMade },
      problems: ['conflict'],
    },
    (c, { validatedBody }) =>
      isCreateOnly(c) ? createAt(c, validatedBody) : replaceRelease(c, validatedBody),
  ),
  operation(
    {
      method: 'delete',
      path: '/releases/{id}',
      name: 'discardRelease',
      summary: 'Discard a release that was never public; one that is scheduled, as an editor.',
      needs: write,
      ifMatch: true,
      responses: { 204: { description: 'The release is discarded.', schema: null } },
      problems: ['conflict'],
    },
    deleteRelease,
  ),
] as const;

/**
 * The content of a revision, from the document that an editor sent.
 * @param day the date of a document that has none
 * @param isRecorded whether it comes from a record, whose old addresses may be the site's own by now
 * @throws Problem `invalid` with an entry for every fault, of form and of terms and languages alike
 */
export function contentOf(
  site: Site,
  taxonomy: Taxonomy,
  { document, output, faults }: Validated<ReleaseInput>,
  day: string,
  isRecorded = false,
): Omit<Snapshot, 'attachments'> {
  const input = (output ?? document ?? {}) as Partial<ReleaseInput>;
  const resolved = resolve(site, taxonomy, input, isRecorded);
  const all = [...faults, ...resolved.faults];
  if (!output || all.length > 0) throw invalid(all);
  return {
    ...resolved.terms,
    date: output.date ?? day,
    contacts: output.contacts,
    ...(output.event && { event: output.event }),
    legacyUrls: output.legacyUrls,
    editions: Object.fromEntries(
      Object.entries(output.editions).map(([lang, edition]) => {
        const { title, slug = slugOf(title, lang), summary = '', place = '', markdown } = edition;
        return [lang, { title, slug, summary, place, markdown }];
      }),
    ),
  };
}

/** The slug of a title, except the one that is the address of the history. */
function slugOf(title: string, lang: string): string {
  const slug = slugify(title, 'release', lang);
  return slug === historySlug ? `${slug}-release` : slug;
}

/** The terms by their ids, and a fault for each unknown slug or language. */
function resolve(
  site: Site,
  taxonomy: Taxonomy,
  input: Partial<ReleaseInput>,
  isRecorded: boolean,
) {
  const faults: Fault[] = [];
  const find = (kind: TaxonomySlug, slug: unknown, place: string): number => {
    const term = typeof slug === 'string' ? taxonomy.bySlug(kind, slug) : null;
    if (!term && typeof slug === 'string') {
      faults.push({ pointer: place, detail: `is not a term of ${kind}` });
    }
    return term?.id ?? 0;
  };
  const lists = termFieldNames.map((field) => {
    const slugs: unknown = input[field];
    if (!Array.isArray(slugs)) return [field, []];
    return [field, slugs.map((slug, at) => find(termFields[field], slug, pointer(field, at)))];
  });
  const legacyUrls: unknown = input.legacyUrls;
  if (!isRecorded && Array.isArray(legacyUrls)) {
    for (const [at, url] of legacyUrls.entries()) {
      const path = typeof url === 'string' ? canonicalPath(url) : null;
      if (path === null || !isReserved(site, taxonomy.terms, path)) continue;
      faults.push({ pointer: pointer('legacyUrls', at), detail: 'is an address of this site' });
    }
  }
  const location: unknown = input.event?.location;
  if (typeof location === 'object' && location !== null) {
    faults.push(...languageFaults(site, location, 'event', 'location'));
  }
  const editions: unknown = input.editions;
  if (typeof editions === 'object' && editions !== null) {
    faults.push(...languageFaults(site, editions, 'editions'));
  }
  const kind = find('kinds', input.kind, pointer('kind'));
  const terms = { kind, ...Object.fromEntries(lists) } as Pick<
    Snapshot,
    'kind' | (typeof termFieldNames)[number]
  >;
  return { terms, faults };
}
