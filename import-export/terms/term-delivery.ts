/** Makes and changes terms through the editors' API. */
import { type Client, Refusal } from '../../client/client.ts';
import { taxonomySlugs } from '../../src/domain/taxonomy.ts';
import type { PlacedFault } from '../../src/domain/term-entry.ts';
import type { SiteTerm, SiteTerms, TermStep } from '../../src/domain/term-plan.ts';

/** @throws Refusal, Unreachable */
export async function findSiteTerms(client: Client): Promise<SiteTerms> {
  const found: Partial<Record<(typeof taxonomySlugs)[number], readonly SiteTerm[]>> = {};
  for (const taxonomy of taxonomySlugs) {
    const { document } = await client.send('GET /editor/taxonomies/{taxonomy}/terms', {
      params: { taxonomy },
    });
    found[taxonomy] = document.items;
  }
  return found as SiteTerms;
}

/**
 * Carries out the steps in order. A refused term is a fault of its own; terms below a new term that
 * was refused are not sent.
 * @throws Unreachable, or a Refusal of the token
 */
export async function deliverTerms(
  client: Client,
  steps: readonly TermStep[],
  onStep: () => void = () => {},
): Promise<PlacedFault[]> {
  const faults: PlacedFault[] = [];
  const refused = new Set<string>();
  for (const step of steps) {
    const { taxonomy, body, place } = step;
    const isOrphan = body.parent !== null && refused.has(`${taxonomy}/${body.parent}`);
    const reason = isOrphan
      ? `its parent ${body.parent} was not made`
      : await deliver(client, step).then(() => null, reasonOf);
    if (reason !== null) {
      faults.push({ place, reason: `${taxonomy}/${body.slug}: ${reason}` });
      if (step.act === 'make') refused.add(`${taxonomy}/${body.slug}`);
    }
    onStep();
  }
  return faults;
}

async function deliver(client: Client, { act, taxonomy, body }: TermStep): Promise<void> {
  if (act === 'make') {
    await client.send('POST /editor/taxonomies/{taxonomy}/terms', { params: { taxonomy }, body });
    return;
  }
  const place = { params: { taxonomy, slug: body.slug } };
  const { etag } = await client.send('GET /editor/taxonomies/{taxonomy}/terms/{slug}', place);
  await client.send('PUT /editor/taxonomies/{taxonomy}/terms/{slug}', { ...place, body, etag });
}

/** The reason of a refusal. Errors that concern every further term are thrown. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Refusal) || [401, 403].includes(error.status)) throw error;
  const faults = error.errors.map(({ pointer, detail }) => `${pointer} ${detail}`);
  return faults.length > 0 ? faults.join('; ') : `${error.message} (${error.status})`;
}
