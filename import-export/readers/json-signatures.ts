/** Recognizes JSON documents by their fields, without loading their readers. */
import { isObject } from '../../src/domain/json-object.ts';
import { type Json, object, objects, text } from './json-fields.ts';

export const isJsonFeed = ({ version, items }: Json): boolean =>
  Array.isArray(items) && /^https?:\/\/(?:www\.)?jsonfeed\.org\/version\//.test(text(version));

const publicFields = ['id', 'url', 'publishedAt', 'modifiedAt', 'withdrawal'];

/** Whether a document is the public JSON of a release. */
export const isPublicRelease = (document: Json): boolean =>
  isObject(document.editions) && publicFields.every((field) => field in document);

/** Whether a document is a page of the list of releases. */
export const isReleaseList = ({ items, next }: Json): boolean =>
  next !== undefined &&
  Array.isArray(items) &&
  items.every((one) => isObject(one) && isPublicRelease(one));

/** The tables of a Ghost document, or null if it is not of Ghost. */
export function ghostTables(document: Json): Json | null {
  const [first] = objects(document.db);
  const data = object(first?.data ?? document.data ?? document);
  const isPost = (post: Json) =>
    ['html', 'mobiledoc', 'lexical', 'plaintext'].some((field) => field in post);
  if (!Array.isArray(data.posts)) return null;
  return first || data.posts.some((post) => isObject(post) && isPost(post)) ? data : null;
}

export const isGhost = (document: Json): boolean => ghostTables(document) !== null;

/** Whether a document is of Drupal's JSON:API: its resources have types such as `node--article`. */
export const isDrupal = ({ data, jsonapi }: Json): boolean =>
  objects(data).some(({ type }) => /^\w+--\w+$/.test(text(type))) ||
  (Array.isArray(data) && data.length === 0 && isObject(jsonapi));

/** Whether a document is a story of Prezly. */
export const isStory = (document: Json): boolean =>
  'title' in document && ['lifecycle_status', 'format_version'].some((field) => field in document);

/** Whether a document is a story, or an answer with one or several. */
export const isPrezly = (document: Json): boolean =>
  isStory(document) ||
  isStory(object(document.story)) ||
  (Array.isArray(document.stories) && objects(document.stories).every(isStory));
