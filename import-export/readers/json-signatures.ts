/** Recognizes JSON documents by their fields. */
import { isObject, type Json, text } from './json-fields.ts';

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
