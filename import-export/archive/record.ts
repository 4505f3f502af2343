/** Records as export and import use them, and the record of a public release. */
import type { Document, Release } from '../../client/client.ts';
import { toRecordedFile } from '../../src/domain/attachment.ts';
import { withoutEmptyTexts } from '../../src/domain/release.ts';

/** A line of releases.ndjson. */
export type ReleaseRecord = Document<'GET /editor/records/{id}'>;
export type RecordFile = ReleaseRecord['revisions'][number]['attachments'][number];

/** The distinct files of a record. */
export function recordFiles({ revisions }: ReleaseRecord): RecordFile[] {
  const all = revisions.flatMap(({ attachments }) => attachments);
  return [...new Map(all.map((file) => [file.sha256, file])).values()];
}

/**
 * Whether two records are equal, apart from editors, who may be unknown on the other site, and from
 * decomposed letters, which a site composes.
 */
export function areSame(one: ReleaseRecord, other: ReleaseRecord): boolean {
  const comparable = ({ pastWithdrawals = [], ...record }: ReleaseRecord) =>
    JSON.stringify({ ...record, pastWithdrawals }, (key, value) =>
      key === 'createdBy' || (key === 'demandedBy' && value === null) ? undefined : value,
    );
  return comparable(one).normalize() === comparable(other).normalize();
}

/** The record of a public release: one revision. */
export function recordOf(release: Release): ReleaseRecord {
  const slugs = (terms: readonly { slug: string }[]) => terms.map(({ slug }) => slug);
  const { id, version, publishedAt, modifiedAt, date, contacts, event, corrections } = release;
  const revision = {
    version,
    createdAt: modifiedAt,
    createdBy: 'unknown',
    kind: release.kind?.slug ?? '',
    date,
    sources: slugs(release.sources),
    fieldsOfWork: slugs(release.fieldsOfWork),
    countries: slugs(release.countries),
    meetings: slugs(release.meetings),
    contacts,
    ...(event && { event }),
    legacyUrls: [],
    editions: Object.fromEntries(
      Object.entries(release.editions).map(([lang, edition]) => {
        const { url: _, html: __, text: ___, ...text } = edition;
        return [lang, withoutEmptyTexts(text)];
      }),
    ),
    attachments: release.attachments.map(toRecordedFile),
  };
  const visible = { visibleFrom: publishedAt, visibleUntil: null };
  return {
    id,
    createdAt: publishedAt,
    updatedAt: modifiedAt,
    revisions: [revision],
    publications: [{ version, ...visible, publishedAt, modifiedAt, corrections }],
    withdrawal: null,
    pastWithdrawals: [],
  };
}
