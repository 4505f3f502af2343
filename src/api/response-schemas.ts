/** The schemas of responses, for the OpenAPI document and the client. Tests validate responses by them. */
import * as v from 'valibot';
import { changeActions } from '../domain/change.ts';
import { roles, scopes } from '../domain/editor.ts';
import { states, withdrawalModes } from '../domain/release.ts';
import { taxonomySlugs } from '../domain/taxonomy.ts';

const text = v.string();
const instant = v.pipe(text, v.isoTimestamp());
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const texts = v.record(text, text);
const taxonomy = v.picklist(taxonomySlugs);

/** A page of a list with the cursor of the next page. */
export const pageOf = <Item extends v.GenericSchema>(item: Item) =>
  v.strictObject({ items: v.array(item), next: v.nullable(text) });

export const listOf = <Item extends v.GenericSchema>(item: Item) =>
  v.strictObject({ items: v.array(item) });

export const termReference = v.strictObject({ taxonomy, slug: text, name: text, url: text });

export const contact = v.strictObject({
  name: text,
  role: v.optional(text),
  email: v.optional(text),
  phone: v.optional(text),
});

export const attachment = v.strictObject({
  id: text,
  url: text,
  filename: text,
  mediaType: text,
  size: count,
  sha256: text,
  title: text,
  lang: v.nullable(text),
  alt: texts,
  caption: texts,
  credit: v.nullable(text),
  licence: v.nullable(text),
  order: v.nullable(v.pipe(v.number(), v.integer())),
  lead: v.boolean(),
  width: v.nullable(count),
  height: v.nullable(count),
});

export const event = v.strictObject({
  start: instant,
  end: instant,
  timeZone: text,
  location: v.optional(texts),
  registration: v.optional(text),
});

/** An attachment for readers. */
const publicAttachment = v.strictObject({
  ...attachment.entries,
  renditions: v.pipe(
    v.array(v.strictObject({ url: text, mediaType: text, width: count, height: count })),
    v.description('Smaller versions of a picture.'),
  ),
});

const editionText = { title: text, slug: text, summary: text, place: text, markdown: text };

export const release = v.strictObject({
  id: text,
  url: text,
  kind: v.nullable(termReference),
  publishedAt: instant,
  modifiedAt: instant,
  date: text,
  version: count,
  sources: v.array(termReference),
  fieldsOfWork: v.array(termReference),
  countries: v.array(termReference),
  meetings: v.array(termReference),
  contacts: v.array(contact),
  event: v.optional(event),
  editions: v.record(text, v.strictObject({ ...editionText, url: text, html: text, text })),
  attachments: v.array(publicAttachment),
  corrections: v.array(v.strictObject({ at: instant, note: texts })),
  withdrawal: v.nullable(
    v.strictObject({ mode: v.picklist(withdrawalModes), at: instant, note: v.nullable(texts) }),
  ),
});

/** A change for readers; without a release, a tombstone. */
export const change = v.strictObject({
  id: text,
  at: instant,
  action: v.picklist(changeActions),
  release: v.nullable(release),
  withdrawal: release.entries.withdrawal,
});

export const changePage = v.strictObject({ items: v.array(change), next: text });

const content = {
  kind: text,
  date: text,
  sources: v.array(text),
  fieldsOfWork: v.array(text),
  countries: v.array(text),
  meetings: v.array(text),
  contacts: v.array(contact),
  event: v.optional(event),
  legacyUrls: v.array(text),
  editions: v.record(text, v.strictObject(editionText)),
  attachments: v.array(attachment),
};

export const approval = v.strictObject({ version: count, editor: text, at: instant });

export const workingRelease = v.strictObject({
  id: text,
  state: v.picklist(states),
  version: count,
  publicVersion: v.nullable(count),
  scheduledVersion: v.nullable(count),
  changedSinceScheduled: v.pipe(
    v.boolean(),
    v.description('The working revision is newer than the scheduled one.'),
  ),
  publishAt: v.nullable(instant),
  approval: v.nullable(approval),
  createdAt: instant,
  updatedAt: instant,
  ...content,
});

const person = v.strictObject({ id: text, name: v.nullable(text) });

export const releaseListEntry = v.strictObject({
  id: text,
  state: v.picklist(states),
  version: count,
  publicVersion: v.nullable(count),
  scheduledVersion: v.nullable(count),
  publishAt: v.nullable(instant),
  createdAt: instant,
  createdBy: person,
  updatedAt: instant,
  updatedBy: person,
  kind: v.nullable(text),
  date: text,
  languages: v.array(text),
  titles: texts,
  approval: v.nullable(approval),
});

const revisionEntry = { version: count, createdAt: instant, createdBy: text };

export const revisionLine = v.strictObject(revisionEntry);
export const revision = v.strictObject({ ...revisionEntry, ...content });

export const difference = v.strictObject({
  from: count,
  to: count,
  changes: v.array(
    v.strictObject({ pointer: text, before: v.optional(v.any()), after: v.optional(v.any()) }),
  ),
});

export const publication = v.strictObject({
  state: v.picklist(states),
  version: count,
  at: instant,
  local: v.strictObject({ timeZone: text, time: text, weekday: text }),
});

export const upload = v.strictObject({ ...attachment.entries, version: count });

export const preview = v.strictObject({
  id: text,
  recipient: text,
  timeZone: v.nullable(text),
  version: v.nullable(count),
  createdAt: instant,
  expiresAt: instant,
  revokedAt: v.nullable(instant),
  views: count,
  lastViewedAt: v.nullable(instant),
});

export const newPreview = v.strictObject({ ...preview.entries, url: text });

export const auditEntry = v.strictObject({
  id: count,
  at: instant,
  editor: v.nullable(v.strictObject({ id: text, name: v.nullable(text) })),
  action: text,
  subject: text,
  detail: v.record(text, v.any()),
  address: v.nullable(text),
  previous: text,
  hash: text,
});

export const verdict = v.strictObject({
  valid: v.boolean(),
  entries: count,
  brokenAt: v.nullable(count),
  next: v.nullable(text),
});

export const site = v.strictObject({
  name: texts,
  url: text,
  languages: v.array(text),
  timeZone: text,
  /** Whether the two-person rule is on. */
  twoPersons: v.boolean(),
});

export const taxonomyLine = v.strictObject({ slug: taxonomy, name: text });

export const publicTerm = v.strictObject({
  slug: text,
  name: text,
  parent: v.nullable(text),
  closed: v.boolean(),
});

export const term = v.strictObject({
  slug: text,
  parent: v.nullable(text),
  closed: v.boolean(),
  names: texts,
  formerSlugs: v.array(text),
});

export const redirect = v.strictObject({ id: text, path: text, target: text, createdAt: instant });

/** An old address that is taken: by a redirect, or by a release that the caller may not see (null). */
export const legacyUrl = v.strictObject({
  path: text,
  target: v.nullable(text),
  releaseId: v.nullable(text),
});

export const editor = v.strictObject({
  id: text,
  name: text,
  role: v.picklist(roles),
  disabled: v.boolean(),
  createdAt: instant,
});

export const token = v.strictObject({
  id: text,
  label: text,
  scopes: v.array(v.picklist(scopes)),
  createdAt: instant,
  expiresAt: instant,
  lastUsedAt: v.nullable(instant),
  revokedAt: v.nullable(instant),
});

export const newToken = v.strictObject({ ...token.entries, token: text });

export const webhook = v.strictObject({
  id: text,
  url: text,
  label: text,
  enabled: v.boolean(),
  createdAt: instant,
  failingSince: v.nullable(instant),
  disabledAt: v.nullable(instant),
});

export const newWebhook = v.strictObject({ ...webhook.entries, secret: text });

export const delivery = v.strictObject({
  number: count,
  task: text,
  state: v.picklist(['dead', 'failing', 'waiting']),
  subject: v.record(text, v.any()),
  at: instant,
  attempts: count,
  nextAttemptAt: v.nullable(instant),
  lastError: v.nullable(text),
  deadAt: v.nullable(instant),
});

const waiting = { waiting: count, failing: count, dead: count };

export const health = v.strictObject({
  status: v.picklist(['well', 'troubled', 'late']),
  at: instant,
  lastTickAt: v.nullable(instant),
  overdue: v.strictObject({ publications: count, since: v.nullable(instant) }),
  outbox: v.strictObject({
    depth: count,
    failing: count,
    dead: count,
    tasks: v.array(v.strictObject({ task: text, ...waiting, oldestAt: v.nullable(instant) })),
  }),
  webhooks: v.strictObject({ enabled: count, failing: count, disabled: count }),
});

export const finding = v.strictObject({ code: text, pointer: text, detail: text });

export const findings = v.strictObject({
  errors: v.array(finding),
  warnings: v.array(finding),
});

export const rendering = v.strictObject({ html: text, text, faults: v.array(finding) });

export const caller = v.strictObject({
  editor: v.strictObject({ id: text, name: text }),
  role: v.picklist(roles),
  scopes: v.array(v.picklist(scopes)),
  timeZone: text,
});

export const problem = v.strictObject({
  type: text,
  title: text,
  status: count,
  detail: text,
  errors: v.optional(v.array(v.strictObject({ pointer: text, detail: text }))),
});
