/** Representations of a release besides its page, the links between them, and content negotiation. */
import * as paths from '../domain/paths.ts';
import type { Site } from '../domain/site.ts';

export const mediaTypes = {
  markdown: 'text/markdown',
  json: 'application/json',
  ninjs: 'application/json',
} as const;

type Representation = keyof typeof mediaTypes;

const titles: Record<Representation, string> = {
  markdown: 'Markdown',
  json: 'JSON',
  ninjs: 'ninjs 3.1',
};

/**
 * A `Link` field (RFC 8288) with the representations of a release.
 * @param page the canonical page, or null in the response of the page itself
 */
export function representationLinks(
  site: Site,
  lang: string,
  id: string,
  page: string | null,
): string {
  const addresses: Record<Representation, string> = {
    markdown: paths.markdown(site, lang, id),
    json: paths.releaseData(id),
    ninjs: paths.ninjs(id),
  };
  const alternates = (Object.keys(addresses) as Representation[]).map(
    (name) =>
      `<${site.origin}${addresses[name]}>; rel="alternate"; type="${mediaTypes[name]}"; title="${titles[name]}"`,
  );
  const canonical = page === null ? [] : [`<${site.origin}${page}>; rel="canonical"`];
  return [...canonical, ...alternates].join(', ');
}

/** Whether an `Accept` field names Markdown with at least the quality of HTML. */
export function prefersMarkdown(accept: string | undefined): boolean {
  const ranges = (accept ?? '').split(',').map((range) => {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    const quality = parameters.find((one) => one.startsWith('q='))?.slice(2);
    return { type, quality: quality === undefined ? 1 : Number(quality) || 0 };
  });
  const qualityOf = (...types: string[]) =>
    types.map((type) => ranges.find((one) => one.type === type)).find(Boolean)?.quality ?? 0;
  const markdown = qualityOf(mediaTypes.markdown);
  return markdown > 0 && markdown >= qualityOf('text/html', 'text/*', '*/*');
}
