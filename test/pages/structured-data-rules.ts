/**
 * Rules of schema.org and Google for structured data, as far as pages use it. The
 * validator knows breadcrumbs, organizations and images; the article's own rules are here: the
 * properties that schema.org gives each type, and Google's for articles (no property is required;
 * those that are there must be whole: dates with a zone, addresses absolute, authors with a name and
 * an address).
 */
import Validator from '@adobe/structured-data-validator';

type Item = Record<string, unknown>;

const thing = ['@context', '@type', 'name', 'url', 'description', 'identifier', 'image', 'sameAs'];
const work = [
  ...thing,
  'about',
  'associatedMedia',
  'author',
  'contentLocation',
  'correction',
  'dateModified',
  'datePublished',
  'genre',
  'headline',
  'inLanguage',
  'mainEntityOfPage',
  'publisher',
  'text',
  'translationOfWork',
  'workTranslation',
];

const properties: Record<string, string[]> = {
  NewsArticle: [...work, 'dateline', 'articleBody', 'articleSection'],
  CorrectionComment: work,
  MediaObject: [...work, 'contentUrl', 'encodingFormat', 'contentSize', 'width', 'height'],
  ImageObject: [
    ...work,
    ...['contentUrl', 'encodingFormat', 'width', 'height', 'caption'],
    ...['creditText', 'license', 'copyrightNotice'],
  ],
  Organization: [...thing, 'logo', 'contactPoint'],
  Event: [
    ...thing,
    ...['startDate', 'endDate', 'eventStatus', 'location', 'organizer', 'inLanguage'],
  ],
  Place: [...thing, 'address'],
  Thing: thing,
  BreadcrumbList: [...thing, 'itemListElement'],
  ListItem: [...thing, 'item', 'position'],
};

const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;
const addresses = ['url', 'contentUrl', 'mainEntityOfPage', 'item'];
const needed: Record<string, string[]> = {
  NewsArticle: [
    'headline',
    'datePublished',
    'author',
    'publisher',
    'mainEntityOfPage',
    'inLanguage',
  ],
  Organization: ['name', 'url'],
  CorrectionComment: ['text', 'datePublished'],
  Event: ['name', 'startDate', 'location'],
  Place: ['name'],
};

/** Faults of a JSON-LD document, each with its position. */
export async function faultsOf(document: Item): Promise<string[]> {
  const type = String(document['@type']);
  const issues = await new Validator().validate({ jsonld: { [type]: [document] } });
  return [
    ...(document['@context'] === 'https://schema.org' ? [] : ['no @context']),
    ...rulesBroken(document, type),
    ...issues.map(({ issueMessage, path }) => `${issueMessage} ${JSON.stringify(path)}`),
  ];
}

function rulesBroken(item: Item, place: string, whole = true): string[] {
  const type = String(item['@type']);
  const known = properties[type];
  if (!known) return [`${place}: schema.org knows no ${type} here`];
  const strange = Object.keys(item).filter((name) => !known.includes(name));
  const missing = whole ? (needed[type] ?? []).filter((name) => !filled(item[name])) : [];
  const within = Object.entries(item).flatMap(([name, value]) => {
    const at = `${place}.${name}`;
    return [value].flat().flatMap((one): string[] => {
      if (typeof one === 'object' && one !== null) {
        return rulesBroken(one as Item, at, !/translation/i.test(name));
      }
      if (/^date|Date$/.test(name) && !instant.test(String(one))) return [`${at}: no zone`];
      if (addresses.includes(name) && !/^https?:\/\/[^/]+/.test(String(one))) {
        return [`${at}: not an absolute address`];
      }
      return filled(one) ? [] : [`${at}: empty`];
    });
  });
  const { datePublished, dateModified } = item;
  const order = dateModified && String(dateModified) < String(datePublished);
  return [
    ...strange.map((name) => `${place}.${name}: not a property of ${type}`),
    ...missing.map((name) => `${place}.${name}: missing`),
    ...within,
    ...(order ? [`${place}: modified before it was published`] : []),
  ];
}

const filled = (value: unknown) => value !== undefined && value !== null && value !== '';
