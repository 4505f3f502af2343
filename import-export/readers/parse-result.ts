/** What a foreign file says of one release, before it is known what the newsroom makes of it. */
import type { Attachment } from '../../client/client.ts';

/** A name that a foreign system gave: a category, a tag, a section, an author, a source. */
export interface Label {
  /** Which field it is known to fill; `any` where only the taxonomies can tell. */
  of: 'kind' | 'sources' | 'fieldsOfWork' | 'countries' | 'meetings' | 'author' | 'any';
  name: string;
  slug?: string;
  /** Whether the name is several, with commas between them. */
  listed?: boolean;
}

export interface Text {
  /** As the file names it; null where it does not say. */
  lang: string | null;
  title: string;
  slug?: string;
  summary: string;
  place: string;
  /** CommonMark. */
  markdown: string;
}

/** A file that comes with a release: where it lies on this machine, and how it is to be called. */
export interface Enclosure extends Pick<Attachment, 'filename' | 'mediaType' | 'lang'> {
  /** The path on this machine. */
  path: string;
  /** What readers see; the file name where it is empty. */
  title: string;
}

export interface Contact {
  name: string;
  role?: string;
  email?: string;
  phone?: string;
}

/** When something was published: an instant, or a local time that still needs a zone. */
export type Moment = { at: number } | { local: string } | null;

export interface Found {
  /** The file and the place in it, for the report. */
  place: string;
  /** What the source calls it, the same in every file that has it. */
  sourceId: string;
  /** `unsaid`: the source does not tell whether readers had it. */
  status: 'public' | 'draft' | 'unsaid';
  /** Why it is a draft, where that is not plain. */
  because?: string;
  files: Enclosure[];
  /** What could not be carried, or was taken for granted. */
  notes: string[];
}

/** A release in our own form already; whether it holds is not known yet. */
export interface NativeRelease extends Found {
  release: unknown;
  /** The id that it had on another Dateline site; null for none. */
  id: string | null;
  /** Epoch milliseconds; null where it is not told. */
  published: number | null;
}

/** A release in the form of some other system. */
export interface ForeignRelease extends Found {
  published: Moment;
  /** `YYYY-MM-DD`, where the source tells the day apart from the instant. */
  date: string | null;
  labels: Label[];
  texts: Text[];
  contacts: Contact[];
  /** Addresses on the old site, whole or as paths. */
  addresses: string[];
}

/** Something in a file that cannot become a release, with the reason. */
export interface Unreadable {
  place: string;
  reason: string;
}

/** What a reader of a format finds, in the file's order. */
/** Something in a file that is not meant to become a release, and why. */
export interface LeftOut {
  place: string;
  leftOut: string;
}

export type ParseResult = ForeignRelease | NativeRelease | Unreadable | LeftOut;

/** A file of which nothing can be used: nothing of it is moved in. */
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

/** What a reader makes of one item; HTML that nests beyond what can be walked is that item's own fault. */
export async function readAt(
  place: string,
  read: () => ParseResult | Promise<ParseResult>,
): Promise<ParseResult> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof RangeError) return { place, reason: 'nests too deeply' };
    throw error;
  }
}
