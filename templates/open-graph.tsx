/** Open Graph: how other sites show a page of ours. */
import { altOf } from '../src/domain/attachment.ts';
import { openGraphLocale } from '../src/domain/language.ts';
import { cardPicture } from '../src/domain/rendition.ts';
import { siteName } from '../src/domain/site.ts';
import type { Frame } from './layout.tsx';
import { themeOf } from './theme.ts';

/**
 * A page without a picture of its own has the organization's. The caller gives a search another title than the
 * words that were typed, since a card is ours.
 */
export function OpenGraph({
  site,
  lang,
  alternates,
  canonical,
  title,
  description,
  picture,
}: Omit<Frame, 'canonical'> & { canonical: string }) {
  const name = siteName(site, lang);
  const { share } = themeOf(site);
  const { url, mediaType, width, height } = picture
    ? cardPicture(site, picture)
    : { ...share, url: site.origin + share.path };
  const properties: [string, string | number | null | undefined][] = [
    ['type', picture === undefined ? 'website' : 'article'],
    ['title', title],
    ['url', site.origin + canonical],
    ['site_name', name],
    ['locale', openGraphLocale(lang)],
    ...alternates
      .filter((one) => one.lang !== lang)
      .map((one): [string, string] => ['locale:alternate', openGraphLocale(one.lang)]),
    ['description', description],
    ['image', url],
    ['image:type', mediaType],
    ['image:width', width],
    ['image:height', height],
    ['image:alt', picture ? altOf(site, lang, picture) : name],
  ];
  return (
    <>
      {properties.map(
        ([property, content]) =>
          content && <meta property={`og:${property}`} content={String(content)} />,
      )}
      <meta name="twitter:card" content="summary_large_image" />
    </>
  );
}
