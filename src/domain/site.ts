import type { Scheme } from './colour.ts';
import { inLanguage } from './language.ts';

/** The settings of the site that pages, feeds and addresses need. */
export interface Site {
  /** `https://host`, without a slash at its end. */
  origin: string;
  /** The name by language; the default language is always there. */
  name: Readonly<Record<string, string>>;
  /** BCP 47 tags in the order of the language switch; the first is the default. */
  languages: readonly string[];
  defaultLanguage: string;
  /** The organization's colour `#rrggbb`, for light pages and for dark ones. */
  colours: Readonly<Record<Scheme, string>>;
  /** The organization's IANA time zone: days of the archive, printed times. */
  timeZone: string;
  /** Groups of words and phrases that a search takes for the same. */
  synonyms: readonly (readonly string[])[];
  /** Whether a first publication, and any shortening of an embargo, needs a second editor. */
  twoPersons: boolean;
  /** Whether the database has read replicas, for readers to be answered by. */
  readReplicas: boolean;
  /** Where previews are shown: the site's own origin, or another host that shows nothing else. */
  previewOrigin: string;
  /** Where the desk is: the site's own origin, or another host that shows nothing else. */
  deskOrigin: string;
  /** Where to report a weakness: a `mailto:` or `https:` address, or null. */
  securityContact: string | null;
  /** Whether there is a page of press contacts. */
  contactsPage: boolean;
  /** The uses of the content in robots.txt, such as `ai-train=no`. */
  contentSignals: readonly string[];
  /** The WebSub hub that feeds name, or null. */
  webSubHub: string | null;
  /** Whether pictures are offered in several sizes: whether the Worker has the Images binding. */
  renditions: boolean;
}

/** The name of the site in a language, or else in its first one. */
export const siteName = ({ name, languages }: Site, lang: string): string =>
  inLanguage(name, lang, languages) ?? '';

/** The address of a public page, for a link from the desk. */
export const publicAddress = ({ origin, deskOrigin }: Site, path: string): string =>
  deskOrigin === origin ? path : origin + path;
