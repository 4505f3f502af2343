/**
 * The rules of IPTC ninjs 3.1 for what a release has, stated anew: only `uri` must be there, and
 * nothing may be there that the standard does not name.
 */
type Schema = Record<string, unknown>;

const text: Schema = { type: 'string' };
const instant: Schema = { type: 'string', format: 'date-time' };
const uri: Schema = { type: 'string', format: 'uri' };

const object = (properties: Record<string, Schema>, ...required: string[]): Schema => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
});
const listOf = (items: Schema): Schema => ({ type: 'array', items });

const contactInfo = object(
  { type: text, role: text, lang: text, name: text, value: text },
  'value',
);
const concept = { name: text, rel: text, uri, literal: text };
const party = { name: text, role: text, uri, literal: text, contactInfo: listOf(contactInfo) };
const headline = object({ role: text, contentType: text, value: text }, 'value');
const counted = { charCount: { type: 'integer' }, wordCount: { type: 'integer' } };
const body = object({ role: text, contentType: text, value: text, ...counted }, 'value');
const number: Schema = { type: 'integer' };
const sides = { width: number, height: number };
const rendition = object(
  { name: text, href: uri, contentType: text, title: text, sizeInBytes: number, ...sides },
  'name',
);

const item: Record<string, Schema> = {
  uri,
  type: { enum: ['text', 'audio', 'video', 'picture', 'graphic', 'composite', 'component'] },
  representationType: { enum: ['full', 'partial'] },
  profile: text,
  version: text,
  firstCreated: instant,
  versionCreated: instant,
  contentCreated: instant,
  pubStatus: { enum: ['usable', 'withheld', 'canceled'] },
  copyrightHolder: text,
  edNote: text,
  language: text,
  title: text,
  by: text,
  slugline: text,
  located: text,
  headlines: listOf(headline),
  descriptions: listOf(headline),
  bodies: listOf(body),
  subjects: listOf(object(concept)),
  places: listOf(object(concept)),
  genres: listOf(object({ name: text, uri: text, literal: text })),
  infoSources: listOf(object(party)),
  renditions: listOf(rendition),
  altIds: listOf(object({ role: text, value: text })),
  standard: object({ name: text, version: text, schema: uri }),
};

export const ninjsRules: Schema = object(
  {
    ...item,
    associations: listOf(object({ ...item, name: text, rel: text }, 'name', 'uri')),
  },
  'uri',
);
