/** JSON Feed 1.1 (jsonfeed.org): full text, every file an attachment; pictures as the extension `_picture`. */
import { formatInstant } from '../domain/instant.ts';
import * as paths from '../domain/paths.ts';
import type { Channel, Entry } from './feed.ts';

export function jsonFeed(channel: Channel): string {
  const { site, lang } = channel;
  const document = {
    version: 'https://jsonfeed.org/version/1.1',
    title: channel.title,
    home_page_url: channel.home,
    feed_url: channel.self('json'),
    language: lang,
    authors: [{ name: channel.name, url: site.origin + paths.home(site, lang) }],
    ...(site.webSubHub && { hubs: [{ type: 'WebSub', url: site.webSubHub }] }),
    items: channel.entries.map((entry) => item(lang, entry)),
  };
  return `${JSON.stringify(document, (_, value) => (typeof value === 'string' ? value.toWellFormed() : value))}\n`;
}

function item(lang: string, entry: Entry) {
  const { html, summary, title, authors, categories, files, image, corrections, history } = entry;
  return {
    id: entry.id,
    url: entry.url,
    title,
    ...(html === null ? { content_text: summary || title } : { content_html: html }),
    ...(summary && { summary }),
    ...(image && { image }),
    date_published: formatInstant(entry.publishedAt),
    date_modified: formatInstant(entry.modifiedAt),
    language: lang,
    ...(authors.length > 0 && { authors: authors.map((name) => ({ name })) }),
    ...(categories.length > 0 && { tags: [...new Set(categories.map(({ name }) => name))] }),
    ...(corrections.length > 0 && {
      _dateline: {
        corrections: corrections.map(({ at, note }) => ({ at: formatInstant(at), note })),
        history,
      },
    }),
    ...(files.length > 0 && {
      attachments: files.map((file) => ({
        url: file.url,
        mime_type: file.mediaType,
        title: file.title,
        size_in_bytes: file.size,
        ...(file.picture && { _picture: file.picture }),
      })),
    }),
  };
}
