/** The forms in which a release is told beside its page, and how they name each other. */
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

/** A `Link` field (RFC 8288) that names the forms of a release, and its page if this is one of them. */
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
  const forms = (Object.keys(addresses) as Representation[]).map(
    (form) =>
      `<${site.origin}${addresses[form]}>; rel="alternate"; type="${mediaTypes[form]}"; title="${titles[form]}"`,
  );
  const canonical = page === null ? [] : [`<${site.origin}${page}>; rel="canonical"`];
  return [...canonical, ...forms].join(', ');
}

/** Whether an `Accept` field names Markdown and would not rather have HTML. */
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
