/**
 * The checks of the editors' API that need no request. They come before anything is sent, so that a
 * rehearsal refuses what the import refuses.
 */
import type * as v from 'valibot';
import { renderBodies } from '../../src/api/rendered-bodies.ts';
import { checkTexts } from '../../src/domain/checks.ts';
import { utf8 } from '../../src/domain/digest.ts';
import type { Fault } from '../../src/domain/problem.ts';
import type { TermField } from '../../src/domain/release.ts';
import { termFields } from '../../src/domain/release.ts';
import type { ReleaseInput } from '../../src/domain/release-input.ts';
import type { TaxonomySlug } from '../../src/domain/taxonomy.ts';
import { largestDocument } from '../../src/http/input.ts';
import type { Enclosure } from '../readers/parse-result.ts';
import type { Newsroom } from './newsroom.ts';

/** The faults of a release, as sentences; those of its texts if it is going to be published. */
export function faultsOf(
  release: ReleaseInput,
  isPublished: boolean,
  files: readonly Enclosure[],
  newsroom: Newsroom,
): string[] {
  const unknown = unknownIn(release, newsroom);
  if (unknown.length > 0) return unknown;
  const size = utf8(JSON.stringify(release)).length;
  if (size > largestDocument) {
    return [`its texts have ${size} bytes together; ${largestDocument} are accepted`];
  }
  if (!isPublished) return [];
  return faultsOfTexts(release, files).map(({ pointer, detail }) => `${pointer} ${detail}`);
}

/** The faults that prevent the publication of texts. */
function faultsOfTexts({ editions: texts }: ReleaseInput, files: readonly Enclosure[]): Fault[] {
  const { errors } = checkTexts(texts, files);
  const faults = errors.map(({ pointer, detail }) => ({ pointer, detail }));
  const attachments = files.map(({ filename }) => ({ id: '0'.repeat(12), filename }));
  renderBodies({ editions: texts, attachments }, faults);
  return faults;
}

function unknownIn(release: ReleaseInput, { terms, languages }: Newsroom): string[] {
  const named = (Object.entries(termFields) as [TermField, TaxonomySlug][]).flatMap(
    ([field, taxonomy]) => release[field].map((slug) => ({ taxonomy, slug })),
  );
  const strange = [{ taxonomy: 'kinds' as const, slug: release.kind }, ...named]
    .filter((term) => !terms.has(term))
    .map(({ taxonomy, slug }) => `“${slug}” is not a term of ${taxonomy}`);
  const foreign = Object.keys(release.editions)
    .filter((lang) => !languages.includes(lang))
    .map((lang) => `“${lang}” is not a language of this site`);
  return [...strange, ...foreign];
}

/** A fault of a document as a sentence. */
export function describeIssue(issue: v.BaseIssue<unknown>): string {
  const path = issue.path?.map(({ key }) => String(key)).join('/') ?? '';
  return `/${path} ${issue.input === undefined ? 'is missing' : issue.message}`;
}
