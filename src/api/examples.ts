/** Examples for the OpenAPI document: values of plausible content that the schemas accept. */
import * as v from 'valibot';
import { named } from './components.ts';

const id = '7q2m4k8d1xzr';
const origin = 'https://newsroom.example';
const sha256 = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';

/** Values by the name of a field; each is used where the schema accepts it. */
const samples: Record<string, unknown> = {
  id,
  url: `${origin}/releases/${id}/workshop-on-the-law-of-evidence`,
  slug: 'workshop-on-the-law-of-evidence',
  title: 'Workshop on the law of evidence',
  summary: 'Forty judges met in Astana.',
  place: 'ASTANA',
  markdown: 'Forty judges **met** today.',
  html: '<p>Forty judges <strong>met</strong> today.</p>',
  text: 'Forty judges met today.',
  name: 'Aigerim Duisenova',
  role: 'Press officer',
  email: 'press@newsroom.example',
  phone: '+43 1 514 36',
  kind: 'press-release',
  date: '2026-07-01',
  sources: 'secretariat',
  fieldsOfWork: 'rule-of-law',
  countries: 'kazakhstan',
  meetings: 'summit-meetings',
  formerSlugs: 'the-workshop',
  parent: 'participating-states',
  names: 'Rule of law',
  legacyUrls: '/node/17',
  filename: 'programme.pdf',
  mediaType: 'application/pdf',
  size: 48_213,
  sha256,
  credit: 'A. Photographer',
  licence: 'CC BY 4.0',
  alt: 'Judges at a table',
  caption: 'Judges at work',
  note: 'The number of judges was corrected.',
  version: 2,
  createdBy: 'Aigerim Duisenova',
  editor: 'Aigerim Duisenova',
  recipient: 'Jo Smith, The Daily',
  timeZone: 'Europe/Vienna',
  time: '2026-07-01 10:00',
  weekday: 'Wednesday',
  local: '2026-07-01T10:00',
  languages: 'en',
  lang: 'en',
  titles: 'Workshop on the law of evidence',
  label: 'Mirror',
  token: 'dl_7q2m4k8d1xzr7q2m4k8d1xzr7q',
  secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  path: '/old-address',
  target: '/kinds/press-release',
  redirectTo: null,
  demandedBy: null,
  withdrawal: null,
  revokedAt: null,
  state: 'public',
  publicVersion: 2,
  scheduledVersion: null,
  publishAt: null,
  failingSince: null,
  disabledAt: null,
  brokenAt: null,
  next: null,
  since: null,
  action: 'release.publish',
  subject: `release/${id}`,
  address: '192.0.2.1',
  previous: sha256,
  hash: sha256,
  task: 'webhook',
  lastError: 'Webhook endpoint returned 500.',
  code: 'relative-link',
  pointer: '/editions/en/title',
  detail: 'must not be empty',
  type: 'urn:dateline:problem:invalid',
  status: 422,
  scopes: 'releases:read',
  minor: false,
  enabled: true,
  valid: true,
};

/** The fields of a named schema that need a value of their own. */
const own: Record<string, Record<string, unknown>> = {
  Attachment: { url: `${origin}/files/${id}/programme.pdf` },
  Delivery: { state: 'failing', deadAt: null },
  NewPreview: { url: `https://preview.newsroom.example/previews/${id}?key=q2m4k8d1xzr7` },
  NewWebhook: { url: 'https://mirror.example/hook' },
  PublicTerm: { slug: 'rule-of-law', name: 'Rule of law' },
  Site: { url: origin, name: { en: 'Newsroom' } },
  TaxonomyEntry: { slug: 'kinds', name: 'Kinds' },
  Term: { slug: 'rule-of-law' },
  TermInput: { slug: 'rule-of-law' },
  TermReference: {
    taxonomy: 'structures',
    slug: 'secretariat',
    name: 'Secretariat',
    url: `${origin}/structures/secretariat`,
  },
  UploadedAttachment: { url: `${origin}/files/${id}/programme.pdf` },
  Webhook: { url: 'https://mirror.example/hook' },
  WebhookInput: { url: 'https://mirror.example/hook' },
};

const names = new Map<unknown, string>(
  Object.entries(named).map(([name, schema]) => [schema, name]),
);

/** Values for fields of any other name: the first that the schema accepts. */
const others = ['2026-07-01T08:00:00Z', `${origin}/`, '/', 'text', 1, false];

/** A value that the schema accepts; `name` is that of the field which holds it. */
export function exampleOf(schema: v.GenericSchema, name = ''): unknown {
  const accepts = (value: unknown) => v.safeParse(schema, value).success;
  if (Object.hasOwn(samples, name) && accepts(samples[name])) return samples[name];
  const parts = schema as unknown as Record<'item' | 'value' | 'wrapped', v.GenericSchema>;
  const { entries, options } = schema as unknown as {
    entries: Record<string, v.GenericSchema>;
    options: readonly unknown[];
  };
  const fields = own[names.get(schema) ?? v.getTitle(schema) ?? ''] ?? {};
  switch (schema.type) {
    case 'strict_object':
    case 'object':
      return Object.fromEntries(
        Object.entries(entries)
          .filter(([key, entry]) => !isLeftOut(key, entry))
          .map(([key, entry]) => [key, key in fields ? fields[key] : exampleOf(entry, key)]),
      );
    case 'array':
      return [exampleOf(parts.item, name)];
    case 'record':
      return parts.value.type === 'any' ? {} : { en: exampleOf(parts.value, name) };
    case 'optional':
    case 'nullable':
      return exampleOf(parts.wrapped, name);
    case 'picklist':
      return options[0];
    case 'union':
      return exampleOf(options[0] as v.GenericSchema, name);
    case 'literal':
      return (schema as unknown as { literal: unknown }).literal;
    case 'any':
      return {};
    default:
      return others.find(accepts);
  }
}

/** Whether an example of an input does better without an optional field. */
const isLeftOut = (key: string, entry: v.GenericSchema) =>
  entry.type === 'optional' && samples[key] === null && !v.safeParse(entry, null).success;
