/** oEmbed 1.0 (oembed.com): a release as a card in somebody else's page. */
import { escapeHtml } from './escape-html.ts';

/** The parts of a release that its card shows. */
export interface Card {
  url: string;
  lang: string;
  dir: 'ltr' | 'rtl';
  title: string;
  summary: string;
  /** Written out, in the language of the release. */
  date: string;
  /** Prefix of the title of a withdrawn release, or null. */
  mark: string | null;
  provider: string;
  origin: string;
}

/** Of the card, in CSS pixels; within what the asker allows. */
const size = { width: 600, height: 240 } as const;

export function oembed(card: Card, most: { width: number | null; height: number | null }) {
  const { url, title, provider, origin } = card;
  return {
    version: '1.0',
    type: 'rich',
    title,
    url,
    provider_name: provider,
    provider_url: origin,
    width: Math.min(size.width, most.width ?? size.width),
    height: Math.min(size.height, most.height ?? size.height),
    html: html(card),
  };
}

/** Text and a link: no script, no style, no request. */
function html({ url, lang, dir, title, summary, date, mark, provider }: Card): string {
  const text = escapeHtml;
  return [
    `<blockquote cite="${text(url)}" lang="${text(lang)}" dir="${dir}">`,
    `<p>${mark ? `<strong>${text(mark)}</strong> ` : ''}<a href="${text(url)}">${text(title)}</a></p>`,
    ...(summary ? [`<p>${text(summary)}</p>`] : []),
    `<footer>${text(provider)}, ${text(date)}</footer>`,
    '</blockquote>',
  ].join('');
}
