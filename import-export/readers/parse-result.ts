/** The results of the readers: releases in foreign or native form, before they fit the newsroom. */
import type { Attachment } from '../../client/client.ts';
import type { MediaEvent } from '../../src/domain/event.ts';

/** A name in a foreign system: a category, tag, section, author or source. */
export interface Label {
  /** The field that it belongs to; `any` if only the taxonomies can decide. */
  of: 'kind' | 'sources' | 'fieldsOfWork' | 'countries' | 'meetings' | 'author' | 'any';
  name: string;
  slug?: string;
  /** Whether the name is a list with commas. */
  listed?: boolean;
}

export interface Text {
  /** The language tag of the file; null if it has none. */
  lang: string | null;
  title: string;
  slug?: string;
  summary: string;
  place: string;
  /** CommonMark. */
  markdown: string;
}

/** A file that is imported with a release. */
export interface Enclosure extends Pick<Attachment, 'filename' | 'mediaType' | 'lang'> {
  /** The path on this machine. */
  path: string;
  /** The visible title; empty for the file name. */
  title: string;
}

export interface Contact {
  name: string;
  role?: string;
  email?: string;
  phone?: string;
}

/** The time of publication: an instant, or a local time without a zone; null if unknown. */
export type Moment = { at: number } | { local: string } | null;

export interface Found {
  /** The file and the place in it, for the report. */
  place: string;
  /** The identifier in the source, equal in every file that contains it. */
  sourceId: string;
  /** `unsaid`: the source does not say whether it was public. */
  status: 'public' | 'draft' | 'unsaid';
  /** Why it becomes a draft, unless it is a plain draft. */
  because?: string;
  files: Enclosure[];
  /** Losses and assumptions, for the report. */
  notes: string[];
}

/** A release in Dateline's own form, not validated yet. */
export interface NativeRelease extends Found {
  release: unknown;
  /** The id that it had on another Dateline site; null for none. */
  id: string | null;
  /** Epoch milliseconds; null if unknown. */
  published: number | null;
}

/** A release of another system. */
export interface ForeignRelease extends Found {
  /** The id that it had on another Dateline site, if it comes from one. */
  id?: string;
  published: Moment;
  /** `YYYY-MM-DD`, if the source has the day apart from the instant. */
  date: string | null;
  labels: Label[];
  texts: Text[];
  contacts: Contact[];
  event?: MediaEvent;
  /** Addresses on the old site, absolute or as paths. */
  addresses: string[];
  /** An absolute address by which translations name it, if that is none of the old site. */
  self?: string;
  /** Absolute addresses of its translations in other files, which may name it in turn. */
  translations?: { lang: string; address: string }[];
}

/** An entry that cannot become a release, with the reason. */
export interface Unreadable {
  place: string;
  reason: string;
}

/** An entry that is not meant to become a release, and why. */
export interface LeftOut {
  place: string;
  leftOut: string;
}

export type ParseResult = ForeignRelease | NativeRelease | Unreadable | LeftOut;

/** A file that is refused as a whole. */
export class BrokenFile extends Error {
  override readonly name = 'BrokenFile';
}

export function newForeignRelease(place: string, sourceId: string): ForeignRelease {
  return {
    place,
    sourceId,
    status: 'unsaid',
    published: null,
    date: null,
    labels: [],
    texts: [],
    contacts: [],
    addresses: [],
    files: [],
    notes: [],
  };
}

/** Reads one item. An unexpected error makes the item unreadable, not the file. */
export async function readAt<Result>(
  place: string,
  read: () => Result | Promise<Result>,
): Promise<Result | Unreadable> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof BrokenFile || isDiskError(error)) throw error;
    return { place, reason: reasonOf(error) };
  }
}

/** Whether the disk fails, so that every further item would fail, too. */
export function isDiskError(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return ['ENOSPC', 'EDQUOT', 'EIO', 'EROFS', 'EMFILE', 'ENFILE'].includes(String(code));
}

/** The reason of a failure, for the report. */
export function reasonOf(error: unknown): string {
  if (error instanceof RangeError) return 'nests too deeply';
  const { message, code } = error as Error & { code?: unknown };
  const isExpected = error instanceof BrokenFile || code !== undefined;
  return isExpected ? message : `unexpected error: ${message ?? error}`;
}
