/**
 * Placeholders for the settings of a site. The OpenAPI document is built before they are known
 * (dev/build.ts), and the Worker fills them in.
 */
import type { Site } from '../domain/site.ts';

/** The settings that the OpenAPI document may depend on. */
export type DescribedSite = Pick<Site, 'origin' | 'name' | 'languages' | 'defaultLanguage'>;

const [origin, name, languages, defaultLanguage] = [
  '{SITE_ORIGIN}',
  '{SITE_NAME}',
  '{LANGUAGES}',
  '{DEFAULT_LANGUAGE}',
] as const;

/** The site that the built document describes. */
export const placeholderSite: DescribedSite = {
  origin,
  name: { [defaultLanguage]: name },
  languages: [languages],
  defaultLanguage,
};

/** Replaces the placeholders within the strings of a JSON text. */
export function fillPlaceholders(text: string, site: DescribedSite): string {
  // Without the quotation marks around it: the placeholder stands between them.
  const inside = (value: string) => JSON.stringify(value).slice(1, -1);
  const values: [placeholder: string, json: string][] = [
    [origin, inside(site.origin)],
    [languages, site.languages.map(inside).join('","')],
    [defaultLanguage, inside(site.defaultLanguage)],
    [name, inside(site.name[site.defaultLanguage] ?? '')],
  ];
  return values.reduce((filled, [one, json]) => filled.replaceAll(one, () => json), text);
}
