/** Details of audit entries in words: what was done, with times in the zone of the office. */
import { placeName } from '../../templates/desk/place-names.ts';
import { scopeWords } from '../../templates/desk/scope-words.ts';
import { officeTime } from '../../templates/desk/time.ts';
import type { DeskWords } from '../../templates/desk/words.ts';
import { interfaceLanguages, wordsOf } from '../../templates/words.ts';
import { isInRange } from '../domain/instant.ts';
import type { withdrawalModes } from '../domain/release.ts';

/** The names of the parts of a detail. */
const labels: Readonly<Record<string, keyof DeskWords>> = {
  answers: 'auditAnswers',
  approvedBy: 'auditApprovedBy',
  at: 'auditTime',
  authors: 'auditAuthors',
  autosave: 'auditAutosave',
  before: 'auditBefore',
  by: 'auditBy',
  closed: 'closedTerm',
  comment: 'nounComment',
  contacts: 'contacts',
  demandedBy: 'auditDemandedBy',
  disabled: 'disabled',
  editorId: 'auditPerson',
  email: 'email',
  enabled: 'webhookEnabled',
  expiresAt: 'auditUntil',
  fields: 'auditFields',
  file: 'filename',
  filename: 'filename',
  hits: 'auditHits',
  label: 'webhookLabel',
  lang: 'languages',
  link: 'nounLink',
  method: 'auditMethod',
  minor: 'auditMinor',
  mode: 'auditSees',
  name: 'name',
  names: 'termNames',
  note: 'auditNote',
  number: 'auditNumber',
  parentId: 'termParent',
  passkey: 'nounPasskey',
  path: 'auditAddress',
  payload: 'auditPayload',
  phone: 'phone',
  preview: 'nounPreview',
  reason: 'auditReason',
  recipient: 'reviewer',
  redirectTo: 'redirectTo',
  release: 'nounRelease',
  releases: 'releases',
  restored: 'auditRestored',
  role: 'role',
  scheduledBefore: 'auditPlannedBefore',
  scopes: 'tokenScopes',
  service: 'auditService',
  sha256: 'auditDigest',
  shownAt: 'auditShownAt',
  slug: 'termSlug',
  target: 'redirectTarget',
  task: 'auditTask',
  tokenId: 'nounToken',
  until: 'auditUntil',
  url: 'webhookUrl',
  version: 'auditVersion',
  versions: 'versions',
  visibleFrom: 'auditPublicFrom',
  withdrawn: 'auditSees',
};

/** Values that have words of their own. */
const values: Readonly<Record<string, Readonly<Record<string, keyof DeskWords>>>> = {
  role: { author: 'author', editor: 'editor', admin: 'admin' },
  mode: modeWords(),
  withdrawn: modeWords(),
  task: {
    webhook: 'nounWebhook',
    purge: 'taskPurge',
    indexnow: 'taskIndexNow',
    websub: 'taskWebSub',
    unlist: 'taskListings',
  },
  scopes: scopeWords,
};

function modeWords() {
  const words = { notice: 'seenNotice', gone: 'seenGone', vanish: 'seenVanish' } as const;
  return { ...words, redirect: 'wayRedirect' } satisfies Record<
    (typeof withdrawalModes)[number],
    keyof DeskWords
  >;
}

const instants = /^(?:at|expiresAt|visibleFrom|scheduledBefore|shownAt|until)$/;
const people = /^(?:editorId|approvedBy|authors)$/;

export interface DetailSurroundings {
  words: DeskWords;
  lang: string;
  timeZone: string;
  /** Names of people by their ids. */
  names: ReadonlyMap<string, string>;
}

/** The parts of a detail that say something, each with its name; empty ones are left out. */
export function detailParts(
  detail: Readonly<Record<string, unknown>>,
  surroundings: DetailSurroundings,
): string[] {
  return Object.entries(detail).flatMap(([key, value]) => {
    if (value === null || value === false || value === '') return [];
    const text = textOf(key, value, surroundings);
    if (text === '') return [];
    const name = nameOf(key, surroundings.words);
    return value === true ? name : `${name}: ${text}`;
  });
}

function nameOf(key: string, words: DeskWords): string {
  if (interfaceLanguages.includes(key)) return wordsOf(key).language;
  const word = Object.hasOwn(labels, key) ? labels[key] : undefined;
  return word === undefined ? key : words[word];
}

function textOf(key: string, value: unknown, surroundings: DetailSurroundings): string {
  const { words, names } = surroundings;
  if (Array.isArray(value)) {
    return value.map((one) => textOf(key, one, surroundings)).join(', ');
  }
  if (typeof value === 'object' && value !== null) {
    return detailParts(value as Record<string, unknown>, surroundings).join(', ');
  }
  const text = String(value);
  if (instants.test(key)) return timeOf(value, surroundings) ?? text;
  if (people.test(key)) return names.get(text) ?? text;
  if (key === 'lang' && interfaceLanguages.includes(text)) return wordsOf(text).language;
  if (key === 'fields') return placeName(`/${text}`, words);
  if (key === 'sha256') return `${text.slice(0, 16)}…`;
  const known = Object.hasOwn(values, key) ? values[key] : undefined;
  const word = known && Object.hasOwn(known, text) ? known[text] : undefined;
  return word === undefined ? text : words[word];
}

/** An instant, in milliseconds or as text; null if it is none. */
function timeOf(value: unknown, { lang, timeZone }: DetailSurroundings): string | null {
  const at = typeof value === 'number' ? value : Date.parse(String(value));
  return isInRange(at) ? `${officeTime(at, lang, timeZone)} (${timeZone})` : null;
}
