/** A file of terms at the desk: read and compared with the site, carried out in steps; written. */
import { TermPlanPage } from '../../templates/desk/term-plan.tsx';
import { termsPath } from '../../templates/desk/terms.tsx';
import { manageSite } from '../api/permissions.ts';
import { Problem } from '../domain/problem.ts';
import { taxonomySlugs } from '../domain/taxonomy.ts';
import { readCsvTerms, writeCsvTerms } from '../domain/term-csv.ts';
import { type PlacedFault, TermFault, toTermEntry } from '../domain/term-entry.ts';
import { planTerms, type SiteTerms, type TermPlan, type TermStep } from '../domain/term-plan.ts';
import { requirePermission } from '../http/auth.ts';
import type { AppContext } from '../http/context.ts';
import { findTaxonomy } from '../store/taxonomy/terms.ts';
import { callApi } from './api-call.ts';
import { placedInWords, reasonInWords } from './faults.ts';
import { readUpload, textOfUpload, type Upload } from './file-upload.ts';
import { type DeskStatus, deskPage, seeOther, wordsFor } from './page.ts';
import { showTerms } from './terms.ts';

/** The terms that one request makes or changes: D1 takes 1,000 queries an invocation, a term up to 16. */
const stepSize = 40;

/** The largest file in characters. */
const largestCsv = 1_000_000;

async function siteTerms(c: AppContext): Promise<SiteTerms> {
  const taxonomy = await findTaxonomy(c.var.primary);
  const all = taxonomySlugs.map((slug) => [
    slug,
    taxonomy.list(slug).map((term) => ({
      slug: term.slug,
      parent: term.parentId === null ? null : (taxonomy.byId(term.parentId)?.slug ?? null),
      closed: term.closed,
      names: { ...term.names },
      formerSlugs: [...term.formerSlugs],
    })),
  ]);
  return Object.fromEntries(all) as SiteTerms;
}

/** All terms as CSV. */
export async function downloadTerms(c: AppContext) {
  await requirePermission(c, manageSite);
  const csv = writeCsvTerms(await siteTerms(c), c.var.site.languages);
  return c.body(`\uFEFF${csv}`, 200, {
    'Content-Type': 'text/csv; charset=utf-8',
    'Content-Disposition': 'attachment; filename="terms.csv"',
  });
}

/** Shows what an uploaded file would change; a file that was shown is carried out. */
export async function termFilePage(c: AppContext) {
  await requirePermission(c, manageSite);
  const { fields, file } = await readUpload(c);
  const csv = fields.get('csv');
  return csv === null || csv.length > largestCsv ? rehearseTerms(c, file) : carryOutTerms(c, csv);
}

async function rehearseTerms(c: AppContext, file: Upload['file']) {
  const words = wordsFor(c);
  const refuse = (detail: string) => showTerms(c, [{ pointer: '/file', detail }], 422);
  if (!file) return refuse(words.needsFile);
  const csv = textOfUpload(file.bytes);
  if (csv === null || csv.length > largestCsv) return refuse(words.needsUtf8);
  return showPlan(c, csv, planOf(c, csv, await siteTerms(c)), null, []);
}

function planOf(c: AppContext, csv: string, terms: SiteTerms): TermPlan {
  const { languages, defaultLanguage } = c.var.site;
  const faults: PlacedFault[] = [];
  try {
    const rows = readCsvTerms(csv, { path: 'CSV', languages, taxonomy: null });
    const entries = rows.flatMap((row) => toTermEntry(row, defaultLanguage, faults) ?? []);
    const plan = planTerms(entries, terms, defaultLanguage);
    return { ...plan, faults: placedInWords(c, [...faults, ...plan.faults]) };
  } catch (error) {
    if (!(error instanceof TermFault)) throw error;
    return { steps: [], same: 0, others: 0, faults: placedInWords(c, [error.fault]) };
  }
}

function showPlan(
  c: AppContext,
  csv: string,
  plan: TermPlan,
  done: number | null,
  refused: readonly PlacedFault[],
) {
  const words = wordsFor(c);
  const status: DeskStatus = plan.faults.length > 0 ? 422 : refused.length > 0 ? 409 : 200;
  const children = TermPlanPage({ words, plan, refused, done, csv, stepSize });
  return deskPage(c, { title: words.termsCsv, section: 'admin', children }, status);
}

/** Carries out the next steps of a file. It is compared with the site anew each time. */
async function carryOutTerms(c: AppContext, csv: string) {
  const plan = planOf(c, csv, await siteTerms(c));
  if (plan.faults.length > 0) return showPlan(c, csv, plan, null, []);
  const now = plan.steps.slice(0, stepSize);
  const refused: PlacedFault[] = [];
  for (const step of now) {
    const reason = await deliver(c, step);
    if (reason === null) continue;
    refused.push({ place: step.place, reason: `${step.taxonomy}/${step.body.slug}: ${reason}` });
    break;
  }
  if (refused.length === 0 && plan.steps.length <= stepSize) {
    return seeOther(c, termsPath, 'carried');
  }
  const done = now.findIndex(({ place }) => place === refused[0]?.place);
  const count = done < 0 ? now.length : done;
  return showPlan(c, csv, planOf(c, csv, await siteTerms(c)), count, refused);
}

/** Makes or changes a term. @returns the reason of a refusal, or null */
async function deliver(c: AppContext, { act, taxonomy, body }: TermStep): Promise<string | null> {
  try {
    if (act === 'make') {
      await callApi(c, 'POST /taxonomies/{taxonomy}/terms', { params: { taxonomy }, body });
      return null;
    }
    const params = { taxonomy, slug: body.slug };
    const { etag } = await callApi(c, 'GET /taxonomies/{taxonomy}/terms/{slug}', { params });
    await callApi(c, 'PUT /taxonomies/{taxonomy}/terms/{slug}', { params, body, etag });
    return null;
  } catch (error) {
    if (!(error instanceof Problem) || ![409, 412, 422].includes(error.status)) throw error;
    return reasonInWords(c, error);
  }
}
