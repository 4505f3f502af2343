/** The details of an attachment: what an editor may say about a file. */
import * as v from 'valibot';
import { line } from './text-input.ts';

const longestText = 2000;

/** All details. Width and height are not among them: they are read from the bytes. */
export const attachmentDetails = v.object({
  alt: v.record(
    v.string(),
    v.union(
      [v.literal(''), line(longestText)],
      `must be a line of at most ${longestText} characters`,
    ),
    'must be texts by language',
  ),
  caption: v.record(v.string(), line(longestText), 'must be texts by language'),
  credit: v.nullable(line(300)),
  licence: v.nullable(line(300)),
  order: v.nullable(
    v.pipe(
      v.number('must be a number'),
      v.integer('must be whole'),
      v.minValue(0),
      v.maxValue(9999),
    ),
  ),
  lead: v.boolean('must be true or false'),
});
