/** The formats of feeds. */
import type { FeedFormat } from '../domain/paths.ts';
import { atom } from './atom.ts';
import type { Channel } from './feed.ts';
import { jsonFeed } from './json-feed.ts';
import { rss } from './rss.ts';

export const feedWriters: Record<FeedFormat, (channel: Channel) => string> = {
  rss,
  atom,
  json: jsonFeed,
};
